"""From a signed record to what is followed: each referral once, its task if the family accepted, the visits asked for.

Read again, or corrected, a record doubles nothing: a referral is known by its visit, its child and its orientation.
"""

import uuid
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.alerts import reach
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.referrals import proposals, said
from fieldvisit.referrals.referral import Referral, State
from fieldvisit.referrals.said import NEW_VISIT, Said
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task

#: When one looks whether a referral was followed.
ASKED_AFTER = timedelta(days=30)
WITHDRAWN = "Retirée par la correction de l’écrit."


def follow(session: Session, record: VisitRecord, on: date) -> None:
    """What this record says of referrals and visits; what a correction took back is cancelled. ``on``: its day."""
    listed = said.read(record.body)
    family = session.get_one(Household, record.family_id)
    known = set(session.exec(select(Person.id).where(Person.family_id == family.id, _alive()))) if listed else set()
    listed = [one for one in listed if not one.child or _id(one.child) in known]
    of_visit = f"orientation:{record.visit_id}:"
    begun = {_key(source): source for source in _sources(session, of_visit)}
    kept = {one.source: one for one in session.exec(select(Referral).where(Referral.visit_id == record.visit_id))}
    sources = set()
    for one in listed:
        if one.code == NEW_VISIT or one.state is None:
            continue
        source = begun.get((one.child, one.code)) or f"{of_visit}{one.item}:{one.child}:{one.code}"
        sources.add(source)
        _keep(session, record, family, one, source, kept.get(source), on)
    if record.corrects_id is not None:
        _withdraw(session, record, {source for source in (*begun.values(), *kept)} - sources, kept)
    proposals.propose(session, record, family, listed, on)


def open_task(
    session: Session, family: Household, referral: Referral, on: date, now, assigned_to: uuid.UUID | None = None
) -> Task:
    """The task of an accepted referral: whoever proposed it asks after it, a month later."""
    task = tasks.open_task(
        session,
        sector_id=family.sector_id,
        family_id=family.id,
        person_id=referral.person_id,
        kind=Kind.REFERRAL,
        label=referral.label,
        compartment=referral.place,
        assigned_to=assigned_to or referral.author_id,
        created_by=referral.author_id,
        due_on=on + ASKED_AFTER,
        source=referral.source,
        now=now,
    )
    tasks.resume(session, task)
    session.flush()
    referral.task_id = task.id
    return task


def _keep(session, record: VisitRecord, family: Household, one: Said, source: str, known: Referral | None, on) -> None:
    child = _id(one.child)
    accepted = one.state is State.ACCEPTED
    if known is None and accepted and _is_followed(session, family.id, child, one.label, source):
        return
    referral = known or Referral(
        family_id=family.id,
        person_id=child,
        visit_id=record.visit_id,
        record_id=record.id,
        author_id=record.author_id,
        code=one.code,
        label=one.label,
        place=one.place,
        state=one.state,
        said=one.state,
        source=source,
        said_on=on,
        words=one.words,
    )
    if known is not None:
        # What the office noted since stands, unless the record itself now says otherwise.
        if known.said != one.state or known.state == State.WITHDRAWN:
            known.state = known.said = one.state
        known.record_id, known.words = record.id, one.words or known.words
        _close_in(session, known, one.place)
    session.add(referral)
    session.flush()
    if referral.state == State.ACCEPTED:
        task = open_task(session, family, referral, on, record.received_at)
        if one.outcome and task.closed_at is None:
            tasks.note_outcome(session, task, one.outcome, record.author_id, record.received_at)
    elif known is not None:
        tasks.cancel_of(session, source=source, why=WITHDRAWN, now=record.received_at)
    session.add(referral)


def _close_in(session: Session, known: Referral, place: str) -> None:
    """A correction may say what was confided: it is read by nobody more than either writing, and its task neither."""
    known.place = reach.most_closed(known.place, place)
    for task in session.exec(select(Task).where(Task.source == known.source, Task.compartment != known.place)):
        task.compartment = known.place
        session.add(task)


def _withdraw(session: Session, record: VisitRecord, gone: set[str], kept: dict[str, Referral]) -> None:
    for source in gone:
        tasks.cancel_of(session, source=source, why=WITHDRAWN, now=record.received_at)
        if source in kept:
            kept[source].state = State.WITHDRAWN
            session.add(kept[source])


def _sources(session: Session, prefix: str) -> list[str]:
    return list(session.exec(select(Task.source).where(Task.source.startswith(prefix, autoescape=True))))


def _key(source: str) -> tuple[str, str]:
    child, code = source.split(":")[-2:]
    return child, code


def _is_followed(session: Session, family_id: uuid.UUID, child: uuid.UUID | None, label: str, source: str) -> bool:
    """The same referral said again at a later visit, while the first one is open, is the first one."""
    same = select(Task.id).where(
        Task.family_id == family_id,
        Task.person_id == child,
        Task.kind == Kind.REFERRAL,
        Task.label == label,
        Task.source != source,
        Task.closed_at.is_(None),
    )
    return session.exec(same).first() is not None


def _alive():
    return sa.and_(Person.deceased_on.is_(None), Person.set_aside_at.is_(None))


def _id(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
