"""« Visites reçues depuis votre dernier passage »: what came in of a sector since an account last said « Vu ».

The mark moves only on that word, never because a page was open, and only over what was on screen. A push takes its
instant before it is written whole, so what is recent is marked one by one: nothing slips below the mark unseen.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.db import instant
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.schedule import visit as visits
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit

#: Who never said « Vu » sees this far back.
AT_FIRST = timedelta(days=7)
#: Longer than any push takes from its instant to its commit.
UNSETTLED = timedelta(minutes=10)
MOST = 200


class Look(SQLModel, table=True):
    """``at``: everything received until then was seen; ``also``: ids of what was seen and is more recent."""

    __tablename__ = "look"

    account_id: uuid.UUID = Field(foreign_key="account.id", primary_key=True)
    sector_id: uuid.UUID = Field(foreign_key="sector.id", primary_key=True)
    at: datetime = instant(nullable=False)
    also: list = Field(default_factory=list, sa_type=sa.JSON)


@dataclass(frozen=True)
class Arrived:
    """``record_id`` is None for a reader who may see that a visit came in, and not what was written."""

    id: uuid.UUID
    sector_id: uuid.UUID
    family_id: uuid.UUID
    label: str
    author: str
    outcome: str
    corrects: bool
    received_at: datetime
    readable: bool


def arrived(session: Session, actor: Actor, today: date, now: datetime) -> list[Arrived]:
    """What colleagues sent of visits that this actor may see, the oldest first, at most ``MOST``."""
    looks = {one.sector_id: one for one in _looks(session, actor)}
    marks = {sector: looks[sector].at if sector in looks else now - AT_FIRST for sector in actor.sectors}
    since = [
        sa.and_(Household.sector_id == sector, VisitRecord.received_at > mark) for sector, mark in sorted(marks.items())
    ]
    seen = [uuid.UUID(one) for look in looks.values() for one in look.also]
    readable = VisitRecord.family_id.in_(household.open_to(actor, "observations_vad", today))
    query = (
        select(
            VisitRecord.id,
            Household.sector_id,
            VisitRecord.family_id,
            Household.label,
            Account.name,
            VisitRecord.outcome,
            VisitRecord.corrects_id,
            VisitRecord.received_at,
            readable.label("readable"),
        )
        .join(Visit, Visit.id == VisitRecord.visit_id)
        .join(Household, Household.id == VisitRecord.family_id)
        .join(Account, Account.id == VisitRecord.author_id)
        .where(
            VisitRecord.received_at > min(marks.values(), default=now),
            sa.or_(sa.false(), *since),
            VisitRecord.id.not_in(seen),
            VisitRecord.author_id != actor.account_id,
            visits.visible_to(actor, today),
        )
        .order_by(VisitRecord.received_at, VisitRecord.id)
        .limit(MOST)
    )
    return [
        Arrived(id, sector, family, label, author, outcome, corrects is not None, at, bool(may_read))
        for id, sector, family, label, author, outcome, corrects, at, may_read in session.execute(query)
    ]


def seen(session: Session, actor: Actor, shown: list[uuid.UUID], today: date, now: datetime) -> None:
    """« Vu »: move the mark over what was on screen, and no further.

    ``shown``: ids of what she had before her, from :func:`arrived`; what is not hers to see moves nothing.
    """
    listed, shown = arrived(session, actor, today, now), set(shown)
    looks = {one.sector_id: one for one in _looks(session, actor)}
    for sector in {one.sector_id for one in listed if one.id in shown}:
        of_sector = [one for one in listed if one.sector_id == sector]
        look = looks.get(sector) or Look(account_id=actor.account_id, sector_id=sector, at=now - AT_FIRST)
        unseen = [one.received_at for one in of_sector if one.id not in shown]
        # Just before the first one that she has not seen, and never into what may still be on its way.
        until = min([now - UNSETTLED, *(at - timedelta(microseconds=1) for at in unseen)])
        newest = max(one.received_at for one in of_sector if one.id in shown)
        look.at = max(look.at, min(until, newest))
        also = {str(one.id) for one in of_sector if one.id in shown and one.received_at > look.at}
        look.also = sorted(also | _still_above(session, look))
        session.add(look)


def _still_above(session: Session, look: Look) -> set[str]:
    """Of those marked one by one, the ones that the mark has not passed."""
    ids = [uuid.UUID(one) for one in look.also]
    if not ids:
        return set()
    above = select(VisitRecord.id).where(VisitRecord.id.in_(ids), VisitRecord.received_at > look.at)
    return {str(one) for one in session.exec(above)}


def _looks(session: Session, actor: Actor) -> list[Look]:
    query = select(Look).where(Look.account_id == actor.account_id, Look.sector_id.in_(actor.sectors))
    return list(session.exec(query))
