"""« Familles à confier » and « Vous remplacez » as they are drawn on « Calendrier »."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.calendar_cover import CalendarCover, Row, Waiting
from fieldvisit.pages.office.shell import Escape, said


def waiting() -> rx.Component:
    def line(one: rx.Var[Waiting]) -> rx.Component:
        return rx.el.li(
            rx.el.span(rx.el.span(one["who"], class_name="strong"), ", absente ", one["days"], class_name="grow"),
            rx.el.span(one["left"], class_name="tabular"),
            theme.button(
                "Confier", on_click=CalendarCover.open(one["id"]), aria_label="Confier les familles de " + one["who"]
            ),
            class_name="row calendar-line",
            key=one["id"],
        )

    return rx.fragment(
        rx.cond(
            CalendarCover.waiting.length() > 0,
            theme.card(
                rx.el.h2("Familles à confier"),
                rx.el.ul(rx.foreach(CalendarCover.waiting, line)),
                class_name="stack",
            ),
        ),
        rx.cond(
            CalendarCover.mine.length() > 0,
            theme.card(
                rx.el.h2("Vous remplacez"),
                rx.el.ul(rx.foreach(CalendarCover.mine, lambda one: rx.el.li(one)), class_name="stack-tight"),
                class_name="stack",
            ),
        ),
    )


def panel() -> rx.Component:
    def row(one: rx.Var[Row]) -> rx.Component:
        return rx.el.li(
            rx.el.label(
                rx.el.input(type="checkbox", name="f_" + one["id"], default_checked=one["stand_in"] == ""),
                rx.el.span(
                    rx.el.span(one["family"], class_name="strong"),
                    rx.el.span(" – ", one["city"], class_name="soft"),
                    rx.cond(one["stand_in"] != "", rx.el.div("Confiée à ", one["stand_in"], class_name="small")),
                ),
                class_name="tick grow",
            ),
            rx.cond(
                one["stand_in"] != "",
                theme.button(
                    "Reprendre",
                    kind="quiet",
                    type="button",
                    on_click=CalendarCover.take_back(one["id"]),
                    aria_label="Reprendre " + one["family"],
                ),
            ),
            class_name="row",
            key=one["id"] + one["stand_in"],
        )

    form = rx.el.form(
        theme.field(
            "Remplaçante",
            rx.el.select(
                rx.el.option("Choisir", value=""),
                rx.foreach(CalendarCover.takers, lambda one: rx.el.option(one["label"], value=one["id"])),
                name="taker",
                required=True,
                class_name="select",
            ),
        ),
        theme.button("Confier les familles cochées", kind="primary", type="submit"),
        rx.el.p("Jusqu’au dernier jour de l’absence ; ensuite tout revient seul.", class_name="hint"),
        rx.el.ul(rx.foreach(CalendarCover.rows, row), class_name="stack-tight"),
        on_submit=CalendarCover.give,
        class_name="stack",
        key=CalendarCover.chosen,
    )
    return rx.cond(
        CalendarCover.chosen != "",
        rx.el.aside(
            rx.el.div(
                rx.el.h2("Familles de ", CalendarCover.who, id="panel-title"),
                theme.button("Fermer", kind="quiet", on_click=CalendarCover.close, auto_focus=True),
                class_name="row-between",
            ),
            Escape.create(on_escape=CalendarCover.close),
            rx.el.p("Absente ", CalendarCover.days, "."),
            rx.el.p("Confiées : ", CalendarCover.covered, " sur ", CalendarCover.rows.length(), class_name="tabular"),
            said(CalendarCover),
            rx.cond(CalendarCover.rows.length() > 0, form, rx.el.p("Elle ne suit aucune famille ces jours-là.")),
            aria_labelledby="panel-title",
            class_name="panel stack",
        ),
    )
