"""The page of one order: its steps as buttons, what is written, goals, hours, sessions, history."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import order_form, order_sessions_view
from fieldvisit.pages.office.closing_card import ClosingCard
from fieldvisit.pages.office.closing_view import closing_card
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.order_file import OrderFile, StepLine
from fieldvisit.pages.office.order_lines import Event, Fact
from fieldvisit.pages.office.order_sessions import OrderSessions
from fieldvisit.pages.office.orders_screen import hours_bar
from fieldvisit.pages.office.shell import Escape, said, shell
from fieldvisit.pages.page import Page
from fieldvisit.tisf.order_steps import Act


def page() -> rx.Component:
    return shell(
        theme.row(theme.link_button("← Interventions", href="/interventions", kind="quiet")),
        rx.cond(
            OrderFile.family != "",
            rx.el.div(
                rx.el.div(
                    rx.el.h1(rx.el.a(OrderFile.family, href=OrderFile.family_href, class_name="order-title")),
                    rx.el.p(OrderFile.number, class_name="soft tabular"),
                ),
                rx.cond(OrderFile.status != "", theme.toned_badge(OrderFile.status, OrderFile.tone)),
                class_name="row-between",
            ),
        ),
        rx.cond((OrderFile.panel == "") & ~OrderSessions.spoke & ~ClosingCard.spoke, said(OrderFile)),
        rx.cond(
            OrderFile.editing,
            order_form.form(OrderFile, OrderFile.funders, OrderFile.motives, OrderFile.services, OrderFile.referents),
            rx.cond(OrderFile.order_id != "", _read()),
        ),
        rx.cond(OrderFile.panel != "", _panel()),
        order_sessions_view.panels(),
        here="/interventions",
    )


def _read() -> rx.Component:
    def fact(one: rx.Var[Fact]) -> rx.Component:
        return rx.el.div(rx.el.dt(one["label"]), rx.el.dd(one["value"], class_name="pre"), class_name="fact")

    def warning(words: rx.Var[str]) -> rx.Component:
        return theme.notice(words, kind="warn")

    return rx.fragment(
        rx.foreach(OrderFile.warnings, warning),
        rx.el.div(
            rx.foreach(OrderFile.steps, _step),
            rx.cond(OrderFile.may_change, theme.button("Modifier", on_click=OrderFile.edit)),
            class_name="row",
        ),
        rx.el.div(
            rx.el.div(
                theme.card(rx.el.h2("Heures"), hours_bar(OrderFile.bar), class_name="stack"),
                theme.card(
                    rx.el.h2("Ordre d’intervention"),
                    rx.el.dl(rx.foreach(OrderFile.facts, fact), class_name="facts"),
                    class_name="stack",
                ),
                class_name="stack file-side",
            ),
            rx.el.div(
                _goals(),
                closing_card(),
                order_sessions_view.sessions_card(),
                _history(),
                class_name="stack file-main",
            ),
            class_name="file",
        ),
    )


def _step(one: rx.Var[StepLine]) -> rx.Component:
    grave = (one["value"] == Act.REFUSE.value) | (one["value"] == Act.STOP.value)
    return rx.el.button(
        one["label"],
        type="button",
        on_click=[OrderFile.step(one["value"]), OrderSessions.refresh, ClosingCard.refresh],
        class_name=rx.cond(grave, "button", "button button-primary"),
    )


def _goals() -> rx.Component:
    def goal(one: rx.Var[dict[str, str]]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(one["rank"], ". ", one["text"], class_name="strong"),
                rx.cond(one["indicator"] != "", rx.el.p(one["indicator"], class_name="small soft")),
                class_name="grow",
            ),
            theme.badge(one["state"], kind="plain"),
            class_name="person-line",
        )

    return theme.card(
        rx.el.h2("Objectifs partagés"),
        rx.cond(
            OrderFile.goals.length() > 0,
            rx.el.ul(rx.foreach(OrderFile.goals, goal), class_name="person-lines"),
            rx.el.p("Aucun objectif : il en faut au moins un avant d’envoyer l’ordre.", class_name="soft"),
        ),
        class_name="stack",
    )


def _history() -> rx.Component:
    def event(one: rx.Var[Event]) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                rx.el.span(one["act"], class_name="strong"),
                " – ",
                one["who"],
                ", ",
                rx.el.span(one["day"], class_name="tabular"),
            ),
            rx.cond(one["words"] != "", rx.el.p(one["words"], class_name="small pre")),
            class_name="licence-fact",
        )

    return rx.el.details(
        rx.el.summary("Historique"), rx.el.ul(rx.foreach(OrderFile.history, event)), class_name="card fold"
    )


def _panel() -> rx.Component:
    asked = OrderFile.panel

    def among(*acts: Act) -> rx.Var:
        found = asked == acts[0].value
        for one in acts[1:]:
            found = found | (asked == one.value)
        return found

    workers = rx.foreach(OrderFile.workers, lambda one: rx.el.option(one["label"], value=one["value"]))
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(OrderFile.panel_title, id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=OrderFile.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=OrderFile.close_panel),
        rx.el.form(
            rx.cond(
                among(Act.ACCEPT, Act.OPEN),
                rx.fragment(
                    theme.field(
                        "Intervenante habituelle",
                        rx.el.select(
                            rx.el.option("Choisir…", value=""),
                            workers,
                            name="worker",
                            default_value=OrderFile.values["worker"],
                            class_name="select",
                        ),
                    ),
                    theme.field(
                        "Avec (facultatif)",
                        rx.el.select(rx.el.option("Personne", value=""), workers, name="worker_2", class_name="select"),
                    ),
                ),
            ),
            rx.cond(
                among(Act.ASK, Act.EXTEND),
                rx.el.div(
                    theme.field(
                        "Nouvelle fin",
                        theme.text_input(name="ends_on", type="date", default_value=OrderFile.values["ends_on"]),
                    ),
                    theme.field(
                        "Heures en tout",
                        theme.text_input(name="hours", default_value=OrderFile.values["hours"], input_mode="decimal"),
                    ),
                    class_name="pair",
                ),
            ),
            rx.cond(
                among(Act.OPEN),
                theme.field(
                    "Référence de l’accord du financeur",
                    theme.text_input(name="words", max_length=80, auto_complete="off"),
                ),
            ),
            rx.cond(
                among(Act.REFUSE, Act.SUSPEND, Act.RESUME, Act.ASK, Act.EXTEND, Act.STOP),
                theme.field(
                    rx.cond(among(Act.RESUME, Act.EXTEND), "Un mot (facultatif)", "Pourquoi ?"),
                    rx.el.textarea(name="words", class_name="textarea", max_length=1000, rows="3"),
                ),
            ),
            rx.cond(
                among(Act.SUSPEND, Act.STOP, Act.END),
                theme.notice("Les séances à venir seront annulées, avec ce motif.", kind="warn"),
            ),
            said(OrderFile),
            theme.button(OrderFile.panel_title, type="submit", kind="primary"),
            on_submit=[OrderFile.make, OrderSessions.refresh, ClosingCard.refresh],
            class_name="stack",
        ),
        aria_labelledby="panel-title",
        class_name="panel stack",
        key=OrderFile.panel,
    )


PAGE = Page(
    route="/interventions/[order_id]",
    title="Ordre d’intervention – Fieldvisit",
    permission=Permission("ordres_intervention"),
    component=page,
    on_load=(Desk.arrive, OrderFile.load, OrderSessions.load, ClosingCard.load),
)
