"""The office follows the day: what a nurse does at a door shows on « Aujourd’hui » without a reload."""

from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.device import Device, DeviceKey
from fieldvisit.families.household import Household
from fieldvisit.pages.who import PARIS
from fieldvisit.schedule.visit import Status, Visit
from tests.tablet.nurse import Nurse
from tests.tablet.test_office_pages import log_in, usable

NURSE, COORDINATOR = "claire.morel", "isabelle.roux"


def change(county, act):
    with Session(county.engine().execution_options(writes=True)) as session, session.begin():
        return act(session)


@pytest.fixture
def due(county):
    """Ids and families of two visits that Claire was to make today since midnight: whatever the hour, they are due."""
    if datetime.now(PARIS).time() < time(0, 40):
        pytest.skip("nothing is late yet")

    def move(session):
        nurse = session.exec(select(Account.id).where(Account.login == NURSE)).one()
        query = select(Visit, Household.label).join(Household, Household.id == Visit.family_id)
        query = query.where(Visit.worker_id == nurse, Visit.status == Status.PLANNED, Visit.kind.startswith("vad_"))
        found = session.exec(query.order_by(Visit.planned_on, Visit.planned_at).limit(2)).all()
        for at, (visit, _) in enumerate(found):
            visit.planned_on, visit.planned_at = datetime.now(PARIS).date(), time(0, 5 * at)
        return [(str(visit.id), label.removeprefix("Famille ")) for visit, label in found]

    return change(county, move)


@pytest.mark.long
def test_a_round_is_followed_from_the_office_as_it_is_made(tablet, office, county, due):
    (visit_id, family), (_, waiting) = due
    nurse = Nurse(tablet, NURSE)
    nurse.prepare()
    page = log_in(office, COORDINATOR)
    expect(page.locator(".day-counts")).to_be_visible(timeout=15_000)
    page.evaluate("window.neverReloaded = true")
    row = page.locator(".day-round", has_text="Claire Morel")
    chip, other = (row.locator(".day-chip", has_text=one) for one in (family, waiting))
    expect(row).to_contain_text("tablette à portée", timeout=15_000)
    expect(chip).to_contain_text("En retard")
    page.get_by_role("button", name="Vu", exact=True).click()
    expect(page.get_by_text("Aucune visite reçue")).to_be_visible(timeout=15_000)

    nurse.open_visit(visit_id)
    nurse.start()
    expect(chip).to_contain_text("En cours", timeout=15_000)
    expect(chip).to_contain_text("depuis")

    nurse.agree()
    nurse.nothing_to_report()
    nurse.part("Rencontre")
    nurse.choose("Personnes présentes", "Mère")
    nurse.part("Suite")
    nurse.choose("Suite", "Nouvelle VAD")
    nurse.end("Réalisée")
    nurse.sign()
    expect(chip).to_contain_text("Faite", timeout=30_000)
    expect(page.get_by_text("1 visite reçue")).to_be_visible(timeout=20_000)
    expect(page.locator(".day-list .day-link")).to_contain_text(family)
    page.get_by_role("button", name="Vu", exact=True).click()
    expect(page.get_by_text("Aucune visite reçue")).to_be_visible(timeout=15_000)

    expect(other).to_contain_text("En retard")
    tablet.context.set_offline(True)

    def grow_silent(session):
        for device in session.exec(select(Device)):
            device.last_contact_at = datetime.now(UTC) - timedelta(minutes=11)

    change(county, grow_silent)
    expect(other).to_contain_text("Pas de nouvelle", timeout=15_000)
    expect(row).to_contain_text("dernier contact")
    assert page.evaluate("window.neverReloaded") is True
    assert tablet.errors == [] and office.errors == []


@pytest.fixture
def silent(county, due):
    """Claire's tablet was last heard an hour ago and had told what it still held; yesterday a family was away."""

    def tell(session):
        now = datetime.now(UTC)
        nurse = session.exec(select(Account.id).where(Account.login == NURSE)).one()
        sector = session.exec(select(AccountSector.sector_id).where(AccountSector.account_id == nurse)).first()
        absent = Household(case_number="01-2026-9999", label="Famille Absente", sector_id=sector)
        session.add(absent)
        session.flush()
        missed = {"status": Status.ABSENT, "planned_on": datetime.now(PARIS).date() - timedelta(days=1)}
        missed |= {"kind": "vad_suivi", "planned_at": time(9, 0), "duration_min": 45}
        session.add(Visit(family_id=absent.id, worker_id=nurse, created_at=now, created_by=nurse, **missed))
        held = {"unsent": 2, "pictures": 3, "last_contact_at": now - timedelta(hours=1)}
        device = Device(label="Tablette 1", enrolled_at=now, **held)
        session.add(device)
        session.flush()
        session.add(DeviceKey(device_id=device.id, account_id=nurse, public_jwk="{}", enrolled_at=now))

    change(county, tell)


@pytest.mark.parametrize(
    "size", [pytest.param((1440, 900), marks=pytest.mark.long), (800, 1280)], ids=["desk", "tablet"]
)
def test_anybody_can_use_the_day_s_page(office, silent, size):
    page = log_in(office, COORDINATOR)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    row = page.locator(".day-round", has_text="Claire Morel")
    expect(row).to_contain_text("dernier contact", timeout=15_000)
    expect(row.locator(".day-chip", has_text="Pas de nouvelle").first).to_be_visible()
    expect(page.locator(".day-lists")).to_contain_text("2 envois en attente, 3 photos en attente")
    assert usable(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    href = row.get_by_role("link", name="Imprimer la tournée de Claire Morel").get_attribute("href")
    paper = page.evaluate(
        "async (href) => { const a = await fetch(href); return [a.status, a.headers.get('content-type'),"
        " a.headers.get('cache-control'), (await a.text()).slice(0, 4)]; }",
        href,
    )
    assert paper == [200, "application/pdf", "no-store", "%PDF"]
    page.get_by_role("link", name="Replanifier").first.click()
    expect(page.get_by_role("heading", name="Nouvelle visite")).to_be_visible(timeout=15_000)
    expect(page.get_by_role("button", name="Changer")).to_be_visible()
