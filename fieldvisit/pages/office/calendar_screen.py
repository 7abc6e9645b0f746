"""« Calendrier » on screen: the team by day, then visits to give away, one's own absences, and the agenda's address."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office import calendar_cover_view
from fieldvisit.pages.office.calendar import Calendar
from fieldvisit.pages.office.calendar_cover import CalendarCover
from fieldvisit.pages.office.calendar_lines import Given, Person
from fieldvisit.pages.office.calendar_panels import absence_lines, absence_panel, worker_panel
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.planning_fortnight import Row
from fieldvisit.pages.office.planning_screen import day_cell, day_head, school_row
from fieldvisit.pages.office.shell import said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.div(rx.el.h1("Calendrier"), rx.el.p(Calendar.title, class_name="soft", aria_live="polite")),
            theme.row(
                rx.el.div(
                    _view("Quinzaine", False), _view("Mois", True), class_name="row", role="group", aria_label="Durée"
                ),
                theme.button("←", on_click=Calendar.turn(-1), aria_label="Avant", class_name="button-icon"),
                theme.button("Aujourd’hui", on_click=Calendar.turn(0)),
                theme.button("→", on_click=Calendar.turn(1), aria_label="Après", class_name="button-icon"),
                theme.button("Noter une absence", kind="primary", on_click=Calendar.open_absence),
            ),
            class_name="row-between",
        ),
        rx.cond(Calendar.panel == "", said(Calendar)),
        rx.cond(Calendar.school_said != "", theme.notice(Calendar.school_said, kind="warn")),
        calendar_cover_view.waiting(),
        rx.cond(Calendar.to_give.length() > 0, _to_give()),
        _grid(),
        rx.el.div(_mine(), _agenda(), class_name="calendar-cards"),
        rx.cond(Calendar.panel == "absence", absence_panel()),
        rx.cond(Calendar.panel == "worker", worker_panel()),
        calendar_cover_view.panel(),
        here="/calendrier",
    )


def _view(label: str, month: bool) -> rx.Component:
    return rx.el.button(
        label,
        type="button",
        class_name="pill",
        aria_pressed=Calendar.month == month,
        on_click=Calendar.by_month(month),
    )


def _grid() -> rx.Component:
    def row(one: rx.Var[Row]) -> rx.Component:
        return rx.el.tr(
            rx.el.th(
                rx.el.button(
                    rx.el.span(one["name"], class_name="strong"),
                    rx.el.span(one["role"], class_name="small soft"),
                    type="button",
                    class_name="calendar-who",
                    on_click=Calendar.open_worker(one["worker_id"]),
                ),
                scope="row",
                class_name="plan-worker",
            ),
            rx.foreach(one["cells"], day_cell),
            key=one["worker_id"],
        )

    return rx.el.div(
        rx.el.table(
            rx.el.caption("Absences et jours travaillés de l’équipe", class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(rx.el.span("Équipe"), scope="col", class_name="plan-worker"),
                    rx.foreach(Calendar.days, day_head),
                ),
                rx.cond(Calendar.strips.length() > 0, school_row(Calendar.strips)),
            ),
            rx.el.tbody(rx.foreach(Calendar.rows, row)),
            class_name=rx.cond(Calendar.month, "plan calendar calendar-month", "plan calendar"),
        ),
        class_name="plan-scroll",
        tab_index=0,
        role="region",
        aria_label="Calendrier de l’équipe",
    )


def _mine() -> rx.Component:
    return theme.card(
        rx.el.h2("Mes absences"),
        absence_lines(Calendar.mine, "Aucune absence à venir."),
        class_name="stack",
    )


def _to_give() -> rx.Component:
    def candidate(one: rx.Var[Given], who: rx.Var[Person]) -> rx.Component:
        return theme.button(
            rx.el.span(who["name"]),
            rx.el.span(who["facts"], class_name="small soft"),
            on_click=Calendar.give(one["id"], who["id"]),
            aria_label="Confier à " + who["name"] + " : " + one["day"],
        )

    def line(one: rx.Var[Given]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(one["day"], class_name="strong"),
                rx.el.p(one["family"], " – ", one["kind"], rx.el.span(" – ", one["worker"], class_name="soft")),
                class_name="stack-tight",
            ),
            rx.cond(
                Calendar.may_plan,
                rx.cond(
                    one["candidates"].length() > 0,
                    rx.el.div(rx.foreach(one["candidates"], lambda who: candidate(one, who)), class_name="row"),
                    rx.el.p("Personne de disponible ce jour-là : déplacez-la dans le planning."),
                ),
                rx.el.p("À voir avec qui fait votre planning."),
            ),
            class_name="calendar-give",
            key=one["id"],
        )

    return theme.card(
        rx.el.h2("Visites à confier : ", Calendar.to_give.length()),
        rx.el.p(
            "Programmées pendant une absence : à qui les confier ? Rien n’est déplacé sans vous.", class_name="soft"
        ),
        rx.el.ul(rx.foreach(Calendar.to_give, line), class_name="calendar-gives"),
        class_name="stack",
    )


def _agenda() -> rx.Component:
    shown = rx.el.div(
        theme.field(
            "Adresse de votre agenda",
            rx.el.input(value=Calendar.agenda, read_only=True, class_name="input", type="text"),
            "Montrée une seule fois : collez-la dans le calendrier de votre téléphone ou d’Outlook (« Ajouter un "
            "agenda depuis une adresse »). Ne la donnez à personne.",
        ),
        theme.button("Copier l’adresse", kind="primary", on_click=rx.set_clipboard(Calendar.agenda)),
        class_name="stack",
    )
    return theme.card(
        rx.el.h2("Mon agenda"),
        rx.el.p(
            "Vos visites et vos absences dans le calendrier de votre choix : l’heure et la commune, sans nom, "
            "ni adresse, ni motif."
        ),
        rx.cond(Calendar.agenda != "", shown),
        rx.cond(Calendar.agenda_said != "", rx.el.p(Calendar.agenda_said, class_name="soft small")),
        rx.cond(
            Calendar.agenda_said != "",
            theme.row(
                theme.button("Nouvelle adresse", on_click=Calendar.make_agenda),
                theme.button("Supprimer l’adresse", kind="danger", on_click=Calendar.end_agenda),
            ),
            rx.cond(Calendar.loaded, theme.button("Créer l’adresse de mon agenda", on_click=Calendar.make_agenda)),
        ),
        rx.cond(
            Calendar.agenda_said != "",
            rx.el.p("Une nouvelle adresse remplace l’ancienne, qui ne répond plus.", class_name="soft small"),
        ),
        class_name="stack",
    )


PAGE = Page(
    route="/calendrier",
    title="Calendrier – Fieldvisit",
    permission=Permission("planning_mission"),
    component=page,
    on_load=(Desk.arrive, Calendar.load, CalendarCover.load),
)
