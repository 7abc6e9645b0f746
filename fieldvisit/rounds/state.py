"""A plan being searched: routes, what they cost, who is left out; what a new answer would change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fieldvisit.rounds.model import Model
from fieldvisit.rounds.problem import URGENT, Plan


@dataclass
class Answer:
    """Days solved again, by our own reckoning: every one of them keeps every rule of a day."""

    routes: dict[int, tuple[int, ...]]
    cost: dict[int, int]
    work: dict[int, int]
    left_out: set[int]
    hours: dict[int, int] = field(default_factory=dict)


def answer(model: Model, routes: Mapping[int, Sequence[int]], jobs: Iterable[int], hours: Mapping[int, int]):
    """None where a day breaks a rule that VROOM does not know."""
    found = Answer({}, {}, {}, set(jobs), dict(hours))
    for day, order in routes.items():
        times = model.timed(day, order, hours)
        if order and not model.fits(day, order, times):
            return None
        found.routes[day] = tuple(order)
        found.cost[day] = model.cost(day, order, times.starts)
        found.work[day] = model.work(day, order, times)
        found.left_out -= set(order)
    return found


class State:
    def __init__(self, model: Model):
        self.model = model
        self.routes: list[tuple[int, ...]] = [()] * len(model.days)
        self.cost = [0] * len(model.days)
        self.work = [0] * len(model.days)
        self.agreed: dict[int, int] = {}
        self.left_out = set(range(len(model.jobs)))
        self.total = sum(model.left_out)
        self.day_of: dict[int, int] = {}
        self._weekly: dict[tuple[int, int], list[int]] = {}
        for day, (worker, shift) in enumerate(model.days):
            self._weekly.setdefault((worker, shift.day // 7), []).append(day)

    def change(self, found: Answer) -> int:
        """What taking this answer would add to the total."""
        before = {job for day in found.routes for job in self.routes[day]}
        after = {job for route in found.routes.values() for job in route}
        worth = self.model.left_out
        change = sum(found.cost.values()) - sum(self.cost[day] for day in found.routes)
        return change + sum(worth[job] for job in before - after) - sum(worth[job] for job in after - before)

    def urgent_lost(self, found: Answer) -> bool:
        before = {job for day in found.routes for job in self.routes[day]}
        after = {job for route in found.routes.values() for job in route}
        urgent = [job for job in before ^ after if self.model.visit(job).priority == URGENT]
        return sum(1 if job in before else -1 for job in urgent) > 0

    def weeks_hold(self, found: Answer) -> bool:
        weeks = {(self.model.days[day][0], self.model.days[day][1].day // 7) for day in found.routes}
        return all(
            self.week_work(week, found.work) <= self._most(week) for week in weeks if week[0] in self.model.weeks
        )

    def week_work(self, week: tuple[int, int], instead: Mapping[int, int]) -> int:
        number, which = week
        worker = self.model.problem.workers[number].id
        frozen = sum(
            seconds for (who, day), seconds in self.model.kept.worked.items() if who == worker and day // 7 == which
        )
        return frozen + sum(instead.get(day, self.work[day]) for day in self._weekly[week])

    def _most(self, week: tuple[int, int]) -> int:
        return self.model.problem.workers[week[0]].limits.week_work

    def take(self, found: Answer) -> None:
        self.total += self.change(found)
        for day in found.routes:
            for job in self.routes[day]:
                if self.day_of.get(job) == day:
                    del self.day_of[job]
                    self.left_out.add(job)
        for day, route in found.routes.items():
            self.routes[day], self.cost[day], self.work[day] = route, found.cost[day], found.work[day]
            for job in route:
                self.day_of[job] = day
                self.left_out.discard(job)
        placed = {self.model.jobs[job] for route in found.routes.values() for job in route if job in self.model.partner}
        self.agreed |= {visit: hour for visit, hour in found.hours.items() if visit in placed}

    def plan(self) -> Plan:
        taken = {self.model.jobs[job] for job in self.day_of if job in self.model.partner}
        return self.model.plan(self.routes, {visit: hour for visit, hour in self.agreed.items() if visit in taken})
