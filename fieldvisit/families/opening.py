"""A new family’s file, opened by hand or from a notice: its number, and the refusal of one that exists already."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Actor, Sector
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.families import correction, fact_change, household, members, placing
from fieldvisit.families.fact import IDENTITY, Invalid
from fieldvisit.families.fact_change import About
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Role
from fieldvisit.words import Refusal, fold

#: Of the household, what is asked when it is opened; the rest is corrected later.
HOME = ("address", "postcode", "city", "phone", "languages")
LONGEST_LABEL = 120
#: Key of the advisory lock under which a number is given, on PostgreSQL.
NUMBERING = 0x46560001


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas d’ouvrir un dossier dans ce secteur."


class Known(Refusal):
    """``family_id``: the file that exists, if it is open to whoever asks."""

    sentence = "Cette famille a déjà un dossier."

    def __init__(self, sentence: str, family_id: uuid.UUID | None):
        super().__init__(sentence)
        self.family_id = family_id


@dataclass(frozen=True)
class New:
    """``people``: each the values of a person, by field of ``members.FACTS``."""

    label: str
    sector_id: uuid.UUID
    home: Mapping[str, str] = field(default_factory=dict)
    people: Sequence[Mapping] = ()


def may_open(actor: Actor) -> bool:
    return roles.right(actor.role, IDENTITY).write is Reach.ALL


def open_by_hand(
    session: Session, actor: Actor, new: New, today: date, now: datetime, *, follows: bool = False, sure: bool = False
) -> Household:
    """``follows``: whoever opens it follows the family; ``sure``: she looked at the file that resembles it.

    :raises Known: if the family has a file already
    :raises Refusal: if this actor may not, or what is said cannot be
    """
    if not may_open(actor) or new.sector_id not in actor.sectors:
        raise NotAllowed
    if not new.people:
        raise Invalid("Ajoutez au moins une personne : un parent, ou l’enfant.")
    if not sure:
        refuse_known(session, actor, new, today)
    home = create(session, new, today)
    if follows and actor.role in roles.FIELD:
        session.add(
            CareRelationship(account_id=actor.account_id, family_id=home.id, reason=Reason.ASSIGNED, since=today)
        )
        session.flush()
    for values in new.people:
        members.add(session, actor, home.id, values, today, now)
    fact_change.note(session, actor, home, About.FAMILY, home.label, fact_change.ADDED, now)
    journal.note(session, actor, home.id, What.WRITE, "ouverture", now)
    session.flush()
    return home


def create(session: Session, new: New, today: date, number: str = "") -> Household:
    """The household alone, with its number; whether it may be is asked before.

    ``number``: from :func:`next_number` in this transaction, for whoever opens hundreds.

    :raises Invalid: for a label or an address that cannot be kept
    """
    label = " ".join(new.label.split())
    if not label or len(label) > LONGEST_LABEL:
        raise Invalid(f"Nom du dossier : écrivez-le, {LONGEST_LABEL} caractères au plus (« Famille Dupont »).")
    home = {name: str(new.home.get(name, "")).strip() for name in HOME if new.home.get(name)}
    correction.check(home)
    made = Household(case_number="", label=label, sector_id=new.sector_id, **home)
    with session.no_autoflush:
        placing.place(session, made)
        made.case_number = number or next_number(session, today, made.insee or made.postcode)
    session.add(made)
    session.flush()
    return made


def next_number(session: Session, today: date, place: str) -> str:
    """« 01-2026-0042 »: department, year, rank. Given one at a time."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(NUMBERING)))
    department = place[:2] if re.fullmatch(r"\d[\dAB].*", place) else "00"
    start = f"{department}-{today.year}-"
    query = (
        select(Household.case_number)
        .where(Household.case_number >= start, Household.case_number < start + ":")
        .order_by(sa.desc(sa.func.length(Household.case_number)), sa.desc(Household.case_number))
        .limit(1)
    )
    last = session.exec(query).first()
    rank = int(re.sub(r"\D", "", last[len(start) :]) or 0) if last else 0
    return f"{start}{rank + 1:04}"


def refuse_known(session: Session, actor: Actor, new: New, today: date) -> None:
    """:raises Known: if a person of that name and birth date has a file; one of another sector is only said to exist"""
    for values in new.people:
        born = values.get("birth_date")
        if born is None:
            continue
        name = fold(f"{values.get('first_name', '')} {values.get('last_name', '')}")
        query = (
            select(Person, Household, Sector.name)
            .join(Household, Household.id == Person.family_id)
            .join(Sector, Sector.id == Household.sector_id)
            .where(Person.birth_date == born, Person.set_aside_at.is_(None), household.active())
        )
        for person, home, sector in session.exec(query):
            if fold(members.name_of(person)) == name or _same_mother(values, person, name):
                raise _known(session, actor, person, home, sector, today)


def _same_mother(values: Mapping, person: Person, name: str) -> bool:
    """« Dupont Marie » and « Marie Dupont-Petit », mothers born on the same day."""
    if values.get("role") != Role.MOTHER or person.role != Role.MOTHER:
        return False
    first = fold(str(values.get("first_name", "")))
    shared = set(fold(str(values.get("last_name", ""))).split()) & set(fold(person.last_name).split())
    return bool(first) and first == fold(person.first_name) and bool(shared)


def _known(session: Session, actor: Actor, person: Person, home: Household, sector: str, today: date) -> Known:
    opened = household.is_open(session, actor, home.id, IDENTITY, today)
    who = members.name_of(person)
    if opened:
        return Known(f"{who} est déjà dans « {home.label} » ({home.case_number}). Ouvrez ce dossier.", home.id)
    return Known(f"{who} a déjà un dossier dans le secteur « {sector} » : voyez-le avec sa coordinatrice.", None)
