"""A signed record comes in force: its session and its visit say what it says. The record itself is never changed."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from fieldvisit.schedule import visit as visits
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import hours, progress
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession, Status
from fieldvisit.words import Choice


class Outcome(Choice):
    DONE = "realisee", "Réalisée"
    ABSENT = "absente", "Famille absente"
    REFUSED = "refusee", "Refus d’entrer"
    CANCELLED = "annulee", "Annulée"


#: What the planning shows of each.
VISITS = {
    Outcome.DONE: visits.Status.DONE,
    Outcome.ABSENT: visits.Status.ABSENT,
    Outcome.REFUSED: visits.Status.REFUSED,
    Outcome.CANCELLED: visits.Status.CANCELLED,
}


@dataclass(frozen=True)
class Said:
    """``why``: why it did not take place. Of a session that did not, the hours at the door do not count."""

    outcome: Outcome
    started_at: datetime | None
    ended_at: datetime | None
    why: str = ""


def put_in_force(
    session: Session,
    held: InterventionSession,
    visit: Visit,
    record: SessionRecord,
    old: SessionRecord | None,
    said: Said,
) -> None:
    """``old``: the record that it corrects. What was validated before is to be validated again: until then the
    minutes once billed stay with the session, to be told beside the new ones.
    """
    if old is not None:
        old.corrected_by_id = record.id
        session.add(old)
    done = said.outcome is Outcome.DONE
    held.record_id, held.returned_words = record.id, ""
    held.started_at, held.ended_at = (said.started_at, said.ended_at) if done else (None, None)
    held.minutes_exact = hours.minutes(said.started_at, said.ended_at) if done else None
    # What was billed already and did not take place after all is for the responsable to see, too.
    billed = bool(held.minutes_billed)
    held.status = Status.TO_VALIDATE if done or billed else Status.NOT_DONE
    visit.status, visit.started_at, visit.ended_at = VISITS[said.outcome], said.started_at, said.ended_at
    if said.outcome is Outcome.CANCELLED:
        visit.cancel_reason = visit.cancel_reason or said.why
    elif old is not None and old.outcome == Outcome.CANCELLED:
        visit.cancel_reason = ""  # nobody cancelled it after all
    if (old is None or old.author_id == record.author_id) and visit.worker_id != record.author_id:
        visit.worker_id = record.author_id  # who made it, whoever was to
    session.add_all((held, visit))
    session.flush()
    progress.follow(session, held.order_id, old.body if old else None)
