"""The secret address of a worker's calendar feed; a new one ends the former."""

import uuid
from datetime import datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant


class Subscription(Record, table=True):
    """``token_hash``: SHA-256 (hex) of the secret in the address, which is shown once."""

    __tablename__ = "calendar_subscription"

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    made_at: datetime = instant(nullable=False)
    ended_at: datetime | None = instant()
    read_at: datetime | None = instant()
