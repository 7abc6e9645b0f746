"""« À faire » on screen: tabs with their counts, filters, one line for each thing to do, and its side panel."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.due import criteria
from fieldvisit.due.worklist import Sort, Tab
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.office.todo import WEEKS, TabShown, ToDo
from fieldvisit.pages.office.todo_lines import Row
from fieldvisit.pages.office.todo_opened import Option
from fieldvisit.pages.office.todo_panel import panel
from fieldvisit.pages.page import Page

#: What an empty tab says.
NOTHING = {
    Tab.ASSIGN: "Chaque famille a sa professionnelle référente.",
    Tab.WEEK: "Rien à programmer : tout est à jour.",
    Tab.LATE: "Aucun retard.",
    Tab.CERTIFICATES: "Aucun certificat attendu.",
    Tab.REFERRALS: "Aucune orientation à suivre.",
    Tab.TASKS: "Aucune autre tâche.",
}


def page() -> rx.Component:
    return shell(
        rx.el.h1("À faire"),
        rx.cond(ToDo.loaded, rx.fragment(_tabs(), rx.cond(ToDo.workers.length() > 0, _filters()))),
        rx.cond(ToDo.opened["key"] == "", rx.fragment(said(ToDo), _warning())),
        rx.cond(
            ToDo.rows.length() > 0,
            rx.el.ul(rx.foreach(ToDo.rows, _line), class_name="todo", aria_label="À faire"),
            rx.cond(ToDo.loaded, _nothing()),
        ),
        _pages(),
        rx.cond(ToDo.opened["key"] != "", panel()),
        here="/a-faire",
    )


def _warning() -> rx.Component:
    return rx.cond(ToDo.warning != "", theme.notice(ToDo.warning, kind="warn"))


def _tabs() -> rx.Component:
    def tab(one: rx.Var[TabShown]) -> rx.Component:
        return rx.el.button(
            one["label"],
            rx.el.span(one["count"], class_name="todo-count tabular"),
            type="button",
            on_click=ToDo.choose_tab(one["code"]),
            aria_pressed=rx.cond(one["current"], "true", "false"),
            class_name="todo-tab",
        )

    return rx.el.div(
        rx.foreach(ToDo.tabs, tab),
        rx.cond(
            Desk.told_of_urgent,
            rx.el.a(
                "Urgences",
                rx.el.span(
                    rx.cond(ToDo.alerts != "", ToDo.alerts, "0"),
                    class_name=rx.cond(ToDo.alerts != "", "todo-count todo-count-urgent tabular", "todo-count tabular"),
                ),
                href="/urgences",
                class_name="todo-tab",
            ),
        ),
        role="group",
        aria_label="Ce qui est à faire",
        class_name="todo-tabs",
    )


def _select(label: str, everything: str, name: str, value: rx.Var, options: rx.Component) -> rx.Component:
    return theme.field(
        label,
        rx.el.select(
            rx.el.option(everything, value="") if everything else rx.fragment(),
            options,
            value=value,
            on_change=lambda chosen: ToDo.choose(name, chosen),
            class_name="select",
        ),
    )


def _options(listed: rx.Var[list[Option]]) -> rx.Component:
    return rx.foreach(listed, lambda one: rx.el.option(one["label"], value=one["value"]))


def _filters() -> rx.Component:
    bands = rx.fragment(*[rx.el.option(label, value=str(band)) for band, label in criteria.LABELS.items()])
    weeks = rx.fragment(*[rx.el.option(label, value=code) for code, label in WEEKS.items()])
    sorts = rx.fragment(*[rx.el.option(one.label, value=one.value) for one in Sort])
    due = (ToDo.tab == Tab.WEEK.value) | (ToDo.tab == Tab.LATE.value)
    return rx.el.div(
        rx.cond(due & ToDo.sorted, _select("Quoi", "Tout", "sort", ToDo.sort, sorts)),
        rx.cond(
            ToDo.sectors.length() > 0,
            _select("Secteur", "Tous mes secteurs", "sector", ToDo.sector, _options(ToDo.sectors)),
        ),
        _select("Professionnel·le", "Toute l’équipe", "worker", ToDo.worker, _options(ToDo.workers)),
        _select("Priorité", "Toutes", "band", ToDo.band, bands),
        _select("Métier", "Tous", "trade", ToDo.trade, _options(ToDo.trades)),
        rx.cond(ToDo.tab == Tab.WEEK.value, _select("Échéance", "", "weeks", ToDo.weeks, weeks)),
        rx.cond(
            due,
            rx.el.label(
                rx.el.input(type="checkbox", checked=ToDo.planned, on_change=ToDo.show_planned),
                rx.el.span("Avec ce qui est programmé"),
                class_name="tick",
            ),
        ),
        class_name="todo-filters",
    )


def _line(row: rx.Var[Row]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.cond(row["band"] != "", theme.toned_badge(row["band"], row["tone"])),
            rx.cond(row["chosen"] != "", rx.el.span(row["chosen"], class_name="small soft")),
            class_name="stack-tight",
        ),
        rx.el.div(
            rx.el.p(
                rx.cond(
                    row["family_id"] != "",
                    rx.el.a(row["family"], href="/familles/" + row["family_id"], class_name="strong todo-family"),
                    rx.el.span(row["family"], class_name="strong"),
                ),
                rx.cond(row["child"] != "", rx.el.span(" – ", row["child"])),
            ),
            rx.el.p(row["label"]),
            rx.cond(
                row["reasons"].length() > 0,
                rx.el.ul(rx.foreach(row["reasons"], lambda one: rx.el.li(one)), class_name="todo-reasons small soft"),
            ),
            class_name="stack-tight",
        ),
        rx.el.p(row["window"], class_name=rx.cond(row["late"], "todo-late tabular", "tabular")),
        rx.el.p(row["worker"], rx.el.span(row["city"], class_name="small soft"), class_name="todo-who"),
        rx.cond(
            row["href"] != "",
            theme.link_button(row["act"], href=row["href"], aria_label=row["aria"]),
            rx.cond(
                row["act"] != "",
                theme.button(row["act"], on_click=ToDo.open_line(row["key"]), aria_label=row["aria"]),
                rx.el.span(""),
            ),
        ),
        key=row["key"],
        class_name="todo-line",
    )


def _nothing() -> rx.Component:
    by_tab = [rx.cond(ToDo.tab == tab.value, rx.el.p(words, class_name="strong")) for tab, words in NOTHING.items()]
    return theme.card(
        *by_tab,
        rx.cond(
            ToDo.filtered,
            rx.fragment(
                rx.el.p("Avec ces filtres.", class_name="soft"),
                theme.row(theme.button("Voir toute l’équipe", on_click=ToDo.show_all)),
            ),
        ),
        class_name="stack",
    )


def _pages() -> rx.Component:
    return rx.cond(
        (ToDo.number > 0) | ToDo.more,
        theme.row(
            theme.button("← Page précédente", on_click=ToDo.turn(-1), disabled=ToDo.number == 0),
            theme.button("Page suivante →", on_click=ToDo.turn(1), disabled=~ToDo.more),
        ),
    )


PAGE = Page(
    route="/a-faire",
    title="À faire – Fieldvisit",
    permission=Permission("planning_mission"),
    component=page,
    on_load=(Desk.arrive, ToDo.load),
)
