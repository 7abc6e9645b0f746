"""Tasks about an order, for the coordinator of its family's sector: to validate, to extend, hours that run out."""

import uuid
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.families.household import Household
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Outcome, Task
from fieldvisit.tisf import lists
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.order_reach import ORDERS

COORDINATOR = "coordinatrice"


def open_one(
    session: Session, order: InterventionOrder, source: str, label: str, now: datetime, due_on: date | None = None
) -> None:
    task = tasks.open_task(
        session,
        sector_id=session.get_one(Household, order.family_id).sector_id,
        family_id=order.family_id,
        kind=Kind.TISF,
        label=f"{label} ({order.number})",
        compartment=ORDERS,
        role=COORDINATOR,
        source=source,
        due_on=due_on,
        now=now,
    )
    tasks.resume(session, task)


def ask_validation(session: Session, order: InterventionOrder, now: datetime) -> None:
    """A draft of the county waits for whoever validates it."""
    if order.funder not in lists.ASSOCIATION:
        open_one(session, order, to_validate(order), f"Ordre à valider : {lists.FRAMES[order.frame]}", now)


def validated(session: Session, order: InterventionOrder, by: uuid.UUID, now: datetime) -> None:
    _done(session, Task.source == to_validate(order), by, now)


def ask_extension(session: Session, order: InterventionOrder, wanted: str, now: datetime) -> None:
    open_one(session, order, f"{_extension(order)}{now.timestamp():.0f}", f"Prolongation demandée : {wanted}", now)


def extended(session: Session, order: InterventionOrder, by: uuid.UUID, now: datetime) -> None:
    _done(session, Task.source.startswith(_extension(order)), by, now)


def tell_prescriber(
    session: Session, order: InterventionOrder, report_id: uuid.UUID, label: str, to: Account | None, now: datetime
) -> None:
    """A report of the order is there to be read: by ``to``, else by the sector's coordinator."""
    task = tasks.open_task(
        session,
        sector_id=session.get_one(Household, order.family_id).sector_id,
        family_id=order.family_id,
        kind=Kind.TISF,
        label=f"{label} ({order.number})",
        compartment="releves_bilans",
        role="" if to else COORDINATOR,
        assigned_to=to.id if to else None,
        source=f"order:{order.id}:bilan:{report_id}",
        now=now,
    )
    tasks.resume(session, task)


def order_id_of(task: Task) -> uuid.UUID | None:
    """The order that a task is about, or none."""
    prefix, _, rest = task.source.partition(":")
    if prefix not in ("order", "order-warning"):
        return None
    try:
        return uuid.UUID(rest.partition(":")[0])
    except ValueError:
        return None


def to_validate(order: InterventionOrder) -> str:
    return f"order:{order.id}:valider"


def _extension(order: InterventionOrder) -> str:
    return f"order:{order.id}:prolonger:"


def _done(session: Session, which, by: uuid.UUID, now: datetime) -> None:
    for task in session.exec(select(Task).where(which, Task.closed_at.is_(None))).all():
        tasks.note_outcome(session, task, Outcome.DONE, by, now)
