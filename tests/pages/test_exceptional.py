"""« Accès exceptionnel » as a client gets it: nothing before, the file in reading for a day, nothing after."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.exceptional import LASTS, ExceptionalAccess
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.families import household
from fieldvisit.pages import who
from fieldvisit.pages.office.concern import Concern
from fieldvisit.pages.office.desk import Desk, acting, consulting
from fieldvisit.pages.office.exceptional import ExceptionalPage
from fieldvisit.pages.office.families import Families
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.family_access import FamilyAccess
from fieldvisit.pages.office.journal import JournalPage
from fieldvisit.pages.office.journal_exceptional import JournalExceptional
from fieldvisit.pages.office.timeline_card import Timeline
from fieldvisit.schedule import record
from fieldvisit.schedule.record import VisitRecord

WHY = "La mère a appelé en pleurs, sa puéricultrice est injoignable."
FORM = {"ground": "urgence", "words": WHY}
TOLD = ("Benali", "Tilleuls", "Samira", "Adam", "06 12", "0001")


@pytest.fixture
def at_the_file(tab, cookie, office):
    def open_as(name, family_id=None, token=""):
        client = tab(cookie=token or cookie(name), path=f"/familles/{family_id or office.benali.id}")
        client.load(Desk.arrive, FamilyFile.load, FamilyAccess.load)
        return client

    return open_as


@pytest.fixture
def asking(tab, cookie, office):
    def open_as(name, **query):
        client = tab(cookie=cookie(name), path="/acces-exceptionnel")
        client.query = query or {"dossier": str(office.benali.id)}
        client.load(Desk.arrive, ExceptionalPage.load)
        return client

    return open_as


def test_the_page_that_refuses_offers_it_and_tells_nothing(at_the_file, office):
    client = at_the_file("nadia")
    assert f"/acces-exceptionnel?dossier={office.benali.id}" in client.words()
    assert not any(word in client.words() for word in TOLD)


def test_a_file_that_does_not_exist_is_refused_with_the_same_words(at_the_file, cookie, office):
    missing, token = db.new_id(), cookie("nadia")
    words = at_the_file("nadia", token=token).words().replace(str(office.benali.id), "X")
    assert at_the_file("nadia", missing, token).words().replace(str(missing), "X") == words


@pytest.mark.parametrize("name", ["sylvie", "root"])
def test_who_may_not_ask_is_offered_nothing(at_the_file, office, name):
    assert "acces-exceptionnel" not in at_the_file(name, office.roche.id).words()


def test_who_follows_the_family_is_offered_nothing(at_the_file):
    assert "acces-exceptionnel" not in at_the_file("claire").words()


def test_asking_tells_nothing_before_it_opens(asking):
    client = asking("nadia")
    client.call(ExceptionalPage.ask, form=FORM | {"words": "court"})
    assert "20 à 500" in client.words() and not any(word in client.words() for word in TOLD)


def test_it_opens_the_file_and_its_end_closes_it(asking, at_the_file, engine, office, now, monkeypatch, tab, cookie):
    client = asking("nadia")
    client.call(ExceptionalPage.ask, form=FORM)
    assert f"/familles/{office.benali.id}" in str(client.events)
    reading = at_the_file("nadia")
    assert "Famille Benali" in reading.words() and "24/11/2026 à 10:30" in reading.words()
    assert "setTimeout" in str(reading.events), "the page leaves by itself"
    reading.call(Timeline.load)
    search = tab(cookie=cookie("nadia"), path="/familles")
    search.load(Desk.arrive, Families.load)
    assert "Benali" in search.words() and "Petit" not in search.words()

    monkeypatch.setattr(who, "now", lambda: now + LASTS)
    reading.cookie = cookie_at(engine, office, now + LASTS)
    reading.received.clear()
    reading.call(FamilyFile.show_again)
    reading.load(FamilyFile.load, FamilyAccess.load)
    assert not any(word in reading.words() for word in TOLD)


def cookie_at(engine, office, instant):
    from fieldvisit.access import session as sessions

    with db.writing(engine) as writer:
        token = sessions.open_for(writer, writer.get_one(Account, office.nadia.id), instant)
    return f"{sessions.COOKIE}={token}"


def test_a_page_left_open_forgets_what_it_showed_at_the_next_event(
    asking, at_the_file, engine, office, now, monkeypatch, cookie
):
    asking("nadia").call(ExceptionalPage.ask, form=FORM)
    reading = at_the_file("nadia")
    with db.writing(engine) as writer:
        writer.exec(select(ExceptionalAccess)).one().ended_at = now - timedelta(seconds=1)
    reading.received.clear()
    reading.events.clear()
    reading.call(FamilyFile.show_tab, tab="chronologie")
    assert "location.reload" in str(reading.events)
    reading.received.clear()
    reading.send(("reflex___state____state.hydrate", {}))
    assert not any(word in reading.words() for word in TOLD)


def test_it_writes_nothing(asking, at_the_file, engine, office):
    from fieldvisit.families.household import Household
    from fieldvisit.pages.office.household_form import HouseholdForm

    asking("nadia").call(ExceptionalPage.ask, form=FORM)
    client = at_the_file("nadia")
    client.call(HouseholdForm.load)
    client.call(HouseholdForm.save, form={"phone": "0600000000"})
    with db.reading(engine) as reader:
        assert reader.get_one(Household, office.benali.id).phone == "06 12 34 56 78"


def test_she_ends_hers_from_the_file(asking, at_the_file, engine):
    asking("nadia").call(ExceptionalPage.ask, form=FORM)
    client = at_the_file("nadia")
    client.call(FamilyAccess.end)
    assert "/familles" in str(client.events)
    with db.reading(engine) as reader:
        assert reader.exec(select(ExceptionalAccess)).one().ended_at is not None
    assert "Benali" not in at_the_file("nadia").words()


def test_the_dpo_sees_it_with_its_reason_and_the_coordinator_ends_it(asking, tab, cookie, engine, office):
    asking("nadia").call(ExceptionalPage.ask, form=FORM)
    helene = tab(cookie=cookie("helene"), path="/journal-acces")
    helene.load(Desk.arrive, JournalPage.load, JournalExceptional.load)
    assert WHY in helene.words() and "Nadia Ferrand" in helene.words()
    with db.reading(engine) as reader:
        made = reader.exec(select(ExceptionalAccess)).one()
    helene.call(JournalExceptional.end, access_id=str(made.id))
    assert "par Hélène Vidal" in helene.words()


def test_a_wrong_address_is_said(asking):
    client = asking("nadia", dossier="../etc")
    client.call(ExceptionalPage.ask, form=FORM)
    assert "écrivez plutôt son numéro" in client.words()


def test_whatever_handler_writes_nothing_is_open_to_it_for_some_hours_only(asking, cookie, office):
    """Rules that ask only whether a file is open to read must not become a way to write in it, nor to follow it."""
    asking("nadia").call(ExceptionalPage.ask, form=FORM)
    headers = SimpleNamespace(headers=SimpleNamespace(cookie=cookie("nadia")))
    state = SimpleNamespace(problem="", said="", router=headers)
    with consulting(state) as act:
        assert act.actor.exceptional == {office.benali.id}
        assert household.find(act.session, act.actor, office.benali.id, act.today)
    with acting(state) as act:
        household.find(act.session, act.actor, office.benali.id, act.today)
    assert state.problem == household.NotFound.sentence


def test_a_visit_read_exceptionally_is_not_seen_by_the_team(engine, office, now, today):
    reader = replace(office.actor("nadia"), exceptional=frozenset([office.benali.id]))
    seen = VisitRecord(family_id=office.benali.id, author_id=office.claire.id)
    with db.writing(engine) as writer, writer.no_autoflush:
        record.see(writer, reader, seen, now)
        assert seen.seen_at is None
        record.see(writer, office.actor("ines"), seen, now)
        assert seen.seen_at == now
        writer.expunge(seen)


def test_a_concern_may_be_written_of_a_file_that_is_open_exceptionally(asking, tab, cookie, engine, office):
    asking("nadia").call(ExceptionalPage.ask, form=FORM)
    client = tab(cookie=cookie("nadia"), path="/inquietude")
    client.query = {"famille": str(office.benali.id)}
    client.load(Desk.arrive, Concern.load)
    client.call(Concern.write, name="facts", value="Cris entendus au téléphone.")
    with db.reading(engine) as reader:
        assert [one.family_id for one in reader.exec(select(ConcernReport))] == [office.benali.id]
