"""« Santé de l’enfant »: how each child was born and stands, and the carnet."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office import carnet_card, growth_card
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_lines import PersonLine


def health() -> rx.Component:
    return rx.el.div(growth_card.card(), _children(), carnet_card.card(), class_name="stack")


def _children() -> rx.Component:
    def child(one: rx.Var[PersonLine]) -> rx.Component:
        return rx.cond(
            one["child"],
            rx.el.li(
                rx.el.p(rx.el.span(one["name"], class_name="strong"), " – ", one["age"]),
                rx.cond(
                    one["health"] != "",
                    rx.el.p(one["health"]),
                    rx.el.p("Rien de noté à la naissance.", class_name="soft"),
                ),
            ),
        )

    return theme.card(
        rx.el.h2("À la naissance et depuis"),
        rx.el.ul(rx.foreach(FamilyFile.persons, child), class_name="stack"),
        class_name="stack",
    )
