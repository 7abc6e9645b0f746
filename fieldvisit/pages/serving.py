"""How the built screens are served: where they may be kept, what they may load, who sends them on.

:func:`wrap` stands outermost around the app. The build (``offline/plugin.py``) leaves a list of its pages
with the digests of their inline scripts, so that no other inline script runs.
"""

import json
from pathlib import Path
from urllib.parse import urlsplit

from granian.utils.proxies import wrap_asgi_with_proxy_headers
from reflex.utils.prerequisites import get_web_dir
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fieldvisit import settings
from fieldvisit.offline.plugin import PAGES
from fieldvisit.pages.threshold import Threshold

YEAR = 365 * 24 * 3600
#: Server paths: their answers are about one person at one moment.
LIVE = ("/api/", "/_event", "/_upload", "/ping", "/_health")

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Nothing goes to another site; « no-referrer » would make the login form's own Origin « null ».
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


#: Over HTTPS only: a browser that came so once never comes in clear again.
STRICT_TRANSPORT = f"max-age={YEAR}; includeSubDomains"
#: What no page is: opened by itself, it loads and runs nothing.
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def policy(scripts: list[str], evaluates: bool, tiles: str = "") -> str:
    """The content security policy of a page with these inline script digests.

    ``evaluates``: office pages need ``eval``, by which Reflex runs what a handler asks of the browser. ``tiles``: the
    origin of the county's own map tiles, if it set one: office pages may load pictures from there, and nothing else.
    """
    pictures = " ".join(filter(None, ["img-src 'self' data: blob:", tiles if evaluates else ""]))
    allowed = ["'self'", "'unsafe-eval'" if evaluates else "'wasm-unsafe-eval'", *(f"'{digest}'" for digest in scripts)]
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src {' '.join(allowed)}",
            "style-src 'self' 'unsafe-inline'",
            pictures,
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


class Serving:
    """Cache and security headers; a page's address without its final slash is served, not redirected."""

    def __init__(self, app: ASGIApp, listed: Path):
        """``listed``: the pages of the build, as ``offline/plugin.py`` wrote them."""
        self.app = app
        pages = json.loads(listed.read_text(encoding="utf-8")) if listed.exists() else {}
        self.pages = frozenset(pages)
        tiles = origin_of(settings.read().tiles)
        self.policies = {path: policy(page["scripts"], page["evaluates"], tiles) for path, page in pages.items()}
        every = sorted({digest for page in pages.values() for digest in page["scripts"]})
        self.otherwise = policy(every, True, tiles)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path in self.pages and not path.endswith(("/", ".html")):
            scope = {**scope, "path": path + "/", "raw_path": scope.get("raw_path", path.encode()) + b"/"}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
                headers.setdefault("Cache-Control", keep(path, message["status"]))
                if headers.get("content-type", "").startswith("text/html"):
                    known = self.policies.get(path.rstrip("/") or "/", self.otherwise)
                    headers.setdefault("Content-Security-Policy", known)
                elif path.startswith("/api/"):
                    headers.setdefault("Content-Security-Policy", NOTHING)
            await send(message)

        await self.app(scope, receive, with_headers)


def origin_of(address: str) -> str:
    """« https://tuiles.departement.fr » of an address; "" of none."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if address else ""


def keep(path: str, status: int) -> str:
    """How long a browser may keep this answer without asking."""
    if path.startswith(LIVE):
        return "no-store"
    if path.startswith("/assets/") and status in (200, 206, 304):
        return f"public, max-age={YEAR}, immutable"
    return "no-cache"


def wrap(app: ASGIApp) -> ASGIApp:
    """For ``rx.App(api_transformer=[…, serving.wrap])``, last. Proxy headers count from this machine only."""
    return wrap_asgi_with_proxy_headers(Serving(Threshold(app), get_web_dir() / "build" / PAGES))
