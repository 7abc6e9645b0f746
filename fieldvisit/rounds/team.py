"""Who solves the small problems: this process, or helpers on every core, each with the model in its memory.

A helper that dies – VROOM is C++ – is replaced and its question forgotten; one that keeps dying is a failure.
"""

import multiprocessing
import os
import sys
from contextlib import suppress
from multiprocessing.connection import Connection, wait

from fieldvisit.rounds import neighbourhoods
from fieldvisit.rounds.model import Model
from fieldvisit.rounds.question import Question
from fieldvisit.rounds.state import Answer, answer

DEATHS = 5


class SolverDied(RuntimeError):
    """Helpers died again and again."""


def _vroom():
    """Read when something is solved: it brings pandas, and a server that only keeps a ``Run`` needs neither."""
    from fieldvisit.rounds import vroom_model

    return vroom_model


def solved(model: Model, question: Question, seconds: float | None, whole: bool = False) -> Answer | None:
    routes = _vroom().solve(model, question, seconds)
    routes = neighbourhoods.without_halves(model, question, routes)
    if routes is None:
        return None
    if whole:
        routes = {day: _mended(model, day, route) for day, route in routes.items()}
    return answer(model, routes, question.jobs, question.hours)


def _mended(model: Model, day: int, route: list[int]) -> list[int]:
    """The whole component has no former answer to fall back on: what breaks a rule of ours leaves, cheapest first."""
    while route and not model.fits(day, route, model.timed(day, route, {})):
        route = [job for job in route if job != min(route, key=lambda one: (model.left_out[one], one))]
    return route


class Alone:
    """Answers in this process: the same seed gives the same plan."""

    size = 1

    def __init__(self, model: Model):
        self.model, self._waiting = model, []

    def ask(self, number: int, question: Question, seconds: float, whole: bool = False) -> None:
        self._waiting.append((number, solved(self.model, question, seconds, whole)))

    def answers(self, seconds: float) -> list[tuple[int, Answer | None]]:
        found, self._waiting = self._waiting, []
        return found

    def close(self) -> None:
        pass


class Team:
    def __init__(self, model: Model, size: int):
        self.model, self.size, self._deaths = model, size, 0
        self._context = multiprocessing.get_context("fork" if sys.platform.startswith("linux") else "spawn")
        self._helpers: dict[Connection, multiprocessing.Process] = {}
        self._asked: dict[Connection, int] = {}
        for _ in range(size):
            self._hire()

    def _hire(self) -> None:
        ours, theirs = self._context.Pipe()
        helper = self._context.Process(target=_help, args=(theirs, self.model, os.getpid()), daemon=True)
        helper.start()
        theirs.close()
        self._helpers[ours] = helper

    def ask(self, number: int, question: Question, seconds: float, whole: bool = False) -> None:
        free = next(one for one in self._helpers if one not in self._asked)
        self._asked[free] = number
        with suppress(OSError):  # dead: the next look at the answers finds it
            free.send((question, seconds, whole))

    def answers(self, seconds: float) -> list[tuple[int, Answer | None]]:
        found = []
        for one in wait(list(self._asked), timeout=seconds):
            number = self._asked.pop(one)
            try:
                found.append((number, one.recv()))
            except (EOFError, OSError):
                found.append((number, None))
                self._replace(one)
        return found

    def _replace(self, one: Connection) -> None:
        helper = self._helpers.pop(one)
        helper.kill()
        one.close()
        self._deaths += 1
        if self._deaths > DEATHS:
            raise SolverDied
        self._hire()

    def close(self) -> None:
        for one, helper in self._helpers.items():
            helper.kill()
            one.close()
        for helper in self._helpers.values():
            helper.join(timeout=1)


def _help(pipe: Connection, model: Model, parent: int) -> None:
    while os.getppid() == parent:  # whoever asked may be killed: nobody is left behind
        if pipe.poll(0.5):
            try:
                question, seconds, whole = pipe.recv()
                pipe.send(solved(model, question, seconds, whole))
            except (EOFError, OSError):
                return


def ready() -> None:
    """Reads VROOM, so that helpers find it in memory."""
    _vroom()


def of(model: Model, size: int) -> Alone | Team:
    return Alone(model) if size <= 1 else Team(model, size)
