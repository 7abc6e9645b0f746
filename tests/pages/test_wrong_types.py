"""Whatever anybody sends to a handler or a route: no failure of ours, and nothing of a family that is not theirs.

With what is drawn from the tablets' door (``tests/sync/test_drawn_calls.py``) 2,000 calls in the normal run, 100,000 in
the long one; that one draws other ones each time, and says how to draw them again.
"""

import json
import logging
import os
import random
import secrets
from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from fieldvisit.pages.guard import Gate
from fieldvisit.settings import Settings
from fieldvisit.sync.door import Door
from tests.pages.test_guard import arguments, every_handler
from tests.pages.test_threshold import every_route
from tests.strange import STRANGE

LONG = os.environ.get("FIELDVISIT_LONG") == "1"
#: Handlers first, routes second.
CALLS = (50_000, 20_000) if LONG else (1_000, 750)
WHO = ("", "claire", "nadia", "sylvie", "helene", "root")
#: Nobody of these reads the other sector's family or her own door code; Nadia does, and is looked at apart.
CANARIES = ("Roche", "Zoé")
AT_ONCE = 40

FIELDS = ("day", "kind", "id", "name", "hour", "minutes", "reason", "date", "label", "text", "until", "family_id")
NAMES = ("login", "password", "cursor", "have", "forms", "device_id", "public_jwk", "blobs", "from", "header", "ct")
BODIES = (
    *(b"", b"{", b"[]", b"null", b"\xff\xfe", b"{}" * 500, b"[" * 5000, b"a=b&c=%ff", b"\x1f\x8b\x08\x00"),
    b'{"a":' * 2000,
)
KINDS = (
    *("application/json", "application/x-ndjson", "application/x-www-form-urlencoded", "multipart/form-data"),
    *("multipart/form-data; boundary=x", "text/plain", ""),
)


@pytest.fixture
def chance():
    seed = int(os.environ.get("FIELDVISIT_SEED", "0")) or (secrets.randbits(32) if LONG else 20_261_123)
    print(f"FIELDVISIT_SEED={seed}")
    return random.Random(seed)


def known_words(office) -> list[str]:
    """Ids and words that exist: what is nearly right gets further than noise."""
    found = [str(getattr(office, name).id) for name in ("claire", "nadia", "benali", "petit", "roche", "benali_child")]
    return [*found, "vad_1m", "01-2026-0001", "Bourg-en-Bresse", "puericultrice"]


def value(chance, known, wanted=None):
    """Half of the time of the type that is asked for, so that the call goes past the first look."""
    if wanted is None or chance.random() < 0.4:
        return chance.choice((*STRANGE, *known))
    if isinstance(wanted, dict):
        return {chance.choice(FIELDS): value(chance, known) for _ in range(4)}
    return chance.choice([one for one in (*STRANGE, *known) if type(one) is type(wanted)])


def test_no_handler_fails_and_none_tells_a_stranger(office, tab, cookie, chance, caplog):
    handlers, known = every_handler(), known_words(office)
    assert len(handlers) > 200
    each = CALLS[0] // len(WHO)
    for name in WHO:
        caplog.clear()
        client = tab(cookie=cookie(name) if name else "")
        for _ in range(0, each, AT_ONCE):
            calls = [(full, _payload(chance, known, handler)) for full, handler in chance.choices(handlers, k=AT_ONCE)]
            client.send(*calls)
            failed = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
            assert not failed, (failed, calls)
        if name != "nadia":
            assert [word for word in CANARIES if word in client.words()] == []


def _payload(chance, known, handler) -> dict:
    payload = {key: value(chance, known, fits) for key, fits in arguments(handler).items()}
    if chance.random() < 0.1:
        payload[chance.choice(("self", "x", "state"))] = value(chance, known)
    return payload


def test_no_route_fails_and_none_tells_a_stranger(office, cookie, engine, tmp_path, now, chance):
    door = Door(lambda: engine, lambda: Settings(tmp_path, "", "", 3000, ("http://localhost:3000",)), lambda: now)
    pages = [route for route in every_route() if not route.path.startswith(("/api/sync", "/api/devices"))]
    routes = [*pages, *door.routes]
    known, cookies = known_words(office), {name: cookie(name) if name else "" for name in WHO}
    given = {"base_url": "http://localhost:3000", "follow_redirects": False, "raise_server_exceptions": False}
    with TestClient(Gate(Starlette(routes=routes)), **given) as client:
        for _ in range(CALLS[1]):
            route, who = chance.choice(routes), chance.choice(WHO)
            path = route.path
            for part in route.param_convertors:
                path = path.replace(f"{{{part}}}", _segment(chance, known))
            method = chance.choice(sorted(route.methods)) if chance.random() < 0.95 else "DELETE"
            content, kind = _body(chance, known)
            headers = {"cookie": cookies[who], "content-type": kind}
            if chance.random() < 0.2:
                headers["content-encoding"] = "gzip"
            asked = {chance.choice(("jour", "day", "id", "format", "next", "offset", "size")): _segment(chance, known)}
            sent = content if method != "GET" else None
            answer = client.request(method, path, params=asked, content=sent, headers=headers)
            told = (answer.status_code, method, path, asked, content[:300], kind, who)
            assert answer.status_code < 500 or answer.status_code in (503, 507), told
            if who != "nadia":
                assert not [word for word in CANARIES if word in answer.text], told


def _segment(chance, known) -> str:
    one = chance.choice([each for each in (*STRANGE, *known) if isinstance(each, str | int)])
    return quote(str(one).encode("utf-8", "replace"), safe="") or "x"


def _body(chance, known) -> tuple[bytes, str]:
    if chance.random() < 0.5:
        return chance.choice(BODIES), chance.choice(KINDS)
    content = {chance.choice(NAMES): value(chance, known) for _ in range(4)}
    return json.dumps(content).encode(), "application/json"
