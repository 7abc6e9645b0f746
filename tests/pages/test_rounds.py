"""« Tournées »: who sees the board, moving a visit by hand and being told why not, two planners, what is journaled."""

from datetime import time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.calendars.absence import Absence
from fieldvisit.families.household import Household
from fieldvisit.pages import who
from fieldvisit.pages.office import rounds_map, rounds_shown, rounds_words
from fieldvisit.pages.office.day import Today
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_acts import RoundsActs
from fieldvisit.pages.office.rounds_asks import RoundsAsks
from fieldvisit.pages.office.rounds_bases import RoundsBases
from fieldvisit.pages.office.rounds_books import RoundsBooks
from fieldvisit.places.commune import Commune
from fieldvisit.schedule import own_order
from fieldvisit.schedule.visit import Status, Visit
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


def test_the_countys_own_tiles_lie_under_the_stops_where_it_set_them(engine, county, planned, today, now, monkeypatch):
    with db.writing(engine) as writer:
        writer.get_one(Household, county.benali.id).lat = None
    monkeypatch.setenv("FIELDVISIT_TILES", "https://tuiles.example/{z}/{x}/{y}.png")
    monkeypatch.setenv("FIELDVISIT_TILES_CREDIT", "© Département")
    with db.reading(engine) as reader:
        monday = planned.planned_on - timedelta(days=1)
        whole = board.read(reader, county.actor("helene"), county.bourg.id, monday, today, now)
    drawn = rounds_map.of(whole, 1)
    assert drawn["tiles"] and all(one["href"].startswith("https://tuiles.example/") for one in drawn["tiles"])
    assert drawn["credit"] == "Fond de carte : © Département"
    assert drawn["rough"].startswith("1 étape sans coordonnées") and "rd-rough" in drawn["stops"][0]["look"]
    blocks = [one for line in rounds_shown.lines(whole) for cell in line["cells"] for one in cell["blocks"]]
    assert [one["sign"] for one in blocks] == ["P4 ≈"] and "adresse approchée" in blocks[0]["label"]
    monkeypatch.delenv("FIELDVISIT_TILES")
    plain = rounds_map.of(whole, 1)
    assert (plain["tiles"], plain["credit"]) == ([], "") and len(plain["stops"]) == 1


@pytest.fixture
def commune(engine):
    with db.writing(engine) as writer:
        writer.add(Commune(insee="01451", name="Viriat", name_key="viriat", postcode="01440", lat=46.25, lon=5.21))


def test_a_worker_leaves_from_home_and_only_its_commune_is_shown(tab, cookie, county, engine, planned, commune):
    client = opened(tab, cookie)
    client.call(RoundsBases.open_bases)
    assert "Centre de Bourg" in client.text()
    claire = str(county.claire.id)
    place = {"address": "3 rue des Prés", "postcode": "01440", "city": "Viriat"}
    client.call(RoundsBases.keep_base, form={"owner": claire, "home": True, **place})
    assert "domicile, Viriat" in client.text() and "rue des Prés" not in client.text()
    assert "Départ enregistré : Viriat." in client.text()
    client.call(RoundsBases.forget_base, worker=claire)
    with db.reading(engine) as reader:
        assert [one.account_id for one in reader.exec(select(RoundBase))] == [None]


def test_a_departure_that_is_not_found_or_not_hers_to_set_is_refused_in_a_sentence(
    tab, cookie, county, engine, planned, commune
):
    client = opened(tab, cookie)
    lost = {"owner": "secteur", "address": "", "postcode": "99999", "city": "Nulle part"}
    client.call(RoundsBases.keep_base, form=lost)
    assert "n’est pas dans le fichier du département" in client.text()
    there = {"address": "", "postcode": "01440", "city": "Viriat"}
    client.call(RoundsBases.keep_base, form={"owner": str(county.nadia.id), **there})
    assert "n’intervient pas dans ce secteur" in client.text()
    client.call(RoundsBases.keep_base, form={"owner": "personne", **there})
    assert "n’est plus à jour" in client.text()
    client.call(RoundsBases.keep_base, form={"owner": ["secteur"], "city": 3})
    nurse = opened(tab, cookie, "claire")
    nurse.call(RoundsBases.keep_base, form={"owner": "secteur", **there})
    with db.reading(engine) as reader:
        assert [one.label for one in reader.exec(select(RoundBase))] == ["Centre de Bourg"]


def test_who_is_late_back_shows_while_the_page_is_open_and_on_the_days_page(
    tab, cookie, county, engine, planned, today, now, monkeypatch
):
    client = opened(tab, cookie)
    with db.writing(engine) as writer:
        row = writer.get_one(Visit, planned.id)
        row.planned_on, row.status, row.started_at = today, Status.RUNNING, now - timedelta(minutes=60)
    client.call(Rounds.look_again)
    assert "n’est pas rentrée" not in client.text(), "it should have ended a quarter of an hour ago"
    monkeypatch.setattr(who, "now", lambda: now + timedelta(minutes=20))
    client.call(Rounds.look_again)
    assert "Claire Morel n’est pas rentrée" in client.text()
    desk = tab(cookie=cookie("helene"), path="/journee")
    desk.load(Desk.arrive, Today.load)
    assert "Claire Morel n’est pas rentrée" in desk.text()


def test_her_own_order_is_read_beside_the_hours_told(tab, cookie, county, engine, planned, now):
    with db.writing(engine) as writer:
        other = Visit(family_id=county.petit.id, kind="vad_suivi", planned_on=planned.planned_on, planned_at=time(9),
                      duration_min=45, worker_id=county.claire.id, position=2, created_at=now,
                      created_by=county.helene.id)  # fmt: skip
        writer.add(other)
        writer.get_one(Visit, planned.id).position = 1
        own_order.tell(writer, county.claire.id, planned.planned_on, [planned.id, other.id], now)
    client = opened(tab, cookie)
    assert "prévue 10\u00a0h\u00a000, à faire" in client.words()
    assert "entendu le 23/11 à 10\u00a0h\u00a030" in client.words()


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (65, "1 h 05")])
def test_lengths_are_said_as_people_do(minutes, said):
    assert rounds_shown.lasting(minutes) == said


@pytest.mark.parametrize(
    ("text", "minutes"), [("13:30", 810), ("00:00", 0), ("24:00", None), ("midi", None), ("", None)]
)
def test_an_hour_is_read_or_refused(text, minutes):
    assert rounds_words.minutes_of(text) == minutes
