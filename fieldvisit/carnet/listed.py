"""Certificates as the office’s page lists them: to be written, not whole, written of late; to whoever may know."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.carnet import reach
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.certificates import standing
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.words import Choice

MOST = 200


class Tab(Choice):
    AWAITED = "attendus", "Attendus"
    TO_ENTER = "a_saisir", "Reçus, à saisir"
    INCOMPLETE = "incomplets", "Incomplets"
    ENTERED = "saisis", "Saisis"


@dataclass(frozen=True)
class Listed:
    certificate: Certificate
    child: Person
    home: Household


def listed(session: Session, actor: Actor, tab: Tab, today: date) -> list[Listed]:
    """The certificates of a tab, :data:`MOST` at once; nothing for what this actor may not know of."""
    query = (
        select(Certificate, Person, Household)
        .join(Person, Person.id == Certificate.child_id)
        .join(Household, Household.id == Certificate.family_id)
        .where(*_condition(actor, tab, today))
    )
    order = sa.desc(Certificate.entered_at) if tab is Tab.ENTERED else Certificate.received_on
    return [Listed(*row) for row in session.exec(query.order_by(order, Certificate.id).limit(MOST))]


def count(session: Session, actor: Actor, tab: Tab, today: date) -> int:
    query = select(sa.func.count()).select_from(Certificate)
    query = query.join(Household, Household.id == Certificate.family_id).where(*_condition(actor, tab, today))
    return session.exec(query).one()


def _condition(actor: Actor, tab: Tab, today: date) -> tuple:
    whole = reach.certificates(actor, today)
    if tab is Tab.TO_ENTER:
        return standing(), Certificate.entered_at.is_(None), sa.or_(whole, reach.arrivals(actor, today, write=True))
    not_whole = sa.cast(Certificate.missing, sa.String) != "[]"
    if tab is Tab.INCOMPLETE:
        return standing(), Certificate.entered_at.is_not(None), not_whole, whole
    return standing(), Certificate.entered_at.is_not(None), whole
