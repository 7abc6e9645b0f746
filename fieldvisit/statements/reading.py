"""A month's statement as it is read: per order and per worker, with sums; families by their code, no text of a session.

Every reading is a line of the journal of each family in it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor, Sector
from fieldvisit.access.journal import What
from fieldvisit.families.age import PARIS
from fieldvisit.families.household import Household
from fieldvisit.statements import keeping, ledger, months, reach, signing
from fieldvisit.statements.entries import Book
from fieldvisit.statements.timesheet import Kind, Status, Timesheet, TimesheetLine, TimesheetOrder
from fieldvisit.tisf import counting, hours, lists
from fieldvisit.tisf.hours import Totals
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.recording import Outcome

PENDING = "Corrigée depuis, à valider de nouveau"


@dataclass(frozen=True)
class Row:
    line: TimesheetLine
    order: InterventionOrder
    family: str
    worker: str
    pending: bool

    @property
    def correction(self) -> bool:
        return self.line.kind == Kind.CORRECTION

    @property
    def outcome(self) -> str:
        """« Réalisée », or why not in the words of the county's list: « Famille absente sans prévenir »."""
        return self.line.reason or Outcome(self.line.outcome).label

    @property
    def remark(self) -> str:
        """Why it is no ordinary line of this month, or nothing."""
        line = self.line
        if self.correction:
            since = f" {months.of_name(line.former_month)}" if line.former_month else ""
            return f"Correction du relevé{since} : facturé jusque-là {hours.words(line.former_billed or 0)}"
        if line.kind == Kind.LATE:
            return Kind.LATE.label
        return PENDING if self.pending else ""


@dataclass
class Group:
    """The rows of one order, or of one worker, with their sums by the name of the column."""

    key: uuid.UUID
    title: str
    rows: list[Row] = field(default_factory=list)

    @property
    def sums(self) -> dict[str, int]:
        return sums(self.rows)


@dataclass
class OrderGroup(Group):
    """``counted``: all that the order comes to, whatever the month. ``said``: its signature and the county's answer."""

    order: InterventionOrder | None = None
    counted: Totals = Totals()
    said: TimesheetOrder | None = None

    @property
    def funder(self) -> str:
        return lists.FUNDERS.get(self.order.funder, "")

    @property
    def signature(self) -> str:
        """A sentence, « manquante » if there is none; empty where the family signs each session."""
        if self.order.signature_each:
            return ""
        said = self.said
        if said is None or not (said.signed_by or said.unsigned_reason):
            return "Signature de la famille manquante."
        if said.unsigned_reason:
            return f"Signature de la famille manquante : {said.unsigned_reason}"
        told = f"Signé par {said.signed_by} le {said.signed_on:%d/%m/%Y}."
        if said.signed_minutes != self.sums["minutes_exact"]:
            return f"{told} Les heures ont changé depuis : à faire signer de nouveau."
        return told

    @property
    def unsigned(self) -> bool:
        return not self.order.signature_each and not (self.said and self.said.signed_by)


@dataclass
class Statement:
    book: Book
    month: date
    sector: str
    status: Status
    stale: bool
    blocked: str
    waiting: int
    sheet: Timesheet | None
    rows: list[Row]
    by_order: list[OrderGroup]
    by_worker: list[Group]
    validated_by: str = ""
    closed_by: str = ""

    @property
    def sums(self) -> dict[str, int]:
        return sums(self.rows)


def sums(rows: Iterable[Row]) -> dict[str, int]:
    rows = list(rows)
    return {name: sum(getattr(one.line, name) for one in rows) for name in ledger.SUMS}


def look(session: Session, actor: Actor, book: Book, month: date, today: date) -> Statement:
    """What of it is open to this actor, who was found to read the book (:func:`reach.find`)."""
    held = keeping.standing(session, book, month, today)
    lines = held.lines
    if reach.only_own(actor):
        lines = [line for line in lines if line.worker_id == actor.account_id]
    opened = reach.families(session, actor, {line.family_id for line in lines}, today)
    lines = [line for line in lines if line.family_id in opened]
    orders = _by_id(session, InterventionOrder, {line.order_id for line in lines})
    families = _by_id(session, Household, {line.family_id for line in lines})
    named = {line.worker_id for line in lines}
    sheet = held.sheet
    if sheet is not None:
        named |= {one for one in (sheet.validated_by, sheet.closed_by) if one}
    people = {id: one.name for id, one in _by_id(session, Account, named).items()}
    rows = [
        Row(
            line,
            orders[line.order_id],
            families[line.family_id].case_number,
            people[line.worker_id],
            line.session_id in held.pending,
        )
        for line in lines
    ]
    said = signing.of_sheet(session, sheet)
    counted = counting.of_orders(session, list(orders))
    return Statement(
        book=book,
        month=month,
        sector=session.get_one(Sector, book.sector_id).name,
        status=held.status,
        stale=held.stale,
        blocked=held.blocked,
        waiting=held.waiting,
        sheet=sheet,
        rows=rows,
        by_order=_orders(rows, orders, counted, said),
        by_worker=_workers(rows),
        validated_by=people.get(sheet.validated_by, "") if sheet else "",
        closed_by=people.get(sheet.closed_by, "") if sheet else "",
    )


def note(session: Session, actor: Actor, statement: Statement, what: What, now: datetime) -> None:
    """One line of the journal for each family whose hours were read, or taken out."""
    subject = statement.sheet.id if statement.sheet else None
    for family_id in dict.fromkeys(one.line.family_id for one in statement.rows):
        journal.note(session, actor, family_id, what, keeping.SCREEN, now, subject_id=subject)


def listed(session: Session, actor: Actor, today: date, back: int = 12) -> list[tuple[Book, date, Status]]:
    """The months of each book that hold something or were closed, the newest first, with where they stand."""
    found = []
    for book in reach.books(session, actor, today):
        query = select(Timesheet).where(Timesheet.service == book.service, Timesheet.sector_id == book.sector_id)
        sheets = {one.month: Status(one.status) for one in session.exec(query)}
        known = {month for month, lines in ledger.open_lines(session, book).months.items() if lines}
        known |= {*sheets, months.of(today)}
        first = months.after(months.of(today), -back)
        found += [(book, month, sheets.get(month, Status.DRAFT)) for month in known if month >= first]
    return sorted(found, key=lambda one: (-one[1].toordinal(), one[0].service, str(one[0].sector_id)))


def clock(at: datetime | None) -> str:
    """« 09:05 », in the county's time."""
    return f"{at.astimezone(PARIS):%H:%M}" if at else ""


def _by_id(session: Session, table, ids: set[uuid.UUID]) -> dict:
    return {one.id: one for one in session.exec(select(table).where(table.id.in_(ids)))} if ids else {}


def _orders(rows: list[Row], orders: dict, counted: dict, said: dict) -> list[OrderGroup]:
    found: dict[uuid.UUID, OrderGroup] = {}
    for one in rows:
        group = found.setdefault(
            one.order.id,
            OrderGroup(
                one.order.id, one.order.number, order=one.order, counted=counted[one.order.id],
                said=said.get(one.order.id),
            ),
        )  # fmt: skip
        group.rows.append(one)
    return sorted(found.values(), key=lambda group: group.title)


def _workers(rows: list[Row]) -> list[Group]:
    found: dict[uuid.UUID, Group] = {}
    for one in rows:
        found.setdefault(one.line.worker_id, Group(one.line.worker_id, one.worker)).rows.append(one)
    return sorted(found.values(), key=lambda group: (group.title, str(group.key)))
