"""The door and its description say the same: each route, each status, each field, in both directions.

Every other test of the door holds each answer to it as well (``described.py``).
"""

import json
import os

import pytest
import sqlalchemy as sa
from jsonschema import Draft202012Validator, ValidationError

from fieldvisit import cli
from fieldvisit.access import permission
from fieldvisit.access import session as sessions
from fieldvisit.access.permission import PUBLIC
from fieldvisit.db import new_id
from fieldvisit.sync import bounds, push
from fieldvisit.sync.door import routes
from fieldvisit.sync.drafts import reception
from tests.sync import described, photos
from tests.sync.tablet import visit_record
from tests.sync.test_drafts import backup

ELSEWHERE = {"origin": "https://ailleurs.example"}
LINES = ("/api/sync/push", "/api/sync/drafts")
CALLS = {(min(one.methods - {"HEAD"}), one.path): one for one in routes}


def test_each_route_is_described_and_nothing_else():
    told = described.document()["paths"]
    assert {(method.upper(), path) for path, methods in told.items() for method in methods} == set(CALLS)
    assert all(
        ({} in told[path][method.lower()]["security"]) == (permission.of(one.endpoint) == PUBLIC)
        for (method, path), one in CALLS.items()
    )


def test_what_is_asked_and_answered_is_json_schema():
    for schema in described.document()["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_the_terminal_prints_it(capsys):
    cli.main(["openapi"])
    assert json.loads(capsys.readouterr().out) == described.document()


def test_an_answer_that_is_not_described_is_seen(claire):
    answer = claire.post("/api/sync/pull", {})
    answer._content = json.dumps(answer.json() | {"de_trop": 1}).encode()
    with pytest.raises(ValidationError):
        described.hold(answer)
    answer.status_code = 418
    with pytest.raises(AssertionError):
        described.hold(answer)


class Provoked:
    """Calls of each route that get each of its statuses."""

    def __init__(self, door, claire, visit, now, patched):
        self.door, self.claire, self.visit, self.now, self.patched = door, claire, visit, now, patched
        self.photo = photos.take(visit, new_id(), now, b"une image " * 20)
        self.draft = new_id()

    def call(self, method, path, body=b"", headers=None, query="", *, known=True):
        cookie = {"cookie": f"{sessions.COOKIE}={self.claire.token}"} if known else {}
        path = path.format(id=self.draft, sha256=self.photo.sha256) + query
        sent = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.claire.client.request(method, path, content=sent, headers=cookie | (headers or {})).status_code

    def good(self, path) -> dict:
        """What a call that is answered 200 sends."""
        record = self.claire.line("visit_record", visit_record(self.visit, self.now), family_id=self.visit.family_id)
        return {
            "/api/devices/enrol": {"body": self.claire.enrolment()},
            "/api/sync/push": {"body": record},
            "/api/sync/pull": {"body": {}},
            "/api/sync/drafts": {"body": backup(self.claire, self.draft, "mots", 1)},
            "/api/sync/drafts/{id}/take": {"body": dict.fromkeys(("device_id", "from"), str(self.claire.device_id))},
            "/api/sync/blobs": {"body": {"blobs": [{"sha256": self.photo.sha256}]}},
            "/api/sync/blobs/{sha256}": {"body": self.photo.blob, "query": f"?offset=0&size={len(self.photo.blob)}"},
        }[path]

    def around(self, method, path, route):
        """What the frame answers to any route."""
        good = self.good(path) if method != "GET" else {}
        yield self.call(method, path, **good | {"headers": ELSEWHERE})
        if permission.of(route.endpoint) != PUBLIC:
            yield self.call(method, path, **good, known=False)
        if method != "GET":
            yield self.call(method, path, **good | {"headers": {"content-encoding": "br"}})
            many = b"{}\n" * (push.MOST_LINES + 1) if path in LINES else b" " * (bounds.LARGEST_QUESTION + 1)
            yield self.call(method, path, **good | {"body": many})
        self.door.engine_of = lambda: sa.create_engine("sqlite:////nulle/part.sqlite")
        yield self.call(method, path, **good)

    def own(self, method, path):
        """What is the route's own business."""
        if path == "/api/devices/enrol":
            asked = self.claire.enrolment() | {"device_id": str(new_id()), "code": "AAAA BBBB"}
            yield from (self.call(method, path, asked) for _ in range(4))
        if path in LINES and method == "POST":
            self.patched.setattr(push, "QUOTA_LINES", 0)
            self.patched.setattr(reception, "QUOTA_LINES", 0)
            yield self.call(method, path, **self.good(path), known=False)
        if path == "/api/sync/drafts/{id}/take":
            self.draft = new_id()
            yield self.call(method, path, **self.good(path))
        if path == "/api/sync/blobs/{sha256}":
            yield from self._blob(method, path)

    def _blob(self, method, path):
        yield self.call(method, path.format(sha256="x"), query="?offset=0&size=1")
        if method == "GET":
            self.photo = self.photo.with_blob(b"autre chose")
            yield self.call(method, path)
            return
        self.photo = self.photo.with_blob(os.urandom(300))
        yield self.call(method, path, b"x", query="?offset=7&size=300")
        yield self.call(method, path, b"x" * 300, query="?offset=0&size=300")
        with self.patched.context() as full:
            full.setattr(os, "fsync", _no_space)
            yield self.call(method, path, **self.good(path))


def _no_space(handle):
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_each_status_that_is_described_is_answered_and_no_other(call, door, claire, plan, now, monkeypatch):
    method, path = call
    ways = Provoked(door, claire, plan(), now, monkeypatch)
    claire.post("/api/sync/drafts", backup(claire, ways.draft, "mots", 1))
    ways.call("PUT", "/api/sync/blobs/{sha256}", **ways.good("/api/sync/blobs/{sha256}"))
    met = [ways.call(method, path, **(ways.good(path) if method != "GET" else {}))]
    assert met == [200]
    met += [*ways.own(method, path), *ways.around(method, path, CALLS[call])]
    told = described.document()["paths"][path][method.lower()]["responses"]
    assert {str(status) for status in met} == set(told)
