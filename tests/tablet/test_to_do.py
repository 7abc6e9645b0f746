"""« À faire » really without network: one tap to the visit, a refusal that outlives a dead battery and arrives."""

import re
import time

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.due.decision import DueDecision
from fieldvisit.due.item import DueItem, State
from tests.tablet.nurse import Nurse
from tests.tablet.test_screens import LOGIN, small_targets, violations

WHY = "La grand-mère est là jusqu’en mars"


@pytest.mark.long  # tests/offline/test_due.py works it through line by line
def test_her_list_is_worked_through_without_network_and_the_office_hears_of_it(tablet, county):
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    county.link.cut()
    page = nurse.page
    page.get_by_role("button", name=re.compile("À faire")).click()
    expect(page.get_by_role("heading", name=re.compile(r"Cette semaine|En retard")).first).to_be_visible()
    assert violations(page) + small_targets(page) == []
    line = page.locator(".due-line", has=page.get_by_role("button", name=re.compile("^Faire la visite"))).first
    key, family = line.get_attribute("data-due"), line.locator(".due-head .strong").inner_text()
    line = page.locator(f'[data-due="{key}"]')
    line.get_by_role("button", name=re.compile("^Faire la visite")).click()
    expect(page.get_by_role("heading", name=family)).to_be_visible()
    expect(page.locator(".section-link").first).to_be_visible()
    nurse.round()

    page.get_by_role("button", name=re.compile("À faire")).click()
    line.get_by_role("button", name=re.compile("^Noter")).click()
    panel = page.get_by_role("dialog", name="Noter")
    panel.get_by_role("button", name="Refusé par la famille").click()
    panel.get_by_role("button", name="Enregistrer").click()
    expect(panel.get_by_role("status")).to_contain_text("Dites en quelques mots pourquoi")
    panel.get_by_label("Pourquoi").fill(WHY)
    assert violations(page) + small_targets(page) == []
    panel.get_by_role("button", name="Enregistrer").click()
    expect(panel).to_have_count(0)
    expect(line).to_contain_text("Refusé, à envoyer")

    nurse.kill()
    nurse.reopen()
    page = nurse.page
    line = page.locator(f'[data-due="{key}"]')
    expect(line).to_contain_text("Refusé, à envoyer")
    county.link.restore()
    page.evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(line).to_contain_text("Refusé – reçue", timeout=30_000)
    subject, code, _ = key.removeprefix("due-").split("/")
    with Session(county.engine()) as session:
        [made] = session.exec(select(DueDecision).where(DueDecision.reason == WHY))
    assert (str(made.subject_id), made.code, made.choice) == (subject, code, "refuse")
    here = (DueItem.subject_id == made.subject_id, DueItem.code == code, DueItem.occurrence == made.occurrence)

    def worked_out() -> bool:
        with Session(county.engine()) as session:
            return session.exec(select(DueItem.state).where(*here)).one() == State.REFUSED

    within(20, worked_out)
    assert tablet.errors == []


def within(seconds: float, true) -> None:
    """Waits until the office has followed what arrived."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "the list was not worked out"
        time.sleep(0.2)
