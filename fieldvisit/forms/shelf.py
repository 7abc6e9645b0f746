"""What this process knows of the versions in the database: looked at again every other second, so that every process of
the server has a newly published version at once.

Whoever starts a process says which database to follow (:func:`follow`); without it there are the built-in grids only.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache, wraps

import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.forms.version import FormVersion, switches

#: Seconds between two looks.
PATIENCE = 2.0
#: What is asked for and not known is looked up at once, but not more often than this.
HASTE = 0.2


@dataclass(frozen=True, eq=False)
class Shelf:
    """``published``: forms by (code, version); ``off``: modules that the county does not use."""

    ids: frozenset = frozenset()
    published: dict[tuple[str, str], dict] = field(default_factory=dict)
    off: frozenset[str] = frozenset()


_EMPTY = Shelf()
_lock = threading.Lock()
_engine: Callable[[], sa.Engine] | None = None
_held = _EMPTY
_looked = float("-inf")


def follow(engine: Callable[[], sa.Engine] | None) -> None:
    """Read versions from there from now on; None: the built-in ones only. The engine is opened at the first look."""
    global _engine, _held, _looked, _EMPTY
    with _lock:
        # A new object: what was worked out from another database's versions is not taken for this one's.
        _EMPTY = Shelf()
        _engine, _held, _looked = engine, _EMPTY, float("-inf")


def held(within: float = PATIENCE) -> Shelf:
    """What is known, not older than ``within`` seconds. The same object as long as nothing changed."""
    if _engine is None:
        return _EMPTY
    if time.monotonic() - _looked >= within and _lock.acquire(blocking=_held is _EMPTY or within < PATIENCE):
        try:
            _look(within)
        finally:
            _lock.release()
    return _held


def _look(within: float) -> None:
    global _held, _looked
    if _engine is None or time.monotonic() - _looked < within:
        return
    try:
        with db.reading(_engine()) as session:
            published = FormVersion.published_at.is_not(None)
            ids = frozenset(session.exec(select(FormVersion.id).where(published)))
            off = frozenset(code for code, one in switches(session).items() if not one.used)
            if (ids, off) != (_held.ids, _held.off):
                new = select(FormVersion).where(published, FormVersion.id.in_(ids - _held.ids))
                read = {(one.code, one.version): json.loads(one.content) for one in session.exec(new)}
                _held = Shelf(ids, _held.published | read, off)
    except sa.exc.SQLAlchemyError:
        # What was known holds: a grid is read on while the database is away.
        logging.getLogger(__name__).warning("published grids could not be read", exc_info=True)
    _looked = time.monotonic()


def kept(work: Callable) -> Callable:
    """Like ``lru_cache``, until something is published or switched."""
    cached = lru_cache(maxsize=512)(lambda shelf, *given: work(*given))

    @wraps(work)
    def once(*given):
        return cached(held(), *given)

    return once
