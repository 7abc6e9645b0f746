"""A sector's day as the office follows it (« Aujourd'hui »): its visits, its workers, what their tablets last said.

Read once for all who look (plain columns, no objects to follow); what each reader may see of it is :func:`shown_to`.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.access.roles import Reach
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.running import RunningVisit
from fieldvisit.schedule.visit import OPEN, Status, Visit
from fieldvisit.words import Choice

#: A round is rarely on the minute; after this a visit that has not begun is late.
TOLERANCE = timedelta(minutes=30)
#: A tablet in range asks every half minute; after this it is out of range, asleep or switched off.
SILENT = timedelta(minutes=10)
#: How far back a visit without its record is still looked for on a tablet.
EARLIER = timedelta(days=7)


class State(Choice):
    AHEAD = "a_venir", "À venir"
    RUNNING = "en_cours", "En cours"
    LATE = "en_retard", "En retard"
    UNHEARD = "sans_nouvelle", "Pas de nouvelle"
    DONE = "faite", "Faite"
    ABSENT = "absente", "Absente"
    REFUSED = "refusee", "Refusée"
    POSTPONED = "reportee", "Reportée"
    CANCELLED = "annulee", "Annulée"


CLOSED = {
    Status.DONE: State.DONE,
    Status.ABSENT: State.ABSENT,
    Status.REFUSED: State.REFUSED,
    Status.POSTPONED: State.POSTPONED,
    Status.CANCELLED: State.CANCELLED,
}


@dataclass(frozen=True)
class Stop:
    """``running_since``: as a tablet told it, only while no record has arrived. ``family``: label, or case number."""

    visit_id: uuid.UUID
    family_id: uuid.UUID
    worker_id: uuid.UUID
    kind: str
    on: date
    at: time | None
    duration_min: int
    position: int | None
    status: str
    family: str
    case_number: str
    running_since: datetime | None
    record_id: uuid.UUID | None


@dataclass(frozen=True)
class Tablet:
    """``unsent``, ``drafts``, ``pictures``: what it said at its last contact that had not left it yet."""

    label: str
    contact: datetime | None
    unsent: int
    drafts: int = 0
    pictures: int = 0
    shared: bool = False


@dataclass(frozen=True)
class Worker:
    id: uuid.UUID
    name: str
    role: str
    tablets: tuple[Tablet, ...] = ()

    @property
    def contact(self) -> datetime | None:
        return max((one.contact for one in self.tablets if one.contact), default=None)


@dataclass(frozen=True)
class Day:
    """``stops``: today's, in the order in which they are made. ``earlier``: of the days before, without record."""

    on: date
    stops: tuple[Stop, ...]
    earlier: tuple[Stop, ...]
    workers: tuple[Worker, ...]


def of_sector(session: Session, sector_id: uuid.UUID, today: date) -> Day:
    """Everything that the office follows of this sector today, whoever asks: four short queries."""
    stops = _stops(session, sector_id, today)
    workers = _workers(session, sector_id, {one.worker_id for one in stops})
    return Day(
        today,
        tuple(one for one in stops if one.on == today),
        tuple(one for one in stops if one.on < today),
        tuple(workers),
    )


def _stops(session: Session, sector_id: uuid.UUID, today: date) -> list[Stop]:
    began = select(sa.func.min(RunningVisit.started_at)).where(RunningVisit.visit_id == Visit.id).scalar_subquery()
    # Above all: a visit has one record in force; were there two for a moment, any of them says that it arrived.
    record = (
        select(VisitRecord.id)
        .where(VisitRecord.visit_id == Visit.id, VisitRecord.corrected_by_id.is_(None))
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            Visit.id,
            Visit.family_id,
            Visit.worker_id,
            Visit.kind,
            Visit.planned_on,
            Visit.planned_at,
            Visit.duration_min,
            Visit.position,
            Visit.status,
            Household.label,
            Household.case_number,
            sa.type_coerce(began, RunningVisit.__table__.c.started_at.type),
            record,
        )
        .join(Household, Household.id == Visit.family_id)
        .where(
            Household.sector_id == sector_id,
            Visit.planned_on <= today,
            Visit.planned_on >= today - EARLIER,
            sa.or_(Visit.planned_on == today, Visit.status.in_(OPEN)),
        )
    )
    stops = [Stop(*row) for row in session.execute(query)]
    stops = [one if _may_run(one) else replace(one, running_since=None) for one in stops]
    return sorted(stops, key=_place)


def _may_run(one: Stop) -> bool:
    return one.record_id is None and (one.status in OPEN or one.status == Status.CANCELLED)


def _place(one: Stop) -> tuple:
    """The places given, hers or the office's, then the clock: as on the tablet (offline/js/screens/round.js)."""
    last = one.position is None
    return one.on, last, one.position or 0, one.at is None, one.at or time(), str(one.visit_id)


def _workers(session: Session, sector_id: uuid.UUID, busy: set[uuid.UUID]) -> list[Worker]:
    """Those of the sector who go into homes, and whoever has a visit there."""
    of_sector = select(AccountSector.account_id).where(AccountSector.sector_id == sector_id)
    here = sa.and_(Account.role.in_(roles.FIELD), Account.disabled_at.is_(None), Account.id.in_(of_sector))
    people = session.execute(
        select(Account.id, Account.name, Account.role)
        .where(sa.or_(here, Account.id.in_(busy)))
        .order_by(Account.name, Account.id)
    ).all()
    tablets = _tablets(session, {one.id for one in people})
    return [Worker(*one, tuple(tablets[one.id])) for one in people]


#: What the office calls it, else what it says of itself.
_NAME = sa.func.coalesce(sa.func.nullif(Device.name, ""), Device.label).label("named")


def _tablets(session: Session, workers: set[uuid.UUID]) -> dict[uuid.UUID, list[Tablet]]:
    holders = select(DeviceKey.device_id, sa.func.count(sa.distinct(DeviceKey.account_id)).label("many"))
    holders = holders.where(DeviceKey.revoked_at.is_(None)).group_by(DeviceKey.device_id).subquery()
    query = (
        select(
            DeviceKey.account_id,
            Device.id,
            _NAME,
            Device.last_contact_at,
            Device.unsent,
            Device.drafts,
            Device.pictures,
            holders.c.many,
        )
        .join(Device, Device.id == DeviceKey.device_id)
        .join(holders, holders.c.device_id == Device.id)
        .where(DeviceKey.account_id.in_(workers), DeviceKey.revoked_at.is_(None), Device.revoked_at.is_(None))
        .order_by(_NAME, Device.id)
        .distinct()
    )
    found: dict[uuid.UUID, list[Tablet]] = defaultdict(list)
    for account_id, _, label, contact, unsent, drafts, pictures, many in session.execute(query):
        found[account_id].append(Tablet(label, contact, unsent, drafts, pictures, many > 1))
    return found


def state(one: Stop, contact: datetime | None, planned: datetime | None, now: datetime) -> State:
    """Where a visit of today stands. ``planned``: its hour as an instant; ``contact``: its worker's tablet's last one.

    Late and out of range are two things: only a tablet that is heard and has not begun makes a visit late.
    """
    if one.running_since is not None:
        return State.RUNNING
    if one.status in CLOSED:
        return CLOSED[one.status]
    if planned is None or now < planned + TOLERANCE:
        return State.AHEAD
    return State.UNHEARD if is_silent(contact, now) else State.LATE


def is_silent(contact: datetime | None, now: datetime) -> bool:
    return contact is None or now - contact > SILENT


def fingerprint(day: Day, now: datetime) -> int:
    """The same number as long as the page would show the same: a tablet in range is in contact twice a minute."""

    def said(one: Tablet) -> tuple[bool, Tablet]:
        silent = is_silent(one.contact, now)
        return silent, one if silent else replace(one, contact=None)

    workers = tuple((one.id, one.name, tuple(map(said, one.tablets))) for one in day.workers)
    return hash((day.on, day.stops, day.earlier, workers))


def shown_to(session: Session, actor: Actor, days: list[Day], today: date) -> Day:
    """These days of her sectors as this reader may see them: her own visits only if her right is limited, the case
    number where she does not know the family, a plain visit where she may not know what it is for.
    """
    right = roles.right(actor.role, "planning_mission").read
    if right is Reach.NONE:
        return Day(today, (), (), ())
    stops = [one for day in days for one in (*day.stops, *day.earlier)]
    families = {one.family_id for one in stops}
    planning = _opened(session, actor, "planning_mission", families, today)
    named = _opened(session, actor, "identite_foyer", families, today)
    reads = _opened(session, actor, "observations_vad", families, today)
    closed = {kind.compartment for one in stops if (kind := visit_type.TYPES.get(one.kind)) and kind.compartment}
    opened = {place: _opened(session, actor, place, families, today) for place in closed}
    own = right is Reach.OWN

    def seen(one: Stop) -> Stop | None:
        if one.family_id not in planning or (own and one.worker_id != actor.account_id):
            return None
        kind = visit_type.shown_to(actor.role, one.kind)
        hidden = kind.compartment and one.family_id not in opened[kind.compartment]
        return replace(
            one,
            family=one.family if one.family_id in named else one.case_number,
            kind="" if hidden or not kind.code else kind.code,
            record_id=one.record_id if one.family_id in reads else None,
        )

    workers = {one.id: one for day in days for one in day.workers if not own or one.id == actor.account_id}
    return Day(
        today,
        tuple(sorted((each for day in days for one in day.stops if (each := seen(one))), key=_place)),
        tuple(sorted((each for day in days for one in day.earlier if (each := seen(one))), key=_place)),
        tuple(sorted(workers.values(), key=lambda one: (one.name, str(one.id)))),
    )


def _opened(session: Session, actor: Actor, compartment: str, families: set, today: date) -> set[uuid.UUID]:
    if not families:
        return set()
    query = household.open_to(actor, compartment, today).where(Household.id.in_(families))
    return set(session.exec(query))
