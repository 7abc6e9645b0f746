"""One day of everyone on its hours: ways, lunch and visits as long as they last."""

import reflex as rx

from fieldvisit.pages.office.rounds_acts import RoundsActs
from fieldvisit.pages.office.rounds_asks import RoundsAsks
from fieldvisit.pages.office.rounds_pieces import foot, spot, words, worker
from fieldvisit.pages.office.rounds_shown import Block, Cell, Head, Line, Tick


def day() -> rx.Component:
    def hour(one: Tick) -> rx.Component:
        return rx.el.span(one["label"], style={"left": one["left"]}, class_name="rd-tick tabular")

    def lane(line: Line) -> rx.Component:
        return rx.foreach(
            line["cells"],
            lambda one: rx.cond(
                one["day"] == RoundsActs.day,
                rx.el.tr(worker(line), rx.el.td(_lane(one), class_name="rd-lane-cell"), key=one["key"]),
            ),
        )

    def note(one: Head) -> rx.Component:
        of_day = (one["day"] == RoundsActs.day) & (one["note"] != "")
        return rx.cond(of_day, rx.el.p(one["note"], class_name="rd-day-note"))

    return rx.el.div(
        rx.foreach(RoundsActs.heads, note),
        rx.el.table(
            rx.el.caption("Visites de la journée, heure par heure", class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th("Équipe", scope="col", class_name="rd-worker"),
                    rx.el.th(
                        rx.el.span("Heures", class_name="sr-only"),
                        rx.foreach(RoundsActs.ticks, hour),
                        scope="col",
                        class_name="rd-ticks",
                    ),
                )
            ),
            rx.el.tbody(rx.foreach(RoundsActs.lines, lane)),
            class_name="rd-day",
        ),
        class_name="rd-scroll",
        tab_index=0,
        role="region",
        aria_label="Tournées de la journée",
    )


def _lane(one: Cell) -> rx.Component:
    def rule(tick: Tick) -> rx.Component:
        return rx.el.i(style={"left": tick["left"]}, class_name="rd-rule-line")

    def block(each: Block) -> rx.Component:
        return rx.fragment(
            rx.el.i(style={"left": each["way_left"], "width": each["way"]}, class_name="rd-lane-way"),
            rx.el.button(
                *words(each),
                type="button",
                on_click=RoundsAsks.open(each["job"]),
                aria_label=each["label"],
                title=each["label"],
                custom_attrs={"data-job": each["job"], "data-movable": rx.cond(each["movable"], "true", "false")},
                style={"left": each["left"], "width": each["width"]},
                class_name=each["look"],
            ),
        )

    return rx.fragment(
        rx.el.div(
            rx.foreach(RoundsActs.ticks, rule),
            rx.el.i(style={"left": one["open_left"], "width": one["open"]}, class_name="rd-lane-open"),
            rx.el.i(style={"left": one["lunch_left"], "width": one["lunch"]}, class_name="rd-lane-lunch"),
            rx.cond(one["away"] != "", rx.el.p(one["away"], class_name="rd-away")),
            rx.foreach(one["blocks"], block),
            custom_attrs=spot(one, "x"),
            class_name="rd-lane " + one["look"],
        ),
        foot(one),
    )
