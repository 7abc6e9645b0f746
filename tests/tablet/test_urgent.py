"""« Urgent » entered without network: said at once to the nurse, first in line for the doctor, and answered back."""

import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.families.person import Person
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.sync.received import ReceivedLine
from tests.tablet.nurse import Nurse
from tests.tablet.test_office_pages import log_in, usable
from tests.tablet.test_screens import small_targets, violations

LOGIN, DOCTOR = "claire.morel", "helene.marchand"
SHOTS = os.environ.get("FIELDVISIT_SHOTS")


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


@pytest.fixture
def visits(county) -> list[tuple[Visit, Person]]:
    """Claire's planned home visits, those with a child of less than three months first."""
    with Session(county.engine()) as session:
        mine = select(Account.id).where(Account.login == LOGIN)
        query = (
            select(Visit, Person)
            .join(Person, Person.family_id == Visit.family_id)
            .where(Visit.worker_id.in_(mine), Visit.status == Status.PLANNED, Visit.kind.startswith("vad_"))
            .where(Person.role == "enfant", Person.birth_date.is_not(None), Person.deceased_on.is_(None))
        )
        found = {}
        for visit, child in session.exec(query.order_by(Person.birth_date.desc())):
            if visit.family_id not in {one.family_id for one, _ in found.values()}:
                found[visit.id] = (visit, child)
    young = [pair for pair in found.values() if pair[1].birth_date > date.today() - timedelta(days=80)]
    return young + [pair for pair in found.values() if pair not in young]


@pytest.fixture
def nurse(tablet) -> Nurse:
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    return nurse


def panel(page: Page):
    return page.get_by_role("alertdialog")


def begin(nurse: Nurse, visit: Visit) -> None:
    nurse.open_visit(str(visit.id))
    nurse.start()
    nurse.agree()


def test_a_fever_offline_says_what_to_do_reaches_the_doctor_first_and_comes_back_taken(county, nurse, office, visits):
    (feverish, child), *others = visits
    county_link = county.link
    county_link.cut()
    for visit, _ in others[:3]:
        nurse.open_visit(str(visit.id))
        nurse.page.locator(".dock").get_by_role("button", name="Famille absente").click()
        nurse.sign()
    begin(nurse, feverish)
    nurse.part("Mesures")
    field = nurse.card("Température", child.first_name).locator("input").first
    field.click()
    page = nurse.page
    page.keyboard.type("38")
    expect(panel(page)).to_be_visible()
    # Somebody goes on typing: nothing is eaten, no button is pressed.
    page.keyboard.type(",4")
    expect(field).to_have_value("38,4")
    dialog = panel(page)
    expect(dialog).to_contain_text(child.first_name)
    expect(dialog.get_by_role("link", name=re.compile("Appeler le 15"))).to_have_attribute("href", "tel:15")
    expect(dialog.get_by_role("link", name=re.compile("Urgences pédiatriques"))).to_have_attribute(
        "href", re.compile(r"tel:\d{10}")
    )
    page.wait_for_timeout(1200)
    shot(page, "panel")
    assert violations(page) == [] and small_targets(page) == []

    dialog.get_by_role("button", name="J’ai appelé le 15").click()
    expect(dialog.get_by_role("button", name="J’ai appelé le 15")).to_have_attribute("aria-pressed", "true")
    dialog.get_by_role("button", name="Revenir à la visite").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".urgent-banner")).to_contain_text("Urgence signalée")
    expect(nurse.card("Température", child.first_name).locator("input").first).to_have_value("38,4")

    # In range again: four lines wait, three of them older. The alert is the first that the office has.
    county_link.restore()
    doctor = log_in(office, DOCTOR, "/urgences")
    row = doctor.locator(".urgent-row")
    expect(row).to_have_count(1, timeout=30_000)
    with Session(county.engine()) as session:
        kinds = session.exec(select(ReceivedLine.kind).order_by(ReceivedLine.id)).all()
        [alert] = session.exec(select(UrgentAlert)).all()
    assert kinds[0] == "urgent" and alert.rule == "A11"
    assert [one["what"] for one in alert.done] == ["J’ai appelé le 15"]

    expect(row).to_contain_text(child.first_name)
    expect(row).to_contain_text("Claire Morel")
    expect(doctor.locator(".office-menu .menu-badge")).to_have_text("1")
    doctor.set_viewport_size({"width": 1440, "height": 900})
    shot(doctor, "worklist")
    row.get_by_role("button", name="Je prends en charge").click()
    expect(row).to_contain_text("Prise en charge par")
    assert usable(doctor) == []
    shot(doctor, "taken")

    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".urgent-banner")).to_contain_text("Prise en charge par Dr Hélène Marchand à", timeout=40_000)
    shot(page, "banner_taken")
    nurse.round()
    shot(page, "round")
    row.get_by_role("button", name="Ouvrir").click()
    doctor.get_by_label("Ce qui a été fait").fill("Vu aux urgences, rentré à domicile.")
    shot(doctor, "open")
    doctor.get_by_role("button", name="Clore l’urgence").click()
    expect(doctor.get_by_text("Aucune urgence")).to_be_visible()


@pytest.mark.long  # the words: tests/sync/test_urgent.py
def test_what_is_confided_comes_up_in_neutral_words_and_later_leaves_a_banner(county, nurse, visits):
    (visit, child), *_ = visits
    county.link.cut()
    begin(nurse, visit)
    page = nurse.page
    nurse.part("Rencontre")
    nurse.choose("Personnes présentes", "Mère")
    found = page.locator(".section-link")
    for at in range(found.count()):
        found.nth(at).click()
        if page.locator(".item", has_text="lément préoccupant").count():
            break
    page.locator(".item .pill", has_text="lément préoccupant").first.click()
    dialog = panel(page)
    expect(dialog).to_contain_text("Un point de cette visite demande une action")
    for word in ("violence", "Violence", "3919", "Urgent", "urgence"):
        expect(dialog).not_to_contain_text(word)
    shot(page, "discreet")
    assert violations(page) == [] and small_targets(page) == []
    # The tab is killed with the panel up: it comes back, still in neutral words.
    nurse.kill()
    nurse.reopen()
    page = nurse.page
    dialog = panel(page)
    expect(dialog).to_contain_text("Un point de cette visite demande une action")
    expect(dialog).not_to_contain_text("3919")
    dialog.get_by_role("button", name="ouvrir").click()
    expect(dialog.get_by_role("link", name=re.compile("3919"))).to_have_attribute("href", "tel:3919")
    shot(page, "violence")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.locator(".urgent-banner")).to_contain_text("1 point à reprendre")
    shot(page, "banner_discreet")
    # Another answer raises it again; taking both back withdraws without deleting.
    nurse.part("Mesures")
    nurse.fill("Température", "38,6", child.first_name)
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="plus tard").click()
    expect(page.locator(".urgent-banner")).to_contain_text("2 urgences à traiter")
    shot(page, "banner")
    nurse.fill("Température", "36,6", child.first_name)
    expect(page.locator(".urgent-banner")).to_contain_text("1 point à reprendre")
    expect(dialog).to_have_count(0)
