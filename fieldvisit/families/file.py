"""A family's file (« dossier »), as far as the reader's role goes: identity, persons, pregnancies, agreements."""

import uuid
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Pregnancy, agreed

#: Agreements that concern whoever comes to the door; the others tell of care.
AT_DOOR = frozenset({"accord_vad", "accord_partage_tisf"})
#: « Opposition au suivi de PMI »: whoever plans or calls has to know.
OPPOSITION = "opposition"


@dataclass(frozen=True)
class File:
    """``sees_children``/``sees_mother``: whether what concerns their health may be shown beside their names.

    ``door_only``: a shared right, which opens what is needed to come, no more. ``instructions``: those of daily life,
    which the family agrees to share with whoever has only that right (domain §1.3). ``set_aside``: persons entered by
    mistake, for whoever may read the whole file.
    """

    household: Household
    persons: list[Person]
    pregnancies: list[Pregnancy]
    agreements: list[Agreement]
    sees_children: bool
    sees_mother: bool
    door_only: bool
    instructions: str
    set_aside: tuple[Person, ...] = ()


def read(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> File:
    """:raises fieldvisit.families.household.NotFound: if it does not exist or is not open to this actor"""
    found = household.find(session, actor, family_id, today)
    sees_mother = household.is_open(session, actor, found.id, "dossier_mere", today)
    sees_visits = household.is_open(session, actor, found.id, "observations_vad", today)
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
    door_only = roles.right(actor.role, "identite_foyer").read is not Reach.ALL
    shared = not door_only or agreed(agreements, "accord_partage_tisf", today)
    shown = AT_DOOR if door_only else AT_DOOR | {OPPOSITION}
    return File(
        found,
        [one for one in persons if one.set_aside_at is None],
        list(pregnancies),
        [one for one in agreements if sees_visits or one.kind in shown],
        household.is_open(session, actor, found.id, "sante_enfant", today),
        sees_mother,
        door_only,
        found.daily_instructions if shared else "",
        () if door_only else tuple(one for one in persons if one.set_aside_at is not None),
    )
