"""A draft goes on elsewhere, in the words of the screen: two devices, a broken tablet, a forgotten passphrase."""

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from fieldvisit import demo
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync.drafts.backup import DraftBackup
from tests.tablet.browser import Device
from tests.tablet.nurse import PHRASE, Nurse
from tests.tablet.test_office import NURSE, next_visit

#: Where pictures of the screens go, for whoever looks at them.
SHOTS = os.environ.get("FIELDVISIT_SHOTS")


def shot(page: Page, name: str) -> None:
    """Axe looks at the screen each time; a picture is kept when somebody wants to look as well."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    if SHOTS:
        page.wait_for_timeout(300)
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


@pytest.fixture
def second(playwright, county, outside_requests, tmp_path):
    device = Device(playwright, county, tmp_path / "second", outside_requests)
    yield device
    device.close()


def sync(page: Page) -> None:
    """« Synchroniser maintenant », and back to the round."""
    page.locator(".bar-state").click()
    page.get_by_role("button", name="Synchroniser maintenant").click()
    page.wait_for_timeout(1_500)
    page.locator(".bar-back").click()


def copied(county, page: Page, count: int = 1) -> None:
    """Waits until the office holds the sealed copies."""
    page.wait_for_timeout(2_500)  # a copy is made two seconds after the last key
    sync(page)
    with Session(county.engine()) as session:
        assert len(session.exec(select(DraftBackup)).all()) == count


def begin(nurse: Nurse, visit, words: str) -> None:
    nurse.open_visit(str(visit.id))
    nurse.start()
    nurse.agree()
    nurse.part("Rencontre")
    nurse.fill("Demande ou préoccupation", words)
    nurse.note("Note prise sur le pas de la porte.")
    nurse.saved()


def continue_here(page: Page, family: str) -> None:
    page.locator("main li", has_text=family).get_by_role("button", name="Continuer ici").click()
    expect(page.locator(".visit-head")).to_contain_text(family)


@pytest.mark.long
def test_a_visit_begun_on_the_tablet_is_finished_at_the_office_and_arrives_once(county, tablet, office):
    nurse = Nurse(tablet, NURSE)
    nurse.prepare()
    visit, family = next_visit(county)
    county.link.cut()
    begin(nurse, visit, "Elle dort mal depuis")
    county.link.restore()
    nurse.round()
    copied(county, nurse.page)

    page = office.open("/connexion")
    page.get_by_label("Identifiant").fill(NURSE)
    page.get_by_label("Mot de passe").fill(demo.PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("link", name="Le planning, au bureau").click()
    page.get_by_role("link", name="Mes brouillons").click()
    page.get_by_label("Phrase secrète").fill(PHRASE)
    page.get_by_label("La même, encore une fois").fill(PHRASE)
    page.get_by_role("button", name="Préparer la tablette").click()
    expect(page.get_by_role("heading", name="Brouillons sur une autre tablette")).to_be_visible(timeout=20_000)
    expect(page.locator("main li", has_text=family.label)).to_be_visible(timeout=20_000)
    shot(page, "bureau-liste")
    continue_here(page, family.label)
    expect(page.locator("textarea").first).to_be_visible()
    shot(page, "bureau-visite")
    page.wait_for_timeout(2_500)
    county.link.cut()
    desk = Nurse.__new__(Nurse)
    desk.page = page
    expect(desk.card("Demande ou préoccupation").locator("textarea").first).to_have_value("Elle dort mal depuis")
    desk.fill("Demande ou préoccupation", "Elle dort mal depuis dimanche.")
    desk.end("Reportée")
    desk.sign()
    county.link.restore()

    sync(page)
    sync(nurse.page)
    with Session(county.engine()) as session:
        [record] = session.exec(select(VisitRecord).where(VisitRecord.visit_id == visit.id)).all()
        assert record.body["answers"]["n_demande"]["v"] == "Elle dort mal depuis dimanche."
        assert [note["text"] for note in record.body["notes"]] == ["Note prise sur le pas de la porte."]
    nurse.open_visit(str(visit.id))
    expect(nurse.page.get_by_role("heading", name="Reportée")).to_be_visible(timeout=20_000)
    assert tablet.errors == [] and office.errors == []


@pytest.mark.long
def test_the_first_tablet_shows_where_it_went_takes_it_back_and_keeps_what_it_wrote_meanwhile(county, tablet, second):
    nurse = Nurse(tablet, NURSE)
    nurse.prepare()
    visit, family = next_visit(county)
    begin(nurse, visit, "Commencé ici")
    nurse.round()
    copied(county, nurse.page)
    other = Nurse(second, NURSE)
    other.prepare()
    sync(other.page)
    expect(other.page.get_by_text("Un brouillon vous attend")).to_be_visible(timeout=20_000)
    shot(other.page, "tournee-attend")
    other.page.get_by_role("button", name="Voir", exact=True).click()
    expect(other.page.locator("main li", has_text=family.label)).to_be_visible(timeout=20_000)
    shot(other.page, "liste-ailleurs")
    continue_here(other.page, family.label)
    other.part("Rencontre")
    other.fill("Demande ou préoccupation", "Continué là-bas")
    other.round()
    copied(county, other.page, 2)

    sync(nurse.page)
    expect(nurse.page.get_by_text("Continuée ailleurs")).to_be_visible(timeout=20_000)
    nurse.open_visit(str(visit.id))
    expect(nurse.page.get_by_role("heading", name="Continuée sur")).to_be_visible()
    expect(nurse.page.get_by_text("Commencé ici")).to_be_visible()
    shot(nurse.page, "continuee")
    county.link.cut()
    nurse.page.reload(wait_until="commit")
    nurse.unlock()
    nurse.open_visit(str(visit.id))
    shot(nurse.page, "continuee-hors-ligne")
    nurse.page.get_by_role("button", name="Écrire ici quand même").click()
    nurse.part("Rencontre")
    nurse.fill("Demande ou préoccupation", "Écrit ici sans réseau")
    nurse.note("Une note de plus, ici.")
    nurse.saved()
    county.link.restore()
    nurse.round()
    copied(county, nurse.page, 2)
    nurse.open_visit(str(visit.id))
    nurse.page.get_by_role("button", name="Reprendre ici").click()
    expect(nurse.page.get_by_text("Autre version, écrite sur cette tablette")).to_be_visible(timeout=20_000)
    nurse.part("Rencontre")
    expect(nurse.card("Demande ou préoccupation").locator("textarea").first).to_have_value("Continué là-bas")
    nurse.page.locator("summary", has_text="Autre version").click()
    expect(nurse.page.get_by_text("Écrit ici sans réseau")).to_be_visible()
    nurse.page.locator("summary", has_text="Autre version").scroll_into_view_if_needed()
    shot(nurse.page, "deux-versions")
    nurse.page.get_by_role("button", name="Ajouter ici ce qui manque").click()
    expect(nurse.page.get_by_text("Des réponses diffèrent")).to_be_visible()
    shot(nurse.page, "ajoute")
    nurse.page.get_by_role("button", name="Ranger").click()
    expect(nurse.page.get_by_text("Rangée : autre version")).to_be_visible()
    nurse.page.locator(".dock").get_by_role("button", name="Note").click()
    expect(nurse.page.get_by_text("Une note de plus, ici.").first).to_be_visible()
    assert tablet.errors == [] and second.errors == []


@pytest.mark.long
def test_a_broken_tablet_takes_nothing_with_it_that_was_in_range_once(county, tablet, second):
    nurse = Nurse(tablet, NURSE)
    nurse.prepare()
    visit, family = next_visit(county)
    begin(nurse, visit, "Avant la chute")
    nurse.round()
    copied(county, nurse.page)
    tablet.kill()
    shutil.rmtree(tablet.profile)
    other = Nurse(second, NURSE)
    other.prepare()
    sync(other.page)
    other.page.get_by_role("button", name="Voir", exact=True).click()
    continue_here(other.page, family.label)
    other.part("Rencontre")
    expect(other.card("Demande ou préoccupation").locator("textarea").first).to_have_value("Avant la chute")


@pytest.mark.long
def test_a_forgotten_passphrase_brings_the_draft_back_under_a_new_one(county, tablet):
    nurse = Nurse(tablet, NURSE)
    nurse.prepare()
    visit, family = next_visit(county)
    county.link.cut()
    begin(nurse, visit, "Jamais envoyé")
    nurse.page.locator(".bar-back").click()
    nurse.page.locator(".bar-state").click()
    nurse.page.get_by_role("button", name="Verrouiller").click()
    page = nurse.page
    page.get_by_role("button", name="J’ai oublié ma phrase secrète").click()
    expect(page.get_by_text("vos brouillons reviennent par le bureau")).to_be_visible()
    shot(page, "phrase-oubliee")
    county.link.restore()
    page.get_by_label("Identifiant").fill(NURSE)
    page.get_by_label("Mot de passe").fill(demo.PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Phrase secrète").fill("cinq mots tout neufs ici")
    page.get_by_label("La même, encore une fois").fill("cinq mots tout neufs ici")
    page.get_by_role("button", name="Préparer la tablette").click()
    expect(page.get_by_text("Tout est à bord")).to_be_visible(timeout=30_000)
    sync(page)
    expect(page.get_by_text("Un brouillon vous attend")).to_be_visible(timeout=20_000)
    shot(page, "phrase-oubliee-tournee")
    page.get_by_role("button", name="Voir", exact=True).click()
    expect(page.get_by_text("Cette tablette, avant votre nouvelle phrase secrète")).to_be_visible()
    shot(page, "phrase-oubliee-liste")
    continue_here(page, family.label)
    nurse.part("Rencontre")
    expect(nurse.card("Demande ou préoccupation").locator("textarea").first).to_have_value("Jamais envoyé")
    assert tablet.errors == []
