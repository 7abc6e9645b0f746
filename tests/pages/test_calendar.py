"""« Calendrier » as a client gets it: why somebody is away stays with her and who plans; hours are read as typed."""

from datetime import time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.care import CareRelationship
from fieldvisit.calendars import absence, working
from fieldvisit.calendars.absence import Absence
from fieldvisit.calendars.subscription import Subscription
from fieldvisit.calendars.working import WorkingPattern
from fieldvisit.pages.office.calendar import Calendar
from fieldvisit.pages.office.calendar_cover import CalendarCover
from fieldvisit.pages.office.calendar_lines import typed_week
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.planning import Planning
from fieldvisit.schedule.visit import Visit


@pytest.fixture
def ill(office, engine, today, now):
    with db.writing(engine) as session:
        return absence.enter(
            session, office.actor("claire"), office.claire.id, today, today, "jour", "maladie", "Grippe", today, now
        )[0]


@pytest.mark.parametrize("name", ["claire", "helene", "ines"])
def test_why_is_told_to_herself_and_to_who_plans(tab, cookie, ill, name):
    for path, load in (("/calendrier", Calendar.load), ("/planning", Planning.load)):
        client = tab(cookie=cookie(name), path=path)
        client.load(Desk.arrive, load)
        assert "Grippe" in client.text() and "Arrêt" in client.text(), path


@pytest.mark.parametrize("name", ["sylvie", "nadia", "root"])
def test_a_stranger_to_the_planning_learns_nothing_of_it(tab, cookie, ill, office, name):
    client = tab(cookie=cookie(name), path="/calendrier")
    client.load(Desk.arrive, Calendar.load)
    client.call(Calendar.open_worker, account_id=str(office.claire.id))
    client.call(Calendar.cancel_absence, absence_id=str(ill.id))
    for word in ("Grippe", "Arrêt", "Claire"):
        assert word not in client.text()


def test_who_reads_the_planning_without_making_it_learns_that_she_is_away(tab, cookie, ill, office, engine):
    with db.writing(engine) as session:
        session.get_one(Account, office.root.id).role = "medecin_responsable"
        session.add(AccountSector(account_id=office.root.id, sector_id=office.bourg.id))
    client = tab(cookie=cookie("root"), path="/calendrier")
    client.load(Desk.arrive, Calendar.load)
    assert "Absence le 23/11/2026" in client.text()
    assert "Grippe" not in client.text() and "Arrêt" not in client.text()


def test_a_tisf_notes_her_own_absence_and_nobody_elses(tab, cookie, office, engine):
    client = tab(cookie=cookie("sylvie"), path="/calendrier")
    client.load(Desk.arrive, Calendar.load)
    form = {"first_on": "2026-12-01", "last_on": "", "half": "matin", "why": "conge", "note": ""}
    client.call(Calendar.note_absence, form=form)
    assert "Absence notée le 01/12/2026 (matin)" in client.text()
    client.call(Calendar.note_absence, form=form | {"who": str(office.claire.id)})
    client.call(Calendar.note_absence, form=form | {"first_on": ""})
    assert "Vous notez vos propres absences" in client.text() and "Indiquez le premier jour" in client.text()
    with db.reading(engine) as session:
        assert [one.account_id for one in session.exec(select(Absence))] == [office.sylvie.id]


def test_the_visits_of_an_absence_are_listed_and_given_by_a_person(tab, cookie, office, engine, today, now):
    with db.writing(engine) as session:
        one = Visit(
            family_id=office.benali.id,
            kind="vad_suivi",
            planned_on=today + timedelta(days=8),
            planned_at=time(10),
            duration_min=45,
            worker_id=office.claire.id,
            created_at=now,
            created_by=office.helene.id,
        )
        session.add(one)
    client = tab(cookie=cookie("helene"), path="/calendrier")
    client.load(Desk.arrive, Calendar.load)
    form = {"first_on": "2026-12-01", "last_on": "2026-12-04", "half": "jour", "why": "conge", "note": ""}
    client.call(Calendar.note_absence, form=form | {"who": str(office.claire.id)})
    assert "Visites à confier" in client.text() and "suit la famille, journée libre" in client.text()
    client.call(Calendar.give, visit_id=str(one.id), worker_id=str(office.ines.id))
    assert "Visite confiée à Inès Costa" in client.text()
    with db.reading(engine) as session:
        assert session.get(Visit, one.id).worker_id == office.ines.id


def test_hours_are_saved_as_they_are_typed(tab, cookie, office, engine):
    client = tab(cookie=cookie("helene"), path="/calendrier")
    client.load(Desk.arrive, Calendar.load)
    client.call(Calendar.open_worker, account_id=str(office.claire.id))
    client.call(Calendar.save_hours, form={"since": "2026-12-01", "a1": "8h30-12h, 13h30 à 17h"})
    with db.reading(engine) as session:
        [kept] = session.exec(select(WorkingPattern)).all()
    assert kept.week["1"] == [["08:30", "12:00"], ["13:30", "17:00"]] and kept.week["2"] == []


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("08:30–12:00, 13:30–17:30", [["08:30", "12:00"], ["13:30", "17:30"]]),
        ("8h30-12h 13h30-17h30", [["08:30", "12:00"], ["13:30", "17:30"]]),
        ("9h à 12h et 14h à 17h", [["09:00", "12:00"], ["14:00", "17:00"]]),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(typed, read):
    assert typed_week({"a1": typed}, "a")["1"] == read


@pytest.mark.parametrize("typed", ["matin", "8h30", "8h30-12h et le soir", "12"])
def test_hours_that_cannot_be_read_are_said_with_their_day(typed):
    with pytest.raises(working.Invalid) as refusal:
        typed_week({"a3": typed}, "a")
    assert "mercredi" in refusal.value.sentence


def test_the_agenda_is_shown_once_and_ended(tab, cookie, http, office, engine):
    client = tab(cookie=cookie("claire"), path="/calendrier")
    client.load(Desk.arrive, Calendar.load)
    client.call(Calendar.make_agenda)
    [address] = {word for word in client.text().split("'") if "/api/agenda/" in word}
    assert address.startswith("http://localhost:3000/api/agenda/")
    assert http.get(address).status_code == 200
    again = tab(cookie=cookie("claire"), path="/calendrier")
    again.load(Desk.arrive, Calendar.load)
    assert "/api/agenda/" not in again.text() and "Adresse créée le" in again.text()
    again.call(Calendar.end_agenda)
    assert http.get(address).status_code == 404
    with db.reading(engine) as session:
        assert len(session.exec(select(Subscription)).all()) == 1


@pytest.fixture
def leave(office, engine, today, now):
    """Claire is away for five days from tomorrow on."""
    first, last = today + timedelta(days=1), today + timedelta(days=5)
    with db.writing(engine) as session:
        helene = office.actor("helene")
        return absence.enter(session, helene, office.claire.id, first, last, "jour", "conge", "", today, now)[0]


def covering_page(tab, cookie, name):
    client = tab(cookie=cookie(name), path="/calendrier")
    client.load(Desk.arrive, Calendar.load, CalendarCover.load)
    return client


def test_the_coordinator_gives_the_ticked_families_and_takes_one_back(tab, cookie, leave, office, engine):
    client = covering_page(tab, cookie, "helene")
    assert "2 familles" in client.words()
    client.call(CalendarCover.open, absence_id=str(leave.id))
    assert "Famille Benali" in client.words() and "Inès Costa" in client.words()
    client.call(CalendarCover.give, form={"taker": "", f"f_{office.petit.id}": "on"})
    assert "au moins une famille" in client.words()
    form = {"taker": str(office.ines.id), f"f_{office.petit.id}": "on", f"f_{office.roche.id}": "on"}
    client.call(CalendarCover.give, form=form)
    assert "1 famille confiée à Inès Costa" in client.words() and "1 familles sur 2" not in client.words()
    ines = covering_page(tab, cookie, "ines")
    assert "Claire Morel" in ines.words() and "1 famille" in ines.words()
    client.received.clear()
    client.call(CalendarCover.take_back, family_id=str(office.petit.id))
    assert "n’est plus confiée" in client.words()
    with db.reading(engine) as session:
        [one] = session.exec(select(CareRelationship).where(CareRelationship.reason == "remplacement"))
        assert one.until < one.since


def test_cancelling_the_absence_ends_what_was_given(tab, cookie, leave, office, engine):
    client = covering_page(tab, cookie, "helene")
    client.call(CalendarCover.open, absence_id=str(leave.id))
    both = {f"f_{office.petit.id}": "on", f"f_{office.benali.id}": "on"}
    client.call(CalendarCover.give, form={"taker": str(office.ines.id)} | both)
    client.call(Calendar.cancel_absence, absence_id=str(leave.id))
    assert "2 familles ne sont plus confiées" in client.words()


@pytest.mark.parametrize("name", ["claire", "ines", "sylvie", "nadia", "root"])
def test_nobody_else_gives_families_or_learns_which_there_are(tab, cookie, leave, office, engine, name):
    client = covering_page(tab, cookie, name)
    client.received.clear()
    client.call(CalendarCover.open, absence_id=str(leave.id))
    client.call(CalendarCover.give, form={"taker": str(office.ines.id), f"f_{office.petit.id}": "on"})
    assert "Famille" not in client.words()
    with db.reading(engine) as session:
        assert session.exec(select(CareRelationship).where(CareRelationship.reason == "remplacement")).all() == []
