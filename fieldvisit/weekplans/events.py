"""What happened in the week – somebody ill, an urgent visit, a family away, a commune closed – as a plan keeps it."""

import uuid
from dataclasses import dataclass, replace

from fieldvisit.rounds import events as rounds
from fieldvisit.rounds.problem import DAY, MINUTE, URGENT, Problem
from fieldvisit.weekplans.week import DAYS, Week


@dataclass(frozen=True)
class Ill:
    """From ``first`` to ``last`` (days of the week), on the first day from ``since`` on (minutes after midnight)."""

    worker: uuid.UUID
    first: int
    last: int
    since: int | None = None


@dataclass(frozen=True)
class Urgent:
    job: uuid.UUID


@dataclass(frozen=True)
class Absent:
    """The family is not there on this day."""

    job: uuid.UUID
    day: int


@dataclass(frozen=True)
class Snow:
    """Nobody drives to this commune on this day."""

    insee: str
    day: int


Event = Ill | Urgent | Absent | Snow
_KINDS = {one.__name__.lower(): one for one in (Ill, Urgent, Absent, Snow)}


def written(event: Event) -> dict:
    told = {name: str(value) if isinstance(value, uuid.UUID) else value for name, value in vars(event).items()}
    return {"kind": type(event).__name__.lower(), **told}


def kept(told: dict) -> Event:
    values = {name: value for name, value in told.items() if name != "kind"}
    for name in ("worker", "job"):
        if name in values:
            values[name] = uuid.UUID(values[name])
    return _KINDS[told["kind"]](**values)


def read(told: dict, problem: Problem, week: Week) -> rounds.Event:
    """As the solver takes it."""
    match kept(told):
        case Ill(worker, first, last, since):
            days = frozenset(range(max(first, 0), min(last, DAYS - 1) + 1))
            return rounds.Ill(worker, days, None if since is None else first * DAY + since * MINUTE)
        case Snow(insee, day):
            return rounds.Closed(insee, day)
        case Urgent(job):
            return _changed(problem, job, priority=URGENT, due=week.first)
        case Absent(job, day):
            left = [w for one in problem.visits if one.id == job for w in one.windows if w.day != day]
            return _changed(problem, job, windows=tuple(left))


def _changed(problem: Problem, job: uuid.UUID, **what) -> rounds.Event:
    """What is no longer to be placed needs no change: nothing is then dropped."""
    found = next((one for one in problem.visits if one.id == job), None)
    return rounds.Dropped(job) if found is None else rounds.Added(replace(found, **what))
