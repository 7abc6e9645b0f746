"""What was written of a session, once signed: closed for ever. A correction is a new record linked to the old one.

Apart from the records of visits, which are health's: neither trade reads the other's.
"""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant


class SessionRecord(Record, table=True):
    """``body``: the signed content as the tablet sent it (docs/protocol.md); ``digest``: SHA-256 of its bytes."""

    __tablename__ = "session_record"
    __feed__ = ("record", "family_id", "id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    session_id: uuid.UUID = Field(foreign_key="intervention_session.id", index=True)
    visit_id: uuid.UUID = Field(foreign_key="visit.id", index=True)
    order_id: uuid.UUID = Field(foreign_key="intervention_order.id", index=True)
    author_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    device_id: uuid.UUID | None = Field(default=None, foreign_key="device.id")
    outcome: str
    body: dict = Field(sa_type=sa.JSON)
    digest: str
    captured_at: datetime = instant(nullable=False)
    received_at: datetime = instant(nullable=False, index=True)
    corrects_id: uuid.UUID | None = Field(default=None, foreign_key="session_record.id")
    corrected_by_id: uuid.UUID | None = None
    seen_at: datetime | None = instant()
    seen_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
