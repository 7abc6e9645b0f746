"""Where each visit stands: in force, as the visits themselves say, and in the plan that is looked at."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from fieldvisit.rounds import rules
from fieldvisit.rounds.hours import Hours
from fieldvisit.rounds.problem import DAY, Plan, Stop, Visit
from fieldvisit.weekplans import own_day, spans
from fieldvisit.weekplans.jobs import Job
from fieldvisit.weekplans.plan import RoundPlan, RoundStop
from fieldvisit.weekplans.staff import Staff
from fieldvisit.weekplans.week import Week

#: After every hour of a day, for what has none.
LAST = DAY


@dataclass(frozen=True)
class Place:
    """``start``: seconds of the week, None where only the day was told. ``visit_id``: this worker's visit.

    ``after``: what she put off begins no sooner, whatever hour was told.
    """

    worker: uuid.UUID
    day: int
    start: int | None
    visit_id: uuid.UUID
    position: int | None = None
    after: int = 0

    @property
    def order(self) -> tuple:
        return (self.start is None, max(self.start or 0, self.after), self.position or 0, str(self.visit_id))


def in_force(
    listed: Iterable[Job], team: Staff, week: Week, seconds: dict[uuid.UUID, Job], later: Iterable[uuid.UUID] = ()
) -> dict[uuid.UUID, tuple[Place, ...]]:
    """Of the visits that the team makes. ``seconds``: the second worker's visit of those made by two. ``later``: those
    put off by her who makes them.
    """
    later = set(later)
    found = {}
    for one in listed:
        both = [one, seconds[one.id]] if one.id in seconds else [one]
        places = tuple(
            Place(
                each.worker,
                week.number(each.on),
                spans.fixed(each, week),
                each.id,
                each.position,
                own_day.not_before(week, each, later),
            )
            for each in both
            if each.visit_id is not None and each.worker in team.workers
        )
        if places:
            found[one.id] = places
    return found


def published(force: dict[uuid.UUID, tuple[Place, ...]], visits: Iterable[Visit]) -> dict[uuid.UUID, tuple[Stop, ...]]:
    """As the solver takes it: only those with an hour are a stop that has a price to move."""
    found = {}
    for one in visits:
        places = force.get(one.id, ())
        if places and all(each.start is not None for each in places):
            found[one.id] = tuple(Stop(each.worker, each.day, each.start) for each in places)
    return found


def plan(
    hours: Hours, force: dict[uuid.UUID, tuple[Place, ...]], row: RoundPlan | None, stops: list[RoundStop]
) -> Plan:
    """What is in force where ``row`` is None; else its stops, less what is no longer to be placed, and with visits
    that were planned or begun meanwhile where they are."""
    if row is None:
        return _of_force(hours, force)
    planned: dict[tuple, list[tuple[int, uuid.UUID]]] = {}
    agreed, held = {}, {lock.visit for lock in hours.problem.locks}
    placed, out = {one.job_id for one in stops}, {uuid.UUID(one) for one in row.out}
    for one in sorted(stops, key=lambda one: one.rank):
        if one.job_id in hours.number and one.job_id not in held and _works(hours, one.worker_id):
            at = max(one.day * DAY + one.start, _after(force, one))
            planned.setdefault((one.worker_id, one.day), []).append((at, one.job_id))
            if one.agreed is not None:
                agreed[one.job_id] = one.day * DAY + one.agreed
    for visit, places in force.items():
        fresh = visit not in placed and visit not in out
        if visit in hours.number and (visit in held or fresh):
            for place in places:
                at = place.start if place.start is not None else place.day * DAY + LAST - 1
                _put(planned.setdefault((place.worker, place.day), []), at, visit)
    for lock in hours.problem.locks:
        if lock.visit not in force:  # what is no visit of ours
            _put(planned.setdefault((lock.worker, lock.day), []), lock.start, lock.visit)
    return Plan({key: tuple(id for _, id in those) for key, those in planned.items()}, agreed)


def _after(force: dict[uuid.UUID, tuple[Place, ...]], stop: RoundStop) -> int:
    """When at the soonest, of what was put off on that day."""
    return max((one.after for one in force.get(stop.job_id, ()) if one.day == stop.day), default=0)


def _of_force(hours: Hours, force: dict[uuid.UUID, tuple[Place, ...]]) -> Plan:
    routes: dict[tuple, list[tuple]] = {}
    agreed = {}
    for visit, places in force.items():
        if visit in hours.number:
            for place in places:
                routes.setdefault((place.worker, place.day), []).append((place.order, visit))
            if len(places) > 1 and places[0].start is not None:
                agreed[visit] = places[0].start
    for lock in hours.problem.locks:
        if lock.visit not in force:
            routes.setdefault((lock.worker, lock.day), []).append(((False, lock.start, 0, ""), lock.visit))
    ordered = {key: tuple(id for _, id in sorted(those, key=lambda one: one[0])) for key, those in routes.items()}
    return Plan(ordered, agreed)


def _works(hours: Hours, worker: uuid.UUID) -> bool:
    return worker in hours.worker_number


def _put(route: list[tuple[int, uuid.UUID]], at: int, visit: uuid.UUID) -> None:
    """Before the first that begins later."""
    place = next((number for number, (start, _) in enumerate(route) if start > at), len(route))
    route.insert(place, (at, visit))


def starts(hours: Hours, plan: Plan) -> dict[tuple[uuid.UUID, int], dict[uuid.UUID, int]]:
    """The hour of each visit of each day, seconds of the week; a day nobody can time has none."""
    found = {}
    for (worker, day), route in plan.routes.items():
        timed = rules.times(hours, plan, worker, day)
        if timed is not None:
            found[worker, day] = dict(zip(route, timed.starts, strict=True))
    return found
