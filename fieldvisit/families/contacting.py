"""Contacts with a family: noted in two taps – how, and what came of it. Who reads the words is said with them."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles, secrecy
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.db import new_id
from fieldvisit.families import decision, fact_change, household
from fieldvisit.families.contact import Contact, Means, Result
from fieldvisit.families.fact import Fact, Invalid, Kind
from fieldvisit.families.fact_change import About
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.words import Refusal

PLANNING = "planning_mission"
#: What may come of each.
RESULTS = {
    Means.CALL_OUT: (Result.REACHED, Result.MESSAGE, Result.NO_ANSWER),
    Means.CALL_IN: (Result.REACHED,),
    Means.LETTER: (Result.SENT, Result.PLANNED, Result.RETURNED),
    Means.SMS: (Result.SENT, Result.REACHED),
    Means.MAIL: (Result.SENT, Result.REACHED),
    Means.OFFICE: (Result.REACHED,),
}
#: The family was told of the service: what ends the wait after a birth notice.
FIRST_CONTACT = frozenset({Result.REACHED, Result.SENT})
#: Who may read the words, from the closest circle to the widest.
READERS = {
    "observations_vad": "L’équipe de soin",
    "sante_enfant": "Qui lit la santé de l’enfant",
    "dossier_mere": "Qui lit le dossier de la mère",
    PLANNING: "Toute la PMI, secrétariat compris",
}
FACTS = {
    "result": Fact("Résultat", Kind.ONE_OF, PLANNING, among={one.value: one.label for one in Result}, required=True)
}
LONGEST = 2_000
OLDEST = timedelta(days=366)


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas de noter un contact avec cette famille."


class NotFound(Refusal):
    sentence = "Ce contact n’existe pas ou ne vous est pas ouvert."


@dataclass(frozen=True)
class Told:
    """A contact as this reader may know of it: without what was said if that is not for her."""

    contact: Contact
    who: str
    words: str
    kept_from_reader: bool


def readers_for(role: str) -> dict[str, str]:
    """Among whom this role may choose: nobody writes what she could not read again."""
    return {code: label for code, label in READERS.items() if roles.right(role, code).write is not Reach.NONE}


def may_log(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> bool:
    opened = household.open_to(actor, PLANNING, today, write=True).where(Household.id == family_id)
    return session.exec(opened).first() is not None


def log(
    session: Session,
    actor: Actor,
    family_id: uuid.UUID,
    means: str,
    result: str,
    today: date,
    now: datetime,
    *,
    words: str = "",
    compartment: str = PLANNING,
    at: datetime | None = None,
    person_id: uuid.UUID | None = None,
) -> Contact:
    """:raises Refusal: if this actor may not, or no such thing can come of it"""
    if not may_log(session, actor, family_id, today):
        raise NotAllowed
    if compartment not in readers_for(actor.role):
        raise NotAllowed("Choisissez qui pourra lire ces mots.")
    return write(
        session, actor, family_id, means, result, now, words=words, compartment=compartment, at=at, person_id=person_id
    )


def write(
    session: Session,
    actor: Actor,
    family_id: uuid.UUID,
    means: str,
    result: str,
    now: datetime,
    *,
    words: str = "",
    compartment: str = PLANNING,
    at: datetime | None = None,
    person_id: uuid.UUID | None = None,
    contact_id: uuid.UUID | None = None,
) -> Contact:
    """Note it; whether she may is asked before. ``contact_id``: made by the tablet that sent it.

    :raises Invalid: naming what cannot be noted like this
    """
    if means not in RESULTS or result not in RESULTS[means]:
        raise Invalid("Choisissez le moyen, puis le résultat.")
    if compartment not in READERS:
        raise Invalid("Choisissez qui pourra lire ces mots.")
    at = at or now
    if not now - OLDEST <= at <= now:
        raise Invalid("Le contact doit dater d’un an au plus, et pas de demain : vérifiez le jour.")
    words = words.strip()
    if len(words) > LONGEST:
        raise Invalid(f"Ce texte a {len(words)} caractères, {LONGEST} au plus : l’essentiel suffit.")
    if person_id is not None:
        person = session.get(Person, person_id)
        if person is None or person.family_id != family_id:
            raise Invalid("Cette personne n’est pas dans le foyer.")
    made = Contact(
        id=contact_id or new_id(),
        family_id=family_id,
        person_id=person_id,
        at=at,
        means=means,
        result=result,
        words=words,
        compartment=compartment,
        account_id=actor.account_id,
        noted_at=now,
    )
    session.add(made)
    offline = contact_id is not None
    journal.note(session, actor, family_id, What.WRITE, "contact", now, subject_id=made.id, offline=offline)
    session.flush()
    return made


def cancel(session: Session, actor: Actor, contact_id: uuid.UUID, reason: str, today: date, now: datetime) -> Contact:
    """A contact noted by mistake, or a letter that will not leave: it stays, struck out with the reason.

    :raises Refusal: without a reason, or for whoever may not write it
    """
    query = select(Contact).where(
        Contact.id == contact_id, Contact.family_id.in_(household.open_to(actor, PLANNING, today, write=True))
    )
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    reason = decision.reason_from(reason)
    session.refresh(found, with_for_update=True)
    name = Means(found.means).label
    before = {"result": found.result}
    fact_change.write(
        session, actor, found, About.CONTACT, name, FACTS, {"result": Result.CANCELLED.value}, before, now, reason
    )
    journal.note(session, actor, found.family_id, What.WRITE, "contact", now, subject_id=found.id)
    return found


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date, most: int = 100) -> list[Told]:
    """The family's contacts, newest first. Who has only a shared right reads none: they are the service's own."""
    return of_families(session, actor, [family_id], today, most)[family_id]


def of_families(
    session: Session, actor: Actor, families: Collection[uuid.UUID], today: date, most: int
) -> dict[uuid.UUID, list[Told]]:
    """The last contacts of each of these families, newest first; as :func:`of_family`, in a few queries for all."""
    told: dict[uuid.UUID, list[Told]] = defaultdict(list)
    if not families or not reads(actor.role):
        return told
    rank = sa.func.row_number().over(
        partition_by=Contact.family_id, order_by=(sa.desc(Contact.at), sa.desc(Contact.id))
    )
    ranked = (
        sa.select(Contact.id.label("id"), rank.label("rank"))
        .where(Contact.family_id.in_(families), Contact.family_id.in_(household.open_to(actor, PLANNING, today)))
        .subquery()
    )
    query = (
        select(Contact, Account.name)
        .join(Account, Account.id == Contact.account_id)
        .where(Contact.id.in_(sa.select(ranked.c.id).where(ranked.c.rank <= most)))
        .order_by(sa.desc(Contact.at), sa.desc(Contact.id))
    )
    opened: dict[str, set] = {PLANNING: set(families)}
    for one, who in session.exec(query).all():
        if one.compartment not in opened:
            query = household.open_to(actor, one.compartment, today).where(Household.id.in_(families))
            opened[one.compartment] = set(session.exec(query))
        own = one.account_id == actor.account_id
        # Of the mother’s file some roles read what they wrote themselves only (domain §1.2).
        may = one.family_id in opened[one.compartment] and secrecy.may_read(one.compartment, actor.role, own)
        readable = may or own
        told[one.family_id].append(Told(one, who, one.words if readable else "", bool(one.words) and not readable))
    return told


def reads(role: str) -> bool:
    return roles.right(role, PLANNING).read is Reach.ALL or role in household.SECTOR_IS_CARE
