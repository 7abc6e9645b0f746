"""Visits that fall into an absence: listed with who could make them, moved by nobody but a person."""

from datetime import time, timedelta

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.calendars.absence import Absence
from fieldvisit.calendars.working import WorkingPattern
from fieldvisit.schedule import handing, planning
from fieldvisit.schedule.planning import Plan
from fieldvisit.schedule.visit import Visit


@pytest.fixture
def nurses(engine, cast, now):
    """Three more puéricultrices of Bourg; one of them, Zoé, already has a visit tomorrow."""
    with db.writing(engine) as session:
        made = [
            Account(login=f"n{rank}", name=name, role="puericultrice", created_at=now)
            for rank, name in enumerate(("Alice Un", "Berthe Deux", "Zoé Trois"))
        ]
        session.add_all(made)
        session.flush()
        session.add_all(AccountSector(account_id=one.id, sector_id=cast.bourg.id) for one in made)
    return made


@pytest.fixture
def planned(engine, cast, today, now):
    def write(days=1, at=time(10), worker=None, kind="vad_1m", family="benali"):
        with db.writing(engine) as session:
            made = Visit(
                family_id=getattr(cast, family).id,
                kind=kind,
                planned_on=today + timedelta(days=days),
                planned_at=at,
                duration_min=60,
                worker_id=(worker or cast.claire).id,
                created_at=now,
                created_by=cast.helene.id,
            )
            session.add(made)
        return made

    return write


def away(engine, account, first, last=None, half="jour", now=None):
    with db.writing(engine) as session:
        session.add(
            Absence(
                account_id=account.id,
                first_on=first,
                last_on=last or first,
                half=half,
                noted_by=account.id,
                noted_at=now,
            )
        )


def listed(engine, cast, today, by="helene"):
    with db.reading(engine) as session:
        found = handing.during_absences(session, cast.actor(by), [cast.claire.id], today)
        return [(one.visit.id, [each.account.name for each in one.candidates]) for one in found]


def test_only_the_visits_that_fall_into_the_absence_are_listed(engine, cast, planned, today, now):
    tomorrow = today + timedelta(days=1)
    early, _late, unfixed, _other_day = planned(), planned(at=time(15)), planned(at=None), planned(days=2)
    assert listed(engine, cast, today) == []
    away(engine, cast.claire, tomorrow, half="matin", now=now)
    assert {one for one, _ in listed(engine, cast, today)} == {early.id, unfixed.id}
    assert listed(engine, cast, today, by="nadia") == []  # not her sector


def test_who_follows_the_family_comes_first_then_the_least_busy_and_nobody_who_is_away(
    engine, cast, nurses, planned, today, now
):
    alice, berthe, zoe = nurses
    tomorrow = today + timedelta(days=1)
    hers = planned()
    planned(worker=alice, family="petit", at=time(14))
    away(engine, cast.claire, today, today + timedelta(days=9), now=now)
    assert listed(engine, cast, today) == [(hers.id, ["Berthe Deux", "Zoé Trois", "Alice Un"])]
    planned(days=5, worker=zoe)
    with db.writing(engine) as session:
        when = Plan(tomorrow + timedelta(days=5), None, 45, zoe.id)
        planning.plan(session, cast.actor("helene"), cast.benali.id, "vad_suivi", when, "", today, now)
    assert listed(engine, cast, today) == [(hers.id, ["Zoé Trois", "Berthe Deux", "Alice Un"])]
    away(engine, berthe, tomorrow, now=now)
    with db.writing(engine) as session:
        session.add(WorkingPattern(account_id=zoe.id, since=today, week={"1": [["08:00", "12:00"]]}))
    assert listed(engine, cast, today) == [(hers.id, ["Alice Un"])]


def test_a_trade_is_not_replaced_by_another(engine, cast, nurses, planned, today, now):
    planned(kind="vad_1m")  # puéricultrices only
    planned(kind="vad_sortie", at=time(14))  # midwives too
    away(engine, cast.claire, today, today + timedelta(days=9), now=now)
    [(_, first), (_, second)] = listed(engine, cast, today)
    assert "Inès Costa" not in first
    assert second == ["Alice Un", "Berthe Deux", "Zoé Trois"]  # the same trade first, though Inès follows the family
    for nurse in nurses:
        away(engine, nurse, today, today + timedelta(days=9), now=now)
    assert [names for _, names in listed(engine, cast, today)] == [[], ["Inès Costa"]]
    assert "Sylvie Girod" not in first + second


def test_a_visit_given_to_a_colleague_leaves_the_list_and_nothing_moves_by_itself(
    engine, cast, nurses, planned, today, now
):
    one = planned()
    away(engine, cast.claire, today, today + timedelta(days=9), now=now)
    listed(engine, cast, today)
    with db.reading(engine) as session:
        assert session.get(Visit, one.id).worker_id == cast.claire.id
    with db.writing(engine) as session:
        when = Plan(one.planned_on, one.planned_at, 60, nurses[0].id)
        assert planning.move(session, cast.actor("helene"), one.id, when, today, now) == ""
    assert listed(engine, cast, today) == []


def test_planning_on_an_absence_is_warned_of_and_done(engine, cast, today, now):
    away(engine, cast.claire, today + timedelta(days=1), now=now)
    with db.writing(engine) as session:
        when = Plan(today + timedelta(days=1), time(10), 45, cast.claire.id)
        made, warning = planning.plan(session, cast.actor("helene"), cast.benali.id, "vad_suivi", when, "", today, now)
        assert warning == "Claire Morel a une absence notée ce jour-là." and made.id
