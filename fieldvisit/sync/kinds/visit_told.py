"""What the body of a visit record says, read: the visit it is of, how it ended, what it corrects."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from fieldvisit.forms import checking
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.visit import OUTCOMES, Status
from fieldvisit.sync import shape
from fieldvisit.sync.kinds import attachment
from fieldvisit.sync.kinds.arrival import Arrival, Refused

PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True)
class Told:
    """What the body says, read: the visit it is of, how it ended, what it corrects."""

    body: dict
    visit_id: uuid.UUID
    family_id: uuid.UUID
    kind: str
    planned: bool
    planned_on: date
    planned_at: time | None
    duration_min: int
    outcome: str
    started_at: datetime | None
    ended_at: datetime | None
    taken_at: datetime
    corrects: uuid.UUID | None
    agreement: dict | None
    photo_agreement: dict | None


def read(arrival: Arrival) -> Told:
    """:raises Invalid: with one reason for each field that cannot be read
    :raises Refused: if the body tells of another family than the header"""
    sent, reader = arrival.envelope, shape.Reader(arrival.body, arrival.now)
    told = Told(
        body=arrival.body,
        visit_id=reader.uuid("visit_id"),
        family_id=reader.uuid("family_id", optional=True) or sent.family_id,
        kind=reader.code("kind", visit_type.TYPES),
        planned=reader.flag("planned"),
        planned_on=reader.day("planned_on", checked=False),
        planned_at=reader.hour("planned_at", optional=True),
        duration_min=reader.whole("duration_min", 1, 24 * 60),
        outcome=reader.code("outcome", OUTCOMES),
        started_at=(started_at := reader.instant("started_at", checked=False, optional=True)),
        ended_at=reader.instant("ended_at", checked=False, optional=True),
        # What was measured was measured before it arrived, whatever the tablet’s clock says.
        taken_at=min(started_at or arrival.now, arrival.now),
        corrects=reader.uuid("corrects", optional=True),
        agreement=_read_agreement(reader, "agreement", "accord_vad"),
        photo_agreement=_read_agreement(reader, "photo_agreement", "accord_photo"),
    )
    if told.outcome == Status.DONE and not told.started_at:
        reader.wrong("started_at", "L’heure de début de la visite manque : indiquez-la.")
    if told.started_at and told.ended_at and told.ended_at < told.started_at:
        reader.wrong("ended_at", "La visite finit avant d’avoir commencé : vérifiez les heures.")
    attachment.check_named(reader)
    reader.done()
    if told.family_id != sent.family_id:
        raise Refused("Cet envoi concerne une autre famille que celle annoncée : il est conservé à part.")
    return told


def _read_agreement(reader: shape.Reader, name: str, kind: str) -> dict | None:
    given = reader.mapping(name, optional=True)
    if not given:
        return None
    inner = shape.Reader(given, reader.now, f"{name}.", reader.reasons)
    inner.code("kind", (kind,))
    inner.code("status", checking.STATUSES)
    return {
        "kind": kind,
        "status": given.get("status"),
        "mode": inner.text("mode", optional=True)[:40] or "Oral",
        "person_id": inner.uuid("person_id", optional=True),
    }
