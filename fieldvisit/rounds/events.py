"""What happens to a plan in force – someone ill, a visit more or less, a commune closed – and the problem it leaves."""

from dataclasses import dataclass, replace

from fieldvisit.rounds.locks import Key
from fieldvisit.rounds.problem import DAY, Id, Lock, Problem, Visit, Window, Worker


@dataclass(frozen=True)
class Ill:
    """Absent on these days; with ``since``, from that time of the first one."""

    worker: Id
    days: frozenset[int]
    since: int | None = None


@dataclass(frozen=True)
class Added:
    visit: Visit


@dataclass(frozen=True)
class Dropped:
    visit: Id


@dataclass(frozen=True)
class Closed:
    """Snow, flood: nobody drives to this commune on that day."""

    commune: str
    day: int


Event = Ill | Added | Dropped | Closed


def happened(problem: Problem, event: Event) -> Problem:
    """Locks that it makes impossible fall with it; a frozen day it touches stays as it is for all the others."""
    match event:
        case Ill(worker, days, since):
            workers = tuple(_ill(one, days, since) if one.id == worker else one for one in problem.workers)
            gone = {(worker, day) for day in days}
            locks = tuple(one for one in problem.locks if (one.worker, one.day) not in gone)
            return problem.changed(workers=workers, locks=locks, frozen=problem.frozen - gone)
        case Added(visit):
            return problem.changed(visits=(*(one for one in problem.visits if one.id != visit.id), visit))
        case Dropped(visit):
            return _without(problem, visit)
        case Closed(commune, day):
            shut = {one.id for one in problem.visits if one.commune == commune}
            visits = tuple(_not_on(one, day) if one.id in shut else one for one in problem.visits)
            locks = tuple(one for one in problem.locks if one.visit not in shut or one.day != day)
            keys = {(s.worker, s.day) for v in shut for s in problem.published.get(v, ()) if s.day == day}
            return _thawed(problem.changed(visits=visits, locks=locks), keys)


def _without(problem: Problem, visit: Id) -> Problem:
    keys = {(stop.worker, stop.day) for stop in problem.published.get(visit, ())}
    return _thawed(
        problem.changed(
            visits=tuple(one for one in problem.visits if one.id != visit),
            locks=tuple(one for one in problem.locks if one.visit != visit),
            published={one: stops for one, stops in problem.published.items() if one != visit},
        ),
        keys,
    )


def _thawed(problem: Problem, keys: set[Key]) -> Problem:
    """A frozen day that loses a visit stays as it is for all the others: each is locked where it stands."""
    thawed = keys & problem.frozen
    locks = tuple(
        Lock(visit, stop.worker, stop.day)
        for visit, stops in problem.published.items()
        for stop in stops
        if (stop.worker, stop.day) in thawed and any(w.day == stop.day for w in _windows(problem, visit))
    )
    known = {(one.visit, one.worker) for one in problem.locks}
    fresh = tuple(one for one in locks if (one.visit, one.worker) not in known)
    return problem.changed(frozen=problem.frozen - thawed, locks=problem.locks + fresh)


def _windows(problem: Problem, visit: Id) -> tuple[Window, ...]:
    return next((one.windows for one in problem.visits if one.id == visit), ())


def _ill(worker: Worker, days: frozenset[int], since: int | None) -> Worker:
    first = min(days, default=0)
    shifts = []
    for shift in worker.shifts:
        if shift.day not in days:
            shifts.append(shift)
        elif since is not None and shift.day == first and shift.start < since:
            shifts.append(replace(shift, end=min(shift.end, since)))
    return replace(worker, shifts=tuple(shifts))


def _not_on(visit: Visit, day: int) -> Visit:
    return replace(visit, windows=tuple(one for one in visit.windows if one.day != day))


def past(problem: Problem, now: int) -> Problem:
    """What began is locked with its hour, days gone by are frozen; nothing else may begin before now."""
    today = now // DAY
    present = {(worker.id, shift.day) for worker in problem.workers for shift in worker.shifts}
    gone = {key for key in present if key[1] < today}
    known = {visit.id for visit in problem.visits}
    begun = {
        visit: stop
        for visit, stops in problem.published.items()
        for stop in stops
        if visit in known and stop.day == today and stop.start < now and (stop.worker, stop.day) in present
    }
    locks = [one for one in problem.locks if one.day > today or (one.day == today and one.visit not in begun)]
    locks += [Lock(visit, stop.worker, stop.day, stop.start) for visit in begun for stop in problem.published[visit]]
    gone_by = {v for v, stops in problem.published.items() if any((s.worker, s.day) in gone for s in stops)}
    keep = gone_by | begun.keys()
    visits = tuple(one if one.id in keep else _after(one, now) for one in problem.visits)
    return problem.changed(visits=visits, locks=tuple(locks), frozen=problem.frozen | gone)


def _after(visit: Visit, now: int) -> Visit:
    left = tuple(replace(one, first=max(one.first, now)) for one in visit.windows if one.last >= now)
    return replace(visit, windows=left)
