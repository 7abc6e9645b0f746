"""The carnet copied at home without network, killed in the middle, and at the office once the network is back."""

import os
from datetime import date, timedelta

import sqlalchemy as sa
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.families.person import Person, Role
from fieldvisit.schedule.visit import Visit
from tests.tablet.nurse import Nurse
from tests.tablet.test_screens import LOGIN, first_visits, small_targets, violations


def a_child_of_ten_months(county) -> tuple[Visit, Person]:
    """An only child whom she visits, as old as the test needs, with one dose noted."""
    with Session(county.engine().execution_options(writes=True), expire_on_commit=False) as session, session.begin():
        for visit in first_visits(county, 30):
            query = select(Person).where(Person.family_id == visit.family_id, Person.role == Role.CHILD)
            children = session.exec(query).all()
            if len(children) == 1:
                break
        [child] = children
        child.birth_date = date.today() - timedelta(days=300)
        session.add(child)
        for table in (Dose, Exam, Certificate):
            session.exec(sa.delete(table).where(table.child_id == child.id))
        session.add(
            Dose(family_id=child.family_id, child_id=child.id, vaccine="hexa", rank="D1", noted_by=visit.worker_id,
                 given_on=child.birth_date + timedelta(days=62), noted_at=visit.created_at)
        )  # fmt: skip
        return visit, child


def look(page, name):
    if folder := os.environ.get("FIELDVISIT_SCREENSHOTS"):
        page.wait_for_timeout(300)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_carnet_is_copied_without_network_survives_a_dead_battery_and_reaches_the_office(tablet, county):
    visit, child = a_child_of_ten_months(county)
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    nurse.open_visit(str(visit.id))
    page = nurse.page
    expect(page.get_by_text("En retard : Hexavalent D2")).to_be_visible()
    look(page, "brief")
    county.link.cut()
    page.get_by_role("button", name="Ouvrir le carnet").click()
    hexa, pneumo = (page.get_by_role("group", name=name, exact=True) for name in ("Hexavalent", "Pneumocoque"))
    hexa.get_by_role("button", name="Hexavalent D2").click()
    expect(page.get_by_role("status")).to_contain_text("Indiquez d’abord la date")
    second = child.birth_date + timedelta(days=125)
    page.get_by_label("Date des doses recopiées").fill(second.isoformat())
    hexa.get_by_role("button", name="Hexavalent D2").click()
    pneumo.get_by_role("button", name="Pneumocoque D1").click()
    page.get_by_label("Date des doses recopiées").fill((child.birth_date + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="Méningocoque B D1").click()
    expect(page.get_by_text("avant 3 mois")).to_be_visible()
    page.get_by_label("Date de l’examen").fill(second.isoformat())
    page.get_by_label("Médecin").fill("Dr Roy")
    page.get_by_role("button", name="Examen : Au cours du 4e mois").click()
    expect(page.get_by_role("status")).to_contain_text("4 lignes à enregistrer, gardé sur la tablette")
    look(page, "carnet")
    assert violations(page) + small_targets(page) == []
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("avant 3 mois")

    nurse.kill()
    nurse.reopen()
    page = nurse.page
    expect(page.get_by_role("button", name="Hexavalent D2 du")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Confirmer").click()
    page.get_by_role("button", name="Hexavalent D1").click()
    page.get_by_label("Pourquoi ?").fill("carnet de sa sœur")
    page.get_by_role("button", name="Ne pas rayer").click()
    page.get_by_role("button", name="Hexavalent D1").click()
    expect(page.get_by_label("Pourquoi ?")).to_have_value("carnet de sa sœur")
    look(page, "strike")
    page.get_by_role("button", name="Rayer la ligne").click()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Sur la tablette", exact=True)).to_be_visible()
    look(page, "sent")
    county.link.restore()
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Reçue", exact=True)).to_be_visible(timeout=30_000)
    with Session(county.engine()) as session:
        doses = session.exec(select(Dose).where(Dose.child_id == child.id).order_by(Dose.given_on)).all()
        assert [(one.vaccine, one.rank, one.struck_why) for one in doses] == [
            ("menb", "D1", ""), ("hexa", "D1", "carnet de sa sœur"), ("hexa", "D2", ""), ("pneumo", "D1", ""),
        ]  # fmt: skip
        assert [one.doctor for one in session.exec(select(Exam).where(Exam.child_id == child.id))] == ["Dr Roy"]
    assert tablet.errors == []
