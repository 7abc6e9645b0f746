"""Open tasks as « À faire » lists them: orientations to follow, and the rest."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.due.band import Priority, in_force
from fieldvisit.due.listed import Asked, Line, Tab, What
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.tasks import reach, tasks
from fieldvisit.tasks.task import Kind, Task

#: Whose label alone would not say what it is.
NAMED = (Kind.REFERRAL, Kind.CALL, Kind.DOCTOR_LINK)


def lines(session: Session, actor: Actor, asked: Asked, today: date, most: int, skip: int) -> list[Line]:
    whole = reach.whole(actor, today, joined=True)
    query = (
        _found(actor, asked, today)
        .with_only_columns(Task, Household.label, Household.city, in_force, Priority.chosen, whole.label("whole"))
        .order_by(in_force, Task.due_on.is_(None), Task.due_on, Task.created_at, Task.id)
        .limit(most)
        .offset(skip)
    )
    return [_line(actor, *row) for row in session.execute(query)]


def some(actor: Actor, asked: Asked, today: date):
    """Query of what would be listed, to be counted."""
    return _found(actor, asked, today)


def _line(actor: Actor, task: Task, family: str | None, city: str | None, band: int, chosen, whole) -> Line:
    shown = tasks.Shown(task, bool(whole), bool(whole) and tasks.may_act(actor, task))
    return Line(
        What.TASK,
        task.id,
        task.family_id,
        family or "",
        city or "",
        label=label(shown),
        code=task.kind,
        kind=task.visit_kind if whole else "",
        trade=task.role,
        subject_id=task.person_id if whole else None,
        due=task.due_on,
        late=task.due_on,
        band=band,
        chosen=chosen is not None,
        whole=bool(whole),
        may_close=shown.may_act,
        worker_id=task.assigned_to,
    )


def label(shown: tasks.Shown) -> str:
    """« Orientation : CAMSP »; the kind alone for whoever may know no more."""
    kind = shown.task.kind
    return f"{Kind(kind).label} : {shown.label}" if shown.whole and kind in NAMED else shown.label


def _found(actor: Actor, asked: Asked, today: date) -> sa.Select:
    kinds = Task.kind == Kind.REFERRAL
    if asked.tab is Tab.ASSIGN:
        kinds = Task.kind == Kind.ASSIGN
    elif asked.tab is Tab.TASKS:
        kinds = Task.kind.not_in((Kind.REFERRAL, Kind.ASSIGN))
    named = sa.or_(Task.family_id.is_(None), household.opened(actor, "identite_foyer", today))
    query = (
        sa.select(Task.id)
        .outerjoin(Household, Household.id == Task.family_id)
        .outerjoin(Priority, Priority.family_id == Task.family_id)
        .where(
            Task.sector_id.in_(asked.sectors),
            Task.closed_at.is_(None),
            kinds,
            named,
            tasks.visible(actor, today, joined=True),
        )
    )
    if asked.band:
        query = query.where(in_force == asked.band)
    if asked.worker:
        query = query.where(Task.assigned_to == asked.worker)
    if asked.trade:
        query = query.where(Task.role == asked.trade)
    return query
