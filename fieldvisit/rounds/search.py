"""The search: VROOM's first plan, then a few days at a time reopened and solved again, kept when our own bill is no
worse – or, early on, hardly worse, which leads out of dead ends. The best plan seen is the one returned.

Neighbourhoods that share no day are solved side by side. With one process and a number of tries instead of a time, the
same seed gives the same plan.
"""

import math
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from fieldvisit.rounds import beginning, weeks
from fieldvisit.rounds import team as teams
from fieldvisit.rounds.hours import Hours
from fieldvisit.rounds.locks import Kept, Key, keep
from fieldvisit.rounds.model import Model
from fieldvisit.rounds.neighbourhoods import Neighbourhoods
from fieldvisit.rounds.problem import Id, Lock, Plan, Problem
from fieldvisit.rounds.state import State, answer
from fieldvisit.rounds.travel import Estimate, Travel

#: Seconds of driving that a step may cost at the beginning; nothing at the end. A short search has no time for detours.
WARMTH = 400.0
WARM_FROM = 20.0
TELL_EVERY = 0.25


@dataclass(frozen=True)
class Effort:
    """``processes``: None takes every core. ``tries``: stops after so many neighbourhoods, whatever the time."""

    seconds: float = 30.0
    processes: int | None = None
    tries: int | None = None
    seed: int = 0
    warmth: float = WARMTH


@dataclass(frozen=True)
class Progress:
    seconds: float
    placed: int
    visits: int
    km: float
    driving: int
    best: int
    tries: int


@dataclass
class Found:
    """``refused``: locks and frozen days that could not be kept, and why; ``remarks``: shifts cut to what is lawful."""

    problem: Problem
    hours: Hours
    plan: Plan
    total: int
    kept: Kept
    tries: int
    seconds: float
    remarks: list[str]

    @property
    def refused(self) -> list[tuple[Lock | Key, str]]:
        return self.kept.refused


def solve(
    problem: Problem,
    travel: Travel | None = None,
    effort: Effort | None = None,
    start: Plan | None = None,
    say: Callable[[Progress, Callable[[], Plan]], None] | None = None,
    stop: Callable[[], bool] = lambda: False,
    focus: frozenset[Id] | None = None,
) -> Found:
    """``start``: the plan to begin from, ``focus``: the visits that are to find a place in it.

    ``say``: told several times a second. ``stop``: asked as often.
    """
    effort = effort or Effort()
    problem, remarks = weeks.lawful(problem)
    hours = Hours.of(problem, travel or Estimate())
    if hours.matrix.warning:
        remarks.append(hours.matrix.warning)
    kept = keep(hours)
    model = Model(hours, kept)
    teams.ready()
    begun = time.monotonic()
    search = Search(model, effort, say, stop, focus)
    search.run(start)
    plan = search.best_plan()
    locks = tuple(lock for those in kept.locks.values() for lock in those)
    held = problem.changed(locks=locks, frozen=frozenset(kept.days))
    return Found(held, hours.instead(held), plan, search.best, kept, search.tries, time.monotonic() - begun, remarks)


class Search:
    def __init__(self, model: Model, effort: Effort, say=None, stop=lambda: False, focus=None):
        self.model, self.effort, self.say, self.stop = model, effort, say, stop
        self.rng = random.Random(effort.seed)
        self.state, self.tries = State(model), 0
        self.parts = [part for days in model.components if (part := Neighbourhoods(model, days, focus)).seeds]
        self.begun = self.told = time.monotonic()
        self._keep_best()

    def _keep_best(self) -> None:
        self.best = self.state.total
        self._best = (list(self.state.routes), dict(self.state.agreed))

    def best_plan(self) -> Plan:
        routes, agreed = self._best
        placed = {self.model.jobs[job] for route in routes for job in route if job in self.model.partner}
        return self.model.plan(routes, {visit: hour for visit, hour in agreed.items() if visit in placed})

    def left(self) -> float:
        return self.effort.seconds - (time.monotonic() - self.begun)

    def run(self, start: Plan | None = None) -> None:
        self._base()
        if start is not None:
            beginning.stand(self.state, start)
            self._keep_best()
        if not self.parts:
            return
        cores = self.effort.processes or os.cpu_count() or 1
        team = teams.of(self.model, cores)
        try:
            if start is None:
                self._first(team)
            self._improve(team)
        finally:
            team.close()

    def _base(self) -> None:
        """Locked visits stand before anything else is placed."""
        if self.model.kept.base:
            beginning.stand(self.state, Plan(self.model.kept.base, self.model.kept.agreed))
            self._keep_best()

    def _first(self, team) -> None:
        """VROOM's own plan of each component, largest first; kept where it holds every lock."""
        waiting = sorted(range(len(self.parts)), key=lambda one: len(self.parts[one].jobs))
        running = 0
        while waiting or running:
            while waiting and running < team.size:
                part = waiting.pop()
                question = self.parts[part].whole(self.state)
                share = max(0.05, 0.5 * self.left())
                team.ask(part, question, share, whole=True)
                running += 1
            for part, found in team.answers(0.2):
                running -= 1
                if found is not None:
                    self._begin_with(part, found)
            self._tell()
            if self.stop():
                return

    def _begin_with(self, part: int, found) -> None:
        locked = {job for day in found.routes for job in self.state.routes[day]}
        if not locked <= {job for route in found.routes.values() for job in route}:
            return
        for day, route in found.routes.items():
            one = answer(self.model, {day: route}, route, self.state.agreed)
            if one is not None and self.state.weeks_hold(one):
                self.state.take(one)
        if self.state.total <= self.best:
            self._keep_best()

    def _improve(self, team) -> None:
        asked: dict[int, tuple[set[int], set[int]]] = {}
        weights = [len(part.jobs) for part in self.parts]
        number = 0
        while True:
            enough = self.effort.tries is not None and self.tries + len(asked) >= self.effort.tries
            over = self.left() <= 0 or self.stop()
            if over or (enough and not asked):
                break
            while len(asked) < team.size and not enough:
                busy = set().union(*(days for days, _ in asked.values())) if asked else set()
                reserved = set().union(*(jobs for _, jobs in asked.values())) if asked else set()
                question = self._question(weights, busy, reserved)
                if question is None:
                    break
                number += 1
                asked[number] = (set(question.days), set(question.jobs))
                team.ask(number, question, max(0.02, self.left()))
                enough = self.effort.tries is not None and self.tries + len(asked) >= self.effort.tries
            if not asked:
                break
            for which, found in team.answers(max(0.0, min(0.2, self.left()))):
                del asked[which]
                self.tries += 1
                self._judge(found)
            self._tell()

    def _question(self, weights: list[int], busy: set[int], reserved: set[int]):
        for _ in range(20):
            part = self.rng.choices(self.parts, weights)[0]
            question = part.next(self.state, self.rng, busy, reserved)
            if question is not None:
                return question
        return None

    def _judge(self, found) -> None:
        if found is None:
            return
        change = self.state.change(found)
        share = self.tries / self.effort.tries if self.effort.tries else 1 - self.left() / self.effort.seconds
        warmth = self.effort.warmth * min(1.0, self.effort.seconds / WARM_FROM) * max(0.0, 1 - share)
        if change > -warmth * math.log(1 - self.rng.random()):
            return
        if self.state.urgent_lost(found) or not self.state.weeks_hold(found):
            return
        self.state.take(found)
        if self.state.total < self.best:
            self._keep_best()

    def _tell(self) -> None:
        now = time.monotonic()
        if self.say is None or now - self.told < TELL_EVERY:
            return
        self.told = now
        routes, hours = self._best[0], self.model.hours
        driven = [
            hours.driving(self.model.days[day][0], [self.model.jobs[job] for job in route])
            for day, route in enumerate(routes)
        ]
        placed = {self.model.jobs[job] for route in routes for job in route}
        visits = len(self.model.problem.visits)
        self.say(
            Progress(
                round(now - self.begun, 2),
                len(placed) + len(self.model.kept.frozen),
                visits,
                round(sum(km for _, km in driven), 1),
                sum(seconds for seconds, _ in driven),
                self.best,
                self.tries,
            ),
            self.best_plan,
        )
