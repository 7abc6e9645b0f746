"""« Mes connexions » and what the administrator sees of it, as a client gets them."""

from datetime import timedelta

import pyotp
import pytest

from fieldvisit.pages import who
from fieldvisit.pages.office.admin import Admin
from fieldvisit.pages.office.connections import Connections
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.second_factor import Factor
from tests.pages.conftest import SECRET
from tests.pages.test_enrolments import seen
from tests.pages.test_guard import shown_out

PATH = "/mes-connexions"


@pytest.fixture(autouse=True)
def master(monkeypatch):
    monkeypatch.setenv("FIELDVISIT_MASTER_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")


@pytest.fixture
def mine(tab, cookie):
    client = tab(cookie=cookie("helene"), path=PATH)
    client.load(Desk.arrive, Connections.load, Factor.load)
    return client


def test_she_closes_another_of_hers_and_its_page_is_shown_out(mine, tab, cookie):
    other = tab(cookie=cookie("helene"), path="/journee")
    mine.load(Connections.load)
    lines = seen(mine, "lines")
    assert sorted(one["here"] for one in lines) == [False, True]
    [there] = [one["id"] for one in lines if not one["here"]]
    mine.call(Connections.close, session_id=there)
    assert [one["here"] for one in seen(mine, "lines")] == [True]
    other.load(Desk.arrive)
    assert shown_out(other)


def test_a_colleague_s_session_is_not_hers_to_close(mine, tab, cookie):
    with_other = tab(cookie=cookie("claire"), path=PATH)
    with_other.load(Desk.arrive, Connections.load)
    [theirs] = seen(with_other, "lines")
    mine.call(Connections.close, session_id=theirs["id"])
    mine.call(Connections.close, session_id="pas un numéro")
    assert seen(mine, "problem") == "Cette connexion n’existe pas."
    with_other.load(Connections.load)
    assert not shown_out(with_other)


def test_a_password_changed_here_closes_the_others_and_a_wrong_one_changes_nothing(mine, tab, cookie, http):
    other = tab(cookie=cookie("helene"), path="/journee")
    fresh = "quatre chaises vertes dehors"
    mine.call(Connections.change_password, form={"former": "faux", "fresh": fresh, "again": fresh})
    assert seen(mine, "problem") == "Le mot de passe actuel n’est pas le bon."
    mine.call(Connections.change_password, form={"former": SECRET, "fresh": fresh, "again": fresh})
    assert "changé" in seen(mine, "said")
    other.load(Desk.arrive)
    assert shown_out(other) and not shown_out(mine)
    assert SECRET not in mine.text() and fresh not in mine.text()
    assert http.post("/api/login", json={"login": "helene.vidal", "password": fresh}).status_code == 200


def test_she_puts_a_second_factor_on_and_takes_it_off(mine, now, monkeypatch):
    mine.call(Factor.begin, form={"secret": "faux"})
    assert not (seen(mine, "square") or {"key": ""})["key"]
    mine.call(Factor.begin, form={"secret": SECRET})
    phone = pyotp.TOTP(seen(mine, "square")["key"].replace(" ", ""))
    mine.call(Factor.confirm, form={"code": "000000"})
    assert "pas le bon" in seen(mine, "problem")
    mine.call(Factor.confirm, form={"code": phone.at(now)})
    codes = seen(mine, "codes")
    assert len(codes) == 10 and seen(mine, "on") is True
    mine.call(Factor.noted)
    assert seen(mine, "codes") == []
    mine.received.clear()
    mine.load(Desk.arrive, Connections.load, Factor.load)
    assert not any(code in mine.text() for code in codes), "told once"
    mine.call(Factor.take_off, form={"secret": SECRET})
    assert seen(mine, "on") is False


def test_the_administrator_sees_who_is_connected_and_closes_it_others_do_not(mine, tab, cookie, office, engine, now):
    admin = tab(cookie=cookie("root"), path="/admin")
    admin.load(Desk.arrive, Admin.load)
    admin.call(Admin.open_account, account_id=str(office.helene.id))
    [there] = seen(admin, "connections")
    stranger = tab(cookie=cookie("claire"), path="/admin")
    stranger.call(Admin.close_connection, session_id=there["id"])
    mine.load(Connections.load)
    assert not shown_out(mine)
    admin.call(Admin.close_connection, session_id=there["id"])
    assert seen(admin, "connections") == []
    mine.load(Connections.load)
    assert shown_out(mine)


def test_the_administrator_takes_off_a_second_factor_whose_telephone_is_lost(mine, tab, cookie, office, now):
    mine.call(Factor.begin, form={"secret": SECRET})
    mine.call(Factor.confirm, form={"code": pyotp.TOTP(seen(mine, "square")["key"].replace(" ", "")).at(now)})
    admin = tab(cookie=cookie("root"), path="/admin")
    admin.load(Desk.arrive, Admin.load)
    admin.call(Admin.open_account, account_id=str(office.helene.id))
    assert seen(admin, "opened")["factor"] is True
    admin.call(Admin.reset_factor)
    assert seen(admin, "opened")["factor"] is False
    mine.load(Connections.load)
    assert shown_out(mine)
    again = tab(cookie=cookie("helene"), path=PATH)
    again.load(Desk.arrive, Connections.load, Factor.load)
    assert any(one["by"].startswith("par ") for one in seen(again, "events")), "she is told who did it"


def test_a_connection_that_expired_is_not_listed(mine, tab, cookie, monkeypatch, now):
    later = now + timedelta(hours=3)
    monkeypatch.setattr(who, "now", lambda: later)
    mine.load(Connections.load)
    assert shown_out(mine)
