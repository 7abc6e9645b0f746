"""An « Urgent » told from a school or a childminder’s home; a pupil’s goes with the check into the child’s file."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.alerts import lifting, raising
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.alerts.raising import Origin, Said
from fieldvisit.families.person import Person
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.schools.pupils import SchoolPupil


@dataclass(frozen=True)
class Met:
    """``visit_id``: the pupil, or the visit for a licence; the rest as ``raising.Origin``."""

    place_id: uuid.UUID
    visit_id: uuid.UUID
    record_id: uuid.UUID | None
    chain_id: uuid.UUID | None
    author: Actor


def note(session: Session, met: Met, states: list[Said], now: datetime) -> None:
    """:raises AnotherFamily: if what is known of this visit is of elsewhere"""
    raising.note(session, *_standing(session, met, states), now)


def raise_missing(session: Session, met: Met, states: list[Said], now: datetime) -> None:
    raising.raise_missing(session, *_standing(session, met, states), now)


def lift(session: Session, met: Met, lifted: list[Said], now: datetime) -> None:
    """A correction no longer raises these."""
    origin, states = _standing(session, met, lifted)
    lifting.lift(session, origin.visit_id, met.author.account_id, states, now)


def move(session: Session, pupil: SchoolPupil, person: Person, visit_id: uuid.UUID) -> None:
    """What was told of the pupil is the child's: it keeps who took it in charge, and its history."""
    told = select(UrgentAlert).where(UrgentAlert.place_id == pupil.session_id, UrgentAlert.visit_id == pupil.id)
    there = session.exec(select(UrgentAlert).where(UrgentAlert.visit_id == visit_id))
    known = {(one.rule, one.child_key) for one in there}
    for alert in session.exec(told.with_for_update()).all():
        child = _child(alert.child_key, pupil, person.id)
        if (alert.rule, child) not in known:
            alert.family_id, alert.place_id, alert.visit_id, alert.child_key = person.family_id, None, visit_id, child
            session.add(alert)
    session.flush()


def _standing(session: Session, met: Met, states: list[Said]) -> tuple[Origin, list[Said]]:
    """In the child's file once her check is filed, else at the place."""
    query = (
        select(SchoolPupil, VisitRecord)
        .join(SchoolCheck, SchoolCheck.pupil_id == SchoolPupil.id)
        .join(VisitRecord, VisitRecord.id == SchoolCheck.filed_id)
        .where(SchoolPupil.id == met.visit_id, SchoolPupil.session_id == met.place_id)
        .order_by(SchoolCheck.received_at, SchoolCheck.id)
    )
    filed = session.exec(query).first()
    if filed is None:
        return Origin(None, met.visit_id, met.record_id, met.chain_id, met.author, met.place_id), states
    pupil, record = filed
    origin = Origin(record.family_id, record.visit_id, record.id, met.chain_id, met.author)
    return origin, [replace(one, child_key=_child(one.child_key, pupil, pupil.person_id)) for one in states]


def _child(key: str, pupil: SchoolPupil, person_id: uuid.UUID | None) -> str:
    return str(person_id) if key == str(pupil.id) and person_id else key
