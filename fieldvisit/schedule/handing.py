"""Visits planned while their worker is away: listed with who could make them, and nothing is moved by itself.

The same sector first, then the same trade, then who follows the family already, then who has the fewest visits that
day (domain §8, « Continuity »).
"""

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, select

from fieldvisit.access import care
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.care import CareRelationship
from fieldvisit.calendars import free
from fieldvisit.families.household import Household
from fieldvisit.schedule import planning, visit_type
from fieldvisit.schedule import visit as visits
from fieldvisit.schedule.planning import STANDING
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.schedule.visit_type import VisitType

#: How far ahead a colleague's absence is prepared, and how many visits one looks through at once.
AHEAD = timedelta(days=92)
MOST = 100
MOST_CANDIDATES = 3
TO_GIVE = (Status.PLANNED, Status.CONFIRMED)


@dataclass(frozen=True)
class Candidate:
    """``same_sector``: of the family's; ``follows``: has a care relationship with it; ``busy``: visits that day."""

    account: Account
    same_sector: bool
    follows: bool
    busy: int


@dataclass(frozen=True)
class Touched:
    visit: Visit
    family: str
    worker: str
    kind: VisitType
    candidates: tuple[Candidate, ...]


def during_absences(session: Session, actor: Actor, worker_ids: list[uuid.UUID], today: date) -> list[Touched]:
    """The visits to come of these workers that fall into their absences, as far as this reader may see them."""
    last = today + AHEAD
    gone = free.away(session, worker_ids, today, last)
    listed = visits.between(session, actor, today, last, today) if gone else []
    # Sessions of an order are given to somebody else by the association, from the order.
    listed = [(one, family) for one, family in listed if one.kind not in visit_type.SESSIONS]
    hit = [(one, family) for one, family in listed if one.status in TO_GIVE and _falls(one, gone)][:MOST]
    if not hit:
        return []
    kinds = visits.types_shown(session, actor, [one for one, _ in hit], today)
    finder = _Finder(session, actor, [one for one, _ in hit], today)
    return [
        Touched(one, family, finder.names[one.worker_id], kinds[one.id], finder.candidates(one)) for one, family in hit
    ]


def _falls(one: Visit, gone: dict) -> bool:
    absences = [each for each in gone.get(one.worker_id, ()) if each.first_on <= one.planned_on <= each.last_on]
    return any(free.meets(each.half, one.planned_at, one.duration_min) for each in absences)


class _Finder:
    """What is asked of every candidate, read once for all the visits."""

    def __init__(self, session: Session, actor: Actor, listed: list[Visit], today: date):
        self.staff = planning.workers(session, actor)
        first, last = min(one.planned_on for one in listed), max(one.planned_on for one in listed)
        ids = [one.id for one in self.staff]
        self.days = free.days(session, ids, first, last)
        self.first = first
        working = select(AccountSector.account_id, AccountSector.sector_id).where(AccountSector.account_id.in_(ids))
        self.sectors = set(session.execute(working))
        families = {one.family_id for one in listed}
        homes = select(Household.id, Household.sector_id).where(Household.id.in_(families))
        self.sector_of = dict(session.execute(homes).all())
        following = select(CareRelationship.account_id, CareRelationship.family_id).where(
            CareRelationship.family_id.in_(families), care.in_force(today)
        )
        self.follows = set(session.execute(following))
        busy = select(Visit.worker_id, Visit.planned_on).where(
            Visit.worker_id.in_(ids),
            Visit.planned_on >= first,
            Visit.planned_on <= last,
            Visit.status.in_(STANDING),
        )
        self.busy = Counter(session.execute(busy))
        named = select(Account.id, Account.name, Account.role).where(Account.id.in_({one.worker_id for one in listed}))
        former = session.execute(named).all()
        self.names = {account_id: name for account_id, name, _ in former}
        self.roles = {account_id: role for account_id, _, role in former}

    def candidates(self, one: Visit) -> tuple[Candidate, ...]:
        known = visit_type.TYPES.get(one.kind)
        able = [
            each
            for each in self.staff
            if known and each.role in known.roles and each.id != one.worker_id and self._there(each, one)
        ]
        found = [
            Candidate(
                each,
                (each.id, self.sector_of[one.family_id]) in self.sectors,
                (each.id, one.family_id) in self.follows,
                self.busy[(each.id, one.planned_on)],
            )
            for each in able
        ]
        trade = self.roles[one.worker_id]
        found.sort(
            key=lambda each: (
                not each.same_sector,
                each.account.role != trade,
                not each.follows,
                each.busy,
                each.account.name,
            )
        )
        return tuple(found[:MOST_CANDIDATES])

    def _there(self, each: Account, one: Visit) -> bool:
        day = self.days[each.id][(one.planned_on - self.first).days]
        return not day.warning(each.name, one.planned_at, one.duration_min)
