"""Who plans a sector’s rounds: those who organise it, not those who are sent. Asked again in every call."""

import uuid

from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Actor, Sector
from fieldvisit.access.roles import FIELD, Reach
from fieldvisit.words import Refusal

PLANNING = "planning_mission"
#: Of those who write the planning of a whole sector, those whose own days stand in it plan their visits one by one.
SENT = FIELD | {"psychologue_pmi"}


class NotAllowed(Refusal):
    sentence = "Les tournées d’un secteur sont préparées par sa coordination."


class NotFound(Refusal):
    sentence = "Ce plan de tournées n’existe pas ou ne vous est pas ouvert."


def may_plan(actor: Actor) -> bool:
    return may_look(actor) and roles.right(actor.role, PLANNING).write is Reach.ALL


def may_look(actor: Actor) -> bool:
    """Whoever may know the families of the whole sector: every sentence of a plan names some."""
    read = [roles.right(actor.role, one).read for one in (PLANNING, "identite_foyer")]
    return read == [Reach.ALL, Reach.ALL] and actor.role not in SENT


def sectors(session: Session, actor: Actor) -> list[Sector]:
    """Those whose rounds she may see, by name."""
    if not may_look(actor):
        return []
    return list(session.exec(select(Sector).where(Sector.id.in_(actor.sectors)).order_by(Sector.name)))


def sector(session: Session, actor: Actor, sector_id: uuid.UUID, *, write: bool = False) -> Sector:
    """:raises Refusal: if she may not see its rounds, or with ``write`` may not plan them"""
    if write and not may_plan(actor):
        raise NotAllowed
    found = session.get(Sector, sector_id) if may_look(actor) and sector_id in actor.sectors else None
    if found is None:
        raise NotFound
    return found
