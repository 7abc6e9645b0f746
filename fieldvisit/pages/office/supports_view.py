"""« Dispositifs » of a file as they are drawn, and the panel of one."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.fact_form import control
from fieldvisit.pages.office.shell import Escape, said
from fieldvisit.pages.office.supports_card import BOXES, NEW, Choice, SupportLine, SupportsCard


def supports_card() -> rx.Component:
    def line(one: rx.Var[SupportLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(one["label"], class_name=rx.cond(one["open"], "strong", "soft")),
                rx.el.p(one["told"], class_name="soft small"),
                class_name="grow",
            ),
            rx.cond(
                one["may_write"],
                theme.button(
                    "Modifier",
                    on_click=SupportsCard.edit(one["id"]),
                    aria_label="Modifier : " + one["label"],
                ),
            ),
            class_name="person-line",
        )

    return rx.cond(
        (SupportsCard.lines.length() > 0) | (SupportsCard.kinds.length() > 0),
        theme.card(
            rx.el.div(
                rx.el.h2("Dispositifs"),
                rx.cond(SupportsCard.kinds.length() > 0, theme.button("Ajouter", on_click=SupportsCard.add)),
                class_name="row-between",
            ),
            rx.cond(
                SupportsCard.lines.length() > 0,
                rx.el.ul(rx.foreach(SupportsCard.lines, line), class_name="person-lines"),
                rx.el.p("Aucun dispositif en cours.", class_name="soft"),
            ),
            class_name="stack",
        ),
    )


def panel() -> rx.Component:
    def box(name: str) -> rx.Component:
        return control(name, BOXES[name], SupportsCard.values)

    def options(listed: rx.Var[list[Choice]]) -> rx.Component:
        return rx.foreach(listed, lambda one: rx.el.option(one["label"], value=one["code"]))

    new = SupportsCard.opened == NEW
    anchor = theme.field(
        SupportsCard.anchor,
        theme.text_input(name="anchor_on", type="date", default_value=SupportsCard.values["anchor_on"]),
    )
    return rx.cond(
        SupportsCard.opened != "",
        rx.el.aside(
            rx.el.div(
                rx.el.h2(rx.cond(new, "Nouveau dispositif", "Dispositif")),
                theme.button("Fermer", kind="quiet", on_click=SupportsCard.close, auto_focus=True),
                class_name="row-between",
            ),
            rx.el.form(
                rx.cond(
                    new,
                    theme.field(
                        "Dispositif",
                        rx.el.select(
                            options(SupportsCard.kinds),
                            value=SupportsCard.code,
                            on_change=SupportsCard.choose,
                            class_name="input",
                        ),
                    ),
                ),
                rx.cond(
                    new & SupportsCard.of_child,
                    theme.field(
                        "Enfant", rx.el.select(options(SupportsCard.children), name="child", class_name="input")
                    ),
                ),
                rx.el.div(box("started_on"), box("ended_on"), class_name="pair"),
                rx.cond(SupportsCard.anchor != "", anchor),
                box("referent"),
                box("note"),
                said(SupportsCard),
                theme.button("Enregistrer", kind="primary", type="submit"),
                on_submit=SupportsCard.save,
                class_name="stack",
                key=SupportsCard.opened,
            ),
            Escape.create(on_escape=SupportsCard.close),
            class_name="panel stack",
            aria_label="Dispositif",
        ),
    )
