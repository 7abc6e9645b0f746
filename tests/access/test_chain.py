"""The journal only grows, and what is changed behind its back is found and named."""

import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import chain, chain_check, journal
from fieldvisit.access.chain import Disposal, Link, Segment
from fieldvisit.access.journal import AccessEvent, What

TABLES = {
    AccessEvent: {"reason": "autre"},
    Link: {"digest": "0"},
    Segment: {"closing": "0"},
    Disposal: {"reason": "autre"},
}


def write(engine, cast, now, count=3, name="claire"):
    with db.writing(engine) as session:
        for each in range(count):
            journal.note(session, cast.actor(name), cast.benali.id, What.READ, f"écran {each}", now)


def seal(engine, now) -> int:
    with db.writing(engine) as session:
        return chain.seal(session, now)


def verify(engine, anchor="") -> chain_check.Found:
    with db.reading(engine) as session:
        return chain_check.verify(session, anchor)


@contextmanager
def tampering(engine):
    """As whoever may do anything in the database: the triggers are silenced."""
    with engine.execution_options(writes=True).begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        else:
            for table in TABLES:
                connection.exec_driver_sql(f"DROP TRIGGER {table.__tablename__}_unchanged")
                connection.exec_driver_sql(f"DROP TRIGGER {table.__tablename__}_kept")
        yield connection


@pytest.fixture
def sealed(engine, cast, now):
    """Two lines of October, closed; three of November."""
    before = now - timedelta(days=30)
    write(engine, cast, before, 2)
    seal(engine, before)
    write(engine, cast, now, 3)
    seal(engine, now)
    return engine


def placed(engine, month, place):
    with db.reading(engine) as session:
        return session.exec(select(Link).where(Link.month == month, Link.place == place)).one()


def test_lines_are_chained_in_monthly_segments_and_hold(sealed, now):
    found = verify(sealed)
    assert (found.broken, found.lines, found.open, found.late) == ("", 5, 0, 0)
    with db.reading(sealed) as session:
        [closed] = session.exec(select(Segment)).all()
        assert (closed.month, closed.lines, closed.opening) == ("2026-10", 2, chain.BEGINNING)
        assert found.head == chain.head(session).digest
        assert not chain.behind(session, now)


def test_a_clock_put_back_goes_on_in_the_same_month(sealed, cast, now):
    write(sealed, cast, now, 1)
    seal(sealed, now - timedelta(days=60))
    assert verify(sealed).lines == 6 and placed(sealed, "2026-11", 4)


def test_the_database_itself_refuses_to_change_or_remove_a_line(engine, cast, now):
    write(engine, cast, now - timedelta(days=30), 1)
    seal(engine, now - timedelta(days=30))
    write(engine, cast, now, 1)
    seal(engine, now)
    with db.writing(engine) as session:
        session.add(
            Disposal(month="2025-01", lines=1, approved_by=cast.root.id, approved_name="x", reason="x", approved_at=now)
        )
    for table, change in TABLES.items():
        for act in (sa.update(table).values(change), sa.delete(table)):
            with pytest.raises(sa.exc.DBAPIError, match="only grows"), db.writing(engine) as session:
                session.connection().execute(act)
        if engine.dialect.name == "postgresql":
            with pytest.raises(sa.exc.DBAPIError, match="only grows"), db.writing(engine) as session:
                session.connection().exec_driver_sql(f"TRUNCATE {table.__tablename__}")
    assert verify(engine).lines == 2


def test_a_line_changed_is_named(sealed):
    line = placed(sealed, "2026-11", 2).event_id
    with tampering(sealed) as connection:
        connection.execute(sa.update(AccessEvent).where(AccessEvent.id == line).values(role="medecin_pmi"))
    broken = verify(sealed).broken
    assert "2026-11, ligne 2" in broken and str(line) in broken and "n’est plus celle" in broken


def test_a_line_removed_is_named(sealed):
    line = placed(sealed, "2026-10", 1).event_id
    with tampering(sealed) as connection:
        connection.execute(sa.delete(AccessEvent).where(AccessEvent.id == line))
    assert "2026-10, ligne 1" in verify(sealed).broken and "supprimée" in verify(sealed).broken


def test_a_line_removed_with_its_link_is_named(sealed):
    line = placed(sealed, "2026-11", 1).event_id
    with tampering(sealed) as connection:
        connection.execute(sa.delete(AccessEvent).where(AccessEvent.id == line))
        connection.execute(sa.delete(Link).where(Link.event_id == line))
    assert "2026-11, ligne 1 : le maillon manque" in verify(sealed).broken


def test_the_end_of_a_closed_month_cut_off_is_found(sealed):
    line = placed(sealed, "2026-10", 2).event_id
    with tampering(sealed) as connection:
        connection.execute(sa.delete(AccessEvent).where(AccessEvent.id == line))
        connection.execute(sa.delete(Link).where(Link.event_id == line))
    assert verify(sealed).broken.startswith("2026-10 : la fin du mois")


def test_a_month_taken_out_whole_is_found(sealed):
    with tampering(sealed) as connection:
        old = sa.select(Link.event_id).where(Link.month == "2026-10")
        connection.execute(sa.delete(AccessEvent).where(AccessEvent.id.in_(old)))
        connection.execute(sa.delete(Link).where(Link.month == "2026-10"))
        connection.execute(sa.delete(Segment))
    assert "2026-11, ligne 1" in verify(sealed).broken


def test_a_chain_made_anew_does_not_hold_the_digest_noted_elsewhere(sealed, cast, now):
    noted = verify(sealed).head
    write(sealed, cast, now, 2)
    seal(sealed, now)
    assert verify(sealed, noted).broken == ""
    line = placed(sealed, "2026-10", 1).event_id
    with tampering(sealed) as connection:
        connection.execute(sa.delete(AccessEvent).where(AccessEvent.id == line))
        connection.execute(sa.delete(Link))
        connection.execute(sa.delete(Segment))
    while seal(sealed, now):
        pass
    assert verify(sealed).broken == "", "whoever may do anything can make it anew"
    assert "refaite ou coupée" in verify(sealed, noted).broken


def test_a_line_slipped_in_for_an_old_day_is_told(sealed, cast, now):
    write(sealed, cast, now - timedelta(days=9), 1)
    assert verify(sealed).open == 1
    seal(sealed, now)
    assert verify(sealed).late == 1


def test_a_line_that_came_late_is_chained_the_next_day(sealed, cast, now):
    old = db.uuid.UUID("0190aaaa-0000-7000-8000-000000000000")
    with db.writing(sealed) as session:
        line = journal.line(cast.actor("claire"), cast.benali.id, What.READ, "x", now)
        session.add(AccessEvent(id=old, **line))
    assert seal(sealed, now) == 0
    assert seal(sealed, now + timedelta(days=1)) == 1


def test_more_than_one_batch(sealed, cast, now, monkeypatch):
    monkeypatch.setattr(chain, "AT_ONCE", 2)
    write(sealed, cast, now, 5)
    assert [seal(sealed, now) for _ in range(4)] == [2, 2, 1, 0]
    assert verify(sealed).lines == 10


def test_several_writers_and_sealers_at_once_make_one_chain(engine, cast, now):
    """On PostgreSQL they run side by side; on SQLite they take turns. Nobody fails, no line is lost or sealed twice."""
    failed = []

    def run(act):
        try:
            for _ in range(8):
                act()
        except Exception as failure:
            failed.append(failure)

    acts = [lambda: write(engine, cast, now, 2)] * 3 + [lambda: seal(engine, now)] * 2
    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while seal(engine, now):
        pass
    found = verify(engine)
    assert (failed, found.broken, found.lines, found.open) == ([], "", 48, 0)


def test_a_writer_waits_for_no_sealer(engine, cast, now):
    """A sealing transaction left open holds no line back, nor another sealer; on SQLite there is one writer anyway."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    write(engine, cast, now)
    with db.writing(engine) as slow:
        assert chain.seal(slow, now) == 3
        write(engine, cast, now)
        assert seal(engine, now) == 0
    assert seal(engine, now) == 3 and verify(engine).lines == 6
