"""The change feed: one line per record a tablet may need to hear of, written with the change itself.

A position is ``(txid, seq)``. On PostgreSQL sequences commit out of order, so a
reader goes in order of transaction id and never past the oldest one still open;
SQLite has one writer at a time, so ``txid`` is 0 there and ``seq`` is commit order.
"""

import uuid

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.db import new_id


class Change(SQLModel, table=True):
    __tablename__ = "change"
    __table_args__ = {"sqlite_autoincrement": True}

    seq: int | None = Field(default=None, primary_key=True, sa_type=sa.BigInteger().with_variant(sa.Integer, "sqlite"))
    txid: int = Field(sa_type=sa.BigInteger, index=True)
    family_id: uuid.UUID = Field(index=True)
    kind: str
    record_id: uuid.UUID


class Epoch(SQLModel, table=True):
    """The life of this database; a restored backup starts a new one."""

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    began: int = Field(default=0, sa_type=sa.BigInteger)


def _txid(session: Session) -> int:
    if session.get_bind().dialect.name != "postgresql":
        return 0
    return session.connection().exec_driver_sql("SELECT pg_current_xact_id()::text::bigint").scalar_one()


@event.listens_for(Session, "before_flush")
def write_changes(session: Session, *_):
    """Add a line for each new or changed row whose class names a feed (``__feed__``: kind, family, id columns)."""
    touched = [row for row in (*session.new, *session.dirty) if hasattr(row, "__feed__") and session.is_modified(row)]
    if not touched:
        return
    txid = _txid(session)
    for row in touched:
        kind, family_column, id_column = row.__feed__
        session.add(
            Change(txid=txid, family_id=getattr(row, family_column), kind=kind, record_id=getattr(row, id_column))
        )


def epoch(session: Session) -> uuid.UUID:
    """The current epoch.

    :raises sqlalchemy.exc.NoResultFound: if the database was never prepared
    """
    return session.exec(select(Epoch.id).order_by(sa.desc(Epoch.began)).limit(1)).one()


def since(session: Session, position: tuple[int, int], limit: int) -> list[Change]:
    """The changes after ``position`` in feed order, none above the oldest transaction still open."""
    query = (
        select(Change)
        .where(sa.tuple_(Change.txid, Change.seq) > sa.tuple_(*map(sa.literal, position)))
        .order_by(Change.txid, Change.seq)
        .limit(limit)
    )
    if session.get_bind().dialect.name == "postgresql":
        query = query.where(sa.text("change.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    return list(session.exec(query))


def newest(session: Session) -> tuple[int, int]:
    """The position of the last change that :func:`since` would show; ``(0, 0)`` when there is none."""
    query = select(Change.txid, Change.seq).order_by(sa.desc(Change.txid), sa.desc(Change.seq)).limit(1)
    if session.get_bind().dialect.name == "postgresql":
        query = query.where(sa.text("change.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    row = session.exec(query).first()
    return (row[0], row[1]) if row else (0, 0)
