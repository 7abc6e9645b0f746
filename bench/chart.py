"""A child's chart with 60 measures on the tablet, from data to last paint, processor slowed four times, offline."""

import tempfile
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlmodel import select

from bench import figures
from bench.tablet import PAINTED, RUNS, demo_county, slow
from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.demo import growing
from fieldvisit.families.person import Person
from fieldvisit.growth.measurement import Measurement
from fieldvisit.launch import build
from tests.tablet.browser import Device, Outside
from tests.tablet.county import County
from tests.tablet.nurse import Nurse

MEASURES = 60
#: What two frames take by themselves: in each figure, as it ends at the second frame after the tap.
NOTHING = """() => new Promise((done) => {
    const begun = performance.now();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
})"""
STILL = "*, *::before, *::after { animation: none !important; transition: none !important; }"


def measure(full: bool = False) -> list[figures.Figure]:
    if not build.is_current():
        build.build()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(folder) / "data"
        county = County(data)
        demo_county({"FIELDVISIT_DATA": str(data), "FIELDVISIT_DATABASE_URL": county.database_url})
        family_id = _weighed_daily(county)
        county.start()
        tablet = Device(playwright, county, Path(folder) / "profile", Outside())
        try:
            nurse = Nurse(tablet, "claire.morel")
            nurse.prepare()
            county.link.cut()
            page = tablet.open("/terrain", wait=False)
            nurse.page = page
            nurse.unlock()
            return _painted(page, family_id)
        finally:
            tablet.close()
            county.close()


def _weighed_daily(county: County) -> str:
    """A preterm child of the demo weighed on each of her first 60 days: two marks, and a line between, for each."""
    engine = db.connect(county.database_url)
    with db.writing(engine) as session:
        nurse = session.exec(select(Account).where(Account.login == "claire.morel")).one()
        child = session.exec(select(Person).where(Person.first_name == "Defne")).one()
        for day in range(1, MEASURES + 1):
            on = child.birth_date + timedelta(days=day)
            at = datetime.combine(on, time(9), UTC)
            session.add(
                Measurement(
                    family_id=child.family_id,
                    child_id=child.id,
                    taken_at=at,
                    kind="poids",
                    value=growing.weight(child, on),
                    entered_by=nurse.id,
                )
            )
        family_id = str(child.family_id)
    engine.dispose()
    return family_id


def _painted(page: Page, family_id: str) -> list[figures.Figure]:
    page.add_style_tag(content=STILL)
    page.evaluate("(id) => { location.hash = `#/croissance/${id}` }", family_id)
    page.get_by_role("button", name="Defne", exact=True).click()
    page.locator(".growth-more").wait_for()
    slow(page)
    weight, length = (page.get_by_role("button", name=name, exact=True) for name in ("Poids", "Taille"))
    short, long = (page.get_by_role("button", name=name) for name in ("0–3 mois", "0–12 mois"))
    drawn, windows, read, listed = [], [], [], []
    for _ in range(RUNS):
        length.evaluate(PAINTED)
        drawn.append(weight.evaluate(PAINTED))
        short.evaluate(PAINTED)
        windows.append(long.evaluate(PAINTED))
        read.append(page.get_by_role("button", name="Mesure suivante").evaluate(PAINTED))
        listed.append(page.locator(".growth-more").evaluate(PAINTED))
    assert page.locator(".growth-table tbody tr").count() > MEASURES
    return [
        figures.median_of("chart of 60 measures and its table, data → painted", drawn, reach=100),
        figures.median_of("another window of age", windows, reach=100),
        figures.median_of("the next measure read", read),
        figures.median_of("all the lines of the table", listed),
        figures.median_of("two frames in which nothing changes", [page.evaluate(NOTHING) for _ in range(RUNS)]),
    ]
