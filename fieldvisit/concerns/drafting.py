"""Drafts of the office: kept at each touch, open to their author and to nobody else."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.concerns import form, reach
from fieldvisit.concerns.lists import Status
from fieldvisit.concerns.reference import reference_of
from fieldvisit.concerns.report import ConcernPiece, ConcernReport
from fieldvisit.db import new_id
from fieldvisit.families import household


def begin(
    session: Session, actor: Actor, now: datetime, today: date, family_id: uuid.UUID | None = None
) -> ConcernReport:
    """A new draft, or the one begun already about this family (or about none).

    :raises Refusal: if this function raises none, or the family is not open to it
    """
    reach.check_may_raise(actor)
    if family_id is not None:
        household.find(session, actor, family_id, today)
    known = select(ConcernReport).where(_own(actor), ConcernReport.family_id == family_id)
    found = session.exec(known.order_by(sa.desc(ConcernReport.written_at))).first()
    if found is not None:
        return found
    report = new(session, actor, new_id(), now)
    report.family_id = family_id
    return report


def new(session: Session, actor: Actor, report_id: uuid.UUID, now: datetime) -> ConcernReport:
    """An empty one, with who writes it."""
    account = session.get(Account, actor.account_id)
    report = ConcernReport(
        id=report_id,
        reference=reference_of(report_id),
        author_id=actor.account_id,
        author_name=actor.name,
        author_function=roles.LABELS.get(actor.role, ""),
        author_service=account.employer if account else "",
        device_id=actor.device_id,
        written_at=now,
    )
    session.add(report)
    session.flush()
    return report


def of(session: Session, actor: Actor) -> list[ConcernReport]:
    """This author's drafts, the last one first."""
    query = select(ConcernReport).where(_own(actor)).order_by(sa.desc(ConcernReport.written_at))
    return list(session.exec(query))


def find(session: Session, actor: Actor, report_id: uuid.UUID) -> ConcernReport:
    """:raises NotFound: if it is not a draft of this author"""
    query = select(ConcernReport).where(ConcernReport.id == report_id, _own(actor)).with_for_update()
    found = session.exec(query).one_or_none()
    if found is None:
        raise reach.NotFound("Ce brouillon n’existe plus : il a été transmis ou abandonné.")
    return found


def keep(session: Session, actor: Actor, report_id: uuid.UUID, said: dict, now: datetime) -> ConcernReport:
    """:raises NotFound: if it is not a draft of this author"""
    report = find(session, actor, report_id)
    form.fill(report, said)
    report.written_at = now
    session.add(report)
    return report


def drop(session: Session, actor: Actor, report_id: uuid.UUID) -> None:
    """What its author gives up was told to nobody: it leaves no trace.

    :raises NotFound: if it is not a draft of this author
    """
    report = find(session, actor, report_id)
    session.exec(sa.delete(ConcernPiece).where(ConcernPiece.report_id == report.id))
    session.delete(report)


def _own(actor: Actor):
    return sa.and_(ConcernReport.author_id == actor.account_id, ConcernReport.status == Status.DRAFT)
