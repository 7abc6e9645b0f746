"""The sessions of an order that still stand in somebody's week: found, refused by the limits, made, cancelled."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.schedule import planning, visit, visit_type
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import limits, lists, order_care, order_reach
from fieldvisit.tisf.limits import Fault, Span
from fieldvisit.tisf.order import STANDING, InterventionOrder
from fieldvisit.tisf.session import InterventionSession, Status
from fieldvisit.words import Refusal, french_date

PLAN, NOT_MADE = "planifier", "non réalisée"
SHORTEST, LONGEST = 15, 600
ANOTHER = "une autre famille"
#: How many sentences are said at once: a screen is read standing.
MOST_SAID = 4


class Invalid(Refusal):
    sentence = "Cette séance ne peut pas être planifiée ainsi."


class NotAllowed(Refusal):
    sentence = "Les séances sont planifiées par la ou le responsable de secteur de l’association."


class NotFound(Refusal):
    sentence = "Cette séance n’existe pas ou ne vous est pas ouverte."


class NeedsReason(Refusal):
    """Soft rules only: said once more with a reason, it is done."""

    sentence = "Dites pourquoi la séance est planifiée malgré tout."


@dataclass(frozen=True)
class When:
    on: date
    at: time
    minutes: int
    worker_id: uuid.UUID


def order_for(session: Session, actor: Actor, order_id: uuid.UUID, today: date) -> InterventionOrder:
    """The order, locked, if this actor plans its sessions and it is not over.

    :raises Refusal: if she does not, or nobody goes there now
    """
    if not lists.may(actor.role, "seance", PLAN):
        raise NotAllowed
    order = order_reach.find(session, actor, order_id, today, write=True, lock=True)
    if order.status not in STANDING:
        raise Invalid("Les séances se planifient une fois l’ordre accepté, et tant qu’il n’est ni suspendu ni terminé.")
    return order


def find(session: Session, actor: Actor, session_id: uuid.UUID, today: date) -> tuple[InterventionSession, Visit]:
    """One that is still planned, with its visit, locked: its record may be arriving from the tablet.

    :raises Refusal: if it is not open to this actor, or has begun
    """
    query = (
        select(InterventionSession, Visit)
        .join(Visit, Visit.id == InterventionSession.visit_id)
        .join(InterventionOrder, InterventionOrder.id == InterventionSession.order_id)
        .where(InterventionSession.id == session_id, order_reach.opened(actor, today, write=True))
    )
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    held, planned = found
    session.refresh(planned, with_for_update=True)
    session.refresh(held)
    if held.status != Status.PLANNED or planned.status not in (visit.Status.PLANNED, visit.Status.CONFIRMED):
        raise Invalid("Cette séance a commencé, est faite ou annulée : elle ne peut plus être changée.")
    return held, planned


def of_order(session: Session, order_id: uuid.UUID, since: date) -> list[tuple[InterventionSession, Visit]]:
    """Those still planned from this day on, in their order."""
    query = (
        select(InterventionSession, Visit)
        .join(Visit, Visit.id == InterventionSession.visit_id)
        .where(
            InterventionSession.order_id == order_id,
            InterventionSession.status == Status.PLANNED,
            Visit.status.in_((visit.Status.PLANNED, visit.Status.CONFIRMED)),
            Visit.planned_on >= since,
        )
        .order_by(Visit.planned_on, Visit.planned_at)
    )
    return list(session.exec(query))


def spans(
    session: Session,
    actor: Actor,
    worker_id: uuid.UUID,
    first: date,
    last: date,
    today: date,
    but: Collection[uuid.UUID] = (),
) -> list[Span]:
    """What this worker does around these days, with families named where the actor knows them. ``but``: visits left
    out because they are planned anew.
    """
    query = (
        select(Visit, Household.label, Household.id.in_(household.open_to(actor, "identite_foyer", today)))
        .join(Household, Household.id == Visit.family_id)
        .where(
            Visit.worker_id == worker_id,
            Visit.planned_on >= first - limits.AROUND,
            Visit.planned_on <= last + limits.AROUND,
            Visit.status.in_(planning.STANDING),
            Visit.planned_at.is_not(None),
        )
    )
    return [
        _span(one, label if known else ANOTHER) for one, label, known in session.execute(query) if one.id not in but
    ]


def _span(one: Visit, label: str) -> Span:
    if one.started_at and one.ended_at and one.status == visit.Status.DONE:
        return Span(one.started_at, one.ended_at, label)
    return limits.at(one.planned_on, one.planned_at, one.duration_min, label)


def check_when(session: Session, order: InterventionOrder, when: When, today: date) -> Account:
    """:raises Invalid: outside the order's days, too long, or not for this worker"""
    if when.on < today:
        raise Invalid("Cette date est passée : choisissez un jour à partir d’aujourd’hui.")
    if not order.starts_on <= when.on <= order.ends_on:
        raise Invalid(
            f"Hors de la période de l’ordre, du {french_date(order.starts_on)} au {french_date(order.ends_on)} : "
            "choisissez un autre jour ou demandez une prolongation."
        )
    if not SHORTEST <= when.minutes <= LONGEST:
        raise Invalid(f"Une séance dure de {SHORTEST} minutes à {LONGEST // 60} heures.")
    return check_worker(session, order, when.worker_id)


def check_worker(session: Session, order: InterventionOrder, worker_id: uuid.UUID) -> Account:
    """:raises Invalid: if she is not of the service and sector, or does not make such sessions"""
    here = {one.id: one for one in order_care.of_service(session, order.service, order.family_id)}
    worker = here.get(worker_id)
    if worker is None:
        raise Invalid("Cette personne n’est pas de votre service, ou n’intervient pas dans ce secteur.")
    if worker.role not in visit_type.TYPES[f"seance_{order.frame}"].roles:
        raise Invalid(f"{worker.name} ({roles.LABELS[worker.role]}) ne fait pas ce type de séance.")
    return worker


def able(session: Session, order: InterventionOrder) -> list[Account]:
    """Those of the service and the sector who make such sessions, by name."""
    known = visit_type.TYPES[f"seance_{order.frame}"].roles
    return [one for one in order_care.of_service(session, order.service, order.family_id) if one.role in known]


def said(faults: Iterable[Fault]) -> str:
    """Their sentences, the first ones of many."""
    sentences = list(dict.fromkeys(one.sentence for one in faults))
    more = len(sentences) - MOST_SAID
    told = sentences[:MOST_SAID] + ([f"… et {more} autres."] if more > 0 else [])
    return " ".join(told)


def make(
    session: Session, actor: Actor, order: InterventionOrder, when: When, today: date, now: datetime, day: date | None
) -> InterventionSession:
    """``day``: of the pattern that it comes from."""
    planned = Visit(
        family_id=order.family_id,
        kind=f"seance_{order.frame}",
        planned_on=when.on,
        planned_at=when.at,
        duration_min=when.minutes,
        worker_id=when.worker_id,
        created_at=now,
        created_by=actor.account_id,
    )
    session.add(planned)
    session.flush()
    held = InterventionSession(family_id=order.family_id, visit_id=planned.id, order_id=order.id, from_series=day)
    session.add(held)
    give_care(session, order, planned, today)
    return held


def give_care(session: Session, order: InterventionOrder, planned: Visit, today: date) -> None:
    """Who usually comes carries the file for the order; who stands in, for the session and a month."""
    if planned.worker_id == order.usual_worker_id:
        order_care.give(session, order, [planned.worker_id], today)
    else:
        planning.give_care(session, planned, today)


def cancel(session: Session, held: InterventionSession, planned: Visit, why: str, today: date) -> None:
    held.status = Status.NOT_DONE
    planned.status, planned.cancel_reason = visit.Status.CANCELLED, why[:2000]
    session.add(held)
    session.add(planned)
    planning.take_care_back(session, planned.worker_id, planned.family_id, today)
