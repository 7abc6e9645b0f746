"""Taking everything of a family out of the tables, by following every foreign key from its household.

A table of tomorrow is reached without anybody thinking of it. What stays is named here, with why, column by column;
whatever column is not named is emptied.
"""

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.pictures import pieces, shown
from fieldvisit.pictures.objects import Objects
from fieldvisit.pictures.picture import BlobOwner, Picture
from fieldvisit.retention.disposal_list import DisposalLine, ObjectToErase
from fieldvisit.schedule.visit import Visit
from fieldvisit.statements.timesheet import TimesheetLine, TimesheetOrder
from fieldvisit.sync.drafts.backup import DraftBackup
from fieldvisit.sync.received import ReceivedLine

#: Tables that name families, and of which nothing is taken away.
STAYS = {
    "access_event": "append-only: who opened which file when, by its number",
    "change": "the feed: a position is never taken away, and it holds ids alone",
    "disposal_line": "what is left of an elimination: dates, kinds and counts",
    "round_stop": "where a past round stopped, by id",
}
#: Rows that the accounts need for ten years (domain §1.6), and what of them: hours, never words or names.
KEPT = {
    "household": ("id", "sector_id", "status", "archived_at"),
    "visit": (
        *("id", "family_id", "kind", "planned_on", "duration_min", "worker_id", "status"),
        *("started_at", "ended_at", "created_at", "created_by"),
    ),
    "intervention_order": (
        *("id", "family_id", "number", "frame", "funder", "service", "contribution_scheme", "starts_on", "ends_on"),
        *("minutes_granted", "status", "drafted_by", "drafted_at", "validated_by", "validated_at", "signature_each"),
    ),
    "intervention_session": (
        *("id", "family_id", "visit_id", "order_id", "status", "record_id", "started_at", "ended_at"),
        *("minutes_exact", "minutes_billed", "validated_at", "validated_by"),
    ),
    "timesheet_line": tuple(TimesheetLine.__table__.c.keys()),
    "timesheet_order": (
        *("id", "timesheet_id", "order_id", "family_id", "signed_on", "signed_minutes"),
        *("recorded_by", "recorded_at", "answer", "answered_by", "answered_at"),
    ),
}
#: Columns that name something without a foreign key.
_NAMED = {"family_id": Household.__tablename__, "visit_id": Visit.__tablename__, "person_id": Person.__tablename__}
_DIGEST, _DIGEST_LENGTH = re.compile(rb"[0-9a-f]{64}"), 64
_MANY = 500
#: JSON, which may be anything, is a list wherever one of those that stay must hold something.
_EMPTY = {str: "", bool: False, int: 0, float: 0.0, bytes: b"", object: []}
LABEL, SIGNED_BY = "Dossier éliminé", "La famille"

#: Keys of rows by table: each a tuple of the primary key's values.
Rows = dict[sa.Table, set[tuple]]


def erase(session: Session, family_id: uuid.UUID, now: datetime) -> int:
    """Take this family out of every table; how many rows went. Its household stays, empty: the journal names it.

    The pictures' bytes are named in :class:`ObjectToErase`, for :func:`erase_objects` once this is committed.
    """
    session.flush()
    connection = session.connection()
    if connection.dialect.name == "sqlite":  # what is deleted is overwritten in the file
        connection.exec_driver_sql("PRAGMA secure_delete=ON")
    found = _everything(session, family_id)
    kept = _billed(session, family_id)
    names = _objects(session, found)
    session.add_all(ObjectToErase(name=name) for name in names if session.get(ObjectToErase, name) is None)
    session.flush()
    gone = 0
    for table in reversed(SQLModel.metadata.sorted_tables):
        keys = found.get(table, set()) - kept.get(table, set())
        _untie(connection, table, keys)
        gone += _delete(connection, table, keys)
    for table, keys in kept.items():
        _empty(connection, table, keys)
    home = session.get_one(Household, family_id, populate_existing=True)
    home.label, home.case_number, home.status = LABEL, f"éliminé {family_id}", "archivee"
    home.eliminated_at, home.archived_at = now, home.archived_at or now
    session.add(home)
    session.flush()
    lines = DisposalLine.__table__
    connection.execute(sa.update(lines).where(lines.c.family_id == family_id).values(reason=""))
    session.expire_all()
    return gone


def waits(session: Session) -> bool:
    """Whether bytes are left that :func:`erase_objects` could not reach."""
    return session.exec(select(ObjectToErase).limit(1)).first() is not None


def erase_objects(session: Session, objects: Objects) -> int:
    """Erase the bytes that wait for it; what the store would not give up is tried again the next time.

    :raises fieldvisit.pictures.objects.Unreachable: if the store does not answer
    """
    waiting = list(session.exec(select(ObjectToErase)))
    for one in waiting:
        if len(one.name) == _DIGEST_LENGTH:
            pieces.erase(objects, one.name)
        else:
            objects.remove(one.name)
        session.delete(one)
    return len(waiting)


def _everything(session: Session, family_id: uuid.UUID) -> Rows:
    found: Rows = defaultdict(set, {Household.__table__: {(family_id,)}})
    tables = [one for one in SQLModel.metadata.sorted_tables if one.name not in STAYS]
    while True:
        before = sum(map(len, found.values()))
        for table in tables:
            for column, parent in _ties(table):
                found[table] |= _naming(session, table, column, [key[0] for key in found.get(parent, ())])
        _sent(session, found, family_id)
        if sum(map(len, found.values())) == before:
            return found


def _ties(table: sa.Table) -> Iterator[tuple[sa.Column, sa.Table]]:
    """The columns that name a row of another table, and which table; never « joined to », which is asked before."""
    for column in table.c:
        for key in column.foreign_keys:
            if table.name != Household.__tablename__:
                yield column, key.column.table
        if not column.foreign_keys and column.name in _NAMED:
            yield column, SQLModel.metadata.tables[_NAMED[column.name]]


def _naming(session: Session, table: sa.Table, column: sa.Column, ids: list) -> set[tuple]:
    keys = list(table.primary_key.columns)
    return {
        tuple(row)
        for some in _chunks(ids)
        for row in session.connection().execute(sa.select(*keys).where(column.in_(some)))
    }


def _sent(session: Session, found: Rows, family_id: uuid.UUID) -> None:
    """What tablets sent is kept sealed: by the id of what it became, or of the file that its open header names."""
    ids = [key[0] for keys in list(found.values()) for key in keys if isinstance(key[0], uuid.UUID)]
    for table, name in ((ReceivedLine.__table__, "envelope_id"), (DraftBackup.__table__, "draft_id")):
        found[table] |= _naming(session, table, table.c[name], ids)
    unread = select(ReceivedLine.id, ReceivedLine.raw).where(ReceivedLine.family_id.is_(None))
    mark = str(family_id).encode()
    found[ReceivedLine.__table__] |= {(id,) for id, raw in session.exec(unread) if mark in raw}


def _objects(session: Session, found: Rows) -> set[str]:
    """The digests of the pictures of these rows, and of those that only a draft named, but not of what others use; and
    the names under which something was drawn of them.
    """
    pictures = {key[0] for key in found.get(Picture.__table__, ())}
    own = [session.get_one(Picture, one) for one in pictures]
    names = {name for one in own if one.shown_as for name in shown.names(one.shown_as)}
    digests = {one.blob_sha256 for one in own} | _named_by_drafts(session, found)
    for sha256 in digests:
        query = select(Picture.id).where(Picture.blob_sha256 == sha256)
        if set(session.exec(query)) <= pictures:
            names.add(sha256)
            found[BlobOwner.__table__] |= {
                (sha256, owner)
                for owner in session.exec(select(BlobOwner.account_id).where(BlobOwner.blob_sha256 == sha256))
            }
    return names


def _named_by_drafts(session: Session, found: Rows) -> set[str]:
    said = set()
    for (id,) in found.get(DraftBackup.__table__, ()):
        raw = session.exec(select(DraftBackup.raw).where(DraftBackup.id == id)).one()
        said |= {one.decode() for one in _DIGEST.findall(raw)}
    return {
        one
        for some in _chunks(sorted(said))
        for one in session.exec(select(BlobOwner.blob_sha256).where(BlobOwner.blob_sha256.in_(some)))
    }


def _billed(session: Session, family_id: uuid.UUID) -> Rows:
    """The hours of closed statements, and the session, visit and order that they count."""
    tables = SQLModel.metadata.tables
    lines, orders = tables["timesheet_line"], tables["timesheet_order"]
    held, asked = tables["intervention_session"], tables["intervention_order"]
    run = session.connection().execute
    kept: Rows = {Household.__table__: {(family_id,)}}
    told = run(sa.select(lines.c.id, lines.c.session_id, lines.c.order_id).where(lines.c.family_id == family_id)).all()
    signed = run(sa.select(orders.c.id, orders.c.order_id).where(orders.c.family_id == family_id)).all()
    kept[lines], kept[orders] = {(one[0],) for one in told}, {(one[0],) for one in signed}
    kept[held] = {(one[1],) for one in told}
    query = sa.select(held.c.id, held.c.visit_id, held.c.order_id)
    sessions = [
        tuple(row) for some in _chunks([key[0] for key in kept[held]]) for row in run(query.where(held.c.id.in_(some)))
    ]
    kept[Visit.__table__] = {(one[1],) for one in sessions}
    kept[asked] = {(one[2],) for one in (*told, *sessions)} | {(one[1],) for one in signed}
    return kept


def _untie(connection: sa.Connection, table: sa.Table, keys: set[tuple]) -> None:
    """A row may name another one of its own table: they go in any order."""
    own = [column for column in table.c if any(key.column.table is table for key in column.foreign_keys)]
    if own and keys:
        values = {column.name: None for column in own}
        connection.execute(sa.update(table).where(_is(table)).values(values), _given(table, keys))


def _delete(connection: sa.Connection, table: sa.Table, keys: set[tuple]) -> int:
    if keys:
        connection.execute(sa.delete(table).where(_is(table)), _given(table, keys))
    return len(keys)


def _empty(connection: sa.Connection, table: sa.Table, keys: set[tuple]) -> None:
    """Nothing stays in the row but what is named in :data:`KEPT`."""
    values = {column.name: blank(column) for column in table.c if column.name not in KEPT[table.name]}
    if table is Household.__table__:
        del values["case_number"]  # no two are the same: it is given with the label
    if table is TimesheetOrder.__table__:  # that it was signed stays, not by whom
        values["signed_by"] = sa.case((table.c.signed_by != "", SIGNED_BY), else_="")
    if keys and values:
        connection.execute(sa.update(table).where(_is(table)).values(values), _given(table, keys))


def blank(column: sa.Column):
    """:raises TypeError: for a type that nobody said what is empty of"""
    if column.nullable:
        return sa.null()
    try:
        return _EMPTY[kind_of(column)]
    except KeyError:
        raise TypeError(f"{column}: say in KEPT what becomes of it") from None


def kind_of(column: sa.Column) -> type:
    """What Python makes of it, whatever dresses it."""
    kind = column.type
    return (kind.impl_instance if isinstance(kind, sa.types.TypeDecorator) else kind).python_type


def _is(table: sa.Table):
    return sa.and_(
        *(column == sa.bindparam(f"key_{column.name}", type_=column.type) for column in table.primary_key.columns)
    )


def _given(table: sa.Table, keys: Iterable[tuple]) -> list[dict]:
    names = [f"key_{column.name}" for column in table.primary_key.columns]
    return [dict(zip(names, key, strict=True)) for key in keys]


def _chunks(ids: list) -> Iterator[list]:
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]
