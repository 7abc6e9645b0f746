"""The rows of a registrar's or of the CAF's file about families of the demo county, cell by cell."""

import csv
import io
from datetime import date, timedelta

from fieldvisit.births.notice import Kind
from fieldvisit.demo.households import Settled
from fieldvisit.families.person import Person
from fieldvisit.words import french_date

_BIRTH = {
    "Nom de l’enfant": "child_last_name",
    "Prénom de l’enfant": "child_first_name",
    "Sexe de l’enfant": "child_sex",
    "Date de naissance de l’enfant": "birth_date",
    "Commune de naissance": "birth_place",
    "Nom de jeune fille": "mother_birth_name",
    "Prénom mère": "mother_first_name",
    "Date de naissance mère": "mother_birth_date",
    "Nom père": "parent2_last_name",
    "Prénom père": "parent2_first_name",
    "Parité": "parity",
    "Poids": "birth_weight",
    "Adresse": "address",
    "Code postal": "postcode",
    "Commune": "city",
    "Téléphone": "phone",
    "Date de déclaration": "declared_on",
    "Reçu le": "received_on",
}
_PREGNANCY = {
    "Nom assurée": "mother_birth_name",
    "Prénom assurée": "mother_first_name",
    "Date de naissance": "mother_birth_date",
    "Terme prévu": "due_date",
    "Adresse": "address",
    "Code postal": "postcode",
    "Commune": "city",
    "Téléphone": "phone",
    "Déclarée le": "declared_on",
    "Reçu le": "received_on",
}
_DEATH = {
    "Nom de l’enfant": "child_last_name",
    "Prénom de l’enfant": "child_first_name",
    "Date de naissance de l’enfant": "birth_date",
    "Date de décès": "deceased_on",
    "Reçu le": "received_on",
}
HEADINGS = {Kind.BIRTH: _BIRTH, Kind.PREGNANCY: _PREGNANCY, Kind.DEATH: _DEATH}


def row(family: Settled, received: date) -> dict[str, str]:
    child = family.youngest
    declared = min(child.birth_date + timedelta(days=2), received)
    dates = {"declared_on": french_date(declared), "received_on": french_date(received)}
    return birth(family, child) | dates


def birth(family: Settled, child: Person) -> dict[str, str]:
    mother = family.mother
    second = next((one for one in family.adults if one.role in ("pere", "coparent")), None)
    cells = name(child) | _home(family)
    cells |= {"birth_date": french_date(child.birth_date), "child_sex": child.sex, "birth_place": "Bourg-en-Bresse"}
    cells |= {"birth_weight": str(child.birth_weight_g), "parity": str(len(family.children) - 1)}
    cells |= _named(mother, "mother_birth_name", "mother_first_name") if mother else {}
    cells |= {"mother_birth_date": french_date(mother.birth_date)} if mother else {}
    return cells | (_named(second, "parent2_last_name", "parent2_first_name") if second else {})


def sibling(family: Settled, today: date) -> dict[str, str]:
    """A birth at the family that has two files: a person has to say which one."""
    born = today - timedelta(days=2)
    cells = birth(family, family.youngest) | {"child_first_name": "Mariana", "child_sex": "F", "birth_weight": "3340"}
    dates = {"birth_date": french_date(born), "declared_on": french_date(today), "received_on": french_date(today)}
    return cells | dates | {"mother_birth_name": "Da Costa", "parity": "1"}


def stranger(last: str, first: str, received: date, address: str, postcode: str, city: str) -> dict[str, str]:
    """Somebody whom no file knows: outside the county, or a row that goes back."""
    born = received - timedelta(days=3)
    return {
        "child_last_name": last,
        "child_first_name": first,
        "child_sex": "F",
        "birth_date": french_date(born),
        "birth_place": "Bourg-en-Bresse",
        "mother_birth_name": last,
        "mother_first_name": "Coralie",
        "mother_birth_date": french_date(born - timedelta(days=10_400)),
        "address": address,
        "postcode": postcode,
        "city": city,
        "declared_on": french_date(received - timedelta(days=1)),
        "received_on": french_date(received),
    }


def pregnancy(family: Settled) -> dict[str, str]:
    mother, expected = family.mother, family.pregnancy
    cells = _named(mother, "mother_birth_name", "mother_first_name") | _home(family)
    cells |= {"mother_birth_date": french_date(mother.birth_date), "due_date": french_date(expected.due_date)}
    return cells | {"declared_on": french_date(expected.declared_on)}


def _home(family: Settled) -> dict[str, str]:
    home = family.household
    return {"address": home.address, "postcode": home.postcode, "city": home.city, "phone": home.phone}


def name(child: Person) -> dict[str, str]:
    return _named(child, "child_last_name", "child_first_name")


def _named(one: Person, last: str, first: str) -> dict[str, str]:
    return {last: one.last_name, first: one.first_name}


def as_file(kind: Kind, rows: list[dict]) -> bytes:
    """As a registrar's software writes it: semicolons, Windows' letters."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS[kind])
    for cells in rows:
        writer.writerow([cells.get(code, "") for code in HEADINGS[kind].values()])
    return text.getvalue().encode("cp1252")
