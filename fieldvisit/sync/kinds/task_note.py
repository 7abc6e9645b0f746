"""A short note about a referral, at the door: it is written beside the follow-up and closes nothing."""

from sqlmodel import Session

from fieldvisit.referrals import following
from fieldvisit.sync import shape
from fieldvisit.sync.kinds import task_done
from fieldvisit.sync.kinds.arrival import Arrival
from fieldvisit.tasks.tasks import LONGEST_NOTE

CHAINED = False


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if this task is not open to this author, or not hers to do"""
    task_done.check_right(session, arrival)


def apply(session: Session, arrival: Arrival) -> str:
    """Add the words to the history of the task’s referral; a task without one keeps them itself.

    :raises Invalid: if there are no words, or there is no such task
    :raises Refused: if it is not this author's to do
    """
    reader = shape.Reader(arrival.body, arrival.now)
    reader.uuid("task_id")
    words = reader.text("note").strip()
    reader.done()
    if not words:
        raise shape.Invalid("Ce mot est vide : écrivez ce que vous voulez retenir.")
    if len(words) > LONGEST_NOTE:
        raise shape.Invalid(f"Ce mot est trop long : {LONGEST_NOTE} caractères au plus.")
    task = task_done.open_to(session, arrival)
    referral = following.of_tasks(session, [task.id]).get(task.id)
    if referral is not None:
        following.add_words(session, arrival.actor, referral, words, arrival.now)
    elif words not in task.note.split("\n"):
        task.note = "\n".join(filter(None, (task.note, words)))
        session.add(task)
    task_done.journal_of(session, arrival, task)
    return ""
