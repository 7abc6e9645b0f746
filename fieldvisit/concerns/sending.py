"""Transmission: at once to the unit, with a mail to be sent and, for a family worker, a word to her manager.

Nobody can hold it up. A report that a tablet signed is taken as far as it can be read: what is missing is told to the
unit (``gaps``), never sent back to somebody who may no longer read it.
"""

import uuid
from datetime import datetime

from dateutil.relativedelta import relativedelta
from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.concerns import drafting, form, history, telling
from fieldvisit.concerns.lists import Recipient, Status
from fieldvisit.concerns.report import Act, ConcernMail, ConcernReport
from fieldvisit.families.age import PARIS
from fieldvisit.families.household import Household, standing_for

#: From reception (CASF D226-2-6).
EVALUATION = relativedelta(months=3)


def transmit(session: Session, actor: Actor, report_id: uuid.UUID, now: datetime) -> ConcernReport:
    """:raises Refusal: with what is missing; what was typed stays"""
    report = drafting.find(session, actor, report_id)
    form.check(report, now)
    _send(session, actor, report, now)
    return report


def receive(
    session: Session,
    actor: Actor,
    report_id: uuid.UUID,
    family_id: uuid.UUID | None,
    said: dict,
    captured_at: datetime,
    now: datetime,
) -> ConcernReport:
    """What a tablet signed; whether its author may raise one was asked before.

    :raises Invalid: if there is nothing in it to be read
    """
    report = drafting.new(session, actor, report_id, now)
    form.fill(report, said)
    if not any((report.facts.strip(), report.quotes, report.context.strip())):
        raise form.Invalid("Rien n’est écrit dans cette information : appelez la CRIP, le texte n’est pas arrivé.")
    known = session.get(Household, family_id) if family_id else None
    report.family_id = standing_for(session, known.id) if known else None
    report.captured_at = captured_at
    report.gaps = form.missing(report, now)
    _send(session, actor, report, now, offline=True)
    return report


def _send(session: Session, actor: Actor, report: ConcernReport, now: datetime, *, offline: bool = False) -> None:
    report.recipient = report.recipient or Recipient.UNIT
    report.status, report.received_at = Status.SENT, now
    report.due_on = now.astimezone(PARIS).date() + EVALUATION
    session.add(report)
    session.flush()
    history.note(session, actor, report, Act.SENT, now, offline=offline)
    for recipient in dict.fromkeys((Recipient.UNIT, Recipient(report.recipient))):
        session.add(ConcernMail(report_id=report.id, recipient=recipient, made_at=now, next_at=now))
    telling.tell(session, actor, report, now)
