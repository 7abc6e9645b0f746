"""A family worker tells of a child in danger without network: kept, sent once, never read again on her tablet."""

import os
from datetime import date

from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.concerns.report import ConcernReport
from fieldvisit.families.household import Household
from tests.tablet.nurse import Nurse
from tests.tablet.test_screens import small_targets, violations

LOGIN = "fatima.elidrissi"
CANARY = "zirconium-4417"


def look(page, name):
    if folder := os.environ.get("FIELDVISIT_SCREENSHOTS"):
        page.wait_for_timeout(300)
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def sent(county) -> list[ConcernReport]:
    with Session(county.engine()) as session:
        return list(session.exec(select(ConcernReport)))


def kept_aboard(page) -> str:
    """Every word that the open tablet holds in clear: what it shows, its drafts and documents."""
    return page.evaluate(
        """async () => {
          const names = (await indexedDB.databases()).map(({ name }) => name);
          const rows = [];
          for (const name of names) {
            const db = await new Promise((done) => {
              const q = indexedDB.open(name); q.onsuccess = () => done(q.result);
            });
            for (const store of db.objectStoreNames) {
              rows.push(...await new Promise((done) => {
                const q = db.transaction(store).objectStore(store).getAll(); q.onsuccess = () => done(q.result);
              }));
            }
            db.close();
          }
          const shown = document.body.innerText;
          return JSON.stringify([rows, shown, { ...localStorage }, { ...sessionStorage }]);
        }"""
    )


def test_it_is_written_without_network_survives_a_dead_battery_leaves_once_and_is_read_no_more(tablet, county):
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    page = nurse.page
    county.link.cut()
    page.get_by_role("button", name="Inquiétude").click()
    for number in ("119", "17", "15"):
        expect(page.get_by_role("link", name=number).first).to_be_visible()
    look(page, "inquietude-vide")
    page.get_by_text("Une famille de cette tablette").click()
    page.get_by_role("group", name="Familles").get_by_role("button").first.click()
    children = page.get_by_role("group", name="Enfants")
    child = children.get_by_role("button").first.inner_text()
    children.get_by_role("button").first.click()
    page.get_by_label("Faits observés").fill(f"Trace rouge sur la joue. {CANARY}")
    page.get_by_role("button", name="Sécurité").click()
    page.get_by_label("Jour du fait").fill(date.today().isoformat())
    expect(page.get_by_role("status").last).to_contain_text("Gardé sur la tablette")

    nurse.kill()
    nurse.reopen()
    page = nurse.page
    expect(page.get_by_label("Faits observés")).to_have_value(f"Trace rouge sur la joue. {CANARY}")
    sign = page.get_by_role("button", name="Signer et transmettre")
    danger = page.get_by_role("group", name="Danger immédiat")
    sign.click()
    expect(page.get_by_role("status").last).to_contain_text("danger immédiat")
    danger.get_by_role("button", name="Oui").click()
    sign.click()
    expect(page.get_by_role("status").last).to_contain_text("procureur")
    danger.get_by_role("button", name="Non").click()
    page.get_by_label("Ses mots").fill("il est tombé")
    page.get_by_label("Qui").fill("Sa mère")
    sign.click()
    expect(page.get_by_role("status").last).to_contain_text("parents")
    page.get_by_role("group", name="Parents informés").get_by_role("button", name="Non").click()
    page.get_by_label("Pourquoi").fill("Père présent")
    look(page, "inquietude-remplie")
    assert violations(page) + small_targets(page) == []
    sign.click()
    expect(page.get_by_role("heading", name="Signée")).to_be_visible()
    expect(page.get_by_text("Pas encore envoyée")).to_be_visible()
    look(page, "inquietude-signee")
    assert sent(county) == []
    assert CANARY not in kept_aboard(page) and not page.get_by_label("Faits observés").is_visible()

    county.link.restore()
    expect(page.get_by_text("Transmise le")).to_be_visible(timeout=60_000)
    [report] = sent(county)
    expect(page.locator(".concern-reference")).to_have_text(report.reference)
    assert CANARY in report.facts and report.children[0]["name"] == child and report.gaps == []
    assert report.quotes[0] == {"who": "Sa mère", "when": "", "words": "il est tombé"}
    with Session(county.engine()) as session:
        assert session.get(Household, report.family_id) is not None
    look(page, "inquietude-transmise")

    nurse.kill()
    nurse.reopen()
    expect(nurse.page.get_by_text("Transmise le")).to_be_visible()
    assert CANARY not in kept_aboard(nurse.page)
    assert len(sent(county)) == 1
