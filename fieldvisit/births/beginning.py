"""What begins with a notice that found its family: somebody is chosen, a letter goes out. Once for twins."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.births import clock
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.families.household import Household
from fieldvisit.tasks.task import Kind as TaskKind
from fieldvisit.tasks.task import Task

#: Twins are born on one day, or on both sides of midnight.
TWINS = timedelta(days=1)
BEGINS = (TaskKind.ASSIGN, TaskKind.LETTER)


def begin(session: Session, actor: Actor, notice: Notice, now: datetime) -> None:
    """The tasks of this notice that were not opened yet."""
    family = session.get_one(Household, notice.family_id).label
    of_what = {Kind.BIRTH: "la naissance", Kind.PREGNANCY: "la déclaration de grossesse"}[Kind(notice.kind)]
    opened = set(session.exec(select(Task.source).where(Task.source.in_([source(notice, one) for one in BEGINS]))))
    for kind, label, due in (
        (TaskKind.ASSIGN, f"Affecter {of_what} : {family}", clock.assign_by(notice.received_on)),
        (TaskKind.LETTER, f"Courrier d’offre de service : {family}", notice.received_on + clock.ALL),
    ):
        if source(notice, kind) not in opened:
            session.add(
                Task(
                    sector_id=notice.sector_id,
                    family_id=notice.family_id,
                    person_id=notice.person_id,
                    kind=kind,
                    label=label,
                    source=source(notice, kind),
                    due_on=due,
                    created_at=now,
                    created_by=actor.account_id,
                )
            )


def source(notice: Notice, kind: TaskKind) -> str:
    return f"notice:{notice.id}:{kind}"


def together(session: Session, notice: Notice) -> list[Notice]:
    """The notices of the family that are one event: of twins, and this one."""
    query = select(Notice).where(
        Notice.family_id == notice.family_id,
        Notice.kind == notice.kind,
        Notice.status.in_((Status.TO_ASSIGN, Status.ASSIGNED, Status.CONTACTED)),
    )
    day = day_of(notice)
    return [one for one in session.exec(query) if one.id == notice.id or abs(day_of(one) - day) <= TWINS]


def follow_family(session: Session, home: Household) -> None:
    """The family's notices are of the sector where it lives now."""
    moved = sa.update(Notice).where(Notice.family_id == home.id).values(sector_id=home.sector_id)
    session.execute(moved.execution_options(synchronize_session="fetch"))


def day_of(notice: Notice) -> date:
    code = "due_date" if notice.kind == Kind.PREGNANCY else "birth_date"
    return date.fromisoformat(notice.said[code])
