"""A forgotten passphrase, in the production build: every visit and photo that had not left arrives or comes back, and
the vault that they were written in is opened by nobody."""

import time

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit import demo
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.families.household import Household
from fieldvisit.pictures.picture import WHOLE, Picture
from fieldvisit.schedule.record import VisitRecord
from tests.images import photo
from tests.tablet.nurse import Nurse
from tests.tablet.test_drafts import continue_here, sync
from tests.tablet.test_locked import SIX_MINUTES
from tests.tablet.test_screens import LOGIN, first_visits

NEW_PHRASE = "cinq mots tout neufs ici"
#: Each vault's wrapped key as it lies on the disk, and how often somebody tried to open it.
VAULTS = """() => new Promise((done) => { const asked = indexedDB.open("fieldvisit"); asked.onsuccess = () => {
    const all = asked.result.transaction("vaults").objectStore("vaults").getAll();
    all.onsuccess = () => { asked.result.close();
        done(all.result.map(({ id, failures, wraps }) => [id, failures, wraps[0].ct.join()])); }; }; })"""


def take_photo(nurse: Nurse) -> None:
    page = nurse.page
    nurse.ask_for_photos()
    page.get_by_role("button", name="Oui").click()
    page.get_by_role("button", name="C’est noté").click()
    image = photo(1200, 900, noise=True)
    page.get_by_label("Prendre une photo").set_input_files(
        files=[{"name": "lit.jpg", "mimeType": "image/jpeg", "buffer": image}]
    )
    expect(page.locator(".tile img")).to_have_count(1)
    page.get_by_role("button", name="Fermer").click()


def arrived(county, kind, *where) -> list:
    with Session(county.engine()) as session:
        return list(session.exec(select(kind).where(*where)))


def wait_for(found, count: int, page, seconds: float = 60) -> list:
    end = time.monotonic() + seconds
    while len(now := found()) < count:
        assert time.monotonic() < end, f"{len(now)} of {count}"
        page.wait_for_timeout(500)
    return now


@pytest.mark.long
def test_all_that_had_not_left_is_recovered_and_nobody_opens_the_old_vault(county, tablet):
    tablet.open("/terrain")
    tablet.context.clock.install()
    nurse = Nurse(tablet, LOGIN)
    page = nurse.page
    page.clock.resume()
    nurse.prepare()
    signed, begun = first_visits(county, 2)
    county.link.cut()
    nurse.open_visit(str(signed.id))
    nurse.start()
    take_photo(nurse)
    nurse.end("Refusée")
    nurse.sign()
    nurse.round()
    page.locator(".bar-concern").click()
    page.locator("main textarea").first.fill("Marques au bras, vues deux fois.")
    page.wait_for_timeout(300)
    page.locator(".bar-back").click()
    nurse.open_visit(str(begun.id))
    nurse.start()
    nurse.agree()
    take_photo(nurse)
    nurse.part("Rencontre")
    nurse.fill("Demande ou préoccupation", "Jamais envoyée")
    nurse.saved()
    page.clock.fast_forward(SIX_MINUTES)
    expect(page.get_by_role("button", name="Déverrouiller")).to_be_visible()
    [before] = page.evaluate(VAULTS)
    nurse.kill()

    page = nurse.page = tablet.open("/terrain", wait=False)
    page.get_by_role("button", name="J’ai oublié ma phrase secrète").click()
    county.link.restore()
    page.get_by_label("Identifiant").fill(LOGIN)
    page.get_by_label("Mot de passe").fill(demo.PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Phrase secrète").fill(NEW_PHRASE)
    page.get_by_label("La même, encore une fois").fill(NEW_PHRASE)
    page.get_by_role("button", name="Préparer la tablette").click()
    expect(page.get_by_text("Tout est à bord")).to_be_visible(timeout=30_000)
    whole = (Picture.visit_id == signed.id, Picture.state.in_(WHOLE))
    assert len(wait_for(lambda: arrived(county, VisitRecord, VisitRecord.visit_id == signed.id), 1, page)) == 1
    assert len(wait_for(lambda: arrived(county, Picture, *whole), 1, page)) == 1, "with its photo"

    sync(page)
    page.get_by_role("button", name="Voir", exact=True).click()
    expect(page.locator("main li", has_text="avant votre nouvelle phrase secrète")).to_have_count(2, timeout=20_000)
    continue_here(page, family_of(county, begun))
    nurse.part("Rencontre")
    expect(nurse.card("Demande ou préoccupation").locator("textarea").first).to_have_value("Jamais envoyée")
    nurse.end("Refusée")
    nurse.sign()
    whole = (Picture.visit_id == begun.id, Picture.state.in_(WHOLE))
    assert len(wait_for(lambda: arrived(county, VisitRecord, VisitRecord.visit_id == begun.id), 1, page)) == 1
    assert len(wait_for(lambda: arrived(county, Picture, *whole), 1, page)) == 1, "with its photo"
    assert arrived(county, ConcernReport, ConcernReport.device_id.is_not(None)) == [], "not signed yet: it came back"
    assert before in page.evaluate(VAULTS), "the old vault lies there as it was, and nobody tried to open it"
    assert tablet.errors == []


def family_of(county, visit) -> str:
    with Session(county.engine()) as session:
        return session.get_one(Household, visit.family_id).label
