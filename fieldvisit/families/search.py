"""Finding a family among a county's by name, birth date, phone, address or file number: only those open to the reader.

Whatever is asked begins with the rarest word asked, or with the reader's own families when they are fewer: so each
question touches some thousands of words at most, in a table of millions. Every other condition is a correlated
scalar query, which no database turns round.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.families import asked, household, sounding
from fieldvisit.families.asked import Term
from fieldvisit.families.household import Household
from fieldvisit.families.name_key import NameKey, digits, place_words, words_of
from fieldvisit.families.person import Person
from fieldvisit.words import fold, french_date

__all__ = ["MOST", "Found", "find", "fold", "search"]

MOST = 60
#: Counting stops here: what is more is simply « many ».
_MANY = 3_000
#: A family may bear several words that begin alike.
_WORDS_EACH = 8
EXACT, BEGINS, SOUNDS = range(3)


@dataclass(frozen=True)
class Found:
    """``why``: what it was found by, in French; ``tier``: exactly, by a beginning, or by the sound of a name."""

    household: Household
    persons: tuple[Person, ...]
    tier: int
    why: tuple[str, ...]


def search(session: Session, actor: Actor, words: str, today: date) -> list[Household]:
    """The families open to this actor that match every word, the best first; all of them when nothing is asked."""
    return [one.household for one in find(session, actor, words, today)]


def find(session: Session, actor: Actor, words: str, today: date) -> list[Found]:
    """As :func:`search`, with the persons of each family and why it was found; :data:`MOST` at most."""
    opened = household.open_to(actor, "identite_foyer", today)
    ways = asked.read(words)
    if not ways:
        return _told(session, dict.fromkeys(_first(session, opened), EXACT), [])
    for terms in ways:
        tiers: dict[uuid.UUID, int] = {}
        for tier in (EXACT, BEGINS, SOUNDS):
            if len(tiers) < MOST and (tier < SOUNDS or any(term.sounds for term in terms)):
                for family_id in islice(_new(session, opened, terms, tier, tiers), MOST - len(tiers)):
                    tiers[family_id] = tier
        if tiers:
            return _told(session, tiers, terms)
    return []


def _first(session: Session, opened) -> list[uuid.UUID]:
    """The first families of the list, in the order of their titles."""
    if _count(session, opened) < _MANY:
        query = opened.order_by(Household.label, Household.case_number).limit(MOST)
        return list(session.exec(query))
    key = NameKey.__table__.alias()
    query = sa.select(key.c.family_id).where(key.c.kind == "titre", _is_open(opened, key.c.family_id))
    return list(session.connection().execute(query.order_by(key.c.kind, key.c.word).limit(MOST)).scalars())


def _new(session: Session, opened, terms: list[Term], tier: int, known: dict) -> Iterator[uuid.UUID]:
    found = dict.fromkeys(_matching(session, opened, terms, tier, known))
    return (family_id for family_id in found if family_id not in known)


def _matching(session: Session, opened, terms: list[Term], tier: int, known: dict) -> Iterator[uuid.UUID]:
    """Families that match every term at this tier, as many as are still wanted."""
    if not all(term.ranges(tier) for term in terms):
        return
    counts = [_count(session, _words(term, tier)) for term in terms]
    if 0 in counts:
        return
    rarest = min(range(len(terms)), key=counts.__getitem__)
    own = _count(session, opened)
    wanted = MOST + len(known)
    if own < min(counts[rarest], _MANY):
        every = [_bears(term, tier, Household.id) for term in terms]
        yield from session.exec(opened.where(*every).limit(wanted))
        return
    begun = _words(terms[rarest], tier).subquery()
    others = [_bears(term, tier, begun.c.family_id) for at, term in enumerate(terms) if at != rarest]
    query = sa.select(begun.c.family_id).where(_is_open(opened, begun.c.family_id), *others)
    yield from session.connection().execute(query.limit(wanted * _WORDS_EACH)).scalars()


def _words(term: Term, tier: int):
    """The families that bear a word of this term, one line for each such word; exact words first."""
    key = NameKey.__table__
    each = [sa.select(key.c.family_id).where(_within(key, one)) for one in term.ranges(tier)]
    return sa.union_all(*each) if len(each) > 1 else each[0]


def _within(key, one: asked.Range):
    if not one.below:
        return sa.and_(key.c.kind == one.kind, key.c.word == one.low)
    return sa.and_(key.c.kind == one.kind, key.c.word >= one.low, key.c.word < one.below)


def _bears(term: Term, tier: int, family_id):
    key = NameKey.__table__.alias()
    any_word = sa.or_(*(_within(key, one) for one in term.ranges(tier)))
    return (
        sa.select(sa.literal(1)).where(key.c.family_id == family_id, any_word).limit(1).scalar_subquery().is_not(None)
    )


def _is_open(opened, family_id):
    return opened.where(Household.id == family_id).scalar_subquery().is_not(None)


def _count(session: Session, query) -> int:
    """How many lines, counted up to :data:`_MANY`."""
    some = query.limit(_MANY).subquery()
    return session.connection().execute(sa.select(sa.func.count()).select_from(some)).scalar_one()


def _told(session: Session, tiers: dict[uuid.UUID, int], terms: list[Term]) -> list[Found]:
    homes = session.exec(select(Household).where(Household.id.in_(tiers))).all()
    people: dict[uuid.UUID, list[Person]] = {}
    query = select(Person).where(Person.family_id.in_(tiers), Person.set_aside_at.is_(None))
    for person in session.exec(query.order_by(Person.birth_date, Person.id)):
        people.setdefault(person.family_id, []).append(person)
    found = [
        Found(home, tuple(people.get(home.id, ())), tiers[home.id], _why(home, people.get(home.id, ()), terms))
        for home in homes
    ]
    return sorted(found, key=lambda one: (one.tier, fold(one.household.label), one.household.case_number))[:MOST]


def _why(home: Household, persons, terms: list[Term]) -> tuple[str, ...]:
    """What each term was found by, once; nothing for a name that stands in the label anyhow."""
    return tuple(dict.fromkeys(said for term in terms if (said := _reason(home, persons, term))))


def _reason(home: Household, persons, term: Term) -> str:
    label = words_of(home.label)
    label.append("".join(label))
    wanted = term.ranges(BEGINS)
    if any(one.holds("nom", word) for one in wanted for word in label):
        return ""
    for person in persons:
        names = words_of(person.first_name), words_of(person.last_name)
        if any(one.holds("nom", word) for one in wanted for some in names for word in (*some, "".join(some))):
            return f"{person.first_name} {person.last_name}"
    for person in persons:
        born = person.birth_date.isoformat() if person.birth_date else ""
        if born and any(one.holds("date", word) for one in wanted for word in (born, born[5:])):
            return f"{person.first_name}, le {french_date(person.birth_date)}"
    return _other_reason(home, persons, term)


def _other_reason(home: Household, persons, term: Term) -> str:
    wanted = term.ranges(BEGINS)
    place = place_words(f"{home.address} {home.postcode} {home.city}")
    if any(one.holds("lieu", word) for one in wanted for word in place):
        return ""  # the address stands on the line
    phones = [digits(phone) for phone in (home.phone, home.phone_2, *(one.phone for one in persons)) if phone]
    if any(one.holds("tel", phone) for one in wanted for phone in phones):
        return "téléphone"
    codes = {one.low for one in term.sounds}
    names = [word for one in persons for word in (one.last_name, one.first_name)]
    names += [home.label.removeprefix("Famille ")]
    for name in names:
        if any(sounding.code(word) in codes for word in (*words_of(name), "".join(words_of(name)))):
            return f"« {term.said} » se prononce comme « {name} »"
    return "numéro de dossier" if any(one.kind == "dossier" for one in wanted) else ""
