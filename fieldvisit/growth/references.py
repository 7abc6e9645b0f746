"""The county's own growth references: imported once, numbered by version, never changed, withdrawn if need be."""

import json
import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.roles import Reach
from fieldvisit.db import Record, instant
from fieldvisit.growth import references_file
from fieldvisit.growth.reference import Reference, of_document
from fieldvisit.words import Refusal

COMPARTMENT = "references_croissance"


class NotAllowed(Refusal):
    sentence = "Les références de croissance s’importent par le médecin responsable ou l’administrateur."


class AlreadyThere(Refusal):
    """The same code and version, with other contents."""


class NotFound(Refusal):
    sentence = "Cette référence n’existe pas : rechargez la page."


class GrowthReference(Record, table=True):
    """``document``: what travels and is looked up (``reference.of_document``); ``digest``: SHA-256 of the file.

    ``withdrawn_at``: charts no longer offer it; what was read in it stays named.
    """

    __tablename__ = "growth_reference"
    __table_args__ = (sa.UniqueConstraint("code", "version", name="uq_growth_reference_code_version"),)

    code: str
    version: str
    name: str
    holder: str = ""
    digest: str
    file_name: str = ""
    document: str = Field(sa_type=sa.Text)
    imported_at: datetime = instant(nullable=False)
    imported_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    imported_by_name: str
    withdrawn_at: datetime | None = instant()
    withdrawn_by_name: str = ""

    @property
    def told(self) -> dict:
        return json.loads(self.document)

    @property
    def state(self) -> str:
        """« proposée » on charts, or « retirée »."""
        return "retirée" if self.withdrawn_at else "proposée"

    @property
    def key(self) -> str:
        return f"{self.code}@{self.version}"


def bring_in(session: Session, actor: Actor, content: bytes, file_name: str, now: datetime) -> GrowthReference:
    """Keep an official table, whole or not at all; the same file again changes nothing.

    :raises references_file.NotATable: with the lines that are wrong
    :raises AlreadyThere: if this code and version hold other numbers
    """
    _may(actor)
    document = references_file.read(content)
    known = session.exec(
        select(GrowthReference).where(
            GrowthReference.code == document["code"], GrowthReference.version == document["version"]
        )
    ).first()
    if known is not None:
        if known.digest == document["digest"]:
            return known
        raise AlreadyThere(
            f"« {known.name} », version {known.version}, est déjà importée avec un autre contenu : "
            "une version ne change jamais. Donnez un autre numéro de version à ce fichier."
        )
    made = GrowthReference(
        code=document["code"],
        version=document["version"],
        name=document["name"],
        holder=document["holder"],
        digest=document["digest"],
        file_name=file_name[:200],
        document=json.dumps(document, ensure_ascii=False),
        imported_at=now,
        # Whoever has a terminal of the server has no account of her own.
        imported_by=actor.account_id if session.get(Account, actor.account_id) else None,
        imported_by_name=actor.name,
    )
    session.add(made)
    session.flush()
    return made


def every(session: Session, actor: Actor) -> list[GrowthReference]:
    """All that were ever imported, the newest first."""
    _may(actor)
    return list(session.exec(select(GrowthReference).order_by(sa.desc(GrowthReference.imported_at))))


def withdraw(session: Session, actor: Actor, reference_id: uuid.UUID, now: datetime) -> GrowthReference:
    """Charts no longer offer it; nothing is deleted."""
    one = _find(session, actor, reference_id)
    if one.withdrawn_at is None:
        one.withdrawn_at, one.withdrawn_by_name = now, actor.name
    session.add(one)
    return one


def offer(session: Session, actor: Actor, reference_id: uuid.UUID) -> GrowthReference:
    """Charts offer it again."""
    one = _find(session, actor, reference_id)
    one.withdrawn_at, one.withdrawn_by_name = None, ""
    session.add(one)
    return one


def offered(session: Session) -> list[dict]:
    """The documents that charts may show besides WHO's; read by whoever reads a child's measurements."""
    query = select(GrowthReference.document).where(GrowthReference.withdrawn_at.is_(None))
    return [json.loads(text) for text in session.exec(query.order_by(GrowthReference.name, GrowthReference.version))]


def states(session: Session) -> dict[str, bool]:
    """Every reference, « code@version », and whether it was withdrawn."""
    columns = (GrowthReference.code, GrowthReference.version, GrowthReference.withdrawn_at)
    rows = session.exec(select(*columns).order_by(GrowthReference.id))
    return {f"{code}@{version}": at is not None for code, version, at in rows}


def document(session: Session, key: str) -> dict:
    """:raises NotFound: for a reference that was never imported"""
    query = select(GrowthReference.document).where(GrowthReference.code + "@" + GrowthReference.version == key)
    text = session.exec(query).first()
    if text is None:
        raise NotFound
    return json.loads(text)


def chosen(session: Session, key: str) -> Reference | None:
    """The reference « code@version », also one that was withdrawn since; None for WHO and for what is not known."""
    try:
        return of_document(document(session, key))
    except NotFound:
        return None


def _may(actor: Actor) -> None:
    if roles.right(actor.role, COMPARTMENT).write is not Reach.ALL:
        raise NotAllowed


def _find(session: Session, actor: Actor, reference_id: uuid.UUID) -> GrowthReference:
    _may(actor)
    one = session.get(GrowthReference, reference_id)
    if one is None:
        raise NotFound
    return one
