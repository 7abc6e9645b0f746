"""The communes of the demo county with their sectors, and its streets as the « Base adresse nationale » gives them."""

import uuid

from sqlmodel import Session, select

from fieldvisit.demo.places import COMMUNES
from fieldvisit.families.household import Household
from fieldvisit.places import street
from fieldvisit.places.address import Address
from fieldvisit.places.commune import Commune

NUMBERS = 90


def keep(session: Session, sectors: dict[str, uuid.UUID]) -> None:
    """Communes, and every number of every street; a family's own address lies where its file says."""
    for name, one in COMMUNES.items():
        session.add(
            Commune(
                insee=one.insee,
                name=name,
                name_key=street.commune_key(name),
                postcode=one.postcode,
                sector_id=sectors[one.sector],
                lat=one.lat,
                lon=one.lon,
            )
        )
    known = {(home.insee, home.address): home for home in session.exec(select(Household))}
    rows = [
        row
        for city, one in COMMUNES.items()
        for rank, way in enumerate(one.streets)
        for number in range(1, NUMBERS + 1)
        for row in _of_number(city, one, rank, way, number, known)
    ]
    session.flush()
    session.connection().execute(Address.__table__.insert(), rows)


def _of_number(city: str, one, rank: int, way: str, number: int, known: dict):
    for suffix in ("", "bis"):
        address = f"{number}{' ' if suffix else ''}{suffix} {way}"
        home = known.get((one.insee, address))
        if suffix and home is None:
            continue
        along = one.spread * (number / NUMBERS - 0.5)
        turned = (rank % 3 - 1) * 0.7
        row = {
            "ban_id": f"{one.insee}_{rank + 1:04d}_{number:05d}{'_' if suffix else ''}{suffix}",
            "insee": one.insee,
            "postcode": one.postcode,
            "city": city,
            "number": number,
            "suffix": suffix,
            "street": way,
            "street_key": street.key(way),
            "lat": home.lat if home else round(one.lat + along, 6),
            "lon": home.lon if home else round(one.lon + turned * along + rank * 0.002, 6),
        }
        if home:
            home.ban_id = row["ban_id"]
        yield row
