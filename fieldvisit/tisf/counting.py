"""What the sessions of an order, or of a worker, come to: the same minutes wherever they are told."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.families.age import PARIS
from fieldvisit.schedule import visit as visits
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import hours
from fieldvisit.tisf.hours import NOTHING, Counted, Totals
from fieldvisit.tisf.session import InterventionSession, Status


def of(one: InterventionSession, planned: Visit) -> Counted:
    """How one session counts: by the minutes frozen at its last validation, else by those of the record in force.

    Corrected after its validation, it is billed as before until it is validated again: as the statements have it.
    """
    if one.status == Status.NOT_DONE:
        return NOTHING
    if one.minutes_billed is not None:
        return Counted(one.minutes_exact or 0, one.minutes_billed)
    if one.started_at and one.ended_at:
        return hours.made(one.started_at, one.ended_at)
    return Counted(planned=planned.duration_min) if planned.status in visits.OPEN else NOTHING


def of_orders(session: Session, orders: Collection[uuid.UUID]) -> dict[uuid.UUID, Totals]:
    """The totals of each of these orders."""
    if not orders:
        return {}
    found = _rows(session, InterventionSession.order_id.in_(orders))
    by_order: dict[uuid.UUID, list[Counted]] = defaultdict(list)
    for one, planned in found:
        by_order[one.order_id].append(of(one, planned))
    return {order: hours.total(by_order[order]) for order in orders}


def of_order(session: Session, order_id: uuid.UUID) -> Totals:
    return of_orders(session, [order_id])[order_id]


def of_workers(session: Session, workers: Collection[uuid.UUID], first: date, last: date) -> dict[uuid.UUID, Totals]:
    """The totals of each of these workers for the sessions of these days: the day of what was made is that of its
    start, of what is to come that of the planning.
    """
    if not workers:
        return {}
    around = (datetime.combine(first, time(), PARIS), datetime.combine(last + timedelta(days=1), time(), PARIS))
    made = sa.and_(InterventionSession.started_at >= around[0], InterventionSession.started_at < around[1])
    to_come = sa.and_(InterventionSession.started_at.is_(None), Visit.planned_on >= first, Visit.planned_on <= last)
    by_worker: dict[uuid.UUID, list[Counted]] = defaultdict(list)
    for one, planned in _rows(session, Visit.worker_id.in_(workers), sa.or_(made, to_come)):
        by_worker[planned.worker_id].append(of(one, planned))
    return {worker: hours.total(by_worker[worker]) for worker in workers}


def _rows(session: Session, *which) -> Iterable[tuple[InterventionSession, Visit]]:
    query = select(InterventionSession, Visit).join(Visit, Visit.id == InterventionSession.visit_id)
    return session.exec(query.where(*which)).all()
