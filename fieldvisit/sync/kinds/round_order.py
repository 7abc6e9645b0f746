"""The order in which a worker makes her visits of one day. One envelope id per worker and day, edits in a chain."""

from sqlmodel import Session, select

from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import shape
from fieldvisit.sync.kinds.arrival import Arrival, Refused

CHAINED = True
MOST_VISITS = 60


def check_right(session: Session, arrival: Arrival) -> None:
    _read(session, arrival)


def apply(session: Session, arrival: Arrival) -> str:
    """Give the visits their positions; those that left her day meanwhile keep theirs.

    :raises Invalid: if the body is not one
    :raises Refused: if one of them was never hers
    """
    for position, visit in _read(session, arrival):
        if visit.worker_id == arrival.actor.account_id and visit.position != position:
            visit.position = position
            session.add(visit)
    return ""


def _read(session: Session, arrival: Arrival) -> list[tuple[int, Visit]]:
    reader = shape.Reader(arrival.body, arrival.now)
    reader.day("date", "La tournée")
    order = reader.uuids("order")
    if len(order) > MOST_VISITS:
        reader.wrong("order", f"Une tournée compte au plus {MOST_VISITS} visites.")
    reader.done()
    found = {visit.id: visit for visit in session.exec(select(Visit).where(Visit.id.in_(order)))}
    author = arrival.actor.account_id
    if any(visit.worker_id != author and str(author) not in visit.former_workers for visit in found.values()):
        raise Refused("Cette tournée contient une visite qui n’est pas la vôtre : l’ordre n’est pas changé.")
    return [(position, found[each]) for position, each in enumerate(order, 1) if each in found]
