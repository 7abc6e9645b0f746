"""A worker's week: the hours of each day, from a date on."""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record


class WorkingPattern(Record, table=True):
    """``week``: for each ISO weekday (« 1 » … « 7 ») its spans, ``[["08:30", "12:00"], …]``, local time.

    ``every``: weeks of the cycle, 1 or 2; ``week_b``: the second week of a cycle of two.
    """

    __tablename__ = "working_pattern"

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    since: date
    until: date | None = None
    every: int = 1
    week: dict = Field(default_factory=dict, sa_type=sa.JSON)
    week_b: dict = Field(default_factory=dict, sa_type=sa.JSON)
