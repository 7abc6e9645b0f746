"""Reports as they are read, each reading journaled; and what their authors are told of them."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Actor
from fieldvisit.concerns import history, reach
from fieldvisit.concerns.lists import OVER, Recipient, Status
from fieldvisit.concerns.report import Act, ConcernExtract, ConcernMail, ConcernPiece, ConcernReport

MOST = 300


@dataclass(frozen=True)
class Receipt:
    """All that an author who only creates may know again: reference and dates, nothing of what was written."""

    id: uuid.UUID
    reference: str
    recipient: Recipient
    received_at: datetime
    mailed_at: datetime | None
    acknowledged_at: datetime | None


@dataclass(frozen=True)
class Opened:
    report: ConcernReport
    mails: list[ConcernMail]
    pieces: list[tuple[uuid.UUID, str, int]]
    extracts: list[ConcernExtract]


def listed(session: Session, actor: Actor, today: date, *, over: bool = False) -> list[ConcernReport]:
    """What this actor reads: what waits first (the soonest deadline), or what is over (the newest)."""
    ended = ConcernReport.status.in_(OVER)
    query = select(ConcernReport).where(reach.readable(actor, today), ended if over else ~ended).limit(MOST)
    order = (sa.desc(ConcernReport.received_at),) if over else (ConcernReport.due_on, ConcernReport.received_at)
    return list(session.exec(query.order_by(*order)))


def waiting(session: Session, actor: Actor, today: date) -> int:
    """How many nobody at the unit has acknowledged yet; for those who do."""
    if actor.role not in reach.COUNTY:
        return 0
    query = select(sa.func.count()).where(reach.readable(actor, today), ConcernReport.status == Status.SENT)
    return session.exec(query).one()


def find(session: Session, actor: Actor, report_id: uuid.UUID, today: date, *, lock: bool = False) -> ConcernReport:
    """:raises NotFound: if it is not open to this actor"""
    query = select(ConcernReport).where(ConcernReport.id == report_id, reach.readable(actor, today))
    found = session.exec(query.with_for_update() if lock else query).one_or_none()
    if found is None:
        raise reach.NotFound
    return found


def read(
    session: Session, actor: Actor, report_id: uuid.UUID, today: date, now: datetime, act: Act = Act.READ
) -> Opened:
    """The whole of it; that it was read is written down in the same transaction.

    :raises NotFound: if it is not open to this actor
    """
    report = find(session, actor, report_id, today)
    history.note(session, actor, report, act, now)
    return opened(session, report)


def opened(session: Session, report: ConcernReport) -> Opened:
    """What goes with it, for whoever was let in already: the server's own mail among them."""
    pieces = select(ConcernPiece.id, ConcernPiece.name, ConcernPiece.size).where(ConcernPiece.report_id == report.id)
    mails = select(ConcernMail).where(ConcernMail.report_id == report.id).order_by(ConcernMail.recipient)
    extracts = select(ConcernExtract).where(ConcernExtract.report_id == report.id).order_by(ConcernExtract.at)
    return Opened(
        report,
        list(session.exec(mails)),
        [tuple(one) for one in session.exec(pieces.order_by(ConcernPiece.added_at))],
        list(session.exec(extracts)),
    )


def receipts(session: Session, actor: Actor) -> list[Receipt]:
    """What this author transmitted, newest first."""
    mailed = (
        sa.select(ConcernMail.sent_at)
        .where(ConcernMail.report_id == ConcernReport.id, ConcernMail.recipient == Recipient.UNIT)
        .scalar_subquery()
    )
    query = (
        select(
            ConcernReport.id,
            ConcernReport.reference,
            ConcernReport.recipient,
            ConcernReport.received_at,
            mailed,
            ConcernReport.acknowledged_at,
        )
        .where(ConcernReport.author_id == actor.account_id, ConcernReport.status != Status.DRAFT)
        .order_by(sa.desc(ConcernReport.received_at))
        .limit(MOST)
    )
    return [
        Receipt(id, reference, Recipient(to), at, sent, told)
        for id, reference, to, at, sent, told in session.exec(query)
    ]


def receipt(session: Session, actor: Actor, report_id: uuid.UUID) -> Receipt:
    """:raises NotFound: if this actor did not transmit it"""
    found = next((one for one in receipts(session, actor) if one.id == report_id), None)
    if found is None:
        raise reach.NotFound
    return found
