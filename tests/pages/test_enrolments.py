"""« Enrôler une tablette » as a client gets it: the code is told once, to the administrator alone."""

import re
from datetime import timedelta

import pytest
import segno
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import invitations
from fieldvisit.access.device import Device
from fieldvisit.access.invitations import Invitation
from fieldvisit.pages import who
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.enrolments import NONE, Enrolments, _origin
from fieldvisit.pages.office.tablets import Tablets

CODE = re.compile(r"[2-9A-HJ-NP-Z]{4} [2-9A-HJ-NP-Z]{4}")


@pytest.fixture
def admin(tab, cookie):
    client = tab(cookie=cookie("root"), path="/tablettes")
    client.load(Desk.arrive, Tablets.load, Enrolments.load)
    return client


def seen(client, name: str):
    """The newest value of a var of that state, or of what all pages share."""
    told = [values for delta in client.received for state, values in delta.items() if "desk" in state]
    found = [value for values in told for var, value in values.items() if var.startswith(f"{name}_rx_state_")]
    return found[-1] if found else None


def shown(client) -> dict:
    return seen(client, "shown") or NONE


def make(client, office, name: str = "") -> str:
    client.call(Enrolments.open)
    client.call(Enrolments.make, form={"worker": str(office.claire.id), "name": name})
    return shown(client)["code"].replace(" ", "")


def test_the_code_is_shown_once_with_its_square(admin, office, engine, tab, cookie):
    code = make(admin, office, "Tablette 7")
    told = shown(admin)
    assert CODE.fullmatch(told["code"]) and told["worker"] == "Claire Morel"
    link = f"{told['address']}#/enroler/{code}"
    assert told["address"].endswith("/terrain"), "what a server sees of it"
    assert told["square"] == segno.make(link, error="m").svg_data_uri(scale=6, border=3)
    other = tab(cookie=cookie("root"), path="/tablettes")
    other.load(Desk.arrive, Tablets.load, Enrolments.load)
    assert "En attente jusqu’à" in other.text() and code not in other.text().replace(" ", "")


def test_the_page_says_when_it_was_used_and_when_it_is_over(admin, office, engine, now, monkeypatch):
    code = make(admin, office, "Tablette 7")
    admin.call(Enrolments.look_again)
    assert shown(admin)["id"]
    with db.writing(engine) as session:
        device = Device(label="Android", enrolled_at=now)
        session.add(device)
        session.flush()
        invitations.use(session, office.claire.id, code, device, now)
    admin.call(Enrolments.look_again)
    assert not shown(admin)["id"] and "enrôlée pour Claire Morel" in seen(admin, "said")
    make(admin, office)
    monkeypatch.setattr(who, "now", lambda: now + timedelta(minutes=10))
    admin.call(Enrolments.look_again)
    assert not shown(admin)["id"] and "n’est plus bon" in seen(admin, "problem")


def test_a_code_is_cancelled(admin, office, engine):
    make(admin, office)
    admin.call(Enrolments.cancel, invitation_id=shown(admin)["id"])
    assert not shown(admin)["id"] and "annulé" in seen(admin, "said")
    with db.reading(engine) as session:
        assert session.exec(select(Invitation)).one().cancelled_by == office.root.id


@pytest.mark.parametrize("odd", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_nobody_chosen_is_a_sentence(admin, engine, odd):
    admin.call(Enrolments.make, form={"worker": odd, "name": ""})
    assert "Choisissez pour qui" in seen(admin, "problem") and not shown(admin)["id"]
    admin.call(Enrolments.cancel, invitation_id=odd)
    assert "n’existe plus" in seen(admin, "problem")


@pytest.mark.parametrize("name", ["helene", "claire", "sylvie"])
def test_nobody_else_makes_or_sees_one(tab, cookie, office, engine, admin, name):
    make(admin, office, "Tablette 7")
    client = tab(cookie=cookie(name), path="/tablettes")
    client.load(Desk.arrive, Tablets.load, Enrolments.load)
    client.call(Enrolments.open)
    client.call(Enrolments.make, form={"worker": str(office.claire.id), "name": ""})
    assert "En attente" not in client.text()
    with db.reading(engine) as session:
        assert len(session.exec(select(Invitation)).all()) == 1


def test_the_square_leads_where_a_tablet_can_go(monkeypatch):
    monkeypatch.setenv("FIELDVISIT_ORIGINS", "http://localhost:3000,https://pmi.example.org,https://pmi.local")
    assert _origin("https://pmi.local") == "https://pmi.local"
    assert _origin("http://localhost:3000") == _origin("https://evil.example") == "https://pmi.example.org"
    monkeypatch.setenv("FIELDVISIT_ORIGINS", "http://localhost:3000")
    assert _origin("https://evil.example") == "http://localhost:3000"
