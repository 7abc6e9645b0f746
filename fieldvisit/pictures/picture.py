"""A photo or a signature of a visit: what its signed line said of it, and what became of its bytes.

The original stays as it travelled, encrypted under a key that only the sealed line holds. What is
shown is drawn anew from it and encrypted under a key of its own (``shown_key``, see ``shown.py``).
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.access.account import Actor
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Kind(Choice):
    PHOTO = "photo", "Photo"
    SIGNATURE = "signature", "Signature"


class State(Choice):
    AWAITED = "attendue", "Pas encore arrivée"
    RECEIVED = "recue", "Reçue"
    SEEN = "vue", "Vue par l’équipe"
    UNREADABLE = "illisible", "Illisible"
    NOT_AGREED = "sans_accord", "Sans accord de la famille"


#: Their bytes are here and were found to be a picture.
WHOLE = (State.RECEIVED, State.SEEN)


class Picture(Record, table=True):
    """``id``: of its signed line. ``record_id``: the record that names it, which may wait for a person's choice.

    ``sha256``, ``size``, ``width``, ``height``: of the original, as the tablet said; ``blob_…``: of its ciphertext.
    ``shown_…``: of what was drawn from it; empty until then. ``taken_at`` is the tablet's clock.
    """

    __feed__ = ("record", "family_id", "record_id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    record_id: uuid.UUID = Field(index=True)
    visit_id: uuid.UUID
    author_id: uuid.UUID = Field(foreign_key="account.id")
    device_id: uuid.UUID | None = Field(default=None, foreign_key="device.id")
    kind: str
    caption: str = ""
    item: str | None = None
    child_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    signer: dict | None = Field(default=None, sa_type=sa.JSON)
    taken_at: datetime = instant(nullable=False)
    announced_at: datetime = instant(nullable=False)
    sha256: str
    size: int
    width: int
    height: int
    blob_sha256: str = Field(index=True)
    blob_size: int
    state: str = State.AWAITED
    sentence: str = ""
    arrived_at: datetime | None = instant()
    shown_as: uuid.UUID | None = None
    shown_key: bytes = Field(default=b"", sa_type=sa.LargeBinary, repr=False)
    shown_sha256: str = ""
    shown_size: int | None = None
    shown_format: str = ""
    shown_width: int | None = None
    shown_height: int | None = None
    seen_at: datetime | None = instant()
    seen_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")


class BlobOwner(SQLModel, table=True):
    """Whose bytes these are, where no picture says it yet: who sent them, or whose signed draft names them.

    ``signed``: named by a signed line; such bytes are never cleaned away.
    """

    __tablename__ = "blob_owner"

    blob_sha256: str = Field(primary_key=True)
    account_id: uuid.UUID = Field(foreign_key="account.id", primary_key=True)
    signed: bool = False
    at: datetime = instant(nullable=False)


def of_blobs(session: Session, blobs: Iterable[str]) -> dict[str, list[Picture]]:
    """The pictures whose signed lines name these ciphertexts."""
    found: dict[str, list[Picture]] = {}
    for one in session.exec(select(Picture).where(Picture.blob_sha256.in_(list(blobs)))):
        found.setdefault(one.blob_sha256, []).append(one)
    return found


def of_records(session: Session, records) -> list[Picture]:
    """The pictures of these records in the order they were taken. ``records``: ids or a query."""
    query = select(Picture).where(Picture.record_id.in_(records)).order_by(Picture.taken_at, Picture.id)
    return list(session.exec(query))


def announced(session: Session, blob: str) -> int | None:
    """The size that signed lines give for these bytes; 0 if a draft names them without it; None if none does."""
    said = session.exec(select(Picture.blob_size).where(Picture.blob_sha256 == blob).limit(1)).first()
    if said is not None:
        return said
    owned = select(BlobOwner.blob_sha256).where(BlobOwner.blob_sha256 == blob, BlobOwner.signed.is_(True))
    return None if session.exec(owned.limit(1)).first() is None else 0


def claim(session: Session, blobs: Iterable[str], account_id: uuid.UUID, now: datetime, *, signed: bool) -> None:
    """Say whose these bytes are. A signed line that names them (a draft's) says it for good."""
    for blob in blobs:
        known = session.get(BlobOwner, (blob, account_id))
        if known is None:
            session.add(BlobOwner(blob_sha256=blob, account_id=account_id, signed=signed, at=now))
        elif signed and not known.signed:
            known.signed = True
            session.add(known)


def owns(session: Session, blob: str, account_id: uuid.UUID) -> bool:
    """Whether these bytes are this worker's own: her picture's, her draft's, or sent by her."""
    if session.get(BlobOwner, (blob, account_id)) is not None:
        return True
    query = select(Picture.id).where(Picture.blob_sha256 == blob, Picture.author_id == account_id)
    return session.exec(query.limit(1)).first() is not None


def announced_of(session: Session, blobs: list[str]) -> set[str]:
    """Those of these ciphertexts that a signed line names, a picture's or a draft's."""
    named = select(Picture.blob_sha256).where(Picture.blob_sha256.in_(blobs))
    owned = select(BlobOwner.blob_sha256).where(BlobOwner.blob_sha256.in_(blobs), BlobOwner.signed.is_(True))
    return {*session.exec(named), *session.exec(owned)}


def see(session: Session, actor: Actor, picture: Picture, now: datetime) -> None:
    """« Vue par l’équipe »: the first opening by another account than its author's, who is of the team."""
    of_team = picture.author_id != actor.account_id and picture.family_id not in actor.exceptional
    if picture.state == State.RECEIVED and of_team:
        picture.state, picture.seen_at, picture.seen_by = State.SEEN, now, actor.account_id
        session.add(picture)


def undrawn(session: Session, most: int) -> list[uuid.UUID]:
    """Pictures that are here and were not drawn for the screen yet, the oldest first."""
    query = (
        select(Picture.id)
        .where(Picture.shown_as.is_(None), Picture.state.in_(WHOLE))
        .order_by(Picture.arrived_at)
        .limit(most)
    )
    return list(session.exec(query))
