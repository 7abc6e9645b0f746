"""Certificates that should have come: for whoever keeps the arrivals, with the letter that asks the family for one.

That one is awaited follows from the birth date and from what came in, which the secretariat keeps anyhow.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.carnet import reach
from fieldvisit.carnet.certificate import Kind
from fieldvisit.due import rules
from fieldvisit.due.item import DueItem, State
from fieldvisit.families import contacting
from fieldvisit.families.contact import Contact, Means, Result
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.words import Refusal, french_date

MOST = 200
LETTER = (
    "Madame, Monsieur,\n\n"
    "Sauf erreur de notre part, nous n’avons pas reçu le {label} ({kind}) de {name}, né·e le {born}. Ce certificat est "
    "rempli par le médecin lors de l’examen prévu à cet âge, puis adressé au service de PMI, où il reste couvert par "
    "le secret médical.\n\n"
    "Si l’examen a eu lieu, demandez au médecin de nous l’envoyer, ou apportez-nous le feuillet du carnet de santé. "
    "Sinon, prenez rendez-vous avec votre médecin ou à la consultation de PMI : elle est gratuite.\n\n"
    "Nous restons à votre écoute."
)


class NotAwaited(Refusal):
    sentence = "Ce certificat n’est plus attendu, ou ce dossier ne vous est pas ouvert."


class AlreadyAsked(Refusal):
    sentence = "Une relance est déjà à envoyer pour ce certificat."


@dataclass(frozen=True)
class Awaited:
    """``asked_at``: when the family was last asked for it, if ever."""

    item: DueItem
    kind: Kind
    child: Person
    home: Household
    asked_at: datetime | None


def awaited(session: Session, actor: Actor, today: date) -> list[Awaited]:
    """Those whose day has passed, the longest awaited first; :data:`MOST` at once."""
    query = _query(actor, today).order_by(DueItem.due_on, DueItem.id).limit(MOST)
    return [
        Awaited(item, kind_of(item.code), child, home, _asked_at(session, child.id, kind_of(item.code)))
        for item, child, home in session.exec(query)
    ]


def count(session: Session, actor: Actor, today: date) -> int:
    return session.exec(select(sa.func.count()).select_from(_query(actor, today).subquery())).one()


def kind_of(code: str) -> Kind:
    return Kind(rules.RULES[code].certificate)


def _query(actor: Actor, today: date):
    codes = [rule.code for rule in rules.RULES.values() if rule.certificate]
    return (
        select(DueItem, Person, Household)
        .join(Person, Person.id == DueItem.subject_id)
        .join(Household, Household.id == DueItem.family_id)
        .where(
            DueItem.code.in_(codes),
            DueItem.state == State.OPEN,
            DueItem.due_on < today,
            sa.or_(DueItem.closes_on.is_(None), DueItem.closes_on >= today),
            Person.deceased_on.is_(None),
            reach.arrivals(actor, today, write=True),
        )
    )


def _asked_at(session: Session, child_id: uuid.UUID, kind: Kind) -> datetime | None:
    query = (
        select(Contact.at)
        .where(
            Contact.person_id == child_id,
            Contact.means == Means.LETTER,
            Contact.result != Result.CANCELLED,
            Contact.words.contains(f"({kind})"),
        )
        .order_by(sa.desc(Contact.at))
    )
    return session.exec(query.limit(1)).one_or_none()


def ask(session: Session, actor: Actor, item_id: uuid.UUID, now: datetime, today: date) -> Contact:
    """« Relancer »: a letter to be sent, as a contact of the family. It says nothing of health but the child’s age.

    :raises NotAwaited: if it came meanwhile, or is not this actor’s to ask for
    :raises AlreadyAsked: if a letter waits to leave
    """
    row = session.exec(_query(actor, today).where(DueItem.id == item_id)).one_or_none()
    if row is None:
        raise NotAwaited
    item, child, _ = row
    kind = kind_of(item.code)
    waiting = select(Contact.id).where(
        Contact.person_id == child.id,
        Contact.means == Means.LETTER,
        Contact.result == Result.PLANNED,
        Contact.words.contains(f"({kind})"),
    )
    if session.exec(waiting).first() is not None:
        raise AlreadyAsked
    words = LETTER.format(
        label=kind.label.lower().replace("certificat", "certificat de santé"),
        kind=kind,
        name=f"{child.first_name} {child.last_name}",
        born=french_date(child.birth_date) if child.birth_date else "",
    )
    return contacting.log(
        session, actor, child.family_id, Means.LETTER, Result.PLANNED, today, now, words=words, person_id=child.id
    )
