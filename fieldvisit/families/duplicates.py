"""« Doublons » : files that may be of one family, and children that may stand in one file twice; a person decides.

Twins are no duplicates: the same day and name, and first names that sound apart – or a birth said to be multiple.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import combinations

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.families import decision, household, merging, near_words, sounding
from fieldvisit.families.decision import About
from fieldvisit.families.household import Household
from fieldvisit.families.name_key import digits, place_words, words_of
from fieldvisit.families.person import Person
from fieldvisit.words import fold, french_date

MOST = 100
#: A number that so many files bear is a hostel's or an association's, not a family's.
_SHARED = 4
_SPACE = uuid.UUID("5f0d2b0e-55d0-4b1a-9c0a-0f5f8d1f8a11")


@dataclass
class Candidate:
    """Two files, or twice the same one when two of its persons may be one. ``same``: persons of ``b`` who may be
    persons of ``a``; ``why``: in French, the strongest reason first."""

    a: uuid.UUID
    b: uuid.UUID
    why: list[str] = field(default_factory=list)
    same: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    weight: int = 0

    @property
    def subject(self) -> uuid.UUID:
        """What is decided on when a person says that they are two."""
        ids = {self.a, self.b} if self.a != self.b else {*self.same, *self.same.values()}
        return uuid.uuid5(_SPACE, " ".join(sorted(map(str, ids))))


def candidates(session: Session, actor: Actor, today: date) -> list[Candidate]:
    """What may be one family among the files that this actor may write, the likeliest first.

    :raises fieldvisit.families.merging.NotAllowed: for whoever does not keep the files in order
    """
    if actor.role not in merging.WHO:
        raise merging.NotAllowed
    return _ranked(session, household.open_to(actor, merging.IDENTITY, today, write=True))[:MOST]


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[Candidate]:
    """As :func:`candidates`, of this family alone, found by its words: quick in a whole county.

    :raises fieldvisit.families.merging.NotAllowed: for whoever does not keep the files in order
    """
    if actor.role not in merging.WHO:
        raise merging.NotAllowed
    near = near_words.families(session, family_id) | {family_id}
    opened = household.open_to(actor, merging.IDENTITY, today, write=True).where(Household.id.in_(near))
    return [one for one in _ranked(session, opened) if family_id in (one.a, one.b)]


def _ranked(session: Session, opened) -> list[Candidate]:
    homes, persons = _homes(session, opened), _persons(session, opened)
    found: dict[tuple, Candidate] = {}
    _same_births(persons, found)
    _same_phones(homes, persons, found)
    _same_places(homes, persons, found)
    ranked = sorted(found.values(), key=lambda one: (-one.weight, str(one.a), str(one.b)))
    decided = _decided(session, [one.subject for one in ranked])
    return [one for one in ranked if one.subject not in decided]


def apart(session: Session, actor: Actor, one: Candidate, reason: str, today: date, now: datetime) -> None:
    """« Ce sont deux familles » : not proposed again.

    :raises Refusal: if this actor may not, or gives no reason
    """
    reason = decision.reason_from(reason)
    merging.check_may(session, actor, {one.a, one.b}, today)
    decision.check_open(session, About.DUPLICATE, one.subject)
    decision.note(session, actor, About.DUPLICATE, one.subject, "distincts", reason, now, family_id=one.a)
    for family_id in {one.a, one.b}:
        journal.note(session, actor, family_id, What.WRITE, "doublons", now)


def same_persons(session: Session, kept_id: uuid.UUID, gone_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    """Persons of the gone file who are, by birth date and sound, persons of the kept one."""
    query = select(Person).where(Person.family_id.in_((kept_id, gone_id)), Person.set_aside_at.is_(None))
    people = list(session.exec(query.order_by(Person.id)))
    kept = [one for one in people if one.family_id == kept_id]
    same: dict[uuid.UUID, uuid.UUID] = {}
    for old in (one for one in people if one.family_id == gone_id):
        for new in kept:
            if new.id not in same.values() and _is_same(old, new):
                same[old.id] = new.id
                break
    return same


def _is_same(one, other) -> bool:
    if (one.role == "enfant") != (other.role == "enfant") or not _firsts(one) & _firsts(other):
        return False
    if one.birth_date and other.birth_date:
        return one.birth_date == other.birth_date
    return bool(_lasts(one) & _lasts(other))


def _homes(session: Session, opened) -> list:
    columns = (Household.id, Household.address, Household.postcode, Household.ban_id, Household.phone)
    query = sa.select(*columns, Household.phone_2, Household.label).where(Household.id.in_(opened))
    return list(session.connection().execute(query.order_by(Household.id)))


def _persons(session: Session, opened) -> list:
    columns = (Person.id, Person.family_id, Person.role, Person.first_name, Person.last_name, Person.birth_date)
    query = sa.select(*columns, Person.phone, Person.multiple)
    query = query.where(Person.family_id.in_(opened), Person.set_aside_at.is_(None))
    # In one order, so that the list of a county and the line in a file say the same reasons in the same order.
    return list(session.connection().execute(query.order_by(Person.id)))


def _firsts(person) -> frozenset[str]:
    return frozenset({sounding.of(person.first_name)} - {""})


def _lasts(person) -> frozenset[str]:
    words = words_of(person.last_name)
    return frozenset(sounding.code(word) for word in {*words, "".join(words)} if len(word) > 2)


def _same_births(persons: list, found: dict) -> None:
    """The same day of birth and the same sound of first and last name."""
    groups = defaultdict(list)
    for one in persons:
        if one.birth_date and (said := sounding.of(one.first_name)):
            groups[one.birth_date, said, one.role == "enfant"].append(one)
    for group in groups.values():
        for one, other in combinations(group, 2):
            if not _lasts(one) & _lasts(other):
                continue
            if one.family_id != other.family_id:
                a, b = sorted((one, other), key=lambda each: str(each.family_id))
                _note(
                    found,
                    a,
                    b,
                    3,
                    f"{a.first_name} {a.last_name}, le {french_date(a.birth_date)}, dans les deux dossiers",
                )
            elif not _twins(one, other):
                a, b = sorted((one, other), key=lambda each: str(each.id))
                why = f"{a.first_name}, le {french_date(a.birth_date)}, semble saisi·e deux fois dans ce dossier"
                _note(found, a, b, 3, why)


def _twins(one, other) -> bool:
    return one.multiple and other.multiple and fold(one.first_name) != fold(other.first_name)


def _note(found: dict, a, b, weight: int, why: str) -> None:
    inside = a.family_id == b.family_id
    key = (a.family_id, b.family_id, a.id if inside else None, b.id if inside else None)
    one = found.setdefault(key, Candidate(a.family_id, b.family_id))
    one.same.setdefault(b.id, a.id)
    if why not in one.why:
        one.why.append(why)
        one.weight += weight


def _same_phones(homes: list, persons: list, found: dict) -> None:
    numbers = defaultdict(set)
    for home in homes:
        for phone in (home.phone, home.phone_2):
            numbers[digits(phone)].add(home.id)
    for one in persons:
        numbers[digits(one.phone)].add(one.family_id)
    for number, families in numbers.items():
        if len(number) >= 10 and 1 < len(families) <= _SHARED:
            for a, b in combinations(sorted(families, key=str), 2):
                _add(found, a, b, 2, "Même numéro de téléphone")


def _same_places(homes: list, persons: list, found: dict) -> None:
    """The same door and a name in common: a house may hold two families, and a name two houses."""
    names = defaultdict(set)
    for one in persons:
        names[one.family_id] |= _lasts(one)
    doors = defaultdict(list)
    for home in homes:
        words = tuple(place_words(home.address))
        if words:
            doors[home.ban_id or (words, home.postcode)].append(home)
    for group in doors.values():
        for one, other in combinations(sorted(group, key=lambda each: str(each.id)), 2):
            if names[one.id] & names[other.id]:
                _add(found, one.id, other.id, 1, "Même adresse et même nom")


def _add(found: dict, a: uuid.UUID, b: uuid.UUID, weight: int, why: str) -> None:
    one = found.setdefault((a, b, None, None), Candidate(a, b))
    one.why.append(why)
    one.weight += weight


def _decided(session: Session, subjects: list[uuid.UUID]) -> set[uuid.UUID]:
    query = select(decision.Decision.subject_id).where(decision.Decision.about == About.DUPLICATE)
    if len(subjects) <= MOST:
        query = query.where(decision.Decision.subject_id.in_(subjects))
    return set(session.exec(query))
