"""A draft computed: the search in a process of its own, a watcher in this one, progress in the database.

Whatever happens to the search – it is stopped, hangs, crashes, its server dies – the last good plan stays, and the
draft says so. While it goes on nobody changes the draft by hand.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.calendars.free import PARIS
from fieldvisit.rounds import running
from fieldvisit.rounds.problem import Place, Problem
from fieldvisit.rounds.search import Effort
from fieldvisit.rounds.travel import Known
from fieldvisit.weekplans import drafts, following, ways
from fieldvisit.weekplans.plan import RoundPlan, RoundRun, Status
from fieldvisit.weekplans.setting import Setting
from fieldvisit.weekplans.shown import RunView
from fieldvisit.words import Refusal

LOG = logging.getLogger(__name__)
SHORTEST, LONGEST = 1, 600
#: How often progress is written, and how often the best plan along with it.
TELL, KEEP = 0.7, 2.0


class Invalid(Refusal):
    sentence = f"Le temps de calcul se choisit entre {SHORTEST} et {LONGEST} secondes."


def start(
    engine: sa.Engine, actor: Actor, plan_id: uuid.UUID, version: int, seconds: int, today: date, now: datetime
) -> uuid.UUID:
    """The run; it begins from the draft as it is and keeps what is pinned.

    :raises Refusal: if the draft is not hers to change now
    """
    if not SHORTEST <= seconds <= LONGEST:
        raise Invalid
    ask_roads(engine, actor, plan_id, today, now)
    with db.writing(engine) as session:
        row = drafts.held(session, actor, plan_id, version, now)
        here = drafts.of_plan(session, row, today, now)
        made = RoundRun(
            plan_id=row.id,
            account_id=actor.account_id,
            version=row.version,
            seconds=seconds,
            begun_at=now,
            heard_at=now,
            progress={"visits": len(here.problem.visits), "placed": len(here.plan.placed())},
        )
        session.add(made)
    run = running.start(here.problem, known(here), Effort(float(seconds)), here.plan)
    watch(engine, made.id, run, float(seconds), now)
    return made.id


def ask_roads(engine: sa.Engine, actor: Actor, plan_id: uuid.UUID, today: date, now: datetime) -> None:
    """The county's road server is asked before anything is locked."""
    with db.reading(engine) as session:
        here = drafts.of_plan(session, drafts.find(session, actor, plan_id, write=True), today, now)
        found = ways.asked(session, places(here.problem), now)
    if found is not None:
        with db.writing(engine) as session:
            ways.keep(session, places(here.problem), found, now)


def places(problem: Problem) -> list[Place]:
    return [one.base for one in problem.workers] + [one.place for one in problem.visits]


def known(here: Setting) -> Known:
    """The ways as this setting has them, to be handed to another process."""
    return Known(places(here.problem), here.hours.matrix)


def progress(session: Session, actor: Actor, plan_id: uuid.UUID, now: datetime) -> RunView | None:
    drafts.find(session, actor, plan_id)
    return following.view(session, plan_id, now)


def stop(session: Session, actor: Actor, plan_id: uuid.UUID, now: datetime) -> None:
    """« Arrêter et garder »: whoever may plan the sector; the watcher hears of it within a second."""
    drafts.find(session, actor, plan_id, write=True)
    run = following.running(session, plan_id, now)
    if run is not None:
        run.stop_asked = True
        session.add(run)


def watch(engine: sa.Engine, run_id: uuid.UUID, run: running.Run, seconds: float, now: datetime) -> threading.Thread:
    begun = time.monotonic()

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - begun)

    watcher = threading.Thread(target=_watch, args=(engine, run_id, run, seconds, clock), daemon=True)
    watcher.start()
    return watcher


def _watch(
    engine: sa.Engine, run_id: uuid.UUID, run: running.Run, seconds: float, clock: Callable[[], datetime]
) -> None:
    begun, kept, stopped = time.monotonic(), 0.0, False
    try:
        while run.running and time.monotonic() - begun < seconds + running.GRACE:
            run.wait(TELL)
            best = time.monotonic() - kept > KEEP
            kept = time.monotonic() if best else kept
            if _tell(engine, run_id, run, best, clock()) and not stopped:
                stopped = True
                run.stop()
        outcome = run.result(timeout=0 if run.running else None)
        _finish(engine, run_id, outcome, clock())
    except Exception:
        # Nobody is told now: the draft says so once the watcher has been silent for long.
        LOG.exception("the watcher of a computation of rounds failed")
        run.kill()


def _tell(engine: sa.Engine, run_id: uuid.UUID, run: running.Run, best: bool, now: datetime) -> bool:
    """Write how far it is; whether somebody asked it to stop."""
    with db.writing(engine) as session:
        row = session.get_one(RoundRun, run_id)
        row.heard_at = now
        if run.progress is not None:
            row.progress = asdict(run.progress)
        if best and run.plan is not None:
            row.best = following.written(run.plan)
        session.add(row)
        return row.stop_asked


def _finish(engine: sa.Engine, run_id: uuid.UUID, outcome: running.Outcome, now: datetime) -> None:
    with db.writing(engine) as session:
        run = session.get_one(RoundRun, run_id)
        row = session.get_one(RoundPlan, run.plan_id, with_for_update=True)
        run.end, run.sentence, run.ended_at, run.heard_at, run.best = outcome.end, outcome.sentence, now, now, None
        session.add(run)
        if outcome.plan is None or row.status != Status.DRAFT or row.version != run.version:
            return
        row.note = outcome.sentence
        here = drafts.of_plan(session, row, now.astimezone(PARIS).date(), now)
        drafts.replaced(session, row, run.account_id, here, outcome.plan, now)
