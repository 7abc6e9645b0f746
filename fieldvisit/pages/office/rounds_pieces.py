"""What both views of the board are made of: a worker's head, a visit's words, the foot of a day."""

import reflex as rx

from fieldvisit.pages.office.rounds_acts import RoundsActs
from fieldvisit.pages.office.rounds_own import OwnLine
from fieldvisit.pages.office.rounds_shown import Block, Cell, Line


def worker(one: Line) -> rx.Component:
    return rx.el.th(
        rx.el.span(one["name"], class_name="strong"),
        rx.el.span(one["role"], class_name="small soft"),
        rx.cond(one["sums"] != "", rx.el.span(one["sums"], class_name="rd-small rd-sums")),
        title=one["base"],
        scope="row",
        class_name="rd-worker",
    )


def spot(one: Cell, axis: str) -> dict:
    return {"data-cell": "", "data-worker": one["worker"], "data-day": one["day"], "data-axis": axis}


def words(one: Block) -> list[rx.Component]:
    return [
        rx.el.span(
            rx.el.span(one["sign"], class_name="rd-sign"),
            rx.el.span(one["hour"], class_name="rd-hour tabular"),
            rx.el.span(one["city"], class_name="rd-more"),
            rx.cond(one["pinned"], padlock()),
            class_name="rd-top",
        ),
        rx.el.span(one["family"], class_name="rd-family"),
        rx.el.span(one["words"], class_name="rd-more rd-what"),
    ]


def padlock() -> rx.Component:
    return rx.el.svg(
        rx.el.path(d="M5 7V5a3 3 0 0 1 6 0v2h1v6H4V7h1Zm1.5 0h3V5a1.5 1.5 0 0 0-3 0v2Z", fill="currentColor"),
        view_box="0 0 16 16",
        aria_hidden=True,
        class_name="rd-pin",
    )


def foot(one: Cell) -> rx.Component:
    return rx.fragment(
        _own(one),
        rx.cond(one["broken"] != "", rx.el.p(one["broken"], class_name="rd-rule")),
        rx.cond(
            one["sums"] != "",
            rx.el.div(
                rx.el.span(one["sums"], class_name="rd-small soft tabular"),
                rx.cond(one["may_pin"], _pin_day(one)),
                class_name="rd-foot",
            ),
        ),
    )


def _own(one: Cell) -> rx.Component:
    """Her own order beside the hours of the plan."""
    return rx.cond(
        one["own"].length() > 0,
        rx.el.div(
            rx.el.p("Dans son ordre", class_name="strong"),
            rx.el.ol(rx.foreach(one["own"], _step)),
            rx.cond(one["heard"] != "", rx.el.p(one["heard"], class_name="soft")),
            class_name="rd-own rd-small tabular",
        ),
    )


def _step(one: OwnLine) -> rx.Component:
    return rx.el.li(rx.el.span(one["family"], class_name="strong"), " ", rx.el.span(one["told"]))


def _pin_day(one: Cell) -> rx.Component:
    return rx.el.button(
        padlock(),
        type="button",
        on_click=RoundsActs.pin_day(one["worker"], one["day"], ~one["pinned"]),
        aria_pressed=rx.cond(one["pinned"], "true", "false"),
        aria_label="Verrouiller la journée : " + one["label"],
        title=rx.cond(one["pinned"], "Déverrouiller la journée", "Verrouiller la journée"),
        class_name="rd-pin-day",
    )
