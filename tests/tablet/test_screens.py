"""Every screen of the tablet, with and without network: what is on it, and that anybody can use it."""

import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.families.household import Household
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit
from tests.images import photo
from tests.tablet.nurse import PHRASE, Nurse

LOGIN = "claire.morel"


@pytest.fixture
def nurse(tablet):
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    return nurse


def first_visits(county, count: int) -> list[Visit]:
    """Her next planned home visits, soonest first."""
    with Session(county.engine()) as session:
        mine = select(Account.id).where(Account.login == LOGIN)
        query = select(Visit).where(
            Visit.worker_id.in_(mine), Visit.status == Status.PLANNED, Visit.kind.startswith("vad_")
        )
        return list(session.exec(query.order_by(Visit.planned_on, Visit.planned_at)))[:count]


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def small_targets(page) -> list[str]:
    """Buttons and fields less than 44 px high or wide: a thumb misses them. A box to tick is as large as its label."""
    return page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], input, textarea, select")]
            .filter((one) => one.checkVisibility() && !one.closest("p"))
            .map((one) => [one, (one.matches("[type=radio], [type=checkbox]") && one.closest("label")) || one])
            .map(([one, whole]) => [one, whole.getBoundingClientRect()])
            .filter(([, box]) => box.height < 44 || box.width < 44)
            .map(([one]) => one.outerHTML.slice(0, 120))"""
    )


def test_anybody_can_use_every_screen(tablet, county):
    page = tablet.open("/terrain")
    seen = {}

    def look(name):
        page.wait_for_timeout(200)
        seen[name] = violations(page) + [f"too small: {one}" for one in small_targets(page)]

    expect(page.get_by_label("Identifiant")).to_be_visible()
    look("sign in")
    page.get_by_label("Identifiant").fill(LOGIN)
    page.get_by_label("Mot de passe").fill("pas le bon mot de passe")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.locator(".gate-problem")).not_to_be_empty()
    look("sign in refused")
    nurse = Nurse(tablet, LOGIN)
    page = nurse.page
    page.get_by_label("Identifiant").fill(LOGIN)
    page.get_by_label("Mot de passe").fill(nurse.password)
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_label("La même, encore une fois")).to_be_visible()
    look("new vault")
    page.get_by_label("Phrase secrète").fill(PHRASE)
    page.get_by_label("La même, encore une fois").fill(PHRASE)
    page.get_by_role("button", name="Préparer la tablette").click()
    expect(page.locator(".aboard")).to_contain_text("Tout est à bord", timeout=30_000)
    look("round")
    nurse.open_visit(str(first_visits(county, 1)[0].id))
    look("brief")
    page.get_by_role("button", name="Dossier", exact=True).click()
    for part in ("Personnes", "Accords", "Contacts", "Chronologie"):
        page.get_by_role("button", name=part, exact=True).click()
        look(f"file: {part}")
    page.get_by_role("button", name="Noter un contact").click()
    page.get_by_role("button", name="Appel passé").click()
    look("contact")
    page.get_by_role("button", name="Annuler").click()
    page.locator(".bar-back").click()
    nurse.start()
    for at in range(page.locator(".section-link").count()):
        page.locator(".section-link").nth(at).click()
        look(f"part {at}")
    page.locator(".dock").get_by_role("button", name="Note").click()
    look("notes")
    page.get_by_role("button", name="Fermer").click()
    nurse.ask_for_photos()
    look("photos: agreement")
    page.get_by_role("button", name="Oui").click()
    look("photos: how it was given")
    page.get_by_role("button", name="C’est noté").click()
    page.get_by_label("Prendre une photo").set_input_files(
        files=[{"name": "lit.jpg", "mimeType": "image/jpeg", "buffer": photo(900, 600)}]
    )
    expect(page.locator(".tile img")).to_have_count(1)
    look("photos")
    page.locator(".tile-open").click()
    look("photo, large")
    page.get_by_role("button", name="Retirer", exact=True).click()
    look("photo removed")
    page.get_by_role("button", name="Fermer").click()
    nurse.end("Réalisée")
    look("ending")
    page.get_by_role("button", name="La famille signe").click()
    look("signature")
    page.get_by_role("button", name="La personne ne peut pas signer").click()
    look("signature in words")
    page.get_by_role("button", name="Annuler").click()
    nurse.outcome("Famille absente")
    look("notice of passage")
    nurse.sign()
    look("signed")
    nurse.round()
    page.get_by_role("button", name="Changer l’ordre").click()
    look("reordering")
    page.get_by_role("button", name="Ajouter").click()
    look("add: family")
    page.locator("main li button").first.click()
    look("add: kind")
    nurse.round()
    page.get_by_role("button", name="À faire").click()
    look("to do")
    page.get_by_role("button", name="Voir la liste").click()
    page.get_by_role("button", name="Noter…").first.click()
    page.get_by_role("button", name="Reporté", exact=True).click()
    look("to do: noted")
    page.get_by_role("button", name="Fermer").click()
    page.locator(".bar-state").click()
    look("tablet")
    page.get_by_role("button", name="Masquer").click()
    look("hidden")
    page.locator(".curtain-hold").click(delay=1_100)
    page.get_by_role("button", name="Verrouiller").click()
    expect(page.get_by_role("button", name="Déverrouiller")).to_be_visible()
    look("locked")
    assert {name: found for name, found in seen.items() if found} == {}
    assert tablet.errors == []


@pytest.mark.long  # tests/settling and tests/offline/test_visit_screen.py have both halves
def test_a_signed_visit_is_corrected_by_a_linked_version_only(nurse, county):
    visit = first_visits(county, 1)[0]
    nurse.open_visit(str(visit.id))
    nurse.page.locator(".dock").get_by_role("button", name="Famille absente").click()
    nurse.sign()
    assert nurse.page.locator(".section-link").count() == 0
    nurse.page.get_by_role("button", name="Corriger").click()
    nurse.end("Refusée")
    nurse.page.get_by_label("Pourquoi cette correction ?").fill("La mère était là, elle a refusé.")
    nurse.page.get_by_role("button", name="Signer la correction").click()
    expect(nurse.page.locator(".card .badge", has_text="Reçue").first).to_be_visible(timeout=20_000)
    with Session(county.engine()) as session:
        records = session.exec(
            select(VisitRecord).where(VisitRecord.visit_id == visit.id).order_by(VisitRecord.captured_at)
        ).all()
        assert [record.outcome for record in records] == ["absente", "refusee"]
        assert records[1].corrects_id == records[0].id
        assert records[0].corrected_by_id == records[1].id
        assert records[1].body["correction_reason"] == "La mère était là, elle a refusé."
        assert session.get(Visit, visit.id).status == Status.REFUSED


@pytest.mark.long
def test_her_own_order_of_the_day_holds_without_network_and_reaches_the_office(nurse, county):
    day = first_visits(county, 1)[0].planned_on
    at = nurse.page.locator(".day").count()
    for index in range(at):
        nurse.day(index)
        if nurse.page.locator(f'[data-visit="{first_visits(county, 1)[0].id}"]').count():
            break
    before = nurse.page.locator("[data-visit]").evaluate_all("all => all.map((one) => one.dataset.visit)")
    county.link.cut()
    nurse.page.get_by_role("button", name="Changer l’ordre").click()
    nurse.page.get_by_role("button", name="Plus tard").first.click()
    wanted = [before[1], before[0], *before[2:]]
    order = "all => all.map((one) => one.dataset.visit)"
    expect(nurse.page.locator("[data-visit]").first).to_have_attribute("data-visit", wanted[0])
    nurse.kill()
    nurse.reopen()
    nurse.day(index)
    assert nurse.page.locator("[data-visit]").evaluate_all(order) == wanted
    county.link.restore()
    nurse.page.locator(".bar-state").click()
    nurse.page.get_by_role("button", name="Synchroniser maintenant").click()
    expect(nurse.page.get_by_text("Rien : tout est reçu")).to_be_visible(timeout=30_000)
    with Session(county.engine()) as session:
        hers = session.get(Visit, uuid.UUID(wanted[0])).worker_id
        query = select(Visit).where(Visit.planned_on == day, Visit.worker_id == hers).order_by(Visit.position)
        assert [str(visit.id) for visit in session.exec(query)] == wanted


@pytest.mark.long  # tests/offline/test_aboard.py lets one expire
def test_a_login_that_ends_in_the_middle_of_a_visit_interrupts_nothing(nurse, county, tablet):
    visit = first_visits(county, 1)[0]
    nurse.open_visit(str(visit.id))
    nurse.start()
    nurse.part("Rencontre")
    tablet.context.clear_cookies()
    nurse.page.evaluate("() => dispatchEvent(new Event('online'))")
    nurse.fill("Demande ou préoccupation", "Toujours là")
    nurse.saved()
    nurse.end("Famille absente")
    nurse.sign()
    nurse.round()
    expect(nurse.page.get_by_text("Votre connexion a expiré")).to_be_visible(timeout=40_000)
    nurse.page.get_by_role("button", name="Se reconnecter").click()
    nurse.page.get_by_label("Identifiant").fill(LOGIN)
    nurse.page.get_by_label("Mot de passe").fill(nurse.password)
    nurse.page.locator("form").get_by_role("button", name="Se reconnecter").click()
    expect(nurse.page.get_by_text("Rien : tout est reçu")).to_be_visible(timeout=30_000)
    with Session(county.engine()) as session:
        record = session.exec(select(VisitRecord).where(VisitRecord.visit_id == visit.id)).one()
        assert record.body["answers"]["n_demande"]["v"] == "Toujours là"


@pytest.mark.long  # tests/offline/test_dossier.py takes one back
def test_without_an_agreement_no_visit_is_carried_out(nurse, county):
    nurse.open_visit(str(first_visits(county, 1)[0].id))
    nurse.start()
    nurse.end("Réalisée")
    expect(nurse.page.get_by_text("Recueillez l’accord de la famille")).to_be_visible()
    expect(nurse.page.get_by_role("button", name="Signer et clore")).to_be_disabled()


@pytest.mark.long  # tests/growth holds the bounds, an unusual weight is confirmed where they are killed
def test_an_impossible_weight_is_refused_at_once_and_stays_in_its_box(nurse, county):
    nurse.open_visit(str(first_visits(county, 1)[0].id))
    nurse.start()
    nurse.part("Mesures")
    nurse.fill("Poids", "250 g")
    nurse.card("Poids").locator("input").first.blur()
    expect(nurse.card("Poids").locator(".problem")).to_contain_text("n’est pas possible")
    assert nurse.card("Poids").locator("input").first.input_value() == "250 g"


@pytest.mark.long  # tests/offline/test_outbox.py puts one right
def test_a_visit_that_the_server_finds_against_the_rules_is_put_right_and_signed_again(nurse, county):
    visit = first_visits(county, 1)[0]
    nurse.open_visit(str(visit.id))
    county.link.cut()
    nurse.start()
    nurse.part("Rencontre")
    nurse.fill("Demande ou préoccupation", "À garder")
    # A date that no calendar offers, as a tablet with a broken clock would send it.
    nurse.page.evaluate("() => { Date.prototype.toISOString = () => '1926-11-22T09:00:00.000Z'; }")
    nurse.end("Famille absente")
    nurse.sign()
    nurse.kill()
    county.link.restore()
    nurse.reopen()
    nurse.open_visit(str(visit.id))
    expect(nurse.page.locator(".card .badge", has_text="À revoir").first).to_be_visible(timeout=30_000)
    assert nurse.page.locator(".notice-alarm").inner_text().strip()
    nurse.page.get_by_role("button", name="Reprendre").click()
    nurse.part("Rencontre")
    expect(nurse.card("Demande ou préoccupation").locator("textarea").first).to_have_value("À garder")


@pytest.mark.long
def test_a_forgotten_passphrase_strands_no_signed_visit_and_does_not_close_the_tablet(nurse, county):
    visit = first_visits(county, 1)[0]
    county.link.cut()
    nurse.open_visit(str(visit.id))
    nurse.page.locator(".dock").get_by_role("button", name="Famille absente").click()
    nurse.sign()
    nurse.kill()
    county.link.restore()
    page = nurse.tablet.open("/terrain", wait=False)
    page.get_by_role("button", name="J’ai oublié ma phrase secrète").click()
    page.get_by_label("Identifiant").fill(LOGIN)
    page.get_by_label("Mot de passe").fill(nurse.password)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Phrase secrète").fill("quatre autres mots nouveaux")
    page.get_by_label("La même, encore une fois").fill("quatre autres mots nouveaux")
    page.get_by_role("button", name="Préparer la tablette").click()
    expect(page.locator(".aboard")).to_contain_text("Tout est à bord", timeout=30_000)
    nurse.page = page
    nurse.open_visit(str(visit.id))
    expect(page.locator(".card .badge", has_text="Reçue").first).to_be_visible(timeout=30_000)
    with Session(county.engine()) as session:
        assert session.exec(select(VisitRecord).where(VisitRecord.visit_id == visit.id)).one().outcome == "absente"


@pytest.mark.long
def test_a_visit_added_by_mistake_is_taken_back_until_something_is_written(nurse, county):
    with Session(county.engine()) as session:
        family = session.get(Household, first_visits(county, 1)[0].family_id).label
    nurse.add(family, "Visite de suivi")
    nurse.end()
    nurse.page.get_by_role("button", name="Retirer cette visite").click()
    expect(nurse.page.locator(".days")).to_be_visible()
    nurse.add(family, "Visite de suivi")
    nurse.note("Quelque chose")
    nurse.end()
    expect(nurse.page.get_by_role("button", name="Signer et clore")).to_be_visible()
    expect(nurse.page.get_by_role("button", name="Retirer cette visite")).to_have_count(0)
