"""The responsable validates what a worker wrote of a session, or sends it back; she rewrites nothing of it.

Validated, its hours are frozen, exact and billed. The first one begins its order.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import doubts, hours, lists, session_reach
from fieldvisit.tisf.doubts import Doubt
from fieldvisit.tisf.hours import NOTHING, Counted
from fieldvisit.tisf.order import InterventionOrder, OrderEvent
from fieldvisit.tisf.order import Status as OrderStatus
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession, Status
from fieldvisit.words import Refusal, sound

LONGEST_WORDS = 1000
SCREEN = "seance"


class NotAllowed(Refusal):
    sentence = "Seul le ou la responsable de l’association valide une séance."


class NotNow(Refusal):
    sentence = "Cette séance n’est plus à valider : la page montre où elle en est."


class Impossible(Refusal):
    sentence = "Cette séance ne peut pas être validée ainsi : renvoyez-la à son auteur."


@dataclass(frozen=True)
class Waiting:
    """A session to be validated. ``counted``: what it would be billed; ``doubts``: what is unusual about it."""

    held: InterventionSession
    order: InterventionOrder
    family: str
    worker: str
    counted: Counted
    doubts: list[Doubt]


def may_validate(actor: Actor) -> bool:
    return lists.may(actor.role, "seance", "valider")


def waiting(session: Session, actor: Actor, today: date, most: int = 200) -> list[Waiting]:
    """What this responsable has to validate, the oldest first."""
    if not may_validate(actor):
        return []
    query = (
        select(InterventionSession, InterventionOrder, Household.label, Account.name)
        .join(Visit, Visit.id == InterventionSession.visit_id)
        .join(InterventionOrder, InterventionOrder.id == InterventionSession.order_id)
        .join(Household, Household.id == InterventionSession.family_id)
        .join(Account, Account.id == Visit.worker_id)
        .where(InterventionSession.status == Status.TO_VALIDATE, session_reach.opened(actor, today, write=True))
        .order_by(InterventionSession.started_at, Visit.planned_on, sa.asc(InterventionSession.id))
        .limit(most)
    )
    return [
        Waiting(held, order, family, worker, would_count(held), doubts.of(session, held))
        for held, order, family, worker in session.exec(query).all()
    ]


def would_count(held: InterventionSession) -> Counted:
    return hours.made(held.started_at, held.ended_at) if held.started_at and held.ended_at else NOTHING


def validate(session: Session, actor: Actor, session_id: uuid.UUID, today: date, now: datetime) -> InterventionSession:
    """Freeze its hours.

    :raises Refusal: if it is not hers to validate, not waiting, or cannot be billed as it stands
    """
    held = _held(session, actor, session_id, "valider", today)
    if held.ended_at and held.ended_at > now:
        raise Impossible(
            "Cette séance finit plus tard que maintenant : renvoyez-la à son auteur, l’heure est à corriger."
        )
    visit = session.get_one(Visit, held.visit_id)
    for other, label in doubts.overlaps(session, held, visit):
        if other.status == Status.VALIDATED:
            raise Impossible(
                f"Cette séance, {doubts.span(held)}, chevauche celle {doubts.span(other)} ({label}), déjà validée : "
                "renvoyez l’une des deux."
            )
    counted = would_count(held)
    held.minutes_exact, held.minutes_billed = (counted.exact, counted.billed) if held.started_at else (None, 0)
    held.status = Status.VALIDATED if held.started_at else Status.NOT_DONE
    held.validated_at, held.validated_by, held.returned_words = now, actor.account_id, ""
    session.add(held)
    _seen(session, actor, held, now)
    _begin(session, actor, held, now)
    journal.note(session, actor, held.family_id, What.WRITE, SCREEN, now, subject_id=held.id)
    session.flush()
    return held


def send_back(
    session: Session, actor: Actor, session_id: uuid.UUID, words: str, today: date, now: datetime
) -> InterventionSession:
    """Its author reads why on her tablet, and corrects it.

    :raises Refusal: without a reason, or as :func:`validate`
    """
    held = _held(session, actor, session_id, "renvoyer", today)
    said = sound(words).strip()
    if not said:
        raise Impossible("Écrivez ce qui est à corriger : son auteur le lira sur sa tablette.")
    if len(said) > LONGEST_WORDS:
        raise Impossible(f"Ce mot est trop long : {LONGEST_WORDS} caractères au plus.")
    held.status, held.returned_words = Status.RUNNING, said
    session.add(held)
    _seen(session, actor, held, now)
    journal.note(session, actor, held.family_id, What.WRITE, SCREEN, now, subject_id=held.id)
    session.flush()
    return held


def _held(session: Session, actor: Actor, session_id: uuid.UUID, act: str, today: date) -> InterventionSession:
    if not lists.may(actor.role, "seance", act):
        raise NotAllowed
    held = session_reach.find(session, actor, session_id, today, write=True)
    session.refresh(held, with_for_update=True)  # a correction may be arriving from the tablet
    if held.status != Status.TO_VALIDATE:
        raise NotNow
    return held


def _seen(session: Session, actor: Actor, held: InterventionSession, now: datetime) -> None:
    record = session.get(SessionRecord, held.record_id) if held.record_id else None
    if record is not None:
        see(session, actor, record, now)


def see(session: Session, actor: Actor, record: SessionRecord, now: datetime) -> None:
    """« Vue par l’équipe »: the first opening by another account than its author's."""
    if record.seen_at is None and record.author_id != actor.account_id:
        record.seen_at, record.seen_by = now, actor.account_id
        session.add(record)


def _begin(session: Session, actor: Actor, held: InterventionSession, now: datetime) -> None:
    order = session.get_one(InterventionOrder, held.order_id, with_for_update=True)
    if held.status == Status.VALIDATED and order.status == OrderStatus.ACCEPTED:
        order.status = OrderStatus.RUNNING.value
        event = OrderEvent(
            order_id=order.id, family_id=order.family_id, at=now, account_id=actor.account_id, act="démarrer",
            from_status=OrderStatus.ACCEPTED.value, to_status=order.status,
        )  # fmt: skip
        session.add_all((order, event))
