"""What an interview adds to a visit's screen: the time talked, the pause, a part that closes on what it holds."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import hooks
from fieldvisit.pages.field.hooks import tap, visit

MODULE = "screens/interview.js"


@rx.memo
def time_keeper() -> rx.Component:
    """Shows nothing: its hook writes down that the conversation goes on."""
    return rx.el.span(hooks.talk, hidden=True)


def told() -> rx.Component:
    """At the head of the rail: how much was talked about, and for how long."""
    return rx.cond(
        visit["interview"],
        rx.el.p(
            rx.el.span(visit["talked"], class_name="strong tabular"),
            rx.el.span(visit["talked_for"], class_name="soft tabular"),
            class_name="talk-told",
        ),
    )


def doubt() -> rx.Component:
    """After a long silence only she knows whether they went on talking."""
    return rx.cond(
        visit["talk_doubt"] != "",
        theme.notice(
            rx.el.p(visit["talk_doubt"]),
            rx.el.div(
                theme.button("Oui, sans interruption", on_click=tap(MODULE, "wentOn", "oui")),
                theme.button("Non, il s’était interrompu", on_click=tap(MODULE, "wentOn", "non")),
                class_name="row",
            ),
            class_name="stack",
            role="status",
        ),
    )


def pause_button() -> rx.Component:
    return rx.cond(visit["can_pause"], theme.button("Pause", on_click=tap(MODULE, "pause")))


def closed() -> rx.Component:
    """A part in which something was confided, once it was left: nothing of it is readable over a shoulder."""
    return theme.card(
        rx.el.h3("Cette partie s’est refermée"),
        rx.el.p("Ce qui a été dit ici ne s’affiche plus. C’est gardé avec l’entretien, et n’est jamais imprimé."),
        theme.button("Personne ne regarde : rouvrir", on_click=tap("screens/visit.js", "openClosed")),
        class_name="stack part-closed",
    )


def paused() -> rx.Component:
    """Nothing of what was said stays on screen during a pause."""
    return rx.fragment(
        theme.card(
            rx.el.h2(visit["paused_since"]),
            rx.el.p(visit["talked_for"], class_name="tabular"),
            rx.el.p("Tout est gardé. L’entretien vous attend aussi dans « Ma tournée ».", class_name="soft"),
            class_name="stack",
        ),
    )


def paused_actions() -> rx.Component:
    return rx.el.footer(
        theme.button("Terminer", on_click=tap("screens/visit.js", "startEnding", "")),
        theme.button("Reprendre l’entretien", kind="primary", class_name="grow", on_click=tap(MODULE, "resumeTalk")),
        class_name="dock",
    )
