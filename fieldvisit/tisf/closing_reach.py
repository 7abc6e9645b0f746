"""Who reads which report of an order: the association its own, whoever reads statements and reports once it was sent.

The secretariat reads statements and no report (« releves_bilans » of the county's table); it opens no order either.
"""

import uuid
from datetime import date

from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.families import household
from fieldvisit.tisf import lists, order_reach
from fieldvisit.tisf.closing_report import ClosingReport, Status
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.words import Refusal

REPORTS = "releves_bilans"
#: The circuits' words.
WRITE, SIGN, SEND = "rédiger", "valider", "transmettre"


class NotFound(Refusal):
    sentence = "Ce bilan n’existe pas ou ne vous est pas ouvert."


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas d’écrire ce bilan."


def may(role: str, act: str) -> bool:
    return lists.may(role, "bilan", act)


def order(
    session: Session, actor: Actor, order_id: uuid.UUID, today: date, act: str = "", *, lock: bool = False
) -> InterventionOrder:
    """The order, for whoever reads its reports, or with ``act`` for whoever makes this step of theirs.

    :raises Refusal: if the order or its reports are not open to this actor
    """
    held = order_reach.find(session, actor, order_id, today, lock=lock)
    opened = household.open_to(actor, REPORTS, today, write=bool(act)).where(household.Household.id == held.family_id)
    if session.exec(opened).first() is None:
        raise NotAllowed if act else NotFound
    if act and not may(actor.role, act):
        raise NotAllowed
    return held


def of_order(session: Session, actor: Actor, order_id: uuid.UUID, today: date) -> list[ClosingReport]:
    """The reports that this actor reads, the newest first; none for whoever reads none.

    :raises fieldvisit.tisf.order_reach.NotFound: if the order is not open to this actor
    """
    try:
        order(session, actor, order_id, today)
    except NotFound:
        return []
    query = select(ClosingReport).where(ClosingReport.order_id == order_id)
    if not may(actor.role, WRITE):
        query = query.where(ClosingReport.status == Status.SENT)
    return sorted(session.exec(query), key=lambda one: (one.drafted_at, one.version), reverse=True)


def find(session: Session, actor: Actor, report_id: uuid.UUID | None, today: date) -> ClosingReport:
    """:raises NotFound: if it does not exist or is not open to this actor"""
    found = session.get(ClosingReport, report_id) if report_id else None
    if found is None:
        raise NotFound
    try:
        readable = of_order(session, actor, found.order_id, today)
    except order_reach.NotFound as refusal:
        raise NotFound from refusal
    if found not in readable:
        raise NotFound
    return found
