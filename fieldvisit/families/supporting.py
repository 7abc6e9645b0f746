"""Supports of a family at the office: begun, corrected, ended; each for whoever may know of its kind."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.families import fact_change, household, supports
from fieldvisit.families.fact import IDENTITY, Fact, Invalid, Kind
from fieldvisit.families.fact_change import About, Conflict
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Role
from fieldvisit.families.support import Support
from fieldvisit.words import Refusal, french_date

#: Fields of a support; who may read a change of one is said by the support's own kind.
LABELS = {
    "started_on": ("Début", Kind.DAY, True),
    "anchor_on": ("Jour de référence", Kind.DAY, False),
    "ended_on": ("Fin", Kind.DAY, False),
    "referent": ("Référent·e", Kind.TEXT, False),
    "note": ("Précision", Kind.TEXT, False),
}
LONGEST_NOTE = 1_000


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas d’écrire ce dispositif."


class NotFound(Refusal):
    sentence = "Ce dispositif n’existe pas ou ne vous est pas ouvert."


def facts(code: str) -> dict[str, Fact]:
    place = supports.kinds()[code].compartment
    return {
        name: Fact(label, kind, place, most=LONGEST_NOTE if name == "note" else 120, required=required)
        for name, (label, kind, required) in LABELS.items()
    }


def offered(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[str]:
    """The kinds that this actor may begin for this family, in the county's order."""
    places = {one.compartment for one in supports.kinds().values()}
    opened = {place for place in places if _writes(session, actor, family_id, place, today)}
    return [code for code, one in supports.kinds().items() if one.compartment in opened]


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[Support]:
    """Those that this reader may know of, what runs first, then the newest.

    Who has only a shared right on the family knows of those of her own trade, and of no other (domain §1.3).
    """
    query = select(Support).where(Support.family_id == family_id).order_by(sa.desc(Support.started_on))
    opened: dict[str, bool] = {}
    listed = []
    for one in session.exec(query):
        place = supports.kinds()[one.code].compartment
        if place not in opened:
            opened[place] = household.is_open(session, actor, family_id, place, today)
        if opened[place] and (whole(actor) or actor.role in supports.kinds()[one.code].trades):
            listed.append(one)
    return sorted(listed, key=lambda one: one.ended_on is not None)


def begin(
    session: Session,
    actor: Actor,
    family_id: uuid.UUID,
    code: str,
    values: Mapping,
    today: date,
    now: datetime,
    *,
    person_id: uuid.UUID | None = None,
) -> Support:
    """:raises Refusal: if this actor may not, or what is said cannot be"""
    if code not in supports.kinds():
        raise Invalid("Choisissez un dispositif dans la liste.")
    kind = supports.kinds()[code]
    if not _writes(session, actor, family_id, kind.compartment, today):
        raise NotAllowed
    if kind.of_child:
        child = session.get(Person, person_id) if person_id else None
        if child is None or child.family_id != family_id or child.role != Role.CHILD or child.set_aside_at:
            raise Invalid(f"« {kind.label} » concerne un enfant : choisissez lequel.")
    made = Support(
        family_id=family_id,
        person_id=person_id if kind.of_child else None,
        code=code,
        noted_by=actor.account_id,
        noted_at=now,
        **values,
    )
    check(made)
    running = select(Support.id).where(
        Support.family_id == family_id,
        Support.code == code,
        Support.person_id == made.person_id if made.person_id else Support.person_id.is_(None),
        Support.ended_on.is_(None),
    )
    if made.ended_on is None and session.exec(running).first() is not None:
        raise Invalid(f"« {kind.label} » est déjà en cours : corrigez-le, ou terminez-le d’abord.")
    session.add(made)
    session.flush()
    place = kind.compartment
    fact_change.note(session, actor, made, About.SUPPORT, kind.label, fact_change.ADDED, now, compartment=place)
    _journal(session, actor, made, now)
    return made


def correct(
    session: Session,
    actor: Actor,
    support_id: uuid.UUID,
    changes: Mapping,
    before: Mapping,
    today: date,
    now: datetime,
) -> list[Conflict]:
    """Also how it ends. What somebody changed meanwhile is kept beside, and said.

    :raises Refusal: if this actor may not, or what is said cannot be: then nothing changed
    """
    found = find(session, actor, support_id, today)
    kind = supports.kinds()[found.code]
    if not _writes(session, actor, found.family_id, kind.compartment, today):
        raise NotAllowed
    session.refresh(found, with_for_update=True)
    conflicts = fact_change.write(
        session, actor, found, About.SUPPORT, kind.label, facts(found.code), changes, before, now
    )
    check(found)
    _journal(session, actor, found, now)
    return conflicts


def find(session: Session, actor: Actor, support_id: uuid.UUID, today: date) -> Support:
    """:raises NotFound: if there is none, or its kind is not for this reader"""
    found = session.get(Support, support_id)
    if found is None or found not in of_family(session, actor, found.family_id, today):
        raise NotFound
    return found


def check(one: Support) -> None:
    """:raises Invalid: for dates that cannot be together"""
    for name, fact in facts(one.code).items():
        fact.check(getattr(one, name))
    if one.ended_on is not None and one.ended_on < one.started_on:
        raise Invalid(
            f"La fin ({french_date(one.ended_on)}) est avant le début ({french_date(one.started_on)}) : vérifiez."
        )


def whole(actor: Actor) -> bool:
    """Whether this role reads a family's file whole; else a note of why is not for her."""
    return roles.right(actor.role, IDENTITY).read is Reach.ALL


def _writes(session: Session, actor: Actor, family_id: uuid.UUID, place: str, today: date) -> bool:
    opened = household.open_to(actor, place, today, write=True).where(Household.id == family_id)
    return session.exec(opened).first() is not None


def _journal(session: Session, actor: Actor, one: Support, now: datetime) -> None:
    journal.note(session, actor, one.family_id, What.WRITE, "dispositif", now, subject_id=one.id)
    session.flush()
