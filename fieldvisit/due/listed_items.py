"""What is due as « À faire » lists it: this week, late, certificates; only rules of which the reader may know."""

from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access.account import Account, Actor
from fieldvisit.access.care import CareRelationship
from fieldvisit.due import reach, rules
from fieldvisit.due.band import USUAL, Priority, in_force
from fieldvisit.due.criteria import LABELS
from fieldvisit.due.item import DueItem, State
from fieldvisit.due.listed import GROUPS, Asked, Line, Tab, What, is_lead
from fieldvisit.families.household import Household, active
from fieldvisit.schedule import visit_type

CERTIFICATE = "certificat"
#: All others, by name, as the index of the list has them.
_GROUPS = tuple(sorted({rule.group for rule in rules.RULES.values()} - {CERTIFICATE}))
#: Bands whose families are listed as soon as something may be done for them: « immédiat », « sous 7 jours ».
SOON = 2


def lines(session: Session, actor: Actor, asked: Asked, today: date, most: int, skip: int) -> list[Line]:
    found, bands = [], [asked.band] if asked.band else LABELS
    for band in bands:  # one after the other: there are few grave families, and they come first
        wanted = most + skip - len(found)
        if wanted > 0:
            found += session.execute(_listed(actor, asked, today, band).limit(wanted))
    return [_line(actor, row) for row in found[skip:]]


def _listed(actor: Actor, asked: Asked, today: date, band: int) -> sa.Select:
    """What a line needs, of one band, in the order of the list."""
    return (
        _found(actor, asked, today, (band,))
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
        .order_by(DueItem.due_on, DueItem.family_id, DueItem.subject_id, DueItem.code, DueItem.id)
    )


def some(actor: Actor, asked: Asked, today: date):
    """Query of what would be listed, to be counted."""
    if asked.tab is not Tab.WEEK:
        return _found(actor, asked, today, (asked.band,) if asked.band else ())
    bands = [asked.band] if asked.band else list(LABELS)
    grave, rest = ([one for one in bands if (one <= SOON) is soon] for soon in (True, False))
    return sa.union_all(*(_found(actor, asked, today, some) for some in (grave, rest) if some))


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
    kind = visit_type.TYPES.get(rule.visit_kind or "") if rule else None
    return kind is not None and kind.telling and visit_type.shown_to(role, kind.code) is not kind


def _found(actor: Actor, asked: Asked, today: date, bands: Collection[int]) -> sa.Select:
    """What is listed of these bands, all of them where none is named; for « Cette semaine », grave ones or others."""
    query = (
        sa.select(DueItem.id)
        .join(Household, Household.id == DueItem.family_id)
        .outerjoin(Priority, Priority.family_id == DueItem.family_id)
        .where(
            DueItem.sector_id.in_(asked.sectors),
            DueItem.state == State.OPEN,
            sa.or_(DueItem.closes_on.is_(None), DueItem.closes_on >= today),
            active(),
            _when(asked, today, bands),
            reach.visible(actor, today, joined=True),
        )
    )
    if not asked.planned:
        query = query.where(DueItem.visit_id.is_(None))
    if bands:
        query = query.where(_of(bands))
    if asked.trade:
        query = query.where(DueItem.trade == asked.trade)
    if asked.sort and asked.tab is not Tab.CERTIFICATES:
        query = query.where(DueItem.group.in_(GROUPS[asked.sort]))
    if asked.worker:
        query = query.where(_of_worker(asked.worker, today))
    return query


def _when(asked: Asked, today: date, bands: Collection[int]):
    late = DueItem.late_on < today
    end = today + timedelta(days=6 - today.weekday(), weeks=max(asked.weeks, 1) - 1)
    if asked.tab is Tab.CERTIFICATES:
        return sa.and_(DueItem.group == CERTIFICATE, DueItem.due_on <= end)
    if asked.tab is Tab.LATE:
        return sa.and_(DueItem.group != CERTIFICATE, late)
    # Not « or null »: that would be looked for by the index of what is late, where nearly everything is in time.
    on_time = sa.func.coalesce(DueItem.late_on, today) >= today
    near = DueItem.due_on <= end
    if max(bands) <= SOON:
        near = sa.or_(near, DueItem.opens_on <= today)
    return sa.and_(DueItem.group.in_(_GROUPS), on_time, near)


def _of(bands: Collection[int]):
    """Where few families have these bands, they are found first and what is due of them afterwards."""
    if USUAL in bands:
        return in_force.in_(bands)
    return DueItem.family_id.in_(sa.select(Priority.family_id).where(in_force.in_(bands)))


def _of_worker(worker, today: date):
    """Hers by name, or of a family assigned to her when nobody is named."""
    hers = (
        sa.select(CareRelationship.family_id)
        .join(Account, Account.id == CareRelationship.account_id)
        .where(CareRelationship.account_id == worker, is_lead(today))
    )
    return sa.or_(DueItem.worker_id == worker, sa.and_(DueItem.worker_id.is_(None), DueItem.family_id.in_(hers)))
