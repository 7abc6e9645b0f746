"""The accounts of a week's rounds: what was done of what was planned, the way that it took, what is claimed for it.

Kilometres and driving are those of the plan's own travel times, over the visits that the worker went to, whether the
family was there or not; contact is what her tablet measured, or the length planned where it measured nothing.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account as Worker
from fieldvisit.access.account import Actor
from fieldvisit.calendars.free import PARIS
from fieldvisit.families.household import Household
from fieldvisit.rounds.problem import MINUTE, Place
from fieldvisit.rounds.travel import Known
from fieldvisit.rounds.wording import lasting
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans import drafts, homes, mileage, reach, ways, week
from fieldvisit.weekplans.mileage import Rate
from fieldvisit.weekplans.setting import Setting
from fieldvisit.weekplans.staff import TEAM

#: Visits that somebody went to.
MADE = (Status.DONE, Status.ABSENT, Status.REFUSED)
#: Who goes from family to family by an order, and has no base here.
HELP = roles.FIELD - set(TEAM)
UNDER_WAY = (Status.ON_THE_WAY, Status.RUNNING)
#: How long after the end planned of a last visit nobody has heard of its worker (domain §8.1, « Safety of workers »).
PATIENCE = timedelta(minutes=30)


@dataclass(frozen=True)
class Account:
    """``driving``, ``contact``: minutes. ``other``: refused, or put off. ``claim``: euros, in words."""

    worker: uuid.UUID
    name: str
    planned: int
    done: int
    absent: int
    other: int
    km: float
    driving: int
    contact: int
    rate_cents: int
    claim: str
    source: str


class Door(NamedTuple):
    """Where a visit is made."""

    id: uuid.UUID
    place: Place | None
    insee: str
    city: str


@dataclass(frozen=True)
class Overdue:
    """``since``: when her last visit should have ended; ``minutes``: how long ago that is."""

    worker: uuid.UUID
    name: str
    family: str
    since: datetime
    minutes: int
    phone: str
    sentence: str


def of_week(
    session: Session, actor: Actor, sector_id: uuid.UUID, monday: date, today: date, now: datetime
) -> tuple[Account, ...]:
    """One for each worker who had visits of this sector, by name.

    :raises Refusal: if the sector is not hers to look at
    """
    reach.sector(session, actor, sector_id)
    when = week.of(monday, today, now)
    here = drafts.read(session, None, sector_id, when, now)
    query = (
        select(Visit, Worker, Household)
        .join(Household, Household.id == Visit.family_id)
        .join(Worker, Worker.id == Visit.worker_id)
        .where(
            Household.sector_id == sector_id,
            Visit.planned_on >= when.monday,
            Visit.planned_on <= when.sunday,
            Visit.status != Status.CANCELLED,
        )
    )
    by_worker, doors = defaultdict(list), []
    for visit, worker, home in session.exec(query):
        by_worker[worker.id, worker.name, worker.role].append(visit)
        place = None if home.lat is None or home.lon is None else (home.lat, home.lon)
        doors.append(Door(visit.id, place, home.insee, home.city))
    ordered = sorted(by_worker.items(), key=lambda pair: pair[0][1])
    bases = [one.place for one in here.staff.bases.values()]
    # A home that nobody can place is taken at the first base: no way is claimed for it.
    found = homes.of(session, doors, bases[0]) if bases else {}
    places = {id: _exact(place) for id, (place, _) in found.items()}
    matrix = ways.known(session, [*bases, *places.values()], now)
    return tuple(_account(here, places, matrix, *who, visits) for who, visits in ordered)


def _exact(place: Place) -> Place:
    return float(place[0]), float(place[1])


def _account(
    here: Setting, places: dict, matrix: Known, worker: uuid.UUID, name: str, role: str, visits: list[Visit]
) -> Account:
    made = [one for one in visits if one.status in MADE]
    count = {status: sum(one.status == status for one in visits) for status in Status}
    by_day = defaultdict(list)
    for one in made:
        by_day[one.planned_on].append(one)
    driving, km, cents = 0, 0.0, 0.0
    rates: list[Rate] = []
    for day, those in sorted(by_day.items()):
        seconds, far = _way(here, places, matrix, worker, role, those)
        far = round(far, 1)  # what is claimed is what the screen says, times its rate
        driving, km = driving + seconds, km + far
        rates.append(mileage.on(day, role))
        cents += far * rates[-1].cents
    rate = rates[-1] if rates else mileage.on(here.week.monday, role)
    return Account(
        worker,
        name,
        len(visits),
        count[Status.DONE],
        count[Status.ABSENT],
        count[Status.REFUSED] + count[Status.POSTPONED],
        round(km, 1),
        driving // MINUTE,
        sum(_minutes(one) for one in made if one.status == Status.DONE),
        rate.cents,
        euros(round(cents)),
        f"{euros(rate.cents)}/km, {rate.source}, trajets : {here.hours.matrix.label}",
    )


def _way(
    here: Setting, homes_of: dict, matrix: Known, worker: uuid.UUID, role: str, made: list[Visit]
) -> tuple[int, float]:
    """Seconds and km from the base round the visits made and back; who is of no team here has no base, and no way.

    A family worker is paid from one family to the next within one half-day (domain §8.1). Days gone by are no part of
    the solver's problem: the way is measured of the homes themselves.
    """
    known = [one for one in made if one.id in homes_of]
    known.sort(key=lambda one: (one.position is None, one.position or 0, str(one.started_at or one.planned_at)))
    if worker in here.staff.bases and known:
        base = here.staff.bases[worker].place
        pairs = list(pairwise([base, *(homes_of[one.id] for one in known), base]))
    elif role in HELP:
        pairs = [(homes_of[a.id], homes_of[b.id]) for a, b in pairwise(known) if _morning(a) == _morning(b)]
    else:
        return 0, 0.0
    number = {place: at for at, place in enumerate(dict.fromkeys(stop for pair in pairs for stop in pair))}
    legs = matrix.matrix(list(number))
    found = [(number[a], number[b]) for a, b in pairs]
    return sum(int(legs.seconds[pair]) for pair in found), float(sum(legs.km[pair] for pair in found))


def _morning(one: Visit) -> bool:
    at = one.started_at.astimezone(PARIS).time() if one.started_at else one.planned_at
    return at is None or at.hour < 13


def _minutes(one: Visit) -> int:
    """What it took. A visit closed the day after was forgotten, not long: it counts as planned."""
    if one.started_at and one.ended_at and one.ended_at - one.started_at < timedelta(hours=12):
        return int((one.ended_at - one.started_at).total_seconds()) // MINUTE
    return one.duration_min


def euros(cents: int) -> str:
    """« 12,40 € »."""
    return f"{cents // 100},{cents % 100:02}\u00a0€"


def overdue(session: Session, actor: Actor, today: date, now: datetime) -> tuple[Overdue, ...]:
    """Who set out today and whose last visit should have ended half an hour ago, longest first.

    Whoever closed her last visit is back; whoever began none is not out. A tablet out of contact says nothing: then
    somebody rings for nothing, which is the lesser harm.
    """
    if not reach.may_look(actor):
        return ()
    query = (
        select(Visit, Worker, Household.label)
        .join(Household, Household.id == Visit.family_id)
        .join(Worker, Worker.id == Visit.worker_id)
        .where(
            Household.sector_id.in_(actor.sectors),
            Visit.planned_on == today,
            Visit.status.in_([*MADE, *UNDER_WAY, Status.PLANNED, Status.CONFIRMED]),
            sa.or_(Visit.planned_at.is_not(None), Visit.started_at.is_not(None)),
        )
    )
    days = defaultdict(list)
    for visit, worker, family in session.exec(query):
        days[worker.id].append((_end(visit), visit, worker, family))
    found = []
    for those in days.values():
        _, last, worker, family = max(those, key=_as_she_goes)
        # What she put off for last has an hour long past: her day ends when it would have ended.
        end = _end(last) if last.started_at else max(_told_end(one) for _, one, *_ in those)
        begun = any(visit.started_at or visit.status in UNDER_WAY for _, visit, _, _ in those)
        if begun and last.status not in MADE and now - end >= PATIENCE:
            found.append(_late(worker, family, end, now))
    return tuple(sorted(found, key=lambda one: one.since))


def _as_she_goes(one: tuple) -> tuple:
    """The places of her round, as her tablet has them; then the hours."""
    end, visit, *_ = one
    return visit.position is None, visit.position or 0, end


def _end(one: Visit) -> datetime:
    """When it should be over; from its real beginning where that is known."""
    return one.started_at + timedelta(minutes=one.duration_min) if one.started_at else _told_end(one)


def _told_end(one: Visit) -> datetime:
    if one.planned_at is None:
        return _end(one)
    return datetime.combine(one.planned_on, one.planned_at, PARIS) + timedelta(minutes=one.duration_min)


def _late(worker: Worker, family: str, end: datetime, now: datetime) -> Overdue:
    minutes = int((now - end).total_seconds()) // MINUTE
    here = end.astimezone(PARIS)
    at = week.clock(here.hour * 60 + here.minute)
    phone = f" Téléphone : {worker.phone}." if worker.phone else ""
    since = f"devait finir à {at}, il y a {lasting(minutes * MINUTE)}."
    said = f"{worker.name} n’est pas rentrée : sa dernière visite ({family}) {since}{phone}"
    return Overdue(worker.id, worker.name, family, end, minutes, worker.phone, said)
