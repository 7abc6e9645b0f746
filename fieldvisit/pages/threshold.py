"""Before any route: what another site sends, what is larger than anything we take, and what comes too fast.

Each route asks again for what is its own business; here nothing can be forgotten when a route is added.
"""

import asyncio
import hashlib
import time
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fieldvisit import settings
from fieldvisit.access import origin
from fieldvisit.pages import who
from fieldvisit.sync.documents import stamp

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: More than the largest file of any route (see ``tests/pages/test_threshold.py``), in bytes.
LARGEST_BODY = 72 << 20
#: Tablets come home by the hundred and have quotas and turns of their own.
UNHURRIED = ("/api/sync/", "/api/devices/")
#: Requests to ``/api/`` in a minute: of one session, and of one address whose requests bear none (a whole centre's).
PER_SESSION, PER_ADDRESS = 600, 1_200
MINUTE = 60.0

FOREIGN = "Cette demande vient d’un autre site : elle est refusée."
TOO_LARGE = "Ce fichier est trop gros : il n’a pas été reçu."
TOO_FAST = "Trop de demandes en peu de temps. Réessayez dans une minute."


class Threshold:
    def __init__(self, app: ASGIApp, clock: Callable[[], float] = time.monotonic):
        self.app, self.clock = app, clock
        self.since, self.counts = clock(), {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        acts = scope["type"] == "websocket" or scope["method"] not in SAFE
        if acts and _is_foreign(headers):
            await _refuse(scope, receive, send, 403, FOREIGN)
        elif self._is_too_fast(scope, headers):
            await _refuse(scope, receive, send, 429, TOO_FAST)
        elif _length(headers) > LARGEST_BODY:
            await _refuse(scope, receive, send, 413, TOO_LARGE)
        else:
            await self.app(scope, _bounded(receive) if scope["type"] == "http" else receive, send)

    def _is_too_fast(self, scope: Scope, headers: Headers) -> bool:
        path = scope["path"]
        if not path.startswith("/api/") or path.startswith(UNHURRIED):
            return False
        if self.clock() - self.since >= MINUTE:
            self.since, self.counts = self.clock(), {}
        token = who.token_of(headers.get("cookie", ""))
        address = (scope.get("client") or ("",))[0]
        # A made-up token must not buy a fresh count: a token counts for its address, too, until a session bears it.
        key = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest() if token else address
        self.counts[key] = self.counts.get(key, 0) + 1
        self.counts[address, ""] = self.counts.get((address, ""), 0) + 1
        return self.counts[key] > (PER_SESSION if token else PER_ADDRESS) or self.counts[address, ""] > 20 * PER_SESSION


def _is_foreign(headers: Headers) -> bool:
    """A browser says where a request comes from, in one of two ways at least; a script of ours says nothing."""
    return headers.get("sec-fetch-site") == "cross-site" or not origin.is_ours(
        headers.get("origin"), settings.read().origins
    )


def _length(headers: Headers) -> int:
    said = headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 20 else 0


def _bounded(receive: Receive) -> Receive:
    """A body that says no length, or a wrong one, ends as if its sender had gone."""
    got = 0

    async def counted() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        return {"type": "http.disconnect"} if got > LARGEST_BODY else message

    return counted


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4403})
        return
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": "60"} if status == 429 else {})
    await asyncio.sleep(0)
    told = {"sentence": sentence, "server_time": stamp(who.now())}
    await JSONResponse(told, status, headers=headers)(scope, receive, send)
