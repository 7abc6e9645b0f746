"""The county of the tests: two communes with a sector each, and one that has none of ours near it."""

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.places.commune import Commune


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
