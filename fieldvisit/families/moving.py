"""Rows that go from one file to another: every table that has a ``family_id``, whatever room it is of.

A table of tomorrow moves as well without anybody thinking of it; those that stay are named here, with why.
"""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from fieldvisit.families.person import Person

#: Tables with a ``family_id`` whose rows stay where they are.
STAYS = {
    "access_event": "append-only: which file was opened then; read with household.with_merged",
    "disposal_line": "what was decided of that file, and not of the one that it is part of now",
    "change": "the feed: a position is never rewritten, what moves is told anew",
    "name_key": "made anew from the rows by itself",
}
#: Rows that are worked out again from the facts, and of which a subject has one only.
DERIVED = frozenset({"due_item"})


def tables() -> list[sa.Table]:
    """Those whose rows move, in the order of their names."""
    every = SQLModel.metadata.tables.values()
    return sorted((one for one in every if "family_id" in one.c and one.name not in STAYS), key=lambda one: one.name)


def of_persons() -> list[sa.Column]:
    """Every column that names a person: by a foreign key, or as the subject of something."""
    return [
        column
        for table in sorted(SQLModel.metadata.tables.values(), key=lambda one: one.name)
        for column in table.c
        if table.name not in DERIVED and (column.references(Person.__table__.c.id) or _is_subject(table, column))
    ]


def _is_subject(table: sa.Table, column: sa.Column) -> bool:
    return column.name == "subject_id" and "family_id" in table.c and table.name not in STAYS


def take(session: Session, table: sa.Table, gone_id: uuid.UUID, kept_id: uuid.UUID) -> list[str]:
    """Move all rows of one family; the keys of those that moved. A family's only row of a table moves where none is."""
    if _one_each(table) and _there(session, table, kept_id):
        return []
    keys = [row[0] for row in session.connection().execute(sa.select(_key(table)).where(table.c.family_id == gone_id))]
    if _one_each(table):
        session.connection().execute(sa.update(table).where(table.c.family_id == gone_id).values(family_id=kept_id))
        return [str(kept_id)] if keys else []
    set_column(session, table.c.family_id, keys, kept_id)
    return sorted(map(str, keys))


def give_back(session: Session, table: sa.Table, keys: Iterable[str], kept_id: uuid.UUID, gone_id: uuid.UUID) -> None:
    """Move these rows back, as far as they are still there."""
    if _one_each(table):
        here = sa.update(table).where(table.c.family_id == kept_id)
        if list(keys) and not _there(session, table, gone_id):
            session.connection().execute(here.values(family_id=gone_id))
        return
    wanted = [_typed(table, key) for key in keys]
    query = sa.select(_key(table)).where(_key(table).in_(wanted), table.c.family_id == kept_id)
    still = [row[0] for row in session.connection().execute(query)] if wanted else []
    set_column(session, table.c.family_id, still, gone_id)


def set_column(session: Session, column: sa.Column, keys: list, value: uuid.UUID) -> None:
    """Give this column of these rows a value; what tablets must hear of is written through the session, which tells."""
    table = column.table
    mapped = _mapped(table)
    if mapped is not None and hasattr(mapped, "__feed__"):
        for key in keys:
            setattr(session.get_one(mapped, key), column.name, value)
        session.flush()
    elif keys:
        session.connection().execute(sa.update(table).where(_key(table).in_(keys)).values({column.name: value}))


def naming(session: Session, column: sa.Column, person_id: uuid.UUID) -> list:
    """The keys of the rows whose column names this person."""
    query = sa.select(_key(column.table)).where(column == person_id)
    return [row[0] for row in session.connection().execute(query)]


def here(session: Session, table: sa.Table, keys: list, family_id: uuid.UUID) -> list:
    """Those of these rows that are this family's."""
    query = sa.select(_key(table)).where(_key(table).in_(keys), table.c.family_id == family_id)
    return [row[0] for row in session.connection().execute(query)] if keys else []


def typed(table: sa.Table, keys: Iterable[str]) -> list:
    return [_typed(table, key) for key in keys]


def _typed(table: sa.Table, key: str):
    return uuid.UUID(key) if isinstance(_key(table).type, sa.Uuid) else int(key)


def _key(table: sa.Table) -> sa.Column:
    [key] = table.primary_key.columns
    return key


def _one_each(table: sa.Table) -> bool:
    """Whether a family has at most one row there."""
    return _key(table).name == "family_id"


def _there(session: Session, table: sa.Table, family_id: uuid.UUID) -> bool:
    query = sa.select(sa.literal(1)).where(table.c.family_id == family_id).limit(1)
    return session.connection().execute(query).first() is not None


def _mapped(table: sa.Table) -> type[SQLModel] | None:
    mappers = SQLModel._sa_registry.mappers
    return next((one.class_ for one in mappers if one.local_table is table), None)
