"""« À replanifier »: what did not take place and has no successor, and only for who may plan it."""

from datetime import timedelta

import pytest

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.schedule import again
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit


@pytest.fixture
def plan(engine, cast, today, now):
    def make(status, days=0, family="benali", worker="claire", kind="vad_suivi") -> Visit:
        visit = Visit(
            family_id=getattr(cast, family).id,
            kind=kind,
            planned_on=today + timedelta(days=days),
            duration_min=45,
            worker_id=getattr(cast, worker).id,
            status=status,
            created_at=now,
            created_by=cast.helene.id,
        )
        with db.writing(engine) as session:
            session.add(visit)
        return visit

    return make


@pytest.fixture
def listed(engine, cast, today):
    def read(name="helene", actor=None):
        with db.reading(engine) as session:
            return again.to_plan(session, actor or cast.actor(name), today)

    return read


@pytest.mark.parametrize("status", ["absente", "reportee"])
def test_a_visit_that_did_not_take_place_waits_for_a_successor(plan, listed, status):
    missed = plan(status, -2)
    assert [one.visit.id for one in listed()] == [missed.id]
    plan("programmee", 3)
    assert listed() == []


@pytest.mark.parametrize("status", ["realisee", "refusee", "annulee", "programmee"])
def test_what_took_place_or_was_refused_is_not_planned_again(plan, listed, status):
    plan(status, -2)
    assert listed() == []


def test_a_cancelled_visit_is_no_successor(plan, listed):
    missed = plan("absente", -2)
    plan("annulee", 3)
    assert [one.visit.id for one in listed()] == [missed.id]


def test_another_profession_s_visit_is_no_successor(plan, listed):
    missed = plan("absente", -2)
    plan("programmee", 3, worker="ines", kind="vad_postnatale")
    assert [one.visit.id for one in listed()] == [missed.id]


def test_of_two_misses_only_the_last_is_listed(plan, listed):
    plan("absente", -9)
    last = plan("reportee", -2)
    assert [one.visit.id for one in listed()] == [last.id]


def test_it_leaves_the_list_after_a_month(plan, listed):
    plan("absente", -31)
    assert listed() == []


def test_the_day_that_the_family_asked_for_is_told_while_it_is_to_come(plan, listed, engine, today, now):
    wishes = {"benali": today + timedelta(days=4), "petit": today - timedelta(days=1), "roche": "bientôt"}
    for family, day in wishes.items():
        visit = plan("reportee", -2, family=family)
        with db.writing(engine) as session:
            session.add(
                VisitRecord(
                    family_id=visit.family_id,
                    visit_id=visit.id,
                    author_id=visit.worker_id,
                    outcome="reportee",
                    body={"outcome_detail": {"postponed_to": str(day)}},
                    digest="d",
                    captured_at=now,
                    received_at=now,
                )
            )
    assert {one.family: one.wished for one in listed()} == {
        "Famille Benali": today + timedelta(days=4),
        "Famille Petit": None,
    }
    assert [one.wished for one in listed("nadia")] == [None]


@pytest.mark.parametrize(("name", "role"), [("sylvie", "tisf"), ("nadia", "puericultrice"), ("helene", "crip")])
def test_who_may_not_plan_for_the_family_sees_nothing(plan, listed, cast, name, role):
    plan("absente", -2)
    actor = Actor(getattr(cast, name).id, "X", role, cast.actor(name).sectors)
    assert listed(actor=actor) == []
