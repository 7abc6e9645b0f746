"""A worker's agenda as iCalendar (RFC 5545): when and in which town, and nothing else.

It leaves for calendars that are not ours, on phones that others look at: no name, no address, no reason, no type of
visit, no reason of an absence (domain §1.6 and §10). The same content always gives the same bytes.
"""

import hashlib
import uuid
from datetime import date, datetime, timedelta
from functools import lru_cache

import icalendar
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account
from fieldvisit.access.roles import Reach
from fieldvisit.calendars import absence
from fieldvisit.calendars.absence import Absence, Half
from fieldvisit.calendars.free import NOON, PARIS
from fieldvisit.families.household import Household
from fieldvisit.licences import visit as licence_visit
from fieldvisit.licences.licence import Licence
from fieldvisit.licences.visit import LicenceVisit
from fieldvisit.schedule.visit import Status, Visit

BACK, AHEAD = timedelta(days=90), timedelta(days=366)
#: How often a calendar should ask again.
REFRESH = "PT1H"
#: Still in the worker's day in whatever calendar shows it; the others are crossed out.
GONE = frozenset({Status.CANCELLED, Status.POSTPONED})


def build(session: Session, account: Account, today: date) -> bytes:
    """The feed of this account as it stands: its visits and its absences, from 90 days ago to a year ahead."""
    first, last = today - BACK, today + AHEAD
    calendar = icalendar.Calendar()
    for name, value in (
        ("prodid", "-//Fieldvisit//Agenda//FR"),
        ("version", "2.0"),
        ("method", "PUBLISH"),
        ("x-wr-calname", "Visites à domicile"),
        ("x-wr-timezone", "Europe/Paris"),
        ("x-published-ttl", REFRESH),
    ):
        calendar.add(name, value)
    calendar.add_component(_timezone(first.year, last.year))
    for part in (_visits, _outside, _absences):
        for made in part(session, account, first, last):
            calendar.add_component(made)
    return calendar.to_ical()


def etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def event(
    uid: uuid.UUID, on: date, at, minutes: int, place: str, stamp: datetime, *, cancelled: bool
) -> icalendar.Event:
    """A visit of any kind; without an hour it takes the whole day and leaves it free."""
    made = _event("visite", uid, stamp)
    made.add("summary", "Visite")
    if at is None:
        made.add("dtstart", on)
        made.add("dtend", on + timedelta(days=1))
    else:
        begin = datetime.combine(on, at, PARIS)
        made.add("dtstart", begin)
        made.add("duration", timedelta(minutes=minutes))
    made.add("transp", "TRANSPARENT" if at is None or cancelled else "OPAQUE")
    if place:
        made.add("location", place)
    made.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return made


def _visits(session: Session, account: Account, first: date, last: date) -> list[icalendar.Event]:
    if roles.right(account.role, "planning_mission").read is Reach.NONE:
        return []
    query = (
        select(Visit, Household.city)
        .join(Household, Household.id == Visit.family_id)
        .where(Visit.worker_id == account.id, Visit.planned_on >= first, Visit.planned_on <= last)
        .order_by(Visit.planned_on, Visit.id)
    )
    return [
        event(
            one.id,
            one.planned_on,
            one.planned_at,
            one.duration_min,
            city,
            one.created_at,
            cancelled=one.status in GONE,
        )
        for one, city in session.exec(query)
    ]


def _outside(session: Session, account: Account, first: date, last: date) -> list[icalendar.Event]:
    """Visits outside families, which say no more than the others."""
    query = (
        select(LicenceVisit, Licence.city)
        .join(Licence, Licence.id == LicenceVisit.licence_id)
        .where(LicenceVisit.worker_id == account.id, LicenceVisit.planned_on >= first, LicenceVisit.planned_on <= last)
        .order_by(LicenceVisit.planned_on, LicenceVisit.id)
    )
    return [
        event(
            one.id,
            one.made_on or one.planned_on,
            one.planned_at if one.made_on in (None, one.planned_on) else None,
            one.duration_min,
            city,
            one.created_at,
            cancelled=one.status == licence_visit.Status.CANCELLED,
        )
        for one, city in session.exec(query)
    ]


def _absences(session: Session, account: Account, first: date, last: date) -> list[icalendar.Event]:
    found = []
    for one in absence.standing(session, [account.id], first, last):
        made = _event("absence", one.id, one.noted_at)
        made.add("summary", "Absence")
        begin, end = _ends(one)
        made.add("dtstart", begin)
        made.add("dtend", end)
        made.add("transp", "OPAQUE")
        made.add("status", "CONFIRMED")
        found.append(made)
    return found


def _ends(one: Absence) -> tuple[date, date]:
    """Whole days end the day after, as iCalendar counts; a half day has hours."""
    if one.half == Half.DAY:
        return one.first_on, one.last_on + timedelta(days=1)
    noon = datetime.combine(one.first_on, NOON, PARIS)
    if one.half == Half.MORNING:
        return noon.replace(hour=8), noon
    return noon, noon.replace(hour=18)


def _event(what: str, uid: uuid.UUID, stamp: datetime) -> icalendar.Event:
    """``uid`` is not shown: what leaves the house names nothing in it, and stays the same."""
    made = icalendar.Event()
    named = hashlib.sha256(f"fieldvisit {what} {uid}".encode()).hexdigest()[:32]
    made.add("uid", f"{named}@fieldvisit")
    made.add("dtstamp", stamp)
    made.add("class", "PRIVATE")
    return made


@lru_cache(maxsize=4)
def _timezone(first_year: int, last_year: int) -> icalendar.Timezone:
    return icalendar.Timezone.from_tzid(
        "Europe/Paris", first_date=date(first_year, 1, 1), last_date=date(last_year + 1, 12, 31)
    )
