"""Of a county where everything of health bears a mark, nothing reaches the screens of an association.

Every page and every handler that its people may call is called, and what the websocket sends is looked through.
"""

import contextlib
import re

import pytest
from reflex_base.registry import RegistrationContext
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import account as accounts
from fieldvisit.access import permission
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account
from fieldvisit.access.care import cared_for
from fieldvisit.families.household import Household
from fieldvisit.pages import directory, who
from fieldvisit.pages.office import family_screen
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.sessions_card import SessionsCard
from tests.pages.conftest import Tab
from tests.pages.test_guard import arguments, every_handler
from tests.tisf import canaries
from tests.tisf.marked import NOW, TODAY, worded  # noqa: F401

#: Of an association: who leads it, and a worker who opens the office on a computer.
LOGINS = ("patricia.lemoine", "fatima.elidrissi", "kevin.barbosa")


@pytest.fixture
def entered(worded, monkeypatch):  # noqa: F811
    """``entered(login)``: her tab on the marked county, her actor and the families that she cares for."""
    monkeypatch.setattr(db, "engine", lambda: worded)
    monkeypatch.setattr(who, "now", lambda: NOW)
    monkeypatch.setattr(who, "today", lambda: TODAY)

    def enter(login):
        with db.writing(worded) as session:
            account = session.exec(select(Account).where(Account.login == login)).one()
            token = sessions.open_for(session, account, NOW)
            actor = accounts.actor(session, account)
            families = session.exec(select(Household.id).where(Household.id.in_(cared_for(account.id, TODAY)))).all()
        return Tab(cookie=f"{sessions.COOKIE}={token}"), actor, families

    return enter


@pytest.mark.parametrize("login", LOGINS)
def test_no_page_that_she_may_open_tells_of_health(entered, login):
    client, actor, families = entered(login)
    for page in directory.all_pages():
        if page.permission.admits(actor) and "[" not in page.route:
            client.path = page.route
            client.load(*page.on_load)
    assert families
    for family in families:
        client.path = f"/familles/{family}"
        client.load(Desk.arrive, FamilyFile.load, *family_screen.PAGE.on_load[2:])
        for _, _, _, loads, _ in family_screen.SECTIONS:
            client.load(*loads)
        for line in _lines(client):
            client.call(SessionsCard.open_one, session_id=line)
    assert canaries.found(client.text()) == set()
    assert "Famille" in client.text()


@pytest.mark.parametrize("login", LOGINS)
def test_no_handler_that_she_may_call_tells_of_health(entered, login):
    client, actor, families = entered(login)
    client.path = f"/familles/{families[0]}"
    client.load(Desk.arrive, FamilyFile.load)
    RegistrationContext.get()
    for name, known in every_handler():
        asked = permission.of(known.handler.fn)
        if asked and asked.admits(actor):
            with contextlib.suppress(KeyError):  # a form without any of its fields, which no screen sends
                client.send((name, arguments(known)))
    assert canaries.found(client.text()) == set()


def _lines(client) -> set[str]:
    """The sessions that the file lists as readable."""
    return set(re.findall(r"'id': '([0-9a-f-]{36})', 'day'", str(client.received[-3:])))
