"""Two writings side by side: what the pages « À départager » and « Mis de côté » show, and how it is drawn."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import TypedDict

import reflex as rx

from fieldvisit import settings
from fieldvisit.access.device import Device
from fieldvisit.pages import theme
from fieldvisit.pages.office import french
from fieldvisit.sync import sealing
from fieldvisit.sync.sealing import Keyring

#: A tablet's clock is worth a word from here on, in seconds.
CLOCK = 5 * 60
REASONS = ("Vérifié avec la famille", "Vu avec l’auteur", "Le plus récent", "Erreur de saisie", "Doublon")


@cache
def keyring() -> Keyring:
    return Keyring(sealing.master_key(settings.read()))


class SideView(TypedDict):
    title: str
    who: str
    facts: list[str]


class Row(TypedDict):
    """``state``: meme, a, b, differe, or info (shown, not chosen); ``pick``: a, b or nothing."""

    key: str
    question: str
    a: str
    b: str
    state: str
    pick: str


NO_SIDE: SideView = {"title": "", "who": "", "facts": []}


def side(title: str, who: str, written: datetime | None, received: datetime | None, device: Device | None) -> SideView:
    facts = [f"Écrit le {french.moment(written)}"] if written else []
    facts += [f"Reçu le {french.moment(received)}"] if received else []
    facts += [tablet_words(device)] if device else []
    return {"title": title, "who": who, "facts": facts}


def tablet_words(device: Device) -> str:
    name = device.label or "Tablette sans nom"
    offset = device.clock_offset_s
    if abs(offset) < CLOCK:
        return name
    hours = round(abs(offset) / 3600)
    said = "quelques minutes" if hours < 1 else f"{hours} h" if hours < 48 else f"{round(hours / 24)} jours"
    return f"{name} – son horloge {'avance' if offset > 0 else 'retarde'} de {said}"


def head(one: rx.Var[SideView]) -> rx.Component:
    return rx.el.div(
        rx.el.p(one["title"], class_name="small soft"),
        rx.el.p(one["who"], class_name="strong"),
        rx.foreach(one["facts"].to(list[str]), lambda fact: rx.el.p(fact, class_name="small")),
        class_name="side-head",
    )


def reasons(chosen: rx.Var[str], on_pick, on_write) -> rx.Component:
    """Why, by one tap or in words: it stays with the decision and the author reads it."""

    def tap(words: str) -> rx.Component:
        return rx.el.button(
            words, type="button", class_name="pill", aria_pressed=chosen == words, on_click=on_pick(words)
        )

    return rx.el.div(
        rx.el.div(*map(tap, REASONS), class_name="pills", role="group", aria_label="Motifs courants"),
        theme.field(
            "Motif",
            # Its own key: a tapped reason shows in the field, and what is typed there is not sent at each letter.
            rx.el.input(
                default_value=chosen, key=chosen, on_blur=on_write, max_length=2000, class_name="input", id="motif"
            ),
        ),
        class_name="stack settle-why",
    )


class Decided(TypedDict):
    when: str
    who: str
    about: str
    family: str
    reason: str


def decisions(lines: rx.Var[list[Decided]]) -> rx.Component:
    def line(one: rx.Var[Decided]) -> rx.Component:
        return rx.el.li(
            rx.el.p(
                rx.el.span(one["about"], class_name="strong"),
                rx.cond(one["family"] != "", " – " + one["family"], ""),
            ),
            rx.el.p(one["who"], ", le ", one["when"], " : ", one["reason"], class_name="soft small"),
        )

    return rx.cond(
        lines.length() > 0,
        rx.el.details(
            rx.el.summary("Décisions récentes"),
            rx.el.ul(rx.foreach(lines, line), class_name="stack"),
            class_name="card fold",
        ),
    )


def queue(items: rx.Var, opened: rx.Var, open_: Callable, words: Callable, *, label: str, empty: str) -> rx.Component:
    """What waits for a decision, one large target each; ``words``: what a line says, ``open_``: what a tap does."""

    def line(one: rx.Var) -> rx.Component:
        return rx.el.li(
            rx.el.button(
                *words(one),
                type="button",
                on_click=open_(one),
                aria_current=rx.cond(one["id"] == opened["id"], "true", "false"),
                class_name="settle-item",
            )
        )

    return rx.el.nav(
        rx.cond(
            items.length() > 0,
            rx.el.ul(rx.foreach(items, line), class_name="settle-queue"),
            rx.el.p(empty, class_name="card soft"),
        ),
        aria_label=label,
    )


def hint(items: rx.Var, words: str) -> rx.Component:
    """What to do while nothing is open; silent when nothing waits."""
    return rx.cond(items.length() > 0, rx.el.p(words, class_name="soft settle-hint"))
