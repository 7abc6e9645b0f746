"""The county of the tests: two communes with a sector each, and one that has none of ours near it."""

from datetime import date

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.births import importing, working
from fieldvisit.births.notice import ImportRow, Kind
from fieldvisit.families.person import Person
from fieldvisit.places.commune import Commune
from tests.births.files import HEADINGS, as_csv


@pytest.fixture
def county(engine, cast, now):
    """The cast, three communes of the Ain, and Odile at the secretariat of both sectors."""
    with db.writing(engine) as writer:
        for insee, name, postcode, sector in (
            ("01053", "Bourg-en-Bresse", "01000", cast.bourg),
            ("01451", "Viriat", "01440", cast.bourg),
            ("01344", "Saint-Denis-lès-Bourg", "01000", cast.bourg),
            ("01283", "Oyonnax", "01100", cast.oyonnax),
        ):
            key = name.casefold()
            writer.add(Commune(insee=insee, name=name, name_key=key, postcode=postcode, sector_id=sector.id))
        odile = Account(login="odile.blanc", name="Odile Blanc", role="secretariat", created_at=now)
        writer.add(odile)
        writer.flush()
        for sector in (cast.bourg, cast.oyonnax):
            writer.add(AccountSector(account_id=odile.id, sector_id=sector.id))
    return cast


@pytest.fixture
def odile(engine, county):
    with db.reading(engine) as reader:
        account = reader.exec(select(Account).where(Account.login == "odile.blanc")).one()
    return Actor(account.id, account.name, account.role, frozenset([county.bourg.id, county.oyonnax.id]))


@pytest.fixture
def bring(engine, odile, today, now):
    """``bring(rows)`` brings a file in, whole, and gives its batch and its rows by result."""

    def brought(rows, kind=Kind.BIRTH, headings=HEADINGS, write=as_csv, at_once=working.AT_ONCE):
        with db.writing(engine) as writer:
            batch = importing.receive(writer, odile, kind, "avis.csv", write(rows, headings=headings), now)
        with db.writing(engine) as writer:
            importing.start(writer, odile, batch.id)
        left = True
        while left:
            with db.writing(engine) as writer:
                left = working.work(writer, batch.id, today, now, at_once)
        with db.reading(engine) as reader:
            batch = importing.find(reader, odile, batch.id)
            return batch, reader.exec(
                select(ImportRow).where(ImportRow.batch_id == batch.id).order_by(ImportRow.number)
            ).all()

    return brought


@pytest.fixture
def elder(engine, county):
    """The Petit twins are two years old: their mother may have another child."""
    with db.writing(engine) as writer:
        for one in county.petit_twins:
            writer.get_one(Person, one.id).birth_date = date(2024, 9, 1)
