"""What an upgrade leaves: the tables of the rooms, one kind, one epoch."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel, select

from fieldvisit import db, feed, kind
from fieldvisit.kind import Kind
from fieldvisit.launch import database
from fieldvisit.migrations import metadata

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def differences(engine):
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata())


def test_the_migrations_make_exactly_the_tables_of_the_rooms(empty):
    database.upgrade(empty, Kind.DEMO)
    assert differences(empty) == []


def test_the_comparison_sees_a_column_that_no_migration_makes(empty):
    database.upgrade(empty, Kind.DEMO)
    with empty.begin() as connection:
        connection.execute(sa.text("ALTER TABLE household DROP COLUMN access_notes"))
    assert [found[0] for found in differences(empty)] == ["add_column"]


TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}
JOURNAL = ("access_event", "journal_link", "journal_segment", "journal_disposal")


def test_an_upgraded_database_guards_the_journal(empty):
    """The refusals themselves: ``tests/access/test_chain.py``."""
    database.upgrade(empty, Kind.DEMO)
    with empty.connect() as connection:
        found = set(connection.exec_driver_sql(TRIGGERS[empty.dialect.name]).scalars())
    ways = ("kept", "unchanged") if empty.dialect.name == "sqlite" else ("only_grows", "not_emptied")
    assert found == {f"{table}_{way}" for table in JOURNAL for way in ways}


def test_an_upgrade_done_twice_changes_nothing(empty):
    database.upgrade(empty, Kind.REAL)
    with db.reading(empty) as session:
        first = feed.epoch(session)
    database.upgrade(empty, Kind.REAL)
    with db.reading(empty) as session:
        assert feed.epoch(session) == first
        assert len(session.exec(select(feed.Epoch)).all()) == 1
        assert kind.of(session) is Kind.REAL


@pytest.mark.parametrize(("begun", "wanted"), [(Kind.DEMO, Kind.REAL), (Kind.REAL, Kind.DEMO)])
def test_a_start_under_the_wrong_flag_is_refused_and_leaves_the_database_as_it_was(empty, begun, wanted):
    database.upgrade(empty, begun)
    with pytest.raises(kind.WrongKind) as refused:
        database.upgrade(empty, wanted)
    assert "FIELDVISIT_DATA" in refused.value.sentence
    with db.reading(empty) as session:
        assert kind.of(session) is begun


def test_a_database_cannot_be_of_two_kinds(empty):
    SQLModel.metadata.create_all(empty)
    with db.writing(empty) as session:
        kind.begin(session, Kind.DEMO, NOW)
    with pytest.raises(sa.exc.IntegrityError), db.writing(empty) as session:
        session.add(kind.DatabaseKind(kind=Kind.REAL, since=NOW))


def test_a_server_refuses_a_database_that_no_upgrade_prepared(empty):
    with pytest.raises(database.NotPrepared):
        database.check(empty, Kind.DEMO)
    database.upgrade(empty, Kind.DEMO)
    database.check(empty, Kind.DEMO)
    with pytest.raises(kind.WrongKind):
        database.check(empty, Kind.REAL)


def test_what_the_planner_counted_is_kept(empty):
    database.upgrade(empty, Kind.REAL)
    db.analyze(empty)
    counted = {
        "sqlite": "SELECT count(*) FROM sqlite_stat1",
        "postgresql": "SELECT count(*) FROM pg_class WHERE relname = 'epoch' AND reltuples > 0",
    }
    with empty.connect() as connection:
        assert connection.exec_driver_sql(counted[empty.dialect.name]).scalar_one() > 0
