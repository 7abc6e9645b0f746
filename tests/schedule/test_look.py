"""« Visites reçues depuis votre dernier passage »: marked by « Vu » alone, and nothing slips below the mark."""

from datetime import timedelta

import pytest

from fieldvisit import db
from fieldvisit.db import new_id
from fieldvisit.schedule import look
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit


@pytest.fixture
def receive(engine, cast, now, today):
    """A visit made by a worker at a family, received some minutes ago."""

    def make(minutes_ago, family="benali", author="claire", **fields):
        household, who = getattr(cast, family), getattr(cast, author)
        visit = Visit(
            family_id=household.id,
            kind="vad_suivi",
            planned_on=today,
            duration_min=45,
            worker_id=who.id,
            status="realisee",
            created_at=now,
            created_by=cast.helene.id,
        )
        record = VisitRecord(
            id=new_id(),
            family_id=household.id,
            visit_id=visit.id,
            author_id=who.id,
            outcome="realisee",
            body={},
            digest="d",
            captured_at=now,
            received_at=now - timedelta(minutes=minutes_ago),
            **fields,
        )
        with db.writing(engine) as session:
            session.add(visit)
            session.flush()
            session.add(record)
        return record.id

    return make


@pytest.fixture
def listed(engine, cast, today, now):
    def read(name, at=now):
        with db.reading(engine) as session:
            return [one.id for one in look.arrived(session, cast.actor(name), today, at)]

    return read


@pytest.fixture
def say_seen(engine, cast, today, now):
    def say(name, *shown, at=now):
        with db.writing(engine) as session:
            look.seen(session, cast.actor(name), list(shown), today, at)

    return say


def test_what_arrived_stays_listed_until_she_says_seen(receive, listed, say_seen):
    old, new = receive(90), receive(20)
    assert listed("helene") == listed("helene") == [old, new]
    say_seen("helene", old, new)
    assert listed("helene") == []


def test_what_arrives_between_the_screen_and_the_word_stays_listed(receive, listed, say_seen):
    shown = receive(90)
    late = receive(30)
    say_seen("helene", shown)
    assert listed("helene") == [late]


def test_a_push_that_was_written_late_is_not_marked_with_those_that_came_after_it(receive, listed, say_seen):
    """Its instant is older than what she has seen; it was not there yet when she said so."""
    seen = receive(2)
    say_seen("helene", seen)
    slow = receive(4)
    assert listed("helene") == [slow]


def test_the_word_is_one_account_s(receive, listed, say_seen):
    one = receive(20)
    say_seen("helene", one)
    assert listed("ines") == [one]


def test_nothing_of_another_sector_is_listed_nor_marked(receive, listed, say_seen):
    here, there = receive(20), receive(20, "roche", "nadia")
    assert listed("helene") == [here] and listed("nadia") == []
    say_seen("helene", here, there)
    assert listed("helene") == []


def test_her_own_visits_are_no_news_to_her(receive, listed):
    receive(20)
    assert listed("claire") == []


def test_who_follows_the_family_may_open_it_and_the_others_know_that_it_came(receive, engine, cast, today, now):
    receive(20, "petit")
    with db.reading(engine) as session:
        readable = {
            name: [one.readable for one in look.arrived(session, cast.actor(name), today, now)]
            for name in ("helene", "ines", "sylvie")
        }
    assert readable == {"helene": [True], "ines": [False], "sylvie": []}


def test_a_first_look_reaches_a_week_back(receive, listed):
    receive(8 * 24 * 60)
    recent = receive(6 * 24 * 60)
    assert listed("helene") == [recent]


def test_days_later_only_what_is_new_is_listed(receive, listed, say_seen, now):
    say_seen("helene", receive(20), receive(3))
    new = receive(-60)
    later = now + timedelta(days=12)
    assert listed("helene", later) == [new]
    say_seen("helene", new, at=later)
    assert listed("helene", later) == []
