"""A card under the finger: the new hours, what would break, what it would cost. Nothing is written.

A visit that a hand moves is freed of the hour it had in force; one made by two takes its second worker along.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.rounds import moving
from fieldvisit.rounds.problem import MINUTE, Id, Plan
from fieldvisit.rounds.rules import times
from fieldvisit.rounds.ways_in import days_for, put_in
from fieldvisit.rounds.wording import day_name, lasting
from fieldvisit.schedule.visit import Status
from fieldvisit.weekplans import drafts
from fieldvisit.weekplans.cards import Cards
from fieldvisit.weekplans.setting import Setting
from fieldvisit.weekplans.shown import WorkerDay

#: Hours tried for two people at once: by quarters, over three hours.
QUARTER, TRIED = 15 * MINUTE, 12


@dataclass(frozen=True)
class Put:
    """``position``: among the cards of that day without this one. ``start_worker``: of two, whose half is moved."""

    job: uuid.UUID
    worker: uuid.UUID
    day: int
    position: int
    start_worker: uuid.UUID | None = None


@dataclass(frozen=True)
class Out:
    """Back to the tray."""

    job: uuid.UUID


Change = Put | Out


@dataclass(frozen=True)
class Verdict:
    """``broken``: the hard rules that this would break; ``warnings``: what is allowed, and said."""

    allowed: bool
    broken: tuple[str, ...] = ()
    price: str = ""
    days: tuple[WorkerDay, ...] = ()
    warnings: tuple[str, ...] = ()


def judge(session: Session, actor: Actor, plan_id: uuid.UUID, change: Change, today: date, now: datetime) -> Verdict:
    """:raises Refusal: if the plan is not hers to look at"""
    row = drafts.find(session, actor, plan_id)
    here = drafts.of_plan(session, row, today, now, freed={change.job})
    why, found = weighed(here, change)
    if found is None:
        return Verdict(False, why)
    cards = Cards(session, actor, here, today, found.plan)
    keys = sorted(found.times.keys() | _touched(here.plan, found.plan), key=str)
    days = tuple(cards.day(*key) for key in keys if key[0] in cards.names)
    return Verdict(
        not why, why, priced(found.price + _worth(here, found.plan, change.job)), days, _warnings(here, change)
    )


def weighed(here: Setting, change: Change) -> tuple[tuple[str, ...], moving.Verdict | None]:
    """The sentences of what breaks, and the plan as it would be; None where it cannot even be tried."""
    if why := _never(here, change):
        return (why,), None
    found = moving.out(here.hours, here.plan, change.job) if isinstance(change, Out) else _put(here, change)
    return tuple(dict.fromkeys(fault.sentence for fault in found.broken)), found


def priced(seconds: int) -> str:
    if seconds == 0:
        return "sans rien coûter"
    return f"l’équivalent de {lasting(abs(seconds))} de route de {'plus' if seconds > 0 else 'moins'}"


def _worth(here: Setting, after: Plan, job: Id) -> int:
    """What having it placed is worth to the solver: that is why one does it, not what it costs."""
    worth = here.problem.costs.left_out(here.problem.visit(job))
    return worth * ((job in after.placed()) - (job in here.plan.placed()))


def _never(here: Setting, change: Change) -> str:
    """What no hour could put right."""
    problem, job = here.problem, here.jobs.get(change.job)
    if change.job in here.held:
        return f"Elle ne peut pas être déplacée : {here.held[change.job]}."
    if job is None or change.job not in here.hours.number:
        return "Cette visite n’est plus à planifier : relisez la semaine."
    if job.status == Status.CONFIRMED:
        return f"{job.family} : l’heure est confirmée avec la famille. Changez-la d’abord dans le planning."
    wanted = {(change.worker, change.day)} if isinstance(change, Put) else set()
    for worker, day in [*here.plan.where().get(change.job, ()), *wanted]:
        if (worker, day) in problem.frozen:
            return f"La journée du {day_name(day)} de {_name(here, worker)} est verrouillée : déverrouillez-la d’abord."
    if any(lock.visit == change.job for lock in problem.locks):
        return f"{job.family} est verrouillée : déverrouillez-la d’abord."
    if isinstance(change, Put):
        if change.worker not in here.hours.worker_number:
            return "Cette personne n’est plus dans l’équipe."
        if not here.week.first <= change.day < 7:
            return "Ce jour est passé."
    return ""


def _put(here: Setting, change: Put) -> moving.Verdict:
    place = position(here, change)
    if not here.problem.visit(change.job).together:
        return moving.move(here.hours, here.plan, change.job, change.worker, change.day, place)
    same_day = any(day == change.day for _, day in here.plan.where().get(change.job, ()))
    if change.start_worker is not None and same_day:
        return moving.move(
            here.hours, here.plan, change.job, change.worker, change.day, place, start=change.start_worker
        )
    return _both(here, change, place)


def _both(here: Setting, change: Put, place: int) -> moving.Verdict:
    """The second worker and the hour that add the least driving; without any, the faults of the first alone."""
    hours, job = here.hours, change.job
    rest = moving.out(hours, here.plan, job).plan
    key, visit = (change.worker, change.day), here.problem.visit(job)
    route = rest.routes.get(key, ())
    first = Plan({**rest.routes, key: (*route[:place], job, *route[place:])}, rest.agreed)
    timed = times(hours, first, *key)
    begins = timed.starts[place] if timed is not None else 0
    best = None
    for number in range(TRIED if timed is not None else 0):
        at = begins + number * QUARTER
        trial = Plan(first.routes, {**first.agreed, job: at})
        alone = times(hours, trial, *key)
        if alone is None or not alone.possible:
            continue
        for worker, shift in days_for(hours, visit, {change.day}):
            put = None if worker.id == change.worker else put_in(hours, trial, (worker.id, change.day), shift, job)
            if put is not None and (best is None or put[1] < best[0]):
                best = put[1], worker.id, put[0], trial
        if best is not None:
            break
    if best is None:
        return moving.judge(hours, here.plan, first)
    _, second, there, trial = best
    other = trial.routes.get((second, change.day), ())
    routes = {**trial.routes, (second, change.day): (*other[:there], job, *other[there:])}
    return moving.judge(hours, here.plan, Plan(routes, trial.agreed))


def position(here: Setting, change: Put) -> int:
    """Among what the solver knows of that day: cards beside it, out of service, do not count."""
    route = [one for one in here.plan.routes.get((change.worker, change.day), ()) if one != change.job]
    beside = sum(
        one.worker == change.worker and one.on is not None and here.week.number(one.on) == change.day
        for one in here.beside
    )
    return max(0, min(change.position, len(route) + beside, len(route)))


def _touched(before: Plan, after: Plan) -> set[tuple[Id, int]]:
    keys = before.routes.keys() | after.routes.keys()
    return {key for key in keys if before.routes.get(key, ()) != after.routes.get(key, ())}


def _warnings(here: Setting, change: Change) -> tuple[str, ...]:
    if isinstance(change, Out):
        return ()
    visit = here.problem.visit(change.job)
    found = []
    if visit.preferred in here.hours.worker_number and visit.preferred != change.worker:
        found.append(f"{_name(here, visit.preferred)} suit cette famille d’habitude.")
    if visit.approximate:
        found.append("L’adresse n’a pas de coordonnées : le trajet est celui de sa commune.")
    return tuple(found)


def _name(here: Setting, worker: Id) -> str:
    return next((one.name for one in here.staff.accounts if one.id == worker), "cette personne")
