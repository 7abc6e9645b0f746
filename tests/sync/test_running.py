"""What a tablet in range tells of the visit that it is writing: kept while it says so, and nothing else believed."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.db import new_id
from fieldvisit.schedule.running import RunningVisit
from fieldvisit.schedule.visit import Visit
from tests.sync.tablet import stamp, visit_record
from tests.twins import JS, in_node


def told(visit, at):
    return {"visit_id": str(getattr(visit, "id", visit)), "started_at": stamp(at)}


@pytest.fixture
def under_way(engine):
    def read():
        with db.reading(engine) as session:
            return {(line.visit_id, line.started_at) for line in session.exec(select(RunningVisit))}

    return read


def ask(tablet, *running):
    return tablet.ask(device_id=str(tablet.device_id), running=list(running))


def test_a_visit_begun_in_range_is_under_way_until_the_tablet_says_otherwise(claire, plan, under_way, now):
    visit, next_one = plan(), plan()
    ask(claire, told(visit, now))
    ask(claire, told(visit, now))
    assert under_way() == {(visit.id, now)}
    ask(claire, told(next_one, now))
    assert under_way() == {(next_one.id, now)}
    ask(claire)
    assert under_way() == set()


def test_a_tablet_that_does_not_speak_of_it_changes_nothing(claire, plan, under_way, now):
    visit = plan()
    ask(claire, told(visit, now))
    claire.ask(device_id=str(claire.device_id))
    assert under_way() == {(visit.id, now)}


def test_two_tablets_each_tell_for_themselves(claire, tablet_of, plan, under_way, now):
    visit, spare = plan(), tablet_of("claire")
    ask(claire, told(visit, now))
    ask(spare, told(visit, now))
    ask(claire)
    assert under_way() == {(visit.id, now)}


def test_a_visit_that_was_never_hers_is_not_under_way(claire, plan, under_way, now):
    foreign = plan("roche", "nadia")
    ask(claire, told(foreign, now), told(new_id(), now))
    assert under_way() == set()


def test_a_visit_given_to_a_colleague_meanwhile_is_under_way_all_the_same(claire, plan, under_way, engine, cast, now):
    visit = plan()
    with db.writing(engine) as session:
        session.get(Visit, visit.id).worker_id = cast.ines.id
    ask(claire, told(visit, now))
    assert under_way() == {(visit.id, now)}


@pytest.mark.parametrize("wrong", [timedelta(0), timedelta(days=400), timedelta(days=-400), timedelta(minutes=-7)])
def test_a_tablet_whose_clock_is_wrong_still_says_when_the_visit_began(claire, plan, under_way, now, wrong):
    visit, minutes = plan(), timedelta(minutes=20)
    running = [told(visit, now + wrong - minutes)]
    claire.ask(device_id=str(claire.device_id), running=running, at=stamp(now + wrong))
    assert under_way() == {(visit.id, now - minutes)}


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-3), timedelta(hours=2)])
def test_a_clock_changed_in_between_gives_way_to_when_it_was_heard(claire, plan, under_way, now, jump):
    visit = plan()
    claire.ask(device_id=str(claire.device_id), running=[told(visit, now + jump)], at=stamp(now))
    assert under_way() == {(visit.id, now)}


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.000Z"])
def test_the_ends_of_time_break_nothing(claire, plan, now, at):
    visit = plan()
    for began in ("0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.000Z"):
        running = [{"visit_id": str(visit.id), "started_at": began}]
        assert "docs" in claire.ask(device_id=str(claire.device_id), running=running, at=at)


@pytest.mark.parametrize(
    "bad", [None, 3, {}, "x", [None], [{}], [{"visit_id": 3, "started_at": "hier"}], [{"visit_id": "x"}] * 5000]
)
def test_news_that_cannot_be_read_is_passed_over_and_the_pull_goes_on(claire, plan, under_way, bad):
    plan()
    assert claire.ask(device_id=str(claire.device_id), running=bad)["docs"]
    assert under_way() == set()


def test_the_status_of_the_visit_stays_the_office_s_until_the_record_arrives(claire, plan, engine, now):
    visit = plan()
    ask(claire, told(visit, now))
    with db.reading(engine) as session:
        assert session.get(Visit, visit.id).status == "programmee"
    claire.push(claire.line("visit_record", visit_record(visit, now), id=new_id(), family_id=visit.family_id))
    with db.reading(engine) as session:
        assert session.get(Visit, visit.id).status == "realisee"


def test_the_tablet_names_what_is_under_way_and_nothing_that_was_written():
    """A signed visit, a correction, one whose end was noted and one not begun are none."""
    begun = {
        "visit_id": "v1",
        "started_at": "2026-11-23T09:00:00.000Z",
        "answers": {"x": {"v": "mot"}},
        "stage": "open",
    }
    others = (
        {"started_at": None},
        {"ended_at": "2026-11-23T10:00:00.000Z"},
        {"corrects": "r1"},
        {"stage": "signed"},
        {"visit_id": None},
    )
    drafts = [{"value": begun, "finished": False}, {"value": begun | {"visit_id": "v2"}, "finished": True}]
    drafts += [{"value": begun | one, "finished": False} for one in others] + [{"value": None, "finished": False}]
    body = 'import { running } from "{js}/sync/running.js"; export default running;'.replace("{js}", JS.as_uri())
    assert in_node(body, [drafts]) == [[{"visit_id": "v1", "started_at": "2026-11-23T09:00:00.000Z"}]]
