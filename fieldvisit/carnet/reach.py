"""Who may note what: the arrival of a certificate is the office’s business, what it says and the carnet are health.

A certificate is sent to the service’s doctor under medical secrecy (CSP L2132-2): a PMI doctor reads and writes those
of their sectors without following the family; anybody else needs what the file itself asks for.
"""

import uuid
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import care, roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Role
from fieldvisit.words import Refusal

IDENTITY, HEALTH = "identite_foyer", "sante_enfant"
#: To whom certificates are addressed.
ADDRESSEES = frozenset({"medecin_pmi"})


class NotFound(Refusal):
    sentence = "Cet enfant n’existe pas, ou son dossier ne vous est pas ouvert."


def carnets(actor: Actor, today: date, *, write: bool = False, grace: timedelta = care.NO_GRACE):
    """Query of the families whose children’s carnets this actor may read (or write)."""
    return household.open_to(actor, HEALTH, today, write=write, grace=grace)


def may_write_carnet(actor: Actor, today: date):
    """Condition on :class:`Household`: the carnets of its children are this actor’s to copy."""
    return Household.id.in_(carnets(actor, today, write=True))


def certificates(actor: Actor, today: date, *, write: bool = False):
    """Condition on :class:`Household`: its certificates may be read (or written) whole."""
    right = roles.right(actor.role, HEALTH)
    opened = Household.id.in_(carnets(actor, today, write=write))
    if actor.role in ADDRESSEES and (right.write if write else right.read) is Reach.ALL:
        return sa.or_(opened, Household.sector_id.in_(actor.sectors))
    return opened


def arrivals(actor: Actor, today: date, *, write: bool = False):
    """Condition on :class:`Household`: that a certificate of its children came in may be known (or noted)."""
    return Household.id.in_(household.open_to(actor, IDENTITY, today, write=write))


def may(session: Session, condition, family_id: uuid.UUID) -> bool:
    query = select(Household.id).where(Household.id == family_id, condition)
    return session.exec(query).one_or_none() is not None


def child(session: Session, child_id: uuid.UUID, condition) -> tuple[Person, Household]:
    """:raises NotFound: if there is no such child, or not within ``condition``"""
    query = (
        select(Person, Household)
        .join(Household, Household.id == Person.family_id)
        .where(Person.id == child_id, Person.role == Role.CHILD, Person.set_aside_at.is_(None), condition)
    )
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found[0], found[1]
