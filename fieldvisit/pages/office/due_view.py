"""« À faire » of a file as it is drawn, and the panel in which one decides."""

import reflex as rx

from fieldvisit.due.decision import Choose
from fieldvisit.pages import theme
from fieldvisit.pages.office.due_card import DAYS, DueCard, Line, Part
from fieldvisit.pages.office.shell import Escape, said


def due_card() -> rx.Component:
    def part(one: rx.Var[Part]) -> rx.Component:
        lines = rx.el.ul(rx.foreach(one["lines"].to(list[Line]), _drawn), class_name="person-lines")
        return rx.cond(
            one["folded"],
            rx.el.details(rx.el.summary(one["title"]), lines, class_name="card fold"),
            theme.card(rx.el.h2(one["title"]), lines, class_name="stack"),
        )

    return rx.el.div(
        rx.foreach(DueCard.parts, part),
        rx.cond(
            DueCard.loaded & (DueCard.parts.length() == 0),
            rx.el.p("Rien n’est attendu pour cette famille.", class_name="card"),
        ),
        class_name="stack",
    )


def _drawn(one: rx.Var[Line]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(one["label"], class_name="strong"),
                rx.cond(one["about"] != "", rx.el.span(" – ", one["about"])),
            ),
            rx.el.p(one["when"], rx.cond(one["who"] != "", " · " + one["who"], ""), class_name="soft small"),
            class_name="grow",
        ),
        theme.toned_badge(one["status"], one["tone"]),
        rx.cond(
            one["may_decide"],
            theme.button(
                "Décider",
                on_click=DueCard.open_one(one["id"]),
                aria_label="Décider : " + one["label"] + " " + one["about"],
            ),
        ),
        class_name="person-line",
    )


def panel() -> rx.Component:
    def option(one: Choose) -> rx.Component:
        return theme.button(
            one.label,
            on_click=DueCard.choose(one.value),
            aria_pressed=rx.cond(DueCard.choice == one.value, "true", "false"),
            class_name="option",
        )

    def day(one: Choose, label: str, **props) -> rx.Component:
        box = theme.text_input(name="on", type="date", required=True, **props)
        return rx.cond(DueCard.choice == one.value, theme.field(label, box))

    return rx.cond(
        DueCard.opened != "",
        rx.el.aside(
            rx.el.div(
                rx.el.h2(DueCard.title),
                theme.button("Fermer", kind="quiet", on_click=DueCard.close, auto_focus=True),
                class_name="row-between",
            ),
            rx.el.div(
                rx.cond(
                    DueCard.ended,
                    option(Choose.RESUMED),
                    rx.fragment(*(option(one) for one in Choose if one is not Choose.RESUMED)),
                ),
                class_name="row",
                role="group",
                aria_label="Décision",
            ),
            rx.el.form(
                day(Choose.DONE, DAYS[Choose.DONE], default_value=DueCard.today, max=DueCard.today),
                day(Choose.POSTPONED, DAYS[Choose.POSTPONED], min=DueCard.today),
                theme.field("Motif", rx.el.textarea(name="reason", rows=2, class_name="textarea", max_length=2000)),
                said(DueCard),
                theme.button("Enregistrer", kind="primary", type="submit"),
                on_submit=DueCard.decide,
                class_name="stack",
                key=DueCard.opened,
            ),
            Escape.create(on_escape=DueCard.close),
            class_name="panel stack",
            aria_label="Échéance",
        ),
    )
