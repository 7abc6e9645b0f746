"""EPP and EPNP without network, from the first tap to the signature, with what a conversation asks for."""

import os
import re
import uuid
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from fieldvisit.schedule.record import VisitRecord
from tests.tablet import interviews
from tests.tablet.nurse import PHRASE, Nurse
from tests.tablet.test_screens import small_targets, violations

SHOTS = os.environ.get("FIELDVISIT_SHOTS")
HOLD = 1_100


def look(page: Page, name: str) -> None:
    """Anybody can use this screen, and nothing of it sticks out."""
    page.wait_for_timeout(150)
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")
        page.set_viewport_size({"width": 1440, "height": 900})
        page.screenshot(path=Path(SHOTS) / f"{name}-wide.png")
        page.set_viewport_size({"width": 800, "height": 1280})
    assert violations(page) + small_targets(page) == [], name
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{name} scrolls sideways by {wide}"


@pytest.fixture
def planned(county):
    return partial(interviews.plan, county)


def begun(county, tablet, visit_id: str) -> Nurse:
    nurse = Nurse(tablet, interviews.LOGIN)
    nurse.prepare()
    county.link.cut()
    nurse.open_visit(visit_id)
    nurse.page.get_by_role("button", name="Démarrer l’entretien").click()
    expect(nurse.page.locator(".talk-told")).to_be_visible()
    return nurse


def two_fingers(page: Page) -> None:
    touch = page.context.new_cdp_session(page)
    points = [{"x": 300, "y": 700, "id": 0}, {"x": 420, "y": 690, "id": 1}]
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def lift(page: Page) -> None:
    page.locator(".curtain .curtain-hold").click(delay=HOLD)
    expect(page.locator(".curtain")).to_have_count(0)


def seen(page: Page) -> str:
    """All that somebody looking at the screen can read."""
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter((one) => !one.children.length && one.checkVisibility({visibilityProperty: true}))
            .map((one) => one.textContent + " " + (one.value ?? "")).join(" ")"""
    )


def test_an_interview_before_the_birth_is_led_without_network_and_gives_nothing_away(county, tablet, planned):
    visit_id, family = planned("epp")
    nurse = begun(county, tablet, visit_id)
    page = nurse.page
    if page.locator(".section-link", has_text="Accord").count():
        nurse.agree()
    # Any order: the end first, then the beginning.
    nurse.part("Synthèse")
    nurse.card("Ressources et points forts").locator("textarea").first.fill("Entourée par sa sœur")
    nurse.part("Cadre")
    nurse.card("Date de l").locator("input").first.fill(page.evaluate("new Date().toISOString().slice(0, 10)"))
    nurse.choose("Lieu de l", "Domicile")
    nurse.choose("Personnes présentes", "Femme enceinte seule")
    nurse.choose("seule à seule", "Oui")
    look(page, "epp-cadre")
    nurse.special("Langue parlée", "Non abordé")
    nurse.special("Besoin d'interprète", "Ne souhaite pas répondre")
    card = nurse.card("Terme à la date")
    card.get_by_role("button", name="Note").click()
    expect(card.locator("textarea.note")).to_be_focused()
    page.keyboard.type("À confirmer par l’échographie")
    expect(page.locator(".section-link", has_text="Cadre").locator(".progress")).to_have_text(re.compile("^6/"))
    look(page, "epp-note")

    # What is confided closes on itself, whatever hides it.
    assert "iolence" not in page.locator(".sections").inner_text()
    nurse.part("Couple, entourage")
    nurse.fill("Comment vous sentez-vous à la maison", "motconfie")
    nurse.choose("Avez-vous déjà eu peur", "Oui, par le passé")
    look(page, "epp-confided")
    two_fingers(page)
    expect(page.locator(".curtain")).to_be_visible()
    expect(page).to_have_title("Tablette")
    for word in (family, family.split()[-1], "motconfie", "Entretien", "peur"):
        assert word not in seen(page)
    look(page, "epp-discreet")
    page.locator(".curtain .curtain-hold").click()  # in passing: it stays blank
    expect(page.locator(".curtain")).to_be_visible()
    nurse.kill()
    page = nurse.page = tablet.open("/terrain" + nurse.hash(), wait=False)
    expect(page.locator(".curtain")).to_be_visible()
    lift(page)
    nurse.unlock()
    expect(page.locator(".part-closed")).to_be_visible()
    assert "motconfie" not in seen(page) and "peur" not in seen(page)
    look(page, "epp-closed")
    page.get_by_role("button", name="rouvrir").click()
    expect(nurse.card("Comment vous sentez-vous à la maison").locator("textarea").first).to_have_value("motconfie")
    page.keyboard.press("Escape")
    expect(page.locator(".curtain")).to_be_visible()
    lift(page)
    expect(page.locator(".part-closed")).to_be_visible()

    # A pause: nothing is left on screen, and the round says that it waits.
    page.locator(".dock").get_by_role("button", name="Pause").click()
    expect(page.get_by_role("heading", name=re.compile("En pause depuis"))).to_be_visible()
    look(page, "epp-paused")
    nurse.round()
    stop = page.locator(f'[data-visit="{visit_id}"]')
    expect(stop).to_contain_text("En pause")
    look(page, "epp-round")
    stop.get_by_role("button", name="Reprendre l’entretien").click()
    page.locator(".dock").get_by_role("button", name="Reprendre l’entretien").click()

    nurse.part("Synthèse")
    nurse.choose("Vulnérabilités repérées", "Isolement")
    nurse.choose("Niveau de priorité proposé", "À surveiller")
    nurse.choose("Orientations proposées", "Sage-femme libérale")
    nurse.choose("Orientation acceptée", "Acceptée")
    nurse.choose("Synthèse remise", "Oui")
    nurse.choose("Accord de transmission", "Aucune transmission")
    look(page, "epp-synthese")
    nurse.end("Réalisée")
    look(page, "epp-ending")
    for problem in page.locator("main li .button-left").all_inner_texts():
        raise AssertionError(f"missing before signing: {problem}")
    nurse.sign()
    assert "motconfie" not in seen(page) and "iolence" not in seen(page)
    look(page, "epp-signed")

    county.link.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".card .badge", has_text="Reçue").first).to_be_visible(timeout=40_000)
    with Session(county.engine()) as session:
        (record,) = session.exec(select(VisitRecord).where(VisitRecord.visit_id == uuid.UUID(visit_id))).all()
    answers = record.body["answers"]
    assert answers["A4"] == {"note": "À confirmer par l’échographie"}
    assert answers["F4"] == {"v": "motconfie"} and answers["A5_langue"] == {"special": "non_aborde"}
    assert len(record.body["talks"]) == 2 and tablet.errors == []


def nothing_of_the_file(page: Page, family: str) -> None:
    expect(page.locator(".handed")).to_be_visible()
    expect(page.locator(".bar, .dock, .section-link")).to_have_count(0)
    for word in (family.split()[-1], "score", "Score", "EPNP", "/30"):
        assert word not in seen(page), word


@pytest.mark.long  # tests/offline/test_handed.py hands it over piece by piece
def test_an_interview_after_the_birth_hands_the_scale_to_the_woman_and_shows_its_score_afterwards(
    county, tablet, planned
):
    visit_id, family = planned("epnp")
    nurse = begun(county, tablet, visit_id)
    page = nurse.page
    if page.locator(".section-link", has_text="Accord").count():
        nurse.agree()
    nurse.part("Cadre")
    nurse.choose("seule à seule", "Oui")
    nurse.part("EPDS – Passation")
    look(page, "epnp-offer")
    page.get_by_role("button", name=re.compile("Remettre la tablette à")).click()
    nothing_of_the_file(page, family)
    look(page, "epds-intro")
    page.get_by_role("button", name="Commencer").click()
    for at in range(4):
        expect(page.get_by_text(f"Question {at + 1} sur 10")).to_be_visible()
        page.locator(".handed-answer").nth(1).click()
        if at == 2:
            look(page, "epds-question")
        page.get_by_role("button", name="Suivante").click()

    # No way out: back, another address, Escape, a killed tablet.
    for move in ("history.back()", "history.go(-3)", "location.hash = '#/tournee'"):
        page.evaluate(move)
        page.wait_for_timeout(200)
        nothing_of_the_file(page, family)
    page.keyboard.press("Escape")
    lift(page)
    nothing_of_the_file(page, family)
    expect(page.get_by_text("Question 5 sur 10")).to_be_visible()
    nurse.kill()
    page = nurse.page = tablet.open("/terrain" + nurse.hash(), wait=False)
    page.get_by_label("Phrase secrète").fill(PHRASE)
    page.get_by_role("button", name="Déverrouiller").click()
    expect(page.get_by_text("Question 5 sur 10")).to_be_visible(timeout=20_000)
    nothing_of_the_file(page, family)

    page.get_by_role("button", name="Laisser de côté").click()
    for _ in range(5):
        page.locator(".handed-answer").last.click()  # the least of what they say: 0 in the items that go down
        page.get_by_role("button", name="Suivante").click()
    expect(page.get_by_text("Une question est restée sans réponse.")).to_be_visible()
    look(page, "epds-end")
    page.get_by_role("button", name="Question 5").click()
    page.locator(".handed-answer").first.click()
    for _ in range(6):
        page.get_by_role("button", name="Suivante").click()
    expect(page.get_by_text("Vous avez répondu aux dix questions.")).to_be_visible()
    page.get_by_role("button", name="J’ai terminé").click()
    expect(page.get_by_text("Vous pouvez rendre la tablette.")).to_be_visible()
    nothing_of_the_file(page, family)
    look(page, "epds-done")

    page.locator(".handed-out").click(delay=HOLD)
    page.locator("#handed-phrase").fill("elle essaie une phrase")
    page.get_by_role("button", name="Reprendre", exact=True).click()
    expect(page.get_by_text("Ce n’est pas la bonne phrase secrète.")).to_be_visible(timeout=20_000)
    look(page, "epds-door")
    page.locator("#handed-phrase").fill(PHRASE)
    page.get_by_role("button", name="Reprendre", exact=True).click()
    expect(page.locator(".section-link")).not_to_have_count(0, timeout=20_000)
    expect(nurse.card("Score EPDS").locator(".computed")).to_have_text(re.compile(r"^\d+"))
    look(page, "epds-score")
    score = int(nurse.card("Score EPDS").locator(".computed").inner_text().split()[0])

    nurse.part("Vie quotidienne")
    nurse.end("Réalisée")
    look(page, "epnp-ending")
    # What is still expected is set aside where she is led.
    for _ in range(12):
        problems = page.locator("main li .button-left")
        if not problems.count():
            break
        question = re.search("« (.*?) »", problems.first.inner_text()).group(1)
        problems.first.click()
        if page.locator(".part-closed").count():
            page.get_by_role("button", name="rouvrir").click()
        nurse.special(question, "Non abordé")
        nurse.end()
    nurse.sign()
    look(page, "epnp-signed")
    county.link.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(".card .badge", has_text="Reçue").first).to_be_visible(timeout=40_000)
    with Session(county.engine()) as session:
        (record,) = session.exec(select(VisitRecord).where(VisitRecord.visit_id == uuid.UUID(visit_id))).all()
    answers = record.body["answers"]
    assert answers["ep_passation"] == {"v": "seule"}
    assert sum(answers[f"ep_{at}"]["v"] for at in range(1, 11)) == score
    assert "handed" not in record.body and tablet.errors == []
