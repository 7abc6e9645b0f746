"""School holidays of a zone (« vacances scolaires »), imported: no library keeps them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Field, Session, select

from fieldvisit import settings
from fieldvisit.db import Record


class SchoolHoliday(Record, table=True):
    """From ``first_on`` to ``last_on``, both included; ``zone``: A, B or C."""

    __tablename__ = "school_holiday"

    zone: str = Field(index=True)
    label: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Period:
    """As a file tells it."""

    zone: str
    label: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Kept:
    """How many periods a file brought, and how many of them were known already."""

    new: int
    changed: int
    same: int


def between(session: Session, first: date, last: date, zone: str | None = None) -> list[SchoolHoliday]:
    """The holidays that touch these days, in the county's zone."""
    query = select(SchoolHoliday).where(
        SchoolHoliday.zone == (zone or settings.read().school_zone),
        SchoolHoliday.first_on <= last,
        SchoolHoliday.last_on >= first,
    )
    return list(session.exec(query.order_by(SchoolHoliday.first_on)))


def on(listed: Iterable[SchoolHoliday], day: date) -> str:
    """The name of the holidays on this day, or nothing."""
    return next((one.label for one in listed if one.first_on <= day <= one.last_on), "")


def known_until(session: Session) -> date | None:
    """The last day that the county's zone knows of: after it an import is due."""
    query = select(SchoolHoliday.last_on).where(SchoolHoliday.zone == settings.read().school_zone)
    return max(session.exec(query), default=None)


def keep(session: Session, periods: Iterable[Period]) -> Kept:
    """What a file tells stands: a known period of the same zone that it touches takes its dates and name."""
    new = changed = same = 0
    for one in periods:
        known = between(session, one.first_on, one.last_on, one.zone)
        if not known:
            session.add(SchoolHoliday(**vars(one)))
            session.flush()
            new += 1
            continue
        row = next((each for each in known if each.label == one.label), known[0])
        if Period(row.zone, row.label, row.first_on, row.last_on) == one:
            same += 1
            continue
        row.label, row.first_on, row.last_on = one.label, one.first_on, one.last_on
        session.add(row)
        session.flush()
        changed += 1
    return Kept(new, changed, same)


def demo_dates() -> list[Period]:
    """The three zones from 2025 to 2027, for the demo county; their source is in the file."""
    told = json.loads((Path(__file__).parent / "school_holidays.json").read_text(encoding="utf-8"))
    return [
        Period(one["zone"], one["label"], date.fromisoformat(one["first_on"]), date.fromisoformat(one["last_on"]))
        for one in told["periods"]
    ]
