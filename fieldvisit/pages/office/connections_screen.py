"""« Mes connexions » as it is seen: open sessions, password, second factor, what happened lately."""

import reflex as rx

from fieldvisit.access.permission import SESSION
from fieldvisit.pages import theme
from fieldvisit.pages.office import second_factor_card
from fieldvisit.pages.office.connections import ConnectionLine, Connections, EventLine
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.second_factor import Factor
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(
        rx.el.h1("Mes connexions"),
        said(Connections),
        _open_ones(),
        rx.cond(
            Connections.has_password,
            rx.el.div(second_factor_card.card(), _password(), class_name="connections-cards"),
            theme.card(
                rx.el.h2("Mot de passe"),
                rx.el.p("Ce compte s’ouvre par Pro Santé Connect ou ProConnect : il n’a pas de mot de passe ici."),
                class_name="stack",
            ),
        ),
        rx.cond(Connections.events.length() > 0, events(Connections.events)),
        here="/mes-connexions",
    )


def _open_ones() -> rx.Component:
    return theme.card(
        rx.el.div(
            rx.el.h2("Ouvertes en ce moment"),
            rx.cond(
                Connections.others,
                theme.button("Fermer toutes les autres", on_click=Connections.close_others),
            ),
            class_name="row-between",
        ),
        rx.el.ul(
            rx.foreach(
                Connections.lines,
                lambda one: line(
                    one,
                    rx.cond(
                        one["here"],
                        theme.badge("Cette connexion", kind="ok"),
                        theme.button(
                            "Fermer",
                            on_click=Connections.close(one["id"]),
                            aria_label="Fermer la connexion " + one["browser"],
                        ),
                    ),
                ),
            ),
            class_name="facts",
        ),
        rx.el.p(
            "Vous n’en reconnaissez pas une ? Fermez-la et changez votre mot de passe. Une tablette dont la connexion "
            "est fermée garde tout ; elle redemande le mot de passe avant d’envoyer.",
            class_name="soft small",
        ),
        class_name="stack",
    )


def line(one: rx.Var[ConnectionLine], act: rx.Component) -> rx.Component:
    """One open session, with what can be done to it."""
    return rx.el.li(
        rx.el.div(
            rx.el.p(one["browser"], class_name="strong"),
            rx.el.p(one["used"], " · ", one["opened"], class_name="soft small"),
            class_name="grow",
        ),
        act,
        class_name="row-between connection",
        key=one["id"],
    )


def _password() -> rx.Component:
    def secret(label: str, name: str, complete: str, hint: str = "") -> rx.Component:
        return theme.field(
            label, theme.text_input(name=name, type="password", auto_complete=complete, required=True), hint
        )

    return theme.card(
        rx.el.h2("Mot de passe"),
        rx.el.form(
            secret("Mot de passe actuel", "former", "current-password"),
            secret(
                "Nouveau mot de passe",
                "fresh",
                "new-password",
                "12 caractères au moins ; quelques mots sans lien font l’affaire.",
            ),
            secret("Le nouveau, encore une fois", "again", "new-password"),
            theme.button("Changer le mot de passe", type="submit"),
            rx.el.p("Vos autres connexions se fermeront, tablette comprise.", class_name="soft small"),
            on_submit=Connections.change_password,
            class_name="stack",
        ),
        class_name="stack",
    )


def events(of: rx.Var[list[EventLine]]) -> rx.Component:
    """What was done to an account's ways in, newest first."""
    return theme.card(
        rx.el.h2("Dernièrement sur ce compte"),
        rx.el.ul(
            rx.foreach(
                of,
                lambda one: rx.el.li(
                    rx.el.span(one["at"], class_name="tabular soft"),
                    " ",
                    one["what"],
                    " ",
                    rx.el.span(one["by"], class_name="soft"),
                    key=one["key"],
                ),
            ),
            class_name="facts",
        ),
        class_name="stack",
    )


PAGE = Page(
    route="/mes-connexions",
    title="Mes connexions – Fieldvisit",
    permission=SESSION,
    component=page,
    on_load=(Desk.arrive, Connections.load, Factor.load),
)
