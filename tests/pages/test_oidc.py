"""Logging in through a national provider: a real one on this machine, and each way in which it, or another, may lie."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db, settings
from fieldvisit.access import federation, session
from fieldvisit.access.account import Account
from fieldvisit.access.session import LoginSession
from fieldvisit.pages import accounts_api, oidc, who
from tests.pages import provider as providers


@pytest.fixture(scope="module")
def running():
    with providers.running() as provider:
        yield provider


@pytest.fixture
def provider(running, monkeypatch):
    running.hidden, running.wrong, running.signs_with, running.seen = set(), {}, running.key, []
    environ = {
        "FIELDVISIT_PSC_ISSUER": running.address,
        "FIELDVISIT_PSC_CLIENT_ID": providers.CLIENT,
        "FIELDVISIT_PSC_CLIENT_SECRET": providers.SECRET,
        "FIELDVISIT_PROCONNECT_ISSUER": running.address,
        "FIELDVISIT_PROCONNECT_CLIENT_ID": providers.CLIENT,
        "FIELDVISIT_PROCONNECT_CLIENT_SECRET": providers.SECRET,
    }
    whole = settings.read(environ)
    monkeypatch.setattr(settings, "read", lambda: whole)
    return running


@pytest.fixture
def linked(office, engine, now):
    """Claire is known to both by what they call her."""
    with db.writing(engine) as writer:
        claire = writer.get_one(Account, office.claire.id)
        federation.link(writer, claire, "psc", "899700218896", now)
        federation.link(writer, claire, "proconnect", "C@ain.example", now)
    return office.claire


def there(http, code="psc", **asked):
    """What the provider sends the browser back with, after this site sent it there."""
    answer = http.get(f"/api/oidc/{code}", params=asked)
    assert answer.status_code == 303, answer.text
    sent_back = httpx.get(answer.headers["location"]).headers["location"]
    return sent_back.removeprefix("http://localhost:3000")


def opened(engine) -> int:
    with db.reading(engine) as reader:
        return len(reader.exec(select(LoginSession)).all())


@pytest.mark.parametrize("code", ["psc", "proconnect"])
def test_the_whole_way_opens_the_session_of_the_linked_account(http, provider, linked, code):
    answer = http.get(there(http, code, next="/familles"))
    assert answer.status_code == 200 and 'content="0;url=/familles"' in answer.text
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith(session.COOKIE))
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert http.get("/api/me").json()["account"]["id"] == str(linked.id)
    asked = provider.seen[-1]
    assert asked["code_challenge"] and asked.get("acr_values", "") == ("eidas1" if code == "psc" else "")


def test_the_page_of_login_learns_which_are_open(http, provider):
    told = http.get("/api/oidc").json()["providers"]
    assert told == [
        {"label": "Pro Santé Connect", "href": "/api/oidc/psc"},
        {"label": "ProConnect", "href": "/api/oidc/proconnect"},
    ]


def test_without_configuration_nothing_is_open(http):
    assert http.get("/api/oidc").json()["providers"] == []
    assert http.get("/api/oidc/psc").status_code == 400


def test_a_claim_that_only_userinfo_says_is_found_there(http, provider, linked):
    provider.hidden = {"SubjectNameID"}
    http.get(there(http))
    assert http.get("/api/me").status_code == 200


LIES = {
    "another nonce": {"nonce": "x"},
    "another audience": {"aud": "autre"},
    "several audiences, none of them the one it is for": {"aud": [providers.CLIENT, "autre"]},
    "another issuer": {"iss": "https://ailleurs.example"},
    "expired": {"exp": 1_000_000_000},
    "too weak": {"acr": "eidas0"},
    "no strength": {"acr": None},
    "no subject": {"sub": None},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_is_not_as_asked_opens_nothing(http, provider, linked, engine, lie):
    provider.wrong = LIES[lie]
    answer = http.get(there(http))
    assert answer.status_code == 400 and oidc.Unbelieved.sentence in answer.text
    assert opened(engine) == 0


def test_a_token_signed_by_another_key_opens_nothing(http, provider, linked, engine):
    provider.signs_with = provider.other
    assert http.get(there(http)).status_code == 400 and opened(engine) == 0


def test_who_is_not_linked_or_is_disabled_or_linked_at_another_provider_stays_out(http, provider, office, engine, now):
    answer = http.get(there(http))
    assert answer.status_code == 400 and federation.Unlinked.sentence in answer.text
    with db.writing(engine) as writer:
        claire = writer.get_one(Account, office.claire.id)
        federation.link(writer, claire, "proconnect", "899700218896", now)
    assert http.get(there(http)).status_code == 400
    with db.writing(engine) as writer:
        claire = writer.get_one(Account, office.claire.id)
        federation.link(writer, claire, "psc", "899700218896", now)
        claire.disabled_at = now
        writer.add(claire)
    assert http.get(there(http)).status_code == 400 and opened(engine) == 0


def test_an_answer_is_good_once_for_the_browser_that_asked_and_for_ten_minutes(
    http, provider, linked, engine, monkeypatch, now
):
    back = there(http)
    ours = http.cookies
    kept = dict(ours)
    http.cookies.clear()
    assert http.get(back).status_code == 400, "another browser: somebody else's way is not taken up"
    http.cookies.update(kept)
    assert http.get(back).status_code == 200
    http.cookies.update(kept)
    assert http.get(back).status_code == 400, "the same answer a second time"
    late = there(http)
    monkeypatch.setattr(who, "now", lambda: now + federation.PATIENCE + timedelta(seconds=1))
    assert http.get(late).status_code == 400
    assert opened(engine) == 1


def test_a_forged_or_missing_state_opens_nothing(http, provider, linked, engine):
    back = there(http)
    for forged in (
        back.split("state=")[0] + "state=x",
        back.split("&state")[0],
        "/api/oidc/psc/retour",
        "/api/oidc/psc/retour?error=access_denied",
    ):
        assert http.get(forged).status_code == 400
    assert opened(engine) == 0


def test_a_provider_that_is_away_or_speaks_in_clear_is_said_so(http, provider, monkeypatch):
    config = settings.read()
    for issuer in ("http://127.0.0.1:9", "http://192.0.2.1"):
        away = replace(config, providers=(replace(config.providers[0], issuer=issuer),))
        monkeypatch.setattr(settings, "read", lambda away=away: away)
        monkeypatch.setattr(oidc, "TIMEOUT_S", 0.5)
        answer = http.get("/api/oidc/psc")
        assert answer.status_code == 400 and oidc.Away.sentence in answer.text
    assert oidc.is_guarded("https://x.example/a") and not oidc.is_guarded("http://x.example/a")


def test_logging_out_here_leads_to_the_end_of_the_session_there(http, provider, linked):
    http.get(there(http))
    told = http.post("/api/logout").json()
    assert told["next"].startswith(f"{provider.address}/logout?id_token_hint=ey")
    assert "post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fconnexion" in told["next"]
    assert http.get("/api/me").status_code == 401


def test_the_way_out_leads_back_to_us_whatever_host_the_request_names(http, provider, linked):
    http.get(there(http))
    told = http.post("/api/logout", headers={"host": "ailleurs.example", "origin": "http://localhost:3000"})
    assert "ailleurs" not in told.text
    if told.status_code == 200:
        assert "post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000%2Fconnexion" in told.json()["next"]


def test_the_provider_s_token_stays_in_the_browser_and_goes_to_the_way_out_alone(http, provider, linked, engine):
    http.get(there(http))
    [kept] = [one for one in http.cookies.jar if one.name == accounts_api.THERE]
    assert kept.path == "/api/logout" and kept.has_nonstandard_attr("HttpOnly")
    with engine.connect() as connection:
        assert kept.value not in str(connection.execute(sa.text("SELECT * FROM federated_session")).all())
    http.post("/api/logout")
    assert not [one for one in http.cookies.jar if one.name == accounts_api.THERE]


def test_an_identity_belongs_to_one_account(office, engine, linked, now):
    with pytest.raises(federation.Taken), db.writing(engine) as writer:
        federation.link(writer, writer.get_one(Account, office.nadia.id), "psc", "899700218896 ", now)
