"""What the body of a session record says, read. Texts of the lists are kept as they came, known here or not."""

import uuid
from dataclasses import dataclass
from datetime import date, time

from fieldvisit.pictures.picture import Kind
from fieldvisit.schedule import visit_type
from fieldvisit.sync import shape
from fieldvisit.sync.kinds import attachment
from fieldvisit.sync.kinds.arrival import Arrival, Refused
from fieldvisit.tisf import hours
from fieldvisit.tisf.recording import Outcome, Said

#: Kinds of visit that are sessions of an order.
SESSIONS = frozenset(code for code, one in visit_type.TYPES.items() if one.session)
_MOST = 200


@dataclass(frozen=True)
class Told:
    """The session it is of, how it went, what it corrects; ``incident``: its code and words, or None."""

    visit_id: uuid.UUID
    family_id: uuid.UUID
    order_id: uuid.UUID
    kind: str
    planned_on: date
    planned_at: time | None
    duration_min: int
    said: Said
    corrects: uuid.UUID | None
    incident: tuple[str, str] | None


def read(arrival: Arrival) -> Told:
    """:raises Invalid: with one reason for each field that cannot be read, or hours that cannot be
    :raises Refused: if the body tells of another family than the header"""
    sent, reader = arrival.envelope, shape.Reader(arrival.body, arrival.now)
    told = Told(
        visit_id=reader.uuid("visit_id"),
        family_id=reader.uuid("family_id", optional=True) or sent.family_id,
        order_id=reader.uuid("order_id"),
        kind=reader.code("kind", SESSIONS),
        planned_on=reader.day("planned_on", checked=False),
        planned_at=reader.hour("planned_at", optional=True),
        duration_min=reader.whole("duration_min", 1, 24 * 60),
        said=_read_said(reader),
        corrects=reader.uuid("corrects", optional=True),
        incident=_read_incident(reader),
    )
    reader.flag("planned")
    for name in ("presence", "activities"):
        _check_list(reader, name, str)
    for name in ("facts", "quotes", "goals"):
        _check_list(reader, name, dict)
    for name in ("time_reason", "refused_signature", "correction_reason"):
        reader.text(name, optional=True)
    for name in ("travel", "tapped", "signature"):
        reader.mapping(name, optional=True)
    _check_pictures(reader)
    reader.done()
    if told.family_id != sent.family_id:
        raise Refused("Cet envoi concerne une autre famille que celle annoncée : il est conservé à part.")
    return told


def _read_said(reader: shape.Reader) -> Said | None:
    outcome = reader.code("outcome", tuple(Outcome))
    started = reader.instant("started_at", checked=False, optional=True)
    ended = reader.instant("ended_at", checked=False, optional=True)
    why = reader.text("not_done", optional=True) or reader.text("not_done_words", optional=True)
    if outcome is None:
        return None
    if outcome == Outcome.DONE:
        if not started and reader.body.get("started_at") is None:
            reader.wrong("started_at", "L’heure de début de la séance manque : indiquez-la.")
        if not ended and reader.body.get("ended_at") is None:
            reader.wrong("ended_at", "L’heure de fin de la séance manque : indiquez-la.")
    if started and ended and ended < started:
        reader.wrong("ended_at", "La séance finit avant d’avoir commencé : vérifiez les heures.")
    elif outcome == Outcome.DONE and started and ended and hours.minutes(started, ended) > hours.LONGEST:
        lasting = hours.words(hours.minutes(started, ended))
        reader.wrong("ended_at", f"La séance dure {lasting} : plus de 14 heures. Vérifiez l’heure de fin.")
    return Said(Outcome(outcome), started, ended, why)


def _read_incident(reader: shape.Reader) -> tuple[str, str] | None:
    """« Aucun » is none; a code of a newer list is an incident all the same."""
    given = reader.mapping("incident", optional=True)
    if not given:
        return None
    inner = shape.Reader(given, reader.now, "incident.", reader.reasons)
    code, words = inner.text("code"), inner.text("words", optional=True)
    return None if code in ("", "aucun") else (code, words)


def _check_list(reader: shape.Reader, name: str, of: type) -> None:
    given = reader.things(name, optional=True)
    if len(given) > _MOST or not all(isinstance(one, of) for one in given):
        reader.wrong(name)


def _check_pictures(reader: shape.Reader) -> None:
    attachment.check_named(reader)
    named = reader.body.get("attachments")
    for one in named if isinstance(named, list) else ():
        if isinstance(one, dict) and one.get("kind") == Kind.PHOTO:
            reader.wrong("attachments", "Une séance ne porte pas de photo, seulement des signatures.")
            return
