"""A family's priority (domain §8.3): points, the band P1–P4, and why – the reasons only for those who may."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from fieldvisit.db import instant


class Priority(SQLModel, table=True):
    """``reasons``: codes of the criteria met; ``chosen``: the band a coordinator put in its place, with why."""

    family_id: uuid.UUID = Field(foreign_key="household.id", primary_key=True)
    score: int = 0
    band: int = Field(default=4, index=True)
    reasons: list = Field(default_factory=list, sa_type=sa.JSON)
    computed_on: date
    chosen: int | None = None
    chosen_why: str = ""
    chosen_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    chosen_at: datetime | None = instant()
