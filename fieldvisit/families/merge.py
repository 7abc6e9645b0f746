"""Two files of one family become one, and can be parted again: every row that moved is remembered."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant


class Merge(Record, table=True):
    """``moved``: row ids by table name, of ``gone_id``'s before it became part of ``kept_id``; ``before``: what else
    changed, to be put back."""

    __tablename__ = "household_merge"

    kept_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    gone_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    moved: dict = Field(default_factory=dict, sa_type=sa.JSON)
    before: dict = Field(default_factory=dict, sa_type=sa.JSON)
    reason: str
    merged_by: uuid.UUID = Field(foreign_key="account.id")
    merged_at: datetime = instant(nullable=False)
    parted_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    parted_at: datetime | None = instant()
