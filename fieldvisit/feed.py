"""The change feed: one line per record a tablet may need to hear of, written with the change itself.

A position is ``(txid, seq)``. On PostgreSQL sequences commit out of order, so a
reader goes in order of transaction id and never past the oldest one still open;
SQLite has one writer at a time, so ``txid`` is 0 there and ``seq`` is commit order.
"""

import uuid
from copy import deepcopy
from functools import cache, partial

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
    """Add a line for each new or changed row whose class names a feed (``__feed__``: kind, family, id columns)."""
    touched = [row for row in (*session.new, *session.dirty) if hasattr(row, "__feed__") and session.is_modified(row)]
    _tell(session, [_line(row.__feed__, partial(getattr, row)) for row in touched])


def insert(session: Session, *rows: tuple[type[SQLModel], dict]) -> None:
    """Write new rows at once and in this order, without the unit of work: for what arrives by the hundred.

    ``rows``: each a table and its values; the table's defaults fill in the rest.
    """
    told = []
    for table, given in rows:
        values = {name: make() for name, make in _defaults(table)} | given
        session.connection().execute(_insertion(table), values)
        if hasattr(table, "__feed__"):
            told.append(_line(table.__feed__, values.__getitem__))
    _tell(session, told)


def _line(named: tuple[str, str, str], read) -> tuple[str, uuid.UUID, uuid.UUID]:
    kind, family_column, id_column = named
    return kind, read(family_column), read(id_column)


@cache
def _defaults(table: type[SQLModel]) -> list:
    fields = [(name, field) for name, field in table.model_fields.items() if not field.is_required()]
    return [(name, field.default_factory or partial(deepcopy, field.default)) for name, field in fields]


@cache
def _insertion(table: type[SQLModel]):
    return sa.insert(table.__table__)


def _tell(session: Session, lines: list[tuple[str, uuid.UUID, uuid.UUID]]) -> None:
    """Say once what was touched several times in one go."""
    on_postgres = session.get_bind().dialect.name == "postgresql"
    lines = list(dict.fromkeys(lines))
    for start in range(0, len(lines), _LINES_AT_ONCE):
        some = lines[start : start + _LINES_AT_ONCE]
        values = {f"{name}{at}": each for at, line in enumerate(some) for name, each in zip(_LINE, line, strict=True)}
        session.connection().execute(_telling(len(some), on_postgres), values)


_LINE = ("kind", "family", "record")


@cache
def _telling(count: int, on_postgres: bool):
    """One statement for so many lines, built once: the database itself knows the transaction's id."""
    txid = "pg_current_xact_id()::text::bigint" if on_postgres else "0"
    lines = ", ".join(f"({txid}, :kind{at}, :family{at}, :record{at})" for at in range(count))
    ids = [sa.bindparam(f"{name}{at}", type_=sa.Uuid()) for name in _LINE[1:] for at in range(count)]
    return sa.text(f"INSERT INTO change (txid, kind, family_id, record_id) VALUES {lines}").bindparams(*ids)


def epoch(session: Session) -> uuid.UUID:
    """The current epoch.

    :raises sqlalchemy.exc.NoResultFound: if the database was never prepared
    """
    return session.exec(select(Epoch.id).order_by(sa.desc(Epoch.began)).limit(1)).one()


def horizon(session: Session) -> tuple[int, int]:
    """The last position that no open transaction can still write at or below. Ask for it before reading changes."""
    if session.get_bind().dialect.name == "postgresql":
        oldest = session.connection().exec_driver_sql("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return oldest.scalar_one() - 1, LAST_SEQ
    return 0, session.exec(select(sa.func.coalesce(sa.func.max(Change.seq), 0))).one()


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
        query = query.where(sa.text("change.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"))
    row = session.exec(query).first()
    return (row[0], row[1]) if row else (0, 0)
