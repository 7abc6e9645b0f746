"""« Interventions » of a file as it is drawn."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.sessions_card import GoalLine, PairLine, Part, SessionLine, SessionsCard, SessionView
from fieldvisit.pages.office.shell import Escape, said


def interventions() -> rx.Component:
    return rx.el.div(
        said(SessionsCard),
        rx.foreach(SessionsCard.pairs, _pair),
        rx.cond(SessionsCard.goals.length() > 0, _goals()),
        rx.cond((SessionsCard.lines.length() > 0) | (SessionsCard.ahead != ""), _sessions()),
        class_name="stack",
    )


def _pair(one: rx.Var[PairLine]) -> rx.Component:
    def side(code: str, title: str, words: rx.Var) -> rx.Component:
        return rx.el.label(
            rx.el.input(type="radio", name="take", value=code, required=True),
            rx.el.span(rx.el.span(title, class_name="strong"), rx.el.br(), words, class_name="grow"),
            class_name="row",
        )

    return theme.card(
        rx.el.h2("Deux écrits de la séance du ", one["day"]),
        rx.el.form(
            rx.el.input(type="hidden", name="line", value=one["id"]),
            side("in_force", "Reçu d’abord", one["in_force"]),
            side("beside", "Reçu ensuite", one["beside"]),
            theme.field(
                "Pourquoi", theme.text_input(name="reason", max_length=500), "L’auteur le lira sur sa tablette."
            ),
            theme.button("Garder celui-ci", kind="primary", type="submit"),
            on_submit=SessionsCard.settle,
            class_name="stack",
        ),
        class_name="stack",
    )


def _goals() -> rx.Component:
    def line(one: rx.Var[GoalLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(one["text"], class_name="strong"),
                rx.el.p(one["about"], class_name="soft small"),
                class_name="grow",
            ),
            theme.badge(one["state"]),
            class_name="person-line",
        )

    return theme.card(
        rx.el.h2("Objectifs partagés"),
        rx.el.ul(rx.foreach(SessionsCard.goals, line), class_name="person-lines"),
        class_name="stack",
    )


def _sessions() -> rx.Component:
    def line(one: rx.Var[SessionLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(
                    rx.el.span(one["day"], class_name="strong tabular"),
                    rx.cond(one["hours"] != "", rx.el.span(" ", one["hours"], class_name="tabular")),
                ),
                rx.el.p(
                    one["kind"], " – ", one["worker"],
                    rx.cond(one["custody"] != "", rx.el.span(" – ", one["custody"])),
                    class_name="soft small",
                ),
                class_name="grow",
            ),
            theme.toned_badge(one["status"], one["tone"]),
            rx.cond(
                one["written"],
                theme.button(
                    "Lire",
                    on_click=SessionsCard.open_one(one["id"]),
                    aria_label="Lire la séance du " + one["day"].to(str),
                ),
            ),
            class_name="person-line",
        )  # fmt: skip

    return theme.card(
        rx.el.h2("Séances"),
        rx.cond(SessionsCard.ahead != "", rx.el.p(SessionsCard.ahead, class_name="soft tabular")),
        rx.el.ul(rx.foreach(SessionsCard.lines, line), class_name="person-lines"),
        class_name="stack",
    )


def panel() -> rx.Component:
    return rx.cond(
        SessionsCard.opened["id"] != "",
        rx.el.aside(
            article(SessionsCard.opened, SessionsCard.close),
            Escape.create(on_escape=SessionsCard.close),
            class_name="panel",
            aria_label="Séance",
        ),
    )


def article(one: rx.Var[SessionView], close) -> rx.Component:
    """What was written of one session."""

    def part(each: rx.Var[Part]) -> rx.Component:
        return rx.el.div(
            rx.el.dt(
                each["label"],
                rx.cond(each["shared"], rx.el.span(" – partageable avec le référent", class_name="soft small")),
                class_name="soft",
            ),
            rx.el.dd(each["words"]),
        )

    def signature(address: rx.Var[str]) -> rx.Component:
        return rx.el.img(src=address, alt="Signature", class_name="album-image album-signature")

    return rx.el.div(
        rx.el.div(
            rx.el.div(
                rx.el.h2(one["title"]),
                rx.el.p(one["author"], class_name="soft"),
            ),
            theme.button("Fermer", kind="quiet", on_click=close, auto_focus=True),
            class_name="row-between",
        ),
        rx.cond(
            one["doubts"].to(list[str]).length() > 0,
            theme.notice(rx.foreach(one["doubts"].to(list[str]), lambda words: rx.el.p(words)), kind="warn"),
        ),
        rx.cond(
            one["parts"].to(list[Part]).length() > 0,
            rx.el.dl(rx.foreach(one["parts"].to(list[Part]), part), class_name="stack-tight"),
            rx.el.p("Rien n’y est partageable avec le référent.", class_name="soft"),
        ),
        rx.el.div(rx.foreach(one["signatures"].to(list[str]), signature)),
        class_name="stack",
    )
