"""The agenda's address: a secret shown once, which its worker ends, and which cannot be guessed at leisure."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.calendars import subscription
from fieldvisit.calendars.subscription import Subscription
from fieldvisit.pages import agenda_api


@pytest.fixture
def address(office, engine, now):
    def make(name="claire"):
        with db.writing(engine) as session:
            return f"/api/agenda/{subscription.make(session, office.actor(name), now)}.ics"

    agenda_api._asked.clear()
    return make


def test_whoever_holds_the_address_reads_it_without_a_session(http, address, engine, now):
    where = address()
    answer = http.get(where)
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-cache"
    again = http.get(where, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    with db.reading(engine) as session:
        kept = session.exec(select(Subscription)).one()
    assert kept.read_at == now and where.split("/")[-1].removesuffix(".ics") not in str(kept)


def test_a_new_address_ends_the_former_and_so_does_the_end_of_the_account(http, address, engine, office, now):
    first, second = address(), address()
    assert (http.get(first).status_code, http.get(second).status_code) == (404, 200)
    with db.writing(engine) as session:
        session.get_one(Account, office.claire.id).disabled_at = now
    assert http.get(second).status_code == 404
    with db.writing(engine) as session:
        session.get_one(Account, office.claire.id).disabled_at = None
        subscription.end(session, office.actor("claire"), now + timedelta(minutes=1))
    assert http.get(second).status_code == 404


def test_guessing_is_slowed_down_and_keeps_nobody_from_logging_in(http, address, monkeypatch):
    monkeypatch.setattr("fieldvisit.access.throttle.TOO_MANY_FROM_ADDRESS", 5)
    answers = [http.get(f"/api/agenda/devine{rank}.ics").status_code for rank in range(7)]
    assert answers == [404] * 5 + [429] * 2
    assert http.get(address()).status_code == 200
    entered = http.post("/api/login", json={"login": "claire.morel", "password": "faux"})
    assert entered.status_code == 401 and not re.search("Trop d’essais", entered.text)


def test_a_right_address_asked_too_often_waits(http, address, monkeypatch):
    where = address()
    answers = [http.get(where).status_code for _ in range(agenda_api.MOST + 1)]
    assert set(answers[:-1]) == {200} and answers[-1] == 429
    assert http.get(address("ines")).status_code == 200


@pytest.mark.parametrize("secret", ["", "%00", "..%2f..", "é" * 500, "a b"])
def test_an_address_that_is_none_is_not_found(http, address, secret):
    assert http.get(f"/api/agenda/{secret}.ics").status_code == 404
