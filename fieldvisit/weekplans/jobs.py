"""What is to be placed in a sector's week: visits in force, what is due, what did not take place.

The same for whoever looks, so that two planners hold one plan; what each may read of it is the board's matter. Things
due whose very planning asks for more (an evaluation) are planned from the family's file and only stand here once
they are.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.due import listed, rules
from fieldvisit.due.band import Priority, in_force
from fieldvisit.due.item import DueItem, State
from fieldvisit.due.listed import GROUPS, Sort
from fieldvisit.families.household import Household, active
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.planning import STANDING
from fieldvisit.schedule.running import RunningVisit
from fieldvisit.schedule.visit import Visit
from fieldvisit.weekplans import holding
from fieldvisit.weekplans.week import Week
from fieldvisit.words import fold

#: Bands of which one goes as soon as something may be done, not only once it is due.
SOON = 2
#: Made where the school is: its sessions are planned there (schools/).
ELSEWHERE = frozenset({"bsem"})
#: More than a sector makes in a week; the gravest and the longest due come first.
MOST = 400
_HOME = (Household.label, Household.city, Household.insee, Household.lat, Household.lon)
_ASKED = (Household.contact_hours, Household.safety_notes)


@dataclass(frozen=True)
class Job:
    """``visit_id``: the visit in force, with ``worker``, ``on``, ``at``. ``first``..``last``: the days that it may be
    made on; ``due``: the day it is best made by. ``began``, ``ended``: as the tablet told. ``held``: why it stands
    where it stands, or "".
    """

    id: uuid.UUID
    family_id: uuid.UUID
    family: str
    city: str
    insee: str
    place: tuple[float, float] | None
    kind: str
    minutes: int
    band: int
    first: date
    last: date
    due: date | None = None
    late: bool = False
    visit_id: uuid.UUID | None = None
    worker: uuid.UUID | None = None
    on: date | None = None
    at: time | None = None
    made_at: datetime | None = None
    position: int | None = None
    began: datetime | None = None
    ended: datetime | None = None
    status: str = ""
    held: str = ""
    trade: str = ""
    items: tuple[uuid.UUID, ...] = ()
    reason: str = ""
    words: str = ""
    together: bool = False


def of_week(session: Session, sector_id: uuid.UUID, week: Week) -> list[Job]:
    """Visits first, in the order of their days."""
    planned = _visits(session, sector_id, week)
    wanted = {(one.family_id, one.kind) for one in planned}
    due = [one for one in _due(session, sector_id, week) if (one.family_id, one.kind) not in wanted]
    return planned + due


def is_for_two(safety_notes: str) -> bool:
    """The house's own words for whoever rings there (domain §8, « Safety of workers »)."""
    return "a deux" in fold(safety_notes)


def _visits(session: Session, sector_id: uuid.UUID, week: Week) -> list[Job]:
    query = (
        sa.select(Visit, *_HOME, *_ASKED, in_force)
        .join(Household, Household.id == Visit.family_id)
        .outerjoin(Priority, Priority.family_id == Visit.family_id)
        .where(
            Household.sector_id == sector_id,
            active(),
            Visit.planned_on >= week.monday,
            Visit.planned_on <= week.sunday,
            Visit.status.in_(STANDING),
            Visit.kind.not_in(visit_type.SESSIONS),
        )
        .order_by(Visit.planned_on, Visit.planned_at, Visit.id)
    )
    rows = session.execute(query).all()
    ids = [row[0].id for row in rows]
    asked = _asked_for(session, ids)
    # A tablet in range says so long before the record arrives.
    query = sa.select(RunningVisit.visit_id, RunningVisit.started_at).where(RunningVisit.visit_id.in_(ids))
    running = dict(session.execute(query.order_by(RunningVisit.started_at.desc())).all())
    found = [_visit(row, asked.get(row[0].id), week) for row in rows]
    return [holding.under_way(one, running[one.id]) if one.id in running else one for one in found]


def _visit(row, asked, week: Week) -> Job:
    one, label, city, insee, lat, lon, hours, safety, band = row
    opens, closes, due, late = asked or (None, None, None, None)
    return Job(
        one.id,
        one.family_id,
        label,
        city,
        insee,
        None if lat is None or lon is None else (lat, lon),
        one.kind,
        one.duration_min,
        band,
        *_days(week, opens, late, closes),
        due=due,
        late=late is not None and late < week.today,
        visit_id=one.id,
        worker=one.worker_id,
        on=one.planned_on,
        at=one.planned_at,
        made_at=one.created_at,
        position=one.position,
        began=one.started_at,
        ended=one.ended_at,
        status=one.status,
        held=holding.of_visit(one, week),
        reason=one.reason,
        words=hours,
        together=is_for_two(safety),
    )


def _asked_for(session: Session, visit_ids: list[uuid.UUID]) -> dict:
    """When the thing due for which a visit was planned may be made."""
    query = sa.select(DueItem.visit_id, DueItem.opens_on, DueItem.closes_on, DueItem.due_on, DueItem.late_on).where(
        DueItem.visit_id.in_(visit_ids), DueItem.state == State.OPEN
    )
    return {visit: tuple(days) for visit, *days in session.execute(query)}


def _due(session: Session, sector_id: uuid.UUID, week: Week) -> list[Job]:
    """One visit does all that is due of a kind in a family."""
    kinds = [code for code, rule in rules.RULES.items() if _plannable(rule)]
    grave = sa.and_(in_force <= SOON, DueItem.opens_on <= week.sunday)
    query = (
        sa.select(DueItem, *_HOME, *_ASKED, in_force.label("band"))
        .join(Household, Household.id == DueItem.family_id)
        .outerjoin(Priority, Priority.family_id == DueItem.family_id)
        .where(
            DueItem.sector_id == sector_id,
            DueItem.state == State.OPEN,
            DueItem.visit_id.is_(None),
            DueItem.code.in_(kinds),
            DueItem.group.in_(GROUPS[Sort.VISITS]),
            DueItem.opens_on <= week.sunday,
            sa.or_(DueItem.closes_on.is_(None), DueItem.closes_on >= max(week.today, week.monday)),
            active(),
            Household.status.not_in([*rules.NOT_FOLLOWED, *rules.REFUSES]),
            sa.or_(DueItem.due_on <= week.sunday, grave),
        )
        .order_by(sa.text("band"), DueItem.due_on, DueItem.id)
        .limit(MOST)
    )
    found: dict[tuple, Job] = {}
    for item, *home in session.execute(query):
        key = item.family_id, rules.RULES[item.code].visit_kind
        known = found.get(key)
        if known is None:
            found[key] = _item(item, home, week)
        else:
            found[key] = _joined(known, item)
    return list(found.values())


def _plannable(rule) -> bool:
    kind = visit_type.TYPES.get(rule.visit_kind or "")
    return kind is not None and kind.plain and kind.compartment is None and kind.code not in ELSEWHERE


def _joined(known: Job, item: DueItem) -> Job:
    return replace(known, items=(*known.items, item.id))


def _item(item: DueItem, home, week: Week) -> Job:
    label, city, insee, lat, lon, hours, safety, band = home
    rule = rules.RULES[item.code]
    return Job(
        item.id,
        item.family_id,
        label,
        city,
        insee,
        None if lat is None or lon is None else (lat, lon),
        rule.visit_kind,
        visit_type.TYPES[rule.visit_kind].duration_min,
        band,
        *_days(week, item.opens_on, item.late_on, item.closes_on),
        due=item.late_on or item.due_on,
        late=item.late_on is not None and item.late_on < week.today,
        worker=item.worker_id,
        trade=item.trade or rule.trade,
        items=(item.id,),
        words=hours,
        together=is_for_two(safety),
    )


def _days(week: Week, opens: date | None, late: date | None, closes: date | None) -> tuple[date, date]:
    """From when to when within the week: not before it is due, before it is late if that can still be."""
    first = max(week.monday, week.today, opens or week.monday)
    last = week.sunday
    if closes is not None:
        last = min(last, closes)
    if late is not None and first <= late < last:
        last = late
    return first, last


def preferred(session: Session, listed_jobs: Iterable[Job], roles_of: dict[uuid.UUID, str], week: Week) -> dict:
    """Who follows each family, by trade: ``{family: [(account, role), …]}``, the first since longest."""
    families = {one.family_id for one in listed_jobs}
    if not families:
        return {}
    leads = listed.leads_of(session, families, max(week.today, week.monday))
    return {
        family: [(account, role) for account, _, role in those if account in roles_of]
        for family, those in leads.items()
    }
