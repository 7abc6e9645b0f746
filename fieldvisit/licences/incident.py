"""What was told of a childminder (« incident ») and what came of it; a closed one stays."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Actor
from fieldvisit.db import Record, instant
from fieldvisit.licences import history, licence
from fieldvisit.licences.history import What
from fieldvisit.licences.licence import Invalid, NotAllowed, NotFound
from fieldvisit.words import french_date


class Incident(Record, table=True):
    """``told_by``: who told it, in words (« une mairie », « un parent »); never a link to a family."""

    __tablename__ = "licence_incident"

    licence_id: uuid.UUID = Field(foreign_key="licence.id", index=True)
    happened_on: date
    told_by: str = ""
    words: str
    noted_at: datetime = instant(nullable=False)
    noted_by: uuid.UUID = Field(foreign_key="account.id")
    closed_at: datetime | None = instant()
    closed_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    outcome: str = ""


def of(session: Session, licence_ids: Iterable[uuid.UUID]) -> list[Incident]:
    """Newest first."""
    query = select(Incident).where(Incident.licence_id.in_(list(licence_ids)))
    return list(session.exec(query.order_by(sa.desc(Incident.happened_on), sa.desc(Incident.id))))


def note(
    session: Session,
    actor: Actor,
    licence_id: uuid.UUID,
    on: date,
    told_by: str,
    words: str,
    today: date,
    now: datetime,
) -> Incident:
    """:raises Refusal: if nothing is told, or the day is to come"""
    _writing(session, actor, licence_id)
    if on > today:
        raise Invalid("Un incident a eu lieu au plus tard aujourd’hui : vérifiez la date.")
    if not words.strip():
        raise Invalid("Dites ce qui a été signalé.")
    made = Incident(
        licence_id=licence_id,
        happened_on=on,
        told_by=licence.words(told_by)[: licence.LONGEST],
        words=licence.words(words),
        noted_at=now,
        noted_by=actor.account_id,
    )
    session.add(made)
    history.note(session, actor, licence_id, What.INCIDENT, now, f"Du {french_date(on)}")
    return made


def close(session: Session, actor: Actor, incident_id: uuid.UUID, outcome: str, now: datetime) -> None:
    """:raises Refusal: if it is closed already, or nothing says what came of it"""
    found = session.get(Incident, incident_id)
    if found is None:
        raise NotFound
    _writing(session, actor, found.licence_id)
    if found.closed_at is not None:
        raise Invalid("Cet incident est déjà clos.")
    if not outcome.strip():
        raise Invalid("Dites ce qui a été fait.")
    found.closed_at, found.closed_by, found.outcome = now, actor.account_id, licence.words(outcome)
    session.add(found)
    history.note(session, actor, found.licence_id, What.CLOSED, now, f"Du {french_date(found.happened_on)}")


def _writing(session: Session, actor: Actor, licence_id: uuid.UUID) -> None:
    licence.find(session, actor, licence_id, write=True)
    if not licence.judges(actor):
        raise NotAllowed
