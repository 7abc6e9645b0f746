"""What is done with tasks: opened by a room, given to somebody, closed with its outcome, cancelled when it is void.

Who may see one is asked in the query (``tasks/reach.py``): what may not be read is not found.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles, secrecy
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.families.age import PARIS
from fieldvisit.families.household import Household
from fieldvisit.tasks import reach
from fieldvisit.tasks.task import Kind, Outcome, Task
from fieldvisit.words import Refusal

LONGEST_NOTE = 2000
#: What a person may answer; « annulé » is what a room says of a task that has become void.
ANSWERS = (Outcome.DONE, Outcome.NOT_DONE, Outcome.LOST)


class NotFound(Refusal):
    sentence = "Cette tâche n’existe pas ou ne vous est pas ouverte."


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas de s’occuper de cette tâche."


class Closed(Refusal):
    sentence = "Cette tâche est déjà close."


class Invalid(Refusal):
    sentence = "Cette tâche ne peut pas être close ainsi."


@dataclass(frozen=True)
class Shown:
    """A task as one reader may see it. Not ``whole``: only its kind may be said, and nothing done."""

    task: Task
    whole: bool
    may_act: bool

    @property
    def label(self) -> str:
        return self.task.label if self.whole else Kind(self.task.kind).label

    @property
    def note(self) -> str:
        return self.task.note if self.whole else ""


def open_task(
    session: Session,
    *,
    sector_id: uuid.UUID,
    kind: Kind,
    label: str,
    source: str,
    now: datetime,
    family_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
    note: str = "",
    compartment: str = reach.PLANNING,
    role: str = "",
    assigned_to: uuid.UUID | None = None,
    due_on: date | None = None,
    created_by: uuid.UUID | None = None,
    visit_kind: str = "",
) -> Task:
    """The task of this source: a new one, or the one that it made already, as it stands now.

    :raises ValueError: if there is no such compartment
    """
    if compartment not in secrecy.PLACES:
        raise ValueError(f"no such compartment: {compartment}")
    known = _of_source(session, source)
    if known is not None:
        return known
    made = Task(
        sector_id=sector_id,
        kind=Kind(kind),
        label=label,
        source=source,
        created_at=now,
        family_id=family_id,
        person_id=person_id,
        note=note,
        compartment=compartment,
        role=role,
        assigned_to=assigned_to,
        due_on=due_on,
        created_by=created_by,
        visit_kind=visit_kind,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except sa.exc.IntegrityError:
        known = _of_source(session, source)  # another hand opened it between the two
        if known is None:
            raise
        return known
    return made


def visible(actor: Actor, today: date, *, joined: bool = False):
    """Condition on the tasks that this actor may see in whatever measure. ``joined``: the query has the household."""
    return sa.or_(reach.whole(actor, today, joined=joined), reach.told(actor, today, joined=joined))


def closed_of(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[Task]:
    """Tasks of a family that were closed, with their outcome and words: those that this actor reads whole."""
    query = select(Task).where(Task.family_id == family_id, Task.closed_at.is_not(None))
    return list(session.exec(query.where(reach.whole(actor, today)).order_by(Task.closed_at)))


def find(session: Session, actor: Actor, task_id: uuid.UUID, today: date) -> Shown:
    """:raises NotFound: if it does not exist or this actor may not know of it"""
    whole = reach.whole(actor, today)
    query = sa.select(Task, whole.label("whole")).where(Task.id == task_id, sa.or_(whole, reach.told(actor, today)))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return Shown(row[0], bool(row[1]), bool(row[1]) and may_act(actor, row[0]))


def may_act(actor: Actor, task: Task) -> bool:
    """Whether this reader may do it: hers, or her trade's, or she organises the sector."""
    if task.assigned_to == actor.account_id or task.created_by == actor.account_id:
        return True
    if roles.right(actor.role, reach.PLANNING).write is not Reach.ALL:
        return False
    return task.role in ("", actor.role) or actor.role in reach.SECTOR_IS_CARE


def assign(session: Session, actor: Actor, task_id: uuid.UUID, account_id: uuid.UUID | None, now: datetime) -> Task:
    """Give it to a colleague of the sector, or to nobody in particular (None).

    :raises Refusal: if it is closed, not theirs to give, or the colleague cannot take it
    """
    task = _held(session, actor, task_id, now)
    if account_id is not None:
        here = select(Account).where(
            Account.id == account_id,
            Account.disabled_at.is_(None),
            Account.id.in_(select(AccountSector.account_id).where(AccountSector.sector_id == task.sector_id)),
        )
        taker = session.exec(here).one_or_none()
        if taker is None:
            raise Invalid("Cette personne n’est pas du secteur, ou son compte est désactivé.")
        if not secrecy.may_read(task.compartment, taker.role, taker.id == task.created_by):
            raise Invalid(
                f"La fonction de {taker.name} ne permet pas de lire cette tâche : choisissez quelqu’un d’autre."
            )
    task.assigned_to = account_id
    session.add(task)
    _note(session, actor, task, now)
    return task


def close(session: Session, actor: Actor, task_id: uuid.UUID, outcome: str, note: str, now: datetime) -> Task:
    """« Fait », « Non fait » or « Perdu de vue ». Why is asked for what was not done.

    :raises Refusal: if it is closed, not theirs to close, or the answer is not whole
    """
    words = answer_from(outcome, note)
    task = _held(session, actor, task_id, now)
    _end(session, task, Outcome(outcome), words, now, actor.account_id)
    _note(session, actor, task, now)
    return task


def answer_from(outcome: str, note: str) -> str:
    """The words of an answer as they are kept.

    :raises Invalid: if it is none, or not whole
    """
    if outcome not in ANSWERS:
        raise Invalid("Choisissez « Fait », « Non fait » ou « Perdu de vue ».")
    words = note.replace("\0", "").strip()
    if len(words) > LONGEST_NOTE:
        raise Invalid(f"Ce mot est trop long : {LONGEST_NOTE} caractères au plus.")
    if outcome != Outcome.DONE and not words:
        raise Invalid("Écrivez en quelques mots pourquoi : cela reste avec la tâche.")
    return words


def cancel_of(
    session: Session,
    *,
    person_id: uuid.UUID | None = None,
    source: str | None = None,
    why: str,
    now: datetime,
) -> int:
    """Cancel what is open about this person or of this source; how many there were.

    :raises ValueError: if nothing says of whom: that would be all
    """
    asked = ((Task.person_id, person_id), (Task.source, source))
    which = [column == value for column, value in asked if value is not None]
    if not which:
        raise ValueError("cancel_of needs a person or a source")
    found = session.exec(select(Task).where(Task.closed_at.is_(None), *which)).all()
    for task in found:
        _end(session, task, Outcome.CANCELLED, why, now, None)
    return len(found)


def resume(session: Session, task: Task) -> None:
    """What was cancelled because a record no longer asked for it, and is asked for again, is open again."""
    if task.outcome == Outcome.CANCELLED:
        task.closed_at = task.closed_by = None
        task.outcome = task.closing_note = ""
        session.add(task)


def note_outcome(session: Session, task: Task, outcome: Outcome, by: uuid.UUID, now: datetime, words: str = "") -> None:
    """What a signed record, or a tablet, tells of it, without anybody closing it at the office."""
    _end(session, task, outcome, words, now, by)


def follow_families(session: Session, family_ids: Collection[uuid.UUID]) -> None:
    """What is open about these families goes on in the sector where they live now."""
    lives_in = sa.select(Household.sector_id).where(Household.id == Task.family_id).scalar_subquery()
    session.execute(
        sa.update(Task)
        .where(Task.family_id.in_(family_ids), Task.closed_at.is_(None), Task.sector_id != lives_in)
        .values(sector_id=lives_in)
        .execution_options(synchronize_session=False)
    )


def _end(session: Session, task: Task, outcome: Outcome, words: str, now: datetime, by: uuid.UUID | None) -> None:
    task.closed_at, task.closed_by, task.outcome, task.closing_note = now, by, outcome, words
    session.add(task)


def _held(session: Session, actor: Actor, task_id: uuid.UUID, now: datetime) -> Task:
    session.exec(select(Task.id).where(Task.id == task_id).with_for_update()).all()
    shown = find(session, actor, task_id, now.astimezone(PARIS).date())
    if not shown.may_act:
        raise NotYours
    session.refresh(shown.task)
    if shown.task.closed_at is not None:
        raise Closed
    return shown.task


def _of_source(session: Session, source: str) -> Task | None:
    return session.exec(select(Task).where(Task.source == source)).one_or_none()


def _note(session: Session, actor: Actor, task: Task, now: datetime) -> None:
    if task.family_id is not None:
        journal.note(session, actor, task.family_id, What.WRITE, "taches", now, subject_id=task.id)
