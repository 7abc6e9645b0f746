"""Ways in for a visit that found no place: who would be put off, or which wish of the family would not be kept."""

from dataclasses import dataclass, replace
from itertools import combinations

from fieldvisit.rounds import rules
from fieldvisit.rounds.hours import Hours, eligible
from fieldvisit.rounds.problem import Id, Plan, Shift, Visit, Window
from fieldvisit.rounds.wording import day_name, hour_of

#: So many ways in are shown.
WAYS = 4


@dataclass(frozen=True)
class Way:
    """A way in. ``price``: in seconds of driving; ``out``: who would be put off; ``breaks``: the wish not kept."""

    worker: Id
    day: int
    position: int
    sentence: str
    price: int
    out: tuple[Id, ...] = ()
    breaks: str = ""


def ways(hours: Hours, plan: Plan, visit: Visit) -> list[Way]:
    found = instead(hours, plan, visit) + _otherwise(hours, plan, visit)
    best: dict[tuple, Way] = {}
    for way in sorted(found, key=lambda way: way.price):
        best.setdefault((way.worker, way.out, way.breaks), way)
    return sorted(best.values(), key=lambda way: way.price)[:WAYS]


def days_for(hours: Hours, visit: Visit, days: set[int] | None):
    for worker in hours.problem.workers:
        if eligible(worker, visit):
            for shift in worker.shifts:
                free = (worker.id, shift.day) not in hours.problem.frozen and shift.day < hours.problem.days
                if free and (days is None or shift.day in days):
                    yield worker, shift


def instead(hours: Hours, plan: Plan, visit: Visit) -> list[Way]:
    """In each possible day, the cheapest one or two visits of lesser worth whose leaving makes room."""
    problem, found = hours.problem, []
    locked = {lock.visit for lock in problem.locks}
    for worker, shift in days_for(hours, visit, {one.day for one in visit.windows}):
        key = worker.id, shift.day
        route = plan.routes.get(key, ())
        movable = [one for one in route if one not in locked and not problem.visit(one).together]
        for many in (0, 1, 2):
            ways = []
            for out in combinations(movable, many):
                price = sum(problem.costs.left_out(problem.visit(one)) for one in out)
                put = put_in(hours, plan, key, shift, visit.id, out)
                if put is not None:
                    position, more = put
                    if visit.preferred not in (None, worker.id):
                        more += problem.costs.other_worker
                    names = " et ".join(problem.visit(one).name for one in out)
                    said = f"{day_name(shift.day)}, {worker.name} : " + (
                        f"repousse {names}" if out else "il y a la place"
                    )
                    ways.append(Way(worker.id, shift.day, position, said, price + more, out))
            if ways:
                found.append(min(ways, key=lambda way: way.price))
                break
    return found


def put_in(hours: Hours, plan: Plan, key, shift: Shift, visit: Id, out=()) -> tuple[int, int] | None:
    """Best position of the visit in this day without those, and the driving it adds; None if there is none."""
    route = tuple(one for one in plan.routes.get(key, ()) if one not in out)
    number = hours.worker_number[key[0]]
    before, _ = hours.driving(number, [hours.number[one] for one in plan.routes.get(key, ())])
    best = None
    for position in range(len(route) + 1):
        order = (*route[:position], visit, *route[position:])
        numbers = [hours.number[one] for one in order]
        more = hours.driving(number, numbers)[0] - before
        if best is None or more < best[1]:
            times = hours.day(key[0], shift, order, plan.agreed)
            if times.possible and hours.lawful(number, numbers, times) and _week(hours, plan, key, order):
                best = position, more
    return best


def _week(hours: Hours, plan: Plan, key, order) -> bool:
    if hours.problem.worker(key[0]).limits is None:
        return True
    trial = Plan({one: route for one, route in plan.routes.items() if one[0] == key[0]} | {key: order}, plan.agreed)
    return not any(fault.rule == "week_work" for fault in rules.broken(hours, trial))


def _otherwise(hours: Hours, plan: Plan, visit: Visit) -> list[Way]:
    """Nobody put off, but a wish of the family not kept: another moment of its days, or another day."""
    problem, found = hours.problem, []
    days = {one.day for one in visit.windows}
    anyhow = replace(visit, windows=visit.wider or _any_hour(hours, visit))
    others = tuple(anyhow if one.id == visit.id else one for one in problem.visits)
    trial = hours.instead(problem.changed(visits=others))
    for worker, shift in days_for(hours, visit, None):
        put = put_in(trial, plan, (worker.id, shift.day), shift, visit.id)
        if put is None:
            continue
        position, more = put
        order = plan.routes.get((worker.id, shift.day), ())
        times = trial.day(worker.id, shift, (*order[:position], visit.id, *order[position:]), plan.agreed)
        at = hour_of(times.starts[position])
        same = shift.day in days
        price = more + problem.costs.late_day * (3 if same else 6)
        if visit.preferred not in (None, worker.id):
            price += problem.costs.other_worker
        wish = "à une autre heure" if same else "un autre jour"
        said = f"{day_name(shift.day)} à {at}, {worker.name} : {wish} que demandé"
        found.append(Way(worker.id, shift.day, position, said, price, breaks=wish))
    return found


def _any_hour(hours: Hours, visit: Visit) -> tuple[Window, ...]:
    """One a day, as wide as the shifts of those who may go."""
    spans: dict[int, list[Shift]] = {}
    for _, shift in days_for(hours, visit, None):
        spans.setdefault(shift.day, []).append(shift)
    wide = {day: (min(s.start for s in those), max(s.end for s in those)) for day, those in spans.items()}
    return tuple(Window(start, end - visit.seconds) for start, end in wide.values() if start <= end - visit.seconds)
