"""What was written of a visit, once signed: closed for ever. A correction is a new record linked to the old one."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.db import Record, instant
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.words import Refusal


class VisitRecord(Record, table=True):
    """``body``: the signed content as the tablet sent it (docs/protocol.md); ``digest``: SHA-256 of its bytes."""

    __tablename__ = "visit_record"
    __feed__ = ("record", "family_id", "id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    visit_id: uuid.UUID = Field(foreign_key="visit.id", index=True)
    author_id: uuid.UUID = Field(foreign_key="account.id")
    device_id: uuid.UUID | None = Field(default=None, foreign_key="device.id")
    outcome: str
    body: dict = Field(sa_type=sa.JSON)
    digest: str
    captured_at: datetime = instant(nullable=False)
    received_at: datetime = instant(nullable=False, index=True)
    corrects_id: uuid.UUID | None = Field(default=None, foreign_key="visit_record.id")
    corrected_by_id: uuid.UUID | None = None
    seen_at: datetime | None = instant()
    seen_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")


class NotFound(Refusal):
    sentence = "Cet écrit n’existe pas ou ne vous est pas ouvert."


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[VisitRecord]:
    """The family's records that this actor may open, the last received first: no tablet’s clock is a judge."""
    query = (
        select(VisitRecord)
        .where(VisitRecord.family_id == family_id, VisitRecord.family_id.in_(_opened(actor, today)))
        .order_by(sa.desc(VisitRecord.received_at), sa.desc(VisitRecord.id))
    )
    return list(session.exec(query))


def in_force(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> dict[uuid.UUID, uuid.UUID]:
    """The record to read of each visit of the family, by the visit's id; without what is written in it."""
    query = select(VisitRecord.visit_id, VisitRecord.id).where(
        VisitRecord.family_id == family_id,
        VisitRecord.corrected_by_id.is_(None),
        VisitRecord.family_id.in_(_opened(actor, today)),
    )
    return dict(session.exec(query).all())


def find(session: Session, actor: Actor, record_id: uuid.UUID, today: date) -> VisitRecord:
    """:raises NotFound: if it does not exist or is not open to this actor"""
    query = select(VisitRecord).where(VisitRecord.id == record_id, VisitRecord.family_id.in_(_opened(actor, today)))
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def unseen(session: Session, actor: Actor, today: date, most: int = 20) -> list[tuple[VisitRecord, str, str]]:
    """What colleagues' tablets sent and nobody opened yet, with the family's label and the author's name."""
    query = (
        select(VisitRecord, Household.label, Account.name)
        .join(Household, Household.id == VisitRecord.family_id)
        .join(Account, Account.id == VisitRecord.author_id)
        .where(
            VisitRecord.seen_at.is_(None),
            VisitRecord.corrected_by_id.is_(None),
            VisitRecord.author_id != actor.account_id,
            VisitRecord.family_id.in_(_opened(actor, today)),
        )
        .order_by(sa.desc(VisitRecord.received_at))
        .limit(most)
    )
    return list(session.exec(query))


def see(session: Session, actor: Actor, record: VisitRecord, now: datetime) -> None:
    """« Vue par l’équipe »: the first opening by another account than its author's, who is of the team."""
    known = record.author_id == actor.account_id or record.family_id in actor.exceptional
    if record.seen_at is None and not known:
        record.seen_at, record.seen_by = now, actor.account_id
        session.add(record)


def _opened(actor: Actor, today: date):
    return household.open_to(actor, "observations_vad", today)
