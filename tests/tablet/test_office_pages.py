"""The office in a browser: what is planned is seen, what arrives appears by itself, who is put out is out."""

import re
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account
from fieldvisit.demo.people import PASSWORD
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Status, Visit
from tests.tablet.test_screens import small_targets

COORDINATOR = "isabelle.roux"


def log_in(office, login, path=""):
    page = office.open(f"/connexion?next={path}" if path else "/connexion")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    return page


def usable(page):
    page.wait_for_timeout(400)
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]] + [
        one for one in small_targets(page) if "skip-link" not in one
    ]


@pytest.fixture
def planning(office):
    page = log_in(office, COORDINATOR, "/planning")
    expect(page.get_by_role("heading", name="Planning du secteur")).to_be_visible()
    expect(page.locator(".plan-block").first).to_be_visible()
    return page


def change(county, act):
    with Session(county.engine().execution_options(writes=True)) as session, session.begin():
        return act(session)


def test_a_visit_is_planned_moved_and_cancelled_from_the_keyboard_and_the_mouse(planning):
    page = planning
    page.get_by_role("button", name="Nouvelle visite").press("Enter")
    page.get_by_label("Famille", exact=True).fill("nguyen")
    page.locator(".choice").first.click()
    page.locator("select[name=worker]").select_option(label="Claire Morel – Puéricultrice de PMI")
    page.locator("select[name=kind]").select_option(label="Visite de suivi (à la demande)")
    expect(page.get_by_label("Durée (minutes)")).to_have_value("45")
    page.get_by_label("Heure").fill("18:30")
    page.get_by_label("Motif").fill("Pesée après la fièvre")
    page.get_by_role("button", name="Programmer la visite").click()
    expect(page.get_by_text("Visite programmée le")).to_be_visible()
    page.get_by_label("Heure").fill("19:00")
    page.get_by_role("button", name="Enregistrer le déplacement").click()
    expect(page.get_by_text("Visite déplacée au")).to_be_visible()
    expect(page.locator(".plan-block", has_text="19:00")).to_have_count(1)
    page.get_by_text("Annuler la visite").click()
    page.get_by_label("Motif de l’annulation").fill("Famille partie")
    page.get_by_role("button", name="Annuler cette visite").click()
    expect(page.get_by_text("Annulée par le service")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Fermer")).to_have_count(0)


def test_what_changes_elsewhere_appears_without_a_reload(planning, county):
    page = planning
    page.evaluate("window.neverReloaded = true")

    def finish(session):
        mine = select(Account.id).where(Account.login == "claire.morel")
        visit = session.exec(select(Visit).where(Visit.worker_id.in_(mine), Visit.status == Status.PLANNED)).first()
        visit.status = Status.ABSENT
        return session.get(Household, visit.family_id).label

    before = page.locator(".plan-block-warn").count()
    change(county, finish)
    expect(page.locator(".plan-block-warn")).to_have_count(before + 1, timeout=8000)
    assert page.evaluate("window.neverReloaded") is True


def test_whose_session_ends_is_shown_out_and_finds_the_page_again(planning, county):
    page = planning

    def put_out(session):
        account = session.exec(select(Account).where(Account.login == COORDINATOR)).one()
        sessions.end_all(session, account.id, datetime.now(UTC))

    change(county, put_out)
    page.get_by_role("button", name="Quinzaine suivante").click()
    expect(page).to_have_url(re.compile("/connexion.next="), timeout=8000)


def test_nobody_sees_an_office_page_without_logging_in(office):
    page = office.open("/familles")
    expect(page.get_by_label("Identifiant")).to_be_visible()
    assert "/connexion" in page.url


@pytest.mark.parametrize(
    "size", [pytest.param((1440, 900), marks=pytest.mark.long), (800, 1280)], ids=["desk", "tablet"]
)
def test_anybody_can_use_every_office_page(office, size):
    page = log_in(office, COORDINATOR, "/planning")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    expect(page.locator(".plan-block").first).to_be_visible()
    seen = {"planning": usable(page)}
    page.locator(".plan-block").first.click()
    expect(page.get_by_role("button", name="Fermer")).to_be_focused()
    seen["visit"] = usable(page)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Nouvelle visite").click()
    seen["new visit"] = usable(page)
    page.goto(page.url.replace("/planning", "/doublons"))
    page.locator(".settle-item").first.click()
    expect(page.get_by_role("button", name="Réunir ces dossiers")).to_be_visible()
    seen["doublons"] = usable(page)
    page.goto(page.url.replace("/doublons", "/familles"))
    page.get_by_label("Rechercher").fill("dacosta")
    page.locator(".family-line", has_text="Famille Dacosta").click()
    expect(page.get_by_text("Doublon possible")).to_be_visible()
    seen["possible double"] = usable(page)
    page.get_by_role("link", name="Comparer").click()
    expect(page.get_by_role("button", name="Réunir ces dossiers")).to_be_visible()
    page.goto(re.sub("/doublons.*", "/familles", page.url))
    page.get_by_label("Rechercher").fill("personne de ce nom")
    expect(page.get_by_text("Aucune famille ouverte")).to_be_visible()
    seen["nobody found"] = usable(page)
    page.get_by_label("Rechercher").fill("")
    page.locator(".family-line").first.click()
    page.get_by_role("button", name="Lire la visite").first.click()
    expect(page.locator("#ecrit")).to_be_visible()
    seen["file"] = usable(page)
    page.get_by_role("button", name="Corriger", exact=False).nth(1).click()
    expect(page.get_by_role("button", name="Fermer").last).to_be_focused()
    seen["person"] = usable(page)
    page.get_by_role("button", name="Signaler un décès").click()
    expect(page.get_by_role("button", name="Enregistrer le décès")).to_be_visible()
    seen["death"] = usable(page)
    page.keyboard.press("Escape")
    for tab in ("À faire", "Chronologie", "Accords"):
        page.get_by_role("tab", name=tab).click()
        seen[tab] = usable(page)
        if tab == "À faire":
            page.get_by_role("button", name="Programmer un suivi").click()
            expect(page.get_by_role("button", name="Fermer").last).to_be_focused()
            seen["follow-up"] = usable(page)
            page.keyboard.press("Escape")
    page.get_by_role("button", name="Accordé", exact=False).first.click()
    seen["agreement"] = usable(page)
    page.goto(re.sub("/familles/.*", "/familles/nouvelle", page.url))
    expect(page.get_by_role("button", name="Ouvrir le dossier")).to_be_visible()
    address = page.get_by_role("textbox", name="Adresse")
    address.press_sequentially("cerisiers")
    expect(page.locator(".address-list button").first).to_be_visible()
    seen["new family"] = usable(page)
    page.locator(".address-list button").first.press("Enter")
    expect(address).not_to_have_value("cerisiers")
    expect(address).to_be_focused()
    expect(page.get_by_label("Code postal")).not_to_have_value("")
    page.goto(re.sub("/familles.*", "/a-faire", page.url))
    page.get_by_role("button", name="Programmer").first.click()
    expect(page.get_by_role("button", name="Fermer")).to_be_focused()
    page.get_by_text("Noter une décision").click()
    page.get_by_text("Changer la priorité").click()
    seen["to do"] = usable(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Fermer")).to_have_count(0)
    page.goto(page.url.replace("/a-faire", "/calendrier"))
    expect(page.locator(".calendar-give").first).to_be_visible()
    seen["calendar"] = usable(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Noter une absence").click()
    expect(page.get_by_role("button", name="Fermer")).to_be_focused()
    seen["absence"] = usable(page)
    page.goto(page.url.replace("/calendrier", "/agrements"))
    page.locator(".licence-line").first.click()
    expect(page.get_by_role("heading", name="Titulaire")).to_be_visible()
    seen["licence"] = usable(page)
    assert {name: found for name, found in seen.items() if found} == {}
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
