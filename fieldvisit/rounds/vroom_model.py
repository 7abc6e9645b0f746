"""Some days of the problem given to VROOM, and its routes read back. The only module that knows pyvroom.

One vehicle per worker's day, lunch as a native break, windows of several days as a job's windows. Each vehicle has a
profile of its own: shared durations, and costs with what this job costs on this day beside driving (another worker than
hers, an urgent visit's days of delay, a published one's move). Who may do what – profession, clearance, sector,
lock, « pas les deux moitiés d’une visite à deux » – is one skill for each set of vehicles that a job may go to. VROOM
weighs priorities before costs: ours stand in the proportion of what leaving a visit out costs.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache

import numpy as np
import vroom
from vroom import _vroom

from fieldvisit.rounds.model import LOCKED, Model
from fieldvisit.rounds.question import Question

MOST = 100  # VROOM's highest priority


def solve(model: Model, question: Question, seconds: float | None = None) -> dict[int, list[int]]:
    """Jobs in order for each of the days; whoever is in none of them is left out."""
    days, jobs = question.days, question.jobs
    bases = sorted({model.days[day][0] for day in days})
    places = bases + [model.place(job) for job in jobs]
    durations = model.hours.matrix.seconds[np.ix_(places, places)].astype(np.uint32)
    given = _vroom.Input(servers={}, router=_vroom.ROUTER.OSRM, apply_TSPFix=False)
    skills, may = _skills(model, question)
    opened = [job for job, row in zip(jobs, may, strict=True) if row.any()]
    if not opened:
        return {day: [] for day in days}
    columns = np.array(jobs)
    for number, day in enumerate(days):
        costs = durations.copy()
        costs[:, len(bases) :] += model.extra[day, columns].astype(np.uint32)
        np.fill_diagonal(costs, 0)
        # A matrix given to VROOM is moved into it: every profile needs one of its own.
        given._set_durations_matrix(str(day), _vroom.Matrix(durations))
        given._set_costs_matrix(str(day), _vroom.Matrix(costs))
        held = {skill for skill, row in enumerate(skills) if row[number]}
        given._add_vehicle(_vehicle(model, day, bases.index(model.days[day][0]), held))
    numbers = {row.tobytes(): skill for skill, row in enumerate(skills)}
    wanted = {model.days[day][1].day for day in days}
    weights = _priorities(model, jobs)
    for at, job in enumerate(jobs):
        if may[at].any():
            windows = _windows(model, job, wanted, question.hours)
            if windows:
                given._add_job(
                    _vroom.Job(
                        id=job,
                        location=_location(len(bases) + at),
                        default_service=model.visit(job).seconds,
                        skills={numbers[may[at].tobytes()]},
                        priority=weights[at],
                        tws=windows,
                    )
                )
    return _routes(given, days, question, seconds)


def _routes(given, days: Sequence[int], question: Question, seconds: float | None) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {day: [] for day in days}
    limit = None if seconds is None else timedelta(seconds=max(seconds, 0.01))
    # As many threads as searches: VROOM lets searches wait for a free thread on a semaphore whose waking call libstdc++
    # may lose, and then waits for ever.
    threads = question.searches
    answer = given._solve(nb_searches=question.searches, depth=question.depth, nb_threads=threads, timeout=limit)
    steps = np.asarray(answer._routes_numpy())
    for kind, day, job in zip(steps["type"], steps["vehicle_id"], steps["id"], strict=True):
        if kind in (b"job", "job"):
            found[int(day)].append(int(job))
    return found


def _skills(model: Model, question: Question) -> tuple[list[np.ndarray], np.ndarray]:
    """Each different row of « which of these days may take this job » is one skill."""
    may = model.may[np.ix_(question.days, question.jobs)].T.copy()
    for at, job in enumerate(question.jobs):
        if job in question.only:
            may[at] &= np.array([day in question.only[job] for day in question.days], bool)
    return list({row.tobytes(): row for row in may}.values()), may


def _vehicle(model: Model, day: int, base: int, skills: set[int]) -> vroom.Vehicle:
    number, shift = model.days[day]
    most, lunch = model.problem.workers[number].most_visits, shift.lunch
    breaks = ()
    if lunch is not None:
        midnight = shift.day * 86400
        at = vroom.TimeWindow(midnight + lunch.earliest, midnight + lunch.latest)
        breaks = (vroom.Break(1, time_windows=[at], service=lunch.seconds),)
    given = {} if most is None else {"max_tasks": most}
    when = vroom.TimeWindow(shift.start, shift.end)
    return vroom.Vehicle(
        day, start=base, end=base, profile=str(day), skills=skills, time_window=when, breaks=breaks, **given
    )


def _windows(model: Model, job: int, days: set[int], hours: Mapping[int, int]) -> list[_vroom.TimeWindow]:
    hour = hours.get(model.jobs[job]) if job in model.partner else None
    if hour is not None:
        return [_window(hour, hour)]
    spans = model.spans[job]
    return [_window(first, last) for day in sorted(days & spans.keys()) for first, last in spans[day]]


@cache
def _window(first: int, last: int) -> _vroom.TimeWindow:
    return _vroom.TimeWindow(first, last)


@cache
def _location(index: int) -> vroom.LocationIndex:
    return vroom.LocationIndex(index)


def _priorities(model: Model, jobs: Sequence[int]) -> list[int]:
    worth = [model.left_out[model.partner[job]] if model.second(job) else model.left_out[job] for job in jobs]
    free = [one for one in worth if one < LOCKED]
    top = max(free, default=1)
    scale = MOST if len(free) == len(worth) else 30
    return [MOST if one >= LOCKED else max(1, round(scale * one / top)) for one in worth]
