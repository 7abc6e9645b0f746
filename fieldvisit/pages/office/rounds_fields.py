"""What the board's panels are made of: the panel itself, and fields to choose a day, a worker, a visit."""

import reflex as rx

from fieldvisit.pages import theme
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.shell import Escape, said


def panel(title: rx.Var | str, *children: rx.Component) -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(title, id="panel-title"),
            theme.button("Fermer", kind="quiet", on_click=Rounds.close_panel, auto_focus=True),
            class_name="row-between",
        ),
        Escape.create(on_escape=Rounds.close_panel),
        said(Rounds),
        *children,
        aria_labelledby="panel-title",
        class_name="panel stack",
    )


def days(name: str, label: str) -> rx.Component:
    return theme.field(
        label,
        rx.el.select(
            rx.foreach(Rounds.heads, lambda one: rx.el.option(one["name"], value=one["day"].to_string())),
            name=name,
            class_name="select",
        ),
    )


def choice(name: str, label: str, listed: rx.Component) -> rx.Component:
    return theme.field(
        label, rx.el.select(rx.el.option("Choisir…", value=""), listed, name=name, class_name="select", required=True)
    )


def workers() -> rx.Component:
    return rx.foreach(Rounds.lines, lambda one: rx.el.option(one["name"], value=one["worker"]))


def options(listed: rx.Var) -> rx.Component:
    return rx.foreach(listed, lambda one: rx.el.option(one["label"], value=one["value"]))
