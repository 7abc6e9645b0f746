"""The problem by numbers, as the search needs it: days of workers, jobs, what each job costs on each day.

A *day* here is one worker's shift; a *job* is a visit, or one half of a visit made « à deux ». Frozen days and the
visits in them stay out: the search cannot touch what it does not see.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np

from fieldvisit.rounds import timing
from fieldvisit.rounds.hours import Hours, eligible
from fieldvisit.rounds.locks import Kept
from fieldvisit.rounds.problem import URGENT, Costs, Id, Plan, Visit

#: What a lock is worth: more than all that could be gained by leaving it out.
LOCKED = 10_000_000


class Model:
    """``days``: (worker number, shift). ``jobs``: the visit's number. ``partner``: the other half of a visit à deux."""

    def __init__(self, hours: Hours, kept: Kept):
        self.hours, self.kept = hours, kept
        self.problem = problem = hours.problem
        self.legs, self.many = hours.legs, hours.many
        self.days = [
            (number, shift)
            for number, worker in enumerate(problem.workers)
            for shift in worker.shifts
            if (worker.id, shift.day) not in kept.days and 0 <= shift.day < problem.days
        ]
        self.day_of = {self.key(day): day for day in range(len(self.days))}
        away = kept.frozen
        self.jobs: list[int] = [n for n, visit in enumerate(problem.visits) if visit.id not in away]
        self.partner: dict[int, int] = {}
        for job, visit in list(enumerate(self.jobs)):
            if problem.visits[visit].together:
                self.partner[job], self.partner[len(self.jobs)] = len(self.jobs), job
                self.jobs.append(visit)
        self.able = [[eligible(worker, visit) for visit in problem.visits] for worker in problem.workers]
        self.spans = [self._spans(job) for job in range(len(self.jobs))]
        self.may = np.array([[self._may(day, job) for job in range(len(self.jobs))] for day in range(len(self.days))])
        self.may = self.may.reshape(len(self.days), len(self.jobs)).astype(bool)
        self.extra = np.array(
            [
                [self._extra(day, job) if able else 0 for job, able in enumerate(row)]
                for day, row in enumerate(self.may.tolist())
            ],
            dtype=np.int64,
        ).reshape(len(self.days), len(self.jobs))
        self.dear = self.extra.tolist()
        self.left_out = [self._left_out(job) for job in range(len(self.jobs))]
        self.weeks = {n for n, worker in enumerate(problem.workers) if worker.limits}

    @property
    def costs(self) -> Costs:
        return self.problem.costs

    def key(self, day: int) -> tuple[Id, int]:
        number, shift = self.days[day]
        return self.problem.workers[number].id, shift.day

    def visit(self, job: int) -> Visit:
        return self.problem.visits[self.jobs[job]]

    def place(self, job: int) -> int:
        return self.many + self.jobs[job]

    def second(self, job: int) -> bool:
        """The half of a visit à deux that carries none of its costs."""
        return self.partner.get(job, job) < job

    def _may(self, day: int, job: int) -> bool:
        number, shift = self.days[day]
        worker, visit = self.problem.workers[number], self.visit(job)
        if not self.able[number][self.jobs[job]]:
            return False
        locks = self.kept.locks.get(visit.id)
        if locks:
            which = min(1, len(locks) - 1) if self.second(job) else 0
            if self.second(job) and len(locks) == 1:
                return worker.id != locks[0].worker and shift.day == locks[0].day
            return (worker.id, shift.day) == (locks[which].worker, locks[which].day)
        return shift.day in self.spans[job]

    def _extra(self, day: int, job: int) -> int:
        number, shift = self.days[day]
        worker, visit = self.problem.workers[number], self.visit(job)
        costs, found = self.costs, 0
        stops = self.problem.published.get(visit.id)
        if stops and not any((one.worker, one.day) == (worker.id, shift.day) for one in stops):
            found += costs.moved
        if self.second(job):
            return found
        if visit.preferred is not None and visit.preferred != worker.id:
            found += costs.other_worker
        if visit.priority == URGENT:
            found += costs.late_day * max(0, shift.day - visit.due)
        return found

    def _spans(self, job: int) -> dict[int, list[tuple[int, int]]]:
        """Windows by day, in order; a lock with its hour leaves only this one."""
        visit, found = self.visit(job), {}
        locks = self.kept.locks.get(visit.id)
        hour = next((one.start for one in locks or () if one.start is not None), None)
        if hour is not None:
            return {locks[0].day: [(hour, hour)]}
        for window in sorted(visit.windows):
            spans = found.setdefault(window.day, [])
            if spans and window.first <= spans[-1][1] + 1:  # VROOM wants them apart
                spans[-1] = (spans[-1][0], max(spans[-1][1], window.last))
            else:
                spans.append((window.first, window.last))
        if locks:
            return {locks[0].day: found.get(locks[0].day, [])}
        return found

    def _left_out(self, job: int) -> int:
        if self.second(job):
            return 0
        return LOCKED if self.visit(job).id in self.kept.locks else self.costs.left_out(self.visit(job))

    @cached_property
    def components(self) -> list[list[int]]:
        """Days that share a job, so that no other day matters to them: one profession, often one sector."""
        found, left = [], set(range(len(self.days)))
        while left:
            group, jobs, fresh = set(), np.zeros(len(self.jobs), bool), {min(left)}
            while fresh:
                group |= fresh
                jobs |= self.may[sorted(fresh)].any(axis=0)
                same = {self.days[day][0] for day in group}
                touched = {day for day in left - group if self.may[day, jobs].any() or self.days[day][0] in same}
                fresh = touched
            left -= group
            found.append(sorted(group))
        return found

    def jobs_of(self, days: Sequence[int]) -> list[int]:
        return np.flatnonzero(self.may[list(days)].any(axis=0)).tolist() if days else []

    def timed(self, day: int, jobs: Sequence[int], agreed: Mapping[int, int]) -> timing.Timed:
        """``agreed``: by the number of the visit."""
        number, shift = self.days[day]
        spans = []
        for job in jobs:
            hour = agreed.get(self.jobs[job]) if job in self.partner else None
            spans.append(self.spans[job].get(shift.day, ()) if hour is None else ((hour, hour),))
        return self.hours.timed(number, shift, [self.jobs[job] for job in jobs], spans)

    def fits(self, day: int, jobs: Sequence[int], found: timing.Timed) -> bool:
        visits = [self.jobs[job] for job in jobs]
        return found.possible and self.hours.lawful(self.days[day][0], visits, found)

    def work(self, day: int, jobs: Sequence[int], found: timing.Timed) -> int:
        return self.hours.work(self.days[day][0], [self.jobs[job] for job in jobs], found)

    def cost(self, day: int, jobs: Sequence[int], starts: Sequence[int]) -> int:
        if not jobs:
            return 0
        here = number = self.days[day][0]
        total, dear = 0, self.dear[day]
        for job in jobs:
            there = self.many + self.jobs[job]
            total += self.legs[here][there] + dear[job]
            here = there
        total += self.legs[here][number]
        if self.problem.published:
            total += sum(self._shifted(day, job, start) for job, start in zip(jobs, starts, strict=True))
        return total

    def _shifted(self, day: int, job: int, start: int) -> int:
        key = self.key(day)
        for stop in self.problem.published.get(self.visit(job).id, ()):
            if (stop.worker, stop.day) == key and abs(stop.start - start) > self.costs.tolerance:
                return self.costs.shifted
        return 0

    def plan(self, routes: Sequence[Sequence[int]], agreed: Mapping[int, int]) -> Plan:
        """With the frozen days as they were."""
        visits = self.problem.visits
        found = {self.key(day): tuple(self.visit(job).id for job in jobs) for day, jobs in enumerate(routes) if jobs}
        fixed = {visit: one.start for visit, those in self.kept.locks.items() for one in those if one.start is not None}
        shared = {visits[number].id: hour for number, hour in agreed.items()}
        frozen = {visit: hour for visit, hour in self.kept.agreed.items() if visit in self.kept.frozen}
        return Plan({**self.kept.routes, **found}, fixed | frozen | shared)
