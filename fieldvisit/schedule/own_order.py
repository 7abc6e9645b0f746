"""The order in which a worker said she makes her day, and when the office heard it.

The places themselves are written to the visits, as an order that the office makes is. This tells that it was hers.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.db import instant

_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class OwnOrder(SQLModel, table=True):
    """``stops``: ids of visits, and of what is no family's visit, first to last."""

    __tablename__ = "own_order"

    worker_id: uuid.UUID = Field(foreign_key="account.id", primary_key=True)
    on_day: date = Field(primary_key=True)
    stops: list = Field(default_factory=list, sa_type=sa.JSON)
    heard_at: datetime = instant(nullable=False)


def tell(session: Session, worker_id: uuid.UUID, on_day: date, stops: Iterable[uuid.UUID], now: datetime) -> None:
    """In place of the one she told before; two tablets of hers may tell at once."""
    new = {"stops": [str(one) for one in stops], "heard_at": now}
    insert = _INSERT[session.get_bind().dialect.name](OwnOrder.__table__)
    made = insert.values(worker_id=worker_id, on_day=on_day, **new)
    session.connection().execute(made.on_conflict_do_update(index_elements=["worker_id", "on_day"], set_=new))


def between(
    session: Session, workers: Iterable[uuid.UUID], first: date, last: date
) -> dict[tuple[uuid.UUID, date], OwnOrder]:
    """By worker and day; a day in which the office's order stands is not there."""
    query = select(OwnOrder).where(
        OwnOrder.worker_id.in_(list(workers)), OwnOrder.on_day >= first, OwnOrder.on_day <= last
    )
    return {(one.worker_id, one.on_day): one for one in session.exec(query)}
