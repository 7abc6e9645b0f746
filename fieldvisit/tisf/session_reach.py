"""Who reads which session, and who validates it: the family open, and of the association its own orders alone."""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.families import household
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import lists
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.session import InterventionSession
from fieldvisit.words import Refusal

TIMES, WRITINGS = "validation_seances", "ecrits_tisf"
RESPONSIBLE = "responsable_tisf"
#: Reads of the writings only what is « Partageable avec le référent ».
SHARED_ONLY = frozenset({"referent_ase"})


class NotFound(Refusal):
    sentence = "Cette séance n’existe pas ou ne vous est pas ouverte."


def opened(actor: Actor, today: date, place: str = TIMES, *, write: bool = False):
    """Condition on the sessions whose hours (or, for ``place``, writings) this actor may read today."""
    here = InterventionSession.family_id.in_(household.open_to(actor, place, today, write=write))
    if actor.role == RESPONSIBLE:
        employer = select(Account.employer).where(Account.id == actor.account_id, Account.employer != "")
        own = select(InterventionOrder.id).where(InterventionOrder.service == employer.scalar_subquery())
        return sa.and_(here, InterventionSession.order_id.in_(own))
    if lists.may(actor.role, "seance", "clore et écrire"):
        former = sa.cast(Visit.former_workers, sa.String).contains(str(actor.account_id))
        hers = select(Visit.id).where(sa.or_(Visit.worker_id == actor.account_id, former))
        return sa.and_(here, InterventionSession.visit_id.in_(hers))
    return here


def find(
    session: Session, actor: Actor, session_id: uuid.UUID, today: date, place: str = TIMES, *, write: bool = False
) -> InterventionSession:
    """:raises NotFound: if it does not exist or is not open to this actor"""
    query = select(InterventionSession).where(
        InterventionSession.id == session_id, opened(actor, today, place, write=write)
    )
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found
