"""The tablet with its processor slowed four times, vault on, without network, on the production build."""

import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench import figures
from fieldvisit.launch import build
from tests.tablet.browser import Device, Outside
from tests.tablet.county import County
from tests.tablet.nurse import PHRASE, Nurse

SLOWER = 4
RUNS = 20
#: From a tap to the second frame after it: what it changed has then been painted.
PAINTED = """(button) => new Promise((done) => {
    const begun = performance.now();
    button.click();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
})"""
#: From a tap to the end of its transaction, written with strict durability.
DURABLE = """(button) => new Promise((done) => {
    performance.clearMarks();
    const begun = performance.now();
    button.click();
    const look = () => {
        const [mark] = performance.getEntriesByName("fieldvisit:draft:durable");
        if (mark) done(mark.startTime - begun); else setTimeout(look, 1);
    };
    look();
})"""
OPENED = """(button) => new Promise((done) => {
    const begun = performance.now();
    button.click();
    const look = () => {
        if (document.querySelector(".dock")) requestAnimationFrame(() => done(performance.now() - begun));
        else setTimeout(look, 1);
    };
    look();
})"""


def measure(full: bool = False) -> list[figures.Figure]:
    if not build.is_current():
        build.build()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        data = Path(folder) / "data"
        county = County(data)
        environment = {"FIELDVISIT_DATA": str(data), "FIELDVISIT_DATABASE_URL": county.database_url}
        _demo(environment)
        county.start()
        tablet = Device(playwright, county, Path(folder) / "profile", Outside())
        try:
            return [_shell(), *_walk(county, tablet)]
        finally:
            tablet.close()
            county.close()


def _demo(environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "fieldvisit", "demo"], check=True, cwd=build.ROOT, env={**os.environ, **environment}
    )


def _shell() -> figures.Figure:
    """What a tablet downloads once, compressed."""
    script = (build.CLIENT / "sw.js").read_text(encoding="utf-8")
    shell = json.loads(re.search(r"const SHELL = (\{.*?\});", script, re.S).group(1))
    total = 0
    for url in shell:
        file = build.CLIENT / url.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        packed = file.suffix in (".woff2", ".png")
        total += len(file.read_bytes()) if packed else len(gzip.compress(file.read_bytes(), 9))
    return figures.of("app shell, compressed", [total / 1e6], "MB", 1.5)


def _walk(county: County, tablet: Device) -> list[figures.Figure]:
    nurse = Nurse(tablet, "claire.morel")
    nurse.prepare()
    county.link.cut()
    starts = []
    for _ in range(5):
        page = tablet.open("/terrain", wait=False)
        _slow(page)
        page.get_by_label("Phrase secrète").fill(PHRASE)
        starts.append(page.evaluate("performance.now()"))
    nurse.page = page
    page.get_by_role("button", name="Déverrouiller").click()
    page.locator(".days").wait_for()
    nurse.day(0)
    opened = []
    for _ in range(RUNS):
        opened.append(page.locator(".stop-open").first.evaluate(OPENED))
        nurse.round()
        page.locator(".stop-open").first.wait_for()
    visits = page.locator('.stop:has(.badge-sea) .stop-open:has-text("Visite")')
    for day in range(page.locator(".day").count()):
        nurse.day(day)
        if visits.count():
            break
    visits.first.click()
    nurse.start()
    page.locator(".section-link").nth(1).click()
    sections = [page.locator(".section-link").nth(2 + at % 3).evaluate(PAINTED) for at in range(RUNS)]
    nurse.part("Santé et éveil")
    taps = [page.locator(".pill").nth(at % 4).evaluate(PAINTED) for at in range(RUNS)]
    durable = [page.locator(".pill").nth(at % 4).evaluate(DURABLE) for at in range(RUNS)]
    return [
        figures.of("icon → unlock screen, offline", starts),
        figures.of("round → visit open", opened, reach=250),
        figures.of("tap → painted", taps, reach=60),
        figures.of("change part → painted", sections),
        figures.of("tap → durable, vault on", durable, reach=100),
    ]


def _slow(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
