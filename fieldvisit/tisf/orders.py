"""The orders that a reader may open, with what is needed to list them: family, worker, hours, what runs out."""

import uuid
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.families.household import Household
from fieldvisit.tisf import counting, order_reach, order_warnings
from fieldvisit.tisf.hours import Totals, Warn
from fieldvisit.tisf.order import OVER, InterventionOrder, Status
from fieldvisit.words import Choice, fold

MOST = 200


class Group(Choice):
    """How orders are looked for: by what they wait for."""

    OPEN = "ouverts", "Ouverts"
    DRAFTS = "brouillons", "À valider"
    SENT = "transmis", "À accepter"
    RUNNING = "en_cours", "En cours"
    SUSPENDED = "suspendus", "Suspendus"
    OVER = "clos", "Clos"


STATUSES = {
    Group.OPEN: tuple(one for one in Status if one not in OVER),
    Group.DRAFTS: (Status.DRAFT,),
    Group.SENT: (Status.SENT,),
    Group.RUNNING: (Status.ACCEPTED, Status.RUNNING, Status.EXTENDED),
    Group.SUSPENDED: (Status.SUSPENDED,),
    Group.OVER: OVER,
}


@dataclass(frozen=True)
class Listed:
    order: InterventionOrder
    family: str
    worker: str
    totals: Totals
    warnings: tuple[Warn, ...]


def counts(session: Session, actor: Actor, today: date) -> dict[Group, int]:
    query = (
        sa.select(InterventionOrder.status, sa.func.count())
        .where(order_reach.opened(actor, today))
        .group_by(InterventionOrder.status)
    )
    found = dict(session.execute(query).all())
    return {group: sum(found.get(one, 0) for one in statuses) for group, statuses in STATUSES.items()}


def listed(session: Session, actor: Actor, today: date, group: str = Group.OPEN, words: str = "") -> list[Listed]:
    """What runs out first, then what waits for somebody, then by its end. ``words``: of a number, family or worker."""
    query = _query(actor, today).where(InterventionOrder.status.in_(STATUSES[Group(group)]))
    found = _with_hours(session, session.execute(query).all(), today)
    wanted = fold(words).split()
    if wanted:
        found = [one for one in found if all(each in _said(one) for each in wanted)]
    found.sort(key=lambda one: (not one.warnings, _waits(one.order), one.order.ends_on, one.order.number))
    return found[:MOST]


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[Listed]:
    """Those of one family, what is open first, then the newest."""
    query = _query(actor, today).where(InterventionOrder.family_id == family_id)
    found = _with_hours(session, session.execute(query).all(), today)
    return sorted(found, key=lambda one: (one.order.status in OVER, -one.order.starts_on.toordinal()))


def _query(actor: Actor, today: date):
    return (
        select(InterventionOrder, Household.label, Account.name)
        .join(Household, Household.id == InterventionOrder.family_id)
        .outerjoin(Account, Account.id == InterventionOrder.usual_worker_id)
        .where(order_reach.opened(actor, today))
    )


def _with_hours(session: Session, rows: list, today: date) -> list[Listed]:
    told = counting.of_orders(session, [order.id for order, *_ in rows])
    return [
        Listed(order, family, worker or "", told[order.id], tuple(order_warnings.of(order, told[order.id], today)))
        for order, family, worker in rows
    ]


def _waits(order: InterventionOrder) -> bool:
    return order.status not in (Status.SENT, Status.DRAFT)


def _said(one: Listed) -> str:
    return fold(f"{one.order.number} {one.family} {one.worker}")
