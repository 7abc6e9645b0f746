"""A database that only reads, is full, or goes away in the middle of a push: the tablet hears so and loses nothing."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.received import ReceivedLine
from tests.sync.tablet import visit_record


@contextmanager
def on_each_checkout(engine, begins: str, ends: str):
    """Every connection that is given out meanwhile is so; afterwards none is."""

    def say(connection, sentence):
        connection.execute(sentence)
        if engine.dialect.name == "postgresql":
            connection.commit()

    def out(connection, *_):
        say(connection, begins)

    engine.dispose()
    sa.event.listen(engine, "checkout", out)
    try:
        yield
    finally:
        sa.event.remove(engine, "checkout", out)
        engine.dispose()
        with engine.connect() as connection:
            say(connection.connection.dbapi_connection, ends)


def reads_only(engine):
    if engine.dialect.name == "sqlite":
        return on_each_checkout(engine, "PRAGMA query_only = ON", "PRAGMA query_only = OFF")
    session = "SET SESSION CHARACTERISTICS AS TRANSACTION READ"
    return on_each_checkout(engine, f"{session} ONLY", f"{session} WRITE")


def full(engine):
    if engine.dialect.name != "sqlite":
        pytest.skip("only SQLite can be told how large it may grow")
    return on_each_checkout(engine, "PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1073741823")


@contextmanager
def goes_away(engine):
    """Each connection is cut from the other side as soon as it writes."""
    if engine.dialect.name == "sqlite":
        pytest.skip("a file does not hang up")
    other = sa.create_engine(engine.url, isolation_level="AUTOCOMMIT")

    def cut(connection, cursor, statement, *_):
        if statement.lstrip().startswith(("INSERT", "WITH", "UPDATE")):
            pid = cursor.connection.info.backend_pid
            with other.connect() as killer:
                killer.exec_driver_sql(f"SELECT pg_terminate_backend({pid})")

    sa.event.listen(engine, "before_cursor_execute", cut)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", cut)
        engine.dispose()
        other.dispose()


@pytest.mark.parametrize("fault", [goes_away, reads_only, full])
def test_nothing_is_lost_and_the_tablet_is_told(fault, claire, plan, engine, now):
    visits = [plan(), plan("petit")]
    lines = [claire.line("visit_record", visit_record(one, now), family_id=one.family_id) for one in visits]
    claire.push(lines[0])
    with fault(engine):
        answer = claire.post("/api/sync/push", b"\n".join(lines) + b"\n")
        assert answer.status_code in (200, 503)
        if answer.status_code == 503:
            assert answer.headers["retry-after"] and "réessaiera" in answer.json()["sentence"]
        else:
            assert {word["word"] for word in answer.json()["words"]} <= {"later", "identical"}
            assert "later" in [word["word"] for word in answer.json()["words"]]
        for private in ("INSERT", "sqlite", "psycopg", "Traceback"):
            assert private not in answer.text
    assert [word["word"] for word in claire.push(*lines)] == ["identical", "received"]
    with db.reading(engine) as session:
        assert len(session.exec(select(VisitRecord)).all()) == 2
        assert len(session.exec(select(ReceivedLine)).all()) == 2
