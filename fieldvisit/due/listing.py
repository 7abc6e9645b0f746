"""The list as it is kept: what the engine says is compared with the rows there are, and only what differs is written.

Families whose list changed are told of in the change feed (kind ``due``), so that a tablet hears of it.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from fieldvisit import feed
from fieldvisit.db import new_id
from fieldvisit.due import engine
from fieldvisit.due.engine import Item
from fieldvisit.due.gathering import gather
from fieldvisit.due.item import DueItem

#: What the change feed says of a family whose list, or whose band, changed.
FEED = "due"
#: Says that something was decided on a line: a push leaves it to the follower to work the list out again.
DECIDED = "decision"
#: Lines of the feed that change no fact: they tell tablets of a list and of the tasks beside it.
TOLD = frozenset({FEED, "task"})
#: Names these locks on a server that others use too.
LOCKS = 715_903
_AT_ONCE = 500
_TABLE = DueItem.__table__
_KEPT = [_TABLE.c[name] for name in ("id", "family_id", "sector_id", *Item._fields)]
_WRITTEN = ("family_id", "sector_id", *Item._fields)
#: What names a row, at its head.
_KEY = Item._fields[:3]


@dataclass
class Difference:
    """``put``: rows to write, new or changed; ``gone``: ids of rows that nothing asks for any more."""

    put: list[dict] = field(default_factory=list)
    gone: list[uuid.UUID] = field(default_factory=list)
    families: set[uuid.UUID] = field(default_factory=set)

    def __len__(self) -> int:
        return len(self.put) + len(self.gone)


def refresh(session: Session, family_ids: Iterable[uuid.UUID], today: date) -> int:
    """Work out and write the lists of these families in this transaction; how many rows changed.

    Two that work on one family follow each other, so that the later one has seen what the first wrote.
    """
    wanted = sorted(set(family_ids))
    session.flush()
    changed = 0
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        _lock(session, some)
        found = compare(session, some, today)
        write(session, found)
        changed += len(found)
    return changed


def compare(session: Session, family_ids: Collection[uuid.UUID], today: date) -> Difference:
    """What has to be written for these families. Reads only."""
    facts = gather(session, family_ids, today)
    before = {}
    for row_id, family_id, sector_id, *item in session.connection().execute(
        sa.select(*_KEPT).where(_TABLE.c.family_id.in_(list(family_ids)))
    ):
        before[tuple(item[:3])] = row_id, (family_id, sector_id, *item)
    found = Difference()
    for family in facts.values():
        for item in engine.items(family, today):
            known_id, known = before.pop(item[:3], (None, None))
            row = (family.family_id, family.sector_id, *item)
            if row != known:
                found.put.append({"id": known_id or new_id(), **dict(zip(_WRITTEN, row, strict=True))})
                found.families |= {family.family_id, known[0]} if known else {family.family_id}
    for row_id, (family_id, *_) in before.values():
        found.gone.append(row_id)
        found.families.add(family_id)
    return found


def write(session: Session, found: Difference) -> None:
    """A row that another family had, or that somebody else wrote meanwhile, is taken over."""
    connection = session.connection()
    for start in range(0, len(found.gone), _AT_ONCE):
        connection.execute(sa.delete(_TABLE).where(_TABLE.c.id.in_(found.gone[start : start + _AT_ONCE])))
    if found.put:
        connection.execute(_put(connection.dialect.name), found.put)
    if found.families:
        feed.tell(session, FEED, sorted(found.families))


def _put(dialect: str):
    made = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}[dialect](_TABLE)
    kept = {name: made.excluded[name] for name in _WRITTEN if name not in _KEY}
    return made.on_conflict_do_update(index_elements=list(_KEY), set_=kept)


def _lock(session: Session, family_ids: list[uuid.UUID]) -> None:
    """SQLite has one writer at a time; on PostgreSQL the families are locked until the transaction ends."""
    if session.get_bind().dialect.name != "postgresql":
        return
    keys = sorted({int.from_bytes(one.bytes[-4:], signed=True) for one in family_ids})
    session.connection().execute(_LOCK, {"room": LOCKS, "keys": keys})


#: In order, so that two that lock the same families wait for each other and never both.
_LOCK = sa.text(
    "SELECT pg_advisory_xact_lock(:room, key)"
    " FROM (SELECT key FROM unnest(CAST(:keys AS integer[])) AS key ORDER BY key) AS sorted"
)
