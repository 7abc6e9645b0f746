"""Finding a family among a county's by name, birth date, phone, address or file number: only those open to the reader.

Whatever is asked begins with the rarest word asked, or with the reader's own families when they are fewer: so each
question touches some thousands of words at most, in a table of millions. Every other condition is a correlated
scalar query, which no database turns round.
"""

import uuid
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.families import asked, household, name_key, sounding
from fieldvisit.families.asked import Term
from fieldvisit.families.household import Household
from fieldvisit.families.name_key import NameKey, digits, place_words, words_of
from fieldvisit.families.person import Person
from fieldvisit.words import fold, french_date

__all__ = ["MOST", "Found", "find", "fold", "search"]

MOST = 60
#: Counting stops here: what is more is simply « many ». A common name of a large county has some thousands.
_MANY = 10_000
#: Reading all words of a family costs so many times what it costs to see whether one is open.
_DEARER = 5
#: So many families of her own are put in order as they are.
_FEW = 3_000
#: A family may bear several words that begin alike: so many lines are read, and more if they are of too few families.
_LINES = (2 * MOST, 12 * MOST)
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
    ways, own = asked.read(words), _count(session, opened)
    if not ways:
        return _told(session, _first(session, opened, own), [])
    for terms in ways:
        known: dict[uuid.UUID, None] = {}
        for tier in (BEGINS, SOUNDS):
            if len(known) < MOST and (tier == BEGINS or any(term.sounds for term in terms)):
                known |= dict.fromkeys(_matching(session, opened, own, terms, tier))
        if known:
            return _told(session, list(known)[:MOST], terms)
    return []


def _first(session: Session, opened, own: int) -> list[uuid.UUID]:
    """The first families of the list, in the order of their titles."""
    if own < _FEW:
        return list(session.exec(opened.order_by(Household.label, Household.case_number).limit(MOST)))
    key = NameKey.__table__.alias()
    query = sa.select(key.c.family_id).where(key.c.kind == "titre", _is_open(opened, key.c.family_id))
    return list(session.connection().execute(query.order_by(key.c.kind, key.c.word).limit(MOST)).scalars())


def _matching(session: Session, opened, own: int, terms: list[Term], tier: int) -> list[uuid.UUID]:
    """Families that match every term at this tier, those that bear the rarest word exactly first."""
    if not all(term.ranges(tier) for term in terms):
        return []
    counts = [_count(session, _words(term, tier)) for term in terms]
    if 0 in counts:
        return []
    rarest = min(range(len(terms)), key=counts.__getitem__)
    if own * _DEARER < min(counts[rarest], _MANY):
        every = [_bears(term, tier, Household.id) for term in terms]
        return list(session.exec(opened.where(*every).limit(MOST)))
    begun = _words(terms[rarest], tier).subquery()
    others = [_bears(term, tier, begun.c.family_id) for at, term in enumerate(terms) if at != rarest]
    # In this order, whatever a planner thinks: most families of a county are not open, and that is asked in no time.
    asked_of_open = sa.case((_is_open(opened, begun.c.family_id), sa.and_(sa.true(), *others)), else_=sa.false())
    query = sa.select(begun.c.family_id).where(asked_of_open)
    for lines in _LINES:
        found = session.connection().execute(query.limit(lines)).scalars().all()
        if len(found) < lines or len(set(found)) >= MOST:
            break
    return list(dict.fromkeys(found))


def _words(term: Term, tier: int):
    """The families that bear a word of this term, one line for each such word; exact words first."""
    key = NameKey.__table__
    each = [sa.select(key.c.family_id).where(_within(key.c.kind, key.c.word, one)) for one in term.ranges(tier)]
    return sa.union_all(*each) if len(each) > 1 else each[0]


def _within(kind, word, one: asked.Range):
    if not one.below:
        return sa.and_(kind == one.kind, word == one.low)
    return sa.and_(kind == one.kind, word >= one.low, word < one.below)


def _bears(term: Term, tier: int, family_id):
    key = NameKey.__table__.alias()
    # By the family, whose words are some thirty: by the index of words, thousands would be read for each.
    any_word = sa.or_(*(_within(key.c.kind + "", key.c.word + "", one) for one in term.ranges(tier)))
    return (
        sa.select(sa.literal(1)).where(key.c.family_id == family_id, any_word).limit(1).scalar_subquery().is_not(None)
    )


def _is_open(opened, family_id):
    return opened.where(Household.id == family_id).scalar_subquery().is_not(None)


def _count(session: Session, query) -> int:
    """How many lines, counted up to :data:`_MANY`."""
    some = query.limit(_MANY).subquery()
    return session.connection().execute(sa.select(sa.func.count()).select_from(some)).scalar_one()


def _told(session: Session, family_ids: list[uuid.UUID], terms: list[Term]) -> list[Found]:
    homes = session.exec(select(Household).where(Household.id.in_(family_ids))).all()
    people: dict[uuid.UUID, list[Person]] = {}
    query = select(Person).where(Person.family_id.in_(family_ids), Person.set_aside_at.is_(None))
    for person in session.exec(query.order_by(Person.birth_date, Person.id)):
        people.setdefault(person.family_id, []).append(person)
    found = []
    for home in homes:
        persons = people.get(home.id, [])
        words = name_key.words_for(home, persons)
        tier = max((_tier(words, term) for term in terms), default=EXACT)
        found.append(Found(home, tuple(persons), tier, _why(home, persons, terms)))
    return sorted(found, key=lambda one: (one.tier, fold(one.household.label), one.household.case_number))


def _tier(words: set[tuple[str, str]], term: Term) -> int:
    """How well this family answers the term; what only a file joined to it bears counts as a beginning."""
    for tier in (EXACT, BEGINS):
        if any(one.holds(*word) for one in term.ranges(tier) for word in words):
            return tier
    return SOUNDS if term.sounds else BEGINS


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
