"""« Interventions » on screen: the orders by what they wait for, the week of the association, capacity by sector."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import session_check_view
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.order_lines import Bar, OrderLine, SessionLine
from fieldvisit.pages.office.orders import (
    CAPACITY,
    ORDERS,
    WEEK,
    DayCell,
    Family,
    Interventions,
    SectorLine,
    Tab,
    WaitLine,
    WorkerWeek,
)
from fieldvisit.pages.office.session_check import SessionCheck
from fieldvisit.pages.office.shell import Escape, said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.h1("Interventions TISF et AEP"),
            rx.cond(
                Interventions.may_draft, theme.button("Nouvel ordre", kind="primary", on_click=Interventions.open_new)
            ),
            class_name="row-between",
        ),
        rx.cond(Interventions.sees_week, _views()),
        rx.cond(~Interventions.panel & (SessionCheck.opened["id"] == ""), said(Interventions)),
        rx.match(
            Interventions.view,
            (WEEK, _week()),
            (CAPACITY, _capacity()),
            _orders(),
        ),
        rx.cond(Interventions.panel, _new()),
        session_check_view.panel(),
        here="/interventions",
    )


def _views() -> rx.Component:
    def view(code: str, label: str) -> rx.Component:
        return rx.el.button(
            label,
            type="button",
            class_name="tab",
            role="tab",
            aria_selected=rx.cond(Interventions.view == code, "true", "false"),
            on_click=[Interventions.show(code), SessionCheck.load],
        )

    shown = ((ORDERS, "Ordres"), (WEEK, "Semaine des intervenantes"), (CAPACITY, "Capacité et attente"))
    return rx.el.div(*(view(*one) for one in shown), class_name="tabs", role="tablist", aria_label="Interventions")


def _orders() -> rx.Component:
    def tab(one: rx.Var[Tab]) -> rx.Component:
        return rx.el.button(
            one["label"],
            rx.el.span(one["count"], class_name="todo-count tabular"),
            type="button",
            class_name="todo-tab",
            aria_pressed=Interventions.group == one["code"],
            on_click=Interventions.choose(one["code"]),
        )

    search = theme.text_input(
        default_value=Interventions.words,
        on_change=Interventions.look_for.debounce(300),
        type="search",
        placeholder="Famille, numéro ou intervenante",
        aria_label="Chercher une intervention",
        auto_complete="off",
        max_length=80,
    )
    return rx.fragment(
        rx.el.div(rx.foreach(Interventions.tabs, tab), class_name="todo-tabs", role="group", aria_label="Montrer"),
        rx.el.div(search, class_name="orders-search"),
        rx.cond(
            Interventions.listed.length() > 0,
            rx.el.ul(rx.foreach(Interventions.listed, order_line), class_name="licences"),
            rx.cond(Interventions.loaded, rx.el.p("Aucun ordre ici.", class_name="card soft")),
        ),
    )


def order_line(one: rx.Var[OrderLine]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.div(
                rx.el.p(one["family"], class_name="strong"),
                rx.el.p(one["number"], class_name="small soft tabular"),
            ),
            rx.el.div(rx.el.p(one["frame"]), rx.el.p(one["motive"], class_name="small soft")),
            rx.el.div(
                rx.el.p(one["worker"]),
                rx.el.p(one["period"], class_name="small soft tabular"),
            ),
            rx.el.div(
                rx.el.div(
                    theme.toned_badge(one["status"], one["tone"]),
                    rx.cond(one["warning"] != "", theme.toned_badge(one["warning"], one["warning_tone"])),
                    class_name="row",
                ),
                hours_bar(one["bar"]),
                class_name="stack-tight",
            ),
            href=one["href"],
            class_name="licence-line order-line",
        ),
        key=one["id"],
    )


def hours_bar(bar: rx.Var[Bar]) -> rx.Component:
    """Hours done, then planned, over those granted; the words say the same."""
    return rx.el.div(
        rx.el.div(
            rx.el.span(class_name="hours-done", style={"width": bar["done"]}),
            rx.el.span(class_name="hours-planned", style={"width": bar["planned"]}),
            class_name=rx.cond(bar["over"], "hours-bar hours-over", "hours-bar"),
            aria_hidden="true",
        ),
        rx.el.p(bar["words"], " – ", rx.el.span(bar["left"], class_name="strong"), class_name="small tabular"),
    )


def session_row(one: rx.Var[SessionLine]) -> rx.Component:
    """A session in a list: when, where, who, and what is to be known of it."""
    return rx.el.li(
        rx.el.a(
            rx.el.div(
                rx.el.p(one["day"]),
                rx.el.p(one["hour"], one["hours"], class_name="small soft tabular"),
            ),
            rx.el.div(rx.el.p(one["family"], class_name="strong"), rx.el.p(one["worker"], class_name="small soft")),
            rx.el.p(one["words"], class_name="small pre"),
            theme.toned_badge(one["status"], one["tone"]),
            href=one["href"],
            class_name="licence-line session-row",
        ),
        key=one["id"],
    )


def _week() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h2(Interventions.week_title),
            theme.row(
                theme.button("← Semaine d’avant", kind="quiet", on_click=Interventions.turn(-1)),
                theme.button("Cette semaine", kind="quiet", on_click=Interventions.turn(0)),
                theme.button("Semaine d’après →", kind="quiet", on_click=Interventions.turn(1)),
            ),
            class_name="row-between",
        ),
        rx.cond(
            Interventions.week.length() > 0,
            rx.foreach(Interventions.week, _worker),
            rx.el.p("Aucune intervenante dans ce secteur.", class_name="card soft"),
        ),
        session_check_view.waiting(),
        rx.cond(
            Interventions.overdue.length() > 0,
            _list("Passées sans nouvelle", Interventions.overdue, ""),
        ),
        _list("Non réalisées ces quatre semaines", Interventions.not_done, "Toutes les séances ont eu lieu."),
    )


def _list(title: str, listed: rx.Var[list[SessionLine]], nothing: str) -> rx.Component:
    return rx.fragment(
        rx.el.h2(title, " ", rx.el.span(listed.length(), class_name="badge badge-plain tabular")),
        rx.cond(
            listed.length() > 0,
            rx.el.ul(rx.foreach(listed, session_row), class_name="licences"),
            rx.el.p(nothing, class_name="card soft"),
        ),
    )


def _worker(one: rx.Var[WorkerWeek]) -> rx.Component:
    return theme.card(
        rx.el.div(
            rx.el.h3(one["name"]),
            rx.el.span(one["hours"], class_name="badge badge-sea tabular"),
            class_name="row-between",
        ),
        rx.el.div(rx.foreach(one["days"], _day), class_name="team-days"),
        class_name="stack-tight",
    )


def _day(one: rx.Var[DayCell]) -> rx.Component:
    def held(each: rx.Var[SessionLine]) -> rx.Component:
        return rx.el.a(
            rx.el.span(each["hour"], each["hours"], class_name="small tabular strong"),
            rx.el.span(each["family"], class_name="small"),
            href=each["href"],
            class_name="team-session team-" + each["tone"],
        )

    return rx.el.div(
        rx.el.p(one["day"], class_name=rx.cond(one["today"], "small strong team-today", "small soft")),
        rx.cond(one["away"] != "", rx.el.p(one["away"], class_name="small soft")),
        rx.foreach(one["sessions"], held),
        class_name="team-day",
    )


def _capacity() -> rx.Component:
    def wait(one: rx.Var[WaitLine]) -> rx.Component:
        return rx.el.li(
            rx.el.a(one["family"], href=one["href"], class_name="school-link"),
            rx.el.span(one["words"], class_name="small soft"),
            class_name="row",
        )

    def fact(label: str, value: rx.Var) -> rx.Component:
        return rx.el.div(rx.el.dt(label), rx.el.dd(value, class_name="tabular"), class_name="fact")

    def sector(one: rx.Var[SectorLine]) -> rx.Component:
        return theme.card(
            rx.el.div(
                rx.el.h2(one["name"]),
                rx.cond(one["short"], theme.badge("Besoin non couvert", kind="alarm")),
                class_name="row-between",
            ),
            rx.el.dl(
                fact("Heures offertes cette semaine", one["offered"]),
                fact("Accordées par semaine", one["granted"]),
                fact("Planifiées cette semaine", one["planned"]),
                fact("Encore disponibles", one["free"]),
                fact("Demandées en attente", one["wanted"]),
                class_name="facts capacity-facts",
            ),
            rx.cond(
                one["waiting"].length() > 0,
                rx.fragment(rx.el.h3("En attente d’une réponse"), rx.el.ul(rx.foreach(one["waiting"], wait))),
                rx.el.p("Aucun ordre n’attend.", class_name="soft"),
            ),
            class_name="stack",
        )

    return rx.el.div(rx.foreach(Interventions.sectors, sector), class_name="capacity")


def _new() -> rx.Component:
    def family(one: rx.Var[Family]) -> rx.Component:
        return rx.el.li(
            rx.el.a(
                rx.el.span(one["label"], class_name="strong"),
                rx.el.span(one["place"], class_name="small soft"),
                href=one["href"],
                class_name="order-family",
            )
        )

    return rx.el.aside(
        rx.el.div(
            rx.el.h2("Nouvel ordre", id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Interventions.close_panel),
            class_name="row-between",
        ),
        Escape.create(on_escape=Interventions.close_panel),
        rx.el.form(
            theme.field(
                "Pour quelle famille ?",
                theme.text_input(name="words", auto_complete="off", auto_focus=True, max_length=80),
            ),
            theme.button("Chercher", type="submit", kind="primary"),
            on_submit=Interventions.find_family,
            class_name="stack",
        ),
        said(Interventions),
        rx.el.ul(rx.foreach(Interventions.families, family), class_name="stack-tight"),
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


PAGE = Page(
    route="/interventions",
    title="Interventions – Fieldvisit",
    permission=Permission("ordres_intervention"),
    component=page,
    on_load=(Desk.arrive, Interventions.load),
)
