"""The association's month closed in a real browser; anybody can use the rounds of a sector and the journal."""

import pytest
from playwright.sync_api import expect

from tests.tablet.test_office_pages import log_in, usable

SIZES = [pytest.param((1440, 900), marks=pytest.mark.long), (800, 1280)]


@pytest.fixture(params=SIZES, ids=["desk", "tablet"])
def at(office, request):
    """``at(login, path)``: that page, at this size."""

    def opened(login: str, path: str):
        page = log_in(office, login, path)
        page.set_viewport_size(dict(zip(("width", "height"), request.param, strict=True)))
        return page

    return opened


def test_the_responsable_closes_a_month_and_takes_its_paper_out(at):
    page = at("patricia.lemoine", "/releves")
    months = page.locator(".statement-open")
    expect(months.first).to_be_visible()
    seen = {"months": usable(page)}
    months.first.click()
    expect(page.get_by_text("Le mois n’est pas fini")).to_be_visible()
    form = page.locator("details", has_text="Signature de la famille").first
    form.locator("summary").click()
    form.get_by_label("Signé par").fill("Samira Benali")
    form.get_by_role("button", name="Noter").click()
    expect(page.get_by_text("Indiquez le jour de la signature").last).to_be_in_viewport()
    expect(form.get_by_label("Signé par")).to_have_value("Samira Benali")
    seen["refused"] = usable(page)
    page.get_by_role("button", name="Tous les mois").click()
    months.last.click()
    page.get_by_role("button", name="Valider le relevé").click()
    page.get_by_role("button", name="Clore le mois").click()
    expect(page.get_by_text("clos : ce qui change ensuite")).to_be_visible()
    page.get_by_role("tab", name="Par intervenante").click()
    seen["closed"] = usable(page)
    head = page.get_by_role("link", name="PDF").evaluate(
        "async (link) => (await (await fetch(link.href)).text()).slice(0, 5)"
    )
    assert head == "%PDF-"
    assert {name: found for name, found in seen.items() if found} == {}


def test_anybody_can_use_the_rounds_of_a_sector(at):
    page = at("isabelle.roux", "/tournees")
    expect(page.get_by_role("button", name="Préparer à la main")).to_be_visible()
    seen = {"in force": usable(page)}
    page.get_by_role("button", name="Préparer à la main").click()
    expect(page.get_by_role("button", name="Préparer à la main")).to_have_count(0)
    seen["draft"] = usable(page)
    assert {name: found for name, found in seen.items() if found} == {}


def test_anybody_can_use_the_journal(at):
    page = at("olivier.masson", "/journal-acces")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.wait_for_timeout(1_000)
    assert usable(page) == []
