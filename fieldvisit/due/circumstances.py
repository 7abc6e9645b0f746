"""What priority looks at of many families at once: a few plain queries for some hundreds of them, no objects."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.due.finding import Finding, Found
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.families.contact import Contact, Means
from fieldvisit.families.household import Household
from fieldvisit.families.person import Disability, Person, Pregnancy, Role
from fieldvisit.families.support import Support
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.tisf.order import STANDING, InterventionOrder
from fieldvisit.tisf.order import Status as OrderStatus

#: How a family makes itself heard.
ASKING = (Means.CALL_IN, Means.OFFICE)


@dataclass(slots=True)
class Child:
    id: uuid.UUID
    birth_date: date | None
    term_weeks: int | None
    birth_weight_g: int | None
    multiple: bool
    disabled: bool
    in_care: bool
    discharged_on: date | None


@dataclass(slots=True)
class Told:
    """What the newest record that speaks of it says; ``value``: "" where nothing stood out."""

    value: str
    on: date


@dataclass(slots=True)
class Circumstances:
    """One family on one day. ``told``: by what was found and, for growth, the child; ``pregnancies``: (ended on,
    parity, multiple); ``supports``: (code, first day, last day) of those in force."""

    followed: bool = False
    children: list[Child] = field(default_factory=list)
    pregnancies: list[tuple[date | None, int | None, bool]] = field(default_factory=list)
    told: dict[tuple[str, str], Told] = field(default_factory=dict)
    urgent: bool = False
    last_visit: date | None = None
    followed_since: date | None = None
    assigned_since: date | None = None
    supports: list[tuple[str, date, date | None]] = field(default_factory=list)
    asked_at: datetime | None = None


def of(session: Session, family_ids: Collection[uuid.UUID], today: date) -> dict[uuid.UUID, Circumstances]:
    """The circumstances of each of these families. Who died or was entered by mistake is left out."""
    found = {one: Circumstances() for one in family_ids}
    _persons(session, found)
    _records(session, found)
    _support(session, found, today)
    _contacts(session, found, today)
    return found


def _rows(session: Session, query: sa.Select):
    return session.connection().execute(query)


def _persons(session: Session, found: dict[uuid.UUID, Circumstances]) -> None:
    followed = sa.select(Household.id).where(Household.id.in_(found), Household.status == "suivie")
    for (family,) in _rows(session, followed):
        found[family].followed = True
    children = sa.select(
        Person.family_id,
        Person.id,
        Person.birth_date,
        Person.term_weeks,
        Person.birth_weight_g,
        Person.multiple,
        sa.or_(
            Person.disability_status.in_((Disability.SUSPECTED, Disability.KNOWN)),
            sa.and_(Person.disability != "", Person.disability_status != Disability.NO),
        ),
        Person.in_care,
        Person.discharged_on,
    ).where(
        Person.family_id.in_(found),
        Person.role == Role.CHILD,
        Person.deceased_on.is_(None),
        Person.set_aside_at.is_(None),
    )
    for family, *child in _rows(session, children):
        found[family].children.append(Child(*child))
    pregnancies = sa.select(Pregnancy.family_id, Pregnancy.ended_on, Pregnancy.parity, Pregnancy.multiple)
    for family, *pregnancy in _rows(session, pregnancies.where(Pregnancy.family_id.in_(found))):
        found[family].pregnancies.append(tuple(pregnancy))


def _records(session: Session, found: dict[uuid.UUID, Circumstances]) -> None:
    told = (
        sa.select(Finding.family_id, Finding.code, Finding.subject, Finding.value, Finding.on)
        .join(VisitRecord, VisitRecord.id == Finding.record_id)
        .where(Finding.family_id.in_(found), Finding.code != Found.READ, VisitRecord.corrected_by_id.is_(None))
        .order_by(Finding.on, VisitRecord.received_at)
    )
    for family, code, subject, value, on in _rows(session, told):
        found[family].told[code, subject] = Told(value, on)  # the newest last
    waits = sa.or_(UrgentAlert.withdrawn_at.is_(None), UrgentAlert.taken_at.is_not(None))
    urgent = sa.select(UrgentAlert.family_id).where(
        UrgentAlert.family_id.in_(found), UrgentAlert.closed_at.is_(None), waits
    )
    for (family,) in _rows(session, urgent):
        found[family].urgent = True
    visits = (
        sa.select(Visit.family_id, sa.func.max(Visit.planned_on))
        .where(Visit.family_id.in_(found), Visit.status == Status.DONE, Visit.kind.not_in(visit_type.SESSIONS))
        .group_by(Visit.family_id)
    )
    for family, last in _rows(session, visits):
        found[family].last_visit = last


def _support(session: Session, found: dict[uuid.UUID, Circumstances], today: date) -> None:
    follow_ups = (
        sa.select(FollowUp.family_id, sa.func.min(FollowUp.starts_on))
        .where(
            FollowUp.family_id.in_(found),
            FollowUp.starts_on <= today,
            sa.or_(FollowUp.ended_on.is_(None), FollowUp.ended_on >= today),
        )
        .group_by(FollowUp.family_id)
    )
    for family, since in _rows(session, follow_ups):
        found[family].followed_since = since
    supports = sa.select(Support.family_id, Support.code, Support.started_on, Support.ended_on).where(
        Support.family_id.in_(found),
        Support.started_on <= today,
        sa.or_(Support.ended_on.is_(None), Support.ended_on >= today),
    )
    for family, *support in _rows(session, supports):
        found[family].supports.append(tuple(support))
    orders = sa.select(
        InterventionOrder.family_id, InterventionOrder.frame, InterventionOrder.starts_on, InterventionOrder.ends_on
    ).where(
        InterventionOrder.family_id.in_(found),
        InterventionOrder.status.in_((*STANDING, OrderStatus.SUSPENDED)),
        InterventionOrder.starts_on <= today,
    )
    for family, *order in _rows(session, orders):
        found[family].supports.append(tuple(order))
    assigned = (
        sa.select(CareRelationship.family_id, sa.func.min(CareRelationship.since))
        .where(
            CareRelationship.family_id.in_(found),
            CareRelationship.reason == Reason.ASSIGNED,
            CareRelationship.since <= today,
            sa.or_(CareRelationship.until.is_(None), CareRelationship.until >= today),
        )
        .group_by(CareRelationship.family_id)
    )
    for family, since in _rows(session, assigned):
        found[family].assigned_since = since


def _contacts(session: Session, found: dict[uuid.UUID, Circumstances], today: date) -> None:
    asked = (
        sa.select(Contact.family_id, sa.type_coerce(sa.func.max(Contact.at), Contact.__table__.c.at.type))
        .where(Contact.family_id.in_(found), Contact.means.in_(ASKING))
        .group_by(Contact.family_id)
    )
    for family, at in _rows(session, asked):
        found[family].asked_at = at
