"""Months of the journal past their time (domain §1.6), and letting one go: a named person's act, never ours."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.chain import PARIS, Disposal, Link, Segment
from fieldvisit.access.journal import AccessEvent
from fieldvisit.access.roles import Reach
from fieldvisit.words import Refusal

#: Who answers for it; the others only read.
APPROVES = frozenset({"dpo"})


class NotAllowed(Refusal):
    sentence = "Seul·e le ou la DPO approuve l’élimination d’un mois du journal."


class NotDue(Refusal):
    sentence = "Ce mois n’est pas éliminable : il n’est pas clos, ou sa durée de conservation n’est pas écoulée."


class NoReason(Refusal):
    sentence = "Écrivez sur quoi repose cette élimination (tableau de gestion, visa des Archives)."


@dataclass(frozen=True)
class Due:
    month: str
    lines: int


def due(session: Session, actor: Actor, now: datetime, kept: int) -> list[Due]:
    """Closed months older than ``kept`` whole months, for whoever reads the journal whole; the oldest first."""
    if roles.right(actor.role, "journal_acces").read is not Reach.ALL:
        return []
    query = (
        select(Segment)
        .where(Segment.month < _oldest_kept(now, kept), Segment.month.not_in(select(Disposal.month)))
        .order_by(Segment.month)
    )
    return [Due(one.month, one.lines) for one in session.exec(query)]


def done(session: Session, actor: Actor) -> list[Disposal]:
    if roles.right(actor.role, "journal_acces").read is not Reach.ALL:
        return []
    return list(session.exec(select(Disposal).order_by(sa.desc(Disposal.month))))


def approve(session: Session, actor: Actor, month: str, reason: str, now: datetime, kept: int) -> Disposal:
    """Let the lines of one month go. Its segment stays: the chain before and after still holds.

    :raises NotAllowed: if this actor does not answer for it
    :raises NotDue: if the month is not closed, not old enough, or gone already
    :raises NoReason: if nothing says on what it rests
    """
    if actor.role not in APPROVES:
        raise NotAllowed
    found = [one for one in due(session, actor, now, kept) if one.month == month]
    if not found:
        raise NotDue
    if not reason.strip():
        raise NoReason
    approved = Disposal(
        month=month,
        lines=found[0].lines,
        approved_by=actor.account_id,
        approved_name=actor.name,
        reason=reason.strip()[:500],
        approved_at=now,
    )
    session.add(approved)
    session.flush()
    of_month = sa.select(Link.event_id).where(Link.month == month)
    connection = session.connection()
    connection.execute(sa.delete(AccessEvent.__table__).where(AccessEvent.id.in_(of_month)))
    connection.execute(sa.delete(Link.__table__).where(Link.month == month))
    return approved


def _oldest_kept(now: datetime, kept: int) -> str:
    here = now.astimezone(PARIS)
    whole = here.year * 12 + here.month - 1 - kept
    return f"{whole // 12:04}-{whole % 12 + 1:02}"
