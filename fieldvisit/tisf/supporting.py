"""An accepted order is a support (« dispositif ») of the family: rules and priority know of it by that."""

from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.families.support import Support
from fieldvisit.tisf.order import InterventionOrder


def begin(session: Session, actor: Actor, order: InterventionOrder, now: datetime) -> None:
    """One that somebody noted already goes on as it stands."""
    if _of(session, order) is None:
        session.add(
            Support(
                family_id=order.family_id,
                code=order.frame,
                started_on=order.starts_on,
                referent=order.referent,
                note=order.number,
                noted_by=actor.account_id,
                noted_at=now,
            )
        )


def end(session: Session, order: InterventionOrder, today: date) -> None:
    """Only the one that this order began: what a person noted, a person ends."""
    found = _of(session, order)
    if found is not None and found.note == order.number:
        found.ended_on = max(today, found.started_on)
        session.add(found)


def _of(session: Session, order: InterventionOrder) -> Support | None:
    query = select(Support).where(
        Support.family_id == order.family_id, Support.code == order.frame, Support.ended_on.is_(None)
    )
    return session.exec(query.order_by(Support.started_on)).first()
