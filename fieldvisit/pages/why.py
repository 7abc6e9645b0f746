"""Why an alert rose, on tablet and office alike: the rule in words, the numbers that made it, its source."""

from typing import TypedDict

import reflex as rx

NATURE = "Aide à la vigilance – à confirmer"


class Fact(TypedDict):
    label: str
    value: str


class Why(TypedDict):
    rule: str
    source: str
    action: str
    facts: list[Fact]


NO_WHY: Why = {"rule": "", "source": "", "action": "", "facts": []}


def told(why: rx.Var) -> rx.Component:
    """``why``: ``{rule, source, action, facts: [{label, value}]}``, any of them empty."""

    def fact(one: rx.Var[Fact]) -> rx.Component:
        return rx.el.div(rx.el.dt(one["label"]), rx.el.dd(one["value"], class_name="tabular"))

    def line(name: str, label: str) -> rx.Component:
        return rx.cond(why[name].to(str) != "", rx.el.p(rx.el.span(label, class_name="soft"), why[name].to(str)))

    return rx.el.div(
        line("rule", "Règle : "),
        rx.cond(
            why["facts"].to(list[Fact]).length() > 0,
            rx.el.dl(rx.foreach(why["facts"].to(list[Fact]), fact), class_name="why-facts"),
        ),
        line("action", "Conduite proposée : "),
        line("source", "Source : "),
        class_name="why",
    )


def opened(why: rx.Var) -> rx.Component:
    """The same under « Pourquoi cette alerte ? »; nothing for an alert that tells no reason."""
    return rx.cond(
        why["source"].to(str) != "",
        rx.el.details(
            rx.el.summary("Pourquoi cette alerte ?", rx.el.span(NATURE, class_name="small soft")),
            told(why),
            class_name="fold why-fold",
        ),
    )
