"""A visit in several versions: the one that went on elsewhere, read-only, and those kept aside."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.field.hooks import tap, versions
from fieldvisit.pages.field.shapes import Aside
from fieldvisit.pages.field.visit_pieces import note, record_line


def _content(record, notes) -> rx.Component:
    return rx.fragment(
        rx.foreach(record, record_line),
        rx.cond(notes.length() > 0, rx.el.ul(rx.foreach(notes, note), class_name="stack")),
    )


def _problem() -> rx.Component:
    return rx.cond(versions["problem"] != "", theme.notice(versions["problem"], kind="alarm", role="alert"))


def moved() -> rx.Component:
    """The draft was taken on another tablet: read here, and taken back with one tap."""
    return rx.fragment(
        theme.card(
            rx.el.h2(versions["moved"]),
            rx.el.p(
                rx.cond(
                    versions["offline"],
                    "Sans réseau, ce qui a été écrit là-bas ne peut pas venir. Vous pouvez écrire ici : "
                    "les deux versions seront gardées.",
                    "« Reprendre ici » ramène la visite avec ce qui a été écrit là-bas.",
                )
            ),
            _problem(),
            class_name="stack",
        ),
        asides(),
        theme.card(
            rx.el.h2("Ce qui est écrit ici"),
            _content(versions["record"], versions["notes"]),
            class_name="stack record",
        ),
    )


def moved_actions() -> rx.Component:
    return rx.el.footer(
        theme.button("Retour à la tournée", on_click=tap("screens/view.js", "go", "tournee")),
        rx.cond(
            versions["offline"],
            theme.button("Écrire ici quand même", on_click=tap("screens/versions.js", "writeAnyway")),
        ),
        theme.button(
            rx.cond(versions["busy"], "Un instant…", "Reprendre ici"),
            kind="primary",
            class_name="grow",
            disabled=versions["offline"],
            on_click=tap("screens/versions.js", "takeItBack"),
        ),
        class_name="dock",
    )


def _aside(one: rx.Var[Aside]) -> rx.Component:
    return theme.card(
        rx.el.details(
            rx.el.summary(one["title"], class_name="aside-title"),
            rx.el.div(_content(one["record"], one["notes"]), class_name="stack record"),
        ),
        rx.el.div(
            rx.cond(
                one["joinable"],
                rx.fragment(
                    theme.button("Ajouter ici ce qui manque", on_click=tap("screens/versions.js", "join", one["id"])),
                    theme.button(
                        "Continuer avec cette version", on_click=tap("screens/versions.js", "choose", one["id"])
                    ),
                ),
            ),
            rx.cond(
                one["put_away"],
                rx.fragment(),
                theme.button("Ranger", kind="quiet", on_click=tap("screens/versions.js", "putAway", one["id"])),
            ),
            class_name="row",
        ),
        class_name="stack",
    )


@rx.memo
def asides() -> rx.Component:
    """Versions kept aside; she adds what is missing, chooses one, or puts it away."""
    return rx.fragment(rx.foreach(versions["asides"], _aside))


@rx.memo
def said() -> rx.Component:
    """What the last act on a version answered."""
    return rx.fragment(
        rx.cond(versions["said"] != "", theme.notice(versions["said"], kind="ok", role="status")),
        rx.cond(versions["moved"] == "", _problem()),
    )
