"""Ways between places: the estimate, or the county's road server by setting, kept in the database.

Legs are rounded up to five minutes, so that the hours told to families are round and a round has some air.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit import settings
from fieldvisit.rounds.problem import MINUTE, Place
from fieldvisit.rounds.road import Osrm, Road, Valhalla
from fieldvisit.rounds.travel import Estimate, Known, Matrix, Travel
from fieldvisit.weekplans.plan import RoundLeg

STEP = 5 * MINUTE
#: Roads change; after this the server is asked again.
KEPT = timedelta(days=90)
_AT_ONCE = 5_000


def travel() -> Travel:
    """As the county set it: nothing for the estimate, « osrm:http://… » or « valhalla:http://… »."""
    kind, _, address = settings.read().roads.partition(":")
    if not address:
        return Estimate()
    return {"osrm": Osrm, "valhalla": Valhalla}[kind](address)


def known(session: Session, places: Sequence[Place], now: datetime) -> Known:
    """The ways between these places, of the database as far as it has them."""
    unique = list(dict.fromkeys((float(lat), float(lon)) for lat, lon in places))
    chosen = travel()
    matrix = _kept(session, chosen, unique, now) if isinstance(chosen, Road) else chosen.matrix(unique)
    return Known(unique, rounded(matrix))


def rounded(matrix: Matrix) -> Matrix:
    seconds = -(-matrix.seconds // STEP) * STEP
    return Matrix(seconds, matrix.km, matrix.label, matrix.warning)


def _kept(session: Session, road: Road, places: list[Place], now: datetime) -> Matrix:
    index = {_metre(place): number for number, place in enumerate(places)}
    source = f"{road.name} {road.address}"
    query = select(RoundLeg).where(
        RoundLeg.source == source, RoundLeg.asked_at >= now - KEPT, RoundLeg.from_lat.in_({lat for lat, _ in index})
    )
    many = len(places)
    seconds, km = np.full((many, many), -1, np.int64), np.zeros((many, many))
    for leg in session.exec(query):
        here, there = index.get((leg.from_lat, leg.from_lon)), index.get((leg.to_lat, leg.to_lon))
        if here is not None and there is not None:
            seconds[here, there], km[here, there] = leg.seconds, leg.metres / 1000
    np.fill_diagonal(seconds, 0)
    if (seconds >= 0).all():
        return Matrix(seconds, km, road.name)
    return road.matrix(places)


def asked(session: Session, places: Sequence[Place], now: datetime) -> Matrix | None:
    """What the county's road server says, asked anew where the database lacks a leg; None where it has none.

    Apart from :func:`known`, and from :func:`keep`: a server that is slow keeps no transaction open.
    """
    road, unique = travel(), list(dict.fromkeys((float(lat), float(lon)) for lat, lon in places))
    return _kept(session, road, unique, now) if isinstance(road, Road) else None


def keep(session: Session, places: Sequence[Place], found: Matrix, now: datetime) -> None:
    """Write those ways, unless the estimate stood in for the server."""
    road = travel()
    if not isinstance(road, Road) or found.label != road.name or found.warning:
        return
    source = f"{road.name} {road.address}"
    points = [_metre(place) for place in dict.fromkeys((float(lat), float(lon)) for lat, lon in places)]
    table = RoundLeg.__table__
    session.execute(sa.delete(table).where(table.c.source == source, table.c.from_lat.in_({lat for lat, _ in points})))
    rows = {
        (*points[here], *points[there]): (int(found.seconds[here, there]), round(float(found.km[here, there]) * 1000))
        for here in range(len(points))
        for there in range(len(points))
    }
    values = [
        dict(zip(("from_lat", "from_lon", "to_lat", "to_lon"), pair, strict=True))
        | {"source": source, "seconds": seconds, "metres": metres, "asked_at": now}
        for pair, (seconds, metres) in rows.items()
    ]
    for start in range(0, len(values), _AT_ONCE):
        session.execute(sa.insert(table), values[start : start + _AT_ONCE])


def _metre(place: Place) -> tuple[int, int]:
    return round(place[0] * 100_000), round(place[1] * 100_000)
