"""Visits under way (« En cours ») as the tablets in range tell them: who is at whose door since when, nothing else.

Apart from the visit itself: what a tablet says while it writes is news, and only the signed record changes the visit.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.access.account import Actor
from fieldvisit.db import instant
from fieldvisit.schedule.visit import Visit

#: A worker has one visit under way, rarely a few that she did not close; no more are read.
MOST = 20
#: A visit under way began since; anything else comes from a clock that was put right meanwhile.
LONGEST = timedelta(days=2)


class RunningVisit(SQLModel, table=True):
    """One line for each visit and tablet that writes it, taken away when the tablet says otherwise."""

    __tablename__ = "running_visit"

    visit_id: uuid.UUID = Field(foreign_key="visit.id", primary_key=True)
    account_id: uuid.UUID = Field(foreign_key="account.id", primary_key=True)
    device_id: uuid.UUID = Field(foreign_key="device.id", primary_key=True)
    started_at: datetime = instant(nullable=False)


def tell(
    session: Session, actor: Actor, told: Mapping[uuid.UUID, datetime], now: datetime, at: datetime | None = None
) -> None:
    """What this worker's vault on this tablet has under way now; what it no longer tells is over.

    ``at``: what the tablet's clock says at ``now``; the beginnings are put right by as much.

    A visit that the office does not know, or that was never hers, is passed over: nothing is refused for news.
    The tablet's own line was written just before in this transaction, so that two questions of it follow each other.
    """
    hers = (RunningVisit.account_id == actor.account_id, RunningVisit.device_id == actor.device_id)
    before = {line.visit_id: line for line in session.exec(select(RunningVisit).where(*hers))}
    for gone in before.keys() - told.keys():
        session.delete(before[gone])
    fresh = sorted(told.keys() - before.keys())[:MOST]
    if not fresh:
        return
    known = session.exec(select(Visit.id, Visit.worker_id, Visit.former_workers).where(Visit.id.in_(fresh)))
    for visit_id, worker_id, former in known:
        if actor.account_id == worker_id or str(actor.account_id) in former:
            began = _began(told[visit_id], at or now, now)
            session.add(
                RunningVisit(
                    visit_id=visit_id, account_id=actor.account_id, device_id=actor.device_id, started_at=began
                )
            )


def _began(told: datetime, at: datetime, now: datetime) -> datetime:
    """When it began by our clock, or when it was heard if the tablet's was changed in between."""
    since = at - told
    return now - since if timedelta(0) <= since <= LONGEST else now
