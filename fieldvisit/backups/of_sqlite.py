"""A SQLite database as one file: taken by SQLite's own backup, which sees one moment and stops no writer."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from fieldvisit import db


def path_of(engine: sa.Engine) -> Path:
    return Path(engine.url.database)


def take(engine: sa.Engine, path: Path) -> None:
    """Write the database of this moment into a new file that only its owner can read."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(path_of(engine))) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)


def opened(path: Path) -> sa.Engine:
    return db.connect(f"sqlite:///{path}")


def put(engine: sa.Engine, path: Path, now: datetime, keep: bool) -> Path | None:
    """Let the database in ``path`` take the place of this one; where the former one now lies, if ``keep``.

    Nothing may be connected to it: a process that is keeps writing to the former one.
    """
    engine.dispose()
    here, former = path_of(engine), None
    if here.exists() and keep:
        with closing(sqlite3.connect(here)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        former = here.with_name(f"{here.name}.avant-{now:%Y%m%dT%H%M%S}")
        here.replace(former)
    for beside in ("-wal", "-shm"):
        here.with_name(here.name + beside).unlink(missing_ok=True)
    path.replace(here)
    return former
