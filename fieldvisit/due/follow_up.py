"""A recurring follow-up that a worker set for a family: an RRULE (RFC 5545) from a day on."""

import uuid
from datetime import date, datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant


class FollowUp(Record, table=True):
    """``rule``: « FREQ=WEEKLY;INTERVAL=2;COUNT=6 », without DTSTART; ``kind``: the visit type; ``trade``: who comes."""

    __tablename__ = "follow_up"
    __feed__ = ("family", "family_id", "family_id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    kind: str
    trade: str
    rule: str
    starts_on: date
    reason: str = ""
    set_by: uuid.UUID = Field(foreign_key="account.id")
    set_at: datetime = instant(nullable=False)
    ended_on: date | None = None
    ended_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
