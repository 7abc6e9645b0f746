"""Who of an association carries a family's file, for an order and until thirty days after its end."""

import uuid
from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.care import GRACE, CareRelationship, Reason
from fieldvisit.families.household import Household
from fieldvisit.tisf.order import OVER, InterventionOrder, Status
from fieldvisit.tisf.order_reach import RESPONSIBLE


def responsables(session: Session, service: str, family_id: uuid.UUID) -> list[Account]:
    """The association's responsables in the family's sector."""
    return [one for one in of_service(session, service, family_id) if one.role == RESPONSIBLE]


def of_service(session: Session, service: str, family_id: uuid.UUID) -> list[Account]:
    """Its accounts in the family's sector, by name."""
    here = (
        select(AccountSector.account_id)
        .join(Household, Household.sector_id == AccountSector.sector_id)
        .where(Household.id == family_id)
    )
    query = select(Account).where(
        Account.employer == service, Account.employer != "", Account.disabled_at.is_(None), Account.id.in_(here)
    )
    return list(session.exec(query.order_by(Account.name)))


def give(session: Session, order: InterventionOrder, account_ids: Iterable[uuid.UUID], today: date) -> None:
    """These carry the file from today until the order's end and its grace; who does already, as long as needed."""
    until = order.ends_on + GRACE
    for account_id in dict.fromkeys(account_ids):
        known = session.exec(_held(account_id, order.family_id, today)).first()
        if known is None:
            session.add(
                CareRelationship(
                    account_id=account_id,
                    family_id=order.family_id,
                    reason=Reason.ORDER,
                    since=today,
                    until=max(until, today),
                )
            )
        elif known.until is not None and known.until < until:
            known.until = until
            session.add(known)
    session.flush()


def prolong(session: Session, order: InterventionOrder, today: date) -> None:
    """The order has a later end: those who carry the file for it go on."""
    held = select(CareRelationship.account_id).where(
        CareRelationship.family_id == order.family_id,
        CareRelationship.reason == Reason.ORDER,
        sa.or_(CareRelationship.until.is_(None), CareRelationship.until >= today),
        CareRelationship.account_id.in_(select(Account.id).where(Account.employer == order.service)),
    )
    give(session, order, list(session.exec(held)), today)


def release(session: Session, order: InterventionOrder, today: date) -> None:
    """The order is over: its file goes back at the end of the grace, unless another order asks for it longer."""
    session.flush()
    others = session.exec(
        select(InterventionOrder).where(
            InterventionOrder.family_id == order.family_id,
            InterventionOrder.service == order.service,
            InterventionOrder.id != order.id,
            InterventionOrder.status.not_in((*OVER, Status.DRAFT)),
        )
    ).all()
    relations = select(CareRelationship, Account.role).where(
        CareRelationship.family_id == order.family_id,
        CareRelationship.reason == Reason.ORDER,
        CareRelationship.account_id == Account.id,
        Account.employer == order.service,
    )
    for relation, role in session.exec(relations).all():
        asks = [one for one in others if role == RESPONSIBLE or one.usual_worker_id == relation.account_id]
        until = max([today + GRACE, *(one.ends_on + GRACE for one in asks)])
        if relation.until is None or relation.until > until:
            relation.until = until
            session.add(relation)


def _held(account_id: uuid.UUID, family_id: uuid.UUID, today: date):
    return select(CareRelationship).where(
        CareRelationship.account_id == account_id,
        CareRelationship.family_id == family_id,
        CareRelationship.reason == Reason.ORDER,
        CareRelationship.since <= today,
        sa.or_(CareRelationship.until.is_(None), CareRelationship.until >= today),
    )
