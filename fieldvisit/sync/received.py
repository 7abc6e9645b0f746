"""Every line that was ever sent, as it came, with the word that was given back. Append-only: the quarantine is here.

``envelope_id`` and ``digest`` are set only once signature, seal and digest agree: until then
anybody could write anything into a header, and must not take the place of the true line.
"""

import hashlib
import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Word(Choice):
    RECEIVED = "received", "Reçue"
    IDENTICAL = "identical", "Déjà reçue"
    DIVERGED = "diverged", "Reçue, à départager"
    REFUSED = "refused", "Refusée, conservée à part"
    INVALID = "invalid", "Non conforme, conservée"
    LATER = "later", "À renvoyer"


class ReceivedLine(Record, table=True):
    """``word`` is empty from the raw insert until the line is handled; ``in_force``: the content that now counts."""

    __tablename__ = "received_line"
    __table_args__ = (sa.UniqueConstraint("envelope_id", "digest"),)

    raw: bytes = Field(sa_type=sa.LargeBinary, repr=False)
    raw_sha256: str = Field(unique=True)
    size: int
    envelope_id: uuid.UUID | None = None
    digest: str | None = None
    kind: str | None = None
    family_id: uuid.UUID | None = Field(default=None, index=True)
    parent: str | None = None
    author_id: uuid.UUID | None = None
    device_id: uuid.UUID | None = None
    captured_at: datetime | None = instant()
    elapsed: int | None = Field(default=None, sa_type=sa.BigInteger)
    word: str | None = None
    sentence: str = ""
    reasons: list = Field(default_factory=list, sa_type=sa.JSON)
    in_force: bool = False
    received_at: datetime = instant(nullable=False, index=True)
    handled_at: datetime | None = instant()
    session_id: uuid.UUID | None = None
    address: str = ""


def fingerprint(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
