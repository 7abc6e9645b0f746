"""The sessions to come of an order that stops: cancelled, with the reason, and kept."""

from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.tisf import planned
from fieldvisit.tisf.order import InterventionOrder


def cancel(session: Session, actor: Actor, order: InterventionOrder, why: str, today: date, now: datetime) -> int:
    """Nobody rings at that door any more; what has begun goes on. How many there were."""
    listed = planned.of_order(session, order.id, today)
    for held, one in listed:
        planned.cancel(session, held, one, why, today)
    session.flush()
    return len(listed)
