"""The tablets' door told as OpenAPI 3.1, made of what its routes say of themselves (``python -m fieldvisit openapi``).

A route says what it takes, what it answers and which refusals are its own (:func:`describe`); who may call it, its
method, its path and the statuses of refusals are read where the code has them. The tests of the door hold every answer
that they get to this description (``tests/sync/described.py``).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from starlette.routing import Route

from fieldvisit import settings
from fieldvisit.access import permission, session
from fieldvisit.sync import bounds, frame, wire
from fieldvisit.words import Refusal

JSON, LINES, BYTES = "application/json", "application/x-ndjson", "application/octet-stream"
#: What the frame and the bounds answer to any call, to one that sends a body, to one that waits its turn.
_TO_ANY = (frame.Foreign, frame.Away)
_WITH_A_BODY = (bounds.TooLarge, bounds.Damaged)
_WHO = (frame.LoggedOut,)
_AGAIN = (429, 503)
_ACCOUNT = {"name": frame.MEANT, "schema": wire.ID, "description": "the account of the vault that is open"}
_WHOSE = _ACCOUNT | {"schema": wire.TEXT, "description": "another one than the session's: as without a session"}
_PACKED = {"name": "content-encoding", "schema": {"enum": ["identity", "gzip"]}}


@dataclass(frozen=True)
class Call:
    """``takes``, ``gives``: type and schema (of :mod:`wire`); ``given``: parameters of the path and the query.

    ``refusals``: those of its own work, beside what stands around every route.
    """

    what: str
    gives: tuple[str, dict]
    takes: tuple[str, dict] | None = None
    refusals: tuple[type[Refusal], ...] = ()
    given: dict[str, dict] = field(default_factory=dict)
    headers: dict[str, dict] = field(default_factory=dict)
    in_turn: bool = False


def describe(what: str, **said):
    """Declare beside a route what it takes and answers; see :class:`Call`."""

    def declare(function):
        function.__described__ = Call(what, **said)
        return function

    return declare


def document(routes: Iterable[Route]) -> dict:
    """The description of these routes.

    :raises AttributeError: if one does not describe itself
    """
    paths: dict = {}
    for route in routes:
        for method in sorted(route.methods - {"HEAD"}):
            paths.setdefault(route.path, {})[method.lower()] = _operation(route, method)
    cookie = {"type": "apiKey", "in": "cookie", "name": session.COOKIE}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fieldvisit: the tablets’ door",
            "version": settings.VERSION,
            "description": "docs/protocol.md says what each word means.",
        },
        "paths": paths,
        "components": {"schemas": wire.SCHEMAS, "securitySchemes": {"session": cookie}},
    }


def refusals(route: Route) -> tuple[type[Refusal], ...]:
    """All that a call to this route may be refused with, each once."""
    call: Call = route.endpoint.__described__
    public = permission.of(route.endpoint) == permission.PUBLIC
    said = _TO_ANY + (() if public else _WHO) + (_WITH_A_BODY if call.takes else ())
    return tuple(dict.fromkeys((*said, *((bounds.Busy,) if call.in_turn else ()), *call.refusals)))


def _operation(route: Route, method: str) -> dict:
    call: Call = route.endpoint.__described__
    public = permission.of(route.endpoint) == permission.PUBLIC
    told = {
        "summary": call.what,
        "operationId": f"{method.lower()}_{route.name}",
        "security": [{"session": []}] + ([{}] if public else []),
        "parameters": list(_parameters(route, call, public)),
        "responses": {"200": {"description": "done", "content": _content(*call.gives)}} | _refused(route),
    }
    if call.takes:
        told["requestBody"] = {"required": True, "content": _content(*call.takes)}
    return told


def _parameters(route: Route, call: Call, public: bool) -> Iterator[dict]:
    for name, schema in call.given.items():
        where = "path" if name in route.param_convertors else "query"
        yield {"name": name, "in": where, "required": True, "schema": schema}
    headers = [{"name": name, "schema": schema} for name, schema in call.headers.items()]
    for header in (*([_PACKED] if call.takes else []), _WHOSE if public else _ACCOUNT, *headers):
        yield header | {"in": "header", "required": False}


def _content(kind: str, schema: dict) -> dict:
    return {kind: {"schema": schema}}


def _refused(route: Route) -> dict:
    by_status: dict[int, list[type[Refusal]]] = {}
    for refusal in refusals(route):
        by_status.setdefault(frame.status(refusal), []).append(refusal)
    told = {}
    for status, each in sorted(by_status.items()):
        told[str(status)] = {
            "description": " / ".join(one.sentence for one in each),
            "content": _content(JSON, wire.see("Error")),
        }
        if status in _AGAIN:
            told[str(status)]["headers"] = {"Retry-After": {"required": True, "schema": {"type": "integer"}}}
    return told
