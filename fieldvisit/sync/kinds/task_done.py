"""What became of a task at the door: done, not done, lost from sight. A task that was closed otherwise meanwhile
waits for a person.
"""

from sqlmodel import Session, select

from fieldvisit.access import care, journal, secrecy
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.families import household
from fieldvisit.families.age import PARIS
from fieldvisit.families.household import Household
from fieldvisit.sync import envelope, shape
from fieldvisit.sync.kinds.arrival import Arrival, Diverged, Refused
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Outcome, Task

CHAINED = False


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if this task is not open to this author, or not hers to do"""
    open_to(session, arrival)


def apply(session: Session, arrival: Arrival) -> str:
    """Close it with its outcome.

    :raises Invalid: if the answer is not whole, or there is no such task
    :raises Refused: if it is not this author's to close
    :raises Diverged: if it was closed otherwise meanwhile
    """
    outcome, words = read(arrival)
    task = open_to(session, arrival)
    if task.closed_at is None:
        put(session, arrival, task, outcome, words)
        return ""
    if task.outcome != outcome:
        said = Outcome(task.outcome).label
        raise Diverged(
            f"Cette tâche a été close entre-temps : « {said} ». Les deux sont conservés ; une personne du service "
            "choisira."
        )
    if words and not _says(task.closing_note, words):  # two did it: both words stay
        task.closing_note = "\n".join(filter(None, (task.closing_note, words)))
        session.add(task)
        journal_of(session, arrival, task)
    return "Elle était déjà close ainsi."


def put(session: Session, arrival: Arrival, task: Task, outcome: Outcome, words: str) -> None:
    """Close it with this outcome, whatever was said before: that stays below, a task has no other history."""
    words = "\n".join(filter(None, (words, _former(session, task))))
    tasks.note_outcome(session, task, outcome, arrival.actor.account_id, arrival.now, words)
    journal_of(session, arrival, task)


def journal_of(session: Session, arrival: Arrival, task: Task) -> None:
    journal.note(
        session, arrival.actor, task.family_id, What.WRITE, "taches", arrival.now, subject_id=task.id, offline=True
    )


def _says(note: str, words: str) -> bool:
    """Whether these words stand there as whole lines, one after the other: « vu » is not said by « prévu lundi »."""
    return f"\n{words}\n" in f"\n{note}\n"


def _former(session: Session, task: Task) -> str:
    """The answer that it had, in one line and its own words; "" for none."""
    if task.closed_at is None:
        return ""
    by = session.get_one(Account, task.closed_by).name if task.closed_by else "le service"
    said = f"Noté avant par {by} le {shape.said(task.closed_at.astimezone(PARIS).date())}"
    label = Outcome(task.outcome).label if task.outcome in set(Outcome) else task.outcome
    return f"{said} : {label}" + (f" – {task.closing_note}" if task.closing_note else "")


def read(arrival: Arrival) -> tuple[Outcome, str]:
    """:raises Invalid: naming what cannot be kept like this"""
    reader = shape.Reader(arrival.body, arrival.now)
    reader.uuid("task_id")
    outcome, note = reader.text("outcome"), reader.text("note", optional=True)
    reader.done()
    try:
        words = tasks.answer_from(outcome, note)
    except tasks.Invalid as refusal:
        raise shape.Invalid(refusal.sentence) from refusal
    return Outcome(outcome), words


def about(body: dict) -> dict:
    return {"task_id": envelope.uuid_from(body.get("task_id"))}


def find(session: Session, arrival: Arrival) -> Task | None:
    """The task that it tells of, locked; None if the family has no such one."""
    task_id = shape.Reader(arrival.body, arrival.now).uuid("task_id", optional=True)
    query = select(Task).where(Task.id == task_id, Task.family_id == arrival.envelope.family_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).one_or_none()


def open_to(session: Session, arrival: Arrival) -> Task:
    """The task, locked.

    :raises Refused: if it is not open to this author, or not hers to do"""
    task = find(session, arrival)
    if arrival.accepted and task is None:
        raise shape.Invalid("Cette tâche n’existe pas dans ce dossier : l’envoi est conservé.")
    if not arrival.accepted and (task is None or not _may(session, arrival, task)):
        raise Refused  # whether there is one is nobody's to know
    return task


def _may(session: Session, arrival: Arrival, task: Task) -> bool:
    actor: Actor = arrival.actor
    if not tasks.may_act(actor, task):
        return False
    if not secrecy.may_read(task.compartment, actor.role, task.created_by == actor.account_id):
        return False
    place = secrecy.whole(task.compartment)
    opened = household.open_to(actor, place, arrival.today, grace=care.GRACE).where(Household.id == task.family_id)
    return session.exec(opened).first() is not None
