"""The change feed: one line per record a tablet may need to hear of, written with the change itself.

A position is ``(txid, seq)``. On PostgreSQL sequences commit out of order, so a
reader goes in order of transaction id and never past the oldest one still open;
SQLite has one writer at a time, so ``txid`` is 0 there and ``seq`` is commit order.
"""

import uuid
from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from functools import cache, lru_cache, partial

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.db import new_id

#: Above any sequence number.
LAST_SEQ = 2**62
_LINES_AT_ONCE = 50


class Change(SQLModel, table=True):
    __tablename__ = "change"
    __table_args__ = (sa.Index("ix_change_position", "txid", "seq"), {"sqlite_autoincrement": True})

    seq: int | None = Field(default=None, primary_key=True, sa_type=sa.BigInteger().with_variant(sa.Integer, "sqlite"))
    txid: int = Field(sa_type=sa.BigInteger)
    family_id: uuid.UUID = Field(index=True)
    kind: str
    record_id: uuid.UUID


class Epoch(SQLModel, table=True):
    """The life of this database; a restored backup starts a new one."""

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)
    began: int = Field(default=0, sa_type=sa.BigInteger)


@event.listens_for(Session, "before_flush")
def write_changes(session: Session, *_):
    """Add a line for each new or changed row whose class names a feed (``__feed__``: kind, family, id columns).

    A row without family (a task of the sector’s office) is no tablet's business.
    """
    touched = [row for row in (*session.new, *session.dirty) if hasattr(row, "__feed__") and session.is_modified(row)]
    lines = [_line(row.__feed__, partial(getattr, row)) for row in touched]
    _tell(session, [line for line in lines if line[1] is not None])


def write(
    session: Session, new: Iterable[tuple[type[SQLModel], dict]], changed: Iterable[tuple[type[SQLModel], dict]] = ()
) -> None:
    """Write new rows and new values of known ones without the unit of work: for what arrives by the hundred.

    ``new``: each a table and its values, in an order that the keys allow; the table's defaults fill in the rest.
    ``changed``: each a table and values, with the row's ``id`` (and its family, where the table has a feed).
    On PostgreSQL all of it is one statement, and one trip.
    """
    whole = [(table, {name: make() for name, make in _defaults(table)} | given) for table, given in new]
    acts = [*((_inserted, *row) for row in whole), *((_updated, *row) for row in changed)]
    fed = [(table, values) for _, table, values in acts if hasattr(table, "__feed__")]
    lines = list(dict.fromkeys(_line(table.__feed__, values.__getitem__) for table, values in fed))
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        for making, table, values in acts:
            connection.execute(_alone(making, table, tuple(values)), _numbered(values, 0))
        return _tell(session, lines)
    shape = tuple((making, table, tuple(values)) for making, table, values in acts)
    given = dict(zip(_names(len(lines)), (each for line in lines for each in line), strict=True))
    for at, (_, _, values) in enumerate(acts):
        given |= _numbered(values, at)
    connection.execute(_together(shape, len(lines)), given)


def _numbered(values: dict, at: int) -> dict:
    return {f"{name}_{at}": value for name, value in values.items()}


def _inserted(table: sa.Table, values: dict):
    return sa.insert(table).values(values)


def _updated(table: sa.Table, values: dict):
    return sa.update(table).where(table.c.id == values["id"]).values({n: v for n, v in values.items() if n != "id"})


@cache
def _alone(making, table: type[SQLModel], names: tuple[str, ...], at: int = 0):
    columns = table.__table__.c
    return making(table.__table__, {name: sa.bindparam(f"{name}_{at}", type_=columns[name].type) for name in names})


@lru_cache(maxsize=256)
def _together(shape: tuple, told: int):
    """One statement for all of it, built once for each shape: with so many measurements, so many lines of the feed."""
    parts = [_alone(*act, at) for at, act in enumerate(shape)]
    last = _telling(told, True) if told else parts.pop()
    return last.add_cte(*(part.cte(f"part_{at}") for at, part in enumerate(parts)))


def tell(session: Session, kind: str, family_ids: Iterable[uuid.UUID]) -> None:
    """Say that something of these families changed which no row with a feed tells of."""
    _tell(session, [(kind, family_id, family_id) for family_id in family_ids])


def _line(named: tuple[str, str, str], read) -> tuple[str, uuid.UUID, uuid.UUID]:
    kind, family_column, id_column = named
    return kind, read(family_column), read(id_column)


@cache
def _defaults(table: type[SQLModel]) -> list:
    fields = [(name, field) for name, field in table.model_fields.items() if not field.is_required()]
    return [(name, field.default_factory or partial(deepcopy, field.default)) for name, field in fields]


def _tell(session: Session, lines: list[tuple[str, uuid.UUID, uuid.UUID]]) -> None:
    """Say once what was touched several times in one go."""
    on_postgres = session.get_bind().dialect.name == "postgresql"
    lines = list(dict.fromkeys(lines))
    for start in range(0, len(lines), _LINES_AT_ONCE):
        some = lines[start : start + _LINES_AT_ONCE]
        values = dict(zip(_names(len(some)), (each for line in some for each in line), strict=True))
        session.connection().execute(_telling(len(some), on_postgres), values)


_TOLD = ("kind", "family_id", "record_id")


@cache
def _names(count: int) -> list[str]:
    return [f"told_{name}_{at}" for at in range(count) for name in _TOLD]


@cache
def _telling(count: int, on_postgres: bool):
    """One statement for so many lines, built once: the database itself knows the transaction's id."""
    # Not « values » of several rows: SQLAlchemy would build that one anew each time.
    txid = sa.literal_column("pg_current_xact_id()::text::bigint" if on_postgres else "0")
    columns = Change.__table__.c
    lines = [
        sa.select(txid, *(sa.bindparam(f"told_{name}_{at}", type_=columns[name].type) for name in _TOLD))
        for at in range(count)
    ]
    return sa.insert(Change.__table__).from_select(["txid", *_TOLD], sa.union_all(*lines))


def epoch(session: Session) -> uuid.UUID:
    """The current epoch.

    :raises sqlalchemy.exc.NoResultFound: if the database was never prepared
    """
    return session.connection().execute(_EPOCH).scalar_one()


def begin_anew(session: Session, now: datetime) -> None:
    """A new life of this database, after a backup was put back: tablets send again what they had sent since."""
    last = session.exec(select(sa.func.max(Epoch.began))).one() or 0
    session.add(Epoch(began=max(int(now.timestamp() * 1000), last + 1)))


_EPOCH = sa.select(Epoch.id).order_by(sa.desc(Epoch.began)).limit(1)


def horizon(session: Session) -> tuple[int, int]:
    """The last position that no open transaction can still write at or below. Ask for it before reading changes."""
    if session.get_bind().dialect.name == "postgresql":
        return session.connection().exec_driver_sql(_BELOW_THE_OPEN).scalar_one(), LAST_SEQ
    return 0, session.exec(select(sa.func.coalesce(sa.func.max(Change.seq), 0))).one()


#: Below the oldest open transaction of this database and below our own. One that is known to work in another
#: database of the server cannot write here, however long it lasts; one of which nothing is known counts as ours.
_BELOW_THE_OPEN = """
    SELECT least(
        pg_snapshot_xmax(now)::text::bigint,
        pg_current_xact_id_if_assigned()::text::bigint,
        (SELECT min(open::text::bigint) FROM pg_snapshot_xip(now) AS open WHERE NOT EXISTS (
            SELECT FROM pg_stat_activity AS elsewhere
            WHERE elsewhere.datname <> current_database()
            AND elsewhere.backend_xid::text::bigint = open::text::bigint & 4294967295))
    ) - 1
    FROM pg_current_snapshot() AS now
"""


def since(
    session: Session, position: tuple[int, int], limit: int, *, up_to: tuple[int, int], families=None
) -> list[Change]:
    """The changes after ``position`` and not above ``up_to`` (see :func:`horizon`), in feed order.

    ``families``: only those of these families (ids or a query of ids).
    """
    query = select(Change).order_by(Change.txid, Change.seq).limit(limit)
    if session.get_bind().dialect.name == "postgresql":
        at = sa.tuple_(Change.txid, Change.seq)
        query = query.where(
            at > sa.tuple_(*map(sa.literal, position)),
            Change.txid <= up_to[0],
        )
    else:
        query = query.where(Change.seq > position[1], Change.seq <= up_to[1])
    if families is not None:
        query = query.where(Change.family_id.in_(families))
    return list(session.exec(query))


def newest(session: Session) -> tuple[int, int]:
    """The position of the last change that :func:`since` would show; ``(0, 0)`` when there is none."""
    query = select(Change.txid, Change.seq).order_by(sa.desc(Change.txid), sa.desc(Change.seq)).limit(1)
    if session.get_bind().dialect.name == "postgresql":
        query = query.where(Change.txid <= sa.literal_column(f"({_BELOW_THE_OPEN})"))
    row = session.exec(query).first()
    return (row[0], row[1]) if row else (0, 0)
