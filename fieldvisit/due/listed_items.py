"""What is due as « À faire » lists it: this week, late, certificates; only rules of which the reader may know."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access.account import Account, Actor
from fieldvisit.access.care import CareRelationship
from fieldvisit.due import reach, rules
from fieldvisit.due.band import Priority, in_force
from fieldvisit.due.criteria import BAND_ONLY
from fieldvisit.due.item import DueItem, State
from fieldvisit.due.listed import GROUPS, Asked, Line, Tab, What, is_lead
from fieldvisit.families.household import Household
from fieldvisit.schedule import visit_type

CERTIFICATE = "certificat"
#: Bands whose families are listed as soon as something may be done for them: « immédiat », « sous 7 jours ».
SOON = 2
#: Visits whose very name tells of health: those who see only the band are told that there is a visit.
TELLING = frozenset({"vad_prema"})


def lines(session: Session, actor: Actor, asked: Asked, today: date, most: int, skip: int) -> list[Line]:
    query = (
        _found(actor, asked, today)
        .with_only_columns(
            DueItem.id,
            DueItem.family_id,
            Household.label,
            Household.city,
            DueItem.code,
            DueItem.trade,
            DueItem.subject_id,
            DueItem.opens_on,
            DueItem.due_on,
            DueItem.late_on,
            DueItem.closes_on,
            in_force,
            Priority.chosen,
            DueItem.worker_id,
            DueItem.visit_id,
        )
        .order_by(in_force, DueItem.due_on, DueItem.family_id, DueItem.subject_id, DueItem.code, DueItem.id)
        .limit(most)
        .offset(skip)
    )
    return [_line(actor, row) for row in session.execute(query)]


def some(actor: Actor, asked: Asked, today: date):
    """Query of what would be listed, to be counted."""
    return _found(actor, asked, today)


def _line(actor: Actor, row) -> Line:
    id, family_id, family, city, code, trade, subject, opens, due, late, closes, band, chosen, worker, visit = row
    rule = rules.RULES.get(code)
    return Line(
        What.DUE,
        id,
        family_id,
        family,
        city,
        label=label(actor.role, code),
        code=code,
        kind=(rule.visit_kind or "") if rule else "",
        trade=trade,
        subject_id=subject,
        opens=opens,
        due=due,
        late=late,
        closes=closes,
        band=band,
        chosen=chosen is not None,
        worker_id=worker,
        visit_id=visit,
    )


def label(role: str, code: str) -> str:
    """What this rule is called for a reader of this role."""
    return visit_type.DISCREET.label if is_discreet(role, code) else rules.RULES[code].label


def is_discreet(role: str, code: str) -> bool:
    """Whether a reader of this role is told no more than that there is a visit."""
    rule = rules.RULES.get(code)
    return role in BAND_ONLY and rule is not None and rule.visit_kind in TELLING


def _found(actor: Actor, asked: Asked, today: date) -> sa.Select:
    query = (
        sa.select(DueItem.id)
        .join(Household, Household.id == DueItem.family_id)
        .outerjoin(Priority, Priority.family_id == DueItem.family_id)
        .where(
            DueItem.sector_id.in_(asked.sectors),
            DueItem.state == State.OPEN,
            sa.or_(DueItem.closes_on.is_(None), DueItem.closes_on >= today),
            Household.merged_into.is_(None),
            _when(asked, today),
            reach.visible(actor, today),
        )
    )
    if not asked.planned:
        query = query.where(DueItem.visit_id.is_(None))
    if asked.band:
        query = query.where(in_force == asked.band)
    if asked.trade:
        query = query.where(DueItem.trade == asked.trade)
    if asked.sort and asked.tab is not Tab.CERTIFICATES:
        query = query.where(DueItem.group.in_(GROUPS[asked.sort]))
    if asked.worker:
        query = query.where(_of_worker(asked.worker, today))
    return query


def _when(asked: Asked, today: date):
    late = DueItem.late_on < today
    end = today + timedelta(days=6 - today.weekday(), weeks=max(asked.weeks, 1) - 1)
    if asked.tab is Tab.CERTIFICATES:
        return sa.and_(DueItem.group == CERTIFICATE, DueItem.due_on <= end)
    if asked.tab is Tab.LATE:
        return sa.and_(DueItem.group != CERTIFICATE, late)
    on_time = sa.or_(DueItem.late_on.is_(None), DueItem.late_on >= today)
    return sa.and_(DueItem.group != CERTIFICATE, on_time, DueItem.id.in_(_near(asked, end, today)))


def _near(asked: Asked, end: date, today: date):
    """Ids of what is due by then, and of what is open for a grave family: two walks of an index, not one of all."""
    here = sa.and_(DueItem.sector_id.in_(asked.sectors), DueItem.state == State.OPEN)
    by_then = sa.select(DueItem.id).where(here, DueItem.due_on <= end)
    open_now = (
        sa.select(DueItem.id)
        .join(Priority, Priority.family_id == DueItem.family_id)
        .where(here, DueItem.opens_on <= today, in_force <= SOON)
    )
    return sa.union(by_then, open_now)


def _of_worker(worker, today: date):
    """Hers by name, or of a family assigned to her when nobody is named."""
    hers = (
        sa.select(CareRelationship.family_id)
        .join(Account, Account.id == CareRelationship.account_id)
        .where(CareRelationship.account_id == worker, is_lead(today))
    )
    return sa.or_(DueItem.worker_id == worker, sa.and_(DueItem.worker_id.is_(None), DueItem.family_id.in_(hers)))
