"""What stays where it is: what is over or under way, what the coordinator pinned, everything before an hour."""

import uuid
from collections.abc import Iterable

from fieldvisit.rounds.hours import Hours
from fieldvisit.rounds.locks import keep
from fieldvisit.rounds.problem import DAY, Lock, Plan, Problem, Stop
from fieldvisit.rounds.travel import Travel
from fieldvisit.rounds.wording import day_name, hour_of
from fieldvisit.weekplans import standing
from fieldvisit.weekplans.plan import Pinned, RoundLock


def after(locks: Iterable[RoundLock]) -> int:
    """« Tout avant »: the seconds of the week before which nothing else may begin."""
    return max((one.day * DAY + (one.at or 0) for one in locks if one.what == Pinned.BEFORE), default=0)


def held(problem: Problem, travel: Travel, locks: list[Lock]) -> tuple[Problem, dict[uuid.UUID, str]]:
    """The problem with those locks; what fits no shift, or overlaps, is taken out of it and said."""
    names = {one.id: one.name for one in problem.visits}
    people = {one.id: one.name for one in problem.workers}
    problem = problem.changed(locks=tuple(locks))
    refused = {lock.visit for lock, _ in keep(Hours.of(problem, travel)).refused}
    said = {
        lock.visit: f"{people[lock.worker]}, {day_name(lock.day)} {hour_of(lock.start or 0)}, {names[lock.visit]} : "
        "hors de ses heures ou en même temps qu’une autre, laissée telle quelle et non comptée."
        for lock in locks
        if lock.visit in refused
    }
    return _without(problem, refused), said


def _without(problem: Problem, gone: set[uuid.UUID]) -> Problem:
    return problem.changed(
        visits=tuple(one for one in problem.visits if one.id not in gone),
        locks=tuple(one for one in problem.locks if one.visit not in gone),
        published={id: stops for id, stops in problem.published.items() if id not in gone},
    )


def pinned(hours: Hours, plan: Plan, rows: list[RoundLock], fixed: list[Lock]) -> tuple[Problem, list[str]]:
    """The problem with every lock of this plan that can be kept, and a sentence for each that cannot."""
    problem, where, at = hours.problem, plan.where(), standing.starts(hours, plan)
    known = {lock.visit for lock in problem.locks}
    locks = []
    for visit, keys in where.items():
        if visit in known or visit not in hours.number:
            continue
        for worker, day in keys:
            start = at.get((worker, day), {}).get(visit)
            if (lock := _lock(visit, worker, day, start, rows)) is not None:
                locks.append(lock)
    frozen = {(one.worker_id, one.day) for one in rows if one.what == Pinned.DAY}
    frozen |= {(w.id, day) for w in problem.workers for day in range(after(rows) // DAY) if w.shift(day) is not None}
    locks = [one for one in locks if (one.worker, one.day) not in frozen]
    own = tuple(one for one in problem.locks if (one.worker, one.day) not in frozen)
    wanted = problem.changed(
        locks=own + tuple(locks), frozen=frozenset(frozen), published=_as_planned(problem, plan, at, frozen)
    )
    kept = keep(hours.instead(wanted))
    refused = {lock for lock, _ in kept.refused}
    return (
        wanted.changed(
            locks=tuple(one for one in wanted.locks if one not in refused), frozen=frozenset(kept.days) & frozen
        ),
        [sentence for _, sentence in kept.refused],
    )


def _lock(visit, worker, day: int, start: int | None, rows: list[RoundLock]) -> Lock | None:
    if start is not None and start < after(rows):
        return Lock(visit, worker, day, start)
    for one in rows:
        if one.what == Pinned.VISIT and one.job_id == visit and one.worker_id == worker and one.day == day:
            return Lock(visit, worker, day, None if one.at is None else day * DAY + one.at)
    return None


def _as_planned(problem: Problem, plan: Plan, at: dict, frozen: set) -> dict[uuid.UUID, tuple[Stop, ...]]:
    """A day that is frozen stays as this plan has it, not as it is in force."""
    found = {
        visit: stops
        for visit, stops in problem.published.items()
        if not any((one.worker, one.day) in frozen for one in stops)
    }
    for key in frozen & plan.routes.keys():
        for visit in plan.routes[key]:
            stops = [(worker, day) for worker, day in plan.where()[visit]]
            if all(visit in at.get(one, {}) for one in stops):
                found[visit] = tuple(Stop(*one, at[one][visit]) for one in stops)
    return found
