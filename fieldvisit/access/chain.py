"""The journal's chain: each line sealed to the one before, so that nobody changes, removes or slips one in unseen.

Whoever writes a line waits for nobody: it only inserts. A little later one process of the server seals what came in,
in batches; the database says whose turn it is, and the others go on. A month's links are one segment, which begins with
the digest that the month before ended with.
"""

import hashlib
import json
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.access.journal import AccessEvent
from fieldvisit.access.unchanging import only_grows
from fieldvisit.db import instant

PARIS = ZoneInfo("Europe/Paris")
#: Before the first line of all.
BEGINNING = hashlib.sha256(b"fieldvisit journal").hexdigest()
#: How many lines one transaction seals: on SQLite nobody else writes meanwhile (40 ms measured).
AT_ONCE = 300
#: Lines are looked for so far behind the newest sealed one; once a day everywhere.
BEHIND = timedelta(minutes=10)
#: Any number nobody else uses on this server; it names the lock.
LOCK = 7_108_514_904


class Link(SQLModel, table=True):
    """``place``: from 1 in its month. ``digest``: SHA-256 of the digest before and of the line, in hexadecimal."""

    __tablename__ = "journal_link"
    __table_args__ = (sa.UniqueConstraint("month", "place"),)

    event_id: uuid.UUID = Field(primary_key=True)
    month: str
    place: int
    digest: str
    sealed_at: datetime = instant(nullable=False)


class Segment(SQLModel, table=True):
    """A month that is closed: what it began with, how many lines it has, the digest of its last one."""

    __tablename__ = "journal_segment"

    month: str = Field(primary_key=True)
    opening: str
    lines: int
    closing: str
    closed_at: datetime = instant(nullable=False)


class Disposal(SQLModel, table=True):
    """A month whose lines a named person let go (:mod:`disposal`). Its segment stays, so that the chain goes on."""

    __tablename__ = "journal_disposal"

    month: str = Field(primary_key=True)
    lines: int
    approved_by: uuid.UUID = Field(foreign_key="account.id")
    approved_name: str
    reason: str
    approved_at: datetime = instant(nullable=False)


only_grows(
    AccessEvent.__table__,
    unless="SELECT 1 FROM journal_disposal AS let_go JOIN journal_link AS link "
    "ON link.month = let_go.month WHERE link.event_id = OLD.id",
)
only_grows(Link.__table__, unless="SELECT 1 FROM journal_disposal AS let_go WHERE let_go.month = OLD.month")
only_grows(Segment.__table__)
only_grows(Disposal.__table__)

_FIELDS = tuple(column.name for column in AccessEvent.__table__.c)


def digest(before: str, line) -> str:
    """Of a line of the journal, whatever the database: every column, instants in UTC to the microsecond."""
    told = [
        str(value) if isinstance(value, (uuid.UUID, datetime)) else value for value in map(line.__getitem__, _FIELDS)
    ]
    return hashlib.sha256(before.encode() + json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def seal(session: Session, now: datetime) -> int:
    """Chain the oldest lines that are not chained yet; how many. Needs a writing transaction.

    Less than :data:`AT_ONCE` means that nothing is left, or that another process is at it.
    """
    if not _its_turn(session):
        return 0
    last = head(session)
    month = f"{now.astimezone(PARIS):%Y-%m}"
    if last is not None and month > last.month:
        _close(session, last, now)
    lines = session.connection().execute(_unsealed(session, last, now)).mappings().all()
    before, place = (last.digest, last.place) if last else (BEGINNING, 0)
    if last is not None and month > last.month:
        place = 0
    elif last is not None:
        month = last.month  # a clock put back does not reopen a month
    rows = []
    for line in lines:
        place, before = place + 1, digest(before, line)
        rows.append({"event_id": line["id"], "month": month, "place": place, "digest": before, "sealed_at": now})
    if rows:
        session.connection().execute(sa.insert(Link.__table__), rows)
    return len(rows)


def behind(session: Session, now: datetime) -> bool:
    """Whether there is anything to seal, asked without the right to write; a month past its end is to close, too."""
    last = head(session)
    if last is not None and f"{now.astimezone(PARIS):%Y-%m}" > last.month and session.get(Segment, last.month) is None:
        return True
    return session.connection().execute(_unsealed(session, last, now).limit(1)).first() is not None


def _its_turn(session: Session) -> bool:
    """On SQLite a writing transaction is alone anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return True
    return session.connection().exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({LOCK})").scalar_one()


def _close(session: Session, last: Link, now: datetime) -> None:
    if session.get(Segment, last.month) is not None:
        return
    session.add(
        Segment(
            month=last.month, opening=opening(session, last.month), lines=last.place, closing=last.digest, closed_at=now
        )
    )
    session.flush()


def opening(session: Session, month: str) -> str:
    """What this month's chain begins with: the end of the last one closed before it."""
    query = select(Segment.closing).where(Segment.month < month).order_by(sa.desc(Segment.month)).limit(1)
    return session.exec(query).first() or BEGINNING


def _unsealed(session: Session, last: Link | None, now: datetime):
    """Ids are made in order of time: all lines are looked at once a day, else only the newest."""
    query = (
        sa.select(AccessEvent.__table__)
        .where(~sa.exists().where(Link.event_id == AccessEvent.id))
        .order_by(AccessEvent.id)
        .limit(AT_ONCE)
    )
    if last is not None and last.sealed_at.astimezone(PARIS).date() == now.astimezone(PARIS).date():
        newest = session.exec(select(Link.event_id).order_by(sa.desc(Link.event_id)).limit(1)).one()
        query = query.where(AccessEvent.id > _just_before(newest))
    return query


def _just_before(id: uuid.UUID) -> uuid.UUID:
    """The lowest id of :data:`BEHIND` before this one."""
    at = max(0, (id.int >> 80) - int(BEHIND.total_seconds() * 1000))
    return uuid.UUID(int=at << 80)


def head(session: Session) -> Link | None:
    """The newest link: who notes its digest elsewhere can ask later whether it still stands."""
    return session.exec(select(Link).order_by(sa.desc(Link.month), sa.desc(Link.place)).limit(1)).first()
