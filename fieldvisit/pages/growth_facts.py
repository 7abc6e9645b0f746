"""What the charts of a family's children are drawn from at the office: on screen and on the exported sheet alike."""

import uuid
from datetime import date
from typing import TypedDict

from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.growth import plausibility, references
from fieldvisit.sync import documents


class Facts(TypedDict):
    """What the charts are drawn from; empty for who may not see the measurements.

    ``children``: persons as a tablet would receive them (docs/protocol.md); ``adults``: whose heights make the target;
    ``may_strike``: whether a wrong measure may be struck.
    """

    children: list[dict]
    adults: list[dict]
    today: str
    references: list[dict]
    settings: dict
    may_strike: bool


NOTHING: Facts = {"children": [], "adults": [], "today": "", "references": [], "settings": {}, "may_strike": False}


def read(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> Facts:
    """As far as this reader may see the children's health: :data:`NOTHING` for others."""
    shown = documents.Shown(session, actor, {family_id}, today)
    homes = documents.families(shown, {family_id})
    home = homes[0]["body"] if homes else {"persons": []}
    persons = home["persons"]
    children = [one for one in persons if "measurements" in one and not one["deceased_on"]]
    if not children:
        return NOTHING
    children.sort(key=lambda one: one["first_name"])
    children.sort(key=lambda one: one["birth_date"] or "", reverse=True)
    return {
        "children": children,
        "adults": [{"role": one["role"], "height_cm": one["height_cm"]} for one in persons if one.get("height_cm")],
        "today": today.isoformat(),
        "references": references.offered(session),
        "settings": plausibility.SETTINGS,
        "may_strike": home["may_note"],
    }
