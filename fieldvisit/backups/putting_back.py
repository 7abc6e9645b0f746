"""Put a backup back (« restauration »). It is read through to its end before anything changes.

The database begins a new epoch, so tablets send again what they had sent since the backup was taken.
"""

import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

import sqlalchemy as sa
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlmodel import select

from fieldvisit import db, feed
from fieldvisit.backups import manifest, of_postgresql, of_sqlite
from fieldvisit.backups.manifest import Manifest, TooNew
from fieldvisit.backups.strongbox import Damaged, Opening
from fieldvisit.backups.taking import DATABASE, END, KEY_FILE, MANIFEST, PICTURES, ROWS, InTheWay
from fieldvisit.kind import Kind
from fieldvisit.launch import database
from fieldvisit.pictures.objects import Objects
from fieldvisit.settings import Settings
from fieldvisit.sync import sealing
from fieldvisit.sync.sealing import BadMasterKey, Keyring, SealingKey
from fieldvisit.words import Refusal


class NoKey(Refusal):
    sentence = "Mettez dans FIELDVISIT_BACKUP_KEY la clé gardée au coffre, le temps de la restauration."


class NotFound(Refusal):
    sentence = "Ce fichier de sauvegarde ne se lit pas : vérifiez le chemin et les droits."


class NotEmpty(Refusal):
    sentence = (
        "Cette base contient déjà des comptes : la restauration ne la remplace que si on le demande (--replace). "
        "Rien n’a été changé."
    )


class OtherDatabase(Refusal):
    sentence = "Cette sauvegarde vient d’un autre genre de base (SQLite ou PostgreSQL) : indiquez une base du même."


class OtherKind(Refusal):
    sentence = "Cette sauvegarde et cette installation ne sont pas de même nature (démonstration ou réelle)."


class OtherMasterKey(Refusal):
    sentence = (
        "Cette sauvegarde contient une autre clé maîtresse que celle d’ici : déplacez le fichier master.key de ce "
        "dossier, ou retirez FIELDVISIT_MASTER_KEY. Rien n’a été changé."
    )


@dataclass(frozen=True)
class PutBack:
    """``opens``: whether the master key of here opens the sealing keys; ``former``: where a replaced file now lies."""

    manifest: Manifest
    pictures: int
    opens: bool
    former: Path | None


def check(source: Path, private: str) -> Manifest:
    """Read the whole file without changing anything.

    :raises NoKey, NotFound, Damaged, TooNew: why it could not be put back
    """
    said, last = None, ""
    for entry, content in _entries(source, private):
        if said is None:
            if entry.name != MANIFEST:
                raise Damaged
            said = manifest.read(content)
        last = entry.name
    if said is None or last != END:
        raise Damaged
    try:
        ScriptDirectory(str(database.MIGRATIONS)).get_revision(said.revision)
    except CommandError as error:
        raise TooNew from error
    return said


def put_back(
    engine: sa.Engine, config: Settings, pictures: Objects, source: Path, now: datetime, wanted: Kind, replace: bool
) -> PutBack:
    """:raises NotEmpty: if there are accounts and ``replace`` is not said

    :raises Refusal: see :func:`check`; also for another kind of database, of county or another master key
    """
    said = check(source, config.backup_key)
    if said.dialect != engine.dialect.name:
        raise OtherDatabase
    if said.kind != wanted:
        raise OtherKind
    in_use = _holds_accounts(engine)
    if in_use and not replace:
        raise NotEmpty
    if said.key_file:
        entries = _entries(source, config.backup_key)
        _put_key(config, next(content for entry, content in entries if entry.name == KEY_FILE))
    former = None
    if said.dialect == "sqlite":
        former = _sqlite(engine, source, config.backup_key, now, in_use)
    else:
        _postgresql(engine, source, config.backup_key, said)
    database.upgrade(engine, wanted)
    with db.writing(engine) as session:
        if said.dialect == "postgresql":
            of_postgresql.renumber(session.connection())
        feed.begin_anew(session, now)
    many = _pictures(pictures, source, config.backup_key)
    return PutBack(said, many, _opens(engine, config), former)


@contextmanager
def _archive(source: Path, private: str) -> Iterator[tarfile.TarFile]:
    with open(source, "rb") as file, tarfile.open(fileobj=Opening(file, private), mode="r|", bufsize=1 << 20) as tar:
        yield tar


def _entries(source: Path, private: str) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    """Each entry with its content, but for the database's own file, which may be larger than memory."""
    if not private:
        raise NoKey
    try:
        with (
            open(source, "rb") as file,
            tarfile.open(fileobj=Opening(file, private), mode="r|", bufsize=1 << 20) as tar,
        ):
            for entry in tar:
                if not entry.isreg():
                    raise Damaged
                yield entry, b"" if entry.name == DATABASE else tar.extractfile(entry).read()
    except tarfile.TarError as error:
        raise Damaged from error
    except OSError as error:
        raise NotFound from error


def _holds_accounts(engine: sa.Engine) -> bool:
    if not sa.inspect(engine).has_table("account"):
        return False
    with engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM account").scalar_one() > 0


def _put_key(config: Settings, content: bytes) -> None:
    path = config.data / sealing.KEY_FILE
    if config.master_key:
        if content.decode().strip() != config.master_key.strip():
            raise OtherMasterKey
    elif not path.exists():
        config.data.mkdir(parents=True, exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    elif path.read_bytes() != content:
        raise OtherMasterKey


def _sqlite(engine: sa.Engine, source: Path, private: str, now: datetime, in_use: bool) -> Path | None:
    draft = of_sqlite.path_of(engine).with_name(f"restauration.{os.getpid()}.sqlite")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            for part in _of_database(source, private):
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        return of_sqlite.put(engine, draft, now, in_use)
    except FileExistsError as error:
        raise InTheWay from error
    finally:
        draft.unlink(missing_ok=True)


def _of_database(source: Path, private: str) -> Iterator[bytes]:
    with _archive(source, private) as tar:
        for entry in tar:
            if entry.name == DATABASE:
                content = tar.extractfile(entry)
                while part := content.read(1 << 20):
                    yield part
                return


def _postgresql(engine: sa.Engine, source: Path, private: str, said: Manifest) -> None:
    """One transaction: a failure leaves the database as it was."""
    with engine.begin() as connection:
        of_postgresql.clear(connection)
        of_postgresql.build(connection, said.revision)
        rows = ((entry.name, content) for entry, content in _entries(source, private) if entry.name.startswith(ROWS))
        for name, pieces in groupby(rows, key=lambda row: row[0]):
            table = name.removeprefix(ROWS)
            of_postgresql.fill(connection, table, said.tables[table], (content for _, content in pieces))
        of_postgresql.set_sequences(connection, said.sequences)


def _pictures(pictures: Objects, source: Path, private: str) -> int:
    many = 0
    for entry, content in _entries(source, private):
        if entry.name.startswith(PICTURES) and ".." not in entry.name:
            pictures.put(entry.name.removeprefix(PICTURES), content)
            many += 1
    return many


def _opens(engine: sa.Engine, config: Settings) -> bool:
    if not config.master_key and not (config.data / sealing.KEY_FILE).exists():
        return False
    keyring = Keyring(sealing.master_key(config))
    with db.reading(engine) as session:
        try:
            for key in session.exec(select(SealingKey.id)):
                keyring.unlock(session, key)
        except BadMasterKey:
            return False
    return True
