"""The board itself: the week by worker and day, or one day; and the tray of what has no place."""

import reflex as rx

from fieldvisit.pages.office.rounds_acts import RoundsActs
from fieldvisit.pages.office.rounds_asks import RoundsAsks
from fieldvisit.pages.office.rounds_day import day
from fieldvisit.pages.office.rounds_pieces import foot, spot, words, worker
from fieldvisit.pages.office.rounds_shown import Block, Cell, Head, Line, Unplaced

DRAG = "$/public" + rx.asset("rounds_drag.js", shared=True)


def _put(job: rx.Var[str], worker: rx.Var[str], day: rx.Var[int], position: rx.Var[int]):
    return [job, worker, day, position]


class DragBoard(rx.Component):
    """Around all that is carried and all it is let go on."""

    library = DRAG
    tag = "DragBoard"
    verdict: rx.Var[str]
    words: rx.Var[str]
    on_over: rx.EventHandler[_put]
    on_put: rx.EventHandler[_put]
    on_out: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_leave: rx.EventHandler[rx.event.no_args_event_spec]


def board() -> rx.Component:
    return DragBoard.create(
        rx.el.div(
            _tabs(),
            rx.cond(RoundsActs.day < 0, _week(), day()),
            class_name="rd-board",
        ),
        _tray(),
        verdict=RoundsActs.verdict,
        words=RoundsActs.verdict_words,
        on_over=RoundsActs.over.temporal,
        on_put=RoundsActs.put,
        on_out=RoundsActs.take_out,
        on_leave=RoundsActs.leave.temporal,
    )


def _tabs() -> rx.Component:
    def tab(label: rx.Var | str, day: rx.Var | int) -> rx.Component:
        return rx.el.button(
            label,
            type="button",
            on_click=RoundsActs.show_day(day),
            aria_pressed=rx.cond(RoundsActs.day == day, "true", "false"),
            class_name="rd-tab",
        )

    return rx.el.div(
        tab("Semaine", -1),
        rx.foreach(RoundsActs.heads, lambda one: tab(one["name"], one["day"])),
        role="group",
        aria_label="Ce qui est montré",
        class_name="rd-tabs",
    )


def _week() -> rx.Component:
    def head(one: Head) -> rx.Component:
        return rx.el.th(
            rx.el.span(one["name"], class_name="strong"),
            rx.cond(one["note"] != "", rx.el.span(one["note"], class_name="rd-note")),
            scope="col",
            title=one["label"],
            class_name="rd-head rd-head-" + one["tone"],
        )

    def row(one: Line) -> rx.Component:
        return rx.el.tr(worker(one), rx.foreach(one["cells"], _week_cell), key=one["worker"])

    return rx.el.div(
        rx.el.table(
            rx.el.caption("Visites par professionnel·le et par jour", class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(rx.el.th("Équipe", scope="col", class_name="rd-worker"), rx.foreach(RoundsActs.heads, head))
            ),
            rx.el.tbody(rx.foreach(RoundsActs.lines, row)),
            class_name="rd-week",
        ),
        class_name="rd-scroll",
        tab_index=0,
        role="region",
        aria_label="Tournées de la semaine",
    )


def _week_cell(one: Cell) -> rx.Component:
    return rx.el.td(
        rx.cond(
            one["away"] != "",
            rx.el.p(one["away"], class_name="rd-away"),
            _bar(one),
        ),
        rx.foreach(one["blocks"], _card),
        foot(one),
        custom_attrs=spot(one, "y"),
        class_name=one["look"],
        key=one["key"],
    )


def _bar(one: Cell) -> rx.Component:
    """The day to scale, in a line: shift, lunch, ways, visits."""

    def stretch(block: Block) -> rx.Component:
        return rx.fragment(
            rx.el.i(class_name="rd-way", style={"left": block["way_left"], "width": block["way"]}),
            rx.el.i(class_name="rd-at " + block["look"], style={"left": block["left"], "width": block["width"]}),
        )

    return rx.el.div(
        rx.el.i(class_name="rd-open", style={"left": one["open_left"], "width": one["open"]}),
        rx.el.i(class_name="rd-lunch", style={"left": one["lunch_left"], "width": one["lunch"]}),
        rx.foreach(one["blocks"], stretch),
        aria_hidden=True,
        class_name="rd-bar",
    )


def _card(one: Block) -> rx.Component:
    return rx.el.button(
        *words(one),
        type="button",
        on_click=RoundsAsks.open(one["job"]),
        aria_label=one["label"],
        title=one["label"],
        custom_attrs={"data-job": one["job"], "data-movable": rx.cond(one["movable"], "true", "false")},
        class_name=one["look"],
        key=one["job"],
    )


def _tray() -> rx.Component:
    def line(one: Unplaced) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                rx.el.span(
                    rx.el.span(one["band"], class_name="rd-sign"),
                    rx.el.span(one["family"], class_name="rd-family"),
                    class_name="rd-top",
                ),
                rx.el.span(one["what"], " · ", one["city"], class_name="rd-more"),
                rx.cond(
                    one["when"] != "",
                    rx.el.span(one["when"], class_name=rx.cond(one["late"], "rd-more rd-late", "rd-more")),
                ),
                rx.cond(one["was"] != "", rx.el.span(one["was"], class_name="rd-more")),
                type="button",
                on_click=RoundsAsks.open(one["job"]),
                aria_label=one["label"],
                custom_attrs={"data-job": one["job"], "data-movable": rx.cond(RoundsActs.mine, "true", "false")},
                class_name=one["look"],
            ),
            key=one["job"],
        )

    return rx.el.aside(
        rx.el.h2("Sans place ", rx.el.span(RoundsActs.tray.length(), class_name="todo-count tabular")),
        rx.cond(
            RoundsActs.tray.length() > 0,
            rx.el.ul(rx.foreach(RoundsActs.tray, line), class_name="rd-tray-list"),
            rx.el.p("Toutes les visites de la semaine ont leur place.", class_name="soft"),
        ),
        rx.cond(RoundsActs.mine, rx.el.p("Touchez une visite pour savoir pourquoi.", class_name="rd-small soft")),
        custom_attrs={"data-tray": ""},
        aria_label="Visites sans place",
        class_name="rd-tray",
    )
