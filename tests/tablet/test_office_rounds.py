"""A week's rounds from the board to the tablet: planned, a clash read, locked, repaired, compared, published, seen.

The week after this one, so that every day of it is still to come whatever the day of the test.
"""

import os
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.calendars.absence import Absence
from fieldvisit.families.household import Household
from fieldvisit.pages.who import PARIS
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans.plan import RoundPlan
from tests.tablet.nurse import Nurse
from tests.tablet.test_office_pages import log_in, usable

COORDINATOR, NURSE, ILL, OTHER_TRADE = "isabelle.roux", "claire.morel", "Nadia Belkacem", "Sophie Delorme"
SHOTS = os.environ.get("FIELDVISIT_SHOTS")
SIZES = [(1440, 900), pytest.param((1280, 800), marks=pytest.mark.long)]
WORDS = "Elle préfère le matin"


def shot(page: Page, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}-{page.viewport_size['width']}.png")


class Week:
    """Next week of Claire's sector in the county's database."""

    def __init__(self, county):
        self.engine = county.engine()
        today = datetime.now(PARIS).date()
        self.monday = today + timedelta(days=7 - today.weekday())

    def visits(self, login: str = NURSE) -> dict[str, tuple[date, str, str]]:
        """By id: day, hour as the tablet writes it, and standing, of what she has to do that week."""
        with Session(self.engine) as session:
            query = (
                select(Visit)
                .join(Account, Account.id == Visit.worker_id)
                .where(Account.login == login, Visit.planned_on >= self.monday)
                .where(Visit.planned_on < self.monday + timedelta(days=7), Visit.status != Status.CANCELLED)
                .order_by(Visit.planned_on, Visit.planned_at)
            )
            return {str(one.id): (one.planned_on, f"{one.planned_at:%H:%M}", one.status) for one in session.exec(query)}

    def to_start(self) -> str:
        """Her first home visit of the week that she can begin."""
        with Session(self.engine) as session:
            found = [one for one, (_, _, status) in self.visits().items() if status == Status.PLANNED]
            return next(one for one in found if session.get(Visit, UUID(one)).kind == "vad_suivi")

    def family(self, visit_id: str) -> str:
        with Session(self.engine) as session:
            return session.get(Household, session.get(Visit, UUID(visit_id)).family_id).label

    def plans(self) -> list[str]:
        with Session(self.engine) as session:
            return list(session.exec(select(RoundPlan.status).where(RoundPlan.monday == self.monday)))

    def absent(self, name: str) -> list[date]:
        with Session(self.engine) as session:
            query = select(Absence.first_on).join(Account, Account.id == Absence.account_id)
            return list(session.exec(query.where(Account.name == name, Absence.first_on >= self.monday)))


@pytest.fixture
def week(county) -> Week:
    return Week(county)


@pytest.fixture(params=SIZES, ids=["desk", "laptop"])
def board(office, request, week) -> Page:
    page = log_in(office, COORDINATOR, "/tournees")
    page.set_viewport_size(dict(zip(("width", "height"), request.param, strict=True)))
    expect(page.get_by_role("button", name="Planifier la semaine")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Semaine suivante").click()
    expect(page.locator("main .soft").first).to_contain_text(str(week.monday.day))
    return page


def carry(page: Page, block, cell) -> None:
    """Lift a block with the mouse and hold it in the middle of that day."""
    cell.evaluate("one => one.scrollIntoView({ block: 'center' })")
    start, goal = block.bounding_box(), cell.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(goal["x"] + goal["width"] / 2, goal["y"] + goal["height"] / 2, steps=12)


def stop_of(nurse: Nurse, visit_id: str):
    """Where the visit stands on the tablet, on whichever day."""
    nurse.round()
    for at in range(nurse.page.locator(".day").count()):
        nurse.day(at)
        stop = nurse.page.locator(f'[data-visit="{visit_id}"]')
        if stop.count():
            return stop
    raise AssertionError(f"visit {visit_id} is not on the round")


def test_a_week_is_planned_repaired_published_and_seen_on_the_tablet(board, tablet, office, week):
    page, seen = board, {}
    begun = week.to_start()
    nurse = Nurse(tablet, NURSE)
    nurse.prepare()
    nurse.open_visit(begun)
    nurse.start()
    nurse.note(WORDS)
    nurse.saved()
    before = week.visits()

    # Planned: begun, followed, stopped, kept.
    page.get_by_label("Temps de calcul").select_option(label="1 min")
    page.get_by_role("button", name="Planifier la semaine").click()
    expect(page.get_by_text("Calcul en cours")).to_be_visible(timeout=15_000)
    expect(page.get_by_text(re.compile(r"[1-9]\d* visites placées sur \d+ · \d+ km"))).to_be_visible()
    expect(page.get_by_text("Meilleur plan jusqu’ici")).to_be_visible(timeout=15_000)
    seen["computing"] = usable(page)
    shot(page, "1-computing")
    page.get_by_role("button", name="Arrêter et garder").click()
    expect(page.get_by_text("Calcul arrêté, le meilleur plan trouvé est gardé.")).to_be_visible(timeout=15_000)
    shot(page, "2-planned")
    assert week.visits() == before, "nothing is published yet"
    expect(page.locator(f'[data-job="{begun}"]')).to_have_attribute("data-movable", "false")

    # Into a clash: the other trade's day says why, the block goes back.
    mine = page.locator("tr", has=page.locator("th", has_text="Claire Morel"))
    job = mine.locator('[data-movable="true"]:not(.rd-new)').first.get_attribute("data-job")
    day = int(mine.locator("[data-cell]", has=page.locator(f'[data-job="{job}"]')).get_attribute("data-day"))
    page.locator(".rd-tab").nth(1 + day).click()
    block = page.locator(f'.rd-lane [data-job="{job}"]')
    expect(block).to_be_visible()
    others = page.locator("tr", has=page.locator("th", has_text=OTHER_TRADE)).locator(".rd-lane")
    carry(page, block, others)
    expect(page.locator(".rd-ghost-words")).to_contain_text("il faut : puéricultrice")
    expect(page.locator(".rd-verdict")).to_have_css("pointer-events", "none")  # it lies over days to let go on
    shot(page, "3-clash")
    page.mouse.up()
    expect(page.locator(".rd-verdict-no")).to_contain_text("il faut : puéricultrice")
    expect(mine.locator(f'.rd-lane [data-job="{job}"]')).to_have_count(1)
    shot(page, "4-clash-said")
    page.get_by_role("button", name="Compris").click()
    page.locator(".rd-tab").first.click()

    # Locked, then a colleague falls ill: what is locked stays.
    block = mine.locator(f'[data-job="{job}"]')
    block.click()
    page.get_by_role("button", name="Verrouiller à cette heure").click()
    expect(block).to_have_class(re.compile("rd-lock"))
    held = block.locator(".rd-hour").inner_text()
    page.get_by_role("button", name="Réparer…").click()
    page.locator("select[name=worker]").select_option(label=ILL)
    page.get_by_role("button", name="Réparer", exact=True).click()
    expect(page.locator(".panel .notice-ok", has_text="Réparation proposée")).to_be_visible(timeout=20_000)
    seen["repaired"] = usable(page)
    page.get_by_role("button", name="Voir le brouillon").click()
    expect(block.locator(".rd-hour")).to_have_text(held)

    # Compared with what is published, then published.
    page.get_by_role("button", name="Comparer et publier…").click()
    expect(page.get_by_role("button", name="Publier", exact=True)).to_be_visible()
    seen["compared"] = usable(page)
    shot(page, "5-compared")
    why = page.get_by_label("Pourquoi des visites sont retirées")
    if why.count():
        page.get_by_role("button", name="Publier", exact=True).click()
        expect(page.get_by_text("Dites pourquoi des visites sont retirées")).to_be_in_viewport()
        shot(page, "6-refused")
        why.fill("Une collègue malade")
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_text("Publié. ")).to_be_visible()
    shot(page, "7-published")
    seen["published"] = usable(page)
    assert week.plans() == ["publie"]
    assert week.monday in week.absent(ILL)

    # On her tablet: the visit under way is where it was, with its words; the others have the hours that were published.
    after = week.visits()
    assert after[begun][:2] == before[begun][:2]
    fresh = [one for one in after if one not in before or before[one][:2] != after[one][:2]]
    assert fresh, "the plan gave Claire something to do"
    tablet.context.pages[0].evaluate("() => window.dispatchEvent(new Event('online'))")
    expect(nurse.page.get_by_text(week.family(begun)).first).to_be_visible()
    nurse.page.wait_for_timeout(3_000)
    nurse.page.locator(".dock").get_by_role("button", name="Note").click()
    expect(nurse.page.locator(".drawer")).to_contain_text(WORDS)
    nurse.page.get_by_role("button", name="Fermer").click()
    for one in fresh:
        expect(stop_of(nurse, one).locator(".stop-time")).to_contain_text(after[one][1].lstrip("0"))
    shot(nurse.page, "8-tablet")
    assert {name: found for name, found in seen.items() if found} == {}
    assert tablet.errors == [] and office.errors == []
