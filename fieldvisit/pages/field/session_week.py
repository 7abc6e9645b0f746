"""« Mes heures »: a worker's week, the month as the office counts it, and what is left of each order."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import bar
from fieldvisit.pages.field.hooks import tap, week
from fieldvisit.pages.field.session_brief import hours_bar
from fieldvisit.pages.field.session_shapes import OrderHours, WeekDay, WeekSession

MODULE = "screens/session_week.js"


def _session(one: rx.Var[WeekSession]) -> rx.Component:
    return rx.el.button(
        rx.el.span(one["hours"], class_name="week-when tabular"),
        rx.el.span(one["family"], class_name="strong grow"),
        rx.el.span(one["lasting"], class_name="tabular"),
        rx.el.span(one["status"], class_name="badge badge-" + one["status_kind"].to(str)),
        type="button",
        class_name="week-session",
        on_click=tap("screens/visit.js", "openVisit", one["key"]),
    )


def _day(day: rx.Var[WeekDay]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(day["day"]), rx.foreach(day["sessions"].to(list[WeekSession]), _session), class_name="stack-tight"
    )


def _order(order: rx.Var[OrderHours]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.h3(order["family"]),
            rx.el.span(order["ends"], class_name="soft"),
            class_name="row-between",
        ),
        rx.el.p(order["title"], class_name="soft small"),
        hours_bar(order["hours_left"], order["hours_done"], order["hours_planned"], order["hours_over"]),
        rx.cond(order["here"] != "", rx.el.p(order["here"], class_name="week-here")),
        class_name="stack-tight referral-row",
    )


@rx.memo
def screen() -> rx.Component:
    return rx.el.div(
        bar.bar(bar.back()),
        rx.el.main(
            bar.grave_warnings(),
            rx.el.h1("Mes heures"),
            theme.card(
                rx.el.div(
                    rx.el.h2(week["title"]),
                    theme.button("‹ Avant", disabled=~week["has_previous"], on_click=tap(MODULE, "moveWeek", -1)),
                    theme.button("Après ›", disabled=~week["has_next"], on_click=tap(MODULE, "moveWeek", 1)),
                    class_name="row-between",
                ),
                rx.el.p(
                    rx.el.span(week["done"], class_name="session-span tabular"),
                    " faites, ",
                    rx.el.span(week["planned"], class_name="session-span tabular"),
                    " prévues",
                ),
                rx.cond(week["here"] != "", rx.el.p(week["here"], class_name="week-here")),
                rx.cond(week["empty"] != "", rx.el.p(week["empty"], class_name="soft")),
                rx.foreach(week["days"], _day),
                class_name="stack",
            ),
            theme.card(
                rx.el.h2(week["month"]),
                rx.cond(
                    week["month_told"] != "",
                    rx.fragment(
                        rx.el.p(week["month_told"], class_name="strong tabular"),
                        rx.el.p("Au bureau, à son dernier contact avec la tablette.", class_name="soft small"),
                    ),
                    rx.el.p(week["month_unknown"], class_name="soft"),
                ),
                rx.cond(week["month_here"] != "", rx.el.p(week["month_here"], class_name="week-here")),
                class_name="stack",
            ),
            rx.cond(
                week["orders"].length() > 0,
                theme.card(
                    rx.el.h2("Par famille"),
                    rx.el.ul(rx.foreach(week["orders"], _order), class_name="referral-rows"),
                    class_name="stack",
                ),
            ),
            class_name="field-main",
        ),
        class_name="screen",
    )
