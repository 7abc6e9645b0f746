"""Hours of the team that are taken by something else: another sector's family, a school's session, a licence.

That somebody is taken is told, never by whom.
"""

import uuid
from dataclasses import dataclass
from datetime import date, time

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.families.household import Household
from fieldvisit.licences.visit import LicenceVisit
from fieldvisit.licences.visit import Status as LicenceStatus
from fieldvisit.rounds.problem import Place
from fieldvisit.schedule.planning import STANDING
from fieldvisit.schedule.visit import Visit
from fieldvisit.schools import sessions
from fieldvisit.weekplans.week import Week


@dataclass(frozen=True)
class Taken:
    """``id``: of the row and its worker, so that two of one session are two. ``outing``: no family's visit."""

    id: uuid.UUID
    row: uuid.UUID
    worker: uuid.UUID
    on: date
    at: time
    minutes: int
    label: str
    place: Place | None = None
    outing: bool = True


def of_week(session: Session, sector_id: uuid.UUID, worker_ids: list[uuid.UUID], week: Week) -> list[Taken]:
    found = [*_elsewhere(session, sector_id, worker_ids, week), *_licences(session, worker_ids, week)]
    for one in sessions.between(session, worker_ids, week.monday, week.sunday):
        if one.starts_at is not None:
            found += [
                Taken(
                    uuid.uuid5(one.id, str(who)),
                    one.id,
                    who,
                    one.held_on,
                    one.starts_at,
                    one.duration_min,
                    "séance d’école",
                )
                for who in one.team
                if who in worker_ids
            ]
    return sorted(found, key=lambda one: (one.on, one.at, str(one.id)))


def _elsewhere(session: Session, sector_id: uuid.UUID, worker_ids: list[uuid.UUID], week: Week) -> list[Taken]:
    query = (
        sa.select(Visit.id, Visit.worker_id, Visit.planned_on, Visit.planned_at, Visit.duration_min)
        .add_columns(Household.lat, Household.lon)
        .join(Household, Household.id == Visit.family_id)
        .where(
            Household.sector_id != sector_id,
            Visit.worker_id.in_(worker_ids),
            Visit.planned_on >= week.monday,
            Visit.planned_on <= week.sunday,
            Visit.planned_at.is_not(None),
            Visit.status.in_(STANDING),
        )
    )
    return [
        Taken(id, id, who, on, at, minutes, "autre secteur", None if lat is None or lon is None else (lat, lon), False)
        for id, who, on, at, minutes, lat, lon in session.execute(query)
    ]


def _licences(session: Session, worker_ids: list[uuid.UUID], week: Week) -> list[Taken]:
    query = sa.select(
        LicenceVisit.id,
        LicenceVisit.worker_id,
        LicenceVisit.planned_on,
        LicenceVisit.planned_at,
        LicenceVisit.duration_min,
    ).where(
        LicenceVisit.worker_id.in_(worker_ids),
        LicenceVisit.planned_on >= week.monday,
        LicenceVisit.planned_on <= week.sunday,
        LicenceVisit.planned_at.is_not(None),
        LicenceVisit.status != LicenceStatus.CANCELLED,
    )
    return [Taken(row[0], *row, "visite d’agrément") for row in session.execute(query)]
