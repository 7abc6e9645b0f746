"""A county of 100,000 households: how long a search takes, each kind of question, for three readers, on each database.

The readers: a coordinator of one sector among twenty, somebody of the whole county, a worker with her 120 families.
"""

import random
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa

from bench import figures
from bench.county import County
from bench.served import database_of, databases
from fieldvisit import db
from fieldvisit.access.account import Actor, Sector
from fieldvisit.access.care import CareRelationship
from fieldvisit.db import new_id
from fieldvisit.families import name_key, search
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person

HOUSEHOLDS = 100_000
SECTORS = 20
REACH_MS = 100
RUNS = 5
_LAST = """
Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Lefèvre Leroy
Roux David Bertrand Morel Fournier Girard Bonnet Dupont Dupond Lambert Fontaine Rousseau Vincent Muller
Mercier Blanc Guérin Boyer Garnier Chevalier François Legrand Gauthier Gautier Perrin Robin Clément Morin
Nicolas Henry Roussel Mathieu Masson Marchand Duval Denis Dumont Marie Lemaire Noël Meyer Dufour Meunier Brun
Blanchard Giraud Joly Rivière Lucas Brunet Barbier Arnaud Martinez Gérard Renard Renaud Renault Schmitt Colin
Leclerc Benali Nguyen Kaya Yılmaz Diallo Traoré Ferreira
"""
_FIRST = """
Léo Gabriel Raphaël Louis Arthur Jules Adam Maël Lucas Hugo Jade Louise Ambre Alba Emma Rose Alice Romy Anna
Lina Inès Zoé Éloïse Camille Samira Julie Nathalie Stéphanie Aurélie Mohamed Karim Thomas Nicolas Julien Jean-Luc

"""
_PLACES = [
    "Bourg-en-Bresse",
    "Oyonnax",
    "Viriat",
    "Ambérieu-en-Bugey",
    "Gex",
    "Bellegarde",
    "Saint-Denis-lès-Bourg",
    "Belley",
]
_STREETS = ["rue des Tilleuls", "avenue de la Gare", "rue du 8 mai 1945", "chemin du Moulin", "place de l’Église"]
#: The kinds of question, and one of each.
QUESTIONS = {
    "a letter": "m",
    "a common name": "martin",
    "a beginning": "lefeb",
    "a name that sounds alike": "lefebure",
    "an unknown name": "wolfensberger",
    "name and first name": "martin éloïse",
    "two very common words": "rue martin",
    "birth date": "12/03/2026",
    "day and month": "12 mars",
    "name and birth date": "dubois 12 mars",
    "address": "12 rue des tilleuls viriat",
    "commune": "bourg-en-bresse",
    "postcode": "01000",
    "phone": "06 39 01 23 45",
    "beginning of a phone number": "06 39 01",
    "file number": "B-54321",
    "nothing asked": "",
}


def measure(full: bool = False) -> list[figures.Figure]:
    found = []
    for name in databases():
        with tempfile.TemporaryDirectory() as folder, database_of(name, Path(folder)) as url:
            county = County(url)
            sectors, took = _settle(county)
            found.append(figures.of(f"search, {name}: words of {HOUSEHOLDS} households made anew", [took], "s"))
            for who, actor in _readers(county, sectors).items():
                found += _ask(county, f"search, {name}, {who}", actor)
            county.engine.dispose()
    return found


def _settle(county: County) -> tuple[list[Sector], float]:
    """Write the households without the session, then make their words; how long the words took, in seconds."""
    draw = random.Random(4)
    sectors = [Sector(code=f"S{at}", name=f"Secteur {at}") for at in range(SECTORS)]
    homes, people = [], []
    for at in range(HOUSEHOLDS):
        name = f"{draw.choice(_LAST.split())}{draw.choice(('', '', '', '-' + draw.choice(_LAST.split())))}"
        home = _home(at, name, sectors[at % SECTORS], draw)
        homes.append(home)
        for rank in range(draw.randint(2, 5)):
            born = date(1995 if rank < 2 else 2026, 11, 20) - timedelta(days=draw.randint(0, 2200))
            people.append(_person(home["id"], rank, draw.choice(_FIRST.split()), name, born))
    with db.writing(county.engine) as session:
        session.add_all(sectors)
        session.flush()
        session.connection().execute(sa.insert(Household.__table__), homes)
        session.connection().execute(sa.insert(Person.__table__), people)
    begun = time.perf_counter()
    with db.writing(county.engine) as session:
        name_key.reindex(session)
    db.analyze(county.engine)
    return sectors, time.perf_counter() - begun


def _home(at: int, name: str, sector: Sector, draw: random.Random) -> dict:
    given = {
        "case_number": f"B-{at}",
        "label": f"Famille {name}",
        "sector_id": sector.id,
        "address": f"{draw.randint(1, 90)} {draw.choice(_STREETS)}",
        "postcode": f"01{draw.randint(0, 40):02}0",
        "city": draw.choice(_PLACES),
        "phone": f"06 39 {draw.randint(0, 99):02} {draw.randint(0, 99):02} {draw.randint(0, 99):02}",
    }
    return Household(**given).model_dump()


def _person(family_id, rank: int, first: str, last: str, born: date) -> dict:
    role = ("mere", "pere")[rank] if rank < 2 else "enfant"
    return Person(family_id=family_id, role=role, first_name=first, last_name=last, birth_date=born).model_dump()


def _readers(county: County, sectors: list[Sector]) -> dict[str, Actor]:
    worker = county.workers(1, 0)[0].account
    with db.writing(county.engine) as session:
        some = session.connection().execute(
            sa.select(Household.id).where(Household.sector_id == sectors[3].id).limit(120)
        )
        session.add_all(
            CareRelationship(account_id=worker.id, family_id=one, since=county.today) for one in some.scalars()
        )
    one, every = frozenset([sectors[3].id]), frozenset(each.id for each in sectors)
    return {
        "one sector": Actor(new_id(), "Hélène", "coordinatrice", one),
        "the county": Actor(new_id(), "Docteur", "medecin_pmi", every),
        "120 families": Actor(worker.id, "Sylvie", "tisf", one),
    }


def _ask(county: County, where: str, actor: Actor) -> list[figures.Figure]:
    found = []
    for kind, words in QUESTIONS.items():
        took = []
        for _ in range(RUNS):
            with db.reading(county.engine) as session:
                begun = time.perf_counter()
                many = len(search.find(session, actor, words, county.today))
                took.append(1000 * (time.perf_counter() - begun))
        found.append(figures.of(f"{where}: {kind} ({many} found)", took, reach=REACH_MS))
    return found
