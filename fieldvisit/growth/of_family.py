"""The measurements of a file as the rules read them: those of corrected versions left out, struck ones marked."""

import uuid
from collections import defaultdict

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.growth.measurement import Measurement
from fieldvisit.growth.strike import MeasureStrike


def measured(session: Session, family_id: uuid.UUID) -> dict[uuid.UUID, list[dict]]:
    """By child, oldest first: ``kind``, ``value`` (g, cm, °C), ``method``, ``doubtful``, ``struck``, ISO ``taken_at``.

    A struck one is there so that the rules leave it out of the visit that measured it too (:mod:`series`).
    """
    struck = sa.exists().where(MeasureStrike.measurement_id == Measurement.id, MeasureStrike.back_at.is_(None))
    query = (
        select(Measurement, struck)
        .where(Measurement.family_id == family_id, Measurement.superseded_by_id.is_(None))
        .order_by(Measurement.taken_at)
    )
    found: dict[uuid.UUID, list[dict]] = defaultdict(list)
    for one, is_struck in session.exec(query):
        line = {"kind": one.kind, "value": one.value, "method": one.method, "doubtful": one.doubtful}
        found[one.child_id].append(line | {"taken_at": one.taken_at.isoformat(), "struck": is_struck})
    return found
