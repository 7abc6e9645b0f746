"""The accounts of a week: done against planned, the way, the claim at the rate of its day; who is late back."""

import json
from datetime import date, time, timedelta

import pytest

from fieldvisit import db
from fieldvisit.calendars.free import PARIS
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans import accounts, mileage, reach


@pytest.fixture
def of_week(engine, cast, sector, today, now):
    def read(by="helene", **more):
        when = {"monday": today - timedelta(days=today.weekday()), "today": today, "now": now} | more
        with db.reading(engine) as reader:
            return accounts.of_week(reader, cast.actor(by), sector.id, when["monday"], when["today"], when["now"])

    return read


def test_done_against_planned_with_the_way_and_what_it_is_paid(cast, visit, of_week, now):
    visit(cast.benali.id, -7, time(9), status=Status.DONE, started_at=now, ended_at=now + timedelta(minutes=50))
    visit(cast.petit.id, -7, time(10), status=Status.ABSENT)
    visit(cast.petit.id, -7, time(14))
    (one,) = of_week()
    assert (one.name, one.planned, one.done, one.absent, one.other) == ("Claire Morel", 3, 1, 1, 0)
    assert one.contact == 50
    # base → 2.2 km → 5.6 km → base: 11.1 km as the crow flies, longer by road
    assert 11.1 < one.km < 18 and one.driving > 0
    assert one.rate_cents == 32 and one.claim == accounts.euros(round(one.km * 32))
    assert "estimé" in one.source


def test_a_week_that_is_over_has_the_same_way_and_claim(cast, visit, of_week, today, now):
    visit(cast.benali.id, -7, time(9), status=Status.DONE)
    (then,), (later,) = of_week(), of_week(today=today + timedelta(days=9), now=now + timedelta(days=9))
    assert later == then and later.km > 0 and later.claim != "0,00\u00a0€"


def test_nothing_done_claims_nothing(cast, visit, of_week):
    visit(cast.benali.id, -7, time(9))
    (one,) = of_week()
    assert (one.planned, one.done, one.km, one.claim) == (1, 0, 0.0, "0,00\u00a0€")


def test_the_sector_is_asked(of_week):
    with pytest.raises(reach.NotFound):
        of_week(by="claire")


def test_a_kilometre_is_paid_by_its_day_and_role(tmp_path, monkeypatch):
    assert (mileage.on(date(2026, 3, 2), "tisf").cents, mileage.on(date(2026, 3, 2), "puericultrice").cents) == (38, 32)
    assert mileage.on(date(2022, 9, 30), "tisf").cents == 32 and mileage.on(date(2019, 1, 1), "tisf").cents == 0
    with pytest.raises(ValueError):
        mileage.read(json.dumps({"rates": [{"from": "2022-01-01", "roles": [], "cents": 0.32, "source": ""}]}))


@pytest.mark.parametrize(
    ("status", "started", "minutes", "late"),
    [
        (Status.RUNNING, True, 76, True),
        (Status.RUNNING, True, 74, False),  # 45 min of visit, 29 of patience
        (Status.DONE, True, 300, False),
        (Status.PLANNED, False, 300, False),
    ],
)
def test_who_is_late_back_is_told_after_half_an_hour(engine, cast, visit, today, now, status, started, minutes, late):
    begun = now - timedelta(minutes=minutes)
    made = visit(cast.benali.id, -7, begun.astimezone(PARIS).time().replace(second=0, microsecond=0), status=status)
    with db.writing(engine) as writer:
        found = writer.get_one(Visit, made)
        found.planned_on, found.started_at = today, begun if started else None
    with db.reading(engine) as reader:
        told = accounts.overdue(reader, cast.actor("helene"), today, now)
        assert accounts.overdue(reader, cast.actor("claire"), today, now) == ()
    assert [one.name for one in told] == (["Claire Morel"] if late else [])
    if late:
        assert told[0].sentence.startswith("Claire Morel n’est pas rentrée") and told[0].minutes == minutes - 45


def test_a_family_worker_is_paid_between_two_families_of_one_half_day(engine, cast, home, visit, of_week):
    for km, at in ((2, time(9)), (7, time(11)), (12, time(14))):
        visit(home(km), -7, at, who="sylvie", kind="seance_tisf", status=Status.DONE)
    (one,) = of_week()
    assert one.done == 3 and 5 <= one.km < 9, "the morning's five kilometres; nothing at noon, nor from a base"
    assert one.rate_cents == 38 and "convention BAD" in one.source


def test_who_put_a_visit_off_for_last_is_awaited_when_her_day_would_have_ended(engine, cast, visit, today, now):
    here = now.astimezone(PARIS)
    first = visit(cast.benali.id, -7, (here - timedelta(hours=5)).time(), position=2)
    last = visit(cast.petit.id, -7, (here - timedelta(hours=1)).time(), position=1)
    with db.writing(engine) as writer:
        done = writer.get_one(Visit, last)
        done.status, done.started_at = Status.DONE, now - timedelta(hours=5)
        assert writer.get_one(Visit, first).status == Status.PLANNED

    def late(at):
        with db.reading(engine) as reader:
            return [one.sentence for one in accounts.overdue(reader, cast.actor("helene"), today, at)]

    assert late(now) == []
    (told,) = late(now + timedelta(minutes=90))
    assert "Benali" in told and "Claire Morel" in told
