"""The shell of the field pages: kept on the tablet, served without network, renewed at a safe moment only."""

import json
import re
import time

import pytest

from fieldvisit.launch import build
from tests.sample import sample

REGISTER = "() => { navigator.serviceWorker.register('/sw.js', {scope: '/'}).catch(() => {}); }"
CONTROLLED = "() => navigator.serviceWorker.controller !== null"


def with_worker(device, path="/connexion"):
    page = device.open(path)
    page.evaluate(REGISTER)
    page.wait_for_function(CONTROLLED)
    return page


def shell_of(county) -> dict[str, str]:
    script = (build.CLIENT / "sw.js").read_text()
    return json.loads(re.search(r"const SHELL = (\{.*?\});", script, re.S).group(1))


@pytest.mark.long  # every other one opens it so
def test_the_office_opens_over_https_under_its_own_name(office, county):
    page = office.open("/connexion")
    assert page.url == f"{county.address}/connexion"
    assert page.evaluate("window.isSecureContext")
    assert office.errors == []


@pytest.mark.long  # one cut in the middle ends with the same files
def test_every_file_of_the_shell_is_on_the_tablet_after_the_first_visit(tablet, county):
    page = with_worker(tablet)
    held = page.evaluate(
        """async () => {
            const name = (await caches.keys()).find((name) => name.startsWith("fieldvisit-shell-"));
            return (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname);
        }"""
    )
    assert sorted(held) == sorted(shell_of(county))


def test_an_office_page_without_network_says_so_in_a_page_of_ours(tablet, county):
    page = with_worker(tablet)
    county.link.cut()
    page.goto(f"{county.address}/planning")
    assert page.locator("h1").inner_text() == "Pas de réseau"


def test_the_worker_leaves_the_door_and_every_post_alone(tablet, county):
    page = with_worker(tablet)
    county.link.cut()
    failed = page.evaluate(
        """async () => {
            const fails = (url, options) => fetch(url, options).then(() => false, () => true);
            return [await fails("/api/me"), await fails("/fieldvisit.css", {method: "POST"})];
        }"""
    )
    assert failed == [True, True]
    assert page.evaluate("() => fetch('/fieldvisit.css').then((answer) => answer.ok)")


def test_a_first_visit_cut_in_the_middle_is_completed_by_the_next(tablet, county):
    page = tablet.open("/connexion")
    county.link.drop_after(30_000)
    page.evaluate(REGISTER)
    deadline = time.monotonic() + 10
    while not county.link.is_cut and time.monotonic() < deadline:
        page.wait_for_timeout(100)
    assert county.link.is_cut
    page.wait_for_timeout(500)
    assert not page.evaluate(CONTROLLED)
    county.link.restore()
    page = with_worker(tablet)
    assert page.evaluate("() => caches.match('/hors-ligne.html').then(Boolean)")


def test_a_killed_browser_finds_its_shell_again_without_network(tablet, county):
    with_worker(tablet)
    tablet.kill()
    county.link.cut()
    page = tablet.open("/planning")
    assert page.locator("h1").inner_text() == "Pas de réseau"


@pytest.mark.parametrize("path", sample(["/connexion", "/planning"], 1))
def test_a_page_breaks_none_of_its_own_rules(office, path):
    said = []
    office.open("/connexion")
    office.context.on("console", lambda message: said.append(message.text))
    office.open(path).wait_for_timeout(1000)
    assert [text for text in said if "Content Security Policy" in text] == []
