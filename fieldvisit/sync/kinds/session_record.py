"""What was written of a session of an order (« séance »). Signed is closed: a correction is a new record.

What was really done is taken, also where it is not as the order or the planning had it: whoever validates it is told
(``tisf/doubts.py``). Only hours that cannot be, and what is not hers, are sent back.
"""

import uuid

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account
from fieldvisit.access.journal import What
from fieldvisit.schedule import visit as visits
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Refused, free_id
from fieldvisit.sync.kinds.session_checks import KINDS, check_author, check_place
from fieldvisit.sync.kinds.session_told import Told, read
from fieldvisit.tisf import doubts, hours, incident, recording
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.recording import Outcome
from fieldvisit.tisf.session import InterventionSession

CHAINED = False
#: What the worker is told of; the rest is for whoever validates.
_SAID = (doubts.What.OVERLAP, doubts.What.AHEAD, doubts.What.OUTSIDE, doubts.What.CLOSED, doubts.What.CANCELLED)
_SAID += (doubts.What.GIVEN, doubts.What.UNSIGNED)
_VISIT = select(Visit).where(Visit.id == sa.bindparam("visit")).with_for_update()


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refusal: if it is not theirs to write, or cannot be read"""
    _checked(session, arrival)


def apply(session: Session, arrival: Arrival) -> str:
    """Put it in force: record, session, visit, goals, the responsable's task if something happened, journal line.

    :raises Invalid: with one reason for each field against the rules
    :raises Refused: if the session, the order or the family is not theirs
    :raises Diverged: if the session has another record, or the corrected one was corrected already
    """
    told, visit, held, order = _checked(session, arrival)
    old = check_place(session, arrival, told, held)
    if visit is None:
        visit, held = _added(session, arrival, told, order)
    record = _record(arrival, told, held, free_id(session, SessionRecord, arrival))
    session.add(record)
    session.flush()
    recording.put_in_force(session, held, visit, record, old, told.said)
    author = session.get_one(Account, record.author_id)
    incident.follow(session, held, order, author, told.incident, arrival.now)
    at = told.said.started_at if told.said.started_at and told.said.started_at <= arrival.now else arrival.now
    actor, now = arrival.actor, arrival.now
    journal.note(session, actor, held.family_id, What.WRITE, "seance", now, at=at, subject_id=record.id, offline=True)
    session.flush()
    said = [one.sentence for one in doubts.of(session, held) if one.what in _SAID]
    return " ".join([*said, "Votre séance est conservée ; votre responsable le voit aussi."]) if said else ""


def _checked(
    session: Session, arrival: Arrival
) -> tuple[Told, Visit | None, InterventionSession | None, InterventionOrder]:
    told = read(arrival)
    visit = session.exec(_VISIT, params={"visit": told.visit_id}).one_or_none()
    held = session.exec(
        select(InterventionSession).where(InterventionSession.visit_id == told.visit_id).with_for_update()
    ).one_or_none()
    if visit is not None and held is None:
        raise Refused("Cette visite n’est pas une séance : l’envoi est conservé à part.")
    order = session.get(InterventionOrder, told.order_id)
    check_author(session, arrival, told, visit, order)
    if held is not None and held.order_id != order.id:
        raise shape.Invalid("Cette séance est d’un autre ordre d’intervention : ouvrez-la de nouveau.")
    return told, visit, held, order


def _added(
    session: Session, arrival: Arrival, told: Told, order: InterventionOrder
) -> tuple[Visit, InterventionSession]:
    """A session that the office does not know, as its record tells: under the order that she named."""
    started = told.said.started_at if told.said.outcome is Outcome.DONE else None
    visit = Visit(
        id=told.visit_id,
        family_id=told.family_id,
        kind=KINDS[order.frame],
        planned_on=hours.day(started) if started else told.planned_on,
        planned_at=told.planned_at,
        duration_min=told.duration_min,
        worker_id=arrival.actor.account_id,
        status=visits.Status.RUNNING,
        made_on_tablet=True,
        created_at=arrival.now,
        created_by=arrival.actor.account_id,
    )
    session.add(visit)
    session.flush()
    held = InterventionSession(family_id=told.family_id, visit_id=visit.id, order_id=order.id)
    session.add(held)
    session.flush()
    return visit, held


def _record(arrival: Arrival, told: Told, held: InterventionSession, id: uuid.UUID) -> SessionRecord:
    sent, author = arrival.envelope, arrival.actor
    return SessionRecord(
        id=id,
        family_id=held.family_id,
        session_id=held.id,
        visit_id=held.visit_id,
        order_id=held.order_id,
        author_id=author.account_id,
        device_id=author.device_id,
        outcome=told.said.outcome,
        body=arrival.body,
        digest=sent.digest,
        captured_at=sent.captured_at,
        received_at=arrival.now,
        corrects_id=told.corrects,
    )
