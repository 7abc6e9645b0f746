"""Two who answer for what is kept, and a family whose child is 28 and of whom nothing is left to do."""

from datetime import date, timedelta

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.device import Device
from fieldvisit.families.contact import Contact
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.retention import listing
from fieldvisit.retention.durations import read
from fieldvisit.retention.listing import Chosen

KEPT = read()
LONG_AGO = date(2000, 3, 4)


@pytest.fixture
def head(engine, cast, now):
    return _actor(engine, cast, now, "francoise.berthet", "Françoise Berthet", "medecin_responsable")


@pytest.fixture
def dpo(engine, cast, now):
    return _actor(engine, cast, now, "olivier.masson", "Olivier Masson", "dpo")


def _actor(engine, cast, now, login, name, role) -> Actor:
    with db.writing(engine) as session:
        account = Account(login=login, name=name, role=role, created_at=now)
        session.add(account)
        session.flush()
        sectors = (cast.bourg, cast.oyonnax)
        session.add_all(AccountSector(account_id=account.id, sector_id=one.id) for one in sectors)
    return Actor(account.id, name, role, frozenset(one.id for one in sectors))


@pytest.fixture
def old(engine, cast, now):
    """``old(born)``: a family last met in 2000, whose child was born on that day."""

    def make(born=date(1998, 11, 23), label="Famille Ancienne", sector=None) -> Household:
        with db.writing(engine) as session:
            home = Household(
                case_number=f"01-1998-{born:%m%d}-{len(label)}", label=label, sector_id=(sector or cast.bourg).id
            )
            session.add(home)
            session.flush()
            child = Person(family_id=home.id, role="enfant", first_name="Rose", last_name="Ancienne", birth_date=born)
            met = now.replace(year=LONG_AGO.year, month=LONG_AGO.month, day=LONG_AGO.day)
            contact = Contact(
                family_id=home.id, at=met, means="appel_recu", result="joint", account_id=cast.claire.id, noted_at=met
            )
            session.add_all((child, contact))
        return home

    return make


@pytest.fixture
def approved(engine, head, today, now):
    """``approved((family, act), …)``: the id of a list with its visa, approved by the head of the service."""

    def make(*acts, reason="Dossier demandé par la justice"):
        with db.writing(engine) as session:
            chosen = {one.id: Chosen(act, reason) for one, act in acts}
            made = listing.make(session, head, chosen, KEPT, today, now)
            on = today - timedelta(days=3)
            listing.give_visa(session, head, made.id, "AD01-2026-117", "Directrice des Archives", on, today)
            listing.approve(session, head, made.id, now)
        return made.id

    return make


@pytest.fixture
def claire_device(engine, now):
    with db.writing(engine) as session:
        device = Device(label="Tablette 7", enrolled_at=now)
        session.add(device)
    return device.id
