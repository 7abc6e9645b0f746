"""The responsable validates a month, then closes it: from then on what was billed is frozen.

What changes later is told in the next open month, as a correction. No line of a closed month is ever changed.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Visit
from fieldvisit.statements import entries, ledger, months, reach
from fieldvisit.statements.entries import Book
from fieldvisit.statements.ledger import Open
from fieldvisit.statements.timesheet import Status, Timesheet, TimesheetLine
from fieldvisit.tisf import hours
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.session import InterventionSession
from fieldvisit.tisf.session import Status as Held
from fieldvisit.words import Refusal, french_date

SCREEN = "releve"


class NotNow(Refusal):
    sentence = "Ce relevé ne peut pas être validé maintenant."


class Closed(Refusal):
    sentence = "Ce mois est clos : ce qui change ensuite paraît dans le relevé suivant, comme correction."


class Changed(Refusal):
    sentence = "Le relevé a changé depuis sa validation : relisez-le et validez-le de nouveau."


@dataclass(frozen=True)
class Standing:
    """A month of a book. ``stale``: validated, and changed since. ``blocked``: why it cannot be validated, or ""."""

    sheet: Timesheet | None
    status: Status
    lines: list[TimesheetLine]
    pending: set
    stale: bool = False
    blocked: str = ""
    waiting: int = 0


def sheet_of(session: Session, book: Book, month: date) -> Timesheet | None:
    query = select(Timesheet).where(
        Timesheet.service == book.service, Timesheet.sector_id == book.sector_id, Timesheet.month == month
    )
    return session.exec(query).one_or_none()


def closed_lines(session: Session, sheet: Timesheet) -> list[TimesheetLine]:
    query = select(TimesheetLine).where(TimesheetLine.timesheet_id == sheet.id)
    return list(session.exec(query.order_by(TimesheetLine.day, TimesheetLine.started_at, TimesheetLine.id)))


def standing(session: Session, book: Book, month: date, today: date) -> Standing:
    sheet = sheet_of(session, book, month)
    if sheet is not None and sheet.status == Status.CLOSED:
        return Standing(sheet, Status.CLOSED, closed_lines(session, sheet), set())
    found = ledger.open_lines(session, book)
    lines = found.months.get(month, [])
    waiting = to_validate(session, book, found, month)
    established = sheet is not None and sheet.status == Status.ESTABLISHED
    stale = established and sheet.seal != seal(lines)
    return Standing(
        sheet=sheet,
        status=Status.ESTABLISHED if established and not stale else Status.DRAFT,
        lines=lines,
        pending=found.pending & {line.session_id for line in lines},
        stale=stale,
        blocked=_blocked(found, month, waiting, today),
        waiting=waiting,
    )


def to_validate(session: Session, book: Book, found: Open, month: date) -> int:
    """Sessions that would be told in this month and still wait for the responsable; a correction of a closed month
    does not hold it up: it keeps its former minutes until it is validated.
    """
    told = select(TimesheetLine.session_id)
    query = (
        select(InterventionSession.started_at, Visit.planned_on)
        .join(Visit, Visit.id == InterventionSession.visit_id)
        .join(InterventionOrder, InterventionOrder.id == InterventionSession.order_id)
        .join(Household, Household.id == InterventionSession.family_id)
        .where(entries.here(book), InterventionSession.status == Held.TO_VALIDATE, InterventionSession.id.not_in(told))
    )
    days = [hours.day(begun) if begun else on for begun, on in session.exec(query)]
    return sum(found.place(day) <= month for day in days)


def _blocked(found: Open, month: date, waiting: int, today: date) -> str:
    end = months.after(month)
    if today < end:
        return f"Le mois n’est pas fini : il peut être validé à partir du {french_date(end)}."
    earlier = min((one for one, lines in found.months.items() if lines and one < month), default=None)
    if earlier:
        return f"Le relevé {months.of_name(earlier)} n’est pas clos : closez-le d’abord."
    if waiting == 1:
        return "Une séance reste à valider avant de valider le mois."
    return f"{waiting} séances restent à valider avant de valider le mois." if waiting else ""


def seal(lines: Iterable[TimesheetLine]) -> str:
    """Of what is billed by these lines; another order of them is the same."""
    told = sorted(
        [str(line.session_id), str(line.worker_id), str(line.record_id), *(getattr(line, name) for name in ledger.SUMS)]
        for line in lines
    )
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def row(session: Session, book: Book, month: date) -> Timesheet:
    """The month's row, locked, made if it has none.

    :raises Closed: if the month is closed
    """
    sheet = sheet_of(session, book, month)
    if sheet is None:
        last = ledger.last_closed(session, book)
        if last is not None and month <= last:
            raise Closed
        sheet = Timesheet(service=book.service, sector_id=book.sector_id, month=month)
        try:
            with session.begin_nested():
                session.add(sheet)
        except sa.exc.IntegrityError:
            sheet = sheet_of(session, book, month)  # another desk has just made it
    session.refresh(sheet, with_for_update=True)
    if sheet.status == Status.CLOSED:
        raise Closed
    return sheet


def validate(session: Session, actor: Actor, book: Book, month: date, today: date, now: datetime) -> Timesheet:
    """:raises Refusal: if it is not hers, not over, or something of it still waits"""
    reach.hers(session, actor, book)
    sheet = row(session, book, month)
    held = standing(session, book, month, today)
    if held.blocked:
        raise NotNow(held.blocked)
    if not held.lines:
        raise NotNow("Il n’y a aucune séance ce mois-ci : il n’y a rien à valider.")
    sheet.status, sheet.seal = Status.ESTABLISHED.value, seal(held.lines)
    sheet.validated_at, sheet.validated_by = now, actor.account_id
    session.add(sheet)
    _note(session, actor, sheet, held.lines, now)
    return sheet


def close(session: Session, actor: Actor, book: Book, month: date, today: date, now: datetime) -> Timesheet:
    """What its lines bill is frozen.

    :raises Refusal: if it is not hers, was not validated, or changed since
    """
    reach.hers(session, actor, book)
    sheet = row(session, book, month)
    held = standing(session, book, month, today)
    if sheet.status != Status.ESTABLISHED:
        raise NotNow("Validez d’abord le relevé : il sera clos ensuite.")
    if held.blocked:
        raise NotNow(held.blocked)
    if held.stale:
        raise Changed
    for line in held.lines:
        line.timesheet_id = sheet.id
        session.add(line)
    sheet.status, sheet.closed_at, sheet.closed_by = Status.CLOSED.value, now, actor.account_id
    session.add(sheet)
    _note(session, actor, sheet, held.lines, now)
    session.flush()
    return sheet


def _note(session: Session, actor: Actor, sheet: Timesheet, lines: Iterable[TimesheetLine], now: datetime) -> None:
    for family_id in dict.fromkeys(line.family_id for line in lines):
        journal.note(session, actor, family_id, What.WRITE, SCREEN, now, subject_id=sheet.id)
