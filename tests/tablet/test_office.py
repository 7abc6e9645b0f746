"""Office and tablet together: what is planned here is carried there, what is written there is read here."""

import json
import sqlite3
import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit import demo
from fieldvisit.access.account import Account
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.sync.received import ReceivedLine, Word
from tests.tablet.nurse import Nurse

NURSE, COORDINATOR, ADMINISTRATOR, FAMILY_WORKER = "claire.morel", "isabelle.roux", "marc.tissot", "fatima.elidrissi"


def read(county, query) -> list:
    with Session(county.engine()) as session:
        return list(session.exec(query))


def sign_in(office, login: str, path: str):
    page = office.open("/connexion")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(demo.PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda url: "/connexion" not in url)
    return office.open(path)


def next_visit(county) -> tuple[Visit, Household]:
    with Session(county.engine()) as session:
        nurse = session.exec(select(Account).where(Account.login == NURSE)).one()
        query = select(Visit, Household).join(Household, Household.id == Visit.family_id)
        query = query.where(Visit.worker_id == nurse.id, Visit.status == Status.PLANNED, Visit.kind.startswith("vad_"))
        return session.exec(query.order_by(Visit.planned_on, Visit.planned_at)).first()


@pytest.mark.long  # over PostgreSQL: test_many_workers.py
def test_a_visit_signed_on_the_tablet_appears_without_reload_and_is_seen_by_the_team(tablet, office, county):
    nurse = Nurse(tablet, NURSE)
    nurse.prepare()
    visit, family = next_visit(county)
    page = sign_in(office, COORDINATOR, "/planning")
    block = page.locator(".plan-block", has_text=family.label.removeprefix("Famille "))
    expect(block.first).to_be_visible()
    expect(page.locator(".received-line", has_text=family.label)).to_have_count(0)
    page.evaluate("window.notReloaded = true")

    nurse.open_visit(str(visit.id))
    nurse.start()
    nurse.agree()
    nurse.nothing_to_report()
    nurse.part("Rencontre")
    nurse.choose("Personnes présentes", "Mère")
    nurse.fill("Demande ou préoccupation", "Canari-7 : parler de la reprise du travail")
    nurse.part("Suite")
    nurse.choose("Suite", "Nouvelle VAD")
    nurse.end("Réalisée")
    nurse.sign()
    expect(nurse.page.locator(".card .badge", has_text="Reçue").first).to_be_visible(timeout=30_000)

    line = page.locator(".received-line", has_text=family.label)
    expect(line.first).to_be_visible(timeout=15_000)
    assert page.evaluate("window.notReloaded") is True
    line.first.click()
    expect(page.get_by_text("Canari-7 : parler de la reprise du travail").first).to_be_visible(timeout=15_000)

    nurse.page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(nurse.page.locator(".card .badge", has_text="Vue par l’équipe").first).to_be_visible(timeout=45_000)
    with Session(county.engine()) as session:
        reader = session.exec(select(Account.id).where(Account.login == COORDINATOR)).one()
        read = select(AccessEvent).where(AccessEvent.account_id == reader, AccessEvent.family_id == family.id)
        assert session.exec(read).all(), "the coordinator's reading is journaled"
    assert tablet.errors == [] and office.errors == []


@pytest.mark.long
def test_a_visit_moved_at_the_office_moves_on_the_tablet(tablet, office, county):
    nurse = Nurse(tablet, NURSE)
    nurse.prepare()
    visit, family = next_visit(county)
    page = sign_in(office, COORDINATOR, "/planning")
    label = family.label.removeprefix("Famille ")
    page.get_by_role("button", name=f"{visit.planned_at:%H:%M}, {family.label}").first.click()
    wanted = visit.planned_on + timedelta(days=1)
    page.get_by_label("Heure", exact=True).fill("18:10")
    page.get_by_label("Date", exact=True).fill(wanted.isoformat())
    page.get_by_role("button", name="Enregistrer le déplacement").click()
    expect(page.locator(".plan-block", has_text="18:10").filter(has_text=label)).to_be_visible()
    nurse.page.locator(".bar-state").click()
    nurse.page.get_by_role("button", name="Synchroniser maintenant").click()
    nurse.open_visit(str(visit.id))
    expect(nurse.page.locator(".visit-head")).to_contain_text("18:10", timeout=30_000)


def test_a_disabled_account_is_out_at_once_and_its_unsent_work_arrives_set_aside(tablet, office, county):
    nurse = Nurse(tablet, NURSE)
    nurse.prepare()
    visit, _ = next_visit(county)
    county.link.cut()
    nurse.open_visit(str(visit.id))
    nurse.page.locator(".dock").get_by_role("button", name="Famille absente").click()
    nurse.sign()
    # The office works on the same network, so the account is closed straight in the rooms, as the page does.
    with Session(county.engine().execution_options(writes=True)) as session, session.begin():
        nurse_account = session.exec(select(Account).where(Account.login == NURSE)).one()
        nurse_account.disabled_at = datetime.now(UTC)
    county.link.restore()
    nurse.page.evaluate("() => dispatchEvent(new Event('online'))")
    nurse.round()
    expect(nurse.page.get_by_text("Votre connexion a expiré")).to_be_visible(timeout=45_000)
    kept = select(ReceivedLine.sentence).where(ReceivedLine.word == Word.REFUSED)
    end = time.monotonic() + 30
    while not any("désactivé" in sentence for sentence in read(county, kept)):
        assert time.monotonic() < end, "what was signed before is nowhere at the office"
        time.sleep(0.3)


@pytest.mark.parametrize("login", [FAMILY_WORKER])
def test_a_family_workers_tablet_holds_no_health_item(tablet, county, login):
    """Canaries in every health field of her families; none in what her tablet was sent or keeps."""
    canary = "CANARI-SANTE"
    with sqlite3.connect(county.data / "fieldvisit.sqlite") as raw:
        raw.execute("UPDATE visit SET reason = reason || ?", (canary,))
        raw.execute("UPDATE person SET disability = ?, birth_weight_g = 4242", (canary,))
        raw.execute("UPDATE pregnancy SET maternity = ?", (canary,))
        for identity, body in raw.execute("SELECT id, body FROM visit_record").fetchall():
            marked = json.loads(body)
            marked.setdefault("notes", []).append({"at": "2026-11-01T09:00:00.000Z", "text": canary})
            raw.execute("UPDATE visit_record SET body = ? WHERE id = ?", (json.dumps(marked), identity))
    received = []
    worker = Nurse(tablet, login)
    tablet.context.on(
        "response", lambda answer: received.append(answer.text()) if "/api/sync/pull" in answer.url else None
    )
    worker.prepare()
    assert received and any('"family"' in text for text in received), "she has families aboard"
    everything = "".join(received)
    for trace in (canary, "4242", "term_weeks", "birth_weight_g", "pregnancies", "measurements"):
        assert trace not in everything
    written = [doc["body"] for text in received for doc in json.loads(text)["docs"] if doc["kind"] == "record"]
    mine = {(one["kind"].partition("_")[0], one["author_name"]) for one in written}
    assert mine <= {("seance", "Fatima El Idrissi")}, "her own sessions, and nobody else's writing"
    worker.page.get_by_role("button", name="Masquer").wait_for()
    assert canary not in worker.page.content()
