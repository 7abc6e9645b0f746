"""« Agréments » as a client gets it: only the roles of the table, judgements apart, and never beside a family."""

import re
from datetime import time, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import roles
from fieldvisit.access.account import Account
from fieldvisit.licences import incident, request, visit
from fieldvisit.licences.history import LicenceEvent
from fieldvisit.licences.licence import Licence
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.licence_file import LicenceFile
from fieldvisit.pages.office.licences import Licences
from fieldvisit.pages.office.planning import Planning
from fieldvisit.schedule import planning
from fieldvisit.schedule.planning import Plan

CANARY = "Zéphyrine"


@pytest.fixture
def file(office, engine, today, now):
    """A file whose visit is planned with Claire tomorrow, with an incident and the canary wherever one may write."""
    claire = office.actor("claire")
    with db.writing(engine) as session:
        one = request.open_file(
            session,
            claire,
            sector_id=office.bourg.id,
            kind="maternel",
            last_name=CANARY,
            first_name="Annie",
            birth_date=None,
            contact={"city": "Viriat", "address": CANARY},
            received_on=today - timedelta(days=60),
            capacity=2,
            ages="",
            today=today,
            now=now,
        )
        tomorrow = today + timedelta(days=1)
        visit.plan(session, claire, one.id, "premiere", tomorrow, time(10), 90, office.claire.id, today, now)
        incident.note(session, claire, one.id, today, "une mairie", "Chien en liberté", today, now)
    return one


def as_role(engine, account, role):
    with db.writing(engine) as session:
        session.get_one(Account, account.id).role = role


ALLOWED = {role for role in roles.LABELS if roles.right(role, "agrement_assmat").read}


@pytest.mark.parametrize("role", sorted(roles.LABELS))
def test_only_the_roles_of_the_table_see_anything_of_it(tab, cookie, file, office, engine, role):
    as_role(engine, office.ines, role)
    client = tab(cookie=cookie("ines"), path=f"/agrements/{file.id}")
    client.load(Desk.arrive, Licences.load, LicenceFile.load)
    assert (CANARY in client.text()) is (role in ALLOWED)
    assert ("Agréments" in client.text()) is (role in ALLOWED)
    assert ("Chien en liberté" in client.text()) is (role in ALLOWED - {"secretariat"})
    with db.reading(engine) as session:
        read = session.exec(select(LicenceEvent).where(LicenceEvent.account_id == office.ines.id)).all()
    assert {one.what for one in read} == ({"lecture"} if role in ALLOWED else set())


def test_the_secretariat_does_not_even_learn_that_there_was_an_incident(tab, cookie, file, office, engine):
    as_role(engine, office.ines, "secretariat")
    client = tab(cookie=cookie("ines"), path=f"/agrements/{file.id}")
    client.load(Desk.arrive, Licences.load, LicenceFile.load)
    assert not re.search("Incident (à traiter|noté)|mairie|Chien", client.text())
    assert "Décision à notifier" in client.text()


@pytest.mark.parametrize("name", ["nadia", "sylvie", "helene"])
def test_who_may_not_write_writes_nothing(tab, cookie, file, office, engine, name):
    client = tab(cookie=cookie(name), path=f"/agrements/{file.id}")
    client.load(Desk.arrive, LicenceFile.load)
    client.call(LicenceFile.note_incident, form={"on": "2026-11-23", "told_by": "", "words": "Autre"})
    client.call(LicenceFile.choose_what, what="accord")
    client.call(LicenceFile.decide, form={"on": "2026-11-23"})
    client.call(LicenceFile.send_notice)
    with db.reading(engine) as session:
        assert session.get_one(Licence, file.id).granted_on is None
        written = select(LicenceEvent.what).where(LicenceEvent.account_id != office.claire.id)
        assert set(session.exec(written)) <= {"lecture"}


@pytest.mark.parametrize(("name", "knows"), [("claire", True), ("helene", True), ("ines", False)])
def test_the_fortnight_shows_that_she_is_taken_and_whose_it_is_to_who_may_know(tab, cookie, file, name, knows):
    client = tab(cookie=cookie(name), path="/planning")
    client.load(Desk.arrive, Planning.load)
    blocks = re.findall(r"'tone': 'outside'", client.text())
    assert blocks
    assert (CANARY in client.text()) is knows
    if not knows:
        assert "Indisponible" in client.text() and str(file.id) not in client.text()


def test_a_family_visit_at_the_same_hour_is_warned_of_without_saying_whose_it_is(engine, file, office, today, now):
    when = Plan(today + timedelta(days=1), time(10, 30), 45, office.claire.id)
    with db.writing(engine) as session:
        args = (office.actor("ines"), office.benali.id, "vad_suivi", when, "", today, now)
        made, warning = planning.plan(session, *args)
    assert warning == "Claire Morel a déjà une visite à 10:00 ce jour-là."


def test_a_visit_of_a_licence_at_the_hour_of_a_familys_is_warned_of(tab, cookie, file, office, engine, today, now):
    when = Plan(today + timedelta(days=3), time(10), 60, office.claire.id)
    with db.writing(engine) as session:
        planning.plan(session, office.actor("ines"), office.benali.id, "vad_suivi", when, "", today, now)
    client = tab(cookie=cookie("claire"), path=f"/agrements/{file.id}")
    client.load(Desk.arrive, LicenceFile.load)
    day = when.planned_on.isoformat()
    form = {"about": "premiere", "day": day, "hour": "10:30", "minutes": "60", "worker": str(office.claire.id)}
    client.call(LicenceFile.plan, form=form)
    assert "Claire Morel a déjà une visite à 10:00 ce jour-là" in client.text() and "Benali" not in client.text()


def test_two_corrections_of_one_licence_do_not_overwrite_each_other_unseen(tab, cookie, file, office, engine):
    as_role(engine, office.ines, "medecin_pmi")
    one, two = (tab(cookie=cookie(name), path=f"/agrements/{file.id}") for name in ("claire", "ines"))
    for client in (one, two):
        client.load(Desk.arrive, LicenceFile.load)
        client.call(LicenceFile.open_panel, name="correct")
    boxes = {"last_name": CANARY, "first_name": "Annie", "birth_date": "", "city": "Viriat", "address": CANARY}

    def stored():
        with db.reading(engine) as session:
            found = session.get_one(Licence, file.id)
            return found.address, found.phone, found.city

    one.call(LicenceFile.correct, form=boxes | {"address": "1 rue Neuve", "phone": "06 01 02 03 04"})
    assert stored() == ("1 rue Neuve", "06 01 02 03 04", "Viriat")
    two.call(LicenceFile.correct, form=boxes | {"address": "9 rue Vieille", "city": "Bourg"})
    assert "Adresse, « 1 rue Neuve »" in two.text() and stored() == ("1 rue Neuve", "06 01 02 03 04", "Viriat")
    two.call(LicenceFile.correct, form=boxes | {"address": "9 rue Vieille", "city": "Bourg"})
    assert stored() == ("9 rue Vieille", "06 01 02 03 04", "Bourg")


def test_no_query_reads_a_licence_and_a_family_together(tab, cookie, file, engine):
    told = []
    sa.event.listen(engine, "before_cursor_execute", lambda *args: told.append(args[2]))
    client = tab(cookie=cookie("claire"), path="/planning")
    client.load(Desk.arrive, Planning.load)
    for path, load in (("/agrements", Licences.load), (f"/agrements/{file.id}", LicenceFile.load)):
        other = tab(cookie=cookie("claire"), path=path)
        other.load(Desk.arrive, load)
    # The count of « Urgences » asks which files of both are open to her, and reads neither.
    asked = [one for one in told if re.search(r"\blicence", one) and "FROM urgent_alert" not in one]
    assert len(asked) > 5
    assert [one for one in asked if re.search(r"\b(household|person|visit|pregnancy)\b", one)] == []


def test_a_whole_life_at_the_desk(tab, cookie, office, engine):
    client = tab(cookie=cookie("claire"), path="/agrements")
    client.load(Desk.arrive, Licences.load)
    form = {"sector": str(office.bourg.id), "kind": "maternel", "last_name": "", "first_name": "Rosa"}
    client.call(Licences.open_file, form=form | {"received_on": "2026-11-20"})
    assert "Indiquez le nom et le prénom" in client.text()
    client.call(Licences.open_file, form=form | {"received_on": "", "last_name": "Da Silva"})
    assert "Indiquez le jour où la demande a été reçue" in client.text()
    client.call(Licences.open_file, form=form | {"received_on": "2026-11-20", "last_name": "Da Silva", "capacity": "2"})
    with db.reading(engine) as session:
        [one] = session.exec(select(Licence)).all()
    client = tab(cookie=cookie("claire"), path=f"/agrements/{one.id}")
    client.load(Desk.arrive, LicenceFile.load)
    when = {"day": "2026-11-24", "hour": "10:00", "minutes": "90", "worker": str(office.claire.id)}
    client.call(LicenceFile.plan, form=when | {"about": "premiere"})
    assert "Visite programmée le mardi 24 novembre 2026" in client.text()
    with db.reading(engine) as session:
        planned = session.exec(select(visit.LicenceVisit)).one()
    client.call(LicenceFile.open_visit, visit_id=str(planned.id))
    client.call(LicenceFile.close_visit, form={"on": "2026-11-23", "opinion": "reserves", "words": ""})
    assert "motivé" in client.text()
    client.call(LicenceFile.close_visit, form={"on": "2026-11-23", "opinion": "favorable", "words": "Bien"})
    client.call(LicenceFile.open_panel, name="decision")
    client.call(LicenceFile.decide, form={"on": "2026-11-23", "capacity": "deux"})
    assert "s’écrit en chiffres" in client.text()
    client.call(LicenceFile.decide, form={"on": "2026-11-23", "capacity": ""})
    with db.reading(engine) as session:
        kept = session.get_one(Licence, one.id)
    assert (kept.capacity, str(kept.expires_on)) == (2, "2031-11-22")
