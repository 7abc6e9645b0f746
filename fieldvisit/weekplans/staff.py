"""Who can be sent in a sector's week: her trade, what she may do, her hours of each day less absences and holidays.

Her hours are hard rules: where a day begins and ends, how much she works in the week. The meal takes three quarters of
an hour around the pause of her pattern, as it does on any round.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.calendars import free
from fieldvisit.calendars.absence import Half
from fieldvisit.calendars.free import Day
from fieldvisit.families.household import Household
from fieldvisit.places.commune import Commune
from fieldvisit.rounds.problem import DAY, HOUR, MINUTE, Limits, Lunch, Place, Shift, Worker
from fieldvisit.schedule import visit_type
from fieldvisit.weekplans.plan import RoundBase
from fieldvisit.weekplans.week import DAYS, Week, seconds

#: Sessions of family workers are planned by their association, from the order (tisf/).
TEAM = tuple(sorted(roles.FIELD - {"tisf", "intervenant_aep"}))
#: Whose visits are asked of one trade; what only one of them may do is a clearance.
TRADE = {"infirmiere_pmi": "puericultrice"}
#: Local rule of the domain, §8.1; without travel.
MEAL = 45 * MINUTE
AROUND = 30 * MINUTE
#: 44 hours a week on average over so many weeks (décret 2000-815, art. 3).
AVERAGE, WEEKS = 44 * HOUR, 12


@dataclass(frozen=True)
class Base:
    place: Place
    label: str
    from_home: bool = False
    approximate: bool = False


@dataclass
class Staff:
    """``days``: her seven days as the calendars tell them; ``away``: why she is not there, in a word, by day."""

    accounts: list[Account]
    workers: dict[uuid.UUID, Worker] = field(default_factory=dict)
    bases: dict[uuid.UUID, Base] = field(default_factory=dict)
    days: dict[uuid.UUID, list[Day]] = field(default_factory=dict)

    def away(self, account_id: uuid.UUID, day: int) -> str:
        one = self.days[account_id][day]
        if one.absences:
            half = "" if one.absences[0].half == Half.DAY else f" ({Half(one.absences[0].half).label.lower()})"
            return f"Absence{half}"
        if one.holiday:
            return f"Férié : {one.holiday}"
        return "" if one.usual else "ne travaille pas"


def of_sector(session: Session, sector_id: uuid.UUID, week: Week) -> Staff:
    query = (
        select(Account)
        .join(AccountSector, AccountSector.account_id == Account.id)
        .where(AccountSector.sector_id == sector_id, Account.role.in_(TEAM), Account.disabled_at.is_(None))
        .order_by(Account.name, Account.id)
    )
    staff = Staff(list(session.exec(query)))
    ids = [one.id for one in staff.accounts]
    # The eleven weeks before count in the average.
    before = week.monday - timedelta(weeks=WEEKS - 1)
    every = free.days(session, ids, before, week.sunday)
    staff.days = {id: days[-DAYS:] for id, days in every.items()}
    staff.bases = bases(session, sector_id, ids)
    for account in staff.accounts:
        shifts = tuple(
            shift
            for day in range(week.first, DAYS)
            if (shift := shift_of(staff.days[account.id][day], day)) is not None
        )
        base = staff.bases[account.id]
        staff.workers[account.id] = Worker(
            account.id,
            trade(account.role),
            base.place,
            shifts,
            account.name,
            clearances(account),
            from_home=base.from_home,
            limits=Limits(week_work=week_limit(every[account.id], week)),
        )
    return staff


def trade(role: str) -> str:
    return TRADE.get(role, role)


def clearances(account: Account) -> frozenset[str]:
    """The kinds of visit that her role may make, by name, and her own name for what nobody else is sent to."""
    return of_role(account.role) | {account.name}


def of_role(role: str) -> frozenset[str]:
    return frozenset(one.short for one in visit_type.TYPES.values() if role in one.roles)


def shift_of(day: Day, number: int) -> Shift | None:
    spans = day.spans
    if not spans:
        return None
    at = [(seconds(one.begin.time()), seconds(one.end.time())) for one in spans]
    begin, end = at[0][0], at[-1][1]
    lunch = None
    if len(at) > 1:
        stops, again = max(zip(at, at[1:], strict=False), key=lambda two: two[1][0] - two[0][1])
        lunch = Lunch(stops[1] - AROUND, max(stops[1], again[0] - MEAL) + AROUND, MEAL)
    elif end - begin > 6 * HOUR:
        lunch = Lunch(seconds=MEAL)
    return Shift(number, number * DAY + begin, number * DAY + end, lunch)


def week_limit(days: list[Day], week: Week) -> int:
    """Seconds that she may still work in what is left of this week: her own hours, 48 at most, and 44 on average over
    twelve weeks.

    What was worked is counted by her hours, less absences and holidays: nobody clocks in here.
    """
    before = sum(_worked(day) for day in days[:-DAYS])
    here = days[-DAYS:]
    gone, left = sum(map(_worked, here[: week.first])), sum(map(_worked, here[week.first :]))
    return max(0, min(left, Limits().week_work - gone, WEEKS * AVERAGE - before - gone))


def _worked(day: Day) -> int:
    return sum(span.minutes for span in day.spans) * MINUTE


def bases(session: Session, sector_id: uuid.UUID, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Base]:
    """Her own, else the sector's, else the middle of the sector, which is said."""
    ids = list(ids)
    query = select(RoundBase).where(sa.or_(RoundBase.sector_id == sector_id, RoundBase.account_id.in_(ids)))
    own, common = {}, None
    for one in session.exec(query):
        base = Base((one.lat, one.lon), one.label, one.from_home)
        if one.account_id is None:
            common = base
        else:
            own[one.account_id] = base
    if common is None and len(own) < len(ids):
        common = _middle(session, sector_id)
    return {id: own.get(id) or common for id in ids}


def _middle(session: Session, sector_id: uuid.UUID) -> Base:
    """Of its homes, else of its communes; a county's centre is anybody's guess without either."""
    for table in (Household, Commune):
        query = sa.select(sa.func.avg(table.lat), sa.func.avg(table.lon)).where(table.sector_id == sector_id)
        lat, lon = session.execute(query).one()
        if lat is not None and lon is not None:
            return Base((float(lat), float(lon)), "milieu du secteur", approximate=True)
    return Base((46.6, 2.4), "lieu inconnu", approximate=True)
