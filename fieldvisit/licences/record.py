"""What was written of a visit to a childminder's or foster carer's home, on a tablet, with the grid of the county.

Signed is closed: a correction is a new line linked to the old one. It stays in the licence's file.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Actor
from fieldvisit.db import Record, instant
from fieldvisit.licences import licence
from fieldvisit.licences.rules import Opinion
from fieldvisit.words import Refusal


class LicenceRecord(Record, table=True):
    """``body``: the signed content as the tablet sent it; ``urgent``: an « Urgent » was on screen."""

    __tablename__ = "licence_record"

    licence_id: uuid.UUID = Field(foreign_key="licence.id", index=True)
    licence_visit_id: uuid.UUID = Field(foreign_key="licence_visit.id", index=True)
    author_id: uuid.UUID = Field(foreign_key="account.id")
    device_id: uuid.UUID | None = Field(default=None, foreign_key="device.id")
    outcome: str
    body: dict = Field(sa_type=sa.JSON)
    digest: str
    captured_at: datetime = instant(nullable=False)
    received_at: datetime = instant(nullable=False)
    corrects_id: uuid.UUID | None = Field(default=None, foreign_key="licence_record.id")
    corrected_by_id: uuid.UUID | None = None
    urgent: bool = False
    seen_at: datetime | None = instant()
    seen_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")


def proposed(record: LicenceRecord) -> tuple[str, str]:
    """The opinion and its reasons, as the grid has them; "" where nothing was answered."""
    answers = record.body.get("answers") or {}
    opinion, reasons = (_value(answers.get(item)) for item in ("ag_avis", "ag_motivation"))
    return opinion if opinion in list(Opinion) else "", licence.words(reasons)


def _value(answer: object) -> str:
    value = answer.get("v") if isinstance(answer, dict) and "special" not in answer else None
    return value if isinstance(value, str) else ""


class NotFound(Refusal):
    sentence = "Cet écrit n’existe pas ou ne vous est pas ouvert."


def of(session: Session, licence_ids: Iterable[uuid.UUID]) -> list[LicenceRecord]:
    """In force, newest first."""
    query = select(LicenceRecord).where(
        LicenceRecord.licence_id.in_(list(licence_ids)), LicenceRecord.corrected_by_id.is_(None)
    )
    return list(session.exec(query.order_by(sa.desc(LicenceRecord.received_at), sa.desc(LicenceRecord.id))))


def find(session: Session, actor: Actor, record_id: uuid.UUID) -> LicenceRecord:
    """:raises NotFound: if it is not open to this actor; who reads dates and decisions only reads none"""
    query = select(LicenceRecord).where(
        LicenceRecord.id == record_id, LicenceRecord.licence_id.in_(licence.open_to(actor))
    )
    found = session.exec(query).one_or_none() if licence.reads_all(actor) else None
    if found is None:
        raise NotFound
    return found


def see(session: Session, actor: Actor, record: LicenceRecord, now: datetime) -> None:
    """« Vue par l’équipe »: the first opening by another account than its author's."""
    if record.seen_at is None and record.author_id != actor.account_id:
        record.seen_at, record.seen_by = now, actor.account_id
        session.add(record)
