"""Bring the database to the newest tables, and write the next migration.

One database is upgraded by one process at a time: on PostgreSQL an advisory lock makes the others wait.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from fieldvisit import db, kind
from fieldvisit.kind import Kind
from fieldvisit.words import Refusal

MIGRATIONS = Path(__file__).parent.parent / "migrations"
#: Any number nobody else uses on this server; it names the lock.
LOCK = 7_108_514_903


class NotPrepared(Refusal):
    sentence = "Cette base n’est pas préparée pour cette version : lancez d’abord « python -m fieldvisit db upgrade »."


def check(engine: sa.Engine, wanted: Kind) -> None:
    """What a server asks before it opens.

    :raises NotPrepared: if a migration is missing
    :raises fieldvisit.kind.WrongKind: if the database was begun as the other kind
    """
    with configured(engine) as config:
        newest = ScriptDirectory.from_config(config).get_current_head()
        if MigrationContext.configure(config.attributes["connection"]).get_current_revision() != newest:
            raise NotPrepared
    with db.reading(engine) as session:
        kind.check(session, wanted)


def upgrade(engine: sa.Engine, wanted: Kind) -> None:
    """Create or upgrade every table; give a new database its kind and epoch.

    :raises fieldvisit.kind.WrongKind: if it was begun as the other kind; it is then left as it was
    """
    if sa.inspect(engine).has_table(kind.DatabaseKind.__tablename__):
        with db.reading(engine) as session:
            kind.check(session, wanted)
    with configured(engine) as config:
        command.upgrade(config, "head")
    with db.writing(engine) as session:
        kind.begin(session, wanted, datetime.now(UTC))


def write_migration(engine: sa.Engine, message: str) -> None:
    """Write the difference between the tables and this database, which has every migration."""
    with configured(engine) as config:
        command.upgrade(config, "head")
        number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")


@contextmanager
def configured(engine: sa.Engine) -> Iterator[Config]:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    with engine.execution_options(writes=True).connect() as connection:
        on_postgres = connection.dialect.name == "postgresql"
        if on_postgres:
            connection.execute(sa.text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            connection.commit()
        config.attributes["connection"] = connection
        try:
            yield config
            connection.commit()
        finally:
            connection.rollback()
            if on_postgres:
                connection.execute(sa.text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
                connection.commit()
