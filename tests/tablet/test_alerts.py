"""A growth alert from a measure typed at home to the threshold that the medical head sets: why it rose, and what it
becomes on a tablet that learned the new threshold."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.forms.county_rules import AlertRuleChange
from tests.tablet.nurse import Nurse
from tests.tablet.test_office_pages import log_in, usable
from tests.tablet.test_screens import LOGIN, small_targets, violations

HEAD = "francoise.berthet"
#: Born eight days ago with 3,240 kg: 8 % less, between the 7 % of A02 and the 10 % of A01.
NEWBORN, EIGHT_PERCENT_LESS = "Yanis", "2,98"


def weigh_a_newborn_at_home(tablet, county) -> Nurse:
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    county.link.cut()
    nurse.add("Benali", "Pesée")
    nurse.fill("Poids", EIGHT_PERCENT_LESS, NEWBORN)
    return nurse


def loss_alert(nurse):
    return nurse.card("Poids", NEWBORN).locator("details.alert", has_text="Perte")


@pytest.mark.long  # tests/tablet/test_urgent.py brings one to the office; tests/forms judges by changed thresholds
def test_an_alert_says_why_on_a_tap_and_the_tablet_judges_by_the_threshold_that_the_medical_head_sets(
    tablet, office, county
):
    nurse = weigh_a_newborn_at_home(tablet, county)
    alert = loss_alert(nurse)
    expect(alert).to_contain_text("Vigilance")
    expect(alert).to_contain_text("Perte de 7 à 10 % : nouvelle pesée sous 48 h")
    expect(alert).to_contain_text("Aide à la vigilance – à confirmer")
    expect(alert.locator(".why")).to_be_hidden()
    alert.locator("summary").click()
    why = alert.locator(".why")
    expect(why).to_contain_text("Perte de plus de 7 % et de moins de 10 % du poids de naissance, avant J14")
    expect(why).to_contain_text(re.compile("Poids de naissance3.240 g"))
    expect(why).to_contain_text("8,02 %")
    expect(why).to_contain_text("Source : Repères de poids du nouveau-né")
    assert violations(nurse.page) + small_targets(nurse.page) == []

    county.link.restore()
    page = log_in(office, HEAD, "/seuils")
    page.get_by_role("button", name="Régler A02").click()
    limit = page.get_by_role("textbox", name="Perte de poids au-dessus de")
    expect(limit).to_have_value("7")
    for wrong, said in (("neuf", "saisissez un nombre de 3 à 19"), ("12", "doit rester sous A01")):
        limit.fill(wrong)
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.locator(".rule-open")).to_contain_text(said)
        expect(limit).to_have_value(wrong)
    limit.fill("9")
    page.get_by_label("Motif du changement").fill("Trop de rappels")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".rule-change")).to_contain_text("Perte de poids au-dessus de : 7 % → 9 %")
    assert usable(page) == []
    with Session(county.engine()) as session:
        [line] = session.exec(select(AlertRuleChange)).all()
    assert (line.rule, line.reason, line.changes) == (
        "A02",
        "Trop de rappels",
        [{"field": "seuil.perte", "old": 7, "new": 9}],
    )

    county.link.cut()
    county.link.restore()  # the tablet's next contact
    expect(loss_alert(nurse)).to_have_count(0, timeout=60_000)
    expect(nurse.card("Poids", NEWBORN).locator("input").first).to_have_value(EIGHT_PERCENT_LESS)
    nurse.fill("Poids", "2,93", NEWBORN)
    expect(loss_alert(nurse)).to_contain_text("Perte de 9 à 10 %")
