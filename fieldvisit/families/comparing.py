"""Two files side by side, in words, for whoever decides whether they are of one family. Identity only, no health."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from fieldvisit.access import care
from fieldvisit.access.account import Account, AccountSector, Actor, Sector
from fieldvisit.access.care import CareRelationship
from fieldvisit.families import household
from fieldvisit.families.correction import CONTACT
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Role
from fieldvisit.words import fold, french_date


@dataclass(frozen=True)
class Row:
    """``same``: whether both say the same, whatever the spelling."""

    label: str
    a: str
    b: str

    @property
    def same(self) -> bool:
        return fold(self.a) == fold(self.b)


@dataclass(frozen=True)
class Compared:
    """``warnings``: what whoever joins them must know first."""

    a: Household
    b: Household
    rows: list[Row]
    persons: tuple[list[Person], list[Person]]
    warnings: list[str]


def compare(session: Session, actor: Actor, a_id: uuid.UUID, b_id: uuid.UUID, today: date) -> Compared:
    """:raises fieldvisit.families.household.NotFound: if one of them is not open to this actor"""
    a, b = (household.find(session, actor, one, today) for one in (a_id, b_id))
    persons = tuple(_persons(session, one.id) for one in (a, b))
    sides = [_said(session, home, people, today) for home, people in zip((a, b), persons, strict=True)]
    rows = [Row(label, sides[0][label], sides[1][label]) for label in sides[0]]
    return Compared(a, b, rows, persons, _warnings(session, a, b, today))


def person_words(person: Person) -> str:
    """« Léa Petit, née le 24/09/2026 », as one reads it aloud."""
    name = f"{person.first_name} {person.last_name}".strip()
    woman, man = person.sex == "F" or person.role == Role.MOTHER, person.sex == "M" or person.role == Role.FATHER
    ending = "e" if woman else "" if man else "·e"
    born = f", né{ending} le {french_date(person.birth_date)}" if person.birth_date else ""
    return f"{name}{born}{f' (décédé{ending})' if person.deceased_on else ''}"


def _persons(session: Session, family_id: uuid.UUID) -> list[Person]:
    query = select(Person).where(Person.family_id == family_id, Person.set_aside_at.is_(None))
    return list(session.exec(query.order_by(Person.birth_date, Person.id)))


def _said(session: Session, home: Household, persons: list[Person], today: date) -> dict[str, str]:
    children = [person_words(one) for one in persons if one.role == Role.CHILD]
    others = [f"{Role(one.role).label} : {person_words(one)}" for one in persons if one.role != Role.CHILD]
    followed = session.exec(
        select(Account.name)
        .where(Account.id.in_(_caring(home.id, today)), Account.disabled_at.is_(None))
        .order_by(Account.name)
    )
    return {
        "Dossier": f"{home.label}, {home.case_number}",
        "Enfants": "\n".join(children),
        "Adultes": "\n".join(others),
        "Adresse": f"{home.address}\n{home.postcode} {home.city}".strip(),
        "Téléphones": "\n".join(filter(None, (home.phone, home.phone_2))),
        "Contact possible": CONTACT.get(home.contact_ok, home.contact_ok),
        "Langue": f"{home.languages}{', interprète' if home.interpreter else ''}",
        "Secteur": session.get_one(Sector, home.sector_id).name,
        "Suivi par": "\n".join(followed),
    }


def _caring(family_id: uuid.UUID, today: date):
    return select(CareRelationship.account_id).where(
        CareRelationship.family_id == family_id,
        CareRelationship.since <= today,
        CareRelationship.until.is_(None) | (CareRelationship.until >= today - care.NO_GRACE),
    )


def _warnings(session: Session, a: Household, b: Household, today: date) -> list[str]:
    """Said for both ways: whichever file is kept, somebody may lose sight of it, and a « no » may be overlooked."""
    found = []
    for kept, gone in ((a, b), (b, a)):
        if kept.sector_id != gone.sector_id:
            there = select(AccountSector.account_id).where(AccountSector.sector_id == kept.sector_id)
            query = select(Account.name).where(Account.id.in_(_caring(gone.id, today)), Account.id.not_in(there))
            if names := ", ".join(session.exec(query.order_by(Account.name))):
                found.append(f"Si {kept.label} ({kept.case_number}) est gardé, {names} ne verra plus ce dossier.")
    if mixed := _mixed_agreements(session, a.id, b.id):
        found.append(f"{mixed} : donné dans un dossier, refusé ou retiré dans l’autre. À redemander à la famille.")
    return found


def _mixed_agreements(session: Session, *family_ids: uuid.UUID) -> str:
    """Agreements of the door that the two files tell differently."""
    kinds = {"accord_vad": "Accord de visite", "accord_partage_tisf": "Accord de partage avec la TISF"}
    query = select(Agreement).where(Agreement.family_id.in_(family_ids), Agreement.kind.in_(kinds))
    last: dict[tuple, str] = {}
    for one in session.exec(query.order_by(Agreement.collected_at, Agreement.id)):
        last[one.kind, one.family_id] = one.standing
    found = [
        label
        for kind, label in kinds.items()
        if len({last[kind, one] == "Accordé" for one in family_ids if (kind, one) in last}) > 1
    ]
    return ", ".join(found)
