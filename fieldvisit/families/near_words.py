"""Families that bear a word of this one (a birth date, a phone, a name in its postcode), by the words of the search."""

import uuid

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.families import sounding
from fieldvisit.families.household import Household
from fieldvisit.families.name_key import NameKey, digits, words_of
from fieldvisit.families.person import Person


def families(session: Session, family_id: uuid.UUID) -> set[uuid.UUID]:
    """Every family that ``duplicates`` could propose beside this one, and some that it will not."""
    home = session.get_one(Household, family_id)
    query = select(Person).where(Person.family_id == family_id, Person.set_aside_at.is_(None))
    people = session.exec(query).all()
    days = {one.birth_date.isoformat() for one in people if one.birth_date}
    phones = {digits(phone) for phone in (home.phone, home.phone_2, *(one.phone for one in people))} - {""}
    found = _bearing(session, [("date", days), ("tel", phones)])
    if home.postcode:
        found |= _bearing(session, _names(people), Household.postcode == home.postcode)
    return found - {family_id}


def _names(people) -> list[tuple[str, set[str]]]:
    each = [words_of(one.last_name) for one in people]
    words = {word for some in each for word in {*some, "".join(some)} if len(word) > 2}
    return [("nom", words), ("son", {sounding.code(word) for word in words if word.isalpha()})]


def _bearing(session: Session, wanted: list[tuple[str, set[str]]], *where) -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    for kind, words in wanted:
        if words:
            query = sa.select(NameKey.family_id).where(NameKey.kind == kind, NameKey.word.in_(words))
            if where:
                query = query.join(Household, Household.id == NameKey.family_id).where(*where)
            found |= set(session.connection().execute(query).scalars())
    return found
