"""What a family worker reads at the door: the family, whom to call, the order and its hours. Nothing of health."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import session, tap
from fieldvisit.pages.field.session_shapes import Call
from fieldvisit.pages.field.visit_pieces import line

MODULE = "screens/session.js"


def hours_bar(sentence, done, planned, over) -> rx.Component:
    """The hours of an order: a plain sentence, and the same as a bar."""
    return rx.el.div(
        rx.el.p(sentence, class_name="strong"),
        rx.el.div(
            rx.el.span(class_name="hours-done", style={"width": done.to(str) + "%"}),
            rx.el.span(class_name="hours-planned", style={"width": planned.to(str) + "%"}),
            class_name=rx.cond(over, "hours-bar hours-over", "hours-bar"),
            aria_hidden="true",
        ),
        class_name="stack-tight",
    )


def call_line(call: rx.Var[Call]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(call["label"], class_name="soft small"),
            rx.el.span(call["text"], class_name="strong pre"),
            class_name="stack-tight grow",
        ),
        rx.cond(
            call["href"] != "", theme.link_button("Appeler ", call["number"], href=call["href"], class_name="tabular")
        ),
        class_name="row-between",
    )


def _door() -> rx.Component:
    return theme.card(
        rx.el.h2("Au moment d’entrer"),
        rx.cond(session["reason"] != "", rx.el.p(session["reason"], class_name="strong pre")),
        rx.cond(session["order_safety"] != "", theme.notice(session["order_safety"], kind="warn", class_name="pre")),
        rx.cond(session["safety"] != "", theme.notice(session["safety"], kind="warn", class_name="pre")),
        rx.el.div(
            rx.cond(
                session["map_href"] != "",
                theme.link_button("Itinéraire – ", session["address"], href=session["map_href"], class_name="stop-map"),
                rx.el.p(session["address"]),
            ),
            rx.cond(
                session["phone"] != "", theme.link_button("Appeler ", session["phone"], href=session["phone_href"])
            ),
            class_name="row",
        ),
        rx.cond(session["access"] != "", rx.el.p(session["access"], class_name="pre")),
        rx.cond(session["language"] != "", rx.el.p(session["language"], class_name="soft")),
        class_name="stack",
    )


def _order() -> rx.Component:
    return rx.cond(
        session["order_title"] != "",
        theme.card(
            rx.el.h2(session["order_title"]),
            rx.cond(
                session["hours_left"] != "",
                hours_bar(
                    session["hours_left"], session["hours_done"], session["hours_planned"], session["hours_over"]
                ),
            ),
            rx.el.dl(rx.foreach(session["order_lines"], line), class_name="facts"),
            class_name="stack",
        ),
        theme.notice(
            "L’ordre d’intervention n’est pas sur la tablette : il viendra au prochain contact avec le bureau."
        ),
    )


def _list(title: str, found, css: str = "facts") -> rx.Component:
    return rx.cond(
        found.length() > 0,
        theme.card(rx.el.h2(title), rx.el.dl(rx.foreach(found, line), class_name=css), class_name="stack"),
    )


def brief() -> rx.Component:
    return rx.fragment(
        rx.cond(session["not_yours"] != "", theme.notice(session["not_yours"], role="status")),
        other(),
        _door(),
        rx.cond(
            session["daily"] != "",
            theme.card(
                rx.el.h2("Consignes de vie quotidienne"),
                rx.el.p(session["daily"], class_name="pre"),
                rx.el.p("Partagées avec l’accord de la famille.", class_name="soft small"),
                class_name="stack",
            ),
        ),
        _list("Le foyer", session["persons"]),
        _list("Objectifs", session["order_goals"]),
        rx.cond(
            session["calls"].length() > 0,
            theme.card(
                rx.el.h2("Qui appeler"),
                rx.el.ul(rx.foreach(session["calls"], call_line), class_name="stack"),
                class_name="stack",
            ),
        ),
        _order(),
    )


def other() -> rx.Component:
    """One session runs at a time."""
    return rx.cond(
        session["other"] != "",
        theme.notice(
            rx.el.p(session["other"], class_name="strong"),
            rx.cond(
                session["other_asks"],
                rx.el.div(
                    theme.button(
                        "La terminer et commencer ici", kind="primary", on_click=tap(MODULE, "endOtherAndStart")
                    ),
                    theme.button("Pas maintenant", on_click=tap(MODULE, "leaveOther")),
                    class_name="row",
                ),
                theme.button("Ouvrir cette séance", on_click=tap("screens/session_running.js", "openRunning")),
            ),
            kind="warn",
            class_name="stack",
            role="status",
        ),
    )


def brief_actions() -> rx.Component:
    return rx.cond(
        session["not_yours"] == "",
        rx.el.footer(
            rx.cond(
                session["saved_kind"] == "bad", rx.el.span(session["saved"], class_name="saved saved-bad", role="alert")
            ),
            theme.button("Pas réalisée…", on_click=tap(MODULE, "notMade")),
            theme.button("J’ai oublié de commencer", on_click=tap(MODULE, "forgotten")),
            rx.cond(
                session["droppable"],
                theme.button("Retirer cette séance", kind="danger", on_click=tap(MODULE, "drop")),
            ),
            theme.button(
                "Commencer", kind="primary", class_name="session-huge session-start", on_click=tap(MODULE, "start")
            ),
            class_name="dock session-dock",
        ),
    )
