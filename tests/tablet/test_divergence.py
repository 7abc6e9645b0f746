"""Two tablets, then tablet and office, change one thing without having heard of each other: the whole way."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.access import account as accounts
from fieldvisit.access.account import Account
from fieldvisit.families import correction
from fieldvisit.families.correction import HouseholdChange
from fieldvisit.families.household import Household
from fieldvisit.schedule.record import VisitRecord
from tests.tablet.browser import Device
from tests.tablet.nurse import Nurse
from tests.tablet.test_day import LOGIN, Files
from tests.tablet.test_office_pages import COORDINATOR, log_in, usable

WHY = "Vérifié avec la famille"


@pytest.fixture
def files(county):
    with Session(county.engine()) as session:
        yield Files(session)


@pytest.fixture
def spare(playwright, county, outside_requests, tmp_path):
    """A second tablet of the same nurse."""
    device = Device(playwright, county, tmp_path / "spare", outside_requests)
    yield device
    device.close()


def nurse_on(device) -> Nurse:
    nurse = Nurse(device, LOGIN)
    nurse.prepare()
    return nurse


def synced(nurse: Nurse) -> None:
    """Nothing is left on this tablet, and it has heard of what the office decided."""
    nurse.page.evaluate("() => window.dispatchEvent(new Event('online'))")


def written_absent(nurse: Nurse, visit_id: str, words: str) -> None:
    nurse.open_visit(visit_id)
    nurse.page.get_by_role("button", name="Famille absente").click()
    nurse.page.get_by_label(re.compile("Précision")).first.fill(words)
    nurse.page.get_by_role("button", name="Signer et clore").click()
    expect(nurse.page.get_by_role("button", name="Retour à la tournée")).to_be_visible()


@pytest.mark.long  # tests/settling chooses, tests/offline/test_outbox.py hears it
def test_two_tablets_write_one_visit_the_office_chooses_and_both_hear_it(tablet, spare, office, county, files):
    first, second = nurse_on(tablet), nurse_on(spare)
    visit = files.planned()[0]
    county.link.cut()
    written_absent(first, str(visit.id), "Personne, volets fermés")
    written_absent(second, str(visit.id), "La voisine dit qu’ils rentrent demain")
    county.link.restore()
    for nurse in (first, second):
        expect(nurse.page.locator("main")).to_contain_text("Reçue", timeout=40_000)
    both = [first.page.locator("main").inner_text(), second.page.locator("main").inner_text()]
    assert sum("Les deux sont conservés" in words for words in both) == 1, both

    page = log_in(office, COORDINATOR, "/a-departager")
    expect(page.get_by_role("link", name="À départager").locator(".menu-count")).to_have_text("1")
    page.locator(".settle-item").first.click()
    choice = page.get_by_role("group", name="Comment la visite s’est terminée")
    expect(choice.get_by_role("button")).to_have_count(2)
    expect(choice).to_contain_text("Personne, volets fermés")
    expect(choice).to_contain_text("La voisine dit qu’ils rentrent demain")
    assert usable(page) == []
    choice.get_by_role("button", name="La voisine dit").click()
    page.get_by_role("button", name=WHY).click()
    expect(page.get_by_role("textbox", name="Motif")).to_have_value(WHY)
    assert usable(page) == []
    page.get_by_role("button", name="Enregistrer ce choix").click()
    expect(page.get_by_text("Rien à départager.")).to_be_visible()

    files.session.rollback()  # what was read stays as it was until then
    kept = files.session.exec(select(VisitRecord).where(VisitRecord.visit_id == visit.id)).all()
    [chosen] = [one for one in kept if one.corrected_by_id is None]
    assert len(kept) == 3 and "La voisine" in chosen.body["outcome_detail"]["reason"]
    for nurse in (first, second):
        synced(nurse)
        expect(nurse.page.locator("main")).to_contain_text("Deux écrits départagés par", timeout=60_000)
        expect(nurse.page.locator("main")).to_contain_text("La voisine dit qu’ils rentrent demain")


@pytest.mark.long
def test_a_field_corrected_on_a_tablet_and_at_the_office_is_kept_twice_and_chosen(tablet, office, county, files):
    nurse = nurse_on(tablet)
    visit = files.planned()[0]
    nurse.open_visit(str(visit.id))
    county.link.cut()
    page = nurse.page
    page.get_by_role("button", name="Corriger").click()
    page.get_by_label("Téléphone", exact=True).fill("07 11 11 11 11")
    page.get_by_label("Langue").fill("arabe")
    expect(page.get_by_text("2 changements")).to_be_visible()
    assert usable(page) == []
    page.reload(wait_until="commit")
    nurse.unlock()
    expect(page.get_by_label("Téléphone", exact=True)).to_have_value("07 11 11 11 11")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Sur la tablette").first).to_be_visible()
    expect(page.get_by_label("Langue")).to_have_value("arabe")

    with Session(county.engine().execution_options(writes=True)) as session, session.begin():
        home = session.get_one(Household, visit.family_id)
        head = session.exec(select(Account).where(Account.login == COORDINATOR)).one()
        changes, before = {"phone": "07 22 22 22 22"}, {"phone": home.phone}
        correction.correct(session, accounts.actor(session, head), home.id, changes, before, datetime.now(UTC))
    county.link.restore()
    expect(page.get_by_text("Reçue, à départager")).to_be_visible(timeout=40_000)
    expect(page.get_by_label("Téléphone", exact=True)).to_have_value("07 22 22 22 22", timeout=40_000)

    desk = log_in(office, COORDINATOR, "/a-departager")
    desk.locator(".settle-item").first.click()
    desk.get_by_role("button", name="07 11 11 11 11").click()
    desk.get_by_role("button", name=WHY).click()
    assert usable(desk) == []
    desk.get_by_role("button", name="Enregistrer ce choix").click()
    expect(desk.get_by_text("Rien à départager.")).to_be_visible()
    synced(nurse)
    expect(page.get_by_text("Départagée")).to_be_visible(timeout=60_000)
    expect(page.get_by_label("Téléphone", exact=True)).to_have_value("07 11 11 11 11")
    files.session.rollback()  # what was read stays as it was until then
    home = files.session.get_one(Household, visit.family_id)
    assert (home.phone, home.languages) == ("07 11 11 11 11", "arabe")
    kept = {one.after for one in files.session.exec(select(HouseholdChange).where(HouseholdChange.field == "phone"))}
    assert kept == {"07 11 11 11 11", "07 22 22 22 22"}

    desk.goto(f"{county.address}/familles/{visit.family_id}")
    desk.get_by_role("tab", name="Journal").click()
    expect(desk.get_by_text("Corrections du foyer")).to_be_visible()
    desk.get_by_role("tab", name="Essentiel").click()
    desk.get_by_role("button", name="Corriger le foyer").click()
    expect(desk.get_by_label("Téléphone", exact=True)).to_have_value("07 11 11 11 11")
    assert usable(desk) == []
