"""The latest sealed copy of a draft on each tablet. Readable by its author only, through :func:`continuing.take`.

Copies of two tablets never replace each other. Which tablet the draft is at home on (``moved_to`` empty) only says
where it is written on; what counts as safe elsewhere is what another copy says that it holds (``held``).
"""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Field, Session, select

from fieldvisit.db import Record, instant
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.tisf.record import SessionRecord

#: How long the copies of what was signed or dropped are kept.
KEPT = timedelta(days=30)

#: What a draft becomes, under its own id.
RECORDS = (VisitRecord, SessionRecord)
#: On which tablet it was signed, in a query joined by :func:`with_records`.
SIGNED_ON = sa.func.coalesce(VisitRecord.device_id, SessionRecord.device_id)


class DraftBackup(Record, table=True):
    """``revision``: counted by the tablet, so that a late line never replaces a newer one, whatever its clock said.

    ``held``: the last revision of this copy that another copy contains. ``closed_at``: signed or dropped by its author.
    """

    __tablename__ = "draft_backup"
    __table_args__ = (sa.UniqueConstraint("draft_id", "author_id", "device_id"),)

    draft_id: uuid.UUID
    author_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    device_id: uuid.UUID = Field(foreign_key="device.id", index=True)
    family_id: uuid.UUID | None = None
    visit_id: uuid.UUID | None = None
    revision: int = Field(sa_type=sa.BigInteger)
    held: int = Field(default=0, sa_type=sa.BigInteger)
    raw: bytes = Field(sa_type=sa.LargeBinary, repr=False)
    digest: str
    size: int
    saved_at: datetime = instant(nullable=False)
    received_at: datetime = instant(nullable=False, index=True)
    moved_to: uuid.UUID | None = Field(default=None, foreign_key="device.id")
    moved_at: datetime | None = instant()
    closed_at: datetime | None = instant()
    session_id: uuid.UUID | None = None
    address: str = ""

    @property
    def is_beside(self) -> bool:
        """Whether it holds words that no other copy has, while the draft goes on elsewhere."""
        return self.moved_to is not None and self.revision > self.held


def with_records(query, author_id: uuid.UUID):
    """The query of copies, joined to what this author signed of them."""
    for one in RECORDS:
        query = query.outerjoin(one, sa.and_(one.id == DraftBackup.draft_id, one.author_id == author_id))
    return query


def copies(session: Session, author_id: uuid.UUID, draft_id: uuid.UUID) -> list[DraftBackup]:
    """The copies of one draft, locked, so that two tablets take turns."""
    query = select(DraftBackup).where(DraftBackup.author_id == author_id, DraftBackup.draft_id == draft_id)
    return list(session.exec(query.order_by(DraftBackup.id).with_for_update()))


def open_of(session: Session, author_id: uuid.UUID) -> list[tuple[DraftBackup, bool]]:
    """The author's copies that hold something she may still want, and whether the draft was signed elsewhere.

    Left out: what was closed, what another copy holds, and what was signed where it was written.
    """
    query = (
        with_records(select(DraftBackup, SIGNED_ON), author_id)
        .where(DraftBackup.author_id == author_id, DraftBackup.closed_at.is_(None))
        .where(sa.or_(DraftBackup.moved_to.is_(None), DraftBackup.revision > DraftBackup.held))
        .options(defer(DraftBackup.raw))
        .order_by(sa.desc(DraftBackup.received_at), DraftBackup.id)
    )
    found = session.exec(query)
    return [(copy, signed_on is not None) for copy, signed_on in found if signed_on != copy.device_id]


def forget_old(session: Session, author_id: uuid.UUID, now: datetime) -> None:
    """Let go of the copies of what was signed or dropped long ago; what no other copy holds stays."""
    signed = [
        sa.exists().where(
            one.id == DraftBackup.draft_id,
            one.author_id == author_id,
            one.received_at < now - KEPT,
            sa.or_(
                one.device_id == DraftBackup.device_id,
                sa.and_(DraftBackup.moved_to.is_not(None), DraftBackup.revision <= DraftBackup.held),
            ),
        )
        for one in RECORDS
    ]
    session.execute(
        sa.delete(DraftBackup)
        .where(DraftBackup.author_id == author_id)
        .where(sa.or_(DraftBackup.closed_at < now - KEPT, *signed))
        .execution_options(synchronize_session=False)
    )
