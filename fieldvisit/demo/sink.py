"""Rows by the hundred thousand: COPY on PostgreSQL, one prepared statement on SQLite; never the unit of work.

Values are plain: an id is 32 hexadecimal digits, what a table does not name takes the default of its class.
Nothing here tells the change feed: a county written this way is what was there before anybody listened.
"""

import json
from collections.abc import Callable
from datetime import UTC, date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from fieldvisit.db import Instant, new_id

AT_ONCE = 4_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _of_type(kind: sa.types.TypeEngine) -> Callable[[Any], Any] | None:
    """How a value of this column is written, the same for both databases; None where it stays as it is."""
    for of_column, write in _WRITTEN.items():
        if isinstance(kind, of_column):
            return lambda value: value if value is None or type(value) is str else write(value)
    return None


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


#: Texts are taken as written already, also those of JSON.
_WRITTEN: dict[type, Callable[[Any], Any]] = {
    Instant: lambda at: at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
    sa.Date: date.isoformat,
    sa.Time: lambda hour: hour.isoformat("microseconds"),
    sa.Boolean: int,
    sa.JSON: _json,
}


class Rows:
    """The rows of one table that were not written yet."""

    def __init__(self, table: type[SQLModel]):
        # A column may bear another name than its field (« on_day » of « on »).
        columns = table.__mapper__.columns
        self.names = [column.name for column in columns]
        self.waiting: list[tuple] = []
        self._keys = list(columns.keys())
        self._defaults = [_default(table.model_fields[key]) for key in self._keys]
        self._writes = [_of_type(column.type) for column in columns]

    def add(self, values: dict[str, Any]) -> None:
        self.waiting.append(tuple(map(values.get, self._keys, self._defaults)))

    def written(self) -> list[tuple]:
        """What waited, as the database takes it; nothing waits any more."""
        turned = [
            column if write is None else list(map(write, column))
            for write, column in zip(self._writes, zip(*self.waiting, strict=True), strict=True)
        ]
        self.waiting = []
        return list(zip(*turned, strict=True))


def _default(field) -> Any:
    """What a column holds when nothing is said; an id is always said."""
    if field.is_required() or field.default_factory is new_id:
        return None
    return field.default_factory() if field.default_factory else field.default


class Sink:
    """Takes rows of any table in the order that the keys allow, and writes them table by table."""

    def __init__(self, connection: sa.Connection):
        self._connection = connection
        self._rows: dict[type[SQLModel], Rows] = {}
        self.counts: dict[str, int] = {}
        self._on_postgres = connection.dialect.name == "postgresql"
        if self._on_postgres:
            connection.exec_driver_sql("SET LOCAL TIME ZONE 'UTC'")

    def add(self, table: type[SQLModel], **values: Any) -> None:
        rows = self._rows.get(table)
        if rows is None:
            rows = self._rows[table] = Rows(table)
        rows.add(values)

    def flush(self) -> None:
        """Write what waits, parents before children."""
        for table in sorted((one for one in self._rows if self._rows[one].waiting), key=_rank):
            rows, name = self._rows[table], table.__table__.name
            self.counts[name] = self.counts.get(name, 0) + len(rows.waiting)
            (self._copy if self._on_postgres else self._insert)(name, rows.names, rows.written())

    def _insert(self, table: str, names: list[str], rows: list[tuple]) -> None:
        listed = ", ".join(f'"{name}"' for name in names)
        statement = f'INSERT INTO "{table}" ({listed}) VALUES ({", ".join("?" * len(names))})'
        self._connection.connection.cursor().executemany(statement, rows)

    def _copy(self, table: str, names: list[str], rows: list[tuple]) -> None:
        listed = ", ".join(f'"{name}"' for name in names)
        with self._connection.connection.cursor().copy(f'COPY "{table}" ({listed}) FROM STDIN') as copy:
            for start in range(0, len(rows), AT_ONCE):
                copy.write("".join(map(_line, rows[start : start + AT_ONCE])))


def _line(row: tuple) -> str:
    return "\t".join(map(_cell, row)) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    if type(value) is not str:
        return str(value)
    return value.translate(_ESCAPES) if "\\" in value or "\n" in value or "\t" in value or "\r" in value else value


def _rank(table: type[SQLModel]) -> int:
    return _order()[table.__table__.name]


@cache
def _order() -> dict[str, int]:
    return {table.name: at for at, table in enumerate(SQLModel.metadata.sorted_tables)}
