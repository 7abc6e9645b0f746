"""A29: an order whose hours or days run out, as tasks of the sector's coordinator, who can extend it.

Each task says what was true when it was opened; more hours or a later end make it void.
"""

import uuid
from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Task
from fieldvisit.tisf import counting, hours, order_tasks
from fieldvisit.tisf.hours import Totals, Warn
from fieldvisit.tisf.order import STANDING, InterventionOrder

#: What asks for somebody's decision; sessions planned beyond the hours are the association's to put right.
TOLD = (Warn.NEARLY, Warn.USED, Warn.OVER, Warn.ENDING, Warn.ENDED)
_DATES = (Warn.ENDING, Warn.ENDED)
PREFIX = "order-warning:"
VOID = "L’ordre a été prolongé, ou il est clos."


def of(order: InterventionOrder, told: Totals, today: date) -> list[Warn]:
    """What to know of this order, the gravest first; nothing of one that is over or not begun."""
    if order.status not in STANDING:
        return []
    return hours.warnings(order.minutes_granted, told, order.ends_on, today)


def refresh(session: Session, family_ids: Collection[uuid.UUID], today: date, now: datetime) -> None:
    """Open what is true of these families' orders now, and cancel what no longer is."""
    wanted = _wanted(session, family_ids, today)
    for gone in _begun(session, family_ids).keys() - wanted.keys():
        tasks.cancel_of(session, source=gone, why=VOID, now=now)
    for key, (order, warn) in wanted.items():
        order_tasks.open_one(session, order, key, warn.label, now, due_on=order.ends_on if warn in _DATES else None)


def outdated(session: Session, family_ids: Collection[uuid.UUID], today: date) -> set[uuid.UUID]:
    """Those of these families of which :func:`refresh` would open or cancel a task. Reads only."""
    wanted = {key: order.family_id for key, (order, _) in _wanted(session, family_ids, today).items()}
    known = set(session.exec(select(Task.source).where(Task.source.in_(wanted)))) if wanted else set()
    gone = {family for key, family in _begun(session, family_ids).items() if key not in wanted}
    return gone | {family for key, family in wanted.items() if key not in known}


def _wanted(session: Session, family_ids: Collection[uuid.UUID], today: date) -> dict:
    query = select(InterventionOrder).where(
        InterventionOrder.family_id.in_(family_ids), InterventionOrder.status.in_(STANDING)
    )
    orders = list(session.exec(query))
    told = counting.of_orders(session, [one.id for one in orders])
    return {
        source(order, warn): (order, warn)
        for order in orders
        for warn in of(order, told[order.id], today)
        if warn in TOLD
    }


def _begun(session: Session, family_ids: Collection[uuid.UUID]) -> dict[str, uuid.UUID]:
    open_ones = select(Task.source, Task.family_id).where(
        Task.family_id.in_(family_ids), Task.source.startswith(PREFIX), Task.closed_at.is_(None)
    )
    return dict(session.exec(open_ones).all())


def source(order: InterventionOrder, warn: Warn) -> str:
    """One task for each word and each length of the order."""
    until = order.ends_on.isoformat() if warn in _DATES else str(order.minutes_granted)
    return f"{PREFIX}{order.id}:{warn}:{until}"
