"""The order in which a worker makes her visits of one day. One envelope id per worker and day, edits in a chain."""

import uuid
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.licences.visit import LicenceVisit
from fieldvisit.schedule import outing_order, own_order
from fieldvisit.schedule.visit import Visit
from fieldvisit.schools.sessions import SchoolSession
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Refused

CHAINED = True
MOST_VISITS = 60


@dataclass(frozen=True)
class _Told:
    """``outings``: those of her schools and licences that are hers on that day; the office may have moved the rest."""

    on_day: date
    visits: list[tuple[int, Visit]]
    outings: dict[uuid.UUID, int]
    order: list[uuid.UUID]


def check_right(session: Session, arrival: Arrival) -> None:
    _read(session, arrival)


def apply(session: Session, arrival: Arrival) -> str:
    """Give the visits their positions; those that left her day meanwhile keep theirs.

    :raises Invalid: if the body is not one
    :raises Refused: if one of them was never hers
    """
    told = _read(session, arrival)
    for position, visit in told.visits:
        if visit.worker_id == arrival.actor.account_id and visit.position != position:
            visit.position = position
            session.add(visit)
    outing_order.place(session, arrival.actor.account_id, told.on_day, told.outings)
    own_order.tell(session, arrival.actor.account_id, told.on_day, told.order, arrival.now)
    return ""


def _read(session: Session, arrival: Arrival) -> _Told:
    reader = shape.Reader(arrival.body, arrival.now)
    on_day = reader.day("date", "La tournée")
    order = reader.uuids("order")
    if len(order) > MOST_VISITS:
        reader.wrong("order", f"Une tournée compte au plus {MOST_VISITS} visites.")
    reader.done()
    found = {visit.id: visit for visit in session.exec(select(Visit).where(Visit.id.in_(order)))}
    author = arrival.actor.account_id
    if any(visit.worker_id != author and str(author) not in visit.former_workers for visit in found.values()):
        raise Refused("Cette tournée contient une visite qui n’est pas la vôtre : l’ordre n’est pas changé.")
    outings = _outings(session, author, on_day, order)
    return _Told(
        on_day,
        [(position, found[each]) for position, each in enumerate(order, 1) if each in found],
        {each: position for position, each in enumerate(order, 1) if each in outings},
        [each for each in order if each in found or each in outings],
    )


def _outings(session: Session, author: uuid.UUID, on_day: date, ids: list[uuid.UUID]) -> set[uuid.UUID]:
    schools = select(SchoolSession.id).where(
        SchoolSession.id.in_(ids),
        SchoolSession.held_on == on_day,
        sa.or_(SchoolSession.worker_id == author, SchoolSession.second_id == author),
    )
    licences = select(LicenceVisit.id).where(
        LicenceVisit.id.in_(ids), LicenceVisit.planned_on == on_day, LicenceVisit.worker_id == author
    )
    return {*session.exec(schools), *session.exec(licences)}
