"""Which sector the planning shows: whoever has many chooses first; this browser remembers it, the server checks it."""

from dataclasses import replace

import reflex as rx
from sqlmodel import select

from fieldvisit.access import roles
from fieldvisit.access.account import Sector
from fieldvisit.access.roles import Reach
from fieldvisit.pages import theme
from fieldvisit.pages.office.desk import Act
from fieldvisit.pages.office.planning_opened import Choice

#: Whoever has more sectors than this sees one at a time: the rows of a whole county are nobody's planning.
MANY = 4


class LookedAt(rx.State):
    """A preference that the browser keeps, and could say anything: each use asks whether it is the reader's."""

    sector: str = rx.LocalStorage("", name="fieldvisit-secteur")


def choices(act: Act) -> list[Choice]:
    """The reader's sectors by name; none where there is nothing to choose."""
    if len(act.actor.sectors) < 2 or _only_hers(act):
        return []
    query = select(Sector).where(Sector.id.in_(act.actor.sectors)).order_by(Sector.name)
    return [{"value": str(one.id), "label": one.name} for one in act.session.exec(query)]


def within(act: Act, sector: str) -> Act | None:
    """The same reader with this sector alone; None while somebody with many has chosen none of hers."""
    mine = {str(one): one for one in act.actor.sectors}
    if sector in mine:
        return replace(act, actor=replace(act.actor, sectors=frozenset({mine[sector]})))
    return None if len(mine) > MANY and not _only_hers(act) else act


def _only_hers(act: Act) -> bool:
    """Whoever sees her own visits alone has one row, wherever she goes."""
    return roles.right(act.actor.role, "planning_mission").read is Reach.OWN


def picker(listed: rx.Var[list[Choice]], chosen: rx.Var[str], all_at_once: rx.Var[bool], choose) -> rx.Component:
    return rx.cond(
        listed.length() > 0,
        theme.field(
            "Secteur",
            rx.el.select(
                rx.el.option(rx.cond(all_at_once, "Tous mes secteurs", "Choisir…"), value=""),
                rx.foreach(listed, lambda one: rx.el.option(one["label"], value=one["value"])),
                value=chosen,
                on_change=choose,
                class_name="select",
            ),
        ),
    )


def choose_first() -> rx.Component:
    return theme.card(
        rx.el.p("Choisissez un secteur pour voir son planning.", class_name="strong"),
        rx.el.p("Il s’ouvrira de lui-même la prochaine fois, sur ce poste.", class_name="soft"),
        class_name="stack-tight",
    )
