"""« Second facteur » as it is seen: off, being set up, on, and the recovery codes for the time they are told."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.factor import RECOVERY_CODES_ADVICE, factor_steps
from fieldvisit.pages.office.second_factor import Factor


def card() -> rx.Component:
    return theme.card(
        rx.el.div(
            rx.el.h2("Second facteur"),
            rx.cond(Factor.on, theme.badge("Activé", kind="ok"), theme.badge("Pas encore")),
            class_name="row-between",
        ),
        rx.cond(
            Factor.codes.length() > 0,
            _codes(),
            rx.cond(Factor.on, _on(), rx.cond(Factor.square["key"] != "", _being_set_up(), _off())),
        ),
        class_name="stack",
    )


def _secret() -> rx.Component:
    return theme.field(
        "Votre mot de passe",
        theme.text_input(name="secret", type="password", auto_complete="current-password", required=True),
    )


def _off() -> rx.Component:
    return rx.fragment(
        rx.el.p(
            "À chaque connexion, un code de votre téléphone s’ajoute au mot de passe : un mot de passe volé n’ouvre "
            "plus rien."
        ),
        rx.el.form(
            _secret(),
            theme.button("Activer", type="submit", kind="primary"),
            on_submit=Factor.begin,
            reset_on_submit=True,
            class_name="stack",
            key="begin",
        ),
    )


def _being_set_up() -> rx.Component:
    return rx.el.form(
        factor_steps(
            rx.el.img(src=Factor.square["picture"], alt="Carré à lire avec l’application", class_name="enrol-square"),
            rx.el.span(Factor.square["key"], class_name="strong tabular factor-key"),
        ),
        rx.el.a("Ouvrir l’application de cet appareil", href=Factor.square["address"], class_name="button button-wide"),
        theme.field(
            "Code à 6 chiffres",
            theme.text_input(
                name="code", auto_complete="one-time-code", input_mode="numeric", required=True, max_length=12
            ),
        ),
        rx.el.div(
            theme.button("Confirmer", type="submit", kind="primary"),
            theme.button("Plus tard", kind="quiet", on_click=Factor.leave_it),
            class_name="row",
        ),
        on_submit=Factor.confirm,
        class_name="stack",
        key="confirm",
    )


def _codes() -> rx.Component:
    return rx.fragment(
        theme.notice(RECOVERY_CODES_ADVICE, kind="warn"),
        rx.el.ul(rx.foreach(Factor.codes, lambda one: rx.el.li(one)), class_name="factor-codes tabular"),
        theme.button("Je les ai notés", kind="primary", on_click=Factor.noted),
    )


def _on() -> rx.Component:
    return rx.fragment(
        rx.el.p("Codes de secours encore bons : ", rx.el.strong(Factor.left), "."),
        rx.el.form(
            _secret(),
            theme.button("Nouveaux codes de secours", type="submit"),
            on_submit=Factor.renew,
            reset_on_submit=True,
            class_name="stack",
            key="renew",
        ),
        rx.cond(
            Factor.required,
            rx.el.p("Votre fonction demande un second facteur. Téléphone perdu : adressez-vous à l’administrateur."),
            rx.el.form(
                _secret(),
                theme.button("Retirer le second facteur", type="submit", kind="danger"),
                on_submit=Factor.take_off,
                reset_on_submit=True,
                class_name="stack separated",
                key="off",
            ),
        ),
    )
