"""The few pieces that screens are made of. Their look is in ``assets/fieldvisit.css``; no component library."""

import reflex as rx

from fieldvisit import settings

STYLESHEETS = (
    "/fieldvisit.css",
    "/terrain.css",
    "/settling.css",
    "/carnet.css",
    "/growth.css",
    "/family.css",
    "/todo.css",
    "/session.css",
    "/births.css",
    "/grids.css",
    "/concerns.css",
    "/orders.css",
    "/rounds.css",
    "/retention.css",
    *(("/demo.css",) if settings.read().demo else ()),
)


def classes(*names: str | None) -> str:
    return " ".join(name for name in names if name)


def button(*children, kind: str = "", class_name: str = "", **props) -> rx.Component:
    """A button at least 48 px high; ``kind``: primary, danger, quiet or nothing."""
    props.setdefault("type", "button")
    return rx.el.button(
        *children, class_name=classes("button", f"button-{kind}" if kind else None, class_name), **props
    )


def link_button(*children, href, kind: str = "", class_name: str = "", **props) -> rx.Component:
    return rx.el.a(
        *children, href=href, class_name=classes("button", f"button-{kind}" if kind else None, class_name), **props
    )


def card(*children, class_name: str = "", **props) -> rx.Component:
    return rx.el.section(*children, class_name=classes("card", class_name), **props)


def field(label: str, control: rx.Component, hint: str = "") -> rx.Component:
    """A labelled control; the label wraps it, so no id is needed."""
    return rx.el.label(
        rx.el.span(label), control, *([rx.el.span(hint, class_name="hint")] if hint else []), class_name="field"
    )


def text_input(**props) -> rx.Component:
    return rx.el.input(class_name="input", **props)


def notice(*children, kind: str = "", class_name: str = "", **props) -> rx.Component:
    """``kind``: warn, alarm, ok or nothing."""
    return rx.el.div(*children, class_name=classes("notice", f"notice-{kind}" if kind else None, class_name), **props)


def badge(*children, kind: str = "") -> rx.Component:
    return rx.el.span(*children, class_name=classes("badge", f"badge-{kind}" if kind else None))


def toned_badge(words: rx.Var | str, tone: rx.Var) -> rx.Component:
    """A badge whose kind is known on screen only."""
    return rx.el.span(words, class_name="badge badge-" + tone)


def stack(*children, class_name: str = "", **props) -> rx.Component:
    return rx.el.div(*children, class_name=classes("stack", class_name), **props)


def row(*children, class_name: str = "", **props) -> rx.Component:
    return rx.el.div(*children, class_name=classes("row", class_name), **props)


def demo_banner() -> rx.Component:
    """Says on every screen that nothing here is real (50 workers once filled a training instance for weeks)."""
    return rx.el.aside(
        "Démonstration – familles inventées. N’y saisissez rien de réel.",
        class_name="demo-banner",
        aria_label="Démonstration",
    )
