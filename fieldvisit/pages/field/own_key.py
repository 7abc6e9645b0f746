"""Opening by the tablet's own authenticator (finger, face, its own code): offered once, put on and taken off."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import device, own_key, tap, verb

MODULE = "screens/own_key.js"
WAYS = "votre empreinte, votre visage ou le code de la tablette"


def _problem() -> rx.Component:
    return rx.cond(own_key["problem"] != "", rx.el.p(own_key["problem"], class_name="problem", role="alert"))


@rx.memo
def offer() -> rx.Component:
    """On the round, after the tablet was prepared: one tap, or never again."""
    return rx.cond(
        own_key["offered"],
        theme.notice(
            rx.el.p("Ouvrir la prochaine fois sans écrire votre phrase ?", class_name="strong"),
            rx.el.p(f"Avec {WAYS}. Votre phrase secrète marchera toujours."),
            _problem(),
            rx.el.div(
                rx.cond(
                    own_key["asks_phrase"],
                    theme.button("Activer", kind="primary", on_click=tap("screens/view.js", "go", "tablette")),
                    theme.button("Activer", kind="primary", disabled=own_key["busy"], on_click=tap(MODULE, "putOn")),
                ),
                theme.button("Plus tard", on_click=tap(MODULE, "notNow")),
                class_name="row",
            ),
        ),
    )


@rx.memo
def settings() -> rx.Component:
    """In « Cette tablette »."""
    return rx.cond(
        own_key["held"] | own_key["can"] | own_key["shared"],
        theme.card(
            rx.el.h2("Ouvrir sans écrire la phrase"),
            rx.cond(
                own_key["shared"],
                rx.el.p(
                    "Plusieurs personnes se servent de cette tablette : "
                    "chacune ouvre ses dossiers avec sa phrase secrète.",
                    class_name="soft",
                ),
                rx.cond(own_key["held"], _on(), _off()),
            ),
            _problem(),
            class_name="stack",
        ),
    )


def _on() -> rx.Component:
    return rx.fragment(
        rx.el.p(f"Activé : {WAYS} ouvre vos dossiers. Votre phrase secrète aussi."),
        theme.button("Désactiver", disabled=own_key["busy"], on_click=tap(MODULE, "takeOff")),
    )


def _off() -> rx.Component:
    return rx.fragment(
        rx.el.p(f"Ouvrez vos dossiers avec {WAYS}. Votre phrase secrète marchera toujours."),
        rx.cond(
            own_key["asks_phrase"],
            rx.el.form(
                theme.field(
                    "Votre phrase secrète, pour confirmer",
                    theme.text_input(name="phrase", id="own-key-phrase", type="password", auto_complete="off"),
                ),
                theme.button(rx.cond(own_key["busy"], "Un instant…", "Activer"), type="submit"),
                class_name="stack",
                on_submit=verb(MODULE, "putOnWith"),
            ),
            theme.button("Activer", disabled=own_key["busy"], on_click=tap(MODULE, "putOn")),
        ),
    )


@rx.memo
def unlocking() -> rx.Component:
    """On the locked screen, above the phrase: one tap."""
    return rx.cond(
        own_key["unlocks"],
        rx.el.div(
            rx.el.button(
                rx.el.span(rx.cond(device["busy"], "Ouverture…", "Ouvrir avec la tablette"), class_name="strong"),
                rx.el.span("Empreinte, visage ou code de la tablette", class_name="small"),
                type="button",
                class_name="button button-primary button-wide own-key",
                on_click=tap(MODULE, "unlockHere"),
            ),
            rx.el.p("ou", class_name="soft own-key-or"),
            class_name="stack-tight",
        ),
    )
