"""Who reads which order, and which words of it (domain §1.2, §1.3). What may not be opened is not found."""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.roles import Reach
from fieldvisit.families import household
from fieldvisit.tisf import lists
from fieldvisit.tisf.order import InterventionOrder, Status
from fieldvisit.words import Refusal

ORDERS, RESPONSIBLE, AEP = "ordres_intervention", "responsable_tisf", "intervenant_aep"
WORKERS = frozenset({"tisf", AEP})
#: Employees of an association: of other services' orders they know nothing.
ASSOCIATION = WORKERS | {RESPONSIBLE}
#: What a family worker hears of an order only once it is accepted.
BEFORE = (Status.DRAFT, Status.SENT, Status.REFUSED)


class NotFound(Refusal):
    sentence = "Cet ordre n’existe pas ou ne vous est pas ouvert."


def opened(actor: Actor, today: date, *, write: bool = False):
    """Condition on the orders that this actor may read (or change) today."""
    here = InterventionOrder.family_id.in_(household.open_to(actor, ORDERS, today, write=write))
    if actor.role not in ASSOCIATION:
        return here
    employer = select(Account.employer).where(Account.id == actor.account_id, Account.employer != "").scalar_subquery()
    here = sa.and_(here, InterventionOrder.service == employer)
    if actor.role == RESPONSIBLE:
        own = InterventionOrder.funder.in_(lists.ASSOCIATION)
        return sa.and_(here, sa.or_(InterventionOrder.status != Status.DRAFT, own))
    here = sa.and_(here, InterventionOrder.status.not_in(BEFORE))
    return sa.and_(here, InterventionOrder.frame == "aep") if actor.role == AEP else here


def find(
    session: Session, actor: Actor, order_id: uuid.UUID, today: date, *, write: bool = False, lock: bool = False
) -> InterventionOrder:
    """:raises NotFound: if it does not exist or is not open to this actor"""
    query = select(InterventionOrder).where(InterventionOrder.id == order_id, opened(actor, today, write=write))
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    if lock:
        session.refresh(found, with_for_update=True)
    return found


def motive_of(role: str, order: InterventionOrder) -> str:
    """The exact motive for PMI and ASE, and for the association of the orders that it wrote; else the neutral words."""
    known = lists.MOTIVES.get(order.motive)
    if known is None:
        return ""
    return known.label if reads_motive(role, order.funder) else known.neutral


def reads_motive(role: str, funder: str) -> bool:
    if roles.right(role, ORDERS).read is Reach.NONE:
        return False
    return role not in ASSOCIATION or (role == RESPONSIBLE and funder in lists.ASSOCIATION)


def reads_resources(role: str) -> bool:
    """Whether this role reads the « quotient familial » and what goes with it; family workers see the hour's price."""
    return role not in WORKERS and roles.right(role, ORDERS).read is not Reach.NONE
