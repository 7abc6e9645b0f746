"""« À faire » on the tablet: the worker's own list, late, this week, later; from the device store alone."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar, due_lines
from fieldvisit.pages.field.hooks import tap, to_do
from fieldvisit.pages.field.shapes import DueLine, ToDoPart
from fieldvisit.pages.field.visit_pieces import pills

MODULE = "screens/to_do.js"


def _part(part: rx.Var[ToDoPart]) -> rx.Component:
    return theme.card(
        rx.el.h2(part["title"]),
        due_lines.of_all(part["lines"].to(list[DueLine])),
        rx.cond(part["more"] != "", theme.button(part["more"], on_click=tap(MODULE, "showMore", part["code"]))),
        class_name="stack",
    )


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.back()),
        rx.el.main(
            bar.grave_warnings(),
            rx.el.h1("À faire"),
            rx.cond(to_do["sorts"].length() > 0, pills(to_do["sorts"], MODULE, "chooseSort", "Ce qui est montré")),
            rx.cond(to_do["empty"] != "", rx.el.p(to_do["empty"], class_name="card soft")),
            rx.foreach(to_do["parts"], _part),
            class_name="field-main",
        ),
        due_lines.panel(),
        class_name="screen",
    )
