"""« Certificats »: noted when they arrive, written by whoever has the right, corrected by a linked version.

The secretariat notes that one came in and learns nothing else of it. What it says brings the child’s measurements, the
exam that it was filled in at, and, where the parents agreed, the link with the sector’s doctor.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.carnet import brought, reach, templates
from fieldvisit.carnet.certificate import Certificate, Channel, Kind
from fieldvisit.carnet.problem import Problem, Verdict, ask
from fieldvisit.carnet.reach import NotFound
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.words import Refusal, french_date

LONGEST_NAME = 200


class AlreadyThere(Refusal):
    sentence = "Ce certificat est déjà noté pour cet enfant."


class NoReason(Refusal):
    sentence = "Écrivez en quelques mots pourquoi : le motif reste avec le certificat."


class Gone(Refusal):
    sentence = "Ce certificat a été corrigé entre-temps : rouvrez-le pour lire la version en vigueur."


@dataclass(frozen=True)
class Written:
    """What a certificate says, as it was typed: ``given`` holds texts by field code."""

    examined_on: date | None
    doctor: str = ""
    place: str = ""
    given: dict[str, str] = field(default_factory=dict)


def standing():
    """Condition: neither corrected nor struck out."""
    return sa.and_(Certificate.replaced_by.is_(None), Certificate.struck_at.is_(None))


def receive(
    session: Session,
    actor: Actor,
    child_id: uuid.UUID,
    kind: str,
    received_on: date,
    now: datetime,
    today: date,
    channel: str = Channel.PAPER,
) -> Certificate:
    """Note that it came in, and nothing of what it says.

    :raises NotFound: if this child is not one of the actor’s
    :raises AlreadyThere: if one of this kind is in force
    :raises Asked: for a day that cannot be
    """
    child, _ = reach.child(session, child_id, reach.arrivals(actor, today, write=True))
    kind = Kind(kind)
    ask(_day_problems(child, received_on, today), confirmed=False)
    known = in_force(session, child.id, kind)
    if known is not None:
        raise AlreadyThere(f"Le {kind} de {child.first_name} est déjà noté, reçu le {french_date(known.received_on)}.")
    made = Certificate(
        family_id=child.family_id,
        child_id=child.id,
        kind=kind,
        template=templates.VERSION,
        received_on=received_on,
        channel=Channel(channel),
        missing=templates.missing(kind, {}),
        noted_by=actor.account_id,
        noted_at=now,
    )
    session.add(made)
    journal.note(session, actor, child.family_id, What.WRITE, "certificat", now, subject_id=made.id)
    session.flush()
    return made


def in_force(session: Session, child_id: uuid.UUID, kind: str) -> Certificate | None:
    query = select(Certificate).where(Certificate.child_id == child_id, Certificate.kind == kind, standing())
    return session.exec(query.order_by(sa.desc(Certificate.noted_at)).limit(1)).one_or_none()


def find(
    session: Session, actor: Actor, certificate_id: uuid.UUID, today: date, *, write: bool = False
) -> tuple[Certificate, Person]:
    """A certificate whole, to read it or to write it.

    :raises NotFound: if it does not exist or may not be read by this actor
    """
    query = (
        select(Certificate, Person)
        .join(Person, Person.id == Certificate.child_id)
        .join(Household, Household.id == Certificate.family_id)
        .where(Certificate.id == certificate_id, reach.certificates(actor, today, write=write))
    )
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound("Ce certificat n’existe pas ou ne vous est pas ouvert.")
    return found[0], found[1]


def write(
    session: Session,
    actor: Actor,
    certificate_id: uuid.UUID,
    said: Written,
    now: datetime,
    today: date,
    *,
    reason: str = "",
    confirmed: bool = False,
) -> Certificate:
    """Write what it says: the first time on its arrival, then as a new version that corrects the one in force.

    A certificate that is not whole is kept, and counts as incomplete.

    :raises NotFound: if it is not this actor’s to write
    :raises NoReason: for a correction that says nothing of why
    :raises Gone: if it was corrected or struck out meanwhile
    :raises Asked: and nothing is written
    """
    session.exec(select(Certificate.id).where(Certificate.id == certificate_id).with_for_update()).all()
    found, child = find(session, actor, certificate_id, today, write=True)
    session.refresh(found)
    if found.replaced_by is not None or found.struck_at is not None:
        raise Gone
    answers = check(session, found, child, said, today, confirmed=confirmed)
    if found.entered_at is None:
        made = found
    else:
        if not reason.strip():
            raise NoReason
        made = Certificate(**found.model_dump(include=_KEPT), correction_reason=reason.strip()[:LONGEST_NAME])
        session.add(made)
        session.flush()
        found.replaced_by = made.id
        session.add(found)
    made.answers, made.missing = answers, templates.missing(made.kind, answers)
    made.examined_on = said.examined_on
    made.doctor, made.place = said.doctor.strip()[:LONGEST_NAME], said.place.strip()[:LONGEST_NAME]
    made.doctor_link, made.about = answers.get(templates.LINK) is True, answers.get(templates.ABOUT, "")
    made.entered_by, made.entered_at = actor.account_id, now
    session.add(made)
    session.flush()
    brought.bring(session, actor, made, child, found if made is not found else None, now, today)
    journal.note(session, actor, made.family_id, What.WRITE, "certificat", now, subject_id=made.id)
    session.flush()
    return made


#: What a correction keeps of the version before.
_KEPT = {"family_id", "child_id", "kind", "template", "received_on", "channel", "source_sha256", "noted_by", "noted_at"}


def check(session: Session, found: Certificate, child: Person, said: Written, today: date, *, confirmed: bool) -> dict:
    """The answers as they are kept.

    :raises Asked: for what cannot be so, or is unusual and was not confirmed
    """
    answers, wrong = templates.read(found.kind, said.given)
    problems = [Problem(one.code, Verdict.REFUSE, one.sentence) for one in wrong]
    if said.examined_on is None:
        problems.insert(0, Problem("examined_on", Verdict.REFUSE, "Indiquez la date de l’examen."))
    else:
        problems = _day_problems(child, said.examined_on, today, "examined_on") + problems
        problems += brought.unusual(session, found.kind, answers, child, said.examined_on)
    ask(problems, confirmed=confirmed)
    return answers


def _day_problems(child: Person, day: date, today: date, key: str = "received_on") -> list[Problem]:
    if day > today:
        return [Problem(key, Verdict.REFUSE, f"Le {french_date(day)} n’est pas encore passé : vérifiez la date.")]
    if child.birth_date and day < child.birth_date:
        born = french_date(child.birth_date)
        return [Problem(key, Verdict.REFUSE, f"Le {french_date(day)} est avant la naissance ({born}).")]
    return []


def strike(
    session: Session, actor: Actor, certificate_id: uuid.UUID, why: str, now: datetime, today: date
) -> Certificate:
    """« Noté par erreur »: it stays, struck out, and what it brought no longer counts.

    :raises NoReason: if nothing says why
    :raises NotFound: if it is not this actor’s to strike: an arrival asks for less than a content
    """
    if not why.strip():
        raise NoReason
    query = select(Certificate).join(Household, Household.id == Certificate.family_id)
    empty = sa.and_(Certificate.entered_at.is_(None), reach.arrivals(actor, today, write=True))
    found = session.exec(
        query.where(
            Certificate.id == certificate_id,
            standing(),
            sa.or_(empty, reach.certificates(actor, today, write=True)),
        )
    ).one_or_none()
    if found is None:
        raise NotFound("Ce certificat n’existe pas ou ne vous est pas ouvert.")
    found.struck_by, found.struck_at, found.struck_why = actor.account_id, now, why.strip()[:LONGEST_NAME]
    session.add(found)
    brought.take_back(session, actor, found, now, why.strip()[:LONGEST_NAME], today)
    journal.note(session, actor, found.family_id, What.WRITE, "certificat", now, subject_id=found.id)
    session.flush()
    return found


def versions(session: Session, found: Certificate) -> list[tuple[Certificate, str]]:
    """The former versions of a certificate, newest first, each with who wrote it."""
    query = (
        select(Certificate, Account.name)
        .join(Account, Account.id == Certificate.entered_by)
        .where(
            Certificate.child_id == found.child_id,
            Certificate.kind == found.kind,
            Certificate.replaced_by.is_not(None),
        )
    )
    return list(session.exec(query.order_by(sa.desc(Certificate.entered_at))))
