"""Every line that was ever sent, as it came, with the word that was given back. Append-only: the quarantine is here.

``envelope_id`` and ``digest`` are set only once signature, seal and digest agree: until then
anybody could write anything into a header, and must not take the place of the true line.
"""

import hashlib
import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
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
    """``word`` is empty from the raw insert until the line is handled; ``in_force``: the content that now counts.
    ``clock_offset_s``: how far the tablet's clock was ahead when it sent the line.
    ``task_id``, ``rule``: what a diverged line of a list is about: who may know that it waits depends on it.
    """

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
    clock_offset_s: int | None = None
    word: str | None = None
    sentence: str = ""
    reasons: list = Field(default_factory=list, sa_type=sa.JSON)
    in_force: bool = False
    task_id: uuid.UUID | None = None
    rule: str | None = None
    received_at: datetime = instant(nullable=False, index=True)
    handled_at: datetime | None = instant()
    session_id: uuid.UUID | None = None
    address: str = ""


def fingerprint(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


# Built once: building a statement costs more than running it.
_LINES = ReceivedLine.__table__
KEEP = {
    name: insert(_LINES).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    for name, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
_SAID = (_LINES.c.id, _LINES.c.envelope_id, _LINES.c.digest, _LINES.c.word, _LINES.c.sentence, _LINES.c.reasons)
STORED = sa.select(*_SAID, _LINES.c.raw_sha256).where(
    _LINES.c.raw_sha256.in_(sa.bindparam("lines", expanding=True))
    | _LINES.c.envelope_id.in_(sa.bindparam("contents", expanding=True))
)
HISTORY = (
    sa.select(*_SAID, _LINES.c.parent, _LINES.c.in_force, _LINES.c.kind, _LINES.c.author_id)
    .where((_LINES.c.envelope_id == sa.bindparam("envelope")) | (_LINES.c.id == sa.bindparam("row")))
    .order_by(_LINES.c.id)
    .with_for_update()
)
#: Takes a line that is alone under its id, and gives it its word at once: nobody else can then be at that id. Who
#: comes second sees this line and waits for it in :data:`HISTORY`.
_OTHER = _LINES.alias("other")
CLAIM = (
    sa.update(_LINES)
    .where(
        _LINES.c.id == sa.bindparam("row"),
        _LINES.c.envelope_id == sa.bindparam("envelope"),
        _LINES.c.word.is_(None),
        ~sa.exists().where(_OTHER.c.envelope_id == sa.bindparam("envelope"), _OTHER.c.id != sa.bindparam("row")),
    )
    .values(word=Word.RECEIVED.value, in_force=True, handled_at=sa.bindparam("now"))
)
WORD = sa.update(_LINES).where(_LINES.c.id == sa.bindparam("row"))
