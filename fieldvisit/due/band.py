"""A family's priority (domain §8.3): points, the band P1–P4, and why – the reasons only for those who may.

``Priority`` is what counts today; ``PriorityChoice`` keeps every band that a coordinator put in its place, with why.
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from fieldvisit.db import Record, instant

#: The band of a family of whom nothing was computed yet: « P4 – habituel ».
USUAL = 4


class Priority(SQLModel, table=True):
    """``reasons``: codes of the criteria met; ``chosen``: the band a coordinator put in its place, with why.

    ``computed_on``: the day since which it is so.
    """

    family_id: uuid.UUID = Field(foreign_key="household.id", primary_key=True)
    score: int = 0
    band: int = Field(default=USUAL, index=True)
    reasons: list = Field(default_factory=list, sa_type=sa.JSON)
    computed_on: date
    chosen: int | None = None
    chosen_why: str = ""
    chosen_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    chosen_at: datetime | None = instant()


class PriorityChoice(Record, table=True):
    """One decision, append-only; ``band``: null where the computed one counts again (« reprendre le calcul »)."""

    __tablename__ = "priority_choice"

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    band: int | None = None
    why: str = ""
    account_id: uuid.UUID = Field(foreign_key="account.id")
    made_at: datetime = instant(nullable=False)


#: The band that counts, for queries that join :class:`Priority` from outside.
in_force = sa.func.coalesce(Priority.chosen, Priority.band, USUAL)
