"""Where what is to be placed lies. A home without coordinates stands at its commune's centre, and that is said."""

import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.families.household import Household
from fieldvisit.places import street
from fieldvisit.places.commune import Commune
from fieldvisit.rounds.problem import Place


class Centres:
    """Of the communes asked for, by INSEE code and by name; of the county's list, else of the homes known there."""

    def __init__(self, session: Session, places: Iterable[tuple[str, str]]):
        places = set(places)
        codes, names = {insee for insee, _ in places if insee}, {street.commune_key(city) for _, city in places if city}
        self.of: dict[str, Place] = {}
        if not places:
            return
        query = sa.select(Commune.insee, Commune.name_key, Commune.lat, Commune.lon).where(
            sa.or_(Commune.insee.in_(codes), Commune.name_key.in_(names)), Commune.lat.is_not(None)
        )
        for insee, name, lat, lon in session.execute(query):
            self.of[insee] = self.of[name] = (lat, lon)
        known = sa.select(Household.insee, Household.city, sa.func.avg(Household.lat), sa.func.avg(Household.lon))
        known = known.where(Household.lat.is_not(None), Household.lon.is_not(None))
        known = known.where(sa.or_(Household.insee.in_(codes - {""}), Household.city.in_({city for _, city in places})))
        for insee, city, lat, lon in session.execute(known.group_by(Household.insee, Household.city)):
            for key in (insee, street.commune_key(city)):
                if key:
                    self.of.setdefault(key, (float(lat), float(lon)))

    def place(self, insee: str, city: str) -> Place | None:
        return self.of.get(insee) or self.of.get(street.commune_key(city)) if insee or city else None


def of(session: Session, jobs, instead: Place) -> dict[uuid.UUID, tuple[Place, str]]:
    """The place of each, and what is said of it where it is not its own."""
    lost = [one for one in jobs if one.place is None]
    centres = Centres(session, {(one.insee, one.city) for one in lost})
    found = {one.id: (one.place, "") for one in jobs if one.place is not None}
    for one in lost:
        centre = centres.place(one.insee, one.city)
        if centre is not None:
            found[one.id] = centre, f"adresse sans coordonnées, placée au centre de {one.city or 'sa commune'}"
        else:
            found[one.id] = instead, "adresse introuvable, placée au départ de la tournée : corrigez-la dans le dossier"
    return found
