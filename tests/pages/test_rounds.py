"""« Tournées »: who sees the board, moving a visit by hand and being told why not, two planners, what is journaled."""

from datetime import time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.calendars.absence import Absence
from fieldvisit.families.household import Household
from fieldvisit.pages.office import rounds_map, rounds_shown, rounds_words
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_acts import RoundsActs
from fieldvisit.pages.office.rounds_asks import RoundsAsks
from fieldvisit.pages.office.rounds_books import RoundsBooks
from fieldvisit.schedule.visit import Visit
from fieldvisit.weekplans import board
from fieldvisit.weekplans.plan import RoundBase, RoundStop

BASE = (46.20, 5.22)


@pytest.fixture
def planned(engine, county, now, today) -> Visit:
    """Claire's visit on Tuesday of next week, at 10."""
    with db.writing(engine) as writer:
        writer.add(RoundBase(sector_id=county.bourg.id, label="Centre de Bourg", lat=BASE[0], lon=BASE[1]))
        for name, north in (("benali", 0.02), ("petit", 0.05)):
            home = writer.get_one(Household, getattr(county, name).id)
            home.lat, home.lon, home.city, home.insee = BASE[0] + north, BASE[1], "Viriat", "01451"
        made = Visit(
            family_id=county.benali.id,
            kind="vad_suivi",
            planned_on=today + timedelta(days=8 - today.weekday()),
            planned_at=time(10),
            duration_min=45,
            worker_id=county.claire.id,
            created_at=now,
            created_by=county.helene.id,
        )
        writer.add(made)
    return made


@pytest.fixture
def county(office):
    return office


def opened(tab, cookie, who="helene"):
    client = tab(cookie=cookie(who), path="/tournees")
    client.load(Desk.arrive, Rounds.load)
    client.call(Rounds.turn, weeks=1)
    return client


def stops(engine):
    with db.reading(engine) as reader:
        return [(one.worker_id, one.day) for one in reader.exec(select(RoundStop))]


def test_a_coordinator_moves_a_visit_and_the_version_follows(tab, cookie, county, engine, planned):
    client = opened(tab, cookie)
    assert "Tournées" in client.text() and "10 h 00" in client.text()
    client.call(Rounds.begin)
    assert stops(engine) == [(county.claire.id, 1)]
    job, claire = str(planned.id), str(county.claire.id)
    client.call(RoundsActs.over, job=job, worker=claire, day=2, position=0)
    assert "Possible." in client.text() and stops(engine) == [(county.claire.id, 1)]
    client.call(RoundsActs.put, job=job, worker=claire, day=2, position=0)
    assert "Visite déplacée." in client.text() and stops(engine) == [(county.claire.id, 2)]
    client.call(RoundsActs.undo)
    assert stops(engine) == [(county.claire.id, 1)]


def test_a_clash_is_named_and_the_visit_stays(tab, cookie, county, engine, planned, now):
    with db.writing(engine) as writer:
        gone, who = planned.planned_on + timedelta(days=2), county.claire.id
        writer.add(Absence(account_id=who, first_on=gone, last_on=gone, noted_by=who, noted_at=now))
    client = opened(tab, cookie)
    client.call(Rounds.begin)
    client.call(RoundsActs.put, job=str(planned.id), worker=str(county.claire.id), day=3, position=0)
    assert "ne travaille pas jeudi" in client.text() and stops(engine) == [(county.claire.id, 1)]


def test_what_is_locked_does_not_move(tab, cookie, county, engine, planned):
    client = opened(tab, cookie)
    client.call(Rounds.begin)
    client.call(RoundsAsks.open, job=str(planned.id))
    client.call(RoundsAsks.pin_open, hour=False)
    client.call(RoundsActs.put, job=str(planned.id), worker=str(county.claire.id), day=2, position=0)
    assert "est verrouillée" in client.text() and stops(engine) == [(county.claire.id, 1)]
    client.call(RoundsActs.pin_before, form={"day": "1", "hour": "midi"})
    assert "Indiquez le jour et l’heure" in client.text()


def test_the_panel_moves_a_visit_without_a_mouse(tab, cookie, county, engine, planned):
    client = opened(tab, cookie)
    client.call(Rounds.begin)
    client.call(RoundsAsks.open, job=str(planned.id))
    client.call(RoundsActs.aim, job=str(planned.id), worker=str(county.claire.id), day="4")
    assert "seule visite du jour" in client.text() and "Vendredi : " in client.text()
    client.call(RoundsActs.go)
    assert stops(engine) == [(county.claire.id, 4)]


def test_opening_a_visit_is_journaled_and_the_board_itself_tells_no_reason(tab, cookie, county, engine, planned):
    client = opened(tab, cookie)
    assert "reasons_rx_state_" not in str(client.received[-1]) or "EPDS" not in client.text()
    client.call(RoundsAsks.open, job=str(planned.id))
    with db.reading(engine) as reader:
        found = reader.exec(select(AccessEvent).where(AccessEvent.subject_id == planned.id)).all()
    assert [one.family_id for one in found] == [county.benali.id]


def test_a_nurse_has_no_board_and_no_entry_in_the_menu(tab, cookie, county, engine, planned):
    client = opened(tab, cookie, "claire")
    assert "'href': '/tournees'" not in str([one for delta in client.received for one in delta.values()])
    assert "10 h 00" not in client.text()
    client.call(Rounds.begin)
    client.call(RoundsActs.put, job=str(planned.id), worker=str(county.claire.id), day=2, position=0)
    client.call(RoundsBooks.open_accounts)
    assert stops(engine) == [] and "Claire Morel" not in str(client.received[-1])


def test_the_days_map_numbers_stops_and_never_draws_a_home(engine, county, planned, today, now):
    with db.reading(engine) as reader:
        actor = county.actor("helene")
        monday = planned.planned_on - timedelta(days=1)
        whole = board.read(reader, actor, county.bourg.id, monday, today, now)
    drawn = rounds_map.of(whole, 1)
    assert [one["number"] for one in drawn["stops"]] == ["1"] and len(drawn["bases"]) == 1
    base, stop = drawn["bases"][0], drawn["stops"][0]
    assert base["x"] == stop["x"] and float(stop["y"]) < float(base["y"])  # the home lies north of the base
    from dataclasses import replace

    at_home = replace(whole, rows=tuple(replace(row, from_home=True) for row in whole.rows))
    assert rounds_map.of(at_home, 1)["bases"] == [] and rounds_map.of(whole, 0) == rounds_map.EMPTY


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (65, "1 h 05")])
def test_lengths_are_said_as_people_do(minutes, said):
    assert rounds_shown.lasting(minutes) == said


@pytest.mark.parametrize(
    ("text", "minutes"), [("13:30", 810), ("00:00", 0), ("24:00", None), ("midi", None), ("", None)]
)
def test_an_hour_is_read_or_refused(text, minutes):
    assert rounds_words.minutes_of(text) == minutes
