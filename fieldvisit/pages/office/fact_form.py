"""Boxes of a form for what may be written of somebody (``families/fact.py``), and what a save answers."""

from collections.abc import Mapping

import reflex as rx

from fieldvisit.families.fact import Fact, Kind
from fieldvisit.families.fact_change import Conflict
from fieldvisit.pages import theme

#: Texts that are sentences.
LONG = 250


def typed(facts: Mapping[str, Fact], row) -> dict[str, str]:
    """The values of a row as they stand in their boxes."""
    return {name: one.typed(getattr(row, name)) for name, one in facts.items()}


def control(name: str, one: Fact, values: rx.Var, **more) -> rx.Component:
    """A labelled box; what was typed stays in it when it is refused."""
    common = {"name": name, "default_value": values[name]} | more
    if one.kind == Kind.DAY:
        box = theme.text_input(type="date", **common)
    elif one.kind in (Kind.WHOLE, Kind.NUMBER):
        box = theme.text_input(input_mode="decimal", max_length=12, auto_complete="off", **common)
    elif one.kind == Kind.YES:
        box = _select({"non": "Non", "oui": "Oui"}, common)
    elif one.kind == Kind.ONE_OF:
        blank = {} if one.required or one.empty in one.among else {"": "—"}
        box = _select(blank | dict(one.among), common)
    elif one.most > LONG:
        box = rx.el.textarea(rows=2, class_name="textarea", max_length=int(one.most), **common)
    else:
        box = theme.text_input(max_length=int(one.most), auto_complete="off", **common)
    return theme.field(one.label, box)


def _select(options: dict[str, str], common: dict) -> rx.Component:
    listed = (rx.el.option(label, value=code) for code, label in options.items())
    return rx.el.select(*listed, class_name="input", **common)


def said(facts: Mapping[str, Fact], conflicts: list[Conflict]) -> str:
    """What to tell of fields that somebody changed meanwhile."""
    return " ".join(
        f"« {facts[one.field].label} » : {one.who} vient d’écrire « {facts[one.field].words(one.found)} ». "
        "Ce que vous avez écrit est encore dans la case : enregistrez pour le garder, ou fermez."
        for one in conflicts
    )
