"""What a plan costs, in seconds of driving, and what it gives: our own bill, made from the plan alone."""

from dataclasses import dataclass, field

from fieldvisit.rounds import rules
from fieldvisit.rounds.hours import Hours
from fieldvisit.rounds.problem import URGENT, Id, Plan


@dataclass
class Bill:
    """``left_out``: how many of each priority. ``late_days``: of urgent visits. ``driving_of``: seconds, by day."""

    driving: int = 0
    km: float = 0.0
    contact: int = 0
    other_worker: int = 0
    late_days: int = 0
    left_out: dict[int, int] = field(default_factory=dict)
    moved: int = 0
    shifted: int = 0
    total: int = 0
    placed: int = 0
    driving_of: dict[tuple[Id, int], int] = field(default_factory=dict)


def bill(hours: Hours, plan: Plan) -> Bill:
    problem, costs, found = hours.problem, hours.problem.costs, Bill()
    for (worker, day), route in plan.routes.items():
        number = hours.worker_number[worker]
        seconds, km = hours.driving(number, [hours.number[visit] for visit in route])
        found.driving += seconds
        found.km += km
        found.driving_of[worker, day] = seconds
        found.contact += sum(problem.visit(visit).seconds for visit in route)
    where = plan.where()
    for visit in problem.visits:
        keys = where.get(visit.id, [])
        if not keys:
            found.left_out[visit.priority] = found.left_out.get(visit.priority, 0) + 1
            found.total += costs.left_out(visit)
            continue
        found.placed += 1
        found.other_worker += visit.preferred is not None and visit.preferred not in [worker for worker, _ in keys]
        found.late_days += max(0, keys[0][1] - visit.due) if visit.priority == URGENT else 0
    moved, shifted = moves(hours, plan)
    found.moved, found.shifted = moved, shifted
    found.total += found.driving + costs.other_worker * found.other_worker + costs.late_day * found.late_days
    found.total += costs.moved * moved + costs.shifted * shifted
    return found


def moves(hours: Hours, plan: Plan) -> tuple[int, int]:
    """Published stops that go to another worker or day, and those whose hour changes by more than is tolerated."""
    moved = shifted = 0
    where = plan.where()
    for visit, stops in hours.problem.published.items():
        for worker, day in where.get(visit, ()) if visit in hours.number else ():
            former = next((stop for stop in stops if (stop.worker, stop.day) == (worker, day)), None)
            if former is None:
                moved += 1
            elif (found := rules.times(hours, plan, worker, day)) is not None:
                start = found.starts[plan.routes[worker, day].index(visit)]
                shifted += abs(start - former.start) > hours.problem.costs.tolerance
    return moved, shifted
