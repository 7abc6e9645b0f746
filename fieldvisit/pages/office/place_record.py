"""A signed record of a place that is no family's (a pupil at school, a childminder's home), read at the office."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.record_view import Alert, Line, Note, RecordView, Section


def article(opened: rx.Var[RecordView], close, *actions: rx.Component) -> rx.Component:
    """``close``: the handler that closes it."""

    def answer(one: Line) -> rx.Component:
        return rx.el.div(
            rx.el.dt(one["question"]),
            rx.el.dd(
                rx.el.span(one["answer"], class_name=rx.cond(one["soft"], "soft pre", "strong pre")),
                rx.cond(one["note"] != "", rx.el.span(one["note"], class_name="soft small pre answer-note")),
            ),
            class_name="answer",
        )

    def section(one: Section) -> rx.Component:
        return rx.el.section(
            rx.el.h3(one["title"]),
            rx.el.dl(rx.foreach(one["lines"].to(list[Line]), answer), class_name="answers"),
        )

    def alert(one: Alert) -> rx.Component:
        return rx.el.li(
            rx.el.span(one["level"], class_name="badge badge-" + one["kind"]), rx.el.span(one["text"]), class_name="row"
        )

    def note(one: Note) -> rx.Component:
        return rx.el.li(rx.el.span(one["at"], class_name="soft small tabular"), rx.el.p(one["text"], class_name="pre"))

    return rx.el.article(
        rx.el.div(
            rx.el.div(
                rx.el.h2(opened["kind"], tab_index=-1, id="ecrit-titre"),
                rx.el.p(opened["when"], " – ", opened["author"], class_name="soft"),
            ),
            theme.row(
                theme.toned_badge(opened["outcome"], opened["tone"]),
                *actions,
                theme.button("Fermer", kind="quiet", on_click=close),
            ),
            class_name="row-between",
        ),
        rx.el.p(
            "Reçu le ",
            opened["received"],
            rx.cond(opened["seen"] != "", " – vu par l’équipe le " + opened["seen"], ""),
            class_name="soft small",
        ),
        rx.cond(opened["correction"] != "", theme.notice("Correction : ", opened["correction"], kind="warn")),
        rx.cond(opened["detail"] != "", theme.notice(opened["detail"])),
        rx.cond(
            opened["alerts"].length() > 0,
            rx.el.section(
                rx.el.h3("Points de vigilance"),
                rx.el.p("Aide à la vigilance, à confirmer par un professionnel de santé.", class_name="soft small"),
                rx.el.ul(rx.foreach(opened["alerts"].to(list[Alert]), alert), class_name="stack-tight"),
                class_name="stack-tight",
            ),
        ),
        rx.cond(
            opened["done"].length() > 0,
            rx.el.section(
                rx.el.h3("Fait sur le moment"),
                rx.el.ul(
                    rx.foreach(opened["done"].to(list[str]), lambda done: rx.el.li(done, class_name="tabular")),
                    class_name="stack-tight",
                ),
                class_name="stack-tight",
            ),
        ),
        rx.foreach(opened["sections"].to(list[Section]), section),
        rx.cond(
            opened["notes"].length() > 0,
            rx.el.section(
                rx.el.h3("Notes"),
                rx.el.ul(rx.foreach(opened["notes"].to(list[Note]), note), class_name="stack-tight"),
            ),
        ),
        id="ecrit",
        class_name="card stack record",
    )
