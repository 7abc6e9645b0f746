"""What each step of an order does: who carries the file, what is planned, which tasks open and close."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.schedule import visit_type
from fieldvisit.tisf import (
    ahead,
    closing,
    hours,
    order_care,
    order_fields,
    order_tasks,
    order_warnings,
    ordering,
    supporting,
)
from fieldvisit.tisf.order import InterventionOrder, Status
from fieldvisit.tisf.order_steps import Act, Invalid, held, to, why_of, words_of
from fieldvisit.words import french_date


def send(session: Session, actor: Actor, order_id: uuid.UUID, today: date, now: datetime) -> InterventionOrder:
    """Validated: the hours are granted, and the association carries the file.

    :raises Refusal: if it is not hers to validate, or something is missing
    """
    order = held(session, actor, order_id, Act.SEND, today)
    _whole(session, order, today)
    order.validated_by, order.validated_at = actor.account_id, now
    told = order_care.responsables(session, order.service, order.family_id)
    if not told:
        raise Invalid("Ce service n’a plus de responsable dans le secteur de la famille : choisissez-en un autre.")
    order_care.give(session, order, [one.id for one in told], today)
    to(session, actor, order, Act.SEND, Status.SENT, now)
    order_tasks.validated(session, order, actor.account_id, now)
    return order


def open_own(
    session: Session, actor: Actor, order_id: uuid.UUID, reference: str, workers: Sequence, today: date, now: datetime
) -> InterventionOrder:
    """The funder agreed: ``reference`` is its own."""
    order = held(session, actor, order_id, Act.OPEN, today)
    _whole(session, order, today)
    order.funder_reference = words_of(reference, 80) or order.funder_reference
    if not order.funder_reference:
        raise Invalid("Indiquez la référence de l’accord du financeur.")
    order.validated_by, order.validated_at = actor.account_id, now
    told = [one.id for one in order_care.responsables(session, order.service, order.family_id)]
    order_care.give(session, order, [*told, *_named(session, order, workers)], today)
    supporting.begin(session, actor, order, now)
    to(session, actor, order, Act.OPEN, Status.ACCEPTED, now, order.funder_reference)
    return order


def accept(
    session: Session, actor: Actor, order_id: uuid.UUID, workers: Sequence, today: date, now: datetime
) -> InterventionOrder:
    """``workers``: who will come, whoever usually does first."""
    order = held(session, actor, order_id, Act.ACCEPT, today)
    if order.ends_on < today:
        raise Invalid(f"La période de cet ordre est passée ({french_date(order.ends_on)}) : refusez-le.")
    order_care.give(session, order, _named(session, order, workers), today)
    supporting.begin(session, actor, order, now)
    to(session, actor, order, Act.ACCEPT, Status.ACCEPTED, now)
    return order


def refuse(session: Session, actor: Actor, order_id: uuid.UUID, why: str, today: date, now: datetime):
    order = held(session, actor, order_id, Act.REFUSE, today)
    words = why_of(why, "Dites pourquoi le service refuse cet ordre.")
    to(session, actor, order, Act.REFUSE, Status.REFUSED, now, words)
    order_care.release(session, order, today)
    return order


def suspend(session: Session, actor: Actor, order_id: uuid.UUID, why: str, today: date, now: datetime):
    """Nobody goes there meanwhile: the sessions to come are cancelled."""
    order = held(session, actor, order_id, Act.SUSPEND, today)
    words = why_of(why, "Dites pourquoi l’intervention est suspendue.")
    ahead.cancel(session, actor, order, f"Intervention suspendue : {words}", today, now)
    to(session, actor, order, Act.SUSPEND, Status.SUSPENDED, now, words)
    return order


def resume(session: Session, actor: Actor, order_id: uuid.UUID, words: str, today: date, now: datetime):
    """The sessions are planned anew by the association."""
    order = held(session, actor, order_id, Act.RESUME, today)
    if order.ends_on < today:
        raise Invalid(f"L’ordre a pris fin le {french_date(order.ends_on)} : il faudrait d’abord le prolonger.")
    to(session, actor, order, Act.RESUME, Status.RUNNING, now, words_of(words))
    return order


def ask_extension(
    session: Session, actor: Actor, order_id: uuid.UUID, ends_on: date | None, granted: str, why: str, today, now
):
    """The request goes to those who can grant it, as a task of the sector."""
    order = held(session, actor, order_id, Act.ASK, today)
    words = why_of(why, "Dites pourquoi une prolongation est demandée.")
    minutes = _granted(order, granted)
    _longer(order, ends_on or order.ends_on, minutes)
    wanted = f"Jusqu’au {french_date(ends_on or order.ends_on)}, {hours.words(minutes)} en tout. {words}"
    to(session, actor, order, Act.ASK, order.status, now, wanted)
    order_tasks.ask_extension(session, order, wanted, now)
    return order


def extend(
    session: Session, actor: Actor, order_id: uuid.UUID, ends_on: date | None, granted: str, words: str, today, now
):
    """A new end, or more hours, or both."""
    order = held(session, actor, order_id, Act.EXTEND, today)
    minutes = _granted(order, granted)
    _longer(order, ends_on or order.ends_on, minutes)
    order.ends_on, order.minutes_granted = ends_on or order.ends_on, minutes
    told = f"Jusqu’au {french_date(order.ends_on)}, {hours.words(minutes)} en tout. {words_of(words)}".strip()
    to(session, actor, order, Act.EXTEND, Status.EXTENDED, now, told)
    order_care.prolong(session, order, today)
    order_tasks.extended(session, order, actor.account_id, now)
    order_warnings.refresh(session, [order.family_id], today, now)
    return order


def stop(session: Session, actor: Actor, order_id: uuid.UUID, why: str, today: date, now: datetime):
    order = held(session, actor, order_id, Act.STOP, today)
    words = why_of(why, "Dites pourquoi l’intervention est interrompue.")
    ahead.cancel(session, actor, order, f"Intervention interrompue : {words}", today, now)
    to(session, actor, order, Act.STOP, Status.STOPPED, now, words)
    return _over(session, order, today)


def end(session: Session, actor: Actor, order_id: uuid.UUID, today: date, now: datetime):
    """:raises Refusal: as long as the closing report is not signed"""
    order = held(session, actor, order_id, Act.END, today)
    if not closing.is_signed(session, order):
        raise Invalid("Le bilan de fin d’intervention doit d’abord être écrit avec la famille et signé.")
    ahead.cancel(session, actor, order, "Intervention terminée", today, now)
    to(session, actor, order, Act.END, Status.ENDED, now)
    return _over(session, order, today)


def _over(session: Session, order: InterventionOrder, today: date) -> InterventionOrder:
    supporting.end(session, order, today)
    order_care.release(session, order, today)
    return order


def _whole(session: Session, order: InterventionOrder, today: date) -> None:
    told = order_fields.missing(order, ordering.goals_of(session, order.id))
    if not told and order.ends_on < today:
        told = f"La période de cet ordre est passée ({french_date(order.ends_on)}) : changez ses dates."
    if told:
        raise Invalid(told)


def _named(session: Session, order: InterventionOrder, workers: Sequence) -> list[uuid.UUID]:
    able = visit_type.TYPES[f"seance_{order.frame}"].roles
    known = {one.id: one for one in order_care.of_service(session, order.service, order.family_id)}
    if not workers:
        raise Invalid("Choisissez qui interviendra dans cette famille.")
    for one in workers:
        named: Account | None = known.get(one)
        if named is None:
            raise Invalid("Cette personne n’est pas de votre service, ou n’intervient pas dans ce secteur.")
        if named.role not in able:
            raise Invalid(f"{named.name} ({roles.LABELS[named.role]}) ne fait pas ce type de séance.")
    order.usual_worker_id = workers[0]
    return list(workers)


def _granted(order: InterventionOrder, typed: str) -> int:
    return order_fields.minutes(typed, "heures_accordees") if str(typed or "").strip() else order.minutes_granted


def _longer(order: InterventionOrder, ends_on: date, minutes: int) -> None:
    if ends_on < order.ends_on or minutes < order.minutes_granted:
        raise Invalid("Une prolongation ne raccourcit rien : gardez au moins la fin et les heures actuelles.")
    if ends_on == order.ends_on and minutes == order.minutes_granted:
        raise Invalid("Indiquez une nouvelle fin, plus d’heures, ou les deux.")
    order_fields.check_length(order.funder, order.starts_on, ends_on)
