"""« Interventions » as a client gets it: the list, an order with its steps, its sessions, for whoever may."""

from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.care import CareRelationship
from fieldvisit.access.journal import AccessEvent
from fieldvisit.due.listed import What
from fieldvisit.pages.office.closing_card import ClosingCard
from fieldvisit.pages.office.desk import PageState
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.order_file import OrderFile
from fieldvisit.pages.office.order_sessions import OrderSessions
from fieldvisit.pages.office.orders import Interventions
from fieldvisit.pages.office.orders_card import OrdersCard
from fieldvisit.pages.office.session_check import SessionCheck
from fieldvisit.pages.office.todo import ToDo
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task
from fieldvisit.tisf.order import InterventionOrder, Status
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession
from tests.pages.test_schools import seen_of

SERVICE = "Association d’essai"
MOTIVE = "depression_du_post_partum_troubles_du_li"
EXACT, NEUTRAL = "Dépression du post-partum", "Soutien périnatal et lien parent-enfant"


@pytest.fixture
def association(office, engine, now):
    """Patricia, responsable, and Fatima, TISF, by name."""
    made = {}
    with db.writing(engine) as session:
        for name, role in (("Patricia", "responsable_tisf"), ("Fatima", "tisf")):
            account = Account(login=name, name=name, role=role, employer=SERVICE, created_at=now)
            session.add(account)
            session.flush()
            session.add(AccountSector(account_id=account.id, sector_id=office.bourg.id))
            made[name] = account
    return made


@pytest.fixture
def signed_in(tab, engine, association, now):
    def open_for(name: str, path: str):
        with db.writing(engine) as writer:
            token = sessions.open_for(writer, writer.get_one(Account, association[name].id), now)
        return tab(cookie=f"{sessions.COOKIE}={token}", path=path)

    return open_for


@pytest.fixture
def form(today):
    return {
        "frame": "tisf", "funder": "dep_pmi", "motive": MOTIVE, "level": "niveau_2", "service": SERVICE,
        "referent": "Claire, 04 74 00 00 00", "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=60)).isoformat(), "hours_granted": "20", "contribution_scheme": "gratuit",
        "goal_0": "Rituels du coucher", "signature_each": "non",
    }  # fmt: skip


@pytest.fixture
def drafted(office, tab, cookie, association, form, engine) -> InterventionOrder:
    claire = tab(cookie=cookie("claire"), path="/interventions/nouveau")
    claire.query = {"famille": str(office.benali.id)}
    claire.call(OrderFile.load)
    assert seen_of(claire, OrderFile)["editing"] is True
    claire.call(OrderFile.save, form=form)
    with db.reading(engine) as session:
        return session.exec(select(InterventionOrder)).one()


def test_an_order_goes_from_the_nurses_form_to_sessions_in_the_week(
    office, tab, cookie, drafted, signed_in, association, engine, today
):
    path = f"/interventions/{drafted.id}"
    helene = tab(cookie=cookie("helene"), path=path)
    helene.call(OrderFile.load)
    assert EXACT in helene.text()
    assert [one["label"] for one in seen_of(helene, OrderFile)["steps"]] == ["Valider et transmettre"]
    helene.call(OrderFile.step, act_code="valider et transmettre")
    assert seen_of(helene, OrderFile)["status"] == "Transmis"

    patricia = signed_in("Patricia", path)
    patricia.load(OrderFile.load, OrderSessions.load)
    assert NEUTRAL in patricia.text() and EXACT not in patricia.text()
    patricia.call(OrderFile.step, act_code="accepter")
    patricia.call(OrderFile.make, form={"worker": str(association["Fatima"].id)})
    assert seen_of(patricia, OrderFile)["status"] == "Accepté"
    patricia.load(OrderSessions.refresh)
    patricia.call(OrderSessions.open_pattern)
    told = dict(seen_of(patricia, OrderSessions)["values"]) | {"jour_lun": "on", "jour_jeu": "on"}
    patricia.call(OrderSessions.plan, form=told)
    with db.reading(engine) as session:
        made = session.exec(select(Visit).where(Visit.kind == "seance_tisf")).all()
    assert len(made) == 10, "twenty hours, two at a time"
    assert "10 séances planifiées." in patricia.text()
    week = signed_in("Patricia", "/interventions")
    week.load(Interventions.load)
    week.call(Interventions.show, view="semaine")
    [fatima] = seen_of(week, Interventions)["week"]
    assert fatima["name"] == "Fatima" and [len(day["sessions"]) for day in fatima["days"]] == [1, 0, 0, 1, 0]


def test_a_refused_form_says_why_and_keeps_what_was_typed(office, tab, cookie, association, form, engine):
    claire = tab(cookie=cookie("claire"), path="/interventions/nouveau")
    claire.query = {"famille": str(office.benali.id)}
    claire.call(OrderFile.load)
    claire.call(OrderFile.save, form=form | {"hours_granted": "beaucoup", "safety_notes": "Chien."})
    assert "nombre d’heures" in claire.text()
    assert seen_of(claire, OrderFile)["values"]["safety_notes"] == "Chien."
    with db.reading(engine) as session:
        assert session.exec(select(InterventionOrder)).all() == []


def test_nobody_makes_a_step_that_is_not_hers_by_naming_it(office, tab, cookie, drafted, engine):
    claire = tab(cookie=cookie("claire"), path=f"/interventions/{drafted.id}")
    claire.call(OrderFile.load)
    claire.call(OrderFile.step, act_code="valider et transmettre")
    claire.call(OrderFile.step, act_code="accepter")
    claire.call(OrderFile.make, form={})
    with db.reading(engine) as session:
        assert session.get_one(InterventionOrder, drafted.id).status == Status.DRAFT
    assert "revient à" in claire.text()


def test_an_order_that_is_not_open_shows_nothing(office, tab, cookie, drafted, signed_in, engine):
    for client in (
        tab(cookie=cookie("nadia"), path=f"/interventions/{drafted.id}"),
        tab(cookie=cookie("sylvie"), path=f"/interventions/{drafted.id}"),
        signed_in("Patricia", f"/interventions/{drafted.id}"),
    ):
        client.load(OrderFile.load, OrderSessions.load)
        assert "Benali" not in client.text() and drafted.number not in client.text()
    with db.reading(engine) as session:
        read = session.exec(select(AccessEvent).where(AccessEvent.subject_id == drafted.id)).all()
    assert {one.account_id for one in read} == {office.claire.id}


def test_opening_an_order_is_a_line_of_the_journal(office, tab, cookie, drafted, engine):
    tab(cookie=cookie("helene"), path=f"/interventions/{drafted.id}").call(OrderFile.load)
    with db.reading(engine) as session:
        query = select(AccessEvent).where(
            AccessEvent.subject_id == drafted.id, AccessEvent.account_id == office.helene.id
        )
        assert {(one.what, one.screen) for one in session.exec(query)} == {("lecture", "interventions")}


def test_a_family_workers_list_has_the_neutral_motive_only(office, engine, association, signed_in, drafted, today):
    with db.writing(engine) as session:
        session.get_one(InterventionOrder, drafted.id).status = Status.RUNNING
        fatima = association["Fatima"].id
        session.add(CareRelationship(account_id=fatima, family_id=office.benali.id, since=date(2026, 1, 1)))
    worker = signed_in("Fatima", "/interventions")
    worker.load(Interventions.load)
    [line] = seen_of(worker, Interventions)["listed"]
    assert line["motive"] == NEUTRAL and EXACT not in worker.text()
    assert seen_of(worker, Interventions).get("sees_week") in (None, False)
    worker.call(Interventions.show, view="semaine")
    assert not seen_of(worker, Interventions).get("week")


def test_capacity_says_what_waits_and_since_when(office, tab, cookie, drafted, engine, now):
    helene = tab(cookie=cookie("helene"), path=f"/interventions/{drafted.id}")
    helene.call(OrderFile.load)
    helene.call(OrderFile.step, act_code="valider et transmettre")
    there = tab(cookie=cookie("helene"), path="/interventions")
    there.load(Interventions.load)
    there.call(Interventions.show, view="capacite")
    [sector] = seen_of(there, Interventions)["sectors"]
    assert sector["name"] == "Bourg-en-Bresse" and sector["offered"] == "75\u00a0h", "two workers"
    assert [one["family"] for one in sector["waiting"]] == ["Famille Benali"]
    assert sector["waiting"][0]["words"].endswith("transmis aujourd’hui")


def test_the_file_of_a_family_has_its_interventions_for_who_may_read_them(office, tab, cookie, drafted):
    path = f"/familles/{office.benali.id}"
    claire = tab(cookie=cookie("claire"), path=path)
    claire.load(FamilyFile.load, OrdersCard.load)
    assert [one["number"] for one in seen_of(claire, OrdersCard)["listed"]] == [drafted.number]
    sylvie = tab(cookie=cookie("sylvie"), path=path)
    sylvie.load(FamilyFile.load, OrdersCard.load)
    assert drafted.number not in sylvie.text()


def test_a_request_of_an_interview_becomes_a_draft_in_one_tap(office, tab, cookie, association, engine, now):
    with db.writing(engine) as session:
        task = tasks.open_task(
            session, sector_id=office.bourg.id, family_id=office.benali.id, kind=Kind.TISF, role="coordinatrice",
            label="Intervention TISF à étudier (Premiers pas)", source="proposition:x:tisf", now=now,
        )  # fmt: skip
    helene = tab(cookie=cookie("helene"), path="/a-faire")
    helene.call(ToDo.load)
    helene.call(ToDo.open_line, key=f"{What.TASK.value}-{task.id}")
    assert seen_of(helene, ToDo)["opened"]["may_order"] is True
    helene.call(ToDo.take_up)
    with db.reading(engine) as session:
        order = session.exec(select(InterventionOrder)).one()
        assert (order.frame, order.source, order.service) == ("premiers_pas", f"task:{task.id}", SERVICE)
        assert order.daily_notes == "Allergie alimentaire : arachide."
        assert session.get_one(Task, task.id).outcome == "fait"
    assert f"/interventions/{order.id}" in str(helene.events)


def test_the_responsable_reads_a_signed_session_sends_it_back_or_validates_it(
    office, engine, association, signed_in, drafted, now, today
):
    fatima = association["Fatima"].id
    with db.writing(engine) as session:
        session.get_one(InterventionOrder, drafted.id).status = Status.ACCEPTED
        for name in ("Patricia", "Fatima"):
            account = association[name].id
            session.add(CareRelationship(account_id=account, family_id=office.benali.id, since=date(2026, 1, 1)))
        visit = Visit(
            family_id=office.benali.id, kind="seance_tisf", planned_on=today, planned_at=time(8), duration_min=60,
            worker_id=fatima, status="realisee", created_at=now, created_by=fatima,
        )  # fmt: skip
        session.add(visit)
        session.flush()
        began = {"started_at": now - timedelta(minutes=75), "ended_at": now - timedelta(minutes=20)}
        held = InterventionSession(
            family_id=office.benali.id, visit_id=visit.id, order_id=drafted.id, status="a_valider",
            minutes_exact=55, **began,
        )  # fmt: skip
        session.add(held)
        session.flush()
        record = SessionRecord(
            family_id=office.benali.id, session_id=held.id, visit_id=visit.id, order_id=drafted.id, author_id=fatima,
            outcome="realisee", body={"outcome": "realisee", "facts": [{"words": "Le linge est plié."}]}, digest="d",
            captured_at=now, received_at=now,
        )  # fmt: skip
        session.add(record)
        session.flush()
        held.record_id = record.id
    patricia = signed_in("Patricia", "/interventions")
    patricia.load(Interventions.load, SessionCheck.load)
    [line] = seen_of(patricia, SessionCheck)["lines"]
    assert line["family"] == "Famille Benali" and line["billed"] == "55\u00a0min, 1\u00a0h à facturer"
    patricia.call(SessionCheck.open_one, session_id=line["id"])
    assert "Le linge est plié." in patricia.text()
    patricia.call(SessionCheck.send_back, form={"words": " "})
    assert "Écrivez ce qui est à corriger" in patricia.text()
    patricia.call(SessionCheck.validate_opened)
    patricia.call(SessionCheck.validate, session_id=line["id"])
    with db.reading(engine) as session:
        assert session.get_one(InterventionSession, held.id).minutes_billed == 60
        assert session.get_one(InterventionOrder, drafted.id).status == Status.RUNNING
    worker = signed_in("Fatima", "/interventions")
    worker.call(SessionCheck.open_one, session_id=line["id"])
    worker.call(SessionCheck.load)
    assert "Le linge est plié." not in worker.text() and not seen_of(worker, SessionCheck).get("lines")


def test_a_closing_report_is_written_signed_and_sent_from_the_orders_page(
    office, engine, drafted, signed_in, tab, cookie, association, today
):
    with db.writing(engine) as session:
        order = session.get_one(InterventionOrder, drafted.id)
        order.status, order.validated_by = Status.RUNNING, office.helene.id
        for name in ("Patricia", "Fatima"):
            session.add(
                CareRelationship(
                    account_id=association[name].id, family_id=order.family_id, since=today, reason="ordre"
                )
            )
    path = f"/interventions/{drafted.id}"
    fatima = signed_in("Fatima", path)
    fatima.load(OrderFile.load, ClosingCard.load)
    fatima.call(ClosingCard.begin, kind="bilan")
    for name, value in (("evolution", "Les soirées sont plus calmes."), ("proposal", "Aucune.")):
        fatima.call(ClosingCard.write, name=name, value=value)
    assert seen_of(fatima, ClosingCard)["may_sign"] is False
    fatima.call(ClosingCard.sign)
    assert "ne permet pas" in seen_of(fatima, PageState)["problem"]

    patricia = signed_in("Patricia", path)
    patricia.load(OrderFile.load, ClosingCard.load)
    assert seen_of(patricia, ClosingCard)["end_label"] == "Continuer le bilan de fin"
    patricia.call(ClosingCard.begin, kind="bilan")
    assert seen_of(patricia, ClosingCard)["typed"]["evolution"] == "Les soirées sont plus calmes."
    patricia.call(ClosingCard.sign)
    assert "pourquoi elle ne l’a pas lu" in seen_of(patricia, PageState)["problem"]
    patricia.call(ClosingCard.write, name="unread_reason", value="Absente.")
    patricia.call(ClosingCard.sign)
    [line] = seen_of(patricia, ClosingCard)["reports"]
    assert line["status"] == "Signé" and line["may_send"] is True

    helene = tab(cookie=cookie("helene"), path=path)
    helene.load(OrderFile.load, ClosingCard.load)
    assert seen_of(helene, ClosingCard).get("reports", []) == []
    patricia.call(ClosingCard.send, report_id=line["id"])
    helene.call(ClosingCard.refresh)
    assert [one["status"] for one in seen_of(helene, ClosingCard)["reports"]] == ["Transmis"]
    helene.call(ClosingCard.begin, kind="etape")
    assert len(seen_of(helene, ClosingCard)["reports"]) == 1
