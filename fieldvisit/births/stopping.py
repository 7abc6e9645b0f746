"""What ends with a child's death: its visits, reminders and letters – and how they come back after an error.

A visit that another child or the mother awaits stays: the postnatal interview is offered all the same (CSP L2122-1).
What a tablet is writing is never touched: its record is taken, whatever the office says meanwhile.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.due.item import DueItem
from fieldvisit.families import age
from fieldvisit.families.contact import Contact, Result
from fieldvisit.families.expecting import Outcome as PregnancyOutcome
from fieldvisit.families.person import Person, Pregnancy, Role
from fieldvisit.schedule.running import RunningVisit
from fieldvisit.schedule.visit import Status as VisitStatus
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Outcome, Task

#: Said on a visit or a task that ended so. Sober, and without the child's name.
WHY = "Avis de décès reçu"
CANCELLABLE = (VisitStatus.PLANNED, VisitStatus.CONFIRMED, VisitStatus.ON_THE_WAY)
#: Ages in months at which a child may be the one that a visit of this type is for; the others are for anybody.
AGES = {
    "vad_sortie": (0, 2),
    "vad_1m": (0, 3),
    "vad_prema": (0, 12),
    "pesee_seule": (0, 36),
    "vad_2_3m": (1, 5),
    "vad_4m": (2, 7),
    "vad_9m": (7, 13),
    "vad_12m": (10, 18),
    "vad_24m": (18, 32),
    "bsem": (30, 72),
}
#: Never about a child that was born.
OF_THE_MOTHER = frozenset({"vad_prenatale"})
#: A midwife's follow-up is the mother's, whatever became of the child.
MOTHERS_WORKERS = frozenset({"sage_femme_pmi"})
CHILDHOOD = 72
#: Twins, and the end of their pregnancy.
_NEAR = timedelta(days=3)


@dataclass
class Stopped:
    """By table, what was put out of force and how it stood before. ``warn``: whom to tell today."""

    visits: list = field(default_factory=list)
    tasks: list = field(default_factory=list)
    contacts: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    pregnancies: list = field(default_factory=list)
    follow_ups: list = field(default_factory=list)
    warn: list = field(default_factory=list)
    kept: list = field(default_factory=list)

    def as_kept(self) -> dict:
        names = ("visits", "tasks", "contacts", "notices", "pregnancies", "follow_ups")
        return {name: getattr(self, name) for name in names}


def stop(session: Session, child: Person, today: date, now: datetime) -> Stopped:
    """Everything about this child that is still to come, in the caller's transaction."""
    done = Stopped()
    people = session.exec(select(Person).where(Person.family_id == child.family_id, Person.set_aside_at.is_(None)))
    others = [
        one
        for one in people
        if one.role == Role.CHILD and one.id != child.id and one.deceased_on is None and _is_child(one, today)
    ]
    _visits(session, child, others, done, today)
    _letters(session, child, others, done)
    _tasks(session, child, done, now)
    _notices(session, child, done)
    _pregnancy(session, child, others, done)
    for one in session.exec(select(FollowUp).where(FollowUp.person_id == child.id, FollowUp.ended_on.is_(None))):
        done.follow_ups.append(str(one.id))
        one.ended_on = today
        session.add(one)
    session.flush()
    return done


def resume(session: Session, kept: dict, today: date) -> int:
    """Put back what is still as it was left; a visit whose day has passed stays cancelled.

    :return: how many visits are planned again
    """
    again = 0
    for visit_id, status in kept.get("visits", []):
        visit = session.get(Visit, uuid.UUID(visit_id))
        if visit and visit.status == VisitStatus.CANCELLED and visit.cancel_reason == WHY and visit.planned_on >= today:
            visit.status, visit.cancel_reason = status, ""
            session.add(visit)
            again += 1
    for task_id in kept.get("tasks", []):
        task = session.get(Task, uuid.UUID(task_id))
        if task and task.outcome == Outcome.CANCELLED and task.closing_note == WHY:
            task.closed_at, task.closed_by, task.outcome, task.closing_note = None, None, "", ""
            session.add(task)
    for table, name, field_name, now_is in (
        (Contact, "contacts", "result", Result.CANCELLED),
        (Notice, "notices", "status", Status.SETTLED),
        (Pregnancy, "pregnancies", "outcome", PregnancyOutcome.DIED_AFTER),
    ):
        for row_id, before in kept.get(name, []):
            row = session.get(table, uuid.UUID(row_id))
            if row and getattr(row, field_name) == now_is:
                setattr(row, field_name, before)
                session.add(row)
    for row_id in kept.get("follow_ups", []):
        follow_up = session.get(FollowUp, uuid.UUID(row_id))
        if follow_up and follow_up.ended_by is None:
            follow_up.ended_on = None
            session.add(follow_up)
    session.flush()
    return again


def _is_child(one: Person, today: date) -> bool:
    return one.birth_date is None or age.months(one.birth_date, today) < CHILDHOOD


def _visits(session: Session, child: Person, others: list[Person], done: Stopped, today: date) -> None:
    for visit, worker, subjects in linked(session, child.family_id):
        if _is_about(visit, worker, child, others, subjects):
            cancel(session, visit, worker, done, today)
        elif visit.kind not in OF_THE_MOTHER:
            done.kept.append(visit)


def linked(session: Session, family_id: uuid.UUID) -> list[tuple[Visit, Account, set[uuid.UUID]]]:
    """The family's visits that may still be cancelled, held, each with whom the due list planned it for."""
    query = (
        select(Visit, Account)
        .join(Account, Account.id == Visit.worker_id)
        .where(
            Visit.family_id == family_id,
            Visit.status.in_(CANCELLABLE),
            Visit.id.not_in(select(RunningVisit.visit_id)),
        )
        .with_for_update(of=Visit)
    )
    found = session.exec(query).all()
    planned_for = select(DueItem.visit_id, DueItem.subject_id)
    subjects: dict[uuid.UUID, set] = {}
    for visit_id, subject_id in session.exec(planned_for.where(DueItem.visit_id.in_([visit.id for visit, _ in found]))):
        subjects.setdefault(visit_id, set()).add(subject_id)
    return [(visit, worker, subjects.get(visit.id, set())) for visit, worker in found]


def cancel(session: Session, visit: Visit, worker: Account, done: Stopped, today: date) -> None:
    done.visits.append([str(visit.id), str(visit.status)])
    if visit.planned_on == today:
        at = f" à {visit.planned_at:%H:%M}" if visit.planned_at else ""
        done.warn.append(f"Prévenez {worker.name} : sa visite d’aujourd’hui{at} est annulée.")
    visit.status, visit.cancel_reason = VisitStatus.CANCELLED, WHY
    session.add(visit)


def _is_about(visit: Visit, worker: Account, child: Person, others: list[Person], subjects: set) -> bool:
    """Whether the visit has no reason left. ``subjects``: whom the due list planned it for."""
    if visit.kind in OF_THE_MOTHER:
        return False
    if subjects:
        return subjects == {child.id}
    if visit.kind not in AGES:
        return not others and worker.role not in MOTHERS_WORKERS
    return not any(_fits(visit, one) for one in others)


def _fits(visit: Visit, child: Person) -> bool:
    low, high = AGES[visit.kind]
    return child.birth_date is None or low <= age.months(child.birth_date, visit.planned_on) <= high


def _letters(session: Session, child: Person, others: list[Person], done: Stopped) -> None:
    """Letters and messages still to be sent: the child's, and the family's if it has no other child."""
    whose = Contact.person_id == child.id
    if not others:
        whose = sa.or_(whose, Contact.person_id.is_(None))
    query = select(Contact).where(Contact.family_id == child.family_id, Contact.result == Result.PLANNED, whose)
    for one in session.exec(query):
        done.contacts.append([str(one.id), str(one.result)])
        one.result = Result.CANCELLED
        session.add(one)


def _tasks(session: Session, child: Person, done: Stopped, now: datetime) -> None:
    query = select(Task.id).where(Task.person_id == child.id, Task.closed_at.is_(None))
    done.tasks += [str(one) for one in session.exec(query)]
    if done.tasks:
        tasks.cancel_of(session, person_id=child.id, why=WHY, now=now)


def _notices(session: Session, child: Person, done: Stopped) -> None:
    query = select(Notice).where(
        Notice.kind == Kind.BIRTH,
        Notice.person_id == child.id,
        Notice.status.in_((Status.TO_MATCH, Status.TO_ASSIGN, Status.ASSIGNED, Status.CONTACTED)),
    )
    for one in session.exec(query):
        done.notices.append([str(one.id), str(one.status)])
        one.status = Status.SETTLED
        session.add(one)


def _pregnancy(session: Session, child: Person, others: list[Person], done: Stopped) -> None:
    """The outcome of the pregnancy that this child alone was born of."""
    born = child.birth_date
    if born is None or any(one.birth_date and abs(one.birth_date - born) < _NEAR for one in others):
        return
    for one in session.exec(select(Pregnancy).where(Pregnancy.family_id == child.family_id)):
        if one.ended_on and abs(one.ended_on - born) < _NEAR and one.outcome == PregnancyOutcome.BORN:
            done.pregnancies.append([str(one.id), str(one.outcome)])
            one.outcome = PregnancyOutcome.DIED_AFTER
            session.add(one)
