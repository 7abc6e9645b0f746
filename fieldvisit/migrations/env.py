"""What Alembic runs: it takes the engine from whoever called ``fieldvisit.launch.database``."""

import sqlalchemy as sa
from alembic import context
from sqlmodel.sql.sqltypes import AutoString

from fieldvisit.db import Instant
from fieldvisit.migrations import metadata


def render(kind: str, value: object, _) -> str | bool:
    """Migrations name plain SQL types only: they must still read the same when our own classes have changed."""
    if kind == "type" and isinstance(value, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, AutoString):
        return f"sa.String(length={value.length})" if value.length else "sa.String()"
    return False


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_item=render,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
