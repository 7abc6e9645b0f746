"""« À faire » as a client gets it: one tap plans the visit, and nobody learns there what she may not know."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent
from fieldvisit.due import listing, priority
from fieldvisit.due.band import Priority, PriorityChoice
from fieldvisit.due.decision import DueDecision
from fieldvisit.due.item import DueItem
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.todo import ToDo
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task


@pytest.fixture
def county(office, engine, today, now):
    with db.writing(engine) as writer:
        tasks.open_task(
            writer,
            sector_id=office.bourg.id,
            family_id=office.petit.id,
            kind=Kind.REFERRAL,
            label="CAMSP",
            compartment="sante_enfant",
            source="demo",
            created_by=office.claire.id,
            now=now,
        )
        families = [office.benali.id, office.petit.id, office.roche.id]
        listing.refresh(writer, families, today)
        priority.refresh(writer, families, today)
    return office


def key_of(engine, family, code):
    with db.reading(engine) as reader:
        found = reader.exec(select(DueItem).where(DueItem.family_id == family.id, DueItem.code == code)).first()
    return f"echeance-{found.id}"


def stored(engine, table):
    with db.reading(engine) as reader:
        return reader.exec(select(table)).all()


def test_one_tap_plans_the_visit_with_whoever_follows_the_family(tab, cookie, county, engine, today):
    client = tab(cookie=cookie("helene"), path="/a-faire")
    client.load(Desk.arrive, ToDo.load)
    client.call(ToDo.choose, name="weeks", value="4")
    key = key_of(engine, county.petit, "vad_2_3m")
    assert key in client.text() and "P1 – immédiat" in client.text()
    client.call(ToDo.open_line, key=key)
    assert f"'worker': '{county.claire.id}'" in client.text() and "suit la famille" in client.text()
    day = today + timedelta(days=2)
    client.call(ToDo.plan, form={"worker": str(county.claire.id), "day": day.isoformat(), "minutes": "45"})
    [made] = stored(engine, Visit)
    assert (made.kind, made.planned_on, made.worker_id) == ("vad_2_3m", day, county.claire.id)
    assert "Visite programmée le mercredi 25 novembre 2026." in client.text()
    last = [values for delta in client.received for values in delta.values() if "rows_rx_state_" in values][-1]
    assert key not in str(last["rows_rx_state_"])


def test_a_decision_without_a_reason_is_refused_and_one_with_it_is_kept(tab, cookie, county, engine):
    client = tab(cookie=cookie("claire"), path="/a-faire")
    client.load(Desk.arrive, ToDo.load)
    client.call(ToDo.open_line, key=key_of(engine, county.petit, "vad_2_3m"))
    client.call(ToDo.decide, form={"choice": "refuse", "reason": " "})
    assert stored(engine, DueDecision) == [] and "Dites en quelques mots pourquoi" in client.text()
    client.call(ToDo.decide, form={"choice": "refuse", "reason": "La mère préfère la permanence"})
    assert [one.choice for one in stored(engine, DueDecision)] == ["refuse"]


def test_a_task_is_closed_with_its_outcome(tab, cookie, county, engine):
    [task] = stored(engine, Task)
    client = tab(cookie=cookie("claire"), path="/a-faire")
    client.load(Desk.arrive, ToDo.load)
    client.call(ToDo.choose_tab, code="orientations")
    client.call(ToDo.open_line, key=f"tache-{task.id}")
    client.call(ToDo.close_task, form={"outcome": "non_fait", "note": "Liste d’attente"})
    [task] = stored(engine, Task)
    assert (task.outcome, task.closing_note) == ("non_fait", "Liste d’attente")


def test_only_a_coordinator_fixes_a_priority_and_gives_it_back(tab, cookie, county, engine):
    for name in ("claire", "helene"):
        client = tab(cookie=cookie(name), path="/a-faire")
        client.load(Desk.arrive, ToDo.load)
        client.call(ToDo.open_line, key=key_of(engine, county.petit, "vad_2_3m"))
        client.call(ToDo.rank, form={"band": "4", "why": "Suivie à l’hôpital"})
    assert [(one.band, one.account_id) for one in stored(engine, PriorityChoice)] == [(4, county.helene.id)]
    client.call(ToDo.open_line, key=key_of(engine, county.petit, "vad_2_3m"))
    assert "Suivie à l’hôpital Le calcul dit P1 – immédiat." in client.text()
    client.call(ToDo.resume)
    assert [one.chosen for one in stored(engine, Priority) if one.family_id == county.petit.id] == [None]


def test_that_reasons_were_read_is_journaled_once_a_day(tab, cookie, county, engine):
    client = tab(cookie=cookie("claire"), path="/a-faire")
    client.load(Desk.arrive, ToDo.load, ToDo.load)
    assert "Prématurité" in client.text()
    read = [one for one in stored(engine, AccessEvent) if one.screen == "a_faire"]
    assert [(one.family_id, one.account_id) for one in read] == [(county.petit.id, county.claire.id)]


@pytest.mark.parametrize("role", ["secretariat", "responsable_tisf", "tisf"])
def test_neither_a_reason_nor_a_word_of_health_reaches_who_sees_the_band_only(tab, cookie, county, engine, role):
    with db.writing(engine) as writer:
        writer.get_one(Account, county.helene.id).role = role
        writer.get_one(Account, county.sylvie.id).role = role
    [task] = stored(engine, Task)
    for name in ("helene", "sylvie"):
        client = tab(cookie=cookie(name), path="/a-faire")
        client.load(Desk.arrive, ToDo.load)
        for code in ("affecter", "semaine", "retard", "certificats", "orientations", "taches"):
            client.call(ToDo.choose_tab, code=code)
        for code in ("vad_2_3m", "vad_prema"):
            client.call(ToDo.open_line, key=key_of(engine, county.petit, code))
        client.call(ToDo.open_line, key=f"tache-{task.id}")
        for word in ("rématur", "multiple", "CAMSP", "Examen", "accin", "TND", "score"):
            assert word not in client.words(), word
        if role == "secretariat":
            assert "Famille Petit" in client.words() and "Visite à domicile" in client.words(), "the lines were there"


@pytest.mark.parametrize("name", ["nadia", "sylvie", "root"])
def test_a_stranger_opens_plans_and_closes_nothing(tab, cookie, county, engine, today, name):
    [task] = stored(engine, Task)
    client = tab(cookie=cookie(name), path="/a-faire")
    client.load(Desk.arrive, ToDo.load)
    key = key_of(engine, county.petit, "vad_2_3m")
    for one in (key, f"tache-{task.id}", f"famille-{county.petit.id}"):
        client.call(ToDo.open_line, key=one)
        client.call(ToDo.plan, form={"worker": str(county.claire.id), "day": today.isoformat(), "minutes": "45"})
        client.call(ToDo.decide, form={"choice": "refuse", "reason": "Non"})
        client.call(ToDo.close_task, form={"outcome": "fait"})
        client.call(ToDo.lead, form={"worker": str(county.nadia.id)})
    assert "Famille Petit" not in client.text()
    assert stored(engine, Visit) == stored(engine, DueDecision) == []
    assert [one.outcome for one in stored(engine, Task)] == [""]
