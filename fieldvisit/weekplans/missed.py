"""Visits that did not take place, or lost their place when a week was published, and have no successor yet."""

import uuid
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.due.band import Priority, in_force
from fieldvisit.families.household import Household, active
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.again import FOLLOWS, MISSED, MOST_PAST
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans.jobs import Job, is_for_two
from fieldvisit.weekplans.plan import RoundPlan
from fieldvisit.weekplans.plan import Status as PlanStatus
from fieldvisit.weekplans.week import Week


def of_week(session: Session, sector_id: uuid.UUID, week: Week, listed: list[Job]) -> list[Job]:
    """``listed``: what stands or is due already; the same visit to the same family is not asked for twice."""
    wanted = {(one.family_id, one.kind) for one in listed if one.status != Status.ABSENT}
    later = aliased(Visit)
    successor = sa.exists().where(
        later.family_id == Visit.family_id,
        later.id != Visit.id,
        sa.or_(later.worker_id == Visit.worker_id, later.kind == Visit.kind),
        sa.or_(
            later.planned_on > Visit.planned_on,
            sa.and_(later.planned_on == Visit.planned_on, later.created_at > Visit.created_at),
        ),
        later.status.in_(FOLLOWS),
    )
    home = (Household.label, Household.city, Household.insee, Household.lat, Household.lon)
    query = (
        sa.select(Visit, Account.role, *home, Household.contact_hours, Household.safety_notes, in_force)
        .join(Household, Household.id == Visit.family_id)
        .join(Account, Account.id == Visit.worker_id)
        .outerjoin(Priority, Priority.family_id == Visit.family_id)
        .where(
            Household.sector_id == sector_id,
            active(),
            Visit.kind.in_([one.code for one in visit_type.TYPES.values() if one.plain]),
            Visit.planned_on >= week.today - MOST_PAST,
            Visit.planned_on <= week.sunday,
            sa.or_(
                sa.and_(Visit.status.in_(MISSED), Visit.planned_on <= week.today),
                sa.and_(Visit.status == Status.CANCELLED, Visit.id.in_(_put_out(session, sector_id, week))),
            ),
            ~successor,
        )
        .order_by(Visit.planned_on, Visit.id)
    )
    found = [_job(*row, week=week) for row in session.execute(query)]
    return [one for one in found if (one.family_id, one.kind) not in wanted]


def _put_out(session: Session, sector_id: uuid.UUID, week: Week) -> list[uuid.UUID]:
    """Those for which weeks that were published had no place."""
    query = select(RoundPlan.out).where(
        RoundPlan.sector_id == sector_id,
        RoundPlan.status.in_([PlanStatus.PUBLISHED, PlanStatus.SUPERSEDED]),
        RoundPlan.monday >= week.today - MOST_PAST - timedelta(days=7),
    )
    return [uuid.UUID(one) for out in session.exec(query) for one in out]


def _job(one: Visit, role, label, city, insee, lat, lon, hours, safety, band, week: Week) -> Job:
    """With an id of its own: the visit itself may still stand on this board, as it was."""
    return Job(
        uuid.uuid5(one.id, "again"),
        one.family_id,
        label,
        city,
        insee,
        None if lat is None or lon is None else (lat, lon),
        one.kind,
        one.duration_min,
        band,
        max(week.monday, week.today),
        week.sunday,
        late=True,
        worker=one.worker_id,
        trade=role,
        reason=one.reason,
        words=hours,
        together=is_for_two(safety),
    )
