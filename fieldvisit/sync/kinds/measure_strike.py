"""A wrong measurement struck on a tablet, or what was struck taken back. Two who strike the same one agree.

The measurement is named by the office's id, or, when its visit had not come back to the tablet yet, by the record that
brought it. What was signed is never changed: the strike is an event beside it.
"""

import uuid
from datetime import timedelta

from sqlmodel import Session, or_, select

from fieldvisit.access import journal
from fieldvisit.access.journal import What
from fieldvisit.due import records
from fieldvisit.growth import striking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.growth.strike import MeasureStrike, Why
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Refused, Waiting, free_id, may_write
from fieldvisit.sync.received import ReceivedLine

#: The row bears the id of the envelope: sent twice, it is one strike.
CHAINED = False
STRIKE, BACK = "rayer", "retablir"
MOST = 100
#: How long a line waits for the one that it is about; that one may have been lost with a restored backup.
_PATIENCE = timedelta(days=1)
UNKNOWN = "La mesure à rayer n’est pas connue du bureau ; la demande est conservée."


def check_right(session: Session, arrival: Arrival) -> None:
    """:raises Refused: if this author may not write the children’s health of this family"""
    family_id = arrival.envelope.family_id
    if family_id is None:
        raise Refused
    if not arrival.accepted and not may_write(session, arrival.actor, family_id, striking.HEALTH, arrival.today):
        raise Refused


def apply(session: Session, arrival: Arrival) -> str:
    """Strike the measurement, or take strikes back.

    :raises Invalid: naming what cannot be kept like this
    :raises Refused: if the children's health is not this author's to write
    :raises Waiting: while the visit, or the strike, that it is about has not been handled
    :raises Diverged: if another strike bears its id
    """
    reader = shape.Reader(arrival.body, arrival.now)
    act = reader.code("act", (STRIKE, BACK))
    child_id = reader.uuid("child_id")
    words = reader.text("words", optional=True)
    reader.done()
    check_right(session, arrival)
    said = _strike(session, arrival, words) if act == STRIKE else _take_back(session, arrival, words)
    journal.note(
        session, arrival.actor, arrival.envelope.family_id, What.WRITE, "croissance", arrival.now,
        subject_id=child_id, offline=True,
    )  # fmt: skip
    session.flush()
    records.weigh_again(session, arrival.envelope.family_id, arrival.today)
    return said


def _strike(session: Session, arrival: Arrival, words: str) -> str:
    reader = shape.Reader(arrival.body, arrival.now)
    why = reader.code("why", set(Why))
    reader.done()
    try:
        striking.check(why, words)
    except striking.NoWords as refusal:
        raise shape.Invalid(refusal.sentence) from refusal
    found = _named(session, arrival)
    before = striking.open_strikes(session, found.id)
    id = free_id(session, MeasureStrike, arrival)
    striking.write(session, arrival.actor.account_id, found, why, words, _at(arrival), id=id)
    session.flush()
    if found.superseded_by_id is not None and not _successors(session, found):
        return "La visite a été corrigée depuis : cette valeur n’y est plus."
    return "Cette mesure était déjà rayée." if before else ""


def _successors(session: Session, found: Measurement) -> bool:
    """A correction took its place meanwhile: where it says the same value again, that one is struck as well."""
    old, seen = found, {found.id}
    while old.superseded_by_id is not None:
        by = old.superseded_by_id
        new = session.exec(
            select(Measurement).where(
                or_(Measurement.record_id == by, Measurement.source_id == by),
                Measurement.child_id == old.child_id,
                Measurement.kind == old.kind,
                Measurement.value == old.value,
                Measurement.id.not_in(seen),
            )
        ).first()
        if new is None:
            return False
        striking.carry(session, [old], [new])
        session.flush()
        old = new
        seen.add(new.id)
    return True


def _named(session: Session, arrival: Arrival) -> Measurement:
    """The measurement that is meant, locked.

    :raises Invalid: if this family has none
    """
    reader = shape.Reader(arrival.body, arrival.now)
    child_id, measure_id = reader.uuid("child_id"), reader.uuid("measure_id", optional=True)
    record_id = reader.uuid("record_id", optional=True)
    kind = reader.text("kind", optional=True)
    reader.done()
    query = select(Measurement).where(
        Measurement.family_id == arrival.envelope.family_id, Measurement.child_id == child_id
    )
    if measure_id is not None:
        query = query.where(Measurement.id == measure_id)
    else:
        query = query.where(Measurement.record_id == record_id, Measurement.kind == kind)
    found = session.exec(query.order_by(Measurement.id).with_for_update()).first()
    if found is not None:
        return found
    if measure_id is None and record_id is not None:
        _wait_for(session, arrival, record_id)
    raise shape.Invalid(UNKNOWN)


def _take_back(session: Session, arrival: Arrival, words: str) -> str:
    """Of the strikes that the tablet had seen; one said meanwhile by somebody else stands."""
    reader = shape.Reader(arrival.body, arrival.now)
    ids = reader.uuids("strikes")
    reader.done()
    if not ids or len(ids) > MOST:
        raise shape.Invalid("Rien ne dit quelle rature reprendre : la demande est conservée.")
    of_family = MeasureStrike.family_id == arrival.envelope.family_id
    meant = or_(MeasureStrike.id.in_(ids), MeasureStrike.carried_from.in_(ids))
    found = list(session.exec(select(MeasureStrike).where(of_family, meant).with_for_update()))
    for missing in set(ids) - {one.id for one in found}:
        _wait_for(session, arrival, missing)
    if not found:
        raise shape.Invalid("Cette rature n’est pas connue du bureau ; la demande est conservée.")
    done = all(one.back_at is not None for one in found)
    for one in found:
        striking.take_back(session, arrival.actor.account_id, one, words, _at(arrival))
    session.flush()
    if any(striking.open_strikes(session, id) for id in {one.measurement_id for one in found}):
        return "La mesure reste rayée : quelqu’un d’autre l’a rayée aussi."
    return "C’était déjà rétabli." if done else ""


def _wait_for(session: Session, arrival: Arrival, named: uuid.UUID) -> None:
    """:raises Waiting: while the line of this id may still be handled"""
    if arrival.accepted:
        return
    handled = select(ReceivedLine.id).where(ReceivedLine.envelope_id == named, ReceivedLine.word.is_not(None))
    if session.exec(handled.limit(1)).first() is not None:
        return
    sent = arrival.envelope
    own = select(ReceivedLine.received_at).where(
        ReceivedLine.envelope_id == sent.id, ReceivedLine.digest == sent.digest
    )
    if arrival.now - session.exec(own).one() < _PATIENCE:
        raise Waiting("Ce que vous aviez noté avant n’est pas encore au bureau : la suite attend avec.")


def _at(arrival: Arrival):
    """When it was said, as the tablet's office hour tells; now where that cannot be."""
    at = shape.Reader(arrival.body, arrival.now).instant("at", checked=False, optional=True)
    return at if at and shape.plausible(at, arrival.now) and at <= arrival.now else arrival.now
