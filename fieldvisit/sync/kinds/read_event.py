"""A file opened without network: a line of the access journal that arrives later."""

import uuid
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.journal import What
from fieldvisit.families.household import Household
from fieldvisit.licences import history as licence_history
from fieldvisit.schools import history as school_history
from fieldvisit.schools.sessions import SchoolSession
from fieldvisit.sync import shape
from fieldvisit.sync.kinds import outing
from fieldvisit.sync.kinds.arrival import Arrival, Refused

CHAINED = False


def check_right(session: Session, arrival: Arrival) -> None:
    """Anybody may say what they read."""


def apply(session: Session, arrival: Arrival) -> str:
    """Write the line even if the file is no longer open to the reader: the reading took place.

    :raises Invalid: if the body is not one
    :raises Refused: if there is no such family
    """
    reader = shape.Reader(arrival.body, arrival.now)
    family_id = reader.uuid("family_id")
    screen = reader.text("screen")
    visit_id = reader.uuid("visit_id", optional=True)
    at = reader.instant("at", "L’heure de lecture", checked=False)
    if family_id != arrival.envelope.family_id or not screen.strip():
        reader.wrong("family_id" if screen.strip() else "screen")
    reader.done()
    trusted = shape.plausible(at, arrival.now)
    if session.exec(select(Household.id).where(Household.id == family_id)).one_or_none() is None:
        return _of_a_place(session, arrival, family_id, at if trusted else arrival.now)
    journal.note(
        session,
        arrival.actor,
        family_id,
        What.READ,
        screen[:80],
        arrival.now,
        at=at if trusted else arrival.now,
        subject_id=visit_id,
        offline=True,
    )
    if trusted:
        return ""
    return "L’horloge de la tablette n’est pas à l’heure : la lecture est notée à l’heure du bureau."


def _of_a_place(session: Session, arrival: Arrival, id: uuid.UUID, at: datetime) -> str:
    """A school or a licence has a history of its own.

    :raises Refused: if there is no such place either
    """
    place = outing.find(session, id)
    if place is None:
        raise Refused
    history = school_history if isinstance(place, SchoolSession) else licence_history
    history.note(session, arrival.actor, id, history.What.READ, at, "Sur la tablette")
    return ""
