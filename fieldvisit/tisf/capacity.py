"""Capacity and unmet need by sector: hours a week offered, granted and planned, orders that wait."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, AccountSector, Actor, Sector
from fieldvisit.calendars import free
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import OPEN, Status, Visit
from fieldvisit.tisf import order_reach
from fieldvisit.tisf.order import STANDING, InterventionOrder, OrderEvent
from fieldvisit.tisf.order import Status as OrderStatus
from fieldvisit.tisf.order_reach import WORKERS
from fieldvisit.tisf.session import InterventionSession

WEEK = timedelta(days=6)
#: What stands in the week of a worker.
COUNTED = (*OPEN, Status.DONE)


@dataclass(frozen=True)
class Waiting:
    """An order that nobody goes for yet. ``since``: the day it was sent."""

    order: InterventionOrder
    family: str
    since: date


@dataclass
class OfSector:
    """Minutes a week. ``offered``: hours that the workers of the sector work; one of two sectors counts half in each.

    ``granted``: what the orders in force ask for; ``planned``: sessions of this week.
    """

    name: str
    offered: int = 0
    granted: int = 0
    planned: int = 0
    waiting: list[Waiting] = field(default_factory=list)

    @property
    def wanted(self) -> int:
        """What the orders that wait would take each week."""
        return sum(per_week(one.order) for one in self.waiting)


def per_week(order: InterventionOrder) -> int:
    """What it takes each week: as written, else its hours spread over its weeks."""
    if order.minutes_per_week:
        return order.minutes_per_week
    weeks = max(1, ((order.ends_on - order.starts_on).days + 7) // 7)
    return order.minutes_granted // weeks


def by_sector(session: Session, actor: Actor, today: date) -> list[OfSector]:
    """This week, in the actor's sectors; an association's responsable sees her own service."""
    monday = today - timedelta(days=today.weekday())
    sectors = session.exec(select(Sector).where(Sector.id.in_(actor.sectors)).order_by(Sector.name)).all()
    found = {one.id: OfSector(one.name) for one in sectors}
    service = None
    if actor.role in order_reach.ASSOCIATION:
        service = session.get_one(Account, actor.account_id).employer
    _offered(session, found, service, monday)
    _orders(session, actor, found, today)
    _planned(session, actor, found, monday, today)
    return list(found.values())


def _offered(session: Session, found: dict[uuid.UUID, OfSector], service: str | None, monday: date) -> None:
    query = (
        select(Account.id, AccountSector.sector_id)
        .join(AccountSector, AccountSector.account_id == Account.id)
        .where(Account.role.in_(WORKERS), Account.disabled_at.is_(None))
    )
    if service is not None:
        query = query.where(Account.employer == service, Account.employer != "")
    sectors: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for account_id, sector_id in session.execute(query):
        sectors[account_id].append(sector_id)
    days = free.days(session, list(sectors), monday, monday + WEEK)
    for account_id, of_hers in sectors.items():
        worked = sum(span.minutes for day in days[account_id] for span in day.spans)
        for one in of_hers:
            if one in found:
                found[one].offered += worked // len(of_hers)


def _orders(session: Session, actor: Actor, found: dict[uuid.UUID, OfSector], today: date) -> None:
    sent = (
        select(sa.func.max(OrderEvent.at))
        .where(OrderEvent.order_id == InterventionOrder.id, OrderEvent.to_status == OrderStatus.SENT)
        .scalar_subquery()
    )
    query = (
        select(
            InterventionOrder,
            Household.label,
            Household.sector_id,
            sa.type_coerce(sent, OrderEvent.__table__.c.at.type),
        )
        .join(Household, Household.id == InterventionOrder.family_id)
        .where(
            order_reach.opened(actor, today),
            InterventionOrder.status.in_((*STANDING, OrderStatus.SENT)),
            InterventionOrder.ends_on >= today,
        )
    )
    for order, label, sector_id, at in session.execute(query):
        place = found.get(sector_id)
        if place is None:
            continue
        if order.status == OrderStatus.SENT:
            place.waiting.append(Waiting(order, label, (at or order.drafted_at).date()))
        elif order.starts_on <= today + WEEK:
            place.granted += per_week(order)
    for place in found.values():
        place.waiting.sort(key=lambda one: (one.since, one.order.number))


def _planned(session: Session, actor: Actor, found: dict[uuid.UUID, OfSector], monday: date, today: date) -> None:
    query = (
        select(Household.sector_id, sa.func.sum(Visit.duration_min))
        .join(InterventionSession, InterventionSession.visit_id == Visit.id)
        .join(InterventionOrder, InterventionOrder.id == InterventionSession.order_id)
        .join(Household, Household.id == Visit.family_id)
        .where(
            Visit.planned_on >= monday,
            Visit.planned_on <= monday + WEEK,
            Visit.status.in_(COUNTED),
            order_reach.opened(actor, today),
        )
        .group_by(Household.sector_id)
    )
    for sector_id, minutes in session.execute(query):
        if sector_id in found:
            found[sector_id].planned = int(minutes or 0)
