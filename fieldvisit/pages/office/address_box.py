"""The box of an address, with the county's own addresses under it as it is typed; what was typed is never replaced
but by the one that somebody takes."""

from typing import TypedDict

import reflex as rx

from fieldvisit.families.correction import FIELDS
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Act
from fieldvisit.places import geocode, street
from fieldvisit.places.address import Address

MOST = 6
LONGEST = 200
WAIT_MS = 250


class Suggested(TypedDict):
    """An address of the county: its line, postcode and commune, and all of it as it is read."""

    line: str
    postcode: str
    city: str
    label: str


def suggested(act: Act, typed: str, postcode: str, city: str) -> list[Suggested]:
    """In the commune that stands in the form first, then in the whole county; never another number than was typed."""
    typed, here = typed[:LONGEST], (postcode[:LONGEST], city[:LONGEST])
    near = geocode.suggest(act.session, typed, *here) if any(part.strip() for part in here) else []
    said, found = street.take_apart(typed), {}
    for one in (*near, *geocode.suggest(act.session, typed)):
        line = geocode.line_of(one) if said.number and one.number == said.number else _line(said, one)
        label = f"{line}, {one.postcode} {one.city}"
        found[label] = {"line": line, "postcode": one.postcode, "city": one.city, "label": label}
    return list(found.values())[:MOST]


def _line(said: street.Parts, one: Address) -> str:
    """The street alone while no number was said; else that number, which the county's file may lack."""
    return " ".join(filter(None, (str(said.number or ""), said.suffix, one.street)))


def taken(listed: list[Suggested], label: str) -> dict[str, str] | None:
    """The three boxes that the address of this label fills; None if it is no longer proposed."""
    one = next((one for one in listed if one["label"] == label), None)
    return one and {"address": one["line"], "postcode": one["postcode"], "city": one["city"]}


def box(values: rx.Var, takes: rx.Var[int], listed: rx.Var[list[Suggested]], look_for, take) -> rx.Component:
    """``takes``: how many addresses were taken, each of which fills the boxes anew; the cursor is back in the first."""
    field = theme.field(
        FIELDS["address"].label,
        theme.text_input(
            name="address",
            default_value=values["address"],
            key=f"address{takes}",
            max_length=FIELDS["address"].longest,
            auto_complete="off",
            auto_focus=takes > 0,
            on_change=look_for.debounce(WAIT_MS),
        ),
    )
    return rx.el.div(field, _list(listed, take), class_name="stack-tight address-box")


def _list(listed: rx.Var[list[Suggested]], take) -> rx.Component:
    """Buttons, one under the other: the Tab key goes through them, Enter takes one."""

    def line(one: rx.Var[Suggested]) -> rx.Component:
        return rx.el.li(theme.button(one["label"], on_click=take(one["label"]), class_name="choice button-wide"))

    return rx.fragment(
        rx.el.p(
            rx.cond(listed.length() > 0, rx.fragment(listed.length(), " adresse(s) proposée(s)"), ""),
            role="status",
            class_name="sr-only",
        ),
        rx.cond(
            listed.length() > 0,
            rx.el.ul(rx.foreach(listed, line), class_name="address-list", aria_label="Adresses du département"),
        ),
    )
