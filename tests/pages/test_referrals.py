"""« Orientations » in a family’s file as a client gets it: followed, refused in French, and only to who reads it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.due import priority
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.referrals_card import ReferralsCard
from fieldvisit.pages.office.todo import ToDo
from fieldvisit.referrals.referral import Referral
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks.task import Kind, Task
from tests.referrals.conftest import proposal, sign  # noqa: F401


@pytest.fixture
def cast(office):
    return office


@pytest.fixture
def one(sign, engine, cast, today):  # noqa: F811
    sign([proposal("tabacologue", item="E1_actuel"), proposal("sage_femme_pmi", item="B6")])
    with db.writing(engine) as writer:
        priority.refresh(writer, [cast.benali.id], today)
    with db.reading(engine) as session:
        return session.exec(select(Referral).where(Referral.code == "tabacologue")).one()


def opened(tab, cookie, cast, who):
    client = tab(cookie=cookie(who), path=f"/familles/{cast.benali.id}")
    client.load(Desk.arrive, FamilyFile.load)
    client.call(ReferralsCard.load)
    return client


def test_a_midwife_follows_it_and_a_wrong_date_is_refused(one, tab, cookie, cast, engine, today):
    client = opened(tab, cookie, cast, "ines")
    assert "Tabacologue" in client.text()
    client.call(ReferralsCard.open_one, referral_id=str(one.id))
    form = {"state": "acceptee", "to_whom": "CSAPA de Bourg", "answer": "", "seen": ""}
    client.call(ReferralsCard.save, form=form | {"sent_on": (today + timedelta(days=2)).isoformat()})
    assert "d’aujourd’hui ou d’avant" in client.text()
    client.call(ReferralsCard.save, form=form | {"sent_on": today.isoformat()})
    assert "CSAPA de Bourg" in client.text() and "sans réponse" in client.text()
    client.call(ReferralsCard.open_one, referral_id=str(one.id))
    client.call(ReferralsCard.end, form={"outcome": "fait", "note": "Suivie"})
    with db.reading(engine) as session:
        assert session.get_one(Task, one.task_id).outcome == "fait"


@pytest.mark.parametrize("who", ["claire", "helene", "sylvie"])
def test_who_does_not_read_interviews_sees_none(one, tab, cookie, cast, who):
    client = opened(tab, cookie, cast, who)
    assert "Tabacologue" not in client.text()
    client.call(ReferralsCard.open_one, referral_id=str(one.id))
    assert "Tabacologue" not in client.text()


def test_opening_one_is_a_line_of_the_journal_and_only_from_its_own_family_s_file(one, tab, cookie, cast, engine):
    def read():
        with db.reading(engine) as session:
            query = select(AccessEvent).where(AccessEvent.subject_id == one.id, AccessEvent.what == What.READ)
            return [(line.account_id, line.family_id) for line in session.exec(query)]

    with db.writing(engine) as session:
        since = one.said_on - timedelta(days=40)
        session.add(CareRelationship(account_id=cast.ines.id, family_id=cast.petit.id, since=since))
    ines = opened(tab, cookie, cast, "ines")
    ines.call(ReferralsCard.open_one, referral_id=str(one.id))
    assert read() == [(cast.ines.id, cast.benali.id)]
    ines.path = f"/familles/{cast.petit.id}"
    ines.load(FamilyFile.load)
    ines.call(ReferralsCard.load)
    ines.call(ReferralsCard.open_one, referral_id=str(one.id))
    assert "n’existe pas ou ne vous est pas ouverte" in str(ines.received[-1]) and len(read()) == 1
    ines.call(ReferralsCard.save, form={"state": "acceptee", "to_whom": "Ailleurs", "answer": "", "seen": ""})
    ines.call(ReferralsCard.end, form={"outcome": "fait", "note": "Suivie"})
    with db.reading(engine) as session:
        assert session.get_one(Referral, one.id).to_whom == ""
        assert session.get_one(Task, one.task_id).closed_at is None


def test_the_coordinator_plans_the_visit_in_one_tap_and_the_task_is_done(one, tab, cookie, cast, engine, today):
    with db.reading(engine) as session:
        task = session.exec(select(Task).where(Task.kind == Kind.VISIT)).one()
    client = tab(cookie=cookie("helene"), path="/a-faire")
    client.load(Desk.arrive, ToDo.load)
    client.call(ToDo.choose_tab, code="taches")
    assert "Visite à programmer : sage-femme" in client.text() and "Programmer" in client.text()
    client.call(ToDo.open_line, key=f"tache-{task.id}")
    assert "Inès Costa" in client.text()
    on = today + timedelta(days=3)
    form = {"worker": str(cast.ines.id), "day": on.isoformat(), "hour": "", "minutes": "60", "reason": ""}
    client.call(ToDo.plan, form=form)
    with db.reading(engine) as session:
        made = session.exec(select(Visit).where(Visit.planned_on == on)).one()
        assert (made.kind, made.worker_id) == ("vad_prenatale", cast.ines.id)
        assert session.get_one(Task, task.id).outcome == "fait"
