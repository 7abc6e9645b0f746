"""Twins, a morning at a nursery school, a childminder's home: without network, from first tap to signature."""

import uuid
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.access.care import CareRelationship
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.licences.record import LicenceRecord
from fieldvisit.licences.visit import LicenceVisit
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.schools.checks import SchoolCheck
from fieldvisit.schools.sessions import SchoolSession
from tests.tablet.nurse import Nurse
from tests.tablet.test_day import answer_what_is_asked
from tests.tablet.test_interviews import look

LOGIN = "claire.morel"


@pytest.fixture
def nurse(county, tablet, twins):
    """Prepared with network; what follows is done without."""
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    county.link.cut()
    yield nurse
    assert tablet.errors == []


@pytest.fixture
def twins(county) -> tuple[str, str, list[str]]:
    """Today, a visit of the first month to a family with twins: its id, the family's id, their first names."""
    with db.writing(county.engine()) as session:
        claire = session.exec(select(Account).where(Account.login == LOGIN)).one()
        pair = select(Person).where(Person.multiple, Person.deceased_on.is_(None)).order_by(Person.birth_date.desc())
        first = session.exec(pair).first()
        of_it = select(Person).where(Person.family_id == first.family_id, Person.birth_date == first.birth_date)
        names = [child.first_name for child in session.exec(of_it.order_by(Person.first_name))]
        family = session.get_one(Household, first.family_id)
        session.add(CareRelationship(account_id=claire.id, family_id=family.id, since=date.today()))
        visit = Visit(
            family_id=family.id,
            kind="vad_1m",
            planned_on=date.today(),
            duration_min=60,
            worker_id=claire.id,
            created_at=datetime.now(UTC),
            created_by=claire.id,
        )
        session.add(visit)
        session.flush()
        return str(visit.id), str(family.id), names


def sent(county, page: Page, model, **by):
    """Give the network back and wait until the office holds the only one of ``model`` with these columns."""
    county.link.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    query = select(model).filter_by(**by)
    for _ in range(160):
        with Session(county.engine()) as session:
            if found := session.exec(query).all():
                (one,) = found
                return one
        page.wait_for_timeout(250)
    raise AssertionError(f"no {model.__name__} arrived")


def test_each_of_twins_has_answers_measures_and_a_chart_of_her_own(county, nurse, twins):
    visit_id, family_id, (one, other) = twins
    page = nurse.page
    nurse.open_visit(visit_id)
    nurse.start()
    nurse.agree()
    nurse.part("Rencontre")
    nurse.choose("Personnes présentes", "Mère")
    nurse.part("Mesures")
    nurse.weigh("2,950", one)
    nurse.weigh("3,120", other)
    look(page, "twins-measures")
    expect(nurse.card("Poids", one).locator("input").first).to_have_value("2,950")
    expect(nurse.card("Poids", other).locator("input").first).to_have_value("3,120")
    nurse.nothing_to_report()
    answer_what_is_asked(nurse)
    nurse.part("Visite du 1er mois")
    look(page, "twins-first-month")
    nurse.end("Réalisée")
    look(page, "twins-ending")
    nurse.sign()
    look(page, "twins-signed")

    record = sent(county, page, VisitRecord, visit_id=uuid.UUID(visit_id))
    with Session(county.engine()) as session:
        children = {str(child.id): child.first_name for child in session.exec(select(Person).filter_by(multiple=True))}
    weights = {children[key]: body["poids"]["v"] for key, body in record.body["child_answers"].items()}
    assert {name: weight if weight > 100 else round(weight * 1000) for name, weight in weights.items()} == {
        one: 2950,
        other: 3120,
    }


def test_a_school_s_list_is_gone_through_pupil_by_pupil(county, nurse):
    with Session(county.engine()) as session:
        held = session.exec(select(SchoolSession).where(SchoolSession.status == "preparee")).first()
    page = nurse.page
    nurse.open_visit(str(held.id))
    expect(page.get_by_role("heading", name=held.school)).to_be_visible()
    look(page, "school-list")
    first = page.locator(".pupil").first
    name = first.locator(".stop-family").inner_text()
    pupil = first.get_attribute("data-pupil")
    first.locator(".pupil-open").click()
    expect(page.locator(".section-link").first).to_be_visible()
    nurse.part("Contexte")
    look(page, "school-check")
    nurse.choose("Carnet vu", "Oui")
    nurse.part("Croissance")
    nurse.fill("Poids", "15,2")
    nurse.fill("Taille", "98")
    nurse.part("Vision")
    nurse.choose("Test de l’écran", "Normal")
    look(page, "school-vision")
    nurse.nothing_to_report()
    answer_what_is_asked(nurse)
    nurse.part("Conclusion")
    nurse.choose("Conclusion", "Rien à signaler")
    nurse.end()
    look(page, "school-ending")
    expect(page.locator("main li .button-left"), "what is missing before signing").to_have_text([])
    page.get_by_role("button", name="Signer, élève suivant").click()
    # The next pupil is in hand at once; the first one is seen.
    expect(page.locator(".visit-head, .bar")).not_to_have_count(0)
    expect(page.get_by_text(name)).to_have_count(0)
    nurse.round()
    nurse.open_visit(str(held.id))
    expect(page.locator(f'[data-pupil="{pupil}"]')).to_contain_text("Vu")
    second = page.locator(".pupil", has=page.get_by_role("button", name="Absent")).last
    absent = second.get_attribute("data-pupil")
    second.get_by_role("button", name="Absent").click()
    page.get_by_role("button", name="Signer et clore").click()
    page.get_by_role("button", name="Liste").click()
    expect(page.locator(f'[data-pupil="{absent}"]')).to_contain_text("Absent")
    look(page, "school-list-after")

    check = sent(county, page, SchoolCheck, pupil_id=uuid.UUID(pupil))
    assert check.session_id == held.id


@pytest.mark.long
def test_a_childminder_s_home_is_visited_and_signed(county, nurse):
    with Session(county.engine()) as session:
        planned = session.exec(
            select(LicenceVisit).where(LicenceVisit.status == "programmee").order_by(LicenceVisit.planned_on)
        ).first()
    page = nurse.page
    nurse.open_visit(str(planned.id))
    nurse.start()
    nurse.part("Cadre")
    look(page, "licence-frame")
    nurse.choose("Profession", "Assistant")
    nurse.choose("Objet", "Première")
    nurse.fill("Enfants accueillis présents", "2")
    nurse.part("Conditions d'accueil")
    nurse.choose("Armes", "Aucune")
    look(page, "licence-home")
    answer_what_is_asked(nurse)
    nurse.part("Conclusion")
    nurse.choose("Avis proposé", "Favorable avec réserves")
    nurse.fill("Motivation de l’avis", "Logement adapté, abords clos.")
    nurse.end("Réalisée")
    look(page, "licence-ending")
    nurse.sign()
    look(page, "licence-signed")

    record = sent(county, page, LicenceRecord, licence_visit_id=planned.id)
    assert record.body["answers"]["ag_motivation"] == {"v": "Logement adapté, abords clos."}
