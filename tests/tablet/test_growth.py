"""A child's curves at home without network, and on paper at the office."""

import re
from datetime import date, timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.families.household import Household
from fieldvisit.growth.strike import MeasureStrike
from fieldvisit.schedule.visit import Visit
from tests.tablet.nurse import Nurse
from tests.tablet.test_office_pages import log_in, usable
from tests.tablet.test_screens import LOGIN, small_targets, violations


def visit_of_the_preterm_twins(county) -> Visit:
    with Session(county.engine(), expire_on_commit=False) as session:
        query = (
            select(Visit)
            .join(Household, Household.id == Visit.family_id)
            .where(Household.label == "Famille Özdemir", Visit.status == "programmee", Visit.kind != "contact_tel")
            .where(Visit.planned_on >= date.today() - timedelta(days=2))
            .order_by(Visit.planned_on)
        )
        return session.exec(query).first()


def test_what_is_typed_appears_on_the_curve_without_network_and_each_measure_is_read_by_keyboard(tablet, county):
    visit = visit_of_the_preterm_twins(county)
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    nurse.open_visit(str(visit.id))
    county.link.cut()
    nurse.start()
    nurse.part("Mesures")
    card = nurse.card("Poids", "Defne")
    fold = card.locator(".growth-fold")
    expect(fold).to_have_attribute("aria-expanded", "true")
    expect(card.get_by_text("à signer")).to_have_count(0)
    nurse.fill("Poids", "3,4", "Defne")
    expect(card.locator(".growth-tag")).to_have_text("à signer")
    expect(card.get_by_text("Pas encore signée.")).to_be_visible()
    expect(card.get_by_text("ce ne sont pas les courbes du carnet de santé")).to_be_visible()
    length = nurse.card("Taille", "Defne")
    length.locator(".growth-fold").click()
    expect(length.locator(".growth-svg")).to_be_visible()

    card.get_by_role("button", name="Toutes les courbes").click()
    page = nurse.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Defne")
    expect(page.locator(".growth-cross")).to_have_count(2)  # the drawing's and the legend's
    page.get_by_role("button", name="Âge réel", exact=True).click()
    expect(page.locator(".growth-svg .growth-cross")).to_have_count(0)
    page.get_by_role("button", name="Les deux").click()
    page.locator(".growth-drawing").focus()
    expect(page.locator(".growth-tag")).to_have_text("à signer")
    page.keyboard.press("Home")
    expect(page.locator(".growth-words")).to_contain_text("Poids : 1,620 kg, le")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".growth-words")).to_contain_text("Âge corrigé")
    expect(page.locator(".growth-row-on")).to_have_count(1)
    page.keyboard.press("Escape")
    box = page.locator(".growth-svg").bounding_box()
    page.get_by_role("button", name="Tout, en DS").click()
    assert violations(page) + small_targets(page) == []
    assert box["height"] > 500
    with page.expect_download() as kept:
        page.get_by_role("button", name="Image (PNG)").click()
    assert kept.value.suggested_filename.startswith("croissance-defne-")
    with Image.open(kept.value.path()) as picture:
        assert picture.width == 1588 and picture.height % 2246 == 0 and picture.convert("L").getextrema() == (0, 255)
    page.locator(".bar-back").click()
    expect(nurse.card("Poids", "Defne").locator("input").first).to_have_value("3,4")


@pytest.mark.long  # the sheet: tests/pages/test_growth_export.py
def test_the_office_shows_the_curves_and_prints_one_child_s_sheet_alone(office, county):
    visit = visit_of_the_preterm_twins(county)
    page = log_in(office, LOGIN, f"/familles/{visit.family_id}")
    page.get_by_role("tab", name="Santé de l’enfant").click()
    expect(page.get_by_role("heading", name="Croissance – Defne")).to_be_visible()
    page.get_by_role("group", name="Enfant").first.get_by_role("button", name="Deniz").click()
    expect(page.get_by_role("heading", name="Croissance – Deniz")).to_be_visible()
    page.get_by_role("button", name="Taille", exact=True).click()
    expect(page.locator(".growth-label", has_text="M")).to_have_count(1)
    assert usable(page) == []
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name="Imprimer").click()
    page.emulate_media(media="print")
    expect(page.locator(".growth-printed").first).to_contain_text("Deniz Özdemir, garçon, né le")
    expect(page.get_by_role("heading", name="Carnet de santé")).to_be_hidden()
    expect(page.get_by_role("button", name="Imprimer")).to_be_hidden()
    expect(page.get_by_text("Exporter en PDF ou PNG")).to_be_hidden()
    expect(page.locator(".growth-svg").first).to_be_visible()


@pytest.mark.long  # tests/offline/test_striking.py strikes one
def test_a_wrong_measure_is_struck_without_network_and_put_back_and_the_carnet_s_line_is_copied(tablet, county):
    visit = visit_of_the_preterm_twins(county)
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    nurse.open_visit(str(visit.id))
    county.link.cut()
    nurse.start()
    nurse.part("Mesures")
    nurse.fill("Poids", "3,4", "Defne")
    page = nurse.page
    line = page.locator(".growth-carnet textarea").first
    expect(line).to_have_value(re.compile(r"\(âge corrigé .*\) : poids 3.400 g$"))
    page.get_by_role("button", name="Copier").first.click()
    expect(page.locator(".growth-copied").first).to_have_text(re.compile("Copié|Sélectionné"))

    nurse.card("Poids", "Defne").get_by_role("button", name="Toutes les courbes").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Defne")
    page.get_by_role("button", name="Rayer une mesure fausse…").click()
    page.get_by_role("button", name=re.compile("^Rayer : Poids")).first.click()
    panel = page.get_by_role("dialog", name="Rayer ou rétablir une mesure")
    panel.get_by_role("button", name="Rayer la mesure").click()
    expect(panel).to_contain_text("Choisissez pourquoi cette mesure est fausse")
    panel.get_by_role("button", name="Erreur de saisie").click()
    panel.get_by_role("textbox").fill("carnet du frère")
    assert violations(page) + small_targets(page) == []
    panel.get_by_role("button", name="Rayer la mesure").click()
    row = page.locator(".growth-row-struck")
    expect(row).to_have_count(1)
    expect(page.locator(".growth-trace")).to_contain_text("par Claire Morel : Erreur de saisie – carnet du frère.")
    expect(page.locator(".growth-svg .growth-struck")).to_have_count(1)
    page.get_by_role("button", name="Mesures rayées").click()
    expect(page.locator(".growth-svg .growth-struck")).to_have_count(0)
    expect(row).to_have_count(1)

    county.link.restore()
    with Session(county.engine()) as session:
        for _ in range(120):
            found = session.exec(select(MeasureStrike)).all()
            if found:
                break
            session.rollback()
            page.wait_for_timeout(500)
    assert [(one.why, one.words, one.back_at) for one in found] == [("saisie", "carnet du frère", None)]
    page.get_by_role("button", name=re.compile("^Rétablir : Poids")).click()
    panel.get_by_role("button", name="Rétablir la mesure").click()
    expect(row).to_have_count(0)
    expect(page.locator(".growth-trace")).to_contain_text("Rétablie le")
