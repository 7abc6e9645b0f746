"""A secretary and a doctor of Claire’s sector, beside the cast."""

import pytest

from fieldvisit.access.account import Account, AccountSector, Actor


@pytest.fixture
def hire(session, cast, now):
    """``hire("medecin_pmi")``: somebody new in Claire’s sector, who follows no family."""

    def make(role: str, name: str = "") -> Actor:
        account = Account(login=f"{role}.{name or 'un'}", name=name or role, role=role, created_at=now)
        session.add(account)
        session.flush()
        session.add(AccountSector(account_id=account.id, sector_id=cast.bourg.id))
        session.flush()
        return Actor(account.id, account.name, role, frozenset([cast.bourg.id]))

    return make
