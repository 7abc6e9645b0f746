"""What a worker corrected of a family's file: what nobody touched meanwhile holds, the rest waits for a person."""

import uuid

from sqlmodel import Session

from fieldvisit.families import correction
from fieldvisit.families.correction import FIELDS, IDENTITY, Source
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Beside, Refused, may_write

CHAINED = False


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if this author may not write the family's identity"""
    family_id = arrival.envelope.family_id
    if family_id is None or not _may(session, arrival, family_id):
        raise Refused


def apply(session: Session, arrival: Arrival) -> str:
    """Correct the household, each change with who made it.

    :raises Invalid: naming the field that cannot be kept like this
    :raises Refused: if this author may not write the family's identity
    :return: :class:`Beside` if somebody else changed a field meanwhile; the other fields hold
    """
    reader = shape.Reader(arrival.body, arrival.now)
    changes, before = reader.mapping("changes"), reader.mapping("before", optional=True)
    reader.done()
    if not changes:
        raise shape.Invalid("Cette correction ne change rien : il n’y a rien à reprendre.")
    try:
        correction.check(changes)
    except correction.Invalid as refusal:
        raise shape.Invalid(refusal.sentence) from refusal
    check_right(session, arrival)
    sent = arrival.envelope
    source = Source(sent.id, sent.digest, sent.captured_at)
    conflicts = correction.correct(session, arrival.actor, sent.family_id, changes, before, arrival.now, source)
    return Beside(_said(conflicts)) if conflicts else ""


def _may(session: Session, arrival: Arrival, family_id: uuid.UUID) -> bool:
    return arrival.accepted or may_write(session, arrival.actor, family_id, IDENTITY, arrival.today)


def _said(conflicts: list[str]) -> str:
    names = ", ".join(f"« {FIELDS[name].label} »" for name in conflicts)
    return f"{names} : quelqu’un l’a changé aussi. Les deux sont conservés ; une personne du service choisira."
