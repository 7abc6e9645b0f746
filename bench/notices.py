"""A large file of birth notices brought into a county: new families, families that are known, rows that come back."""

import csv
import io
import random
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Actor
from fieldvisit.births import importing, working
from fieldvisit.births.notice import Kind, Result
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Role
from fieldvisit.places.commune import Commune

#: Of so many rows one is bad: 300 of 50,000; of so many one is of a mother whom the county knows.
BAD, KNOWN = 167, 5
_HEADINGS = (
    "Nom de l'enfant",
    "Prénom(s)",
    "Sexe",
    "Date de naissance",
    "Poids (g)",
    "Nom de naissance de la mère",
    "Prénom de la mère",
    "DDN mère",
    "Adresse",
    "CP",
    "Commune",
    "Tél.",
)
_NAMES = ("Martin", "Bernard", "Petit", "Durand", "Moreau", "Lefèvre", "Roux", "Morel", "Benali", "Kaya", "Diallo")
_FIRST = ("Léo", "Louise", "Jade", "Adam", "Maël", "Emma", "Rose", "Inès", "Zoé", "Samira", "Julie", "Karim", "Sophie")


def brought_in(engine: sa.Engine, actor: Actor, today: date, rows: int) -> dict[str, int]:
    """A file of so many rows received and brought in, as the server does; the rows by result."""
    content, now = _file(engine, today, rows), datetime.now(UTC)
    with db.writing(engine) as session:
        batch = importing.receive(session, actor, Kind.BIRTH, "avis.csv", content, now)
    with db.writing(engine) as session:
        importing.start(session, actor, batch.id)
    left = True
    while left:
        with db.writing(engine) as session:
            left = working.work(session, batch.id, today, now)
    with db.reading(engine) as session:
        counts = importing.count(session, batch.id)
    if counts[Result.REJECTED] != rows // BAD or counts.get(Result.WAITING):
        raise AssertionError(counts)
    return counts


def _file(engine: sa.Engine, today: date, rows: int) -> bytes:
    draw, written = random.Random(7), io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";")
    writer.writerow(_HEADINGS)
    with db.reading(engine) as session:
        towns = session.exec(select(Commune).where(Commune.sector_id.is_not(None)).order_by(Commune.insee)).all()
        query = select(Person, Household).join(Household, Household.id == Person.family_id)
        mothers = session.exec(query.where(Person.role == Role.MOTHER, Person.birth_date.is_not(None))).all()
    mothers.sort(key=lambda one: one[1].case_number)
    draw.shuffle(mothers)
    for at in range(1, rows + 1):
        town, number = draw.choice(towns), draw.randint(0, 99_999_999)
        born, last = today - timedelta(days=draw.randint(0, 60)), f"{draw.choice(_NAMES)}-{draw.choice(_NAMES)}"
        mother = (last, draw.choice(_FIRST), date(1990, 1, 1) + timedelta(days=draw.randint(0, 5_000)))
        home = (f"{draw.randint(1, 200)} rue des Prés", town.postcode, town.name, f"07{number:08}")
        if at % KNOWN == 0 and mothers:
            known, family = mothers.pop()
            mother = (known.last_name, known.first_name, known.birth_date)
            home = (family.address, family.postcode, family.city, family.phone)
        bad = at % BAD == 0
        told = (today + timedelta(days=40)) if bad else born
        child = (mother[0], f"{draw.choice(_FIRST)} {at}", draw.choice("FM"), f"{told:%d/%m/%Y}", str(3000 + at % 900))
        writer.writerow((*child, mother[0], mother[1], f"{mother[2]:%d/%m/%Y}", *home))
    return written.getvalue().encode()
