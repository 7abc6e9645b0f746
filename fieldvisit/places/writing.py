"""Addresses written by the hundred thousand, and the communes that they are in."""

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.places import street
from fieldvisit.places.address import Address
from fieldvisit.places.commune import Commune

_NAMES = tuple(column.name for column in Address.__table__.columns)
_OTHERS = ", ".join(f"{name} = excluded.{name}" for name in _NAMES if name != "ban_id")
_UPSERT = f"ON CONFLICT (ban_id) DO UPDATE SET {_OTHERS}"


class Writer:
    """Adds rows or puts them in the place of those of the same identifier, in the session's transaction."""

    def __init__(self, session: Session):
        self._connection = session.connection()
        self._rows: list[tuple] = []
        self._on_postgres = self._connection.dialect.name == "postgresql"
        if self._on_postgres:
            self._connection.exec_driver_sql(
                "CREATE TEMPORARY TABLE IF NOT EXISTS ban_incoming (LIKE ban_address) ON COMMIT DROP"
            )
            self._connection.exec_driver_sql("TRUNCATE ban_incoming")

    def add(self, row: dict, at_once: int) -> None:
        self._rows.append(tuple(row[name] for name in _NAMES))
        if len(self._rows) >= at_once:
            self._write()

    def finish(self) -> None:
        self._write()

    def _write(self) -> None:
        if not self._rows:
            return
        names = ", ".join(_NAMES)
        # Twice in one file: the last one counts.
        rows = list({row[0]: row for row in self._rows}.values())
        if self._on_postgres:
            command = f"COPY ban_incoming ({names}) FROM STDIN"
            with self._connection.connection.cursor() as cursor, cursor.copy(command) as copy:
                for row in rows:
                    copy.write_row(row)
            self._connection.exec_driver_sql(
                f"INSERT INTO ban_address ({names}) SELECT {names} FROM ban_incoming {_UPSERT}"
            )
            self._connection.exec_driver_sql("TRUNCATE ban_incoming")
        else:
            marks = ", ".join("?" * len(_NAMES))
            self._connection.exec_driver_sql(f"INSERT INTO ban_address ({names}) VALUES ({marks}) {_UPSERT}", rows)
        self._rows = []


class Centres:
    """The middle of each commune's addresses, and the postcode that most of them have."""

    def __init__(self) -> None:
        self._found: dict[str, dict] = {}

    def add(self, name: str, row: dict) -> None:
        one = self._found.setdefault(row["insee"], {"name": name, "lat": 0.0, "lon": 0.0, "many": 0, "postcodes": {}})
        one["lat"] += row["lat"]
        one["lon"] += row["lon"]
        one["many"] += 1
        one["postcodes"][row["postcode"]] = one["postcodes"].get(row["postcode"], 0) + 1

    def write(self, session: Session) -> int:
        """Add the communes that are not known, and put the others' place right; their sector stays."""
        known = {one.insee: one for one in session.exec(sa.select(Commune)).scalars()}
        for insee, said in self._found.items():
            one = known.get(insee) or Commune(insee=insee, name=said["name"], name_key=street.commune_key(said["name"]))
            one.postcode = one.postcode or max(said["postcodes"], key=said["postcodes"].get)
            one.lat, one.lon = said["lat"] / said["many"], said["lon"] / said["many"]
            session.add(one)
        session.flush()
        return len(self._found)
