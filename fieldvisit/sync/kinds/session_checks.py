"""What is asked of a session record before it is in force: the author's right, its order, the place it takes."""

import uuid

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Diverged, Refused, may_write
from fieldvisit.sync.kinds.session_told import Told
from fieldvisit.tisf import lists
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession

COMPARTMENT, WRITINGS = "validation_seances", "ecrits_tisf"
#: The kind of visit that a session of each frame is.
KINDS = {"tisf": "seance_tisf", "premiers_pas": "seance_premiers_pas", "aep": "seance_aep"}
SECOND = "Cette séance a déjà un écrit. Les deux sont conservés ; votre responsable choisira."
TWICE = "Cet écrit a déjà été corrigé. Les deux sont conservés ; votre responsable choisira."


def check_author(
    session: Session, arrival: Arrival, told: Told, visit: Visit | None, order: InterventionOrder | None
) -> None:
    """It is hers to write: her trade, her family, her session; one that nobody planned, of an order of hers.

    :raises Refused: if it is not
    :raises Invalid: if its order is none of the family's
    """
    if visit is not None and visit.family_id != told.family_id:
        raise Refused("Cette séance est celle d’une autre famille : l’envoi est conservé à part.")
    if order is None or order.family_id != told.family_id:
        raise shape.Invalid("L’ordre d’intervention de cette séance n’est pas celui de la famille : choisissez-le.")
    if arrival.accepted:
        return
    author = arrival.actor
    if not lists.may(author.role, "seance", "clore et écrire"):
        raise Refused("Votre fonction ne permet pas d’écrire une séance : l’envoi est conservé à part.")
    days = {arrival.today, visit.planned_on} if visit else {arrival.today}
    if not all(may_write(session, author, told.family_id, place, *days) for place in (COMPARTMENT, WRITINGS)):
        raise Refused
    if visit is not None:
        if visit.worker_id != author.account_id and str(author.account_id) not in visit.former_workers:
            name = session.exec(select(Account.name).where(Account.id == visit.worker_id)).one()
            raise Refused(
                f"Cette séance est confiée à {name} : l’envoi est conservé à part, prévenez votre responsable."
            )
        return
    kind = visit_type.TYPES[KINDS[order.frame]]
    if author.role not in kind.roles:
        raise Refused(f"« {kind.label} » est réservé à d’autres professionnels : l’envoi est conservé à part.")
    if not is_hers(session, order, author.account_id):
        raise Refused(
            f"L’ordre {order.number} ne vous est pas confié : l’envoi est conservé à part, prévenez votre responsable."
        )


def is_hers(session: Session, order: InterventionOrder, account_id: uuid.UUID) -> bool:
    """Whether she is the order's usual worker, or a session of it is or was given to her."""
    if order.usual_worker_id == account_id:
        return True
    return session.exec(select(Visit.id).where(of_order(account_id, order.id)).limit(1)).first() is not None


def of_order(account_id: uuid.UUID, order_id: uuid.UUID):
    """Condition on the visits that are sessions of this order, hers now or before."""
    sessions = select(InterventionSession.visit_id).where(InterventionSession.order_id == order_id)
    former = sa.cast(Visit.former_workers, sa.String).contains(str(account_id))
    return sa.and_(Visit.id.in_(sessions), sa.or_(Visit.worker_id == account_id, former))


def check_place(
    session: Session, arrival: Arrival, told: Told, held: InterventionSession | None
) -> SessionRecord | None:
    """The record that this one corrects, or None for the first one.

    :raises Refused: if it corrects another session's record, or someone else's
    :raises Diverged: if the session has a record that this one was not made from
    """
    if told.corrects is not None:
        query = select(SessionRecord).where(SessionRecord.id == told.corrects).with_for_update()
        old = session.exec(query).one_or_none()
        if old is None:
            raise shape.Invalid("L’écrit à corriger n’est pas connu du bureau ; la correction est conservée.")
        if held is None or old.session_id != held.id:
            raise Refused("Cette correction concerne une autre séance : elle est conservée à part.")
        if old.author_id != arrival.actor.account_id and not arrival.accepted:
            raise Refused("Seul son auteur corrige un écrit : l’envoi est conservé à part, prévenez votre responsable.")
        if old.corrected_by_id is not None:
            raise Diverged(TWICE)
        return old
    if held is not None and held.record_id is not None:
        raise Diverged(SECOND)
    return None
