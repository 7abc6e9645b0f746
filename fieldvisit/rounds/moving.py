"""A hand-made order judged while the card is under the finger: new hours, what would break, what it would cost."""

from dataclasses import dataclass, field

from fieldvisit.rounds import rules
from fieldvisit.rounds.hours import Hours
from fieldvisit.rounds.objective import bill
from fieldvisit.rounds.problem import Id, Plan
from fieldvisit.rounds.rules import Broken
from fieldvisit.rounds.timing import Timed


@dataclass
class Verdict:
    """``times``: of the days that change. ``broken``: what this move breaks. ``price``: in seconds, less is better."""

    plan: Plan
    times: dict[tuple[Id, int], Timed] = field(default_factory=dict)
    broken: list[Broken] = field(default_factory=list)
    price: int = 0

    @property
    def allowed(self) -> bool:
        return not self.broken


def move(hours: Hours, plan: Plan, visit: Id, worker: Id, day: int, position: int, start: Id | None = None) -> Verdict:
    """The visit dropped at this place. ``start``: the worker it is taken from, where two make it."""
    routes = {}
    for key, route in plan.routes.items():
        taken = start is None or key[0] == start
        routes[key] = tuple(one for one in route if one != visit) if taken else route
    there = routes.get((worker, day), ())
    routes[worker, day] = (*there[:position], visit, *there[position:])
    return judge(hours, plan, Plan(routes, plan.agreed))


def out(hours: Hours, plan: Plan, visit: Id) -> Verdict:
    """The visit put back into the tray."""
    routes = {key: tuple(one for one in route if one != visit) for key, route in plan.routes.items()}
    agreed = {one: hour for one, hour in plan.agreed.items() if one != visit}
    return judge(hours, plan, Plan(routes, agreed))


def judge(hours: Hours, before: Plan, after: Plan) -> Verdict:
    keys = before.routes.keys() | after.routes.keys()
    changed = [key for key in keys if before.routes.get(key, ()) != after.routes.get(key, ())]
    times = {key: found for key in changed if (found := rules.times(hours, after, *key)) is not None}
    known = set(rules.broken(hours, before))
    broken = [fault for fault in rules.broken(hours, after) if fault not in known]
    price = bill(hours, after).total - bill(hours, before).total if not _stranger(hours, after) else 0
    return Verdict(after, times, broken, price)


def _stranger(hours: Hours, plan: Plan) -> bool:
    return any(worker not in hours.worker_number for worker, _ in plan.routes) or not plan.placed() <= set(hours.number)
