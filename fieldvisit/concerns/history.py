"""What happened to a report, reading included; and the line of the family's journal, when the family is known."""

import uuid
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.concerns.report import Act, ConcernEvent, ConcernReport

#: What the journal calls it: « Dernières consultations » must not tell by itself that a report exists.
SCREEN = "protection"
_WHAT = {Act.READ: What.READ, Act.LOOKED: What.READ, Act.PRINTED: What.PRINT}


def note(
    session: Session,
    actor: Actor,
    report: ConcernReport,
    act: Act,
    now: datetime,
    words: str = "",
    *,
    offline: bool = False,
) -> None:
    session.add(ConcernEvent(report_id=report.id, at=now, account_id=actor.account_id, act=act, words=words))
    if report.family_id is not None:
        what = _WHAT.get(act, What.WRITE)
        journal.note(session, actor, report.family_id, what, SCREEN, now, subject_id=report.id, offline=offline)


def of(session: Session, report_id: uuid.UUID) -> list[tuple[ConcernEvent, str]]:
    """Oldest first, with who did it; "" for the server."""
    query = (
        select(ConcernEvent, Account.name)
        .outerjoin(Account, Account.id == ConcernEvent.account_id)
        .where(ConcernEvent.report_id == report_id)
        .order_by(ConcernEvent.at, ConcernEvent.id)
    )
    return [(event, name or "") for event, name in session.exec(query)]
