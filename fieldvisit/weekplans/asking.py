"""Why a visit waits, and the least bad ways in; why one stands where it does; the same week with one worker more or
less. Nothing is written but a way that is taken.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit import db
from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.rounds import rules, running, why
from fieldvisit.rounds.objective import bill
from fieldvisit.rounds.problem import MINUTE, Id, Plan, Problem, Worker
from fieldvisit.rounds.search import Effort
from fieldvisit.rounds.wording import lasting
from fieldvisit.weekplans import drafts, editing, reach, runs, staff
from fieldvisit.weekplans.setting import Setting
from fieldvisit.weekplans.shown import Totals
from fieldvisit.weekplans.verdicts import Put, priced
from fieldvisit.words import Refusal

MOST_SECONDS = 60


class Gone(Refusal):
    sentence = "Cette possibilité n’existe plus : le plan a changé, demandez de nouveau."


class Invalid(Refusal):
    sentence = "Choisissez une profession de plus, ou une personne de moins."


@dataclass(frozen=True)
class Way:
    """``out``: who would go back to the tray. ``possible``: whether it can be taken by one tap."""

    sentence: str
    price: str
    change: Put
    out: tuple[uuid.UUID, ...] = ()
    possible: bool = True


@dataclass(frozen=True)
class Reason:
    sentence: str
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class WhatIf:
    sentence: str
    before: Totals
    after: Totals
    waiting_before: int
    waiting_after: int


def why_waiting(
    session: Session, actor: Actor, plan_id: uuid.UUID, job: uuid.UUID, today: date, now: datetime
) -> Reason:
    """:raises Refusal: if it is no longer to be placed"""
    here = _known(session, actor, plan_id, job, today, now, freed={job})
    found = why.left_out(here.hours, here.plan, job)
    ways = []
    for one in found.ways:
        change = Put(job, one.worker, one.day, one.position)
        possible = _taken(here, change, one.out) is not None and not _held(here, one.out)
        said = one.sentence[0].upper() + one.sentence[1:]
        ways.append(Way(f"{said}.", priced(one.price), change, one.out, possible))
    return Reason(found.sentence, tuple(ways))


def why_here(
    session: Session, actor: Actor, plan_id: uuid.UUID, job: uuid.UUID, today: date, now: datetime
) -> tuple[str, ...]:
    """:raises Refusal: if it is no longer to be placed"""
    here = _known(session, actor, plan_id, job, today, now)
    return tuple(why.placed(here.hours, here.plan, job))


def take_way(
    session: Session, actor: Actor, plan_id: uuid.UUID, version: int, way: Way, today: date, now: datetime
) -> int:
    """The new version; who is put off goes back to the tray.

    :raises Refusal: if it would break a hard rule now
    """
    row = drafts.held(session, actor, plan_id, version, now)
    here = drafts.of_plan(session, row, today, now, freed={way.change.job})
    plan = None if _held(here, way.out) else _taken(here, way.change, way.out)
    if plan is None:
        raise Gone
    return drafts.replaced(session, row, actor.account_id, here, plan, now)


def _known(
    session: Session,
    actor: Actor,
    plan_id: uuid.UUID,
    job: uuid.UUID,
    today: date,
    now: datetime,
    freed: Iterable[uuid.UUID] = (),
) -> Setting:
    """``freed``: as a hand that places it would free it of the hour in force."""
    row = drafts.find(session, actor, plan_id)
    here = drafts.of_plan(session, row, today, now, freed)
    if job not in here.hours.number or job not in here.jobs:
        raise editing.Impossible("Cette visite n’est plus à planifier : relisez la semaine.")
    return here


def _held(here: Setting, out: tuple[Id, ...]) -> bool:
    return any(one in here.held or any(lock.visit == one for lock in here.problem.locks) for one in out)


def _taken(here: Setting, change: Put, out: tuple[Id, ...]) -> Plan | None:
    """The plan with it; None where the family's own wish, or another rule, does not allow it."""
    if change.job not in here.hours.number:
        return None
    gone = {*out, change.job}
    routes = {key: tuple(one for one in route if one not in gone) for key, route in here.plan.routes.items()}
    key = change.worker, change.day
    route = routes.get(key, ())
    routes[key] = (*route[: change.position], change.job, *route[change.position :])
    plan = Plan(routes, {id: at for id, at in here.plan.agreed.items() if id not in gone})
    before = set(rules.broken(here.hours, here.plan))
    return plan if all(one in before for one in rules.broken(here.hours, plan)) else None


def what_if(
    engine: sa.Engine,
    actor: Actor,
    plan_id: uuid.UUID,
    today: date,
    now: datetime,
    more: str = "",
    less: uuid.UUID | None = None,
    seconds: int = 8,
) -> WhatIf:
    """The week computed as it is, and with one worker more (``more``: her role) or less; each takes half the time.

    :raises Refusal: if neither, or nobody known, is asked for
    """
    with db.reading(engine) as session:
        row = drafts.find(session, actor, plan_id)
        here = drafts.of_plan(session, row, today, now)
    if not reach.may_plan(actor) or not 1 <= seconds <= MOST_SECONDS:
        raise Invalid
    problem, who = _with(here, more) if more else _without(here, less)
    known, effort = runs.known(here), Effort(seconds / 2)
    # One after the other: side by side they would take each other's cores.
    first = running.start(here.problem, known, effort, here.plan).result()
    second = running.start(problem, known, effort, first.plan).result()
    if first.found is None or second.found is None:
        raise Refusal("Le calcul n’a pas abouti : recommencez.")
    before, after = (_totals(one.found, here) for one in (first, second))
    fewer = before.waiting - after.waiting
    placed = f"{abs(fewer)} visite{'s' if abs(fewer) > 1 else ''} de {'plus' if fewer >= 0 else 'moins'} à placer"
    change = after.driving - before.driving
    road = f"{lasting(abs(change) * MINUTE)} de route de {'plus' if change >= 0 else 'moins'}"
    said = f"{who} : {placed.removesuffix(' à placer')} placée{'s' if abs(fewer) > 1 else ''}, {road}."
    return WhatIf(said, before, after, before.waiting, after.waiting)


def _with(here: Setting, role: str) -> tuple[Problem, str]:
    if role not in staff.TEAM:
        raise Invalid
    colleague = next((one for one in here.problem.workers if one.profession == staff.trade(role)), None)
    base = colleague or next(iter(here.problem.workers), None)
    if base is None:
        raise Invalid("Personne ne travaille dans ce secteur cette semaine : il manque un point de départ.")
    widest = {shift.day: shift for one in here.problem.workers for shift in one.shifts}
    skills = staff.of_role(role)
    one = Worker(uuid.uuid4(), staff.trade(role), base.base, tuple(widest.values()), "Une de plus", skills)
    one = replace(one, limits=base.limits)
    return here.problem.changed(
        workers=(*here.problem.workers, one)
    ), f"Avec une personne de plus ({roles.LABELS[role]})"


def _without(here: Setting, worker: uuid.UUID | None) -> tuple[Problem, str]:
    gone = next((one for one in here.problem.workers if one.id == worker), None)
    if gone is None:
        raise Invalid
    workers = tuple(replace(one, shifts=()) if one.id == worker else one for one in here.problem.workers)
    locks = tuple(one for one in here.problem.locks if one.worker != worker)
    frozen = frozenset(key for key in here.problem.frozen if key[0] != worker)
    return here.problem.changed(workers=workers, locks=locks, frozen=frozen), f"Sans {gone.name}"


def _totals(found, here: Setting) -> Totals:
    one, placed = bill(found.hours, found.plan), found.plan.placed()
    asked = [visit.id in placed for visit in found.problem.visits if visit.id in here.jobs]
    many = sum(asked)
    return Totals(many, round(one.km, 1), one.driving // MINUTE, one.contact // MINUTE, 0, len(asked) - many)
