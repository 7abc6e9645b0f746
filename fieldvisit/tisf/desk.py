"""The responsable's desk: the week of each worker, what nothing came of, what was not done and why."""

import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.calendars import free
from fieldvisit.families.household import Household
from fieldvisit.schedule import visit
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import counting, order_reach
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.order_reach import WORKERS
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession, Status

#: How far back what was not done is shown.
BACK = timedelta(days=28)
MOST = 60


@dataclass(frozen=True)
class Held:
    """A session with its visit and order, and the family as its responsable reads it."""

    session: InterventionSession
    visit: Visit
    order: InterventionOrder
    family: str
    worker: str

    @property
    def minutes(self) -> int:
        """What it takes, or took."""
        told = counting.of(self.session, self.visit)
        return told.exact or told.planned


@dataclass
class Week:
    """One worker's. ``away``: what is noted of these days, without why."""

    account_id: uuid.UUID
    name: str
    role: str
    days: list[list[Held]] = field(default_factory=lambda: [[] for _ in range(7)])
    away: list[str] = field(default_factory=lambda: [""] * 7)

    @property
    def minutes(self) -> int:
        return sum(one.minutes for day in self.days for one in day)


def week(session: Session, actor: Actor, monday: date, today: date) -> list[Week]:
    """The workers of the actor's service, or for the county of its sectors, by name."""
    hers = select(AccountSector.account_id).where(AccountSector.sector_id.in_(actor.sectors))
    query = select(Account).where(Account.role.in_(WORKERS), Account.disabled_at.is_(None), Account.id.in_(hers))
    if actor.role in order_reach.ASSOCIATION:
        employer = session.get_one(Account, actor.account_id).employer
        query = query.where(Account.employer == employer, Account.employer != "")
    found = {one.id: Week(one.id, one.name, one.role) for one in session.exec(query.order_by(Account.name))}
    sunday = monday + timedelta(days=6)
    days = free.days(session, list(found), monday, sunday)
    for account_id, one in found.items():
        one.away = [
            day.holiday or ("Absence" if day.absences else "" if day.usual else "Ne travaille pas")
            for day in days[account_id]
        ]
    listed = _held(actor, today).where(Visit.planned_on >= monday, Visit.planned_on <= sunday)
    listed = listed.where(Visit.status != visit.Status.CANCELLED).order_by(Visit.planned_on, Visit.planned_at)
    for held in _rows(session, listed):
        if held.visit.worker_id in found:
            found[held.visit.worker_id].days[(held.visit.planned_on - monday).days].append(held)
    return list(found.values())


def overdue(session: Session, actor: Actor, today: date) -> list[Held]:
    """Planned for a day that is past, and nothing came of it: a tablet out of range, or a session forgotten."""
    query = _held(actor, today).where(
        InterventionSession.status.in_((Status.PLANNED, Status.RUNNING)),
        Visit.status.in_(visit.OPEN),
        Visit.planned_on < today,
    )
    return _rows(session, query.order_by(sa.desc(Visit.planned_on), Visit.planned_at).limit(MOST))


def not_done(session: Session, actor: Actor, today: date) -> list[tuple[Held, str]]:
    """The sessions of these four weeks that did not take place, the newest first, and why."""
    query = (
        _held(actor, today)
        .where(
            InterventionSession.status == Status.NOT_DONE,
            Visit.planned_on >= today - BACK,
            Visit.planned_on <= today,
        )
        .order_by(sa.desc(Visit.planned_on), Visit.planned_at)
        .limit(MOST)
    )
    found = _rows(session, query)
    ids = [one.session.record_id for one in found if one.session.record_id]
    written = select(SessionRecord.id, SessionRecord.body).where(SessionRecord.id.in_(ids))
    bodies = dict(session.execute(written).all()) if ids else {}
    return [(one, _why(one, bodies.get(one.session.record_id) or {})) for one in found]


def of_order(session: Session, actor: Actor, order_id: uuid.UUID, today: date) -> list[Held]:
    """Every session of one order, in the order of its days."""
    query = _held(actor, today).where(InterventionOrder.id == order_id)
    return _rows(session, query.order_by(Visit.planned_on, Visit.planned_at, Visit.id))


def _why(one: Held, body: dict) -> str:
    told = [str(body.get(name) or "") for name in ("not_done", "not_done_words")]
    return " – ".join(filter(None, told)) or one.visit.cancel_reason or visit.Status(one.visit.status).label


def _held(actor: Actor, today: date):
    return (
        select(InterventionSession, Visit, InterventionOrder, Household.label, Account.name)
        .join(Visit, Visit.id == InterventionSession.visit_id)
        .join(InterventionOrder, InterventionOrder.id == InterventionSession.order_id)
        .join(Household, Household.id == InterventionSession.family_id)
        .join(Account, Account.id == Visit.worker_id)
        .where(order_reach.opened(actor, today))
    )


def _rows(session: Session, query) -> list[Held]:
    return [Held(*row) for row in session.execute(query)]
