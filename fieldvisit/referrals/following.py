"""What becomes of a referral: to whom, when sent, what was answered, seen or not. Each change keeps who, when and what
stood before. Who may read one is asked in the query (``tasks/reach.py``): what may not be read is not found.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.families.age import PARIS
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.referrals import opening
from fieldvisit.referrals.noted import NAMES, Invalid, Noted, checked, in_words
from fieldvisit.referrals.referral import Referral, ReferralStep, State
from fieldvisit.tasks import reach, tasks
from fieldvisit.tasks.task import Outcome, Task
from fieldvisit.words import Refusal

NOTE, CLOSED = "Mot", "Close"


class NotFound(Refusal):
    sentence = "Cette orientation n’existe pas ou ne vous est pas ouverte."


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas de suivre cette orientation."


@dataclass(frozen=True)
class Shown:
    """``about``: first name of the child, or ""; ``late``: no answer by the day it was to be asked after."""

    referral: Referral
    task: Task | None
    about: str
    author: str
    late: bool
    may_write: bool

    @property
    def is_open(self) -> bool:
        return self.task is not None and self.task.closed_at is None


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[Shown]:
    """Those that this actor reads: what is open first, the oldest before. Whoever shows them journals the reading."""
    found = _shown(session, actor, Referral.family_id == family_id, today)
    return sorted(found, key=lambda one: (not one.is_open, one.referral.state != State.THINKING))


def of_tasks(session: Session, task_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Referral]:
    """The referrals of these tasks, whoever may read them: the caller has asked that of the tasks."""
    found = session.exec(select(Referral).where(Referral.task_id.in_(task_ids))) if task_ids else ()
    return {one.task_id: one for one in found}


def find(session: Session, actor: Actor, referral_id: uuid.UUID, today: date) -> Shown:
    """:raises NotFound: if it does not exist or this actor may not read it"""
    found = _shown(session, actor, Referral.id == referral_id, today)
    if not found:
        raise NotFound
    return found[0]


def note(session: Session, actor: Actor, referral_id: uuid.UUID, noted: Noted, now: datetime) -> Referral:
    """Set the follow-up down; what did not change leaves no line. Accepted since, it has its task from now on.

    :raises Refusal: with what to change, if it is not theirs to follow, or is closed
    """
    shown = _held(session, actor, referral_id, now)
    one, today = shown.referral, now.astimezone(PARIS).date()
    given = checked(noted, one, today)
    for name, value in given.items():
        before = getattr(one, name)
        if before != value:
            _step(session, actor, one, NAMES[name], in_words(name, before), in_words(name, value), now)
            setattr(one, name, value)
    session.add(one)
    if one.state == State.ACCEPTED:
        family = session.get_one(Household, one.family_id)
        task = shown.task or opening.open_task(session, family, one, today, now)
        tasks.resume(session, task)
        task.due_on = one.remind_on or (one.sent_on or one.said_on) + opening.ASKED_AFTER
        session.add(task)
    elif shown.task is not None:
        tasks.cancel_of(session, source=one.source, why=f"La famille : {State(one.state).label.lower()}.", now=now)
    _journal(session, actor, one, now)
    return one


def add_words(session: Session, actor: Actor, referral: Referral, words: str, now: datetime) -> None:
    """A short note beside the follow-up, as a tablet sends it. Said again it is not written twice."""
    same = select(ReferralStep.id).where(
        ReferralStep.referral_id == referral.id, ReferralStep.what == NOTE, ReferralStep.after == words
    )
    if session.exec(same.where(ReferralStep.account_id == actor.account_id)).first() is None:
        _step(session, actor, referral, NOTE, "", words, now)
        session.add(referral)


def close(session: Session, actor: Actor, referral_id: uuid.UUID, outcome: str, words: str, now: datetime) -> Task:
    """« Fait », « Non fait » or « Perdu de vue », as for any task.

    :raises Refusal: if it is not open, not theirs, or the answer is not whole
    """
    shown = _held(session, actor, referral_id, now)
    if shown.task is None:
        raise Invalid("Rien n’est à clore : la famille n’a pas accepté cette orientation.")
    closed = tasks.close(session, actor, shown.task.id, outcome, words, now)
    said = Outcome(outcome).label + (f" – {closed.closing_note}" if closed.closing_note else "")
    _step(session, actor, shown.referral, CLOSED, "", said, now)
    return closed


def history(session: Session, referral_id: uuid.UUID) -> list[tuple[ReferralStep, str]]:
    """What was noted, oldest first, each with the name of who did."""
    query = (
        select(ReferralStep, Account.name)
        .join(Account, Account.id == ReferralStep.account_id)
        .where(ReferralStep.referral_id == referral_id)
        .order_by(ReferralStep.at, ReferralStep.id)
    )
    return list(session.exec(query))


def _shown(session: Session, actor: Actor, which, today: date) -> list[Shown]:
    query = (
        sa.select(Referral, Task, Person.first_name, Account.name)
        .outerjoin(Task, Task.id == Referral.task_id)
        .outerjoin(Person, Person.id == Referral.person_id)
        .join(Account, Account.id == Referral.author_id)
        .where(which, reach.readable(actor, today, Referral.family_id, Referral.place, Referral.author_id))
        .order_by(Referral.said_on, Referral.id)
        .execution_options(populate_existing=True)
    )
    return [
        Shown(
            referral,
            task,
            about or "",
            author,
            late=task is not None and task.closed_at is None and task.due_on is not None and task.due_on < today,
            may_write=_may_write(actor, referral, task),
        )
        for referral, task, about, author in session.execute(query)
    ]


def _may_write(actor: Actor, referral: Referral, task: Task | None) -> bool:
    if referral.state in (State.WITHDRAWN, State.DROPPED) or (task is not None and _is_done(task)):
        return False
    if task is not None and tasks.may_act(actor, task):
        return True
    own = referral.author_id == actor.account_id
    return own or roles.right(actor.role, reach.PLANNING).write is Reach.ALL


def _is_done(task: Task) -> bool:
    return task.closed_at is not None and task.outcome != Outcome.CANCELLED


def _held(session: Session, actor: Actor, referral_id: uuid.UUID, now: datetime) -> Shown:
    session.exec(select(Referral.id).where(Referral.id == referral_id).with_for_update()).all()
    shown = find(session, actor, referral_id, now.astimezone(PARIS).date())
    if not shown.may_write:
        raise NotYours("Cette orientation est close : elle ne se modifie plus.") if not shown.is_open else NotYours
    return shown


def _step(session, actor: Actor, one: Referral, what: str, before: str, after: str, now: datetime) -> None:
    session.add(
        ReferralStep(referral_id=one.id, at=now, account_id=actor.account_id, what=what, before=before, after=after)
    )


def _journal(session: Session, actor: Actor, one: Referral, now: datetime) -> None:
    journal.note(session, actor, one.family_id, What.WRITE, "orientations", now, subject_id=one.id)
