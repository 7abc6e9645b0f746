"""A real Chromium, the tablet's real modules in one bundle, and a door that can be broken."""

import fcntl
import os
import shutil
import subprocess
import time
import uuid
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from fieldvisit.launch.build import npm_environment
from fieldvisit.offline.modules import FOLDER, PACKAGES
from tests.offline.fake_door import NURSE, Door

HERE = Path(__file__).parent
WORKSHOP = HERE.parents[1] / "build" / "tablet-tests"
TOOLS = {"esbuild": "0.25.12", "react": "19.2.0", "react-dom": "19.2.0"}
FLAGS = (
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-features=StaticStorageQuota",  # estimate() then tells what DevTools allows
)
PASSPHRASE = "quatre tasses de café bleu"


@pytest.fixture(scope="session")
def bundle() -> bytes:
    """The modules and ``tablet.js`` in one script, with the npm packages at their exact versions."""
    wanted = [f"{name}@{version}" for name, version in sorted({**PACKAGES, **TOOLS}.items())]
    WORKSHOP.mkdir(parents=True, exist_ok=True)
    with open(WORKSHOP / "installed", "a+") as done:
        fcntl.flock(done, fcntl.LOCK_EX)  # the workers of pytest-xdist share the folder
        done.seek(0)
        if done.read() != "\n".join(wanted):
            (WORKSHOP / "package.json").write_text('{"private": true}')
            install = ["npm", "install", "--silent", "--no-audit", "--no-fund", *wanted]
            subprocess.run(install, cwd=WORKSHOP, env=npm_environment(), check=True)
            done.truncate(0)
            done.write("\n".join(wanted))
    modules = WORKSHOP / "node_modules"
    made = subprocess.run(
        [modules / ".bin" / "esbuild", HERE / "tablet.js", "--bundle", "--format=iife", "--charset=utf8",
         '--define:process.env.NODE_ENV="production"', f"--alias:hash-wasm={HERE / 'quick_hash.js'}"],
        env={**os.environ, "NODE_PATH": f"{FOLDER}:{modules}"},
        capture_output=True,
        check=True,
    )  # fmt: skip
    return made.stdout


@pytest.fixture
def door(bundle):
    door = Door(bundle)
    door.start()
    door.docs[NURSE["id"]] = []
    yield door
    door.cut()


@pytest.fixture(scope="session")
def chromium(playwright):
    """How to start the browser: the one of the system, else the one that Playwright brings."""
    return {"executable_path": shutil.which("chromium") or playwright.chromium.executable_path, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser(playwright, chromium):
    browser = playwright.chromium.launch(**chromium)
    yield browser
    browser.close()


class Tablet:
    """One tab of the app, called in the words of its modules."""

    def __init__(self, page: Page, port: int):
        self.page = page
        page.goto(f"http://localhost:{port}/")
        self.wait("phase !== 'loading'")

    def run(self, expression: str, argument=None):
        """Value of an async JavaScript expression in which the modules stand by name, and ``a`` is the argument."""
        names = "session, clock, drafts, backups, elsewhere, outbox, mirror, sync, store, vault, health, lease"
        names += ", screens, album, prepare, syncNow, noteRead, ownKey"
        return self.page.evaluate(
            f"async (a) => {{ const {{{names}}} = tablet; return await ({expression}); }}", argument
        )

    @property
    def device(self) -> dict:
        return self.page.evaluate("tablet.device.get()")

    def wait(self, condition: str, timeout: float = 10_000) -> None:
        """Waits until a condition on what ``useDevice`` gives is true."""
        self.page.wait_for_function(
            f"() => {{ const d = window.tablet?.device.get(); return d && (({{{FIELDS}}}) => {condition})(d); }}",
            timeout=timeout,
        )

    def enter(self, login="ines", password="lait-tiede", passphrase=PASSPHRASE) -> "Tablet":
        """First sign-in, new vault, first pull."""
        assert self.run("session.signIn(a[0], a[1])", [login, password]), self.device["error"]
        if self.device["phase"] == "new_vault":
            assert self.run("session.createVault(a)", passphrase), self.device["error"]
        else:
            assert self.unlock(passphrase), self.device["error"]
        self.wait("phase === 'open' && aboard_complete")
        return self

    def unlock(self, passphrase=PASSPHRASE) -> bool:
        return self.run("session.unlock(a)", passphrase)

    def write(self, visit: dict, note: str, draft: str = "d1", record: str | None = None) -> dict:
        """Types a draft and signs it; the id and digest of its line."""
        record = record or str(uuid.uuid4())
        body = {"visit_id": visit["id"], "family_id": visit["family_id"], "kind": "J8", "outcome": "realisee",
                "started_at": "2026-11-22T09:00:00.000Z", "ended_at": "2026-11-22T09:40:00.000Z",
                "notes": [{"at": "2026-11-22T09:10:00.000Z", "text": note}]}  # fmt: skip
        content = {"kind": "visit_record", "id": record, "family_id": visit["family_id"], "body": body, "elapsed": 9}
        self.run("drafts.saveDraft(a[0], a[1])", [draft, {"note": note}])
        return self.run("outbox.finishDraft(a[0], a[1])", [draft, content])

    def shown(self, screen: str) -> dict:
        """What a screen shows once the page has nothing left to do: a busy machine paints later."""
        self.page.wait_for_timeout(50)
        self.page.evaluate("new Promise((idle) => requestIdleCallback(idle, { timeout: 5000 }))")
        return self.page.evaluate(f"shown.{screen}")

    def custody(self, record: str) -> str | None:
        return (self.run("outbox.custody(a)", record) or {}).get("state")

    def until(self, condition: str, argument=None, timeout: float = 10) -> None:
        """Waits until an expression of :meth:`run` is true."""
        end = time.monotonic() + timeout
        while not self.run(condition, argument):
            assert time.monotonic() < end, f"{condition} stayed false; the tablet says {self.device}"
            time.sleep(0.05)


FIELDS = (
    "phase, account, accounts, online, busy, error, unsent, aboard_complete, aboard_since, last_contact, "
    "storage_sentence, login_expired, wiped_at, leaving"
)


class Tabs:
    """Opens tabs of one tablet: ``tablet()``."""

    def __init__(self, context: BrowserContext, port: int):
        self.context = context
        self.port = port

    def __call__(self) -> Tablet:
        return Tablet(self.context.new_page(), self.port)


@pytest.fixture
def tablet(door, browser):
    """A tablet that nobody used before."""
    context = browser.new_context()
    yield Tabs(context, door.port)
    context.close()


@pytest.fixture
def tablet_on_disk(door, playwright, chromium, tmp_path):
    """The same with its profile in a folder: what survives when the whole browser dies."""
    opened = []

    def start() -> Tabs:
        context = playwright.chromium.launch_persistent_context(tmp_path / "profile", **chromium)
        opened.append(context)
        return Tabs(context, door.port)

    start.folder = tmp_path / "profile"
    yield start
    for context in opened:
        with suppress(Error):
            context.close()
