"""The access journal (« journal des accès »): one line for each opening of, or writing to, a family's file.

Append-only. Reads made offline arrive later, with the instant at which they were made.
"""

import uuid
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import exceptional
from fieldvisit.access.account import Account, Actor
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class What(Choice):
    READ = "lecture", "Consultation"
    WRITE = "ecriture", "Écriture"
    SYNC = "chargement", "Chargement sur la tablette"
    PRINT = "impression", "Impression"
    EXPORT = "export", "Export"


#: Why a file was opened, when it was open anyhow.
ROUTINE = "routine"


class AccessEvent(Record, table=True):
    __tablename__ = "access_event"

    at: datetime = instant(nullable=False, index=True)
    written_at: datetime = instant(nullable=False)
    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    role: str
    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    what: str
    screen: str
    subject_id: uuid.UUID | None = None
    reason: str = ROUTINE
    device_id: uuid.UUID | None = None
    offline: bool = False


def note(
    session: Session,
    actor: Actor,
    family_id: uuid.UUID,
    what: What,
    screen: str,
    now: datetime,
    *,
    at: datetime | None = None,
    subject_id: uuid.UUID | None = None,
    offline: bool = False,
    reason: str = "",
) -> None:
    """Write the line in the same transaction as the act. ``reason``: "" says what the access itself says."""
    told = line(actor, family_id, what, screen, now, at=at, subject_id=subject_id, offline=offline, reason=reason)
    session.add(AccessEvent(**told))


def line(
    actor: Actor,
    family_id: uuid.UUID,
    what: What,
    screen: str,
    now: datetime,
    *,
    at: datetime | None = None,
    subject_id: uuid.UUID | None = None,
    offline: bool = False,
    reason: str = "",
) -> dict:
    """The values of the line, for whoever writes several rows at once."""
    return {
        "at": at or now,
        "written_at": now,
        "account_id": actor.account_id,
        "role": actor.role,
        "family_id": family_id,
        "what": what,
        "screen": screen,
        "subject_id": subject_id,
        "reason": reason or (exceptional.REASON if family_id in actor.exceptional else ROUTINE),
        "device_id": actor.device_id,
        "offline": offline,
    }


def recent(session: Session, family_ids: Collection[uuid.UUID], most: int = 30) -> list[tuple[AccessEvent, str]]:
    """« Dernières consultations » of a file and of those joined to it, newest first, with the reader's name; for
    whoever may see the journal."""
    query = (
        select(AccessEvent, Account.name)
        .join(Account, Account.id == AccessEvent.account_id)
        .where(AccessEvent.family_id.in_(family_ids))
        .order_by(sa.desc(AccessEvent.at), sa.desc(AccessEvent.id))
        .limit(most)
    )
    return list(session.exec(query))
