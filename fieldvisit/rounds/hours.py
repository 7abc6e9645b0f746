"""Hours, working time and price of a worker's day, by the numbers of its visits: one reckoning for all who ask."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy

from fieldvisit.rounds import timing
from fieldvisit.rounds.problem import Id, Problem, Shift, Visit, Worker
from fieldvisit.rounds.travel import Matrix, Travel


def eligible(worker: Worker, visit: Visit) -> bool:
    return (
        worker.profession == visit.profession
        and visit.needs <= worker.skills
        and (visit.sector is None or worker.sectors is None or visit.sector in worker.sectors)
    )


class Hours:
    """``legs``: seconds from place to place; bases come first, in the order of the workers, then homes."""

    def __init__(self, problem: Problem, matrix: Matrix):
        self.problem, self.matrix = problem, matrix
        self.legs: list[list[int]] = matrix.seconds.tolist()
        self.many = len(problem.workers)
        self.worker_number = {worker.id: number for number, worker in enumerate(problem.workers)}
        self.number = {visit.id: number for number, visit in enumerate(problem.visits)}

    @classmethod
    def of(cls, problem: Problem, travel: Travel) -> "Hours":
        return cls(problem, matrix_of(problem, travel))

    def instead(self, problem: Problem) -> "Hours":
        """For the same workers and places, with other windows or locks: nothing is measured again."""
        found = copy(self)
        found.problem = problem
        return found

    def timed(self, worker: int, shift: Shift, visits: Sequence[int], spans: Iterable) -> timing.Timed:
        """``spans``: when each visit may begin on this day."""
        calls, here = [], worker
        for visit, windows in zip(visits, spans, strict=True):
            there = self.many + visit
            calls.append(timing.Call(self.legs[here][there], self.problem.visits[visit].seconds, windows))
            here = there
        return timing.timed(shift, calls, self.legs[here][worker])

    def day(self, worker: Id, shift: Shift, visits: Sequence[Id], agreed: Mapping[Id, int]) -> timing.Timed:
        numbers = [self.number[visit] for visit in visits]
        return self.timed(
            self.worker_number[worker], shift, numbers, [self.spans(v, shift.day, agreed) for v in visits]
        )

    def spans(self, visit: Id, day: int, agreed: Mapping[Id, int]) -> list[tuple[int, int]]:
        """The visit's own windows on this day; only the hour agreed on when two workers share it."""
        found = [(one.first, one.last) for one in sorted(self.problem.visit(visit).windows) if one.day == day]
        hour = agreed.get(visit)
        if hour is None:
            return found
        return [(hour, hour)] if any(first <= hour <= last for first, last in found) else []

    def work(self, worker: int, visits: Sequence[int], found: timing.Timed) -> int:
        """Working time: without lunch, and from home without the first and the last way."""
        if not visits:
            return 0
        if not self.problem.workers[worker].from_home:
            return found.work
        first, last = self.many + visits[0], self.many + visits[-1]
        return max(0, found.work - self.legs[worker][first] - self.legs[last][worker])

    def lawful(self, worker: int, visits: Sequence[int], found: timing.Timed) -> bool:
        """Rules of one day beyond its hours."""
        one = self.problem.workers[worker]
        if one.most_visits is not None and len(visits) > one.most_visits:
            return False
        limits = one.limits
        if limits is None:
            return True
        return found.span <= limits.day_span and self.work(worker, visits, found) <= limits.day_work

    def driving(self, worker: int, visits: Sequence[int]) -> tuple[int, float]:
        """Seconds and km from the base and back to it."""
        if not visits:
            return 0, 0.0
        stops = [worker, *(self.many + visit for visit in visits), worker]
        ways = list(zip(stops, stops[1:], strict=False))
        return sum(self.legs[a][b] for a, b in ways), float(sum(self.matrix.km[a][b] for a, b in ways))


def matrix_of(problem: Problem, travel: Travel) -> Matrix:
    return travel.matrix([worker.base for worker in problem.workers] + [visit.place for visit in problem.visits])
