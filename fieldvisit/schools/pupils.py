"""The children of a session's list: those whom the service knows are linked to their file, the others are its own.

A link is proposed from name and birth date, and made by a person unless both names and the date are the same.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher

from sqlmodel import Field, Session, select

from fieldvisit.access.account import Actor
from fieldvisit.db import Record, instant
from fieldvisit.families.household import Household, active
from fieldvisit.families.person import Person, Role, Sex
from fieldvisit.schools import history, sessions
from fieldvisit.schools.history import What
from fieldvisit.schools.sessions import Invalid
from fieldvisit.words import Choice, Refusal, fold, french_date, sound

#: In one session: three classes of a large school.
MOST = 120
LONGEST_NAME = 80
#: Ages at which a child is in nursery school, in years, with a margin for whoever is early or late.
YOUNGEST, OLDEST = 2, 7
#: How alike two names of one birth date must be for the file to be proposed: « Lefèvre », « Lefebvre ».
ALIKE = 0.8


class Link(Choice):
    NONE = "", "Inconnu du service"
    SURE = "certain", "Connu du service"
    CHOSEN = "choisi", "Connu du service"
    REFUSED = "ecarte", "Autre enfant"


class SchoolPupil(Record, table=True):
    """``person_id``: the child's in a family's file, once linked; ``link``: how that was decided."""

    __tablename__ = "school_pupil"

    session_id: uuid.UUID = Field(foreign_key="school_session.id", index=True)
    last_name: str
    first_name: str
    birth_date: date
    sex: str = ""
    classroom: str = ""
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id", index=True)
    link: str = Link.NONE
    removed_at: datetime | None = instant()
    removed_why: str = ""
    letter_at: datetime | None = instant()
    made_at: datetime = instant(nullable=False)
    made_by: uuid.UUID = Field(foreign_key="account.id")

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Given:
    """One child as a list says it, checked."""

    last_name: str
    first_name: str
    birth_date: date
    sex: str = ""
    classroom: str = ""

    @property
    def key(self) -> tuple[str, str, date]:
        return fold(self.last_name), fold(self.first_name), self.birth_date


@dataclass(frozen=True)
class Known:
    """A child of a file of the sector who may be this pupil. ``sure``: same names, same day."""

    person: Person
    home: Household
    sure: bool


class NoPupil(Refusal):
    sentence = "Cet élève n’est pas dans la liste : rechargez la page."


def check(last_name: str, first_name: str, birth_date: date | None, sex: str, classroom: str, held_on: date) -> Given:
    """:raises Invalid: with what is missing or impossible"""
    last, first = (" ".join(sound(name).split())[:LONGEST_NAME] for name in (last_name, first_name))
    if not last or not first:
        raise Invalid("Le nom ou le prénom manque.")
    if birth_date is None:
        raise Invalid("La date de naissance manque ou n’est pas lisible.")
    years = (held_on - birth_date).days / 365.25
    if not YOUNGEST <= years < OLDEST:
        raise Invalid(f"La date de naissance {french_date(birth_date)} n’est pas celle d’un élève de maternelle.")
    if sex not in ("", *list(Sex)):
        raise Invalid("Le sexe n’est pas lisible : F ou M.")
    return Given(last, first, birth_date, sex, " ".join(sound(classroom).split())[:40])


def of(session: Session, session_ids: Iterable[uuid.UUID], *, removed: bool = False) -> list[SchoolPupil]:
    """By name; those taken off the list only if asked for."""
    query = select(SchoolPupil).where(SchoolPupil.session_id.in_(list(session_ids)))
    if not removed:
        query = query.where(SchoolPupil.removed_at.is_(None))
    return sorted(session.exec(query), key=lambda one: (fold(one.last_name), fold(one.first_name), one.id))


def find(session: Session, actor: Actor, pupil_id: uuid.UUID, *, write: bool = False) -> SchoolPupil:
    """:raises Refusal: if there is none, or the session is not open to the actor"""
    found = session.get(SchoolPupil, pupil_id)
    if found is None:
        raise NoPupil
    sessions.find(session, actor, found.session_id, write=write)
    return found


def add(
    session: Session, actor: Actor, session_id: uuid.UUID, given: Iterable[Given], now: datetime
) -> list[SchoolPupil]:
    """Those that are not in the list yet, linked where the service surely knows them.

    :raises Refusal: if the session is not hers to prepare, or the list would be too long
    """
    held = sessions.find(session, actor, session_id, write=True)
    here = of(session, [session_id])
    listed = {Given(one.last_name, one.first_name, one.birth_date).key for one in here}
    fresh = list({one.key: one for one in given if one.key not in listed}.values())
    if len(here) + len(fresh) > MOST:
        raise Invalid(f"Une séance compte au plus {MOST} élèves : préparez-en une seconde.")
    known = candidates(session, held.sector_id, fresh)
    made = []
    for one in fresh:
        sure = [each for each in known[one.key] if each.sure]
        person = sure[0].person if len(sure) == 1 else None
        made.append(
            SchoolPupil(
                session_id=session_id,
                last_name=one.last_name,
                first_name=one.first_name,
                birth_date=one.birth_date,
                sex=one.sex or (person and person.sex) or "",
                classroom=one.classroom,
                person_id=person and person.id,
                link=Link.SURE if person else Link.NONE,
                made_at=now,
                made_by=actor.account_id,
            )
        )
    session.add_all(made)
    if made:
        told = "1 élève" if len(made) == 1 else f"{len(made)} élèves"
        history.note(session, actor, session_id, What.LISTED, now, told)
    return made


def correct(session: Session, actor: Actor, pupil_id: uuid.UUID, given: Given, now: datetime) -> None:
    found = find(session, actor, pupil_id, write=True)
    found.last_name, found.first_name, found.birth_date = given.last_name, given.first_name, given.birth_date
    found.sex, found.classroom = given.sex, given.classroom
    session.add(found)
    history.note(session, actor, found.session_id, What.CORRECTED, now, found.name)


def remove(session: Session, actor: Actor, pupil_id: uuid.UUID, why: str, now: datetime) -> None:
    """Off the list, never out of the table: a tablet may still bring a check of this child.

    :raises Refusal: without a reason
    """
    found = find(session, actor, pupil_id, write=True)
    if not why.strip():
        raise Invalid("Dites pourquoi l’élève est retiré de la liste.")
    found.removed_at, found.removed_why = now, sound(why).strip()[:1000]
    session.add(found)
    history.note(session, actor, found.session_id, What.REMOVED, now, found.name)


def candidates(session: Session, sector_id: uuid.UUID, given: Iterable[Given]) -> dict[tuple, list[Known]]:
    """Children of the sector's files born on the same days whose names are alike, the surest first."""
    given = list(given)
    days = {one.birth_date for one in given}
    by_day: dict[date, list[tuple[Person, Household]]] = defaultdict(list)
    if days:
        query = (
            select(Person, Household)
            .join(Household, Household.id == Person.family_id)
            .where(
                Person.birth_date.in_(days),
                Person.role == Role.CHILD,
                Person.set_aside_at.is_(None),
                Person.deceased_on.is_(None),
                Household.sector_id == sector_id,
                active(),
            )
        )
        for person, home in session.exec(query):
            by_day[person.birth_date].append((person, home))
    found: dict[tuple, list[Known]] = {}
    for one in given:
        alike = [Known(*pair, sure=_same(one, pair[0])) for pair in by_day[one.birth_date] if _alike(one, pair[0])]
        found[one.key] = sorted(alike, key=lambda each: not each.sure)
    return found


def link(
    session: Session, actor: Actor, pupil_id: uuid.UUID, person_id: uuid.UUID | None, now: datetime
) -> SchoolPupil:
    """A person says that this is that child, or that it is none of those proposed (``person_id`` None).

    :raises Refusal: if that child is not one of those that may be meant
    """
    found = find(session, actor, pupil_id, write=True)
    if person_id is None:
        if found.person_id is not None:
            history.note(session, actor, found.session_id, What.UNLINKED, now, found.name)
        found.person_id, found.link = None, Link.REFUSED
    else:
        held = sessions.find(session, actor, found.session_id)
        given = as_given(found)
        proposed = candidates(session, held.sector_id, [given])[given.key]
        if person_id not in {each.person.id for each in proposed}:
            raise Invalid("Ce dossier n’est pas proposé pour cet élève : rechargez la page.")
        found.person_id, found.link = person_id, Link.CHOSEN
        history.note(session, actor, found.session_id, What.LINKED, now, found.name)
    session.add(found)
    return found


def as_given(one: SchoolPupil) -> Given:
    return Given(one.last_name, one.first_name, one.birth_date, one.sex, one.classroom)


def _same(one: Given, person: Person) -> bool:
    return (fold(one.last_name), fold(one.first_name)) == (fold(person.last_name), fold(person.first_name))


def _alike(one: Given, person: Person) -> bool:
    pairs = ((one.last_name, person.last_name), (one.first_name, person.first_name))
    return all(SequenceMatcher(None, fold(here), fold(there)).ratio() >= ALIKE for here, there in pairs)
