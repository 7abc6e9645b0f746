"""All lists of the county worked out again, as each night: by several processes, and nothing written that is the same.

Reading takes no lock. What a colleague changed while it ran is worked out once more at the end.
"""

import time
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context

import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db, feed
from fieldvisit.due import listing, position, priority
from fieldvisit.due.decision import DueDecision
from fieldvisit.families.household import Household
from fieldvisit.forms import shelf

#: Families whose facts are held at once, and how many are worth a second process.
CHUNK, MANY = 250, 2_000
#: A run that began so long ago and did not end was cut off.
CUT_OFF = timedelta(hours=1)


@dataclass(frozen=True)
class Recomputed:
    families: int
    changed: int
    seconds: float


def wanted(engine: sa.Engine, today: date) -> bool:
    """Whether the lists were not worked out for this day yet. Reads only."""
    with db.reading(engine) as session:
        at = position.peek(session)
        return at is None or at.computed_on is None or at.computed_on < today


def claim(engine: sa.Engine, today: date, now: datetime) -> bool:
    """Whether it is this process's turn to do it today; the others then leave it to it."""
    with db.writing(engine) as session:
        at = position.held(session)
        done = at is None or (at.computed_on is not None and at.computed_on >= today)
        if done or (at.begun_at is not None and timedelta(0) <= now - at.begun_at < CUT_OFF):
            return False
        at.begun_at = now
        session.add(at)
        return True


def is_large(engine: sa.Engine) -> bool:
    """Whether a run takes seconds, so that a server leaves it to processes of its own."""
    with db.reading(engine) as session:
        return session.exec(select(sa.func.count()).select_from(Household)).one() > MANY


def recompute_all(engine: sa.Engine, today: date, processes: int = 2) -> Recomputed:
    """Work out and write every family's list for this day."""
    began, mark = time.monotonic(), db.new_id()
    with db.writing(engine) as session:
        position.held(session)
        since = feed.horizon(session)
        families = sorted(session.exec(select(Household.id)).all())
    chunks = [families[start : start + CHUNK] for start in range(0, len(families), CHUNK)]
    if processes > 1 and len(families) > MANY:
        changed = _in_processes(engine, chunks, today, processes)
    else:
        changed = sum(_chunk(engine, one, today) for one in chunks)
    changed += _again(engine, since, mark, today)
    with db.writing(engine) as session:
        at = position.peek(session)
        at.computed_on, at.begun_at = today, None
        session.add(at)
    if len(families) > MANY:
        db.analyze(engine)  # SQLite never does of itself, and takes a bad index for a good one
    return Recomputed(len(families), changed, time.monotonic() - began)


def _chunk(engine: sa.Engine, families: list[uuid.UUID], today: date) -> int:
    with db.reading(engine) as session:
        found = listing.compare(session, families, today)
        ranked = priority.outdated(session, families, today)
    if found or ranked:
        with db.writing(engine) as session:
            listing.write(session, found)
            priority.refresh(session, ranked, today)
    return len(found)


def _again(engine: sa.Engine, since: tuple[int, int], mark: uuid.UUID, today: date) -> int:
    """What was written meanwhile, in facts or by decision: read before and written after, it may be out of date."""
    changed = 0
    with db.reading(engine) as session:
        decided = session.exec(select(DueDecision.family_id).where(DueDecision.id > mark)).all()
        touched = set(decided) | set(_told(session, since))
    for some in _parts(sorted(touched)):
        with db.writing(engine) as session:
            changed += listing.refresh(session, some, today)
            priority.refresh(session, some, today)
    return changed


def _told(session, at: tuple[int, int]) -> Iterator[uuid.UUID]:
    up_to = feed.horizon(session)
    while changes := feed.since(session, at, 1_000, up_to=up_to):
        yield from (one.family_id for one in changes if one.kind not in listing.TOLD)
        at = changes[-1].txid, changes[-1].seq


def _parts(families: list[uuid.UUID], size: int = 50) -> Iterator[list[uuid.UUID]]:
    for start in range(0, len(families), size):
        yield families[start : start + size]


def _in_processes(engine: sa.Engine, chunks: list, today: date, processes: int) -> int:
    url = engine.url.render_as_string(hide_password=False)
    # Not forked: a connection, or a lock that a thread holds, must not be copied.
    with ProcessPoolExecutor(processes, get_context("spawn"), _open, (url,)) as pool:
        return sum(pool.map(_one_of_several, chunks, [today] * len(chunks)))


_engine: sa.Engine | None = None


def _open(url: str) -> None:
    global _engine
    _engine = db.connect(url)
    shelf.follow(lambda: _engine)


def _one_of_several(families: Iterable[uuid.UUID], today: date) -> int:
    return _chunk(_engine, list(families), today)
