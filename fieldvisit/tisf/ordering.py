"""An order is written: by whoever follows the family, or for the CAF, the MSA and mutuals by the association."""

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.journal import What
from fieldvisit.families import household
from fieldvisit.tisf import lists, order_care, order_fields, order_reach, order_tasks
from fieldvisit.tisf.goal import InterventionGoal, State
from fieldvisit.tisf.order import InterventionOrder, OrderEvent, Status
from fieldvisit.tisf.order_fields import Goal, Invalid
from fieldvisit.tisf.order_reach import ORDERS, RESPONSIBLE
from fieldvisit.words import Refusal

SCREEN = "interventions"
DRAFT, DRAFT_OWN = "rédiger", "rédiger (CAF, MSA, mutuelle)"
#: What the history calls a draft put right; it is no step of the circuits.
CHANGED = "modifier"
#: Key of the advisory lock under which a number is given, on PostgreSQL.
NUMBERING = 0x46560026


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas d’écrire un ordre d’intervention pour cette famille."


class NotADraft(Refusal):
    sentence = "Cet ordre n’est plus un brouillon : rechargez la page."


def may_draft(role: str) -> bool:
    return role in lists.who("ordre", DRAFT) | lists.who("ordre", DRAFT_OWN)


def funders_for(role: str) -> list[str]:
    """The funders whose orders this role writes, in the county's order."""
    own = role in lists.who("ordre", DRAFT_OWN)
    county = role in lists.who("ordre", DRAFT)
    return [code for code in lists.FUNDERS if (own if code in lists.ASSOCIATION else county)]


def services(session: Session, sectors) -> list[str]:
    """The associations that have a responsable in these sectors."""
    here = select(AccountSector.account_id).where(AccountSector.sector_id.in_(list(sectors)))
    query = select(Account.employer).where(
        Account.role == RESPONSIBLE, Account.employer != "", Account.disabled_at.is_(None), Account.id.in_(here)
    )
    return sorted(set(session.exec(query)))


def draft(
    session: Session,
    actor: Actor,
    family_id: uuid.UUID,
    told: Mapping,
    goals: Sequence[Mapping],
    today: date,
    now: datetime,
    source: str = "",
) -> InterventionOrder:
    """A new draft, with its number. ``told``: as ``order_fields.checked`` takes it.

    :raises Refusal: with what to change
    """
    family = household.find(session, actor, family_id, today)
    opened = household.open_to(actor, ORDERS, today, write=True).where(household.Household.id == family.id)
    if not may_draft(actor.role) or session.exec(opened).first() is None:
        raise NotAllowed
    values = order_fields.checked(told, today)
    listed = order_fields.goals(goals)
    _check_service(session, actor, values, family.id)
    if source and (known := of_source(session, actor, source, today)):
        return known
    made = InterventionOrder(
        family_id=family.id,
        number=_next_number(session, today),
        drafted_by=actor.account_id,
        drafted_at=now,
        source=source,
        **values,
    )
    session.add(made)
    session.flush()
    _write_goals(session, made, listed)
    note(session, actor, made, DRAFT_OWN if made.funder in lists.ASSOCIATION else DRAFT, "", made.status, now)
    if not order_fields.missing(made, listed):
        order_tasks.ask_validation(session, made, now)
    return made


def change(
    session: Session,
    actor: Actor,
    order_id: uuid.UUID,
    told: Mapping,
    goals: Sequence[Mapping],
    today: date,
    now: datetime,
) -> InterventionOrder:
    """A draft put right: by whoever wrote it, or whoever is to validate it.

    :raises Refusal: with what to change
    """
    order = order_reach.find(session, actor, order_id, today, write=True, lock=True)
    if not may_change(actor, order):
        raise NotADraft if order.status != Status.DRAFT else NotAllowed
    values = order_fields.checked(told, today, order.drafted_at.date() - order_fields.FURTHEST)
    listed = order_fields.goals(goals)
    _check_service(session, actor, values, order.family_id)
    for name, value in values.items():
        setattr(order, name, value)
    session.add(order)
    _write_goals(session, order, listed)
    note(session, actor, order, CHANGED, order.status, order.status, now)
    if not order_fields.missing(order, listed):
        order_tasks.ask_validation(session, order, now)
    return order


def may_change(actor: Actor, order: InterventionOrder) -> bool:
    if order.status != Status.DRAFT:
        return False
    if order.funder in lists.ASSOCIATION:
        return actor.role == RESPONSIBLE
    validates = actor.role in lists.who("ordre", "valider et transmettre")
    return order.drafted_by == actor.account_id or validates


def goals_of(session: Session, order_id: uuid.UUID) -> list[InterventionGoal]:
    query = select(InterventionGoal).where(InterventionGoal.order_id == order_id)
    return list(session.exec(query.order_by(InterventionGoal.rank)))


def of_source(session: Session, actor: Actor, source: str, today: date) -> InterventionOrder | None:
    """The order that was made of this request already, if it is open to the actor."""
    query = select(InterventionOrder).where(InterventionOrder.source == source, order_reach.opened(actor, today))
    return session.exec(query).first()


def history(session: Session, order_id: uuid.UUID) -> list[tuple[OrderEvent, str]]:
    """What was done with it, newest first, with who did it; whether it may be read is asked before."""
    query = (
        select(OrderEvent, Account.name)
        .join(Account, Account.id == OrderEvent.account_id)
        .where(OrderEvent.order_id == order_id)
        .order_by(sa.desc(OrderEvent.at), sa.desc(OrderEvent.id))
    )
    return list(session.exec(query))


def note(
    session: Session,
    actor: Actor,
    order: InterventionOrder,
    act: str,
    before: str,
    after: str,
    now: datetime,
    words: str = "",
) -> None:
    """A line of the order's history and of the journal, in the same transaction as the act."""
    session.add(
        OrderEvent(
            order_id=order.id,
            family_id=order.family_id,
            at=now,
            account_id=actor.account_id,
            act=act,
            from_status=before,
            to_status=after,
            words=words,
        )
    )
    journal.note(session, actor, order.family_id, What.WRITE, SCREEN, now, subject_id=order.id)


def _check_service(session: Session, actor: Actor, values: dict, family_id: uuid.UUID) -> None:
    if values["funder"] not in funders_for(actor.role):
        if values["funder"] in lists.ASSOCIATION:
            raise Invalid(
                "Les ordres CAF, MSA et mutuelle sont écrits par l’association : choisissez un autre financeur, ou "
                "demandez-le-lui."
            )
        raise Invalid("L’association écrit les ordres CAF, MSA et mutuelle ; ceux du Département viennent de lui.")
    here = session.get_one(household.Household, family_id).sector_id
    if actor.role == RESPONSIBLE:
        values["service"] = session.get_one(Account, actor.account_id).employer
    if values["service"] not in services(session, [here]):
        raise Invalid("Ce service n’intervient pas dans le secteur de la famille : choisissez-en un autre.")
    of_service = {one.id for one in order_care.of_service(session, values["service"], family_id)}
    if values["usual_worker_id"] is not None and values["usual_worker_id"] not in of_service:
        raise Invalid("L’intervenante habituelle n’est pas de ce service, ou n’intervient pas dans ce secteur.")
    if values["referent_id"] is not None:
        referent = session.get(Account, values["referent_id"])
        if referent is None or referent.disabled_at is not None:
            raise Invalid("Choisissez le référent dans la liste.")
        values["referent"] = values["referent"] or ", ".join(filter(None, (referent.name, referent.phone)))


def _write_goals(session: Session, order: InterventionOrder, listed: Sequence[Goal]) -> None:
    """A draft's goals in the order in which they stand; no session has spoken of them yet."""
    known = goals_of(session, order.id)
    for rank, one in enumerate(listed, start=1):
        goal = known[rank - 1] if rank <= len(known) else None
        if goal is None:
            goal = InterventionGoal(order_id=order.id, family_id=order.family_id, rank=rank, text="")
        goal.rank, goal.text, goal.indicator, goal.state = rank, one.text, one.indicator, State.NOT_BEGUN
        session.add(goal)
    for gone in known[len(listed) :]:
        session.delete(gone)
    session.flush()


def _next_number(session: Session, today: date) -> str:
    """« OI-2026-00012 ». Given one at a time."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(NUMBERING)))
    start = f"OI-{today.year}-"
    query = (
        select(InterventionOrder.number)
        .where(InterventionOrder.number >= start, InterventionOrder.number < start + ":")
        .order_by(sa.desc(sa.func.length(InterventionOrder.number)), sa.desc(InterventionOrder.number))
        .limit(1)
    )
    last = session.exec(query).first()
    rank = int(re.sub(r"\D", "", last[len(start) :]) or 0) if last else 0
    return f"{start}{rank + 1:05}"
