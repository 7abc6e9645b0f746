"""« Aujourd’hui » without a browser: what each handler and the printed round give to whom."""

import uuid
from datetime import time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.db import new_id
from fieldvisit.pages import who
from fieldvisit.pages.office import day_shared, day_view
from fieldvisit.pages.office.day import Today
from fieldvisit.pages.office.day_shared import Shared
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.planning import Planning
from fieldvisit.schedule import day
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit


@pytest.fixture(autouse=True)
def always_fresh(monkeypatch):
    monkeypatch.setattr(day_shared.shared, "fresh_s", 0)


@pytest.fixture
def visit(office, engine, now, today):
    planned = Visit(
        family_id=office.benali.id,
        kind="vad_1m",
        planned_on=today,
        planned_at=time(9, 0),
        duration_min=60,
        worker_id=office.claire.id,
        reason="Reprise du poids",
        created_at=now,
        created_by=office.helene.id,
    )
    with db.writing(engine) as writer:
        writer.add(planned)
    return planned


@pytest.fixture
def write(engine, now):
    def make(visit, outcome="realisee"):
        with db.writing(engine) as writer:
            writer.get_one(Visit, visit.id).status = outcome
            record = VisitRecord(
                id=new_id(),
                family_id=visit.family_id,
                visit_id=visit.id,
                author_id=visit.worker_id,
                outcome=outcome,
                body={},
                digest="d",
                captured_at=now,
                received_at=now - timedelta(minutes=30),
            )
            writer.add(record)
        return record.id

    return make


def open_today(tab, cookie, name):
    client = tab(cookie=cookie(name), path="/journee")
    client.load(Desk.arrive, Today.load)
    return client


def last(client, name, state="today"):
    """The last value that this browser was sent of a var of this page."""
    found = [
        values[f"{name}_rx_state_"]
        for update in client.received
        for one, values in update.items()
        if one.endswith(f"____{state}") and f"{name}_rx_state_" in values
    ]
    return found[-1]


def test_the_coordinator_sees_the_round_of_her_sector_and_no_motive(tab, cookie, visit):
    client = open_today(tab, cookie, "helene")
    [one] = last(client, "rounds")
    assert one["name"] == "Claire Morel" and one["chips"][0]["family"] == "Benali"
    assert "Reprise du poids" not in client.text()


@pytest.mark.parametrize("name", ["nadia", "sylvie", "root", ""])
def test_who_is_not_concerned_sees_nothing_of_it(tab, cookie, visit, write, name):
    write(visit)
    client = tab(cookie=cookie(name) if name else "", path="/journee")
    client.load(Desk.arrive, Today.load)
    client.call(Today.look_again)
    client.call(Today.seen)
    assert "Benali" not in client.text() and "01-2026" not in client.text()


def test_what_changes_is_told_once_and_what_does_not_costs_nothing(tab, cookie, visit, write, monkeypatch):
    client = open_today(tab, cookie, "helene")
    client.received.clear()
    asked = []
    real = day.shown_to
    monkeypatch.setattr(day, "shown_to", lambda *given: asked.append(given) or real(*given))
    client.call(Today.look_again)
    assert asked == [] and client.received == []
    write(visit)
    client.call(Today.look_again)
    assert last(client, "rounds")[0]["chips"][0]["state"] == "Faite" and len(asked) == 1


def test_a_visit_becomes_late_by_itself(tab, cookie, visit, monkeypatch, now):
    client = open_today(tab, cookie, "helene")
    monkeypatch.setattr(who, "now", lambda: now - timedelta(hours=2))
    client.call(Today.look_again)
    assert last(client, "rounds")[0]["chips"][0]["state"] == "À venir"
    monkeypatch.setattr(who, "now", lambda: now + timedelta(hours=1))
    client.call(Today.look_again)
    assert last(client, "rounds")[0]["chips"][0]["state"] == "Pas de nouvelle"


def test_vu_marks_what_was_on_screen_and_nothing_that_came_since(tab, cookie, visit, write, office, engine, now, today):
    first = write(visit)
    client = open_today(tab, cookie, "helene")
    assert [line["key"] for line in last(client, "arrived")] == [str(first)]
    other = Visit(
        family_id=office.petit.id,
        kind="vad_suivi",
        planned_on=today,
        duration_min=45,
        worker_id=office.claire.id,
        created_at=now,
        created_by=office.helene.id,
    )
    with db.writing(engine) as writer:
        writer.add(other)
    second = write(other)
    client.call(Today.seen)
    assert [line["key"] for line in last(client, "arrived")] == [str(second)]


def test_looking_at_the_page_marks_nothing(tab, cookie, visit, write):
    write(visit)
    for _ in range(2):
        client = open_today(tab, cookie, "helene")
        client.call(Today.look_again)
        assert len(last(client, "arrived")) == 1


def test_who_does_not_follow_the_family_reads_a_count_without_its_name(tab, cookie, visit, write, engine, office):
    with db.writing(engine) as writer:
        writer.get_one(Visit, visit.id).family_id = office.petit.id
    visit.family_id = office.petit.id
    write(visit)
    client = open_today(tab, cookie, "ines")
    assert last(client, "arrived") == [
        {"key": "nombre Claire Morel", "title": "Claire Morel", "words": "1 visite reçue", "detail": "", "href": ""}
    ]


def test_a_missed_visit_is_planned_again_from_a_form_that_knows_it(tab, cookie, visit, write):
    write(visit, "absente")
    client = open_today(tab, cookie, "helene")
    [line] = last(client, "to_plan")
    assert line["href"] == f"/planning?replanifier={visit.id}"
    planning = tab(cookie=cookie("helene"), path=line["href"])
    planning.load(Planning.load)
    shown = {name: last(planning, name, "planning") for name in ("panel", "family", "kind", "minutes")}
    assert shown.pop("family")["label"].startswith("Famille Benali")
    assert shown == {"panel": "new", "kind": "vad_1m", "minutes": "60"}
    planning.call(Planning.plan, form={"kind": "vad_1m", "day": "2026-11-25", "minutes": "60"})
    assert last(open_today(tab, cookie, "helene"), "to_plan") == []


@pytest.mark.parametrize(
    ("asked", "sentence"), [("x", "n’est plus à jour"), (str(uuid.UUID(int=1)), "rien à replanifier")]
)
def test_a_made_up_visit_to_plan_again_gives_a_sentence(tab, cookie, visit, asked, sentence):
    planning = tab(cookie=cookie("helene"), path=f"/planning?replanifier={asked}")
    planning.load(Planning.load)
    assert sentence in planning.text() and last(planning, "panel", "planning") == ""


def test_a_sentence_stays_until_she_acts_again(tab, cookie, visit, write):
    planning = tab(cookie=cookie("helene"))
    planning.load(Planning.load)
    planning.call(Planning.plan, form={})
    write(visit)
    planning.call(Planning.look_again)
    assert last(planning, "problem", "page_state") == "Choisissez d’abord la famille."


def test_many_viewers_are_one_reading(monkeypatch):
    read = []
    shared = Shared(lambda sector, today: read.append(sector) or day.Day(today, (), (), ()), fresh_s=60)
    sector = uuid.UUID(int=7)
    sheets = [shared.of(sector) for _ in range(200)]
    assert read == [sector] and len(set(map(id, sheets))) == 1


def test_a_reading_that_fails_leaves_the_door_open_for_the_next():
    answers = iter([OSError("gone")])

    def read(sector, today):
        for failure in answers:
            raise failure
        return day.Day(today, (), (), ())

    shared = Shared(read)
    with pytest.raises(OSError):
        shared.of(uuid.UUID(int=7))
    assert shared.of(uuid.UUID(int=7)).day.stops == ()


def test_what_is_still_on_a_tablet_is_said_as_a_colleague_would(now, today):
    stop = day.Stop(*[new_id()] * 3, "", today, time(9), 45, None, "programmee", "Famille Benali", "", None, None)
    tablet = day.Tablet("T1", now.replace(hour=8, minute=42), 2, 1, 3)
    worker = day.Worker(stop.worker_id, "Claire Morel", "puericultrice", (tablet,))
    [line] = day_view.awaited(day.Day(today, (stop,), (), (worker,)), now.replace(hour=10))
    assert line["title"] == "Claire Morel"
    assert line["words"] == (
        "1 visite sans écrit reçu, 2 envois en attente, 3 photos en attente, 1 visite commencée, pas encore signée"
    )
    assert line["detail"] == "09:00 Benali · dernier contact 09:42"


def test_the_paper_round_is_given_to_who_may_see_it_and_journaled(http, cookie, visit, office, engine, today):
    path = f"/api/tournee.pdf?personne={office.claire.id}&jour={today}"
    answer = http.get(path, headers={"cookie": cookie("helene")})
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert answer.headers["content-disposition"] == f'inline; filename="tournee-claire-morel-{today}.pdf"'
    with db.reading(engine) as reader:
        [line] = reader.exec(select(AccessEvent))
    assert (line.account_id, line.family_id, line.what) == (office.helene.id, office.benali.id, "impression")


def test_her_own_round_needs_no_question(http, cookie, visit):
    assert http.get("/api/tournee.pdf", headers={"cookie": cookie("claire")}).content.startswith(b"%PDF")


@pytest.mark.parametrize(("name", "status"), [("nadia", 404), ("sylvie", 404), ("root", 403), ("", 303)])
def test_the_paper_round_is_nobody_else_s(http, cookie, visit, office, engine, name, status):
    path = f"/api/tournee.pdf?personne={office.claire.id}"
    answer = http.get(path, headers={"cookie": cookie(name)} if name else {})
    assert answer.status_code == status and b"%PDF" not in answer.content
    with db.reading(engine) as reader:
        assert reader.exec(select(AccessEvent)).all() == []


@pytest.mark.parametrize("query", ["personne=x", "jour=demain", "jour=2026-13-45", "personne=%00"])
def test_an_address_that_cannot_be_read_gives_a_sentence(http, cookie, visit, query):
    answer = http.get(f"/api/tournee.pdf?{query}", headers={"cookie": cookie("helene")})
    assert answer.status_code == 400 and "lisible" in answer.text
