"""A request for a family worker, born from an interview or a visit, becomes a draft in one tap, to complete."""

import uuid
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from sqlmodel import Session

from fieldvisit.access.account import Account, Actor
from fieldvisit.families import household
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Outcome, Task
from fieldvisit.tisf import order_tasks, ordering
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.order_reach import RESPONSIBLE
from fieldvisit.words import Refusal

#: What is put first, and changed by whoever writes the order (domain §8.2 gives no figure for the hours).
SOON, MONTHS, HOURS = timedelta(days=7), relativedelta(months=3), "40"
FIRST_STEPS = "Premiers pas"


class NotARequest(Refusal):
    sentence = "Cette demande n’existe plus ou ne vous est pas ouverte."


def prefilled(session: Session, actor: Actor, family_id: uuid.UUID, today: date, task: Task | None = None) -> dict:
    """What the form shows first, as it would be typed.

    :raises Refusal: if the family is not open to this actor
    """
    family = household.find(session, actor, family_id, today)
    account = session.get_one(Account, actor.account_id)
    services = ordering.services(session, [family.sector_id])
    own = actor.role == RESPONSIBLE
    first = bool(task and FIRST_STEPS in task.label)
    begin = today + SOON
    return {
        "frame": "premiers_pas" if first else "tisf",
        "funder": "caf" if own else "dep_ase" if actor.role == "referent_ase" else "dep_pmi",
        "motive": "soutien_perinatal_precoce" if first else "naissance" if own else "soutien_a_la_fonction_parentale",
        "level": "niveau_2",
        "starts_on": begin,
        "ends_on": begin + MONTHS - timedelta(days=1),
        "hours_granted": HOURS,
        "service": account.employer if own else services[0] if len(services) == 1 else "",
        "referent_id": None if own else actor.account_id,
        "referent": "" if own else ", ".join(filter(None, (account.name, account.phone))),
        "contribution_scheme": "gratuit",
        "daily_notes": family.daily_instructions,
        "review_on": begin + relativedelta(days=45),
    }


def may_take_up(actor: Actor, task: Task) -> bool:
    """Whether this task asks for an order and this actor writes one."""
    asks = task.kind == Kind.TISF and task.closed_at is None and order_tasks.order_id_of(task) is None
    return asks and task.family_id is not None and "dep_pmi" in ordering.funders_for(actor.role)


def take_up(session: Session, actor: Actor, task_id: uuid.UUID, today: date, now: datetime) -> InterventionOrder:
    """The draft that this request becomes, or became; the request is done.

    :raises Refusal: if it is none, or this actor may not write it
    """
    shown = tasks.find(session, actor, task_id, today)
    task = shown.task
    source = f"task:{task.id}"
    known = ordering.of_source(session, actor, source, today)
    if known is not None:
        return known
    if not shown.may_act or not may_take_up(actor, task):
        raise NotARequest
    told = prefilled(session, actor, task.family_id, today, task)
    order = ordering.draft(session, actor, task.family_id, told, [], today, now, source)
    tasks.note_outcome(session, task, Outcome.DONE, actor.account_id, now, f"Ordre {order.number}")
    return order
