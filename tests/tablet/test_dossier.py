"""A family's file on the tablet without network: read, a contact noted, an agreement taken back, and at the office."""

import os

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.families.contact import Contact
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Role, last_word
from tests.tablet.nurse import Nurse
from tests.tablet.test_screens import LOGIN, first_visits, small_targets, violations

WORDS = "Elle dort mieux, rappeler jeudi après 17 h"


def look(page, name):
    if folder := os.environ.get("FIELDVISIT_SCREENSHOTS"):
        page.wait_for_timeout(300)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def with_agreement(county) -> tuple[str, str]:
    """The visit of a family that agreed to visits, and the first name of an adult of it."""
    with Session(county.engine()) as session:
        for visit in first_visits(county, 40):
            said = session.exec(select(Agreement).where(Agreement.family_id == visit.family_id)).all()
            last = last_word(said, "accord_vad")
            adults = select(Person).where(Person.family_id == visit.family_id, Person.role != Role.CHILD)
            if last is not None and last.standing == "Accordé" and (found := session.exec(adults).first()):
                return visit, f"{found.first_name} {found.last_name}"
    raise AssertionError("nobody agreed to visits")


@pytest.mark.long  # tests/offline/test_dossier.py notes both
def test_a_call_and_a_withdrawal_noted_without_network_survive_a_dead_battery_and_hold_at_the_office(tablet, county):
    visit, adult = with_agreement(county)
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    nurse.open_visit(str(visit.id))
    county.link.cut()
    page = nurse.page
    page.get_by_role("button", name="Dossier", exact=True).click()
    expect(page.get_by_role("button", name="Noter un contact")).to_be_visible()
    wrong = {}
    for part in ("Personnes", "Contacts", "Chronologie", "Accords"):
        page.get_by_role("button", name=part, exact=True).click()
        look(page, f"dossier-{part}")
        wrong[part] = violations(page) + small_targets(page)
    page.get_by_role("button", name="Retirer : Visite à domicile").click()
    wrong["panel"] = violations(page) + small_targets(page)
    look(page, "dossier-retrait")
    page.get_by_role("group", name="Dit par").get_by_role("button", name=adult).click()
    page.get_by_label("Ce qui a été dit (facultatif)").fill("trop de monde")
    page.wait_for_timeout(1000)  # typed is durable within 100 ms; not on a machine that does much else

    nurse.kill()
    nurse.reopen()
    page = nurse.page
    expect(page.get_by_label("Ce qui a été dit (facultatif)")).to_have_value("trop de monde")
    page.get_by_role("dialog").get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name="Accords", exact=True).click()
    line = page.locator(".agreement-line", has_text="Visite à domicile")
    expect(line).to_contain_text("Retiré")
    expect(line).to_contain_text("À envoyer")

    page.get_by_role("button", name="Noter un contact").click()
    page.get_by_role("button", name="Appel reçu").click()
    page.get_by_label("Ce qui a été dit (facultatif)").fill(WORDS)
    wrong["contact"] = violations(page) + small_targets(page)
    look(page, "contact")
    assert {name: found for name, found in wrong.items() if found} == {}
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("button", name="Contacts", exact=True).click()
    expect(page.locator(".contact-line", has_text=WORDS)).to_contain_text("À envoyer")

    county.link.restore()
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(page.locator(".contact-line", has_text=WORDS)).not_to_contain_text("À envoyer", timeout=30_000)
    with Session(county.engine()) as session:
        [call] = session.exec(select(Contact).where(Contact.words == WORDS))
        assert (call.family_id, call.means, call.result) == (visit.family_id, "appel_recu", "joint")
        said = session.exec(select(Agreement).where(Agreement.family_id == visit.family_id)).all()
        last = last_word(said, "accord_vad")
        assert (last.standing, last.withdrawn_why) == ("Retiré", "trop de monde")
    assert tablet.errors == []


def test_a_family_worker_reads_the_door_and_nothing_of_care(tablet, county):
    nurse = Nurse(tablet, "fatima.elidrissi")
    nurse.prepare()
    page = nurse.page
    county.link.cut()
    page.get_by_role("button", name="Ouvrir un dossier").click()
    expect(page.get_by_label("Quelle famille ?")).to_be_visible()
    assert violations(page) + small_targets(page) == []
    page.locator("main li button").first.click()
    expect(page.get_by_role("button", name="Chronologie", exact=True)).to_be_visible()
    look(page, "dossier-tisf")
    for absent in ("Noter un contact", "Carnet de santé", "Corriger", "Contacts"):
        assert page.get_by_role("button", name=absent, exact=True).count() == 0, absent
    with Session(county.engine()) as session:
        home = session.exec(select(Household).where(Household.label == page.locator("h1").inner_text())).first()
        children = session.exec(select(Person).where(Person.family_id == home.id, Person.role == Role.CHILD)).all()
    text = ""
    for part in ("Personnes", "Accords", "Chronologie"):
        page.get_by_role("button", name=part, exact=True).click()
        text += page.locator("main").inner_text()
    assert all(child.first_name in text for child in children)
    for secret in (
        " SA",
        "PN ",
        "Vaccins",
        "Examen",
        "autorité parentale",
        "Image / photo",
        "Appel passé",
        "Appel reçu",
    ):
        assert secret not in text, secret
    assert violations(page) + small_targets(page) == []
