"""Pregnancies at the office: declared, corrected, ended. For whoever may write the mother's file, and nobody else.

The due date is the one set in France: 41 SA, that is 287 days from the last period (domain §6).
"""

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.families import fact_change, household, members
from fieldvisit.families.fact import MOTHER, Fact, Invalid, Kind
from fieldvisit.families.fact_change import About, Conflict
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Pregnancy, Role
from fieldvisit.words import Choice, Refusal, french_date

#: From the last period to the due date, 41 SA.
WHOLE = timedelta(days=287)
#: Longer than this after the due date nobody is pregnant.
OVERDUE = timedelta(days=21)


class Outcome(Choice):
    BORN = "vivant", "Enfant(s) vivant(s)"
    DIED_BEFORE = "deces_avant", "Décès avant ou à la naissance"
    DIED_AFTER = "deces_apres", "Décès après la naissance"
    MISCARRIAGE = "fausse_couche", "Fausse couche"
    STOPPED = "interruption", "Interruption de grossesse"
    UNKNOWN = "inconnue", "Issue inconnue"


FACTS = {
    "declared_on": Fact("Déclarée le", Kind.DAY, MOTHER),
    "due_date": Fact("Terme prévu (41 SA)", Kind.DAY, MOTHER),
    "gravidity": Fact("Gestité", Kind.WHOLE, MOTHER, 1, 25),
    "parity": Fact("Parité", Kind.WHOLE, MOTHER, 0, 20),
    "multiple": Fact("Grossesse multiple", Kind.YES, MOTHER),
    "maternity": Fact("Maternité", compartment=MOTHER),
    "ended_on": Fact("Terminée le", Kind.DAY, MOTHER),
    "outcome": Fact("Issue", Kind.ONE_OF, MOTHER, among={one.value: one.label for one in Outcome}, empty=""),
}


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas d’écrire le dossier de la mère."


class NotFound(Refusal):
    sentence = "Cette grossesse n’existe pas ou ne vous est pas ouverte."


def term(pregnancy: Pregnancy, on: date) -> int | None:
    """Days of amenorrhoea on this day; None without a due date."""
    return None if pregnancy.due_date is None else (on - (pregnancy.due_date - WHOLE)).days


def may_write(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> bool:
    opened = household.open_to(actor, MOTHER, today, write=True).where(Household.id == family_id)
    return session.exec(opened).first() is not None


def declare(
    session: Session, actor: Actor, mother_id: uuid.UUID, values: Mapping, today: date, now: datetime
) -> Pregnancy:
    """:raises Refusal: if this actor may not, or the dates cannot be"""
    mother = members.find(session, actor, mother_id, today)
    if not may_write(session, actor, mother.family_id, today):
        raise NotAllowed
    if mother.role == Role.CHILD or mother.set_aside_at or mother.deceased_on:
        raise Invalid("Choisissez la personne enceinte parmi les adultes du foyer.")
    made = Pregnancy(family_id=mother.family_id, mother_id=mother.id, **values)
    check(made, today)
    others = select(Pregnancy.id).where(Pregnancy.mother_id == mother.id, Pregnancy.ended_on.is_(None))
    if made.ended_on is None and session.exec(others).first() is not None:
        raise Invalid("Une grossesse est déjà en cours pour elle : corrigez-la, ou terminez-la d’abord.")
    session.add(made)
    session.flush()
    name = members.name_of(mother)
    fact_change.note(session, actor, made, About.PREGNANCY, name, fact_change.ADDED, now, compartment=MOTHER)
    _journal(session, actor, made, now)
    return made


def correct(
    session: Session,
    actor: Actor,
    pregnancy_id: uuid.UUID,
    changes: Mapping,
    before: Mapping,
    today: date,
    now: datetime,
) -> list[Conflict]:
    """Also how it ends: ``ended_on`` and ``outcome`` together.

    :raises Refusal: if this actor may not, or what is said cannot be: then nothing changed
    """
    found = find(session, actor, pregnancy_id, today)
    if not may_write(session, actor, found.family_id, today):
        raise NotAllowed
    session.refresh(found, with_for_update=True)
    name = members.name_of(session.get_one(Person, found.mother_id))
    conflicts = fact_change.write(session, actor, found, About.PREGNANCY, name, FACTS, changes, before, now)
    check(found, today)
    _journal(session, actor, found, now)
    return conflicts


def find(session: Session, actor: Actor, pregnancy_id: uuid.UUID, today: date) -> Pregnancy:
    """:raises NotFound: if there is none, or the mother's file is not open to this actor"""
    opened = household.open_to(actor, MOTHER, today)
    query = select(Pregnancy).where(Pregnancy.id == pregnancy_id, Pregnancy.family_id.in_(opened))
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def check(one: Pregnancy, today: date) -> None:
    """:raises Invalid: for dates that cannot be together, with what to look at"""
    for name, fact in FACTS.items():
        fact.check(getattr(one, name))
    for name in ("declared_on", "ended_on"):
        at = getattr(one, name)
        if at is not None and at > today:
            raise Invalid(f"{FACTS[name].label} : le {french_date(at)} n’est pas encore venu.")
    due = one.due_date
    if due is None and one.ended_on is None and one.declared_on is None:
        raise Invalid("Indiquez le terme prévu, ou au moins la date de la déclaration.")
    if due is not None:
        _check_term(one, due, today)
    if (one.ended_on is None) != (one.outcome == ""):
        raise Invalid("Pour terminer une grossesse, indiquez la date et l’issue ensemble.")
    if one.parity is not None and one.gravidity is not None and one.parity > one.gravidity:
        raise Invalid("La parité ne peut pas dépasser la gestité : vérifiez les deux nombres.")


def _check_term(one: Pregnancy, due: date, today: date) -> None:
    began = due - WHOLE
    if one.ended_on is None and due < today - OVERDUE:
        raise Invalid(
            f"Ce terme ({french_date(due)}) est passé : indiquez la fin de la grossesse, ou vérifiez la date."
        )
    if began > today:
        raise Invalid(f"Avec ce terme ({french_date(due)}), la grossesse n’aurait pas commencé. Vérifiez l’année.")
    for name in ("declared_on", "ended_on"):
        at = getattr(one, name)
        if at is not None and not began <= at <= due + OVERDUE:
            raise Invalid(
                f"{FACTS[name].label} : {french_date(at)} ne va pas avec un terme prévu le {french_date(due)}."
            )


def _journal(session: Session, actor: Actor, one: Pregnancy, now: datetime) -> None:
    journal.note(session, actor, one.family_id, What.WRITE, "grossesse", now, subject_id=one.id)
    session.flush()
