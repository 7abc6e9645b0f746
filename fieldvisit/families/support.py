"""A support (« dispositif », « mesure ») that a family or a child has: AEP, « Premiers pas », return home, in care…

What exists is data (``supports.json``); none has a definition in the code (domain §0.12).
"""

import uuid
from datetime import date, datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant


class Support(Record, table=True):
    """``anchor_on``: the day its visits are counted from (the return home, the mandate); ``ended_on``: last day."""

    __feed__ = ("family", "family_id", "family_id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    code: str
    started_on: date
    anchor_on: date | None = None
    ended_on: date | None = None
    referent: str = ""
    note: str = ""
    noted_by: uuid.UUID = Field(foreign_key="account.id")
    noted_at: datetime = instant(nullable=False)
