"""Tablets and the keys enrolled on them: what a push is signed with says who its author is."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Leaving(Choice):
    """Why a tablet was withdrawn. Of a lost one nobody can say who signed: what it still sends is kept apart."""

    LOST = "lost", "Perdue ou volée"
    RETURNED = "returned", "Rendue ou réaffectée"


class Device(Record, table=True):
    """``label``: what the tablet says of itself; ``name``: what the office calls it. ``unsent``, ``drafts`` and
    ``pictures`` are counts, ``storage_used`` and ``storage_quota`` bytes, as of ``last_contact_at``.
    ``clock_offset_s``: how far its clock is ahead of ours, in seconds. ``vanished_at``: its store was found empty.
    ``wiped_at``: it said that it destroyed what it held. ``replaced_by``: on the same tablet another vault was made in
    its place (passphrase forgotten, store vanished, tablet back in service); what it had sealed may still come.
    """

    label: str = ""
    name: str = ""
    enrolled_at: datetime = instant(nullable=False)
    last_contact_at: datetime | None = instant()
    app_version: str = ""
    unsent: int = 0
    drafts: int = 0
    pictures: int = 0
    storage_used: int | None = Field(default=None, sa_type=sa.BigInteger)
    storage_quota: int | None = Field(default=None, sa_type=sa.BigInteger)
    storage_kept: bool | None = None
    clock_offset_s: int = 0
    vanished_at: datetime | None = instant()
    revoked_at: datetime | None = instant()
    revoked_by: uuid.UUID | None = None
    revoked_because: str = ""
    wiped_at: datetime | None = instant()
    replaced_by: uuid.UUID | None = None
    replaced_at: datetime | None = instant()


class DeviceKey(Record, table=True):
    """One worker's signing key on one tablet (ECDSA P-256, public half as JWK text)."""

    __tablename__ = "device_key"

    device_id: uuid.UUID = Field(foreign_key="device.id", index=True)
    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    public_jwk: str
    enrolled_at: datetime = instant(nullable=False)
    revoked_at: datetime | None = instant()
