"""« Réparer »: something happened, the plan in force changes as little as it can, and it is said what that costs.

Locks hold, what is past or under way stays, and a published visit moves only where that is worth its price.
"""

from dataclasses import dataclass, replace

from fieldvisit.rounds import search
from fieldvisit.rounds.events import Added, Dropped, Event, Ill, happened, past
from fieldvisit.rounds.hours import Hours
from fieldvisit.rounds.objective import Bill, bill
from fieldvisit.rounds.problem import Id, Plan, Problem, Stop
from fieldvisit.rounds.rules import times
from fieldvisit.rounds.search import Effort, Found
from fieldvisit.rounds.travel import Travel
from fieldvisit.rounds.wording import day_name, hour_of, lasting
from fieldvisit.words import Choice

#: The price of moving a published visit while repairing: more than an hour of driving, less than leaving one out.
MOVED = 4500
#: What a repair may take, so that the whole answer comes within three seconds.
SECONDS = 1.6


class Moved(Choice):
    WORKER = "worker", "change de professionnelle"
    DAY = "day", "change de jour"
    HOUR = "hour", "change d’heure"
    ADDED = "added", "ajoutée"
    REMOVED = "removed", "retirée"
    LEFT_OUT = "left_out", "sans place"


@dataclass(frozen=True)
class Move:
    kind: Moved
    visit: Id
    before: tuple[Stop, ...]
    after: tuple[Stop, ...]
    sentence: str


@dataclass
class Repaired:
    """``cost``: the bill afterwards, ``before`` that of the plan in force; ``said``: the difference in one sentence."""

    found: Found
    moves: list[Move]
    before: Bill
    cost: Bill
    said: str

    @property
    def plan(self) -> Plan:
        return self.found.plan

    @property
    def problem(self) -> Problem:
        return self.found.problem


def repair(
    problem: Problem,
    plan: Plan,
    events: list[Event],
    now: int | None = None,
    travel: Travel | None = None,
    effort: Effort | None = None,
) -> Repaired:
    """``now``: what began before it stays where it is. The plan given is the one in force."""
    effort = effort or Effort(seconds=SECONDS)
    before = Hours.of(problem, travel or search.Estimate())
    stops = published(before, plan)
    costs = replace(problem.costs, moved=max(problem.costs.moved, MOVED))
    changed = problem.changed(published=stops, costs=costs)
    for event in events:
        changed = happened(changed, event)
    if now is not None:
        changed = past(changed, now)
    focus = _focus(changed, plan, events)
    found = search.solve(changed, travel, replace(effort, warmth=0.0), start=plan, focus=focus)
    after = published(found.hours, found.plan)
    moves = _moves(before.problem, found.problem, stops, after)
    old, new = bill(before, plan), bill(found.hours, found.plan)
    return Repaired(found, moves, old, new, _difference(moves, old, new))


def published(hours: Hours, plan: Plan) -> dict[Id, tuple[Stop, ...]]:
    """Every visit of a plan with its worker, day and hour."""
    found: dict[Id, tuple[Stop, ...]] = {}
    for (worker, day), route in plan.routes.items():
        timed = times(hours, plan, worker, day)
        if timed is not None:
            for visit, start in zip(route, timed.starts, strict=True):
                found[visit] = (*found.get(visit, ()), Stop(worker, day, start))
    return found


def _focus(problem: Problem, plan: Plan, events: list[Event]) -> frozenset[Id]:
    """Who lost a place or came in; where a visit was dropped, those of its profession that had found none."""
    placed, where = plan.placed(), plan.where()
    days = {(worker.id, shift.day) for worker in problem.workers for shift in worker.shifts}
    found = {one.visit.id for one in events if isinstance(one, Added)}
    for visit in problem.visits:
        keys = where.get(visit.id, ())
        spans = {window.day for window in visit.windows}
        if any(key not in days or key[1] not in spans for key in keys):
            found.add(visit.id)
    ill = {one.worker for one in events if isinstance(one, Ill)}
    found |= {visit for visit, keys in where.items() if any(worker in ill for worker, _ in keys)} & placed
    gone = {one.visit for one in events if isinstance(one, Dropped)}
    if gone:
        found |= {visit.id for visit in problem.visits if visit.id not in placed}
    return frozenset(found)


def _moves(old: Problem, new: Problem, before: dict, after: dict) -> list[Move]:
    names = {visit.id: visit.name for visit in (*old.visits, *new.visits)}
    people = {worker.id: worker.name for worker in (*old.workers, *new.workers)}
    wanted = {visit.id for visit in new.visits}
    found = []
    for visit, name in names.items():
        was, now = before.get(visit, ()), after.get(visit, ())
        kind = _kind(was, now, visit in wanted, new.costs.tolerance)
        if kind is not None and (was or now or visit not in {one.id for one in old.visits}):
            found.append(Move(kind, visit, was, now, f"{name} : {_sentence(kind, was, now, people)}"))
    return found


def _kind(was, now, wanted: bool, tolerance: int) -> Moved | None:
    if not now:
        return None if not was and not wanted else Moved.LEFT_OUT if wanted else Moved.REMOVED
    if not was:
        return Moved.ADDED
    if {stop.day for stop in was} != {stop.day for stop in now}:
        return Moved.DAY
    if {stop.worker for stop in was} != {stop.worker for stop in now}:
        return Moved.WORKER
    return Moved.HOUR if abs(was[0].start - now[0].start) > tolerance else None


def _sentence(kind: Moved, was, now, people) -> str:
    def said(stops) -> str:
        who = " et ".join(people[stop.worker] for stop in stops)
        return f"{day_name(stops[0].day)} {hour_of(stops[0].start)}, {who}"

    if kind in (Moved.REMOVED, Moved.LEFT_OUT):
        return f"{kind.label} (était {said(was)})" if was else kind.label
    return f"{said(was)} → {said(now)}" if was else f"{kind.label} {said(now)}"


def _difference(moves: list[Move], old: Bill, new: Bill) -> str:
    many = sum(move.kind in (Moved.WORKER, Moved.DAY) for move in moves)
    lost = sum(move.kind is Moved.LEFT_OUT for move in moves)
    more = new.driving - old.driving
    road = f"{lasting(abs(more))} de route de {'plus' if more > 0 else 'moins'}" if more else "pas de route de plus"
    some = f"{many} visites déplacées" if many > 1 else "1 visite déplacée"
    moved = some if many else "aucune visite ne change de jour ni de personne"
    return f"{moved}, {lost} sans place, {road}".capitalize() + "."
