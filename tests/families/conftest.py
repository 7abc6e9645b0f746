"""What the tests of a file ask for: whoever acts, by role."""

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account, Actor

OTHERS = ("secretariat", "psychologue_pmi", "medecin_responsable", "crip")


@pytest.fixture
def acting(cast, engine, now):
    """``acting("claire")``, or ``acting("secretariat")``: an account of that role in Claire's sector."""
    others = {role: Account(login=role, name=f"Dominique {role}", role=role, created_at=now) for role in OTHERS}
    with db.writing(engine) as session:
        session.add_all(others.values())

    def as_(name: str) -> Actor:
        if name not in others:
            return cast.actor(name)
        account = others[name]
        return Actor(account.id, account.name, account.role, frozenset([cast.bourg.id]))

    return as_
