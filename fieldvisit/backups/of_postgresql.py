"""A PostgreSQL database as ``COPY`` text, table by table, in one transaction that sees one moment.

Not ``pg_dump``: its version must fit the server's, and it is not there where the service runs. The tables
themselves are not in it: the migrations up to its revision make them.
"""

from collections.abc import Iterable, Iterator

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from fieldvisit.launch.database import MIGRATIONS
from fieldvisit.words import Refusal

#: One piece of a table, in bytes.
PIECE = 4 << 20
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
#: Who refers to whom, but for a table to itself: ``COPY`` checks its keys when it ends.
_KEYS = """
    SELECT child.relname, parent.relname FROM pg_constraint
    JOIN pg_class AS child ON child.oid = conrelid JOIN pg_class AS parent ON parent.oid = confrelid
    JOIN pg_namespace ON pg_namespace.oid = child.relnamespace
    WHERE contype = 'f' AND conrelid <> confrelid AND nspname = current_schema()
"""


class Cycle(Refusal):
    sentence = "Les tables de cette base se désignent en rond : la sauvegarde ne saurait pas les remettre."


def tables(connection: sa.Connection) -> list[str]:
    """Every table, each after those that it refers to. ``alembic_version`` is told by the manifest."""
    left = {name for (name,) in connection.exec_driver_sql(_TABLES)} - {"alembic_version"}
    needs = {name: set() for name in left}
    for child, parent in connection.exec_driver_sql(_KEYS):
        needs[child].add(parent)
    ordered = []
    while left:
        ready = sorted(name for name in left if not needs[name] & left)
        if not ready:
            raise Cycle
        ordered += ready
        left -= set(ready)
    return ordered


def columns(connection: sa.Connection, table: str) -> list[str]:
    return [column["name"] for column in sa.inspect(connection).get_columns(table)]


def sequences(connection: sa.Connection) -> dict[str, int]:
    return {name: last for name, last in connection.exec_driver_sql(_SEQUENCES) if last is not None}


def copied(connection: sa.Connection, table: str, names: list[str]) -> Iterator[bytes]:
    """The rows of a table, in pieces."""
    waiting = bytearray()
    with connection.connection.cursor().copy(f'COPY "{table}" ({_listed(names)}) TO STDOUT') as rows:
        for row in rows:
            waiting += row
            if len(waiting) >= PIECE:
                yield bytes(waiting)
                waiting.clear()
    if waiting:
        yield bytes(waiting)


def clear(connection: sa.Connection) -> None:
    """Drop every table of this schema."""
    names = [name for (name,) in connection.exec_driver_sql(_TABLES)]
    if names:
        connection.exec_driver_sql(f"DROP TABLE {_listed(names)} CASCADE")


def build(connection: sa.Connection, revision: str) -> None:
    """Make the tables as they were at this revision, and leave them empty."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    if names := tables(connection):
        connection.exec_driver_sql(f"TRUNCATE {_listed(names)}")


def fill(connection: sa.Connection, table: str, names: list[str], pieces: Iterable[bytes]) -> None:
    with connection.connection.cursor().copy(f'COPY "{table}" ({_listed(names)}) FROM STDIN') as rows:
        for piece in pieces:
            rows.write(piece)


def set_sequences(connection: sa.Connection, known: dict[str, int]) -> None:
    for name, last in known.items():
        connection.execute(sa.text("SELECT setval(:name, :last)"), {"name": f'"{name}"', "last": last})


def renumber(connection: sa.Connection) -> None:
    """Transaction ids begin lower in a new server: the lines of the feed come before any that will be written.

    Whoever follows the feed goes on where it was, or a little before.
    """
    next_line = "SELECT min(seq) FROM change WHERE (change.txid, change.seq) > (due_position.txid, due_position.seq)"
    connection.exec_driver_sql(
        f"UPDATE due_position SET txid = 0, seq = coalesce(({next_line}) - 1, (SELECT max(seq) FROM change), 0)"
    )
    connection.exec_driver_sql("UPDATE change SET txid = 0")


def _listed(names: list[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
