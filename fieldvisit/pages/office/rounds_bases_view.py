"""The panel « Départs »: what is set, and a form that sets one."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.rounds_bases import Departure, RoundsBases
from fieldvisit.pages.office.rounds_fields import options, panel


def bases() -> rx.Component:
    def line(one: rx.Var[Departure]) -> rx.Component:
        return rx.el.li(
            rx.el.div(rx.el.p(one["who"], class_name="strong"), rx.el.p(one["where"]), class_name="grow"),
            rx.cond(
                RoundsBases.may_plan & (one["worker"] != ""),
                theme.button(
                    "Partir du secteur",
                    on_click=RoundsBases.forget_base(one["worker"]),
                    aria_label="Partir du secteur : " + one["who"].to(str),
                ),
            ),
            class_name="row-between rd-departure",
        )

    return panel(
        "Départs",
        rx.el.p("Chaque tournée part d’ici et y revient."),
        rx.el.ul(rx.foreach(RoundsBases.departures, line), class_name="stack-tight"),
        rx.cond(RoundsBases.may_plan, _form()),
    )


def _form() -> rx.Component:
    def text(name: str, label: str, **more) -> rx.Component:
        return theme.field(label, theme.text_input(name=name, max_length=200, auto_complete="off", **more))

    return rx.el.form(
        rx.el.h3("Régler un départ"),
        theme.field("Pour", rx.el.select(options(RoundsBases.owners), name="owner", class_name="select")),
        text("address", "Numéro et rue"),
        rx.el.div(text("postcode", "Code postal", input_mode="numeric"), text("city", "Commune"), class_name="pair"),
        rx.el.label(
            rx.el.input(type="checkbox", name="home", default_checked=True),
            rx.el.span("Pour une personne : elle part de chez elle"),
            class_name="tick",
        ),
        rx.el.p("D’un domicile, seule la commune est montrée, jamais l’adresse.", class_name="small soft"),
        theme.button("Enregistrer ce départ", type="submit", kind="primary"),
        on_submit=RoundsBases.keep_base,
        key="base" + RoundsBases.kept.to_string(),
        class_name="stack",
    )
