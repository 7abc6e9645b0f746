"""Families whose file is past its time, so that « Conservation » has something to decide: none is followed any more."""

import uuid
from datetime import date, datetime, time

from sqlmodel import Session

from fieldvisit.demo import chance, clock
from fieldvisit.demo.households import mobile
from fieldvisit.demo.places import COMMUNES
from fieldvisit.families.contact import Contact
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person

#: Name, commune, the mother's and the child's first names, the child's age in years: two past 28, one past 8.
FAMILIES = (
    ("Brunet", "Viriat", "Martine", "Céline", 29),
    ("Carrel", "Bourg-en-Bresse", "Sylvie", "Julien", 28),
    ("Dufour", "Bourg-en-Bresse", "Aurélie", "Hugo", 9),
)
#: Far above the numbers of the other families.
FIRST_NUMBER = 901


def keep(
    session: Session,
    sectors: dict[str, uuid.UUID],
    accounts: dict[str, uuid.UUID],
    new_id: chance.Ids,
    today: date,
) -> None:
    for number, one in enumerate(FAMILIES, start=FIRST_NUMBER):
        _family(session, number, one, sectors, accounts["monique.girard"], new_id, today)


def _family(
    session: Session, number: int, told: tuple, sectors: dict, noted_by: uuid.UUID, new_id, today: date
) -> None:
    name, city, mother, child, age = told
    commune = COMMUNES[city]
    home = Household(
        id=new_id(),
        case_number=f"DEMO-{number:04d}",
        label=f"Famille {name}",
        sector_id=sectors[commune.sector],
        address=f"{number % 90 + 1} {commune.streets[0]}",
        postcode=commune.postcode,
        city=city,
        insee=commune.insee,
        lat=commune.lat,
        lon=commune.lon,
        phone=mobile(number, 0),
        status="close",
    )
    session.add(home)
    session.flush()
    born = date(today.year - age, 3, 12)
    people = ((mother, "mere", date(born.year - 27, 6, 5)), (child, "enfant", born))
    for first_name, role, birth in people:
        session.add(
            Person(
                id=new_id(), family_id=home.id, role=role, first_name=first_name, last_name=name, birth_date=birth
            )
        )  # fmt: skip
    for year in (born.year, born.year + 2, born.year + 6):
        met = datetime.combine(date(year, 5, 20), time(10), clock.PARIS)
        session.add(
            Contact(
                id=new_id(), family_id=home.id, at=met, means="appel_recu", result="joint", account_id=noted_by,
                noted_at=met,
            )
        )  # fmt: skip
