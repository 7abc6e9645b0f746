"""A database that only reads, is full, or goes away in the middle of a push: the tablet hears so and loses nothing."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.received import ReceivedLine
from tests.sync.tablet import stamp, visit_record


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


class Gone:
    """From the ``after``-th commit on, whatever is asked fails, until it is back."""

    def __init__(self, engine, after: int):
        self.engine, self.left, self.struck = engine, after, []
        self.other = sa.create_engine(engine.url, isolation_level="AUTOCOMMIT")

    def __enter__(self):
        sa.event.listen(self.engine, "commit", self._commit)
        sa.event.listen(self.engine, "before_cursor_execute", self._strike)
        return self

    def __exit__(self, *_):
        sa.event.remove(self.engine, "commit", self._commit)
        sa.event.remove(self.engine, "before_cursor_execute", self._strike)
        for connection in self.struck:
            connection.set_progress_handler(None, 0)
        self.engine.dispose()
        self.other.dispose()

    def _commit(self, connection):
        self.left -= connection.get_execution_options().get("writes", False)

    def _strike(self, connection, cursor, *_):
        if self.left > 0:
            return
        if self.engine.dialect.name == "sqlite":
            cursor.connection.set_progress_handler(lambda: 1, 1)
            self.struck.append(cursor.connection)
        else:
            with self.other.connect() as killer:
                killer.exec_driver_sql(f"SELECT pg_terminate_backend({cursor.connection.info.backend_pid})")


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


#: What is committed before the database goes, of a push whose lines go each its own way: the raw lines, then each.
@pytest.mark.parametrize("commits, done", [(1, 0), (2, 1), (3, 2)], ids=["raw", "between two", "before the answer"])
def test_gone_between_two_lines_or_before_the_answer_nothing_is_lost_nor_done_twice(
    commits, done, claire, plan, engine, now
):
    visit, at = plan(), stamp(now)
    read = {"family_id": str(visit.family_id), "screen": "dossier", "visit_id": None, "at": at}
    lines = [
        claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id),
        claire.line("read_event", read, family_id=visit.family_id),
    ]
    with Gone(engine, commits) as gone:
        answer = claire.post("/api/sync/push", b"\n".join(lines) + b"\n")
        assert gone.left == 0
    assert answer.status_code == 503 and answer.headers["retry-after"] and "réessaiera" in answer.json()["sentence"]
    assert {row.raw for row in _rows(engine, ReceivedLine)} == set(lines)
    assert len(_rows(engine, VisitRecord)) == (done > 0)
    assert [word["word"] for word in claire.push(*lines)] == ["identical"] * done + ["received"] * (2 - done)
    assert len(_rows(engine, VisitRecord)) == 1
    assert [event.screen for event in _rows(engine, AccessEvent) if event.what == What.READ] == ["dossier"]


def test_gone_before_the_answer_of_lines_that_share_a_transaction(claire, plan, engine, now):
    visits = [plan(), plan("petit")]
    lines = [claire.line("visit_record", visit_record(one, now), family_id=one.family_id) for one in visits]
    with Gone(engine, 1):
        assert claire.post("/api/sync/push", b"\n".join(lines)).status_code == 503
    assert len(_rows(engine, VisitRecord)) == 2
    assert [word["word"] for word in claire.push(*lines)] == ["identical", "identical"]
    assert len(_rows(engine, VisitRecord)) == len(_rows(engine, ReceivedLine)) == 2


@pytest.mark.parametrize("alone", [True, False], ids=["one by one", "together"])
def test_a_commit_that_was_made_but_never_confirmed_is_not_made_again(alone, claire, plan, engine, now, monkeypatch):
    """The server wrote it, and the word of it never came back."""
    visit, commits, unsaid = plan(), engine.dialect.do_commit, []
    lines = [claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)]
    if alone:
        read = {"family_id": str(visit.family_id), "screen": "dossier", "visit_id": None, "at": stamp(now)}
        lines.append(claire.line("read_event", read, family_id=visit.family_id))

    def commit(connection):
        commits(connection)
        unsaid.append(connection)
        if len(unsaid) == (2 if alone else 1):
            raise engine.dialect.dbapi.OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patched:
        patched.setattr(engine.dialect, "do_commit", commit)
        answer = claire.post("/api/sync/push", b"\n".join(lines))
    engine.dispose()
    assert len(unsaid) >= 1 and answer.status_code in (200, 503)
    again = [word["word"] for word in claire.push(*lines)]
    assert again[0] == "identical" and set(again) <= {"identical", "received"}
    assert len(_rows(engine, VisitRecord)) == 1 and len(_rows(engine, ReceivedLine)) == len(lines)


def _rows(engine, table) -> list:
    with db.reading(engine) as session:
        return list(session.exec(select(table).order_by(table.id)))
