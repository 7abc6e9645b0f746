"""Visits that the office had cancelled, moved or given to somebody else while the tablet did them all the same.

What was done wins (the record is in force); what the office had decided is kept here, for a person to know of.
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.db import Record, instant
from fieldvisit.families import decision, household
from fieldvisit.families.decision import About, Decision
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Visit
from fieldvisit.words import Choice, Refusal

PLANNING = "planning_mission"


class How(Choice):
    CANCELLED = "annulee", "La visite annulée a été faite"
    GIVEN = "confiee", "La visite confiée à quelqu’un d’autre a été faite"
    MOVED = "deplacee", "La visite déplacée a été faite à la date d’avant"


class Overtaken(Record, table=True):
    """``office``: the visit as the office had it; ``done``: what the tablet says, both in the words of ``visit``."""

    __tablename__ = "visit_overtaken"

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    visit_id: uuid.UUID = Field(foreign_key="visit.id", index=True)
    record_id: uuid.UUID
    how: str
    office: dict = Field(sa_type=sa.JSON)
    done: dict = Field(sa_type=sa.JSON)
    made_at: datetime = instant(nullable=False)


class NotFound(Refusal):
    sentence = "Cet avis n’existe pas ou ne vous est pas ouvert."


def to_acknowledge(session: Session, actor: Actor, today: date, most: int = 100) -> list[tuple[Overtaken, Visit, str]]:
    """What nobody acknowledged yet, newest first, with the visit and the family's label."""
    query = (
        select(Overtaken, Visit, Household.label)
        .join(Visit, Visit.id == Overtaken.visit_id)
        .join(Household, Household.id == Overtaken.family_id)
        .where(_open(actor, today))
        .order_by(sa.desc(Overtaken.made_at))
        .limit(most)
    )
    return list(session.exec(query))


def count(session: Session, actor: Actor, today: date) -> int:
    return session.exec(select(sa.func.count()).select_from(Overtaken).where(_open(actor, today))).one()


def acknowledge(session: Session, actor: Actor, overtaken_id: uuid.UUID, now: datetime, today: date) -> Decision:
    """« Vu »: one person of the planning knows.

    :raises NotFound: if it is not open to this actor, or was acknowledged already
    """
    query = select(Overtaken).where(Overtaken.id == overtaken_id, _open(actor, today))
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return decision.note(
        session, actor, About.OVERTAKEN, found.id, "vu", How(found.how).label, now, family_id=found.family_id
    )


def _open(actor: Actor, today: date):
    """Whoever plans for these families; a worker who plans only her own visits is told on her tablet."""
    if roles.right(actor.role, PLANNING).write is not Reach.ALL:
        return sa.false()
    opened = Overtaken.family_id.in_(household.open_to(actor, PLANNING, today, write=True))
    return sa.and_(opened, decision.undecided(About.OVERTAKEN, Overtaken.id))
