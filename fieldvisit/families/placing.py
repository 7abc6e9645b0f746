"""Where the households live: their place on the map follows their address, by the county's own file of addresses."""

from collections import Counter

from sqlmodel import Session, select

from fieldvisit.families.household import Household, active
from fieldvisit.places import geocode
from fieldvisit.places.geocode import Sure

#: A change of one of these moves the household on the map.
ADDRESS = frozenset({"address", "postcode", "city"})


def place(session: Session, home: Household) -> Sure | None:
    """Put the household where its address is; None, and nowhere, if that cannot be told.

    A county that never brought its addresses in keeps what it has.
    """
    if not geocode.known(session):
        return None
    found = geocode.locate(session, home.address, home.postcode, home.city)
    home.lat, home.lon = (found.lat, found.lon) if found else (None, None)
    home.insee, home.ban_id = (found.insee, found.ban_id) if found else ("", "")
    session.add(home)
    return found.sure if found else None


def place_all(session: Session, *, everyone: bool = False) -> dict[Sure | None, int]:
    """« Géocoder tout »: every household without a place (``everyone``: all of them), counted by how sure it is.

    An address that is not found leaves the place that a household had.
    """
    query = select(Household).where(active()).order_by(Household.id)
    if not everyone:
        query = query.where(Household.lat.is_(None))
    counts: Counter[Sure | None] = Counter()
    for home in session.exec(query).all() if geocode.known(session) else ():
        found = geocode.locate(session, home.address, home.postcode, home.city)
        counts[found.sure if found else None] += 1
        if found:
            home.lat, home.lon, home.insee, home.ban_id = found.lat, found.lon, found.insee, found.ban_id
            session.add(home)
    session.flush()
    return dict(counts)
