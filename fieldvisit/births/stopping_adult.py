"""What ends with a parent’s death: what was for that parent alone. The children’s visits stay, and are looked at."""

import uuid
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.births.notice import Kind, Notice, Status
from fieldvisit.births.stopping import OF_THE_MOTHER, WHY, Stopped, cancel, linked
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.families.contact import Contact, Result
from fieldvisit.families.person import Person, Pregnancy, Role
from fieldvisit.families.support import Support
from fieldvisit.schedule.visit import Visit
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Task

_WAITING = (Status.TO_MATCH, Status.TO_ASSIGN, Status.ASSIGNED, Status.CONTACTED)


def stop(session: Session, person: Person, today: date, now: datetime) -> Stopped:
    """As ``stopping.stop``, of an adult of the household, in the caller's transaction."""
    done = Stopped()
    pregnancies = set(session.exec(select(Pregnancy.id).where(Pregnancy.mother_id == person.id)))
    hers = {person.id, *pregnancies, *session.exec(select(Support.id).where(Support.person_id == person.id))}
    for visit, worker, subjects in linked(session, person.family_id):
        if _is_hers(visit, person, subjects, hers):
            cancel(session, visit, worker, done, today)
        else:
            done.kept.append(visit)
    query = select(Contact).where(Contact.person_id == person.id, Contact.result == Result.PLANNED)
    for one in session.exec(query):
        done.contacts.append([str(one.id), str(one.result)])
        one.result = Result.CANCELLED
        session.add(one)
    done.tasks += [
        str(one) for one in session.exec(select(Task.id).where(Task.person_id == person.id, Task.closed_at.is_(None)))
    ]
    if done.tasks:
        tasks.cancel_of(session, person_id=person.id, why=WHY, now=now)
    query = select(Notice).where(
        Notice.kind == Kind.PREGNANCY, Notice.pregnancy_id.in_(pregnancies), Notice.status.in_(_WAITING)
    )
    for one in session.exec(query):
        done.notices.append([str(one.id), str(one.status)])
        one.status = Status.SETTLED
        session.add(one)
    for one in session.exec(select(FollowUp).where(FollowUp.person_id == person.id, FollowUp.ended_on.is_(None))):
        done.follow_ups.append(str(one.id))
        one.ended_on = today
        session.add(one)
    session.flush()
    return done


def _is_hers(visit: Visit, person: Person, subjects: set[uuid.UUID], hers: set[uuid.UUID]) -> bool:
    """Whether nobody else awaits this visit."""
    if subjects:
        return subjects <= hers
    return visit.kind in OF_THE_MOTHER and person.role == Role.MOTHER
