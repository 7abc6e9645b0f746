"""Which lines each open month would have, were it closed now: nothing is billed twice, and nothing is left out.

The sum of the closed lines of a session and of its open ones is always what the session comes to now, for each worker:
- never told: in the month of its day, or in the first open one if that is closed (late);
- told in a closed month and changed since: the difference alone, in the same place (correction).
Months of a book are closed in their order, so that « the first open one » is one month.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.statements import entries, months
from fieldvisit.statements.entries import Book, Standing, Told
from fieldvisit.statements.timesheet import Kind, Status, Timesheet, TimesheetLine

#: What a line adds up.
SUMS = ("minutes_exact", "minutes_billed", "km_tenths", "travel_minutes", "mileage_cents")


@dataclass
class Open:
    """``months``: the lines of each open month, not stored. ``pending``: sessions corrected, not validated again."""

    last_closed: date | None
    months: dict[date, list[TimesheetLine]] = field(default_factory=lambda: defaultdict(list))
    pending: set[uuid.UUID] = field(default_factory=set)

    def place(self, day: date) -> date:
        """The month in which something of that day is told."""
        month = months.of(day)
        return max(month, months.after(self.last_closed)) if self.last_closed else month


@dataclass(frozen=True)
class Closed:
    """One line of a closed month. ``month``: which."""

    line: TimesheetLine
    month: date


def last_closed(session: Session, book: Book) -> date | None:
    query = select(sa.func.max(Timesheet.month)).where(
        Timesheet.service == book.service, Timesheet.sector_id == book.sector_id, Timesheet.status == Status.CLOSED
    )
    return session.exec(query).one()


def closed_of(session: Session, session_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Closed]]:
    """By session its lines in closed months, the oldest first, of whatever sector its family was in."""
    query = (
        select(TimesheetLine, Timesheet.month)
        .join(Timesheet, Timesheet.id == TimesheetLine.timesheet_id)
        .where(TimesheetLine.session_id.in_(session_ids))
        .order_by(Timesheet.closed_at, TimesheetLine.id)
    )
    found = defaultdict(list)
    for line, month in session.exec(query):
        found[line.session_id].append(Closed(line, month))
    return found


def open_lines(session: Session, book: Book) -> Open:
    """The lines of every month of this book that is not closed, as things stand."""
    found = Open(last_closed(session, book))
    listed = entries.standing(session, book)
    before = closed_of(session, [one.held.id for one in listed])
    new = [one for one in listed if not _told_already(one, before.get(one.held.id))]
    told = entries.told(session, new)
    for one in listed:
        former = before.get(one.held.id, [])
        lines = _lines(one, told.get(one.held.id), former)
        for line in lines:
            line.kind = Kind.CORRECTION if former else Kind.USUAL
            month = found.place(line.day)
            if not former and month > months.of(line.day):
                line.kind = Kind.LATE
            found.months[month].append(line)
        if one.pending and lines:
            found.pending.add(one.held.id)
    for each in found.months.values():
        each.sort(key=lambda line: (line.day, str(line.started_at or ""), str(line.session_id), str(line.worker_id)))
    return found


def _told_already(one: Standing, former: list[Closed] | None) -> bool:
    return bool(former) and former[-1].line.record_id == one.record_id


def _lines(one: Standing, told: Told | None, former: list[Closed]) -> list[TimesheetLine]:
    if told is None:
        # The record is the one told last: all its lines together are what it comes to.
        now = _as_told(one, former)
    else:
        rate = entries.rate(one, told.day, told.way)
        now = _line(
            one, told, minutes_exact=told.exact, minutes_billed=one.billed, km_tenths=told.way.km,
            travel_minutes=told.way.minutes, rate_cents=rate, mileage_cents=entries.paid(told.way.km, rate),
        )  # fmt: skip
    return _differences(now, former) if former else [now]


def _line(one: Standing, told: Told, **values) -> TimesheetLine:
    held = one.held
    return TimesheetLine(
        session_id=held.id, order_id=held.order_id, family_id=held.family_id, worker_id=one.worker_id,
        record_id=one.record_id, day=told.day, started_at=told.started_at, ended_at=told.ended_at,
        outcome=told.outcome, reason=told.reason, **values,
    )  # fmt: skip


def _as_told(one: Standing, former: list[Closed]) -> TimesheetLine:
    last = former[-1].line
    sums = {name: sum(getattr(each.line, name) for each in former) for name in SUMS}
    held = one.held
    return TimesheetLine(
        session_id=held.id, order_id=held.order_id, family_id=held.family_id, worker_id=one.worker_id,
        record_id=one.record_id, day=last.day, started_at=last.started_at, ended_at=last.ended_at,
        outcome=last.outcome, reason=last.reason, rate_cents=last.rate_cents, **sums,
    )  # fmt: skip


def _differences(now: TimesheetLine, former: list[Closed]) -> list[TimesheetLine]:
    """What each worker's sum gains or loses; nothing for whoever's stays as it is."""
    found = []
    for worker in dict.fromkeys([*(each.line.worker_id for each in former), now.worker_id]):
        hers = [each for each in former if each.line.worker_id == worker]
        target = {name: getattr(now, name) if worker == now.worker_id else 0 for name in SUMS}
        sums = {name: target[name] - sum(getattr(each.line, name) for each in hers) for name in SUMS}
        if any(sums.values()):
            kept = now.model_dump(exclude={"id", "worker_id", "former_billed", "former_month", "kind", *SUMS})
            found.append(
                TimesheetLine(
                    **kept, **sums, worker_id=worker, former_month=former[-1].month,
                    former_billed=sum(each.line.minutes_billed for each in hers),
                )
            )  # fmt: skip
    return found
