"""An « Urgent » met during a visit, told before anything else; and the same again from the record, for older tablets.

Each line holds the whole state of what one tablet knows of a visit. It is taken as far as it can be read: what is
urgent is not sent back for a detail.
"""

import uuid
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.journal import What
from fieldvisit.alerts import lifting, raised, raising, reach, reading
from fieldvisit.alerts.raising import Origin, Said
from fieldvisit.families.person import Person
from fieldvisit.forms import county_rules
from fieldvisit.growth import of_family
from fieldvisit.licences import history as licence_history
from fieldvisit.licences.licence import Licence
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.schools import history as school_history
from fieldvisit.schools.sessions import SchoolSession
from fieldvisit.sync import envelope, place_alerts, shape
from fieldvisit.sync.kinds import outing
from fieldvisit.sync.kinds.arrival import Arrival, Refused, may_write
from fieldvisit.sync.kinds.known import COMPARTMENT

CHAINED = True
MOST_ALERTS = 200
LONGEST_NAME, LONGEST_TEXT = 80, 2000


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if the family is not open to whoever signed, or was not the day the office had planned"""
    if (place := outing.find(session, arrival.envelope.family_id)) is not None:
        outing.check_author(arrival, place)
    else:
        _check(session, arrival, envelope.uuid_from(arrival.body.get("visit_id")))


def apply(session: Session, arrival: Arrival) -> str:
    """Write the alerts down, or what changed of them.

    :raises Invalid: if there is no reading it
    :raises Refused: if the family, the visit or the compartment is not theirs
    """
    reader = shape.Reader(arrival.body, arrival.now)
    visit_id = reader.uuid("visit_id")
    record_id = reader.uuid("record_id", optional=True)
    things = reader.things("alerts")
    states = said(things, arrival.now)
    if len(things) > MOST_ALERTS or len(states) != len(things):
        reader.wrong("alerts")
    reader.done()
    if (place := outing.find(session, arrival.envelope.family_id)) is not None:
        return _at_a_place(session, arrival, place, visit_id, record_id, states)
    if not arrival.accepted:
        _check(session, arrival, visit_id)
    if not arrival.accepted and any(
        not reach.may_write(arrival.actor.role, reach.compartment(each.rule, each.item)) for each in states
    ):
        raise Refused("Votre fonction ne permet pas d’écrire ces réponses : l’envoi est conservé à part.")
    sent = arrival.envelope
    origin = Origin(sent.family_id, visit_id, record_id, sent.id, arrival.actor)
    try:
        raising.note(session, origin, states, arrival.now)
    except raising.AnotherFamily as refusal:
        raise Refused(refusal.sentence) from refusal
    journal.note(
        session, arrival.actor, sent.family_id, What.WRITE, "urgence", arrival.now, subject_id=visit_id, offline=True
    )
    return ""


def _at_a_place(
    session: Session,
    arrival: Arrival,
    place: SchoolSession | Licence,
    visit_id: uuid.UUID,
    record_id: uuid.UUID | None,
    states: list[Said],
) -> str:
    """No family's alert: it is on the list of who reads this place, and in its history.

    :raises Refused: if the author makes no such visits, or not in this sector
    """
    if not arrival.accepted:
        outing.check_author(arrival, place)
    met = place_alerts.Met(place.id, visit_id, record_id, arrival.envelope.id, arrival.actor)
    try:
        place_alerts.note(session, met, states, arrival.now)
    except raising.AnotherFamily as refusal:
        raise Refused(refusal.sentence) from refusal
    if isinstance(place, SchoolSession):
        school_history.note(session, arrival.actor, place.id, school_history.What.URGENT, arrival.now)
    else:
        licence_history.note(session, arrival.actor, place.id, licence_history.What.URGENT, arrival.now)
    return ""


def from_record(session: Session, arrival: Arrival, visit_id: uuid.UUID, taken_at: datetime) -> None:
    """Raise what a signed record tells and no line had told: its tablet’s list, else worked out from its answers."""
    body, sent = arrival.body, arrival.envelope
    if isinstance(body.get("urgent"), list):
        states = said(body["urgent"][:MOST_ALERTS], arrival.now)
    else:
        day = taken_at.date().isoformat()
        states = reading.of_record(
            body,
            lambda: _persons(session, sent.family_id),
            day,
            taken_at,
            county_rules.at(session, raised.version_of(body)),
        )
    if states:
        origin = Origin(sent.family_id, visit_id, sent.id, None, arrival.actor)
        raising.raise_missing(session, origin, states, arrival.now)


def lift_corrected(session: Session, arrival: Arrival, old: VisitRecord, taken_at: datetime) -> None:
    """What the corrected record raised and this one does not is taken back; ``taken_at``: of the visit."""
    rules = county_rules.at(session, raised.version_of(old.body))
    family_id, day = arrival.envelope.family_id, taken_at.date().isoformat()
    lifted = lifting.gone(old.body, [arrival.body], lambda: _persons(session, family_id), day, arrival.now, rules)
    lifting.lift(session, old.visit_id, arrival.actor.account_id, lifted, arrival.now)


def said(things: list, now: datetime) -> list[Said]:
    """Those that can be read, one for each rule and child."""
    found = {}
    for one in things:
        if isinstance(one, dict) and (read := _read(one, now)):
            found[read.rule, read.child_key] = read
    return list(found.values())


def _read(one: dict, now: datetime) -> Said | None:
    rule, text = _text(one.get("rule"), LONGEST_NAME), _text(one.get("text"), LONGEST_TEXT)
    if not rule:
        return None
    child = envelope.uuid_from(one.get("child_id"))
    to, done = one.get("orientations"), one.get("done")
    return Said(
        rule=rule,
        item=_text(one.get("item"), LONGEST_NAME) or None,
        child_key=str(child) if child else "",
        text=text,
        orientations=[each[:LONGEST_NAME] for each in to if isinstance(each, str)] if isinstance(to, list) else [],
        raised_at=_at(one.get("raised_at"), now) or now,
        withdrawn_at=_at(one.get("withdrawn_at"), now),
        why=raised.why_from(one["why"]) if isinstance(one.get("why"), dict) else {},
        done=[
            {"what": _text(each.get("what"), LONGEST_TEXT), "at": at}
            for each in (done if isinstance(done, list) else [])
            if isinstance(each, dict) and (at := _at(each.get("at"), now))
        ],
    )


def _text(value: object, most: int) -> str:
    return value.strip()[:most] if isinstance(value, str) else ""


def _at(value: object, now: datetime) -> datetime | None:
    """The tablet's instant, or now when its clock is plainly wrong."""
    at = envelope.instant_from(value)
    return at if at is None or shape.plausible(at, now) else now


def _check(session: Session, arrival: Arrival, visit_id: uuid.UUID | None) -> None:
    family_id = arrival.envelope.family_id
    visit = session.exec(select(Visit).where(Visit.id == visit_id)).one_or_none() if visit_id else None
    if visit is not None and visit.family_id != family_id:
        raise Refused("Cette visite est celle d’une autre famille : l’envoi est conservé à part.")
    days = {arrival.today, visit.planned_on} if visit else {arrival.today}
    if family_id is None or not may_write(session, arrival.actor, family_id, COMPARTMENT, *days):
        raise Refused


def _persons(session: Session, family_id: uuid.UUID) -> list[dict]:
    """The children of the file with their measurements, as the rules read them."""
    lines = of_family.measured(session, family_id)
    persons = session.exec(select(Person).where(Person.family_id == family_id))
    return [person.model_dump(mode="json") | {"measurements": lines.get(person.id, [])} for person in persons]
