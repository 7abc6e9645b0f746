"""The session under way, on every screen: a strip with its time, and the question when it lasts too long."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import running, tap, verb

MODULE = "screens/session_running.js"


@rx.memo
def strip() -> rx.Component:
    """Not on the session's own screen, which says it larger."""
    return rx.cond(
        running["on"] & ~running["here"],
        rx.el.aside(
            rx.el.button(
                rx.el.span("En séance", class_name="strip-what"),
                rx.el.span(running["family"], class_name="strip-family"),
                rx.el.span(running["lasting"], class_name="strip-time tabular"),
                rx.el.span(running["since"], class_name="strip-since tabular"),
                type="button",
                class_name="strip-open",
                on_click=tap(MODULE, "openRunning"),
                aria_label="Ouvrir la séance en cours : " + running["family"].to(str),
            ),
            theme.button(
                "Terminer",
                class_name="strip-end",
                on_click=tap(MODULE, "endFromBar"),
                aria_label="Terminer la séance : " + running["family"].to(str),
            ),
            class_name="running-strip",
            aria_label="Séance en cours",
        ),
    )


@rx.memo
def asking() -> rx.Component:
    return rx.cond(
        running["on"] & running["asking"],
        rx.el.div(
            rx.el.h2("Toujours chez la famille ?"),
            rx.el.p(running["family"], ", ", running["since"], " (", running["lasting"], ")."),
            theme.button(
                "Oui, la séance continue",
                kind="primary",
                class_name="button-wide session-huge",
                on_click=tap(MODULE, "stillThere"),
            ),
            rx.el.div(
                rx.el.label(
                    rx.el.span("Non, terminée à…"),
                    rx.el.input(
                        type="time",
                        class_name="input time",
                        id="ended-then",
                        default_value=running["ends"],
                        custom_attrs={"onInput": verb(MODULE, "endsTyped")},
                        auto_complete="off",
                    ),
                    class_name="field",
                ),
                theme.button("Noter cette fin", class_name="grow", on_click=tap(MODULE, "endedThen")),
                class_name="row session-ended-then",
            ),
            rx.el.p(running["problem"], class_name="problem pad-problem", role="alert"),
            class_name="drawer stack",
            role="dialog",
            aria_label="Toujours chez la famille ?",
        ),
    )
