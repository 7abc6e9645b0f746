"""« À replanifier »: visits that did not take place and have no successor; postponing one makes none by itself."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.schedule import visit as visits
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import OPEN, Status, Visit

#: After a month the file, not the day's page, is where one decides.
MOST_PAST = timedelta(days=30)
MOST = 60
MISSED = (Status.ABSENT, Status.POSTPONED)
#: A visit that stands, or was made, comes after.
FOLLOWS = (*OPEN, Status.DONE, Status.REFUSED, Status.ABSENT, Status.POSTPONED)


@dataclass(frozen=True)
class Missed:
    """``wished``: the day that the family asked for at the door, if it is still to come."""

    visit: Visit
    family: str
    worker: str
    wished: date | None


def to_plan(session: Session, actor: Actor, today: date, visit_id: uuid.UUID | None = None) -> list[Missed]:
    """The newest first. A later visit of the same worker, or of the same type, to the family is a successor.

    ``visit_id``: only that one, if it is still to be planned.
    """
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
    query = (
        select(Visit, Household.label, Account.name)
        .join(Household, Household.id == Visit.family_id)
        .join(Account, Account.id == Visit.worker_id)
        .where(
            Visit.status.in_(MISSED),
            Visit.kind.not_in(visit_type.SESSIONS),
            Visit.planned_on <= today,
            Visit.planned_on >= today - MOST_PAST,
            Visit.family_id.in_(household.open_to(actor, "identite_foyer", today)),
            Visit.family_id.in_(household.open_to(actor, "planning_mission", today, write=True)),
            visits.visible_to(actor, today),
            ~successor,
            Visit.id == visit_id if visit_id else sa.true(),
        )
        .order_by(sa.desc(Visit.planned_on), sa.desc(Visit.planned_at), Visit.id)
        .limit(MOST)
    )
    found = session.execute(query).all()
    wished = _wished(session, [one.id for one, _, _ in found if one.status == Status.POSTPONED])
    return [
        Missed(one, family, worker, day if (day := wished.get(one.id)) and day >= today else None)
        for one, family, worker in found
    ]


def _wished(session: Session, listed: list[uuid.UUID]) -> dict[uuid.UUID, date]:
    if not listed:
        return {}
    asked = VisitRecord.body["outcome_detail"]["postponed_to"].as_string()
    query = select(VisitRecord.visit_id, asked).where(
        VisitRecord.visit_id.in_(listed), VisitRecord.corrected_by_id.is_(None)
    )
    return {visit_id: day for visit_id, text in session.execute(query) if (day := _day(text))}


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
