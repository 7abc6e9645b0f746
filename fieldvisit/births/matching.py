"""The family that a notice speaks of: known already, perhaps, or new.

What is asked of the database is asked once for a few hundred notices; judging is then a matter of words. « Certain »
needs the mother herself, by two things that agree; everything else is shown to a person, side by side.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from difflib import SequenceMatcher

from sqlmodel import Session, select

from fieldvisit.births.checking import Said
from fieldvisit.births.columns import fold_apart
from fieldvisit.births.notice import Kind
from fieldvisit.families import sounding
from fieldvisit.families.household import Household, active
from fieldvisit.families.name_key import NameKey, digits, words_of
from fieldvisit.families.person import Person, Pregnancy, Role
from fieldvisit.words import french_date

PARENTS = (Role.MOTHER, Role.FATHER, Role.COPARENT)
#: A birth this long before or after the due date may end that pregnancy.
BEFORE_TERM, AFTER_TERM = timedelta(days=150), timedelta(days=35)
#: Two due dates of one pregnancy, before and after the first scan.
SAME_PREGNANCY = timedelta(days=60)
#: Twins are born on one day, or on both sides of midnight; other children of one mother, this far apart.
TWINS, APART = timedelta(days=1), timedelta(days=200)
#: Of two spellings of a name, how much has to be the same: « Lefèvre », « Lefebvre ».
ALIKE = 0.8
#: Families looked at for one name without a birth date.
MOST = 40


@dataclass
class Candidate:
    """A family that may be meant. ``why``: what agrees, in words; ``against``: what does not."""

    household: Household
    people: list[Person]
    pregnancies: list[Pregnancy]
    certain: bool = False
    why: list[str] = field(default_factory=list)
    against: list[str] = field(default_factory=list)

    def born_on(self, day: date | None) -> list[Person]:
        return [one for one in self.people if one.role == Role.CHILD and day and one.birth_date == day]

    def born_near(self, day: date | None) -> list[Person]:
        """Children whom their mother cannot have had beside one born on this day."""
        children = (one for one in self.people if one.role == Role.CHILD and one.birth_date and day)
        return [one for one in children if TWINS < abs(one.birth_date - day) < APART]


class Register:
    """The families that these notices may speak of; a family made meanwhile is added to it."""

    def __init__(self, session: Session, said: Iterable[Said]):
        self._session = session
        self._families: dict[uuid.UUID, Candidate] = {}
        self._by_birth: dict[date, set[uuid.UUID]] = {}
        self._by_child: dict[tuple[date, str], set[uuid.UUID]] = {}
        self._by_name: dict[str, set[uuid.UUID]] = {}
        self._by_phone: dict[str, set[uuid.UUID]] = {}
        said = list(said)
        self._load(self._of_dates(said) | self._of_phones(said) | self._of_names(said))

    def add(self, home: Household, people: Iterable[Person], pregnancies: Iterable[Pregnancy] = ()) -> None:
        """A family, or more of one that is here."""
        known = self._families.setdefault(home.id, Candidate(home, [], []))
        known.people += [one for one in people if one.id not in {each.id for each in known.people}]
        known.pregnancies += [one for one in pregnancies if one not in known.pregnancies]
        for person in known.people:
            if person.birth_date and person.role == Role.CHILD:
                self._by_child.setdefault(_child_key(person.birth_date, person.first_name), set()).add(home.id)
            elif person.birth_date:
                self._by_birth.setdefault(person.birth_date, set()).add(home.id)
            if person.role in PARENTS:
                self._by_name.setdefault(sounding.of(person.last_name), set()).add(home.id)
        for phone in (home.phone, home.phone_2, *(one.phone for one in known.people)):
            if phone:
                self._by_phone.setdefault(digits(phone), set()).add(home.id)

    def of(self, family_id: uuid.UUID) -> Candidate:
        """One family, read if it is not here yet."""
        if family_id not in self._families:
            self._load({family_id})
        return self._families[family_id]

    def candidates(self, said: Said) -> list[Candidate]:
        """Those that a notice may speak of, certain ones first."""
        found: set[uuid.UUID] = set()
        for code in ("mother_birth_date", "parent2_birth_date"):
            found |= self._by_birth.get(said.day(code), set())
        # By name as well: hundreds of a county are born on one day.
        found |= self._by_child.get(_child_key(said.day("birth_date"), said.text("child_first_name")), set())
        for code in ("phone", "phone_2"):
            found |= self._by_phone.get(digits(said.text(code)), set()) if said.text(code) else set()
        for code in ("mother_birth_name", "mother_last_name"):
            found |= self._by_name.get(sounding.of(said.text(code)), set()) if said.text(code) else set()
        judged = [judge(said, self._families[one]) for one in found]
        return sorted((one for one in judged if one), key=lambda one: (not one.certain, one.household.label))

    def _of_dates(self, said: list[Said]) -> set[uuid.UUID]:
        parents = {one.day(code) for one in said for code in ("mother_birth_date", "parent2_birth_date")}
        children = {one.day("birth_date") for one in said}
        query = select(Person.family_id).where(Person.birth_date.in_((parents | children) - {None}))
        return set(self._session.exec(query))

    def _of_phones(self, said: list[Said]) -> set[uuid.UUID]:
        words = {digits(one.text(code)) for one in said for code in ("phone", "phone_2")} - {""}
        query = select(NameKey.family_id).where(NameKey.kind == "tel", NameKey.word.in_(words))
        return set(self._session.exec(query)) if words else set()

    def _of_names(self, said: list[Said]) -> set[uuid.UUID]:
        """Of notices that do not say when the mother was born: her first name and her last one, as they sound."""
        found: set[uuid.UUID] = set()
        for one in said:
            if one.day("mother_birth_date") is None and one.text("mother_name") and one.text("mother_first_name"):
                first, last = (
                    select(NameKey.family_id).where(NameKey.kind == "son", NameKey.word.in_(_sounds(one.text(code))))
                    for code in ("mother_first_name", "mother_name")
                )
                found |= set(self._session.exec(first.where(NameKey.family_id.in_(last)).limit(MOST)))
        return found

    def _load(self, family_ids: set[uuid.UUID]) -> None:
        if not family_ids:
            return
        homes = select(Household).where(Household.id.in_(family_ids), active())
        people = select(Person).where(Person.family_id.in_(family_ids), Person.set_aside_at.is_(None))
        pregnant = select(Pregnancy).where(Pregnancy.family_id.in_(family_ids))
        by_family: dict[uuid.UUID, tuple[list, list]] = {one: ([], []) for one in family_ids}
        for one in self._session.exec(people):
            by_family[one.family_id][0].append(one)
        for one in self._session.exec(pregnant):
            by_family[one.family_id][1].append(one)
        for home in self._session.exec(homes):
            self.add(home, *by_family[home.id])


def _child_key(born: date | None, first_name: str) -> tuple[date | None, str]:
    return born, fold_apart(first_name).partition(" ")[0]


def _sounds(name: str) -> list[str]:
    return [sounding.code(word) for word in words_of(name)]


def judge(said: Said, known: Candidate) -> Candidate | None:
    """How sure it is that the notice speaks of this family; None when nothing but chance brings them together."""
    home = known.household
    mother = _closest(said, [one for one in known.people if one.role == Role.MOTHER])
    named = {"date": False, "first": 0, "last": 0} if mother is None else _compared(said, mother)
    phones = {digits(one) for one in (home.phone, home.phone_2, *(each.phone for each in known.people)) if one}
    phone = bool(phones & {digits(said.text(code)) for code in ("phone", "phone_2") if said.text(code)})
    address = _same_place(said, home)
    child = any(_same_child(said, one) for one in known.born_on(said.day("birth_date")))
    pregnant = said.kind == Kind.BIRTH and any(is_ended(one, said.day("birth_date")) for one in known.pregnancies)
    father = any(_same_father(said, one) for one in known.people)
    near, asked = phone or address, said.day("mother_birth_date")
    same_first, same_last = named["first"] == 2, named["last"] == 2
    certain = (
        (named["date"] and same_first and (same_last or near or pregnant))
        or (named["date"] and named["first"] and named["last"] and near)
        or (asked is None and same_first and same_last and phone)
        or (child and (same_first or near))
    )
    possible = (
        (named["date"] and (named["first"] or named["last"]))
        or (same_first and named["last"] and near)
        or (phone and (named["first"] or named["last"]))
        or (asked is None and same_first and same_last)
        or child
        or father
    )
    if not certain and not possible:
        return None
    against = []
    if mother is not None and asked and mother.birth_date and not named["date"]:
        against.append("date de naissance de la mère différente")
    if mother is not None and not same_first and said.text("mother_first_name"):
        against.append(f"prénom de la mère au dossier : {mother.first_name}")
    if said.text("address") and home.address and not address:
        against.append("autre adresse")
    if said.kind == Kind.BIRTH:
        near = known.born_near(said.day("birth_date"))
        against += [f"un enfant né le {french_date(one.birth_date)} est au dossier" for one in near]
    why = [
        *(["même date de naissance de la mère"] if named["date"] else []),
        *(["même prénom de la mère"] if same_first else ["prénom de la mère proche"] if named["first"] else []),
        *(["même nom de la mère"] if same_last else ["nom de la mère proche"] if named["last"] else []),
        *(["grossesse en cours au dossier"] if pregnant else []),
        *(["même téléphone"] if phone else []),
        *(["même adresse"] if address else []),
        *(["même père ou coparent"] if father else []),
        *(["enfant déjà au dossier"] if child else []),
    ]
    return Candidate(home, known.people, known.pregnancies, certain, why, against)


def is_ended(one: Pregnancy, born: date | None) -> bool:
    """Whether a birth on this day ends, or ended, this pregnancy."""
    if born is None:
        return False
    if one.ended_on is not None:
        return abs(one.ended_on - born) <= timedelta(days=2)
    return one.due_date is None or one.due_date - BEFORE_TERM <= born <= one.due_date + AFTER_TERM


def same_pregnancy(one: Pregnancy, due: date | None) -> bool:
    """Whether a declaration with this due date speaks of this pregnancy, which is not over."""
    return one.ended_on is None and (one.due_date is None or due is None or abs(one.due_date - due) <= SAME_PREGNANCY)


def alike(one: str, other: str) -> int:
    """2: the same name, 1: nearly, 0: another one. The first of several first names is enough."""
    one, other = fold_apart(one), fold_apart(other)
    if not one or not other:
        return 0
    if one == other or set(one.split()) <= set(other.split()) or set(other.split()) <= set(one.split()):
        return 2
    return int(sounding.alike(one, other) or SequenceMatcher(None, one, other).ratio() >= ALIKE)


def _closest(said: Said, mothers: list[Person]) -> Person | None:
    return max(mothers, key=lambda one: sum(_compared(said, one).values()), default=None)


def _compared(said: Said, mother: Person) -> dict:
    born = said.day("mother_birth_date")
    return {
        "date": born is not None and mother.birth_date == born,
        "first": alike(said.text("mother_first_name"), mother.first_name),
        "last": max(alike(said.text(code), mother.last_name) for code in ("mother_birth_name", "mother_last_name")),
    }


def _same_place(said: Said, home: Household) -> bool:
    return bool(
        said.text("address")
        and fold_apart(said.text("address")) == fold_apart(home.address)
        and (said.text("postcode") == home.postcode or fold_apart(said.text("city")) == fold_apart(home.city))
    )


def _same_child(said: Said, child: Person) -> bool:
    return alike(said.text("child_first_name"), child.first_name) == 2


def _same_father(said: Said, person: Person) -> bool:
    born = said.day("parent2_birth_date")
    return (
        person.role in (Role.FATHER, Role.COPARENT)
        and born is not None
        and person.birth_date == born
        and alike(said.text("parent2_first_name"), person.first_name) == 2
    )
