"""In a visit's panel: why it waits and the least bad ways in, or why this worker and this day."""

import reflex as rx

from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_why import RoundsWhy, WayIn


def why() -> rx.Component:
    """Asked for when it appears: each visit that is opened is another one."""
    one = RoundsWhy.opened
    return rx.el.div(
        rx.cond(
            (RoundsWhy.why_of == one["job"]) & (RoundsWhy.why.length() > 0),
            rx.fragment(
                rx.el.h3(rx.cond(one["placed"], "Pourquoi elle, pourquoi ce jour", "Pourquoi elle attend")),
                rx.el.ul(rx.foreach(RoundsWhy.why, lambda line: rx.el.li(line)), class_name="rd-why"),
                rx.cond(
                    RoundsWhy.ways.length() > 0,
                    rx.fragment(
                        rx.el.h3("Le moins gênant"),
                        rx.el.ul(rx.foreach(RoundsWhy.ways, _way), class_name="rd-ways"),
                    ),
                ),
            ),
        ),
        on_mount=RoundsWhy.ask,
        key=one["job"],
        aria_live="polite",
        class_name="stack-tight",
    )


def _way(one: WayIn) -> rx.Component:
    words = rx.fragment(rx.el.span(one["sentence"], class_name="strong"), rx.el.span(one["price"], class_name="small"))
    return rx.el.li(
        rx.cond(
            one["possible"] & Rounds.mine,
            rx.el.button(words, type="button", on_click=RoundsWhy.take_way(one["key"]), class_name="rd-way-in"),
            rx.el.div(
                words,
                rx.cond(
                    Rounds.mine, rx.el.span("À voir d’abord avec la famille ou l’équipe.", class_name="small soft")
                ),
                class_name="rd-way-told",
            ),
        ),
        key=one["key"],
    )
