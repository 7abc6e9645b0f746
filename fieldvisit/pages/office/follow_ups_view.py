"""« Suivis réguliers » of a file as they are drawn, and the panel in which one is set."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.fact_form import control
from fieldvisit.pages.office.follow_ups_card import BOXES, Choice, FollowUpLine, FollowUpsCard
from fieldvisit.pages.office.shell import Escape, said


def follow_ups_card() -> rx.Component:
    def stop(one: rx.Var[FollowUpLine]) -> rx.Component:
        asked = rx.el.div(
            theme.button("Arrêter ce suivi", kind="danger", on_click=FollowUpsCard.stop),
            theme.button("Non", kind="quiet", on_click=FollowUpsCard.close),
            class_name="row",
        )
        ask = theme.button(
            "Arrêter", on_click=FollowUpsCard.ask_to_stop(one["id"]), aria_label="Arrêter : " + one["label"]
        )
        return rx.cond(FollowUpsCard.stopping == one["id"], asked, ask)

    def line(one: rx.Var[FollowUpLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(one["label"], class_name=rx.cond(one["running"], "strong", "soft")),
                rx.el.p(one["told"], class_name="soft small"),
                class_name="grow",
            ),
            rx.cond(one["running"] & FollowUpsCard.may_write, stop(one)),
            class_name="person-line",
        )

    return rx.cond(
        FollowUpsCard.may_write | (FollowUpsCard.lines.length() > 0),
        theme.card(
            rx.el.div(
                rx.el.h2("Suivis réguliers"),
                rx.cond(FollowUpsCard.may_write, theme.button("Programmer un suivi", on_click=FollowUpsCard.add)),
                class_name="row-between",
            ),
            rx.cond(
                FollowUpsCard.lines.length() > 0,
                rx.el.ul(rx.foreach(FollowUpsCard.lines, line), class_name="person-lines"),
                rx.el.p("Aucun suivi régulier.", class_name="soft"),
            ),
            class_name="stack",
        ),
    )


def panel() -> rx.Component:
    def box(name: str) -> rx.Component:
        return control(name, BOXES[name], FollowUpsCard.values)

    def options(listed: rx.Var[list[Choice]]) -> rx.Component:
        return rx.foreach(listed, lambda one: rx.el.option(one["label"], value=one["code"]))

    kind = rx.el.select(
        options(FollowUpsCard.kinds), value=FollowUpsCard.kind, on_change=FollowUpsCard.choose, class_name="input"
    )
    child = rx.el.select(
        rx.el.option("Toute la famille", value=""), options(FollowUpsCard.children), name="child", class_name="input"
    )
    return rx.cond(
        FollowUpsCard.opened,
        rx.el.aside(
            rx.el.div(
                rx.el.h2("Programmer un suivi"),
                theme.button("Fermer", kind="quiet", on_click=FollowUpsCard.close, auto_focus=True),
                class_name="row-between",
            ),
            rx.el.form(
                theme.field("Type de visite", kind),
                theme.field("Par", rx.el.select(options(FollowUpsCard.trades), name="trade", class_name="input")),
                theme.field("Pour", child),
                box("starts_on"),
                rx.el.div(box("every"), box("unit"), class_name="pair"),
                rx.el.div(box("times"), box("until"), class_name="pair"),
                box("reason"),
                said(FollowUpsCard),
                theme.button("Programmer", kind="primary", type="submit"),
                on_submit=FollowUpsCard.save,
                class_name="stack",
            ),
            Escape.create(on_escape=FollowUpsCard.close),
            class_name="panel stack",
            aria_label="Suivi régulier",
        ),
    )
