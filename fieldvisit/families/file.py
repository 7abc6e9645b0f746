"""A family's file (« dossier »), as far as the reader's role goes: identity, persons, pregnancies, agreements."""

import uuid
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Pregnancy

#: Agreements that say something only to those who take part in the care.
CARE_AGREEMENTS = frozenset({"accord_medecin_traitant", "accord_psychologue", "accord_ecole", "accord_photo"})


@dataclass(frozen=True)
class File:
    """``sees_children``/``sees_mother``: whether what concerns their health may be shown beside their names."""

    household: Household
    persons: list[Person]
    pregnancies: list[Pregnancy]
    agreements: list[Agreement]
    sees_children: bool
    sees_mother: bool


def read(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> File:
    """:raises fieldvisit.families.household.NotFound: if it does not exist or is not open to this actor"""
    found = household.find(session, actor, family_id, today)
    sees_mother = _opens(session, actor, "dossier_mere", found.id, today)
    sees_visits = _opens(session, actor, "observations_vad", found.id, today)
    persons = session.exec(select(Person).where(Person.family_id == found.id).order_by(Person.birth_date)).all()
    pregnancies = (
        session.exec(
            select(Pregnancy).where(Pregnancy.family_id == found.id).order_by(sa.desc(Pregnancy.due_date))
        ).all()
        if sees_mother
        else []
    )
    agreements = session.exec(
        select(Agreement).where(Agreement.family_id == found.id).order_by(sa.desc(Agreement.collected_at))
    ).all()
    return File(
        found,
        list(persons),
        list(pregnancies),
        [one for one in agreements if sees_visits or one.kind not in CARE_AGREEMENTS],
        _opens(session, actor, "sante_enfant", found.id, today),
        sees_mother,
    )


def _opens(session: Session, actor: Actor, compartment: str, family_id: uuid.UUID, today: date) -> bool:
    opened = household.open_to(actor, compartment, today)
    return (
        session.exec(select(Household.id).where(Household.id == family_id, Household.id.in_(opened))).first()
        is not None
    )
