"""A puéricultrice, the secretariat and a coordinator of Bourg, and one file with what a test asks for."""

from datetime import date, timedelta

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.licences import decision, request


@pytest.fixture
def monique(engine, cast, now) -> Actor:
    """The secretariat: its right is limited (« RW* »)."""
    with db.writing(engine) as session:
        account = Account(login="monique", name="Monique Girard", role="secretariat", created_at=now)
        session.add(account)
        session.flush()
        session.add(AccountSector(account_id=account.id, sector_id=cast.bourg.id))
    return Actor(account.id, account.name, account.role, frozenset([cast.bourg.id]))


@pytest.fixture
def opened(engine, cast, today, now):
    """``opened(days_ago, …)``: a file whose first request came in then."""

    def make(days_ago=10, kind="maternel", last="Lefèvre", by=None, birth_date=None, **fields):
        values = {"capacity": 3, "ages": "0–6 ans"} | fields
        with db.writing(engine) as session:
            return request.open_file(
                session,
                by or cast.actor("claire"),
                sector_id=cast.bourg.id,
                kind=kind,
                last_name=last,
                first_name="Annie",
                birth_date=birth_date,
                contact={"city": "Viriat", "postcode": "01440", "address": "3 rue des Lilas"},
                received_on=today - timedelta(days=days_ago),
                today=today,
                now=now,
                **values,
            )

    return make


@pytest.fixture
def decide(engine, cast, today, now):
    def make(one, what, on: date | None = None, by=None, at: date | None = None, **fields):
        values = {"capacity": None, "ages": "", "until": None, "reasons": ""} | fields
        with db.writing(engine) as session:
            return decision.decide(
                session,
                by or cast.actor("claire"),
                one.id,
                what,
                on or today,
                values["capacity"],
                values["ages"],
                values["until"],
                values["reasons"],
                at or today,
                now,
            )

    return make
