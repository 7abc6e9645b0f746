"""Planning at the office: a visit is planned, moved or cancelled, each with the rules that refuse it.

Planning a visit gives its worker the care relationship she needs to carry the file. Two visits at
the same hour are allowed – two colleagues may swap, a visit may be short – but said; so is one on an
absence, a public holiday, or outside her hours.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import care, journal, roles
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.calendars import free
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.licences import visit as outside
from fieldvisit.schedule import visit as visits
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.visit import OPEN, Status, Visit
from fieldvisit.schools import sessions as school_sessions
from fieldvisit.words import Refusal

FURTHEST = timedelta(days=366)
SHORTEST, LONGEST = 5, 600
#: After the last planned visit the worker still writes and is called back.
CARE_AFTER_VISIT = timedelta(days=30)
#: Still in force: what stands in the worker's day.
STANDING = (*OPEN, Status.DONE, Status.ABSENT)


class Invalid(Refusal):
    sentence = "Cette visite ne peut pas être programmée ainsi."


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas de modifier le planning de cette famille."


class Closed(Refusal):
    sentence = "Cette visite est déjà close : programmez-en une autre."


@dataclass(frozen=True)
class Plan:
    """When, how long and by whom."""

    planned_on: date
    planned_at: time | None
    duration_min: int
    worker_id: uuid.UUID


def plan(
    session: Session,
    actor: Actor,
    family_id: uuid.UUID,
    kind: str,
    when: Plan,
    reason: str,
    today: date,
    now: datetime,
) -> tuple[Visit, str]:
    """The new visit and a warning, empty if there is nothing to say.

    :raises Refusal: with what to change
    """
    family = _writable(session, actor, family_id, today)
    warning = _check(session, actor, kind, when, today)
    role = session.get_one(Account, when.worker_id).role
    if visit_type.TYPES[kind] not in visit_type.plannable(actor.role, role):
        raise Invalid("Choisissez un type de visite dans la liste.")
    made = Visit(
        family_id=family.id,
        kind=kind,
        planned_on=when.planned_on,
        planned_at=when.planned_at,
        duration_min=when.duration_min,
        worker_id=when.worker_id,
        reason=_text(reason),
        created_at=now,
        created_by=actor.account_id,
    )
    session.add(made)
    give_care(session, made, today)
    journal.note(session, actor, family.id, journal.What.WRITE, "planning", now, subject_id=made.id)
    return made, warning


def move(session: Session, actor: Actor, visit_id: uuid.UUID, when: Plan, today: date, now: datetime) -> str:
    """Another day, hour, duration or worker; the warning to show, if any.

    :raises Refusal: if the visit is closed, not open to the actor, or the new plan is impossible
    """
    moved = _changeable(session, actor, visit_id, today)
    warning = _check(session, actor, moved.kind, when, today, moved.id)
    former = moved.worker_id
    if moved.planned_on != when.planned_on or moved.worker_id != when.worker_id:
        moved.position = None  # the order of the day was that of another day
    moved.planned_on, moved.planned_at = when.planned_on, when.planned_at
    moved.duration_min, moved.worker_id = when.duration_min, when.worker_id
    session.add(moved)
    give_care(session, moved, today)
    if former != moved.worker_id:
        take_care_back(session, former, moved.family_id, today)
    journal.note(session, actor, moved.family_id, journal.What.WRITE, "planning", now, subject_id=moved.id)
    return warning


def cancel(session: Session, actor: Actor, visit_id: uuid.UUID, reason: str, today: date, now: datetime) -> Visit:
    """:raises Refusal: if the visit is closed, not open to the actor, or no reason is given"""
    cancelled = _changeable(session, actor, visit_id, today)
    if not reason.strip():
        raise Invalid("Dites pourquoi la visite est annulée.")
    cancelled.status, cancelled.cancel_reason = Status.CANCELLED, _text(reason)
    session.add(cancelled)
    take_care_back(session, cancelled.worker_id, cancelled.family_id, today)
    journal.note(session, actor, cancelled.family_id, journal.What.WRITE, "planning", now, subject_id=cancelled.id)
    return cancelled


def workers(session: Session, actor: Actor) -> list[Account]:
    """The field workers of the actor's sectors, by name: the rows of the planning."""
    query = (
        select(Account)
        .where(
            Account.role.in_(roles.FIELD),
            Account.disabled_at.is_(None),
            Account.id.in_(select(AccountSector.account_id).where(AccountSector.sector_id.in_(actor.sectors))),
        )
        .order_by(Account.name)
    )
    return list(session.exec(query))


def _writable(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> Household:
    found = household.find(session, actor, family_id, today)
    writable = household.open_to(actor, "planning_mission", today, write=True)
    if session.exec(select(Household.id).where(Household.id == family_id, Household.id.in_(writable))).first() is None:
        raise NotAllowed
    return found


def _changeable(session: Session, actor: Actor, visit_id: uuid.UUID, today: date) -> Visit:
    found = visits.find(session, actor, visit_id, today)
    if found.kind in visit_type.SESSIONS:
        raise Closed("Cette séance vient d’un ordre d’intervention : changez-la dans « Interventions ».")
    _writable(session, actor, found.family_id, today)
    session.refresh(found, with_for_update=True)  # its record may be arriving from the tablet
    if found.status not in OPEN:
        raise Closed
    if found.status == Status.RUNNING:
        raise Closed("Cette visite est en cours : elle ne peut plus être changée du bureau.")
    return found


def _check(
    session: Session, actor: Actor, kind: str, when: Plan, today: date, moved_id: uuid.UUID | None = None
) -> str:
    known = visit_type.TYPES.get(kind)
    if known is None:
        raise Invalid("Choisissez un type de visite dans la liste.")
    if not today <= when.planned_on <= today + FURTHEST:
        raise Invalid("La date doit être entre aujourd’hui et dans un an.")
    if not SHORTEST <= when.duration_min <= LONGEST:
        raise Invalid(f"La durée doit être entre {SHORTEST} minutes et {LONGEST // 60} heures.")
    worker = {one.id: one for one in workers(session, actor)}.get(when.worker_id)
    if worker is None:
        raise Invalid("Cette personne n’intervient pas dans votre secteur, ou son compte est désactivé.")
    if worker.role not in known.roles:
        shown = visit_type.shown_to(actor.role, kind).label
        raise Invalid(f"« {shown} » n’est pas du ressort de {worker.name} ({roles.LABELS[worker.role]}).")
    told = free.warning(session, worker.id, worker.name, when.planned_on, when.planned_at, when.duration_min)
    return " ".join(one for one in (told, overlap(session, worker, when, moved_id)) if one)


def overlap(session: Session, worker: Account, when: Plan, moved_id: uuid.UUID | None = None) -> str:
    """That she has another visit at this hour, or nothing. ``moved_id``: the visit that is planned anew."""
    if when.planned_at is None:
        return ""
    begin = datetime.combine(when.planned_on, when.planned_at)
    end = begin + timedelta(minutes=when.duration_min)
    standing = select(Visit.planned_at, Visit.duration_min).where(
        Visit.worker_id == worker.id,
        Visit.planned_on == when.planned_on,
        Visit.planned_at.is_not(None),
        Visit.status.in_(STANDING),
        Visit.id != moved_id if moved_id else sa.true(),
    )
    # Of visits outside families only the hour is asked: whose they are is not planning's to know.
    others = [*session.execute(standing), *outside.hours(session, worker.id, when.planned_on, moved_id)]
    others += school_sessions.hours(session, worker.id, when.planned_on, moved_id)
    for at, minutes in sorted(others):
        other = datetime.combine(when.planned_on, at)
        if begin < other + timedelta(minutes=minutes) and other < end:
            return f"{worker.name} a déjà une visite à {at:%H:%M} ce jour-là."
    return ""


def give_care(session: Session, planned: Visit, today: date) -> None:
    """Its worker carries the file until a month after it, if she does not longer already."""
    until = planned.planned_on + CARE_AFTER_VISIT
    held = session.exec(
        select(CareRelationship).where(
            CareRelationship.account_id == planned.worker_id,
            CareRelationship.family_id == planned.family_id,
            CareRelationship.family_id.in_(care.cared_for(planned.worker_id, today)),
        )
    ).all()
    for relation in held:
        if relation.since <= today and (relation.until is None or relation.until >= until):
            return
    session.add(
        CareRelationship(
            account_id=planned.worker_id, family_id=planned.family_id, reason=Reason.VISIT, since=today, until=until
        )
    )


def take_care_back(session: Session, worker_id: uuid.UUID, family_id: uuid.UUID, today: date) -> None:
    """A visit that was the only reason to carry the file no longer is: the tablet forgets it at its next pull."""
    session.flush()
    others = select(Visit.id).where(
        Visit.worker_id == worker_id,
        Visit.family_id == family_id,
        Visit.status.in_(STANDING),
        Visit.planned_on >= today - CARE_AFTER_VISIT,
    )
    if session.exec(others).first() is not None:
        return
    relations = select(CareRelationship).where(
        CareRelationship.account_id == worker_id,
        CareRelationship.family_id == family_id,
        CareRelationship.reason == Reason.VISIT,
    )
    for relation in session.exec(relations):
        if relation.until is None or relation.until >= today:
            relation.until = today - timedelta(days=1)
            session.add(relation)


def _text(words: str) -> str:
    return words.replace("\0", "").strip()[:2000]
