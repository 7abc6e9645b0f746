"""A county with everyone whom a concern report meets, and a report of each kind."""

import uuid
from dataclasses import replace

import pytest

from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.care import CareRelationship
from fieldvisit.concerns import drafting, sending
from fieldvisit.db import new_id

CANARY = "zirconium-4417"


@pytest.fixture
def said(cast, today):
    """What Sylvie typed of Adam Benali."""
    return {
        "children": [{"person_id": str(cast.benali_child.id), "name": "Adam Benali"}],
        "natures": ["securite"],
        "fact_on": today.isoformat(),
        "fact_at": "09:10",
        "facts": f"Trace rouge sur la joue gauche. {CANARY}",
        "quotes": [{"who": "Samira B.", "when": "ce matin", "words": f"il est tombé {CANARY}"}],
        "context": f"Père absent. {CANARY}",
        "danger": False,
        "parents_informed": True,
        "parents_reason": "",
        "recipient": "crip",
    }


@pytest.fixture
def anyone(session, cast, today, now):
    """``anyone("crip")``: somebody of this function in Bourg; ``sector``, ``cares``: elsewhere, or for a family."""

    def make(role: str, sector: str = "bourg", cares: uuid.UUID | None = None, employer: str = "") -> Actor:
        login = f"{role}.{sector}.{new_id().hex[-8:]}"
        account = Account(login=login, name=f"Une personne {login}", role=role, employer=employer, created_at=now)
        session.add(account)
        session.flush()
        place = getattr(cast, sector)
        session.add(AccountSector(account_id=account.id, sector_id=place.id))
        if cares:
            session.add(CareRelationship(account_id=account.id, family_id=cares, since=today))
        session.flush()
        return Actor(account.id, account.name, role, frozenset([place.id]))

    return make


@pytest.fixture
def report(session, cast, said, now, today):
    """``report()``: transmitted by Sylvie about the Benali; other words, another author or no family."""

    def make(author: Actor | None = None, family: bool = True, **changes):
        actor = author or cast.actor("sylvie")
        draft = drafting.begin(session, actor, now, today, cast.benali.id if family else None)
        drafting.keep(session, actor, draft.id, said | changes, now)
        return sending.transmit(session, actor, draft.id, now)

    return make


@pytest.fixture
def on_tablet(cast):
    return replace(cast.actor("sylvie"), device_id=new_id())
