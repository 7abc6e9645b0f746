"""« À valider » as it is drawn: each session with what is unusual, and what was written of it in the panel."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office import sessions_view
from fieldvisit.pages.office.session_check import CheckLine, SessionCheck
from fieldvisit.pages.office.shell import Escape, said


def waiting() -> rx.Component:
    def doubt(words: rx.Var[str]) -> rx.Component:
        return rx.el.li(words, class_name="small check-doubt")

    def line(one: rx.Var[CheckLine]) -> rx.Component:
        return rx.el.li(
            rx.el.div(
                rx.el.p(one["family"], class_name="strong"),
                rx.el.p(one["worker"], class_name="small soft"),
            ),
            rx.el.div(
                rx.el.p(one["made"], class_name="tabular"),
                rx.el.p(one["billed"], class_name="small soft tabular"),
                rx.el.ul(rx.foreach(one["doubts"], doubt)),
            ),
            theme.row(
                theme.button(
                    "Lire",
                    on_click=SessionCheck.open_one(one["id"]),
                    aria_label="Lire la séance de " + one["family"],
                ),
                theme.button(
                    "Valider",
                    kind="primary",
                    on_click=SessionCheck.validate(one["id"]),
                    aria_label="Valider la séance de " + one["family"],
                ),
            ),
            class_name="check-line",
            key=one["id"],
        )

    return rx.cond(
        SessionCheck.may_validate,
        rx.fragment(
            rx.el.h2("À valider ", rx.el.span(SessionCheck.lines.length(), class_name="badge badge-plain tabular")),
            rx.cond(
                SessionCheck.lines.length() > 0,
                rx.el.ul(rx.foreach(SessionCheck.lines, line), class_name="licences"),
                rx.el.p("Aucune séance n’attend de validation.", class_name="card soft"),
            ),
        ),
    )


def panel() -> rx.Component:
    return rx.cond(
        SessionCheck.opened["id"] != "",
        rx.el.aside(
            Escape.create(on_escape=SessionCheck.close),
            sessions_view.article(SessionCheck.opened, SessionCheck.close),
            said(SessionCheck),
            theme.button("Valider", kind="primary", on_click=SessionCheck.validate_opened),
            rx.el.details(
                rx.el.summary("Renvoyer à son auteur"),
                rx.el.form(
                    theme.field(
                        "Ce qui est à corriger",
                        rx.el.textarea(name="words", class_name="textarea", max_length=1000, rows="3"),
                        "Lu sur la tablette.",
                    ),
                    theme.button("Renvoyer", type="submit"),
                    on_submit=SessionCheck.send_back,
                    class_name="stack",
                ),
                class_name="fold",
            ),
            class_name="panel stack",
            aria_label="Séance à valider",
        ),
    )
