"""Who should go, and when: the professional who follows the family, else a colleague of the sector who is there.

« Conserver la même professionnelle par famille ; en cas d’absence, remplaçante du même secteur, sinon report ;
alerter si 3 changements en 6 mois » (domain §8.3). It proposes; a person chooses.
"""

import uuid
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access.account import Account, AccountSector
from fieldvisit.calendars import free
from fieldvisit.due import listed
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import OPEN, Status, Visit
from fieldvisit.words import french_date

#: Home visits of a day (domain §8.2, « capacité »).
A_DAY = 4
#: Looked at from the first day that is asked for.
AHEAD = timedelta(days=28)
#: What is late already waits so long for whoever knows the family; then a colleague goes.
PATIENCE = timedelta(days=7)
CHANGES, WITHIN = 3, timedelta(days=183)


@dataclass(frozen=True)
class Proposal:
    """``day``: the first one on which she works and has room; None: she is away, or full, all that time."""

    account_id: uuid.UUID
    name: str
    role: str
    why: str
    day: date | None


def propose(
    session: Session, family_id: uuid.UUID, trades: Collection[str], first: date, last: date, today: date
) -> list[Proposal]:
    """Those of the family's sector who may do it, the best first; ``first`` to ``last``: the days asked for.

    Who knows the family goes before a colleague, unless she has no day before ``last``.
    """
    people = _people(session, family_id, trades)
    begin = max(first, today)
    end, limit = begin + AHEAD, max(last, begin + PATIENCE)
    leads = [id for id, _, role in listed.leads_of(session, [family_id], today).get(family_id, ()) if role in trades]
    came = _came(session, family_id, today)
    days, busy = _days(session, people, begin, end), _busy(session, people, begin, end)
    found = []
    for id, (name, role) in people.items():
        day = next((one for one in days[id] if busy[id, one] < A_DAY), None)
        found.append(Proposal(id, name, role, _why(id, leads, came), day))
    load = {id: sum(many for (who, _), many in busy.items() if who == id) for id in people}

    def rank(one: Proposal) -> tuple:
        known = 0 if one.account_id in leads else 1 if one.account_id in came else 2
        away = one.day is None or one.day > limit
        return away, known, -came.get(one.account_id, date.min).toordinal(), load[one.account_id], one.name

    return sorted(found, key=rank)


def warning(session: Session, family_id: uuid.UUID, account_id: uuid.UUID, today: date) -> str:
    """The sentence to show if this would be the third change within half a year; else nothing."""
    query = (
        sa.select(Visit.worker_id, Account.role)
        .join(Account, Account.id == Visit.worker_id)
        .where(Visit.family_id == family_id, Visit.status == Status.DONE, Visit.planned_on >= today - WITHIN)
        .order_by(Visit.planned_on, Visit.planned_at)
    )
    role = session.execute(sa.select(Account.role).where(Account.id == account_id)).scalar_one_or_none()
    came = [who for who, trade in session.execute(query) if trade == role] + [account_id]
    changes = sum(one != other for one, other in zip(came, came[1:], strict=False))
    if changes < CHANGES or came[-2:-1] == [account_id]:
        return ""
    return f"{changes} changements de professionnelle en six mois pour cette famille."


def _people(session: Session, family_id: uuid.UUID, trades: Collection[str]) -> dict[uuid.UUID, tuple[str, str]]:
    here = sa.select(Household.sector_id).where(Household.id == family_id).scalar_subquery()
    query = sa.select(Account.id, Account.name, Account.role).where(
        Account.role.in_(trades),
        Account.disabled_at.is_(None),
        Account.id.in_(sa.select(AccountSector.account_id).where(AccountSector.sector_id == here)),
    )
    return {id: (name, role) for id, name, role in session.execute(query)}


def _days(session: Session, people: Collection[uuid.UUID], begin: date, end: date) -> dict[uuid.UUID, list[date]]:
    return {id: [one.on for one in days if one.spans] for id, days in free.days(session, people, begin, end).items()}


def _busy(session: Session, people: Collection[uuid.UUID], begin: date, end: date) -> Counter:
    query = (
        sa.select(Visit.worker_id, Visit.planned_on, sa.func.count())
        .where(Visit.worker_id.in_(people), Visit.planned_on >= begin, Visit.planned_on <= end, Visit.status.in_(OPEN))
        .group_by(Visit.worker_id, Visit.planned_on)
    )
    return Counter({(worker, day): many for worker, day, many in session.execute(query)})


def _came(session: Session, family_id: uuid.UUID, today: date) -> dict[uuid.UUID, date]:
    """Who visited the family of late, and when last."""
    query = (
        sa.select(Visit.worker_id, sa.func.max(Visit.planned_on))
        .where(Visit.family_id == family_id, Visit.status == Status.DONE, Visit.planned_on >= today - 2 * WITHIN)
        .group_by(Visit.worker_id)
    )
    return {worker: day for worker, day in session.execute(query)}


def _why(id: uuid.UUID, leads: Collection[uuid.UUID], came: dict[uuid.UUID, date]) -> str:
    if id in leads:
        return "suit la famille"
    return f"venue le {french_date(came[id])}" if id in came else ""
