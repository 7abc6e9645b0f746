"""One draft for a sector's week. Whoever holds it edits it; a colleague is told who and since when, and may take it
over; every change names the version that it was made on, so that nothing is overwritten unseen.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.calendars.free import PARIS
from fieldvisit.rounds.problem import DAY, Plan
from fieldvisit.rounds.running import End
from fieldvisit.weekplans import following, reach, setting, standing, week
from fieldvisit.weekplans import plan as plans
from fieldvisit.weekplans.plan import RoundPlan, RoundStop, Status
from fieldvisit.weekplans.setting import Setting
from fieldvisit.words import Refusal, french_date


class Held(Refusal):
    sentence = "Ce plan est préparé par quelqu’un d’autre."


class Changed(Refusal):
    sentence = "Ce plan a changé entre-temps : rien n’a été écrasé, relisez-le puis recommencez."


class Computing(Refusal):
    sentence = "Un calcul est en cours sur ce plan : attendez sa fin, ou « Arrêter et garder »."


class Over(Refusal):
    sentence = "Ce brouillon a été publié ou abandonné : rien n’a été changé, relisez la semaine."


def begin(session: Session, actor: Actor, sector_id: uuid.UUID, monday: date, today: date, now: datetime) -> uuid.UUID:
    """The draft of this week, begun from what is in force; a colleague's, if she was first.

    :raises Refusal: if the sector is not hers to plan, or the week is over
    """
    reach.sector(session, actor, sector_id, write=True)
    when = week.of(monday, today, now)
    if when.first == week.DAYS:
        raise week.TooFar("Cette semaine est passée : elle se lit, elle ne se prépare plus.")
    held = plans.draft(session, sector_id, when.monday)
    if held is not None:
        settle(session, actor, held.id, today, now)
        return held.id
    before = plans.published(session, sector_id, when.monday)
    made = RoundPlan(
        sector_id=sector_id,
        monday=when.monday,
        author_id=actor.account_id,
        begun_at=now,
        held_by=actor.account_id,
        held_since=now,
        changed_at=now,
        changed_by=actor.account_id,
        events=list(before.events) if before else [],
    )
    try:
        with session.begin_nested():
            session.add(made)
    except sa.exc.IntegrityError:  # a colleague began in the same second
        return plans.draft(session, sector_id, when.monday).id
    here = read(session, None, sector_id, when, now)
    write(session, made, here, here.plan)
    return made.id


def take_over(session: Session, actor: Actor, plan_id: uuid.UUID, today: date, now: datetime) -> None:
    """« Reprendre »: from now on she holds it; the former holder's next change is refused."""
    row = _open(session, actor, plan_id)
    if row.held_by == actor.account_id:
        return
    row.held_by, row.held_since = actor.account_id, now
    session.add(row)


def give_up(session: Session, actor: Actor, plan_id: uuid.UUID, version: int, today: date, now: datetime) -> None:
    """« Abandonner le brouillon »: what is in force stays as it is."""
    row = held(session, actor, plan_id, version, now)
    row.status = Status.GIVEN_UP
    touch(session, row, actor.account_id, now)


def held(session: Session, actor: Actor, plan_id: uuid.UUID, version: int, now: datetime) -> RoundPlan:
    """The draft, locked for a change of hers.

    :raises Refusal: if it is a colleague's, was changed since ``version``, is over, or is being computed
    """
    row = _open(session, actor, plan_id)
    if row.held_by != actor.account_id:
        raise Held(f"{who_holds(session, row)} Rien n’a été changé.")
    if following.running(session, row.id, now) is not None:
        raise Computing
    if following.died(session, row.id, now) is not None:
        raise Computing(following.DIED)
    if row.version != version:
        raise Changed(f"{_name(session, row.changed_by)} a changé ce plan entre-temps : rien n’a été écrasé, relisez.")
    return row


def _open(session: Session, actor: Actor, plan_id: uuid.UUID) -> RoundPlan:
    row = find(session, actor, plan_id, write=True)
    session.refresh(row, with_for_update=True)
    if row.status != Status.DRAFT:
        raise Over
    return row


def find(session: Session, actor: Actor, plan_id: uuid.UUID, *, write: bool = False) -> RoundPlan:
    """:raises Refusal: if it does not exist or is not open to this actor"""
    row = session.get(RoundPlan, plan_id) if plan_id else None
    if row is None:
        raise reach.NotFound
    reach.sector(session, actor, row.sector_id, write=write)
    return row


def settle(session: Session, actor: Actor, plan_id: uuid.UUID, today: date, now: datetime) -> bool:
    """Keep the last good plan of a computation whose server stopped; whether there was one. Asked on opening a week."""
    row = find(session, actor, plan_id)
    session.refresh(row, with_for_update=True)
    gone = following.died(session, plan_id, now)
    if gone is None:
        return False
    gone.end, gone.sentence, gone.ended_at = End.CRASHED, following.DIED, now
    session.add(gone)
    if gone.best and row.status == Status.DRAFT and row.version == gone.version:
        here = of_plan(session, row, today, now)
        row.note = following.DIED
        replaced(session, row, row.held_by, here, following.read(gone.best), now)
    return True


def replaced(session: Session, row: RoundPlan, account_id: uuid.UUID, here: Setting, plan: Plan, now: datetime) -> int:
    """The draft with another plan, and a step back to the one it had; the new version."""
    row.former = [one.model_dump(mode="json", exclude={"id", "plan_id"}) for one in plans.stops(session, row.id)]
    write(session, row, here, _still(here, plan))
    return touch(session, row, account_id, now)


def _still(here: Setting, plan: Plan) -> Plan:
    """Without what was done, cancelled or given up while it was made."""
    known, team = here.hours.number, here.hours.worker_number
    routes = {
        key: tuple(visit for visit in route if visit in known) for key, route in plan.routes.items() if key[0] in team
    }
    return Plan(routes, {visit: at for visit, at in plan.agreed.items() if visit in known})


def who_holds(session: Session, row: RoundPlan) -> str:
    """« Isabelle Roux prépare ce plan depuis le 23/11/2026 à 9 h 12. »"""
    since = row.held_since.astimezone(PARIS)
    at = week.clock(since.hour * 60 + since.minute)
    return f"{_name(session, row.held_by)} prépare ce plan depuis le {french_date(since.date())} à {at}."


def _name(session: Session, account_id: uuid.UUID) -> str:
    return session.get_one(Account, account_id).name


def read(
    session: Session,
    row: RoundPlan | None,
    sector_id: uuid.UUID,
    when: week.Week,
    now: datetime,
    freed: Iterable[uuid.UUID] = (),
) -> Setting:
    """The week with this draft, or without one as it is in force."""
    stops, locks = ([], []) if row is None else (plans.stops(session, row.id), plans.locks(session, row.id))
    return setting.read(session, sector_id, when, now, row, stops, locks, freed, companions(session, sector_id, when))


def of_plan(session: Session, row: RoundPlan, today: date, now: datetime, freed: Iterable[uuid.UUID] = ()) -> Setting:
    return read(session, row, row.sector_id, week.of(row.monday, today, now), now, freed)


def companions(session: Session, sector_id: uuid.UUID, when: week.Week) -> dict[uuid.UUID, uuid.UUID]:
    """The second worker's visits of those made by two, and which visit each belongs to."""
    query = (
        select(RoundStop.visit_id, RoundStop.job_id)
        .join(RoundPlan, RoundPlan.id == RoundStop.plan_id)
        .where(
            RoundPlan.sector_id == sector_id,
            RoundPlan.monday == when.monday,
            RoundPlan.status == Status.PUBLISHED,
            RoundStop.visit_id.is_not(None),
            RoundStop.visit_id != RoundStop.job_id,
        )
    )
    return dict(session.exec(query).all())


def write(session: Session, row: RoundPlan, here: Setting, plan: Plan, freed: Iterable[uuid.UUID] = ()) -> None:
    """The plan's stops as they are now, with the hours that the setting gives them."""
    known = {(one.worker_id, one.job_id): one for one in plans.stops(session, row.id)}
    hours, loose = standing.starts(here.hours, plan), here.freed | set(freed)
    kept = set()
    for (worker, day), route in plan.routes.items():
        at = hours.get((worker, day), {})
        for rank, job in enumerate(route, 1):
            one = known.get((worker, job)) or RoundStop(
                plan_id=row.id, worker_id=worker, job_id=job, day=day, rank=rank, start=0
            )
            one.day, one.rank, one.freed = day, rank, job in loose
            one.start = at.get(job, one.day * DAY + one.start) - day * DAY
            one.agreed = plan.agreed[job] - day * DAY if job in plan.agreed else None
            one.visit_id = _visit_of(here, worker, job)
            session.add(one)
            kept.add((worker, job))
    for key, one in known.items():
        if key not in kept:
            session.delete(one)
    placed = plan.placed()
    row.out = sorted(str(id) for id in here.force if id in here.hours.number and id not in placed)
    session.add(row)
    session.flush()


def _visit_of(here: Setting, worker: uuid.UUID, job: uuid.UUID) -> uuid.UUID | None:
    """The visit in force that this worker makes for it, else the one that is in force at all."""
    places = here.force.get(job, ())
    return next((one.visit_id for one in places if one.worker == worker), None)


def touch(session: Session, row: RoundPlan, account_id: uuid.UUID, now: datetime) -> int:
    """One version more, hers."""
    row.version += 1
    row.changed_at, row.changed_by = now, account_id
    session.add(row)
    session.flush()
    return row.version
