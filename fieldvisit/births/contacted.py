"""The family was reached for the first time since its notice: indicators i02 and i03 count from there (domain §9)."""

import uuid
from collections.abc import Collection
from datetime import datetime, time

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.families.age import PARIS
from fieldvisit.families.contact import Contact
from fieldvisit.families.contacting import FIRST_CONTACT
from fieldvisit.schedule.visit import Status as VisitStatus
from fieldvisit.schedule.visit import Visit

WAITING = (Status.TO_ASSIGN, Status.ASSIGNED)


def contacted(session: Session, family_id: uuid.UUID, at: datetime) -> int:
    """What waits about this family was answered at this instant; how many notices that changed."""
    query = select(Notice).where(
        Notice.family_id == family_id,
        Notice.kind != Kind.DEATH,
        Notice.first_contact_at.is_(None),
        Notice.status.in_(WAITING),
        Notice.received_on <= at.astimezone(PARIS).date(),
    )
    found = session.exec(query).all()
    for one in found:
        one.first_contact_at = at
        one.status = Status.CONTACTED if one.assigned_to else one.status
        session.add(one)
    return len(found)


def catch_up(session: Session, sectors: Collection[uuid.UUID]) -> int:
    """Contacts and visits noted since, wherever they were; how many notices that changed."""
    waiting = (
        Notice.sector_id.in_(sectors),
        Notice.first_contact_at.is_(None),
        Notice.status.in_(WAITING),
        Notice.kind != Kind.DEATH,
    )
    heard = (
        sa.select(Notice.family_id, Notice.received_on, Contact.at)
        .join(Contact, Contact.family_id == Notice.family_id)
        .where(*waiting, Contact.result.in_(FIRST_CONTACT))
    )
    seen = (
        sa.select(Notice.family_id, Notice.received_on, Visit.planned_on, Visit.planned_at, Visit.started_at)
        .join(Visit, Visit.family_id == Notice.family_id)
        .where(*waiting, Visit.status == VisitStatus.DONE, Visit.planned_on >= Notice.received_on)
    )
    first: dict[uuid.UUID, datetime] = {}

    def note(family_id: uuid.UUID, received, at: datetime) -> None:
        if at.astimezone(PARIS).date() >= received:
            first[family_id] = min(at, first.get(family_id, at))

    for family_id, received, at in session.execute(heard):
        note(family_id, received, at)
    for family_id, received, on, hour, started in session.execute(seen):
        note(family_id, received, started or datetime.combine(on, hour or time(12), PARIS))
    return sum(contacted(session, family_id, at) for family_id, at in first.items())
