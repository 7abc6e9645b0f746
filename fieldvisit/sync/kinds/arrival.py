"""What every kind gets, and the three words that a kind may answer besides « invalid »."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import care
from fieldvisit.access.account import Actor
from fieldvisit.db import Record, new_id
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.sync.envelope import Envelope
from fieldvisit.words import Refusal


class Refused(Refusal):
    """No right: kept in quarantine."""

    sentence = "Ce dossier ne vous est pas ouvert : l’envoi est conservé à part, prévenez votre responsable."


class Diverged(Refusal):
    """Someone changed it since; both are kept and a person chooses."""

    sentence = "Un autre contenu existe déjà. Les deux sont conservés ; une personne du service choisira."


class Beside(str):
    """A sentence for the worker whose content holds but for a part, kept beside what is in force: « diverged »."""


class Waiting(Refusal):
    """Nothing wrong with the line: it waits for the server to be able to take it."""

    sentence = "Le bureau ne connaît pas encore ce type d’envoi : il attendra la mise à jour du bureau."


@dataclass(frozen=True)
class Arrival:
    """A content whose signature, seal, digest and texts were checked. ``actor`` is who signed.

    ``accepted``: a person took it in who may, so the author's own rights are not asked again.
    """

    envelope: Envelope
    body: dict
    actor: Actor
    now: datetime
    today: date
    accepted: bool = False


def may_write(session: Session, actor: Actor, family_id: uuid.UUID, compartment: str, *days: date) -> bool:
    """Whether this family's compartment is, or was of late, open for writing on one of these days (all known to the
    server): a tablet out of range does not hear that a file was taken back.
    """
    query = select(Household.id).where(Household.id == family_id, writable(actor, compartment, days))
    return session.exec(query).one_or_none() is not None


def free_id(session: Session, table: type[Record], arrival: Arrival) -> uuid.UUID:
    """The envelope's id, for the row that it writes; another one where a person took in what had met another row.

    :raises Diverged: if another row bears it: both are kept, nothing is sent again and again
    """
    taken = session.exec(select(table.id).where(table.id == arrival.envelope.id)).first() is not None
    if taken and not arrival.accepted:
        raise Diverged
    return new_id() if taken else arrival.envelope.id


def writable(actor: Actor, compartment: str, days: Iterable[date]):
    """The condition of :func:`may_write`, for a query about households."""
    opened = (household.open_to(actor, compartment, day, write=True, grace=care.GRACE) for day in sorted(set(days)))
    return sa.or_(*(Household.id.in_(query) for query in opened))
