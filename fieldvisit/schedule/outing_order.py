"""Where a worker put, in her own order of a day, what is no family's visit: a school's session, a visit for a licence.

In a table of its own, because two nurses of one session each have their own day.
"""

import uuid
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.db import Record


class OutingOrder(Record, table=True):
    """``outing_id`` is no foreign key: it names rows of two tables. ``on_day``: moved elsewhere, the order is over."""

    __tablename__ = "outing_order"
    __table_args__ = (sa.UniqueConstraint("account_id", "outing_id"),)

    account_id: uuid.UUID = Field(foreign_key="account.id")
    outing_id: uuid.UUID
    on_day: date
    position: int


def place(session: Session, account_id: uuid.UUID, on_day: date, positions: Mapping[uuid.UUID, int]) -> None:
    """Keep the position of each, in place of the one that she gave it before."""
    query = select(OutingOrder).where(OutingOrder.account_id == account_id, OutingOrder.outing_id.in_(list(positions)))
    known = {one.outing_id: one for one in session.exec(query)}
    for id, position in positions.items():
        row = known.get(id) or OutingOrder(account_id=account_id, outing_id=id, on_day=on_day, position=position)
        row.on_day, row.position = on_day, position
        session.add(row)


def of(session: Session, account_id: uuid.UUID) -> dict[tuple[uuid.UUID, date], int]:
    """This worker's positions, by outing and day."""
    query = select(OutingOrder).where(OutingOrder.account_id == account_id)
    return {(one.outing_id, one.on_day): one.position for one in session.exec(query)}
