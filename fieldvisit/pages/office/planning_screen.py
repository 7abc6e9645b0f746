"""« Planning » on screen: what came from the tablets, the fortnight by worker and day, and its side panels."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import planning_sector
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.planning import Planning
from fieldvisit.pages.office.planning_fortnight import Block, Cell, Day, Mark, Row, Strip
from fieldvisit.pages.office.planning_opened import Received
from fieldvisit.pages.office.planning_panels import new_panel, visit_panel
from fieldvisit.pages.office.shell import NEWS_EVERY_MS, Ticker, said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.div(
                rx.el.h1("Planning du secteur"),
                rx.el.p(Planning.title, class_name="soft", aria_live="polite"),
            ),
            theme.row(
                planning_sector.picker(Planning.sectors, Planning.sector, Planning.all_at_once, Planning.choose_sector),
                theme.button(
                    "←", on_click=Planning.turn(-2), aria_label="Quinzaine précédente", class_name="button-icon"
                ),
                theme.button("Aujourd’hui", on_click=Planning.turn(0)),
                theme.button("→", on_click=Planning.turn(2), aria_label="Quinzaine suivante", class_name="button-icon"),
                rx.cond(
                    Planning.may_write,
                    theme.button("Nouvelle visite", kind="primary", on_click=Planning.open_new),
                ),
            ),
            class_name="row-between",
        ),
        rx.cond(Planning.panel == "", said(Planning)),
        rx.cond(Planning.received.length() > 0, _received()),
        rx.cond(Planning.choose_first, planning_sector.choose_first(), _grid()),
        rx.cond(Planning.panel == "visit", visit_panel()),
        rx.cond(Planning.panel == "new", new_panel()),
        Ticker.create(every=NEWS_EVERY_MS, on_tick=Planning.look_again.temporal),
        here="/planning",
    )


def _received() -> rx.Component:
    def line(one: Received) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                rx.el.span(one["family"], class_name="strong"),
                rx.el.span(one["author"]),
                rx.el.span(one["at"], class_name="soft small tabular"),
                href="/familles/" + one["family_id"] + "?ecrit=" + one["id"],
                class_name="received-line",
            )
        )

    return theme.card(
        rx.el.h2("Reçues des tablettes, pas encore vues : ", Planning.received.length()),
        rx.el.ul(rx.foreach(Planning.received, line), class_name="received"),
        class_name="stack",
    )


def _grid() -> rx.Component:
    def words(one: Block) -> list[rx.Component]:
        return [
            rx.el.span(one["hour"], " ", one["sign"], class_name="plan-hour tabular"),
            rx.el.span(one["family"], class_name="plan-family"),
            rx.el.span(one["kind"], class_name="plan-kind"),
        ]

    def block(one: Block) -> rx.Component:
        look = "plan-block plan-block-" + one["tone"].to(str)
        visit = rx.el.button(
            *words(one),
            type="button",
            on_click=Planning.open_visit(one["id"]),
            aria_label=one["label"],
            class_name=look,
        )
        outside = rx.cond(
            one["href"] != "",
            rx.el.a(*words(one), href=one["href"], aria_label=one["label"], class_name=look),
            rx.el.div(*words(one), title=one["label"], class_name=look),
        )
        return rx.cond(one["id"] != "", visit, outside)

    def cell(one: Cell) -> rx.Component:
        return day_cell(one, rx.foreach(one["blocks"], block))

    def row(one: Row) -> rx.Component:
        return rx.el.tr(
            rx.el.th(
                rx.el.span(one["name"], class_name="strong"),
                rx.el.span(one["role"], class_name="small soft"),
                scope="row",
                class_name="plan-worker",
            ),
            rx.foreach(one["cells"], cell),
        )

    return rx.el.div(
        rx.el.table(
            rx.el.caption("Visites par professionnel·le et par jour", class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(rx.el.span("Équipe"), scope="col", class_name="plan-worker"),
                    rx.foreach(Planning.days, day_head),
                ),
                rx.cond(Planning.strips.length() > 0, school_row(Planning.strips)),
            ),
            rx.el.tbody(rx.foreach(Planning.rows, row)),
            class_name="plan",
        ),
        class_name="plan-scroll",
        tab_index=0,
        role="region",
        aria_label="Planning de la quinzaine",
    )


def day_head(day: Day) -> rx.Component:
    return rx.el.th(
        rx.el.span(day["name"], class_name="small"),
        rx.el.span(day["number"], class_name="strong"),
        rx.cond(day["holiday"] != "", rx.el.span(day["holiday"], class_name="plan-holiday-name", aria_hidden=True)),
        rx.el.span(day["label"], class_name="sr-only"),
        scope="col",
        title=day["label"],
        class_name="plan-day plan-" + day["tone"],
    )


def day_cell(one: Cell, *children: rx.Component) -> rx.Component:
    """One day of one person: the absences, then what else stands there."""

    def mark(each: Mark) -> rx.Component:
        return rx.el.p(each["text"], title=each["label"], class_name="plan-mark", key=each["key"])

    return rx.el.td(
        rx.cond(one["said"] != "", rx.el.span(one["said"], class_name="sr-only")),
        rx.foreach(one["marks"], mark),
        *children,
        class_name="plan-cell plan-" + one["tone"],
        key=one["key"],
    )


def school_row(strips: rx.Var[list[Strip]]) -> rx.Component:
    """School holidays as a line under the days, as wide as they last."""

    def strip(one: Strip) -> rx.Component:
        return rx.el.td(
            one["label"],
            col_span=one["span"],
            title=one["label"],
            class_name=rx.cond(one["label"] != "", "plan-school plan-school-on", "plan-school"),
            key=one["key"],
        )

    return rx.el.tr(
        rx.el.th(rx.el.span("École", class_name="small soft"), scope="row", class_name="plan-worker plan-school"),
        rx.foreach(strips, strip),
    )


PAGE = Page(
    route="/planning",
    title="Planning – Fieldvisit",
    permission=Permission("planning_mission"),
    component=page,
    on_load=(Desk.arrive, Planning.load),
)
