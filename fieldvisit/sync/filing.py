"""A health check made at school goes into the child's own file too, when the service knows the child.

There it is a visit like any other: read on its record card, its measurements on the charts, its « Urgent » on the list.
"""

import json
import uuid
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.alerts import raising
from fieldvisit.alerts.raising import Origin
from fieldvisit.families.person import Person
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.schools import checks, pupils, sessions
from fieldvisit.schools.checks import KIND, SchoolCheck
from fieldvisit.schools.pupils import SchoolPupil
from fieldvisit.sync import envelope, place_alerts, redirect
from fieldvisit.sync.kinds import urgent
from fieldvisit.sync.kinds.visit_rows import measurement_rows, supersede


class Filed(sessions.Refusal):
    sentence = "Le bilan de cet élève est déjà dans ce dossier : corrigez d’abord le bilan."


def link(session: Session, actor: Actor, pupil_id: uuid.UUID, person_id: uuid.UUID | None, now: datetime) -> None:
    """A person says who this pupil is; the checks that arrived before are filed at once.

    :raises Refusal: if a check stands in another file already, or that child cannot be meant
    """
    before = pupils.find(session, actor, pupil_id)
    own = [one for one in checks.of(session, [before.session_id]) if one.pupil_id == pupil_id]
    if before.person_id and before.person_id != person_id and any(one.filed_id for one in own):
        raise Filed
    linked = pupils.link(session, actor, pupil_id, person_id, now)
    session.flush()
    for one in own:
        author = session.get_one(Account, one.author_id)
        file(session, one, linked, Actor(author.id, author.name, author.role, frozenset(), one.device_id), now)


def file(session: Session, check: SchoolCheck, pupil: SchoolPupil, author: Actor, now: datetime) -> None:
    """Write what was found into the child's file. Of a child who was not seen nothing is written, unless an earlier
    check said that she was: then what it found no longer counts there, and stays readable.
    """
    person = session.get(Person, pupil.person_id) if pupil.person_id else None
    if person is None or check.filed_id is not None:
        return
    old = _corrected(session, check)
    if check.outcome != checks.DONE and old is None:
        return
    visit = session.get_one(Visit, old.visit_id) if old else _visit(session, check, person, author, now)
    visit.status = check.outcome
    session.add(visit)
    body = _body(check.body, pupil, person, visit)
    record = VisitRecord(
        family_id=person.family_id,
        visit_id=visit.id,
        author_id=check.author_id,
        device_id=check.device_id,
        outcome=check.outcome,
        body=body | {"corrects": str(old.id) if old else None},
        digest=check.digest,
        captured_at=check.captured_at,
        received_at=now,
        corrects_id=old.id if old else None,
    )
    session.add(record)
    session.flush()
    taken_at = _at(body.get("started_at"), now)
    row = {"id": record.id, "family_id": record.family_id, "author_id": record.author_id}
    session.add_all([Measurement(**line) for line in measurement_rows(row, body, taken_at)])
    if old is not None:
        old.corrected_by_id = record.id
        session.add(old)
        session.flush()
        supersede(session, old)
    place_alerts.move(session, pupil, person, visit.id)
    states = urgent.said(body["urgent"][: urgent.MOST_ALERTS], now) if isinstance(body.get("urgent"), list) else []
    raising.raise_missing(session, Origin(person.family_id, visit.id, record.id, None, author), states, now)
    journal.note(session, author, person.family_id, What.WRITE, "bilan à l’école", now, subject_id=record.id)
    check.filed_id = record.id
    session.add(check)


def _corrected(session: Session, check: SchoolCheck) -> VisitRecord | None:
    """The record in the file that this check corrects."""
    before = session.get(SchoolCheck, check.corrects_id) if check.corrects_id else None
    if before is None or before.filed_id is None:
        return None
    query = select(VisitRecord).where(VisitRecord.id == before.filed_id, VisitRecord.corrected_by_id.is_(None))
    return session.exec(query.with_for_update()).one_or_none()


def _visit(session: Session, check: SchoolCheck, person: Person, author: Actor, now: datetime) -> Visit:
    held = session.get_one(sessions.SchoolSession, check.session_id)
    made = Visit(
        family_id=person.family_id,
        kind=KIND,
        planned_on=held.held_on,
        duration_min=checks.MINUTES,
        worker_id=check.author_id,
        status=check.outcome,
        reason=f"À l’école : {held.school}",
        made_on_tablet=True,
        started_at=_at(check.body.get("started_at"), now),
        ended_at=_at(check.body.get("ended_at"), now),
        created_at=now,
        created_by=author.account_id,
    )
    session.add(made)
    session.flush()
    return made


def _body(body: dict, pupil: SchoolPupil, person: Person, visit: Visit) -> dict:
    """What was signed, naming the child, the family and the visit of the file."""
    stands = {pupil.id: person.id, pupil.session_id: person.family_id}
    told = json.loads(redirect.of_body(json.dumps(body).encode(), stands))
    return told | {"visit_id": str(visit.id)}


def _at(value: object, now: datetime) -> datetime:
    return min(envelope.instant_from(value) or now, now)
