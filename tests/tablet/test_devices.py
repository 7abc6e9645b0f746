"""Tablets as the office keeps them: seen, withdrawn, shared between two workers."""

import json

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.access.device import Device
from fieldvisit.families.household import Household
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.sync.received import ReceivedLine, Word
from tests.tablet.nurse import PHRASE, Nurse
from tests.tablet.test_office import ADMINISTRATOR, COORDINATOR, sign_in
from tests.tablet.test_office_pages import usable
from tests.tablet.test_screens import LOGIN, first_visits, small_targets, violations

COLLEAGUE = "julie.perrin"
#: Everything that the page can read of its own stores, as text.
READABLE = """async () => {
    const found = [document.body.innerText, JSON.stringify({ ...localStorage, ...sessionStorage })];
    for (const { name } of await indexedDB.databases()) {
        const db = await new Promise((ok) => { const r = indexedDB.open(name); r.onsuccess = () => ok(r.result); });
        for (const store of db.objectStoreNames) {
            const rows = await new Promise((ok) => {
                const r = db.transaction(store).objectStore(store).getAll(); r.onsuccess = () => ok(r.result); });
            found.push(JSON.stringify(rows, (_, one) =>
                one instanceof Uint8Array || one instanceof ArrayBuffer ? new TextDecoder("latin1").decode(one) : one));
        }
        db.close();
    }
    for (const name of await caches.keys())
        for (const held of await (await caches.open(name)).keys()) found.push(held.url);
    return found.join("\\n");
}"""


def sign_absent(nurse: Nurse, visit: Visit) -> None:
    nurse.open_visit(str(visit.id))
    nurse.page.locator(".dock").get_by_role("button", name="Famille absente").click()
    nurse.sign()


def names_of(county, login: str) -> set[str]:
    """The labels of the families that this worker alone may carry."""
    with Session(county.engine()) as session:
        worker = session.exec(select(Account).where(Account.login == login)).one()
        query = select(Household.label).join(Visit, Visit.family_id == Household.id)
        return set(session.exec(query.where(Visit.worker_id == worker.id, Visit.status == Status.PLANNED)))


def manage(office, county):
    """The administrator's page, with the panel of the only tablet open."""
    page = sign_in(office, ADMINISTRATOR, "/tablettes")
    page.get_by_role("button", name="Gérer").first.click()
    return page


@pytest.mark.long
@pytest.mark.parametrize("reason", ["Perdue ou volée", "Rendue ou réaffectée"])
def test_a_tablet_withdrawn_at_the_office_forgets_its_files_and_still_sends_three_visits(
    county, tablet, office, reason
):
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    nurse.page.locator(".bar-state").click()
    nurse.page.get_by_role("button", name="Synchroniser maintenant").click()
    visits = first_visits(county, 3)
    families = names_of(county, LOGIN)
    county.link.cut()
    for visit in visits:
        sign_absent(nurse, visit)
    nurse.kill()
    county.link.restore()

    page = manage(office, county)
    assert usable(page) == []
    page.get_by_role("button", name=reason).click()
    expect(page.locator(".panel")).to_contain_text("elle effacera ses dossiers à son prochain contact")
    expect(page.locator(".panel")).to_contain_text("pas encore effacée")

    page = tablet.open("/terrain", wait=False)  # switched on again, and nobody unlocks it
    expect(page.get_by_role("heading", name="Tablette retirée du service")).to_be_visible(timeout=40_000)
    expect(page.get_by_text("Tout ce qui avait été signé ici est parti.")).to_be_visible(timeout=40_000)
    assert violations(page) == [] and small_targets(page) == []
    readable = page.evaluate(READABLE)
    assert len(families) > 3 and [name for name in families if name in readable] == []
    with Session(county.engine()) as session:
        received = session.exec(select(VisitRecord).where(VisitRecord.device_id.is_not(None))).all()
        refused = session.exec(select(ReceivedLine).where(ReceivedLine.word == Word.REFUSED)).all()
        if reason == "Perdue ou volée":
            about = [json.loads(json.loads(line.raw)["header"])["kind"] for line in refused]
            assert about.count("visit_record") == 3 and received == []
        else:
            assert {record.visit_id for record in received} == {visit.id for visit in visits} and refused == []

    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Identifiant").fill(LOGIN)
    page.get_by_label("Mot de passe").fill(nurse.password)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator(".gate-problem")).to_contain_text("retirée du service")
    desk = manage(office, county)
    expect(desk.locator(".panel")).to_contain_text("effacée le")
    desk.get_by_role("button", name="Remettre en service").click()
    expect(desk.locator(".panel")).to_contain_text("remise en service")
    nurse.page = page
    nurse.prepare()
    desk.get_by_role("button", name="Fermer").click()
    desk.reload()
    expect(desk.locator("tbody tr")).to_have_count(1)  # the same tablet as before
    assert tablet.errors == []


@pytest.mark.long
def test_the_office_names_a_tablet_and_a_coordinator_reads_the_list(county, tablet, office):
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    page = manage(office, county)
    page.get_by_label("Nom au bureau").fill("Tablette 7 – Bourg")
    page.get_by_role("button", name="Renommer").click()
    expect(page.locator(".panel h2")).to_have_text("Tablette 7 – Bourg")
    office.context.clear_cookies()
    page = sign_in(office, COORDINATOR, "/tablettes")
    row = page.locator("tbody tr", has_text="Tablette 7 – Bourg")
    expect(row).to_contain_text("Claire Morel")
    expect(row).to_contain_text("à l’instant")
    expect(page.get_by_role("button", name="Gérer")).to_have_count(0)
    assert usable(page) == []


def test_two_workers_share_a_tablet_and_neither_sees_the_others_families(county, tablet):
    claire = Nurse(tablet, LOGIN)
    claire.prepare()
    visit = first_visits(county, 1)[0]
    with Session(county.engine()) as session:
        signed_for = session.get(Household, visit.family_id).label
    hers = names_of(county, LOGIN) - names_of(county, COLLEAGUE)
    theirs = names_of(county, COLLEAGUE) - names_of(county, LOGIN)
    assert hers and theirs
    county.link.cut()
    sign_absent(claire, visit)
    page = claire.page
    page.locator(".bar-state").click()
    page.get_by_role("button", name="Verrouiller").click()
    page.get_by_role("button", name="Une autre personne").click()
    readable = page.evaluate(READABLE)
    assert [name for name in hers if name in readable] == [], "locked, nothing of hers can be read"

    county.link.restore()
    julie = Nurse(tablet, COLLEAGUE)
    if not page.get_by_label("Identifiant").count():
        page.get_by_role("button", name="Une autre personne").click()
    julie.prepare()
    expect(page.locator(".stop").first).to_be_visible()
    readable = page.evaluate(READABLE)
    assert [name for name in hers if name in readable] == []
    assert signed_for in hers and signed_for not in readable
    with Session(county.engine()) as session:
        record = session.exec(select(VisitRecord).where(VisitRecord.visit_id == visit.id)).one()
        author = session.get(Account, record.author_id)
        assert author.login == LOGIN, "sent while a colleague was logged in, under its author's name"
        assert len(session.exec(select(Device)).all()) == 1, "one tablet, two workers"

    page.locator(".bar-state").click()
    page.get_by_role("button", name="Verrouiller").click()
    expect(page.get_by_role("button", name="Ouvrir pour Claire Morel")).to_be_visible()
    assert violations(page) == []
    readable = page.evaluate(READABLE)
    assert [name for name in hers | theirs if name in readable] == []

    # Claire opens her vault under her colleague's login: nothing of Julie’s enters it.
    page.get_by_role("button", name="Ouvrir pour Claire Morel").click()
    page.get_by_label("Phrase secrète").fill(PHRASE)
    page.get_by_role("button", name="Déverrouiller").click()
    expect(page.get_by_role("heading", name="Se reconnecter")).to_be_visible(timeout=40_000)
    page.locator(".bar-back").click()
    page.locator(".days").wait_for()
    shown = page.evaluate("document.body.innerText")
    assert [name for name in theirs if name in shown] == []
    assert tablet.errors == []
