"""« Urgences » as it is drawn: the list, then what was closed of late, and one alert with its history beside it."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme, why
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.shell import NEWS_EVERY_MS, Escape, Ticker, said, shell
from fieldvisit.pages.office.urgences import Row, Step, Urgences
from fieldvisit.pages.page import Page


def _line(row: rx.Var[Row]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row["grave"], class_name="urgent-grave"),
            rx.el.p(row["since"], class_name="small tabular"),
            class_name="stack-tight",
        ),
        rx.el.div(
            rx.el.p(
                rx.cond(
                    row["href"] != "",
                    rx.el.a(row["family"], href=row["href"], class_name="strong"),
                    rx.el.span("Urgence – ", row["family"], class_name="strong"),
                ),
                rx.cond(row["child"] != "", rx.el.span(" – ", row["child"])),
            ),
            rx.cond(row["place"] != "", rx.el.p(row["place"], class_name="small soft")),
            rx.el.p(row["text"], class_name="pre"),
            rx.foreach(row["done"], lambda done: rx.el.p(done, class_name="small tabular")),
            class_name="stack-tight",
        ),
        rx.el.div(
            rx.el.p("Signalée par ", row["author"]),
            rx.cond(
                row["phone"] != "",
                theme.link_button("Appeler ", row["phone"], href=row["phone_href"], class_name="tabular nowrap"),
            ),
            class_name="stack-tight",
        ),
        rx.el.div(
            rx.el.p(row["state"], class_name=rx.cond(row["late"], "strong urgent-late", "")),
            rx.el.div(
                rx.cond(
                    row["may_act"] & ~row["taken"],
                    theme.button("Je prends en charge", kind="primary", on_click=Urgences.take(row["id"])),
                ),
                rx.cond(row["whole"], theme.button("Ouvrir", on_click=Urgences.open_one(row["id"]))),
                class_name="row",
            ),
            class_name="stack-tight",
        ),
        class_name="card urgent-row",
    )


def _step(step: rx.Var[Step]) -> rx.Component:
    return rx.el.li(
        rx.el.p(rx.el.span(step["what"], class_name="strong"), " – ", step["who"]),
        rx.el.p(step["at"], class_name="small soft tabular"),
        rx.cond(step["words"] != "", rx.el.p(step["words"], class_name="pre")),
    )


def _panel() -> rx.Component:
    opened = Urgences.opened
    return rx.el.aside(
        Escape.create(on_escape=Urgences.close_panel),
        rx.el.div(
            rx.el.h2(opened["family"]), theme.button("Fermer", on_click=Urgences.close_panel), class_name="row-between"
        ),
        rx.el.p(opened["text"], class_name="strong pre"),
        rx.cond(opened["action"] != "", rx.el.p(opened["action"])),
        why.opened(opened["why"]),
        rx.el.p(opened["state"]),
        theme.link_button(opened["link"], href=opened["href"]),
        rx.cond(
            opened["may_act"] & ~opened["closed"],
            rx.el.form(
                theme.field(
                    "Ce qui a été fait",
                    rx.el.textarea(name="reason", class_name="textarea", required=True, max_length=2000),
                ),
                theme.button("Clore l’urgence", kind="primary", type="submit"),
                on_submit=Urgences.close_alert,
                class_name="stack",
            ),
        ),
        rx.el.h3("Historique"),
        rx.el.ol(rx.foreach(Urgences.steps, _step), class_name="stack"),
        class_name="panel stack",
        aria_label="Urgence",
    )


def page() -> rx.Component:
    return shell(
        rx.el.h1("Urgences"),
        said(Urgences),
        rx.cond(
            Urgences.rows.length() > 0,
            rx.el.ul(rx.foreach(Urgences.rows, _line), class_name="stack", aria_label="En cours"),
            rx.cond(Urgences.loaded, rx.el.p("Aucune urgence en attente.", class_name="card")),
        ),
        rx.cond(
            Urgences.past.length() > 0,
            rx.fragment(
                rx.el.h2("Closes ou retirées depuis sept jours"),
                rx.el.ul(rx.foreach(Urgences.past, _line), class_name="stack urgent-past", aria_label="Passées"),
            ),
        ),
        rx.cond(Urgences.opened["id"] != "", _panel()),
        Ticker.create(every=NEWS_EVERY_MS, on_tick=Urgences.look_again),
        here="/urgences",
    )


PAGE = Page(
    route="/urgences",
    title="Urgences – Fieldvisit",
    permission=Permission("observations_vad"),
    component=page,
    on_load=(Desk.arrive, Urgences.load),
)
