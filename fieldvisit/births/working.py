"""An import under way: the next few hundred rows, one transaction after the other, by whichever process is there.

A process that stops half-way leaves whole transactions only; the next one that looks goes on from there.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from time import sleep

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.account import actor as actor_of
from fieldvisit.births import importing, taking
from fieldvisit.births.attaching import Work
from fieldvisit.births.checking import Rejected
from fieldvisit.births.communes import Communes
from fieldvisit.births.matching import Register
from fieldvisit.births.notice import ImportBatch, ImportRow, Progress, Result
from fieldvisit.births.taking import Notices
from fieldvisit.families import name_key

log = logging.getLogger(__name__)

#: Rows of one transaction; others write in between.
AT_ONCE = 200
#: Nobody has worked on it for so long: whoever did is gone.
ABANDONED = timedelta(seconds=45)
#: Seconds left to the others after each transaction.
PAUSE = 0.05
OURS = "Cette ligne n’a pas pu être enregistrée par le service : envoyez-la de nouveau, ou prévenez l’administrateur."


def begin(engine: sa.Engine, batch_id: uuid.UUID, today: Callable[[], date], now: Callable[[], datetime]) -> None:
    """Work on it beside the requests, if nobody does."""
    threading.Thread(target=run, args=(engine, batch_id, today, now), daemon=True, name="import").start()


def run(engine: sa.Engine, batch_id: uuid.UUID, today: Callable[[], date], now: Callable[[], datetime]) -> None:
    with db.writing(engine) as session:
        if not claim(session, batch_id, now()):
            return
    left, at_once = True, AT_ONCE
    while left:
        try:
            with db.writing(engine) as session:
                left = work(session, batch_id, today(), now(), at_once)
            at_once = AT_ONCE
        except Exception:
            log.exception("import %s: a transaction of %d rows failed", batch_id, at_once)
            if at_once == 1:
                with db.writing(engine) as session:
                    refuse(session, batch_id, OURS)
            at_once = 1  # one row at a time, until the one that fails is found
            sleep(1)
        sleep(PAUSE)


def claim(session: Session, batch_id: uuid.UUID, now: datetime) -> bool:
    """Whether this process is the one to work on it: nobody does, or whoever did has been silent for long."""
    free = sa.or_(ImportBatch.worked_at.is_(None), ImportBatch.worked_at < now - ABANDONED)
    taken = session.execute(
        sa.update(ImportBatch)
        .where(ImportBatch.id == batch_id, ImportBatch.state == Progress.RUNNING, free)
        .values(worked_at=now)
    )
    return taken.rowcount == 1


def waiting(session: Session, now: datetime) -> list[uuid.UUID]:
    """The imports that nobody is working on."""
    query = select(ImportBatch.id).where(
        ImportBatch.state == Progress.RUNNING,
        sa.or_(ImportBatch.worked_at.is_(None), ImportBatch.worked_at < now - ABANDONED),
    )
    return list(session.exec(query))


def work(session: Session, batch_id: uuid.UUID, today: date, now: datetime, at_once: int = AT_ONCE) -> bool:
    """The next rows, in the caller's transaction. Whether any are left."""
    batch = session.get_one(ImportBatch, batch_id)
    if batch.state != Progress.RUNNING:
        return False
    query = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.result == Result.WAITING)
    rows = session.exec(query.order_by(ImportRow.number).limit(at_once)).all()
    if rows:
        with name_key.later(session):
            _take(session, batch, rows, today, now)
    batch.worked_at = now
    if len(rows) < at_once:
        batch.state = Progress.DONE
    session.add(batch)
    session.flush()
    batch.counts = importing.count(session, batch.id)
    return bool(rows) and batch.state == Progress.RUNNING


def refuse(session: Session, batch_id: uuid.UUID, why: str) -> None:
    """The next row cannot be brought in by a fault of ours: it comes back, and the others go on."""
    query = select(ImportRow).where(ImportRow.batch_id == batch_id, ImportRow.result == Result.WAITING)
    row = session.exec(query.order_by(ImportRow.number).limit(1)).first()
    if row is not None:
        row.result, row.reason = Result.REJECTED, why
        session.add(row)


def _take(session: Session, batch: ImportBatch, rows: list[ImportRow], today: date, now: datetime) -> None:
    actor = actor_of(session, session.get_one(Account, batch.account_id))
    communes = Communes(session)
    understood = [(row, *importing.understand(batch, row.raw, communes, today)) for row in rows]
    said = [one for _, one, _ in understood if one]
    work = Work(session, actor, Register(session, said), today, now)
    notices = Notices(work, said)
    for row, one, reasons in understood:
        if one is None:
            row.result, row.reason = Result.REJECTED, " ".join(reasons)
            continue
        try:
            result, reason, notice = taking.take(work, notices, one, row.raw, (batch.id, row.number))
        except Rejected as refused:
            row.result, row.reason = Result.REJECTED, " ".join(refused.reasons)
            continue
        row.result, row.reason, row.notice_id = result, reason, notice.id
        if result == Result.TAKEN:
            row.raw = {}  # its notice keeps it
    session.add_all(rows)
