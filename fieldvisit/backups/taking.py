"""Take a backup (« sauvegarde ») while the service runs: key file, then database, then pictures.

In that order no row that is put back lacks its picture: a picture is written before its row, and stays.
"""

import hashlib
import io
import os
import sqlite3
import tarfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from alembic.migration import MigrationContext
from sqlmodel import Session

from fieldvisit import feed, kind, settings
from fieldvisit.backups import of_postgresql, of_sqlite
from fieldvisit.backups.manifest import FORMAT, Manifest
from fieldvisit.backups.strongbox import Sealing
from fieldvisit.pictures.objects import Missing, Objects
from fieldvisit.settings import Settings
from fieldvisit.sync import sealing
from fieldvisit.words import Refusal

MANIFEST, KEY_FILE, DATABASE, ROWS, PICTURES, END = "manifest", "master.key", "database", "rows/", "pictures/", "end"
#: What is still arriving comes again from the tablet.
KEPT_FOLDERS = ("blobs", "shown")


class NoKey(Refusal):
    sentence = (
        "Aucune clé de sauvegarde : lancez « fieldvisit backup-key », mettez la première ligne dans "
        "FIELDVISIT_BACKUP_TO et la seconde dans un coffre."
    )


class InTheWay(Refusal):
    sentence = "Il y a déjà un fichier à cet endroit : une sauvegarde n’en remplace jamais un autre."


class NotWritten(Refusal):
    sentence = "La sauvegarde ne peut pas être écrite à cet endroit (place, droits ou chemin) : rien n’y est laissé."


@dataclass(frozen=True)
class Taken:
    """``size`` in bytes; ``sha256`` of the file, to compare its copies with."""

    size: int
    sha256: str
    pictures: int


def take(engine: sa.Engine, config: Settings, pictures: Objects, target: Path, now: datetime) -> Taken:
    """Write a whole backup under ``target``, or nothing.

    :raises NoKey: if no public key is set
    :raises InTheWay: if there is a file
    :raises NotWritten: if the disk is full or refuses
    """
    if not config.backup_to:
        raise NoKey
    draft = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        if target.exists():
            raise InTheWay
        with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            box = Sealing(file, config.backup_to)
            with tarfile.open(fileobj=box, mode="w|", bufsize=1 << 20) as archive:
                count = _Writing(archive, config, pictures, now).all(engine)
            box.finish()
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digest, size = hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
        os.link(draft, target)
    except FileExistsError as error:
        raise InTheWay from error
    except (OSError, sqlite3.Error) as error:
        raise NotWritten from error
    finally:
        draft.unlink(missing_ok=True)
    return Taken(size, digest, count)


class _Writing:
    def __init__(self, archive: tarfile.TarFile, config: Settings, pictures: Objects, now: datetime):
        self.archive, self.config, self.pictures, self.now = archive, config, pictures, now

    def all(self, engine: sa.Engine) -> int:
        if engine.dialect.name == "sqlite":
            self._sqlite(engine)
        else:
            self._postgresql(engine)
        many = self._pictures()
        self._add(END, b"")
        return many

    def _sqlite(self, engine: sa.Engine) -> None:
        # Beside the database: as well guarded as it, and on a disk that has room for as much.
        copy = of_sqlite.path_of(engine).with_name(f"sauvegarde.{os.getpid()}.sqlite")
        try:
            of_sqlite.take(engine, copy)
            opened = of_sqlite.opened(copy)
            with opened.connect() as connection:
                self._begin(connection, {}, {})
            opened.dispose()
            self.archive.add(copy, DATABASE)
        finally:
            for beside in ("", "-wal", "-shm"):
                copy.with_name(copy.name + beside).unlink(missing_ok=True)

    def _postgresql(self, engine: sa.Engine) -> None:
        one_moment = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with engine.connect().execution_options(**one_moment) as connection:
            named = {table: of_postgresql.columns(connection, table) for table in of_postgresql.tables(connection)}
            self._begin(connection, named, of_postgresql.sequences(connection))
            for table, columns in named.items():
                for piece in of_postgresql.copied(connection, table, columns):
                    self._add(ROWS + table, piece)

    def _begin(self, connection: sa.Connection, tables: dict, sequences: dict) -> None:
        key_file = not self.config.master_key
        with Session(connection) as session:
            told = Manifest(
                format=FORMAT,
                app=settings.VERSION,
                dialect=connection.dialect.name,
                revision=MigrationContext.configure(connection).get_current_revision() or "",
                kind=str(kind.of(session) or ""),
                epoch=str(feed.epoch(session)),
                taken_at=self.now.isoformat(),
                key_file=key_file,
                tables=tables,
                sequences=sequences,
            )
        self._add(MANIFEST, told.written())
        if key_file:
            sealing.master_key(self.config)  # makes it where nothing was sealed yet
            self._add(KEY_FILE, (self.config.data / sealing.KEY_FILE).read_bytes())

    def _pictures(self) -> int:
        many = 0
        for folder in KEPT_FOLDERS:
            for name, _ in self.pictures.all(folder):
                try:
                    self._add(PICTURES + name, self.pictures.get(name))
                except Missing:
                    continue  # a copy drawn anew meanwhile; an original is never removed once its row is there
                many += 1
        return many

    def _add(self, name: str, content: bytes) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime = len(content), int(self.now.timestamp())
        self.archive.addfile(entry, io.BytesIO(content))
