"""The panel where a tablet is enrolled: for whom, then the square and the code; and the list of the last codes."""

import reflex as rx

from fieldvisit.access import invitations
from fieldvisit.pages import theme
from fieldvisit.pages.office.enrolments import CodeLine, Enrolments
from fieldvisit.pages.office.shell import Escape, Ticker, said
from fieldvisit.pages.office.tablets import Tablets

#: Whoever made the code waits in front of it.
LOOK_EVERY_MS = 4_000


def begin() -> rx.Component:
    return rx.cond(
        Enrolments.may,
        theme.button("Enrôler une tablette", kind="primary", on_click=[Tablets.close, Enrolments.open]),
    )


def panel() -> rx.Component:
    return rx.cond(
        Enrolments.panel,
        rx.el.aside(
            rx.el.div(
                rx.el.h2("Enrôler une tablette", id="enrol-title"),
                theme.button("Fermer", kind="quiet", on_click=Enrolments.close, auto_focus=True),
                class_name="row-between",
            ),
            Escape.create(on_escape=Enrolments.close),
            said(Enrolments),
            rx.cond(Enrolments.shown["id"] != "", _code(), _form()),
            aria_labelledby="enrol-title",
            class_name="panel stack",
        ),
    )


def _form() -> rx.Component:
    return rx.el.form(
        theme.field(
            "Pour qui ?",
            rx.el.select(
                rx.el.option("Choisir…", value=""),
                rx.foreach(Enrolments.people, lambda one: rx.el.option(one["name"], value=one["id"])),
                name="worker",
                class_name="select",
                required=True,
            ),
        ),
        theme.field(
            "Nom de la tablette (facultatif)",
            theme.text_input(name="name", max_length=invitations.LONGEST_NAME, auto_complete="off"),
            "Par exemple « Tablette 7 – Bourg ».",
        ),
        theme.button("Faire le code", kind="primary", class_name="button-wide", type="submit"),
        rx.el.p("Bon dix minutes, une seule fois, pour cette personne.", class_name="soft small"),
        on_submit=Enrolments.make,
        class_name="stack",
    )


def _code() -> rx.Component:
    shown = Enrolments.shown
    return rx.el.div(
        rx.cond(
            shown["near"],
            theme.notice(
                "Cette adresse n’existe que sur cet ordinateur : pour une tablette, ouvrez Fieldvisit à son adresse "
                "publique (ou par « make run-lan »).",
                kind="warn",
            ),
        ),
        rx.el.p("Pour ", rx.el.strong(shown["worker"]), ", jusqu’à ", rx.el.strong(shown["until"]), "."),
        rx.el.img(
            src=shown["square"],
            alt="Code à lire avec l’appareil photo de la tablette",
            class_name="enrol-square",
        ),
        rx.el.ol(
            rx.el.li("Avec l’appareil photo de la tablette, visez ce carré et ouvrez le lien."),
            rx.el.li("La personne se connecte et choisit sa phrase secrète."),
            class_name="steps",
        ),
        rx.el.p("Sans appareil photo : ouvrir ", rx.el.span(shown["address"], class_name="strong"), " et taper"),
        rx.el.p(shown["code"], class_name="enrol-code tabular"),
        theme.button("Annuler ce code", class_name="button-wide", on_click=Enrolments.cancel(shown["id"])),
        Ticker.create(every=LOOK_EVERY_MS, on_tick=Enrolments.look_again),
        class_name="stack",
    )


def history() -> rx.Component:
    return rx.cond(
        Enrolments.codes.length() > 0,
        rx.el.section(
            rx.el.h2("Codes d’enrôlement", id="codes-title"),
            rx.el.ul(rx.foreach(Enrolments.codes, _line), class_name="facts"),
            aria_labelledby="codes-title",
            class_name="card stack",
        ),
    )


def _line(one: rx.Var[CodeLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(one["worker"], class_name="strong"),
            rx.el.p("Fait le ", one["made"], class_name="soft small"),
            class_name="grow",
        ),
        rx.el.span(one["state"], class_name="badge badge-" + one["kind"].to(str)),
        rx.cond(
            one["open"],
            theme.button(
                "Annuler",
                on_click=Enrolments.cancel(one["id"]),
                aria_label="Annuler le code de " + one["worker"].to(str),
            ),
        ),
        class_name="row-between",
        key=one["id"],
    )
