"""Pieces of the record of a session: large choices, words that are kept at each key, the hours over what was tapped."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import session, tap, verb
from fieldvisit.pages.field.shapes import Option

MODULE = "screens/session.js"
FACTS = "Faits observés, paroles entre guillemets, pas d’interprétation."


def tiles(options, name: str, label: str) -> rx.Component:
    """Choices as large as a thumb."""

    def tile(option: rx.Var[Option]) -> rx.Component:
        return rx.el.button(
            option["label"],
            type="button",
            class_name="choice-tile",
            aria_pressed=option["chosen"],
            on_click=tap(MODULE, name, option["code"]),
        )

    return rx.el.div(rx.foreach(options, tile), class_name="choice-tiles", role="group", aria_label=label)


def text_area(label: str, id_, value, name: str, *given, rows: str = "3", hint: str = "") -> rx.Component:
    return theme.field(
        label,
        rx.el.textarea(
            class_name="textarea",
            rows=rows,
            id=id_,
            default_value=value,
            custom_attrs={"onInput": verb(MODULE, name, *given)},
            auto_complete="off",
        ),
        hint,
    )


def hour_field(label: str, name: str, value, kind: str = "time") -> rx.Component:
    return theme.field(
        label,
        rx.el.input(
            type=kind,
            class_name=f"input {kind}",
            id=f"session-{name}",
            default_value=value,
            custom_attrs={"onInput": verb(MODULE, "hourTyped", name)},
            auto_complete="off",
        ),
    )


def hours() -> rx.Component:
    return theme.card(
        rx.cond(session["span"] != "", rx.el.p(session["span"], class_name="session-span tabular")),
        rx.el.p(session["tapped"], class_name="soft"),
        rx.cond(session["clock_said"] != "", theme.notice(session["clock_said"], kind="warn")),
        rx.el.div(
            hour_field("Jour", "day", session["day"], "date"),
            hour_field("Début", "start", session["start"]),
            hour_field("Fin", "end", session["end"]),
            rx.cond(
                session["may_cross"],
                rx.el.button(
                    "Le lendemain",
                    type="button",
                    class_name="pill session-next",
                    aria_pressed=session["next"],
                    on_click=tap(MODULE, "toggleNext"),
                ),
            ),
            class_name="row session-hours",
            # What was typed stays in its field; when the hours are taken back, the fields are made anew.
            key=rx.cond(session["typed"], "typed", session["start"].to(str) + session["end"].to(str)),
        ),
        rx.foreach(session["hour_problems"], lambda one: rx.el.p(one, class_name="problem", role="alert")),
        rx.cond(
            session["edited"],
            rx.fragment(
                text_area("Pourquoi ces heures ?", "time-reason", session["time_reason"], "reasonTyped", rows="2"),
                rx.cond(
                    session["may_undo"] | session["may_go_on"],
                    theme.button("Reprendre les heures touchées", on_click=tap(MODULE, "asTapped")),
                ),
            ),
        ),
        rx.el.div(
            rx.cond(session["may_undo"], theme.button("Commencée par erreur", on_click=tap(MODULE, "undoStart"))),
            rx.cond(session["may_go_on"], theme.button("La séance continue", on_click=tap(MODULE, "goOn"))),
            class_name="row",
        ),
        class_name="stack",
    )
