"""When a worker works: her hours, minus her absences, minus public holidays. Civil days of Europe/Paris."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from fieldvisit.calendars import absence, public, working
from fieldvisit.calendars.absence import Absence, Half
from fieldvisit.calendars.working import Hours, WorkingPattern

PARIS = ZoneInfo("Europe/Paris")
#: Where a half day of absence ends or begins: between the two halves of anybody's day.
NOON = time(13)


@dataclass(frozen=True)
class Span:
    """Two instants of one civil day, aware, in Europe/Paris."""

    begin: datetime
    end: datetime

    @property
    def minutes(self) -> int:
        """As they pass: the night when clocks change is an hour shorter or longer."""
        return int((self.end.astimezone(UTC) - self.begin.astimezone(UTC)).total_seconds() // 60)


@dataclass(frozen=True)
class Day:
    """One day of one worker. ``pattern``: None where nobody noted her hours; the usual week is then counted on."""

    on: date
    holiday: str
    absences: tuple[Absence, ...]
    pattern: WorkingPattern | None

    @property
    def usual(self) -> Hours:
        """Her hours of this day, as if nothing came in between."""
        return working.hours(self.pattern, self.on)

    @property
    def spans(self) -> list[Span]:
        if self.holiday:
            return []
        left = self.usual
        for one in self.absences:
            left = [part for span in left for part in _without(span, one.half)]
        return [Span(*(datetime.combine(self.on, at, PARIS) for at in span)) for span in left]

    def warning(self, name: str, at: time | None, minutes: int) -> str:
        """As :func:`warning` says it."""
        if gone := [one for one in self.absences if meets(one.half, at, minutes)]:
            part = "" if gone[0].half == Half.DAY else f" ({Half(gone[0].half).label.lower()})"
            return f"{name} a une absence notée ce jour-là{part}."
        if self.holiday:
            return f"Ce jour est férié ({self.holiday})."
        if self.pattern is None:
            return ""
        if not self.usual:
            return f"{name} ne travaille pas ce jour-là, d’après ses horaires."
        if at is not None and not _inside(self.usual, at, minutes):
            return f"C’est en dehors des heures de {name} ce jour-là ({working.spoken(self.usual)})."
        return ""


def days(session: Session, account_ids: Iterable[uuid.UUID], first: date, last: date) -> dict[uuid.UUID, list[Day]]:
    """Every day of each of them, both ends included; two queries for all."""
    ids = list(account_ids)
    gone, patterns = away(session, ids, first, last), working.between(session, ids, first, last)
    every = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    holidays = {day: public.name(day) for day in every}
    return {
        one: [
            Day(
                day,
                holidays[day],
                tuple(each for each in gone.get(one, ()) if absence.touches(each, day)),
                working.on(patterns.get(one, ()), day),
            )
            for day in every
        ]
        for one in ids
    }


def away(session: Session, account_ids: Iterable[uuid.UUID], first: date, last: date) -> dict[uuid.UUID, list[Absence]]:
    """The absences in force that touch these days, by worker; who has none is not in it."""
    found: dict[uuid.UUID, list[Absence]] = {}
    for one in absence.standing(session, account_ids, first, last):
        found.setdefault(one.account_id, []).append(one)
    return found


def warning(session: Session, account_id: uuid.UUID, name: str, day: date, at: time | None, minutes: int) -> str:
    """Why a visit stands badly there, without saying why someone is away; empty if it stands well.

    ``at``: local hour, or None while it is not fixed. Her hours count only where somebody noted them.
    """
    return days(session, [account_id], day, day)[account_id][0].warning(name, at, minutes)


def meets(half: str, at: time | None, minutes: int) -> bool:
    """Whether a visit at this hour falls into the absence; one without an hour falls into any."""
    if half == Half.DAY or at is None:
        return True
    return at < NOON if half == Half.MORNING else _later(at, minutes) > NOON


def _inside(spans: Hours, at: time, minutes: int) -> bool:
    end = _later(at, minutes)
    return end > at and any(begin <= at and end <= until for begin, until in spans)


def _later(at: time, minutes: int) -> time:
    """The hour after so many minutes; the end of the day for what lasts beyond it."""
    end = datetime.combine(date.min, at) + timedelta(minutes=minutes)
    return end.time() if end.date() == date.min else time.max


def _without(span: tuple[time, time], half: str) -> Hours:
    begin, end = span
    if half == Half.DAY:
        return []
    begin, end = (max(begin, NOON), end) if half == Half.MORNING else (begin, min(end, NOON))
    return [(begin, end)] if begin < end else []
