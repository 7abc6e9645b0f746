"""Logging in over HTTP: the cookie, the refusals, and what an office page answers to nobody."""

import pytest

from fieldvisit import db
from fieldvisit.access import administration
from fieldvisit.access.session import COOKIE
from tests.pages.conftest import SECRET

PAIR = {"login": "helene.vidal", "password": SECRET}


def test_logging_in_sets_a_cookie_that_scripts_and_other_sites_cannot_use(http):
    answer = http.post("/api/login", json=PAIR)
    assert answer.status_code == 200
    assert answer.json()["account"]["role_label"].startswith("Coordinatrice") and answer.json()["next"] == "/journee"
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "path=/" in cookie and "secure" not in cookie
    assert answer.headers["cache-control"] == "no-store"
    assert SECRET not in answer.text and answer.cookies[COOKIE] not in answer.text


def test_over_https_the_cookie_is_secure(http):
    answer = http.post("https://localhost:3000/api/login", json=PAIR)
    assert "secure" in answer.headers["set-cookie"].lower()


def test_a_field_worker_chooses_between_tablet_and_office(http):
    answer = http.post("/api/login", json={"login": "claire.morel", "password": SECRET}).json()
    assert [one["href"] for one in answer["choices"]] == ["/terrain", "/planning"]


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "\n", 3, None, "javascript:1"]
)
def test_the_page_wanted_after_login_is_one_of_ours(http, wanted):
    assert http.post("/api/login", json=PAIR | {"next": wanted}).json()["next"] == "/journee"
    assert http.post("/api/login", json=PAIR | {"next": "/familles?x=1"}).json()["next"] == "/familles?x=1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"login": 3, "password": []}',
        b'{"login": "a"}',
        b'{"login": "\\ud800", "password": 1}',
        b"\xff\xfe",
        b"[" * 9_999,
        b"[" * 100_000,
    ],
    ids=range(10),
)
def test_an_unreadable_body_is_refused_with_a_sentence(http, body):
    answer = http.post("/api/login", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400 and answer.json()["sentence"].endswith(".")


@pytest.mark.parametrize("typed", ["helene.vidal\0", "' OR 1=1 --", "é" * 4000, "😀"])
def test_a_strange_login_is_a_wrong_one(http, typed):
    content = {"login": typed, "password": "faux"}
    assert http.post("/api/login", json=content).status_code in (400, 401)


def test_half_a_character_is_a_wrong_login(http):
    body = b'{"login": "a\\ud800", "password": "b\\udfff"}'
    assert http.post("/api/login", content=body, headers={"content-type": "application/json"}).status_code == 401


def test_a_wrong_password_is_401_and_too_many_429(http):
    codes = [http.post("/api/login", json=PAIR | {"password": "faux"}).status_code for _ in range(4)]
    assert codes == [401, 401, 401, 429]


def test_another_site_can_neither_log_in_nor_out(http):
    for path in ("/api/login", "/api/logout"):
        answer = http.post(path, json=PAIR, headers={"origin": "https://evil.example"})
        assert answer.status_code == 403 and "set-cookie" not in answer.headers


def test_me_says_who_and_logging_out_ends_the_session(http):
    assert http.get("/api/me").status_code == 401
    token = http.post("/api/login", json=PAIR).cookies[COOKIE]
    assert http.get("/api/me").json()["account"]["name"] == "Hélène Vidal"
    http.post("/api/logout")
    assert http.get("/api/me", headers={"cookie": f"{COOKIE}={token}"}).status_code == 401


def test_who_logs_in_over_a_colleague_ends_the_colleague_s_session(http, cookie):
    former = {"cookie": cookie("helene")}
    content = {"login": "claire.morel", "password": SECRET}
    assert http.post("/api/login", json=content | {"password": "faux"}, headers=former).status_code == 401
    assert http.get("/api/me", headers=former).status_code == 200
    assert http.post("/api/login", json=content, headers=former).status_code == 200
    http.cookies.clear()
    assert http.get("/api/me", headers=former).status_code == 401


def test_a_disabled_account_is_out_at_once(http, office, engine, now):
    http.post("/api/login", json=PAIR)
    with db.writing(engine) as writer:
        administration.disable(writer, office.actor("root"), office.helene.id, now)
    assert http.get("/api/me").status_code == 401
    assert http.post("/api/login", json=PAIR).status_code == 401


def test_a_form_sent_before_the_script_was_ready_logs_in_too(http):
    answer = http.post("/api/login", data=PAIR)
    assert answer.status_code == 303 and answer.headers["location"] == "/journee"
    refused = http.post("/api/login", data=PAIR | {"password": "faux"})
    assert refused.status_code == 401 and "incorrect" in refused.text and "<html" in refused.text


@pytest.mark.parametrize(
    "path", ["/journee", "/planning", "/familles", "/familles/01a2008d-7400-7ee6-8a3d-0a8689be5640", "/admin"]
)
def test_an_office_page_without_session_leads_to_the_login_page(http, path):
    answer = http.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/connexion?next={path}"


def test_no_session_no_connection(http):
    assert http.get("/_event/?EIO=4&transport=polling").status_code == 401
    assert http.post("/_upload").status_code == 401
