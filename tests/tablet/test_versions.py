"""A new version of the shell: it waits, it comes when asked, and an open page keeps its own files."""

import contextlib
import hashlib
import json
import re
import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Error

from fieldvisit.launch import build
from tests.tablet.test_shell import CONTROLLED, REGISTER

VERSION = """() => new Promise((resolve) => {
    setTimeout(resolve, 10000, "");
    navigator.serviceWorker.addEventListener("message", (event) => resolve(event.data.version), {once: true});
    navigator.serviceWorker.controller.postMessage({type: "version"});
})"""
WAITING = "() => navigator.serviceWorker.getRegistration().then((registration) => Boolean(registration.waiting))"
LOOK = "() => { navigator.serviceWorker.getRegistration().then((registration) => registration.update()); }"
ACTIVATE = """() => new Promise((resolve) => {
    setTimeout(resolve, 15000, false);
    navigator.serviceWorker.addEventListener("controllerchange", () => resolve(true), {once: true});
    navigator.serviceWorker.getRegistration().then(({waiting}) => waiting.postMessage({type: "activate"}));
})"""
SHELLS = "() => caches.keys().then((names) => names.filter((name) => name.startsWith('fieldvisit-shell-')).sort())"


@pytest.fixture
def published(county, tmp_path):
    """The county serves a copy of the build; calling this publishes a version with another offline page."""
    web = tmp_path / ".web"
    shutil.copytree(build.WEB, web, ignore=shutil.ignore_patterns("node_modules", "components", ".reflex"))
    county.environment["REFLEX_WEB_WORKDIR"] = str(web)
    county.restart()

    def publish(words: str) -> str:
        return _publish(web / "build" / "client", words)

    return publish


def _publish(client: Path, words: str) -> str:
    page = client / "hors-ligne.html"
    page.write_text(re.sub(r"<h1>.*?</h1>", f"<h1>{words}</h1>", page.read_text()))
    worker = client / "sw.js"
    text = worker.read_text()
    shell = json.loads(re.search(r"const SHELL = (\{.*?\});", text, re.DOTALL).group(1))
    shell["/hors-ligne.html"] = hashlib.sha256(page.read_bytes()).hexdigest()
    version = hashlib.sha256(words.encode()).hexdigest()[:16]
    text = re.sub(r"const SHELL = \{.*?\};", f"const SHELL = {json.dumps(shell)};", text, flags=re.DOTALL)
    worker.write_text(re.sub(r'const VERSION = "\w+"', f'const VERSION = "{version}"', text))
    for file in (page, worker):
        for suffix in (".br", ".gz"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
    return version


def wait_for(page, script):
    deadline = time.monotonic() + 20
    while not page.evaluate(script):
        assert time.monotonic() < deadline, f"still false: {script}"
        page.wait_for_timeout(100)


@pytest.mark.long
def test_a_new_version_waits_until_it_is_asked_for_and_comes_then(tablet, published):
    page = tablet.open("/connexion")
    page.evaluate(REGISTER)
    page.wait_for_function(CONTROLLED)
    first = page.evaluate(VERSION)
    second = published("Deuxième")
    page.evaluate(LOOK)
    wait_for(page, WAITING)
    page.reload()
    page.wait_for_timeout(500)
    assert page.evaluate(VERSION) == first
    assert page.evaluate(ACTIVATE)
    assert page.evaluate(VERSION) == second
    wait_for(page, f"async () => (await ({SHELLS})()).length === 1")
    assert page.evaluate("() => caches.match('/hors-ligne.html').then((held) => held.text())").count("Deuxième") == 1


@pytest.mark.long
def test_the_files_of_an_open_page_stay_while_it_is_open(tablet, published):
    page = tablet.open("/connexion")
    page.evaluate(REGISTER)
    page.wait_for_function(CONTROLLED)
    working = tablet.context.new_page()
    # An address below /terrain that is no page: served from the shell, and it does not look for versions itself.
    working.goto(f"{tablet.county.address}/terrain/aucune", wait_until="commit")
    first = page.evaluate(SHELLS)
    for words, expected in (("Deuxième", 2), ("Troisième", 2)):
        published(words)
        page.evaluate(LOOK)
        wait_for(page, WAITING)
        assert page.evaluate(ACTIVATE)
        wait_for(page, f"async () => (await ({SHELLS})()).length === {expected}")
        assert set(first) <= set(page.evaluate(SHELLS)), "a page of the first version is still open"


@pytest.mark.long
def test_a_version_that_cannot_be_fetched_whole_leaves_the_former_one_in_place(tablet, published, tmp_path):
    page = tablet.open("/connexion")
    page.evaluate(REGISTER)
    page.wait_for_function(CONTROLLED)
    first = page.evaluate(VERSION)
    published("Deuxième")
    (tmp_path / ".web" / "build" / "client" / "hors-ligne.html").write_text("not what the list says")
    page.evaluate(LOOK)
    page.wait_for_timeout(2500)
    assert not page.evaluate(WAITING)
    assert page.evaluate(VERSION) == first
    tablet.county.link.cut()
    page.goto(f"{tablet.county.address}/planning")
    assert page.locator("h1").inner_text() == "Pas de réseau"


def test_a_visit_that_is_open_holds_the_new_version_back_and_its_end_lets_it_come(tablet, published):
    page = tablet.open("/terrain")
    wait_for(page, CONTROLLED)
    page.evaluate(
        """() => { navigator.locks.request("fieldvisit-draft-open", {mode: "shared"},
            () => new Promise((release) => { window.endOfVisit = release; })); }"""
    )
    first = page.evaluate(VERSION)
    second = published("Deuxième")
    page.evaluate(LOOK)
    wait_for(page, WAITING)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(1500)
    assert page.evaluate(VERSION) == first
    page.evaluate("() => window.endOfVisit()")
    page.reload(wait_until="commit")
    deadline = time.monotonic() + 60
    while _version_of(page) != second:
        assert time.monotonic() < deadline, "the version waits for ever"
        page.wait_for_timeout(200)


def _version_of(page) -> str:
    """The page reloads by itself meanwhile: a question cut by that is asked again."""
    with contextlib.suppress(Error):
        return page.evaluate(VERSION)
    return ""


@pytest.mark.long  # so does the shell of a killed browser
def test_the_round_opens_without_network_after_the_first_visit(tablet):
    page = tablet.open("/terrain")
    wait_for(page, CONTROLLED)
    tablet.county.link.cut()
    page.reload(wait_until="commit")
    page.locator(".field-world").wait_for()
    tablet.kill()
    page = tablet.open("/terrain", wait=False)
    page.locator(".field-world").wait_for()
    assert tablet.errors == []
