"""« Agréments » on screen: what is due first, then every file; a new request in the side panel."""

import reflex as rx

from fieldvisit.access.permission import Permission
from fieldvisit.licences.rules import Kind
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.licence_lines import DueLine, LicenceLine
from fieldvisit.pages.office.licences import Filter, Licences
from fieldvisit.pages.office.shell import Escape, said, shell
from fieldvisit.pages.page import Page


def page() -> rx.Component:
    return shell(
        rx.el.div(
            rx.el.h1("Agréments"),
            rx.cond(Licences.may_write, theme.button("Nouvelle demande", kind="primary", on_click=Licences.open_new)),
            class_name="row-between",
        ),
        rx.cond(~Licences.panel, said(Licences)),
        rx.el.div(rx.foreach(Licences.filters, _filter), class_name="row", role="group", aria_label="Quels agréments"),
        theme.field(
            "Rechercher",
            theme.text_input(
                type="search",
                placeholder="Nom, prénom, commune ou numéro",
                default_value=Licences.asked,
                on_change=Licences.look_for.debounce(200),
                auto_complete="off",
            ),
        ),
        rx.el.p(Licences.count, class_name="soft", aria_live="polite"),
        rx.cond(
            Licences.shown.length() > 0,
            rx.el.ul(rx.foreach(Licences.shown, _line), class_name="licences"),
            rx.cond(Licences.loaded, rx.el.p("Aucun agrément ici.", class_name="card soft")),
        ),
        rx.cond(Licences.panel, _new()),
        here="/agrements",
    )


def _filter(one: rx.Var[Filter]) -> rx.Component:
    return rx.el.button(
        one["label"],
        " ",
        rx.el.span(one["count"], class_name="badge"),
        type="button",
        class_name="pill",
        aria_pressed=Licences.chosen == one["code"],
        on_click=Licences.choose(one["code"]),
    )


def due_line(one: rx.Var[DueLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(theme.toned_badge(one["standing"], one["tone"])),
        rx.el.div(
            rx.el.p(
                rx.el.span(one["label"], class_name="strong"),
                " – ",
                rx.el.span(one["on"], class_name="tabular nowrap"),
            ),
            rx.cond(one["said"] != "", rx.el.p(one["said"], class_name="small soft")),
        ),
        class_name="licence-due",
    )


def _line(one: rx.Var[LicenceLine]) -> rx.Component:
    return rx.el.li(
        rx.el.a(
            rx.el.div(
                rx.el.p(one["name"], class_name="strong"),
                rx.el.p(one["kind"], class_name="small"),
                rx.el.p(one["number"], class_name="small soft tabular"),
            ),
            rx.el.div(
                rx.el.p(one["city"]),
                rx.el.p(one["capacity"], class_name="small soft"),
            ),
            rx.el.div(
                theme.toned_badge(one["state"], one["tone"]),
                rx.el.p(one["until"], class_name="small soft tabular"),
            ),
            rx.el.ul(rx.foreach(one["due"], due_line), class_name="stack-tight"),
            href="/agrements/" + one["id"],
            class_name="licence-line",
        ),
        key=one["id"],
    )


def person_fields(values: rx.Var[dict[str, str]] | None = None) -> rx.Component:
    """Name, birth date and contact, empty or as they stand."""

    def text(name: str, **props) -> rx.Component:
        given = {"default_value": values[name]} if values is not None else {}
        return theme.text_input(name=name, max_length=120, auto_complete="off", **given, **props)

    return rx.el.div(
        rx.el.div(
            theme.field("Nom", text("last_name", required=True)),
            theme.field("Prénom", text("first_name", required=True)),
            class_name="pair",
        ),
        theme.field("Date de naissance", text("birth_date", type="date")),
        theme.field("Adresse", text("address")),
        rx.el.div(
            theme.field("Code postal", text("postcode", input_mode="numeric")),
            theme.field("Commune", text("city")),
            class_name="pair",
        ),
        rx.el.div(
            theme.field("Téléphone", text("phone", type="tel")),
            theme.field("Courriel", text("email", type="email")),
            class_name="pair",
        ),
        class_name="stack",
    )


def asked_fields() -> rx.Component:
    return rx.el.div(
        theme.field("Nombre d’enfants", theme.text_input(name="capacity", type="number", min=1, max=8)),
        theme.field("Âges", theme.text_input(name="ages", max_length=120, placeholder="0–6 ans")),
        class_name="pair",
    )


def _new() -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2("Nouvelle demande", id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Licences.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=Licences.close_panel),
        said(Licences),
        rx.el.form(
            theme.field(
                "Profession",
                rx.el.select(
                    *[rx.el.option(one.label, value=one.value) for one in Kind], name="kind", class_name="select"
                ),
            ),
            theme.field(
                "Secteur",
                rx.el.select(
                    rx.foreach(Licences.sectors, lambda one: rx.el.option(one["label"], value=one["value"])),
                    name="sector",
                    class_name="select",
                ),
            ),
            theme.field(
                "Demande reçue le",
                theme.text_input(name="received_on", type="date", default_value=Licences.today, required=True),
            ),
            asked_fields(),
            person_fields(),
            theme.button("Ouvrir le dossier", type="submit", kind="primary"),
            on_submit=Licences.open_file,
            class_name="stack",
        ),
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


PAGE = Page(
    route="/agrements",
    title="Agréments – Fieldvisit",
    permission=Permission("agrement_assmat"),
    component=page,
    on_load=(Desk.arrive, Licences.load),
)
