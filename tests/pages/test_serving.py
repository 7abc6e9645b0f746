"""Headers of what is served: how long it may be kept, what it may load."""

import json

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route

from fieldvisit.pages import serving


async def html(request):
    return HTMLResponse(request.url.path)


async def text(_):
    return PlainTextResponse("x")


async def api(_):
    return JSONResponse({}, headers={"Cache-Control": "private"})


@pytest.fixture
def get(tmp_path):
    listed = tmp_path / "pages.json"
    listed.write_text(
        json.dumps(
            {
                "/": {"scripts": [], "evaluates": True},
                "/terrain": {"scripts": ["sha256-field"], "evaluates": False},
                "/planning": {"scripts": ["sha256-office"], "evaluates": True},
            }
        )
    )
    routes = [
        Route("/", html),
        Route("/terrain/", html),
        Route("/planning/", html),
        Route("/other", html),
        Route("/assets/a-1.js", text),
        Route("/sw.js", text),
        Route("/api/x", text),
        Route("/api/y", api),
    ]
    app = serving.Serving(Starlette(routes=routes), listed)

    def fetch(path):
        async def ask():
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://here") as client:
                return await client.get(path)

        return anyio.run(ask)

    return fetch


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/assets/a-1.js", "public, max-age=31536000, immutable"),
        ("/assets/gone-1.js", "no-cache"),
        ("/terrain", "no-cache"),
        ("/sw.js", "no-cache"),
        ("/api/x", "no-store"),
        ("/api/y", "private"),
        ("/api/missing", "no-store"),
    ],
)
def test_an_answer_is_kept_as_long_as_it_may_be(get, path, kept):
    assert get(path).headers["cache-control"] == kept


def test_a_page_is_served_at_its_address_without_a_redirect(get):
    answer = get("/terrain")
    assert (answer.status_code, answer.text) == (200, "/terrain/")


def test_a_page_runs_its_own_inline_scripts_only_and_a_field_page_evaluates_nothing(get):
    field, office = (get(path).headers["content-security-policy"] for path in ("/terrain", "/planning"))
    assert "'sha256-field'" in field
    assert "'sha256-office'" not in field
    assert "'unsafe-eval'" not in field
    assert "'sha256-office' " in office.replace(";", " ")
    assert "'unsafe-eval'" in office


def test_an_unlisted_page_may_run_the_scripts_of_the_build_and_no_other(get):
    told = get("/other").headers["content-security-policy"]
    assert "'sha256-field'" in told
    assert "script-src 'self' 'unsafe-eval' 'sha256" in told
    assert "script-src 'self' 'unsafe-inline'" not in told


def test_no_answer_may_be_framed_or_guessed_at_and_nothing_goes_to_another_host(get):
    for path in ("/", "/terrain", "/api/x", "/missing"):
        headers = get(path).headers
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["strict-transport-security"].startswith("max-age=31536000")
    assert get("/api/x").headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors 'none'")
    told = get("/").headers["content-security-policy"]
    assert "frame-ancestors 'none'" in told
    assert "http" not in told
