"""Changes of a draft made by hand: moving, pinning, one step back. A hard rule is never forced."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.rounds.problem import DAY, MINUTE
from fieldvisit.weekplans import drafts, standing, verdicts
from fieldvisit.weekplans import plan as plans
from fieldvisit.weekplans.plan import Pinned, RoundLock, RoundPlan, RoundStop
from fieldvisit.weekplans.verdicts import Change
from fieldvisit.words import Refusal


class Impossible(Refusal):
    sentence = "Ce changement n’est pas possible."


class NotPlaced(Refusal):
    sentence = "Cette visite n’a pas de place dans ce plan : placez-la avant de la verrouiller."


def apply(
    session: Session, actor: Actor, plan_id: uuid.UUID, version: int, change: Change, today: date, now: datetime
) -> int:
    """The new version.

    :raises Refusal: with the rule that it would break; nothing is changed
    """
    row = drafts.held(session, actor, plan_id, version, now)
    here = drafts.of_plan(session, row, today, now, freed={change.job})
    broken, found = verdicts.weighed(here, change)
    if broken or found is None:
        raise Impossible(" ".join(broken))
    return drafts.replaced(session, row, actor.account_id, here, found.plan, now)


def undo(session: Session, actor: Actor, plan_id: uuid.UUID, version: int, today: date, now: datetime) -> int:
    """« Annuler »: the stops before the last change, by hand or by computing.

    :raises Refusal: if there is nothing to take back
    """
    row = drafts.held(session, actor, plan_id, version, now)
    if row.former is None:
        raise Impossible("Il n’y a rien à annuler.")
    session.execute(sa.delete(RoundStop).where(RoundStop.plan_id == row.id))
    for told in row.former:
        ids = {name: told[name] and uuid.UUID(told[name]) for name in ("worker_id", "job_id", "visit_id")}
        session.add(RoundStop(**told | ids, plan_id=row.id))
    session.flush()
    row.former = None
    here = drafts.of_plan(session, row, today, now)
    placed = {one.job_id for one in plans.stops(session, row.id)}
    row.out = sorted(str(id) for id in here.force if id in here.hours.number and id not in placed)
    return drafts.touch(session, row, actor.account_id, now)


def pin(
    session: Session,
    actor: Actor,
    plan_id: uuid.UUID,
    version: int,
    job: uuid.UUID,
    today: date,
    now: datetime,
    hour: bool = False,
) -> int:
    """To its worker and day; ``hour``: also to the hour it has now.

    :raises Refusal: if it has no place
    """
    row = drafts.held(session, actor, plan_id, version, now)
    here = drafts.of_plan(session, row, today, now)
    keys = here.plan.where().get(job, [])
    if not keys:
        raise NotPlaced
    at = standing.starts(here.hours, here.plan)
    _drop(session, row, [one for one in plans.locks(session, row.id) if one.job_id == job])
    for worker, day in keys:
        start = at.get((worker, day), {}).get(job) if hour else None
        _lock(
            session,
            row,
            actor,
            now,
            Pinned.VISIT,
            job_id=job,
            worker_id=worker,
            day=day,
            at=None if start is None else start - day * DAY,
        )
    return drafts.touch(session, row, actor.account_id, now)


def unpin(
    session: Session, actor: Actor, plan_id: uuid.UUID, version: int, job: uuid.UUID, today: date, now: datetime
) -> int:
    row = drafts.held(session, actor, plan_id, version, now)
    _drop(session, row, [one for one in plans.locks(session, row.id) if one.job_id == job])
    return drafts.touch(session, row, actor.account_id, now)


def pin_day(
    session: Session,
    actor: Actor,
    plan_id: uuid.UUID,
    version: int,
    worker: uuid.UUID,
    day: int,
    today: date,
    now: datetime,
) -> int:
    """Her whole day: nothing leaves it, nothing comes into it."""
    row = drafts.held(session, actor, plan_id, version, now)
    if not any((one.worker_id, one.day, one.what) == (worker, day, Pinned.DAY) for one in plans.locks(session, row.id)):
        _lock(session, row, actor, now, Pinned.DAY, worker_id=worker, day=day)
    return drafts.touch(session, row, actor.account_id, now)


def unpin_day(
    session: Session,
    actor: Actor,
    plan_id: uuid.UUID,
    version: int,
    worker: uuid.UUID,
    day: int,
    today: date,
    now: datetime,
) -> int:
    row = drafts.held(session, actor, plan_id, version, now)
    here = [one for one in plans.locks(session, row.id) if (one.worker_id, one.day) == (worker, day)]
    _drop(session, row, [one for one in here if one.what == Pinned.DAY])
    return drafts.touch(session, row, actor.account_id, now)


def pin_before(
    session: Session, actor: Actor, plan_id: uuid.UUID, version: int, day: int, minutes: int, today: date, now: datetime
) -> int:
    """« Tout avant »: what begins before stays, to the minute, and nothing else begins before."""
    row = drafts.held(session, actor, plan_id, version, now)
    _drop(session, row, [one for one in plans.locks(session, row.id) if one.what == Pinned.BEFORE])
    _lock(session, row, actor, now, Pinned.BEFORE, day=day, at=minutes * MINUTE)
    return drafts.touch(session, row, actor.account_id, now)


def unpin_all(session: Session, actor: Actor, plan_id: uuid.UUID, version: int, today: date, now: datetime) -> int:
    row = drafts.held(session, actor, plan_id, version, now)
    _drop(session, row, plans.locks(session, row.id))
    return drafts.touch(session, row, actor.account_id, now)


def _lock(session: Session, row: RoundPlan, actor: Actor, now: datetime, what: Pinned, **where) -> None:
    session.add(RoundLock(plan_id=row.id, what=what, account_id=actor.account_id, made_at=now, **where))


def _drop(session: Session, row: RoundPlan, locks: Iterable[RoundLock]) -> None:
    for one in locks:
        session.delete(one)
