"""What was written of a visit. Signed is closed: a correction is a new record, linked to the one it corrects."""

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import feed
from fieldvisit.access import journal
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.overtaken import How, Overtaken
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.sync import shape
from fieldvisit.sync.kinds import outing_record, urgent
from fieldvisit.sync.kinds.arrival import Arrival, Refused, may_write
from fieldvisit.sync.kinds.known import COMPARTMENT, Known, known_of
from fieldvisit.sync.kinds.visit_checks import check_answers, check_compartments, check_place, check_worker
from fieldvisit.sync.kinds.visit_rows import agreement_rows, measurement_rows, record_row, supersede
from fieldvisit.sync.kinds.visit_told import PARIS, Told, read

CHAINED = False
#: What the worker is told when the office had changed her visit meanwhile.
SENTENCES = {
    How.CANCELLED: "Le service avait annulé cette visite ; votre compte rendu est conservé et fait foi.",
    How.GIVEN: "Cette visite avait été confiée à quelqu’un d’autre ; votre compte rendu est conservé et fait foi.",
    How.MOVED: "Le service avait déplacé cette visite ; votre compte rendu est conservé et fait foi.",
}
_VISIT = select(Visit).where(Visit.id == sa.bindparam("visit")).with_for_update()


def check_right(session: Session, arrival: Arrival) -> None:
    """What is kept beside another writing is read side by side and may come in force: it is held to the same rules.

    :raises Refused: if the family or the visit is not open to whoever signed
    :raises Invalid: with one reason for each answer against the rules
    """
    if outing_record.concerns(session, arrival):
        return outing_record.check_right(session, arrival)
    family_id = arrival.envelope.family_id
    if family_id is None or not may_write(session, arrival.actor, family_id, COMPARTMENT, arrival.today):
        raise Refused
    told = read(arrival)
    visit = session.exec(_VISIT, params={"visit": told.visit_id}).one_or_none()
    _check(session, arrival, told, visit, known_of(session, arrival, visit))


def apply(session: Session, arrival: Arrival) -> str:
    """Close the visit with this record: status, record, measurements, agreement, journal line.

    :raises Invalid: with one reason for each answer against the rules
    :raises Refused: if the family or the visit is not theirs
    :raises Diverged: if the visit has another record, or the corrected one was corrected already
    """
    if outing_record.concerns(session, arrival):
        return outing_record.apply(session, arrival)
    told = read(arrival)
    visit = session.exec(_VISIT, params={"visit": told.visit_id}).one_or_none()
    known = known_of(session, arrival, visit)
    _check(session, arrival, told, visit, known)
    old = check_place(session, visit, known, told.corrects, arrival.actor.account_id)
    overtaken = _overtaken(arrival, told, visit) if old is None else None
    made, changed = _close_visit(arrival, told, visit, old)
    record = record_row(arrival, told)
    rows = [*made, (VisitRecord, record)]
    rows += [(Overtaken, overtaken)] if overtaken else []
    rows += [(Measurement, line) for line in measurement_rows(record, told.body, told.taken_at)]
    rows += agreement_rows(record, told, known, old)
    feed.write(session, [*rows, (AccessEvent, _journal_line(arrival, told))], changed)
    if old is not None:
        old.corrected_by_id = record["id"]
        session.add(old)
        supersede(session, old)
    urgent.from_record(session, arrival, told.visit_id, told.taken_at)
    if old is not None:
        urgent.lift_corrected(session, arrival, old, told.taken_at)
    return SENTENCES[overtaken["how"]] if overtaken else ""


def _check(session: Session, arrival: Arrival, told: Told, visit: Visit | None, known: Known) -> None:
    """:raises Refusal: if this author may not write it, or it is against the rules"""
    role = arrival.actor.role
    if visit_type.TYPES[told.kind].outside_families:
        raise Refused("Cette visite ne va dans aucun dossier de famille : l’envoi est conservé à part.")
    if visit_type.TYPES[told.kind].session:
        raise Refused("Une séance s’écrit sur son propre écran : l’envoi est conservé à part.")
    if visit is not None and visit.family_id != told.family_id:
        raise Refused("Cette visite est celle d’une autre famille : l’envoi est conservé à part.")
    if not arrival.accepted:
        check_worker(session, arrival, visit, known)
        check_compartments(role, told.body)
    givers = {one["person_id"] for one in (told.agreement, told.photo_agreement) if one}
    if not givers <= {None, *(person.id for person in known.persons)}:
        raise shape.Invalid("La personne qui a donné l’accord n’est pas dans le dossier : choisissez-la de nouveau.")
    check_answers(arrival, known)
    kind = visit_type.TYPES[told.kind]
    if not arrival.accepted and visit is None and not told.planned and role not in kind.roles:
        raise Refused(f"« {kind.label} » est réservé à d’autres professionnels : l’envoi est conservé à part.")


def _overtaken(arrival: Arrival, told: Told, visit: Visit | None) -> dict | None:
    """What the office had changed of this visit while it was done, for the office to know of."""
    if visit is None:
        return None
    done_on = told.taken_at.astimezone(PARIS).date()
    if visit.status == Status.CANCELLED:
        how = How.CANCELLED
    elif visit.worker_id != arrival.actor.account_id:
        how = How.GIVEN
    elif visit.planned_on != told.planned_on and done_on != visit.planned_on:
        how = How.MOVED
    else:
        return None
    office = {
        "status": visit.status,
        "planned_on": visit.planned_on.isoformat(),
        "planned_at": visit.planned_at and visit.planned_at.isoformat("minutes"),
        "worker_id": str(visit.worker_id),
        "cancel_reason": visit.cancel_reason,
    }
    done = {
        "status": told.outcome,
        "planned_on": done_on.isoformat(),
        "planned_at": told.started_at and told.started_at.astimezone(PARIS).strftime("%H:%M"),
        "worker_id": str(arrival.actor.account_id),
    }
    return {
        "family_id": told.family_id,
        "visit_id": visit.id,
        "record_id": arrival.envelope.id,
        "how": how.value,
        "office": office,
        "done": done,
        "made_at": arrival.now,
    }


def _close_visit(
    arrival: Arrival, told: Told, visit: Visit | None, old: VisitRecord | None
) -> tuple[list[tuple[type, dict]], list[tuple[type, dict]]]:
    """The visit as it was done: a new row if the office did not know it, else what changes of it."""
    author = arrival.actor.account_id
    done = {"status": told.outcome, "started_at": told.started_at, "ended_at": told.ended_at}
    if visit is not None:
        whose = author if old is None else visit.worker_id
        values = {"id": visit.id, "family_id": visit.family_id, "worker_id": whose, **done}
        former = str(visit.worker_id)
        if whose != visit.worker_id and former not in visit.former_workers:
            values["former_workers"] = [*visit.former_workers, former]  # she may have been there too
        return [], [(Visit, values)]
    made = {
        "id": told.visit_id,
        "family_id": told.family_id,
        "kind": told.kind,
        "planned_on": told.planned_on,
        "planned_at": told.planned_at,
        "duration_min": told.duration_min,
        "worker_id": author,
        "made_on_tablet": True,
        "created_at": arrival.now,
        "created_by": author,
    }
    return [(Visit, made | done)], []


def _journal_line(arrival: Arrival, told: Told) -> dict:
    return journal.line(
        arrival.actor,
        told.family_id,
        What.WRITE,
        "visite",
        arrival.now,
        at=told.taken_at,
        subject_id=arrival.envelope.id,
        offline=True,
    )
