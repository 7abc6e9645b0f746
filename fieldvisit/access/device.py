"""Tablets and the keys enrolled on them: what a push is signed with says who its author is."""

import uuid
from datetime import datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant


class Device(Record, table=True):
    label: str = ""
    enrolled_at: datetime = instant(nullable=False)
    last_contact_at: datetime | None = instant()
    app_version: str = ""
    unsent: int = 0
    clock_offset_s: int = 0
    revoked_at: datetime | None = instant()


class DeviceKey(Record, table=True):
    """One worker's signing key on one tablet (ECDSA P-256, public half as JWK text)."""

    __tablename__ = "device_key"

    device_id: uuid.UUID = Field(foreign_key="device.id", index=True)
    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    public_jwk: str
    enrolled_at: datetime = instant(nullable=False)
    revoked_at: datetime | None = instant()
