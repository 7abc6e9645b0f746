"""What was seen and what was said of a session, apart, each paragraph with who may read it; where the goals stand."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import session, tap, verb
from fieldvisit.pages.field.session_pieces import FACTS, MODULE, text_area
from fieldvisit.pages.field.session_shapes import GoalRow, Paragraph
from fieldvisit.pages.field.shapes import Option


def _shared(one: rx.Var[Paragraph]) -> rx.Component:
    def pill(label: str, value: bool) -> rx.Component:
        return rx.el.button(
            label,
            type="button",
            class_name="pill",
            aria_pressed=one["shared"] if value else ~one["shared"],
            on_click=tap(MODULE, "setShared", one["list"], one["key"], value),
        )

    return rx.el.div(
        pill("Équipe TISF", False),
        pill("Partageable avec le référent", True),
        class_name="pills",
        role="group",
        aria_label="Qui peut le lire",
    )


def _paragraph(one: rx.Var[Paragraph]) -> rx.Component:
    quote = one["list"] == "quotes"
    return rx.el.div(
        rx.cond(
            quote,
            theme.field(
                "Qui l’a dit",
                rx.el.input(
                    class_name="input",
                    id=one["id"].to(str) + "-who",
                    default_value=one["who"],
                    max_length=120,
                    custom_attrs={"onInput": verb(MODULE, "wordsTyped", one["list"], one["key"], "who")},
                    auto_complete="off",
                ),
            ),
        ),
        rx.el.textarea(
            class_name="textarea",
            rows="3",
            id=one["id"].to(str) + "-words",
            aria_label=rx.cond(quote, "Paroles, telles quelles", "Fait observé"),
            placeholder=rx.cond(quote, "« … »", "Ce que vous avez vu et fait"),
            default_value=one["words"],
            custom_attrs={"onInput": verb(MODULE, "wordsTyped", one["list"], one["key"], "words")},
            auto_complete="off",
        ),
        _shared(one),
        class_name="stack session-paragraph",
        key=one["id"],
    )


def facts() -> rx.Component:
    def part(title: str, list_: str, paragraphs, more, label: str) -> rx.Component:
        return theme.card(
            rx.el.h3(title),
            rx.foreach(paragraphs, _paragraph),
            theme.button(label, disabled=~more, on_click=tap(MODULE, "addParagraph", list_)),
            class_name="stack",
        )

    return rx.fragment(
        rx.el.p(FACTS, class_name="hint"),
        part("Faits observés", "facts", session["facts"], session["more_facts"], "Ajouter un fait"),
        part("Paroles", "quotes", session["quotes"], session["more_quotes"], "Ajouter des paroles"),
    )


def goals() -> rx.Component:
    def goal(one: rx.Var[GoalRow]) -> rx.Component:
        return theme.card(
            rx.el.h3(one["text"], class_name="pre"),
            rx.cond(one["indicator"] != "", rx.el.p("On le verra à : ", one["indicator"], class_name="soft")),
            rx.el.div(
                rx.foreach(
                    one["states"].to(list[Option]),
                    lambda option: rx.el.button(
                        option["label"],
                        type="button",
                        class_name="pill",
                        aria_pressed=option["chosen"],
                        on_click=tap(MODULE, "setGoal", one["id"], option["code"]),
                    ),
                ),
                class_name="pills",
                role="group",
                aria_label=one["text"].to(str),
            ),
            text_area("Note (facultatif)", "goal-" + one["id"].to(str), one["note"], "goalTyped", one["id"], rows="2"),
            class_name="stack",
            key=one["key"],
        )

    return rx.foreach(session["goals"], goal)
