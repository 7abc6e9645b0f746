"""The database: what every table has, and how a transaction is opened.

SQLite is the embedded default, PostgreSQL the one for a county. Instants are
stored in UTC and come back aware; ids are UUIDv7, made where the record is made.
"""

import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache

import sqlalchemy as sa
from psycopg import _queries
from sqlalchemy import event
from sqlmodel import Field, Session, SQLModel, create_engine

from fieldvisit import settings

#: Seconds after which a connection may have been closed behind our back.
IDLE = 2.0

# Psycopg reads a statement longer than 4 kB or with more than 50 values anew each time, for half a millisecond;
# those that write a whole visit are longer. Without these names it is slower, and right.
_queries.MAX_CACHED_STATEMENT_LENGTH, _queries.MAX_CACHED_STATEMENT_PARAMS = 32_768, 400

# Every constraint has a name, so that a later migration can drop it on every database.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> uuid.UUID:
    """A UUIDv7 (RFC 9562): 48 bits of milliseconds, then random; sorts by time of making."""
    stamp = int(time.time() * 1000).to_bytes(6, "big")
    raw = bytearray(stamp + os.urandom(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return uuid.UUID(bytes=bytes(raw))


class Instant(sa.types.TypeDecorator):
    """An aware UTC datetime on every database; SQLite keeps no zone, so it is put back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Record(SQLModel):
    """What every table has: an identity that never changes."""

    id: uuid.UUID = Field(default_factory=new_id, primary_key=True)


def where_given(column: str) -> dict:
    """For an index that leaves out the rows where this column is null, on every database."""
    given = sa.text(f"{column} IS NOT NULL")
    return {"sqlite_where": given, "postgresql_where": given}


def instant(**column) -> Field:
    """A column that holds an :class:`Instant`."""
    nullable = column.pop("nullable", True)
    return Field(default=None, sa_type=Instant, nullable=nullable, **column)


def connect(url: str) -> sa.Engine:
    """An engine whose SQLite side is durable (WAL, full sync) and takes its write lock when a write begins."""
    if not url.startswith("sqlite"):
        engine = create_engine(url, hide_parameters=True, pool_size=10, max_overflow=20, pool_use_lifo=True)
        _try_idle_ones(engine)
        return engine
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection, _):
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection):
        # A reader that turns writer half-way can be refused by SQLite; a writer says so at once.
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _try_idle_ones(engine: sa.Engine) -> None:
    """Try a connection that was not used for a while before it is given out; asking it each time costs a trip."""

    @event.listens_for(engine, "checkin")
    def note(_, record):
        record.info["used"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def check(connection, record, _):
        used = record.info.get("used")
        if used is None or time.monotonic() - used < IDLE:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise sa.exc.DisconnectionError from error


@cache
def engine() -> sa.Engine:
    """The engine of this process; opened on first use because a server forks after import."""
    config = settings.read()
    config.data.mkdir(parents=True, exist_ok=True)
    return connect(config.database_url)


@contextmanager
def reading(on: sa.Engine | sa.Connection | None = None) -> Iterator[Session]:
    """``on``: a connection where several short sessions follow each other, so that each need not ask for one.

    On PostgreSQL each query stands for itself (as it does there inside a transaction, too), which saves two trips.
    """
    with Session(_lasting(on or engine(), "AUTOCOMMIT", False)) as session:
        yield session


@contextmanager
def writing(on: sa.Engine | sa.Connection | None = None, *, single: bool = False) -> Iterator[Session]:
    """One transaction: committed when the block ends, rolled back when it raises.

    ``single``: the block makes one statement only, which PostgreSQL then commits by itself, in one trip.
    """
    lasting = _lasting(on or engine(), "AUTOCOMMIT" if single else "READ COMMITTED", True)
    with Session(lasting, expire_on_commit=False) as session, session.begin():
        yield session


def analyze(on: sa.Engine) -> None:
    """Let the planner count the rows: it knows nothing of those that came in at once."""
    with on.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def _lasting(on: sa.Engine | sa.Connection, isolation: str, writes: bool):
    if on.dialect.name == "sqlite":
        return on.execution_options(writes=writes)
    return on.execution_options(writes=writes, isolation_level=isolation)
