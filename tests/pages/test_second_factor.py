"""The second factor at the login, by the three ways in: JSON (page and tablet), a plain form, and its set-up there."""

import re
from datetime import timedelta

import pyotp
import pytest

from fieldvisit import db
from fieldvisit.access import second_factor
from fieldvisit.access.account import Account
from fieldvisit.pages import who
from tests.pages.conftest import SECRET

PAIR = {"login": "helene.vidal", "password": SECRET}
MASTER = bytes(range(32))


@pytest.fixture(autouse=True)
def master(monkeypatch):
    monkeypatch.setenv("FIELDVISIT_MASTER_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")


@pytest.fixture
def phone(office, engine, now):
    """Hélène's, set up half an hour before."""
    before = now - timedelta(minutes=30)
    with db.writing(engine) as writer:
        begun = second_factor.begin(writer, MASTER, writer.get_one(Account, office.helene.id), before)
        made = pyotp.parse_uri(begun.address)
        made.codes = second_factor.confirm(writer, MASTER, office.helene.id, made.at(before), before)
    return made


def test_the_password_alone_opens_nothing_and_the_code_is_asked(http, phone):
    asked = http.post("/api/login", json=PAIR)
    assert asked.status_code == 401 and "set-cookie" not in asked.headers
    assert asked.json()["second_step"] == "code" and "6 chiffres" in asked.json()["sentence"]
    assert http.get("/api/me").status_code == 401


def test_with_the_code_it_opens_and_the_same_code_does_not_again(http, phone, now):
    fields = PAIR | {"code": phone.at(now)}
    assert http.post("/api/login", json=fields).json()["next"] == "/journee"
    assert http.get("/api/me").status_code == 200
    again = http.post("/api/login", json=fields)
    assert again.status_code == 401 and "pas le bon" in again.json()["sentence"]


def test_a_code_without_the_password_tells_nothing_of_either(http, phone, now):
    with_code = http.post("/api/login", json=PAIR | {"password": "faux", "code": phone.at(now)})
    unknown = http.post("/api/login", json={"login": "personne.ici", "password": "faux", "code": "123456"})
    assert with_code.status_code == unknown.status_code == 401
    assert with_code.json()["sentence"] == unknown.json()["sentence"]
    assert "second_step" not in with_code.json() | unknown.json()


def test_codes_cannot_be_tried_out_and_asking_for_the_step_resets_nothing(http, phone):
    told = []
    for _ in range(6):
        told.append(http.post("/api/login", json=PAIR).status_code)
        told.append(http.post("/api/login", json=PAIR | {"code": "000000"}).status_code)
    assert told[:6] == [401] * 6 and set(told[6:]) == {429}


def test_asking_for_the_step_is_no_wrong_try(http, phone, now):
    for _ in range(5):
        assert http.post("/api/login", json=PAIR).json()["second_step"] == "code"
    assert http.post("/api/login", json=PAIR | {"code": phone.at(now)}).status_code == 200


def test_a_recovery_code_opens_too(http, phone):
    assert http.post("/api/login", json=PAIR | {"code": phone.codes[0]}).status_code == 200
    assert http.post("/api/login", json=PAIR | {"code": phone.codes[0]}).status_code == 401


def test_without_script_a_page_asks_for_all_three_and_repeats_no_password(http, phone, now):
    asked = http.post("/api/login", data=PAIR)
    assert asked.status_code == 401 and SECRET not in asked.text
    assert set(re.findall(r'name="(\w+)"', asked.text)) == {"login", "password", "code"}
    entered = http.post("/api/login", data=PAIR | {"code": phone.at(now)})
    assert entered.status_code == 303 and entered.headers["location"] == "/journee"


@pytest.mark.parametrize("code", [3, None, [], {"a": 1}])
def test_a_code_of_another_type_is_refused_with_a_sentence(http, phone, code):
    answer = http.post("/api/login", json=PAIR | {"code": code})
    assert answer.status_code == 400 and answer.json()["sentence"].endswith(".")


def test_a_role_that_must_have_one_sets_it_up_at_the_login_and_nowhere_else_first(http, monkeypatch, now):
    monkeypatch.setenv("FIELDVISIT_SECOND_FACTOR", "coordinatrice")
    asked = http.post("/api/login", json=PAIR)
    told = asked.json()
    assert asked.status_code == 401 and told["second_step"] == "set_up" and told["square"].startswith("data:image/svg")
    assert http.get("/api/me").status_code == 401
    made = pyotp.TOTP(told["key"].replace(" ", ""))
    assert http.post("/api/login", json=PAIR | {"code": "000000"}).json()["second_step"] == "code"
    entered = http.post("/api/login", json=PAIR | {"code": made.at(now)})
    assert entered.status_code == 200 and len(entered.json()["codes"]) == 10
    assert http.get("/api/me").status_code == 200
    assert http.post("/api/login", json=PAIR).json()["second_step"] == "code"
    other = http.post("/api/login", json={"login": "claire.morel", "password": SECRET})
    assert other.status_code == 200, "her role need not"


def test_half_a_minute_later_the_next_code_opens(http, phone, now, monkeypatch):
    assert http.post("/api/login", json=PAIR | {"code": phone.at(now)}).status_code == 200
    later = now + timedelta(seconds=30)
    monkeypatch.setattr(who, "now", lambda: later)
    assert http.post("/api/login", json=PAIR | {"code": phone.at(later)}).status_code == 200
