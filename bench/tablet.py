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

from bench import figures, first_sync
from bench.county import County as Large
from fieldvisit import db, demo
from fieldvisit.access import password
from fieldvisit.access.account import Account
from fieldvisit.launch import build
from tests.tablet import interviews
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
#: From a tap on « Déverrouiller » to the key (Argon2id), and to the round on screen.
UNLOCKED = """(button) => new Promise((done) => {
    performance.clearMarks();
    const begun = performance.now();
    button.click();
    const look = () => {
        const [key] = performance.getEntriesByName("fieldvisit:vault:key");
        if (key && document.querySelector(".days")) {
            requestAnimationFrame(() => done([key.startTime - begun, performance.now() - begun]));
        } else setTimeout(look, 2);
    };
    look();
})"""
#: From a tap on « Préparer la tablette » until all is aboard, and the part of it since the first call for files.
ABOARD = """(button) => new Promise((done) => {
    const begun = performance.now();
    button.click();
    const look = () => {
        if (document.querySelector(".aboard")?.innerText.includes("Tout est à bord")) {
            const loaded = performance.getEntriesByType("resource");
            const first = loaded.find(({ name }) => name.endsWith("/api/sync/pull"));
            done([performance.now() - begun, performance.now() - first.startTime]);
        } else setTimeout(look, 10);
    };
    look();
})"""
#: From a tap on the round to the second frame with the questions.
FORM_OPENED = """(button) => new Promise((done) => {
    const begun = performance.now();
    button.click();
    const look = () => {
        if (document.querySelector(".item")) requestAnimationFrame(() => done(performance.now() - begun));
        else setTimeout(look, 1);
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
        demo_county(environment)
        county.start()
        tablet = Device(playwright, county, Path(folder) / "profile", Outside())
        midwife = Device(playwright, county, Path(folder) / "midwife", Outside())
        full_one = Device(playwright, county, Path(folder) / "full", Outside())
        try:
            found = [_shell(), *_full(county, full_one, _worker(county))]
            county.link.restore()
            found += _walk(county, tablet)
            county.link.restore()
            return [*found, *_interview(county, midwife)]
        finally:
            tablet.close()
            midwife.close()
            full_one.close()
            county.close()


def _worker(county: County) -> str:
    """The login of a worker with 120 families."""
    large = Large(county.database_url)
    account = first_sync.filled(large).account
    with db.writing(large.engine) as session:
        session.get_one(Account, account.id).password_hash = password.make_hash(demo.PASSWORD)
    large.engine.dispose()
    return account.login


def _full(county: County, tablet: Device, login: str) -> list[figures.Figure]:
    """A tablet with 2,000 documents: the first sync, then icon and passphrase without network."""
    page = tablet.open("/terrain")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(demo.PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Phrase secrète").fill(PHRASE)
    page.get_by_label("La même, encore une fois").fill(PHRASE)
    page.context.set_default_timeout(120_000)
    slow(page)
    prepared, synced = page.get_by_role("button", name="Préparer la tablette").evaluate(ABOARD)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    county.link.cut()
    starts, keys, rounds = [], [], []
    for _ in range(RUNS // 2):
        page = tablet.open("/terrain", wait=False)
        slow(page)
        page.get_by_label("Phrase secrète").fill(PHRASE)
        starts.append(page.evaluate("performance.now()"))
        key, shown = page.get_by_role("button", name="Déverrouiller").evaluate(UNLOCKED)
        keys.append(key)
        rounds.append(shown - key)
    tablet.close()
    return [
        figures.of("first sync of 120 families, on the tablet", [synced], reach=3_000),
        figures.of("… with the new vault made before it (Argon2id)", [prepared]),
        figures.median_of("icon → unlock screen usable, offline", starts),
        figures.median_of("passphrase → key (Argon2id)", keys),
        figures.median_of("key → round on screen, 120 families", rounds),
        figures.median_of(
            "icon → round usable, without Argon2id", [a + b for a, b in zip(starts, rounds, strict=True)], reach=1_500
        ),
    ]


def demo_county(environment: dict[str, str]) -> None:
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
    page = tablet.open("/terrain", wait=False)
    slow(page)
    page.get_by_label("Phrase secrète").fill(PHRASE)
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
    # Of the first question, the two answers that raise nothing: an alert opens a panel, which is a figure of its own.
    taps = [page.locator(".pill").nth(at % 2).evaluate(PAINTED) for at in range(RUNS)]
    durable = [page.locator(".pill").nth(at % 2).evaluate(DURABLE) for at in range(RUNS)]
    raised = []
    for _ in range(RUNS // 2):
        raised.append(page.get_by_text("Ictère étendu").locator("visible=true").first.evaluate(PAINTED))
        page.locator("[role=alertdialog]").wait_for()
        page.locator(".pill").nth(0).evaluate(PAINTED)
        page.locator("[role=alertdialog]").wait_for(state="detached")
    return [
        figures.median_of("round → visit open", opened, reach=250),
        figures.median_of("tap → painted", taps, reach=60),
        figures.median_of("change part → painted", sections),
        figures.median_of("tap → durable, vault on", durable, reach=100),
        figures.median_of("tap that raises « Urgent » → painted", raised),
    ]


def _interview(county: County, tablet: Device) -> list[figures.Figure]:
    """The EPP: 64 questions in 10 parts, opened on a draft, answered, another part, a note."""
    visit_id, _ = interviews.plan(county, "epp")
    nurse = Nurse(tablet, interviews.LOGIN)
    nurse.prepare()
    county.link.cut()
    page = tablet.open("/terrain", wait=False)
    slow(page)
    nurse.page = page
    page.get_by_label("Phrase secrète").fill(PHRASE)
    page.get_by_role("button", name="Déverrouiller").click()
    page.locator(".days").wait_for()
    nurse.open_visit(visit_id)
    nurse.start()
    stop = page.locator(f'[data-visit="{visit_id}"] .stop-open')
    nurse.part("Santé et suivi")
    opened = []
    for _ in range(RUNS):
        nurse.round()
        stop.wait_for()
        opened.append(stop.evaluate(FORM_OPENED))
    pills = page.locator(".pill")
    taps = [pills.nth(at % 12).evaluate(PAINTED) for at in range(RUNS)]
    durable = [pills.nth(at % 12).evaluate(DURABLE) for at in range(RUNS)]
    parts = [page.locator(".section-link").nth(2 + at % 6).evaluate(PAINTED) for at in range(RUNS)]
    return [
        figures.median_of("EPP: round → open, in the part she was in", opened, reach=250),
        figures.median_of("EPP: tap → painted", taps, reach=60),
        figures.median_of("EPP: tap → durable, vault on", durable, reach=100),
        figures.median_of("EPP: change part → painted", parts),
    ]


def slow(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
