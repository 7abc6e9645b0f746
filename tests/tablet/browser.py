"""Chromium as a tablet and as an office computer, on profiles that survive a killed tab and a restart."""

import contextlib
import os
import shutil
import signal
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.tablet.county import HOST, County

TABLET = {"width": 800, "height": 1280}
OFFICE = {"width": 1440, "height": 900}
FLAGS = (
    *("--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--metrics-recording-only", "--no-default-browser-check"),
)

#: In place of the browser's own clock; the service worker asks for no hour.
WRONG_CLOCK = """(() => {
    const Real = Date;
    const now = () => Real.now() + %d;
    globalThis.Date = class extends Real {
        constructor(...given) { given.length ? super(...given) : super(now()); }
        static now() { return now(); }
    };
})()"""


class Outside:
    """Every request that did not go to the county: there must be none (« nothing calls outside »)."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self._note)
        context.on("page", lambda page: page.on("websocket", self._note))
        for page in context.pages:
            page.on("websocket", self._note)

    def _note(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != HOST:
            self.asked.append(request.url)


class Device:
    """One browser profile. ``open`` starts it, ``kill`` ends it as a dead battery does, ``open`` finds it again."""

    def __init__(self, playwright: Playwright, county: County, profile: Path, outside: Outside, tablet: bool = True):
        self.playwright, self.county, self.profile, self.outside = playwright, county, profile, outside
        self.tablet = tablet
        self.context: BrowserContext | None = None
        self.errors: list[str] = []
        #: How far the clock that its pages see is ahead.
        self.ahead = timedelta()

    def open(self, path: str = "/terrain", wait: bool = True) -> Page:
        """The first page of this profile at ``path``; the browser is started if it is not running."""
        if self.context is None:
            self._launch()
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.goto(self.county.address + path, wait_until="load" if wait else "commit")
        return page

    def kill(self) -> None:
        """SIGKILL to the browser and all its tabs: nothing is flushed, nothing is said."""
        if self.context is None:
            return
        mine = str(self.profile).encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if b"--user-data-dir=" + mine in command:
                os.kill(int(process.name), signal.SIGKILL)
        self._forget()

    def close(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None

    def _forget(self) -> None:
        with contextlib.suppress(Exception):  # the connection to the dead browser may fail in any way
            self.context.close()
        self.context = None

    def _launch(self) -> None:
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=_chromium(),
            args=[
                *FLAGS,
                f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND",
                f"--ignore-certificate-errors-spki-list={self.county.spki()}",
            ],
            viewport=TABLET if self.tablet else OFFICE,
            has_touch=self.tablet,
            locale="fr-FR",
            timezone_id="Europe/Paris",
        )
        self.context.set_default_timeout(15_000)
        if self.ahead:
            self.context.add_init_script(WRONG_CLOCK % (self.ahead.total_seconds() * 1000))
        self.outside.watch(self.context)
        self.context.on("weberror", lambda error: self.errors.append(str(error.error)))


def _chromium() -> str | None:
    """The system's Chromium if there is one, else the one that Playwright brings."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    return None
