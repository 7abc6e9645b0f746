"""Finding a family by name, first name, town or file number, whatever the accents and the order of the words."""

import unicodedata
import uuid
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person

MOST = 60


def fold(text: str) -> str:
    """``text`` without accents, case or punctuation: « Éloïse N’Guyen » is found by « eloise nguyen »."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(letter if letter.isalnum() else " " if letter in " -/" else "" for letter in plain)
    return " ".join(kept.split())


def search(session: Session, actor: Actor, words: str, today: date) -> list[Household]:
    """The families open to this actor that match every word, by label; all of them when nothing is asked.

    Accents are folded here and not in the database, which SQLite and PostgreSQL do differently; a
    sector holds some thousands of families, and only their names are read.
    """
    opened = household.open_to(actor, "identite_foyer", today)
    query = select(Household).where(Household.id.in_(opened)).order_by(Household.label, Household.case_number)
    wanted = fold(words[:200]).split()
    if not wanted:
        return list(session.exec(query.limit(MOST)))
    names: dict[uuid.UUID, list[str]] = {}
    people = select(Person.family_id, Person.first_name, Person.last_name)
    people = people.where(Person.family_id.in_(opened), Person.set_aside_at.is_(None))
    for family_id, first_name, last_name in session.exec(people):
        names.setdefault(family_id, []).extend((first_name, last_name))
    columns = sa.select(Household.id, Household.label, Household.address, Household.city, Household.case_number)
    matching = []
    for family_id, *texts in session.execute(columns.where(Household.id.in_(opened))):
        hay = fold(" ".join([*texts, *names.get(family_id, [])]))
        if all(word in hay for word in wanted):
            matching.append(family_id)
    return list(session.exec(query.where(Household.id.in_(matching)).limit(MOST)))
