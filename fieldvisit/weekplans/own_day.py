"""A worker's day as she makes it, where that is not the order of the hours told: her own order, what she began when.

What is published stays: families were told hours, and only the office changes those. But what was made stands at the
hour when it was, and what she put off for later is still to be made: a repair plans around both.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.calendars.free import PARIS
from fieldvisit.rounds.problem import DAY
from fieldvisit.schedule import own_order
from fieldvisit.schedule.own_order import OwnOrder
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.weekplans.holding import OVERTAKEN
from fieldvisit.weekplans.jobs import Job
from fieldvisit.weekplans.week import Week

#: A visit that took less than this still takes a place of its own.
SHORTEST = 5


@dataclass(frozen=True)
class Step:
    """``planned``, ``began``: local hours; ``state``: « faite », « absente », « en cours » or ""."""

    job: uuid.UUID
    planned: time | None
    began: time | None
    state: str


@dataclass(frozen=True)
class OwnDay:
    """``heard``: when the office last heard of it, None where only a visit under way told it."""

    steps: tuple[Step, ...]
    heard: datetime | None


def of_week(
    session: Session, workers: Iterable[uuid.UUID], week: Week, listed: Iterable[Job]
) -> dict[tuple[uuid.UUID, int], OwnDay]:
    """Only of days that are not made in the order of their hours."""
    workers = set(workers)
    by_day: dict[tuple[uuid.UUID, date], list[Job]] = {}
    for one in listed:
        if one.visit_id is not None and one.worker in workers and one.on is not None:
            by_day.setdefault((one.worker, one.on), []).append(one)
    told = own_order.between(session, workers, week.monday, week.sunday)
    found = {}
    for key, those in by_day.items():
        made = sorted(those, key=_as_made)
        if [one.id for one in made] != [one.id for one in sorted(those, key=_by_hour)]:
            found[key] = made, told.get(key)
    arrived = _arrived(session, [one.id for made, _ in found.values() for one in made])
    return {(worker, week.number(on)): _own_day(*pair, arrived) for (worker, on), pair in found.items()}


def as_made(listed: list[Job], days: dict[tuple[uuid.UUID, int], OwnDay], week: Week) -> tuple[list[Job], set]:
    """Those jobs as the solver has to know them, and which of them are still to be made though their hour is past."""
    later, known = set(), []
    for one in listed:
        own = one.visit_id is not None and one.on is not None and (one.worker, week.number(one.on)) in days
        if own and one.on >= week.today and one.held == OVERTAKEN and one.began is None:
            later.add(one.id)
            known.append(replace(one, held=""))
        elif own and one.held and _began(one) is not None:
            known.append(replace(one, at=_began(one), minutes=_minutes(one)))
        else:
            known.append(one)
    return known, later


def not_before(week: Week, job: Job, later: set) -> int:
    """What was put off comes after all that was made: nothing of it begins before now (seconds of the week)."""
    return week.now if job.id in later and 0 <= week.now < 7 * DAY else 0


def _began(one: Job) -> time | None:
    if one.began is None or one.began.astimezone(PARIS).date() != one.on:
        return None
    return one.began.astimezone(PARIS).time().replace(second=0, microsecond=0)


def _minutes(one: Job) -> int:
    if one.ended is None:
        return one.minutes
    return max(SHORTEST, min(one.minutes, int((one.ended - one.began).total_seconds()) // 60))


def _by_hour(one: Job) -> tuple:
    return one.at is None, one.at or time(), one.position is None, one.position or 0, str(one.id)


def _as_made(one: Job) -> tuple:
    """What she began when she began it, what is over without an hour at its own; then as she put the rest."""
    begun = _began(one) or (one.at if one.held in _OVER else None)
    if begun is not None:
        return 0, begun, False, 0, _by_hour(one)
    return 1, time(), one.position is None, one.position or 0, _by_hour(one)


_OVER = ("faite", "absente")


def _arrived(session: Session, visits: list[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    last = sa.func.max(VisitRecord.received_at)
    query = sa.select(VisitRecord.visit_id, last).where(VisitRecord.visit_id.in_(visits))
    return dict(session.execute(query.group_by(VisitRecord.visit_id)).all()) if visits else {}


def _own_day(made: list[Job], told: OwnOrder | None, arrived: dict[uuid.UUID, datetime]) -> OwnDay:
    heard = [arrived[one.id] for one in made if one.id in arrived]
    if told is not None and _still(made, told):
        heard.append(told.heard_at)
    steps = (Step(one.id, one.at, _began(one), "" if one.held == OVERTAKEN else one.held) for one in made)
    return OwnDay(tuple(steps), max(heard, default=None))


def _still(made: list[Job], told: OwnOrder) -> bool:
    """Whether the places are hers: the office may have published others since."""
    places = {str(one.id): one.position for one in made if one.position is not None}
    hers = [places[one] for one in told.stops if one in places]
    return len(hers) > 1 and hers == sorted(hers)
