"""Holds what the door answers to what it says of itself: every test that goes through its routes looks, in passing."""

from functools import cache

import httpx
from jsonschema import Draft202012Validator
from starlette.routing import Match

from fieldvisit.sync import door, openapi


@cache
def document() -> dict:
    return openapi.document(door.routes)


def hold(response: httpx.Response) -> None:
    """:raises AssertionError: if the description does not know this call, this status, or such an answer to it"""
    response.read()  # a fault that was not caught comes out here, as itself
    scope = {"type": "http", "method": response.request.method, "path": response.request.url.path}
    path = next((one.path for one in door.routes if one.matches(scope)[0] is Match.FULL), None)
    if path is None:
        assert response.status_code in (404, 405)
        return
    told = document()["paths"][path][scope["method"].lower()]["responses"]
    assert str(response.status_code) in told, (scope, response.status_code)
    said = told[str(response.status_code)]
    kind = response.headers["content-type"]
    assert list(said["content"]) == [kind], (scope, kind)
    assert set(map(str.lower, said.get("headers", ()))) <= set(response.headers), (scope, response.status_code)
    if kind == openapi.JSON:
        _shape(path, scope["method"].lower(), str(response.status_code)).validate(response.json())


@cache
def _shape(path: str, method: str, status: str) -> Draft202012Validator:
    schema = document()["paths"][path][method]["responses"][status]["content"][openapi.JSON]["schema"]
    return Draft202012Validator(schema | {"components": document()["components"]})
