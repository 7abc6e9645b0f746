"""How far the lists have followed the change feed, and the last day on which all of them were worked out. One row."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, select

from fieldvisit import feed
from fieldvisit.db import instant


class DuePosition(SQLModel, table=True):
    """``txid``, ``seq``: a position of the change feed; ``begun_at``: when somebody began to work all lists out."""

    __tablename__ = "due_position"

    id: int = Field(default=1, primary_key=True)
    txid: int = Field(default=0, sa_type=sa.BigInteger)
    seq: int = Field(default=0, sa_type=sa.BigInteger)
    computed_on: date | None = None
    begun_at: datetime | None = instant()


def held(session: Session) -> DuePosition | None:
    """The row, locked until the transaction ends; None while another process holds it.

    Made on first use, where the feed stands then: what came before is for the first day's run.
    """
    query = select(DuePosition).where(DuePosition.id == 1).with_for_update(skip_locked=True)
    found = session.exec(query.execution_options(populate_existing=True)).one_or_none()
    if found is None and peek(session) is None:
        txid, seq = feed.horizon(session)
        try:
            with session.begin_nested():
                session.add(DuePosition(txid=txid, seq=seq))
        except sa.exc.IntegrityError:
            return None  # another process was first
        found = session.exec(query).one_or_none()
    return found


def peek(session: Session) -> DuePosition | None:
    """The row as it is, without waiting for anybody."""
    return session.exec(select(DuePosition).where(DuePosition.id == 1)).one_or_none()
