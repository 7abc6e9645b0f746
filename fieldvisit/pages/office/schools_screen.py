"""« Bilans à l’école » on screen: the sessions to come, then the others; a new one in the side panel."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.school_lines import Choice, SessionLine
from fieldvisit.pages.office.schools import Schools
from fieldvisit.pages.office.shell import Escape, said, shell
from fieldvisit.pages.page import Page
from fieldvisit.schools.sessions import MINUTES


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.h1("Bilans à l’école"),
            rx.cond(Schools.may_write, theme.button("Préparer une séance", kind="primary", on_click=Schools.open_new)),
            class_name="row-between",
        ),
        rx.cond(~Schools.panel, said(Schools)),
        rx.el.h2("À venir ou en cours"),
        _sessions(Schools.coming, "Aucune séance préparée."),
        rx.cond(
            Schools.past.length() > 0,
            rx.fragment(rx.el.h2("Closes ou annulées"), _sessions(Schools.past, "")),
        ),
        rx.cond(Schools.panel, _new()),
        here="/bilans-ecole",
    )


def _sessions(listed: rx.Var[list[SessionLine]], nothing: str) -> rx.Component:
    return rx.cond(
        listed.length() > 0,
        rx.el.ul(rx.foreach(listed, _line), class_name="licences"),
        rx.cond(Schools.loaded, rx.el.p(nothing, class_name="card soft")),
    )


def _line(one: rx.Var[SessionLine]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.div(
                rx.el.p(one["school"], class_name="strong"),
                rx.el.p(one["city"], class_name="small soft"),
            ),
            rx.el.div(rx.el.p(one["day"]), rx.el.p(one["team"], class_name="small soft")),
            rx.el.div(
                theme.toned_badge(one["state"], one["tone"]),
                rx.cond(one["urgent"], rx.el.span("Urgent", class_name="badge badge-alarm")),
                class_name="row",
            ),
            progress(one),
            href="/bilans-ecole/" + one["id"],
            class_name="licence-line school-line",
        ),
        key=one["id"],
    )


def progress(one: rx.Var[SessionLine]) -> rx.Component:
    return rx.el.div(
        rx.el.p(one["progress"], class_name="small tabular"),
        rx.cond(
            one["total"] > 0,
            rx.el.progress(
                value=one["done"], max=one["total"], class_name="school-progress", aria_label="Enfants vus ou notés"
            ),
        ),
    )


def options(listed: rx.Var[list[Choice]], name: str, first: str = "", **props) -> rx.Component:
    none = [rx.el.option(first, value="")] if first else []
    drawn = rx.foreach(listed, lambda one: rx.el.option(one["label"], value=one["value"]))
    return rx.el.select(*none, drawn, name=name, class_name="select", **props)


def session_fields(
    today: rx.Var, workers: rx.Var[list[Choice]], values: rx.Var[dict[str, str]] | None = None
) -> rx.Component:
    """Where, when and by whom; empty, or as they stand."""

    def text(name: str, first: str | rx.Var = "", **props) -> rx.Component:
        given = values[name] if values is not None else first
        return theme.text_input(name=name, max_length=120, auto_complete="off", default_value=given, **props)

    def team(name: str, first: str) -> rx.Component:
        given = {"default_value": values[name]} if values is not None else {}
        return options(workers, name, first, **given)

    return rx.el.div(
        theme.field("École", text("school", required=True)),
        theme.field("Adresse", text("address")),
        rx.el.div(
            theme.field("Code postal", text("postcode", input_mode="numeric")),
            theme.field("Commune", text("city", required=True)),
            class_name="pair",
        ),
        theme.field("Téléphone de l’école", text("phone", type="tel")),
        rx.el.div(
            theme.field("Date", text("held_on", today, type="date", required=True)),
            theme.field("Heure", text("starts_at", type="time")),
            class_name="pair",
        ),
        theme.field("Durée (minutes)", text("duration_min", str(MINUTES), type="number", min=15, max=600, step=5)),
        theme.field("Professionnel·le", team("worker_id", "Choisir…")),
        theme.field("Avec (facultatif)", team("second_id", "Personne")),
        theme.field(
            "À savoir sur place",
            rx.el.textarea(
                name="words",
                class_name="textarea",
                max_length=1000,
                rows="2",
                default_value=values["words"] if values is not None else "",
            ),
        ),
        class_name="stack",
    )


def _new() -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2("Préparer une séance", id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Schools.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=Schools.close_panel),
        said(Schools),
        rx.el.form(
            theme.field("Secteur", options(Schools.sectors, "sector")),
            session_fields(Schools.today, Schools.workers),
            theme.button("Préparer la séance", type="submit", kind="primary"),
            on_submit=Schools.prepare,
            class_name="stack",
        ),
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


PAGE = Page(
    route="/bilans-ecole",
    title="Bilans à l’école – Fieldvisit",
    permission=Permission("identite_foyer", "W"),
    component=page,
    on_load=(Desk.arrive, Schools.load),
)
