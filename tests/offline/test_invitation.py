# ruff: noqa: F401, F811 – fixtures come by import
"""A tablet prepared with the office's code, against the real routes: by its camera, typed, refused, asked again."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import invitations
from fieldvisit.access.device import Device
from tests.offline.conftest import PASSPHRASE
from tests.offline.test_real_door import SECRET, now, tablet, today, wire

NAME = "claire.morel"


@pytest.fixture
def code(engine, cast, now):
    with db.writing(engine) as session:
        return invitations.make(session, cast.actor("root"), cast.claire.id, "Tablette 7", now)[1]


def bring(tab, wire, code: str) -> None:
    """As the tablet's camera opens the link of the square."""
    tab.page.goto("about:blank")
    tab.page.goto(f"http://localhost:{wire.port}/#/enroler/{code}")
    tab.wait("phase !== 'loading'")


def names(engine) -> list[str]:
    with db.reading(engine) as session:
        return [one.name for one in session.exec(select(Device))]


def test_the_camera_brings_the_code_and_the_address_keeps_nothing_of_it(tablet, wire, code, engine):
    tab = tablet()
    bring(tab, wire, code)
    assert tab.page.evaluate("location.hash") == "" and tab.device["code"] == code and tab.device["code_asked"]
    assert tab.run("session.signIn(a[0], a[1])", [NAME, SECRET])
    tab.page.reload()
    tab.wait("phase === 'new_vault'")
    assert tab.device["code"] == code, "kept until the tablet is prepared"
    assert tab.run("session.createVault(a[0], a[1])", [PASSPHRASE, tab.device["code"]])
    assert names(engine) == ["Tablette 7"] and not tab.device["code"]
    assert not any(code in call for call in wire.calls), "no server sees it in an address"


@pytest.mark.long
def test_a_code_that_is_refused_says_why_and_the_place_to_type_another_shows(tablet, wire, code, engine):
    tab = tablet()
    assert tab.run("session.signIn(a[0], a[1])", [NAME, SECRET])
    assert not tab.device["code_asked"]
    assert not tab.run("session.createVault(a, 'AAAA 2222')", PASSPHRASE)
    assert "n’existe pas" in tab.device["error"] and tab.device["code_asked"] and names(engine) == []
    assert tab.run("session.createVault(a[0], a[1])", [PASSPHRASE, f"{code[:4].lower()}-{code[4:]}"])
    assert names(engine) == ["Tablette 7"]


def test_an_answer_that_was_lost_does_not_cost_the_code(tablet, wire, code, engine):
    tab = tablet()
    assert tab.run("session.signIn(a[0], a[1])", [NAME, SECRET])
    wire.break_next("/api/devices/enrol", "half")
    assert not tab.run("session.createVault(a[0], a[1])", [PASSPHRASE, code])
    assert "ne répond pas" in tab.device["error"] and names(engine) == ["Tablette 7"]
    assert tab.run("session.createVault(a[0], a[1])", [PASSPHRASE, code]), tab.device["error"]
    assert tab.device["phase"] == "open" and names(engine) == ["Tablette 7"]


@pytest.mark.long
def test_on_a_tablet_that_has_a_vault_the_code_is_for_whoever_signs_in(tablet, wire, cast, code):
    tab = tablet()
    assert tab.run("session.signIn(a[0], a[1])", ["nadia.ferrand", SECRET]) or tab.device["error"]
    assert tab.run("session.createVault(a)", PASSPHRASE)
    tab.run("session.lock()")
    tab.page.evaluate("(code) => (location.hash = `#/enroler/${code}`)", code)
    tab.wait("phase === 'signed_out'")
    assert tab.device["code"] == code and len(tab.device["accounts"]) == 1
    bring(tab, wire, code)
    assert tab.device["phase"] == "signed_out" and tab.device["account"]["id"] == ""
    # Whose vault it is opens it all the same, and is asked for no code.
    tab.run("screens.pickAccount(a)", str(cast.nadia.id))
    assert tab.unlock() and not tab.device["code_asked"]
    tab.page.reload()
    tab.wait("phase === 'locked'")
    assert not tab.device["code_asked"]
