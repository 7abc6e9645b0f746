"""Small pieces that the screens of a visit share: a fact, pills, a note, what calls for vigilance."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field import items
from fieldvisit.pages.field.hooks import tap, visit
from fieldvisit.pages.field.shapes import Line, Note, Option, RecordLine


def line(line: rx.Var[Line]) -> rx.Component:
    return rx.el.div(
        rx.cond(line["label"] != "", rx.el.dt(line["label"], class_name="soft"), rx.el.dt("", class_name="sr-only")),
        rx.el.dd(line["text"], class_name="pre"),
        class_name="fact",
    )


def pills(options, module: str, name: str, label: str) -> rx.Component:
    def pill(option: rx.Var[Option]) -> rx.Component:
        return rx.el.button(
            option["label"],
            type="button",
            class_name="pill",
            aria_pressed=option["chosen"],
            on_click=tap(module, name, option["code"]),
        )

    return rx.el.div(rx.foreach(options, pill), class_name="pills", role="group", aria_label=label)


def note(note: rx.Var[Note]) -> rx.Component:
    return rx.el.li(
        rx.el.span(note["when"], class_name="badge"), rx.el.p(note["text"], class_name="pre"), class_name="note-line"
    )


def record_line(line: rx.Var[RecordLine]) -> rx.Component:
    return rx.fragment(
        rx.cond(line["heading"] != "", rx.el.h3(line["heading"], class_name="record-heading")),
        rx.cond(
            line["question"] != "",
            rx.el.div(
                rx.el.p(line["question"], class_name="soft"),
                rx.el.p(line["answer"], class_name=rx.cond(line["struck"], "strong pre struck-out", "strong pre")),
                rx.cond(line["said"] != "", rx.el.p(line["said"], class_name="soft small record-said")),
                rx.cond(
                    line["act"] != "",
                    theme.button(
                        rx.cond(line["act"] == "rayer", "Rayer cette mesure…", "Rétablir cette mesure…"),
                        on_click=tap(
                            "screens/striking.js",
                            "strikeFromVisit",
                            visit["family_id"],
                            line["child"],
                            line["measure"],
                            line["act"],
                        ),
                        aria_label=rx.cond(line["act"] == "rayer", "Rayer : ", "Rétablir : ")
                        + line["question"].to(str),
                        kind="quiet",
                        class_name="record-strike",
                    ),
                ),
                rx.cond(line["note"] != "", rx.el.p(line["note"], class_name="pre note-quote")),
                class_name="fact",
            ),
        ),
    )


def vigilance() -> rx.Component:
    return rx.cond(
        visit["alerts"].length() > 0,
        theme.card(
            rx.el.h2("Aide à la vigilance"),
            rx.el.p("À confirmer par un professionnel de santé.", class_name="soft"),
            rx.foreach(visit["alerts"], items.alert_line),
            class_name="stack",
        ),
    )
