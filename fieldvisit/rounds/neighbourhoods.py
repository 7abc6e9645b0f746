"""Which days to reopen next: 5 to 9 of one profession, near each other, of one worker, of one day, or around a visit
that found no place. What was learnt by measuring stands in ``KINDS`` and ``EFFORTS``."""

import random
from collections.abc import Sequence

import numpy as np

from fieldvisit.rounds.model import Model
from fieldvisit.rounds.problem import MINUTE, Id
from fieldvisit.rounds.question import Question
from fieldvisit.rounds.state import State

SIZE = (5, 9)
KINDS = {"near": 4, "worker": 1, "date": 1, "left_out": 2, "any": 2}
#: Number of VROOM's searches and their depth: many small looks find more than few deep ones.
EFFORTS = ((4, 1), (2, 0))
NEAREST = 60
#: So many visits without a place are tried at once, beside those of the days reopened.
LOOSE = 25


class Neighbourhoods:
    """Of one component: its days share no visit with any other."""

    def __init__(self, model: Model, days: Sequence[int], focus: frozenset[Id] | None = None):
        """``focus``: the visits that matter, by id; all of them by default."""
        self.model, self.days = model, list(days)
        self.jobs = model.jobs_of(self.days)
        self.seeds = [job for job in self.jobs if focus is None or model.visit(job).id in focus]
        self.by_worker: dict[int, list[int]] = {}
        self.by_date: dict[int, list[int]] = {}
        for day in self.days:
            worker, shift = model.days[day]
            self.by_worker.setdefault(worker, []).append(day)
            self.by_date.setdefault(shift.day, []).append(day)
        places = np.array([model.place(job) for job in self.jobs], dtype=int)
        self.near: dict[int, list[int]] = {}
        for job in self.jobs:
            far = model.hours.matrix.seconds[model.place(job), places]
            self.near[job] = [self.jobs[at] for at in np.argsort(far, kind="stable")[:NEAREST]]

    def whole(self, state: State) -> Question:
        """All days at once, to begin with; visits à deux come in later, two by two."""
        shared = {day for job, day in state.day_of.items() if job in self.model.partner}
        held = {job for day in shared for job in state.routes[day]}
        jobs = [job for job in self.jobs if job not in self.model.partner and job not in held]
        return Question([day for day in self.days if day not in shared], jobs, searches=2, depth=0)

    def next(self, state: State, rng: random.Random, busy: set[int], reserved: set[int]) -> Question | None:
        free = [day for day in self.days if day not in busy]
        if not free:
            return None
        days = self._days(state, rng, free)
        held = {job for day in days for job in state.routes[day]}
        may = self.model.may[days].any(axis=0)
        loose = [job for job in self.jobs if job in state.left_out and job not in reserved and may[job]]
        if len(loose) > LOOSE:
            loose = rng.sample(loose, LOOSE)
        searches, depth = rng.choice(EFFORTS)
        question = Question(days, sorted(held | set(loose)), searches=searches, depth=depth)
        if self.model.partner:
            _together(self.model, state, question, rng)
        return question if question.jobs else None

    def _days(self, state: State, rng: random.Random, free: list[int]) -> list[int]:
        size, kind = rng.randint(*SIZE), rng.choices(list(KINDS), KINDS.values())[0]
        allowed = set(free)
        if kind == "near":
            found: dict[int, None] = {}
            for job in self.near[rng.choice(self.seeds)]:
                day = state.day_of.get(job)
                if day in allowed and rng.random() < 0.8:
                    found[day] = None
                if len(found) == size:
                    break
            if len(found) > 1:
                return list(found)
        if kind == "worker":
            days = [day for day in self.by_worker[self.model.days[rng.choice(free)][0]] if day in allowed]
            if rng.random() < 0.5:
                other = self.by_worker[self.model.days[rng.choice(free)][0]]
                days += [day for day in other if day in allowed and day not in days]
            return days[: SIZE[1] + 1]
        if kind == "date":
            date = self.model.days[rng.choice(free)][1].day
            days = rng.sample(self.by_date[date], len(self.by_date[date]))
            return [day for day in days if day in allowed][: SIZE[1] + 1]
        if kind == "left_out":
            return self._around(state, rng, free, size)
        return rng.sample(free, min(size, len(free)))

    def _around(self, state: State, rng: random.Random, free: list[int], size: int) -> list[int]:
        """Days that may take a visit left out, those that already pass near it first."""
        lost = [job for job in self.jobs if job in state.left_out]
        job = rng.choice([one for one in self.seeds if one in state.left_out] or lost or self.jobs)
        legs, place = self.model.legs, self.model.place(job)

        def far(day: int) -> float:
            stops = [self.model.days[day][0], *(self.model.place(one) for one in state.routes[day])]
            return min(legs[place][stop] for stop in stops) * rng.uniform(0.5, 1.5)

        days = [day for day in free if self.model.may[day, job]]
        return sorted(days, key=far)[:size] or rng.sample(free, min(size, len(free)))


def _together(model: Model, state: State, question: Question, rng: random.Random) -> None:
    """Halves of visits à deux: a shared hour, and never the same worker. VROOM has no word for either."""
    jobs, days = set(question.jobs), question.days
    workers = {model.days[day][0] for day in days}
    for job in [one for one in question.jobs if one in model.partner]:
        other, visit = model.partner[job], model.jobs[job]
        if other not in jobs:
            placed = state.day_of.get(other)
            if placed is None:  # the other half cannot come in here
                jobs.discard(job)
                continue
            busy = model.days[placed][0]
            question.hours[visit] = state.agreed[visit]
            question.only[job] = {day for day in days if model.days[day][0] != busy}
        elif job < other:
            hour = _hour(model, state, question, job, rng)
            first = {one for one in workers if rng.random() < 0.5}
            if hour is None:
                jobs -= {job, other}
                continue
            question.hours[visit] = hour
            question.only[job] = {day for day in days if model.days[day][0] in first}
            question.only[other] = set(days) - question.only[job]
    question.jobs = sorted(jobs)


def _hour(model: Model, state: State, question: Question, job: int, rng: random.Random) -> int | None:
    """Mostly the hour it has; else a quarter of an hour among those possible on these days."""
    visit = model.jobs[job]
    if job in state.day_of and rng.random() < 0.6:
        return state.agreed[visit]
    dates = {model.days[day][1].day for day in question.days}
    spans = [span for date, those in model.spans[job].items() if date in dates for span in those]
    if not spans:
        return state.agreed.get(visit) if job in state.day_of else None
    first, last = rng.choice(spans)
    return min(last, first + rng.randrange(0, last - first + 1, 15 * MINUTE)) if last > first else first


def without_halves(model: Model, question: Question, routes: dict[int, list[int]]) -> dict[int, list[int]] | None:
    """Who came alone to a visit à deux goes home; None when the other one is in a day that is not open."""
    placed = {job for route in routes.values() for job in route}
    alone = set()
    for job in question.jobs:
        other = model.partner.get(job)
        if other is None or (job in placed) == (other in placed):
            continue
        if other not in question.jobs:
            if job not in placed:
                return None
            continue
        alone |= {job, other}
    return {day: [job for job in route if job not in alone] for day, route in routes.items()}
