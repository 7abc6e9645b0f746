"""How a computation goes, as its watcher writes it: any process of the server may ask."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.weekplans import drafts
from fieldvisit.weekplans.plan import RoundRun
from fieldvisit.weekplans.shown import RunView

DIED = "Calcul interrompu : le serveur qui le menait s’est arrêté. Le dernier bon plan trouvé est gardé."


def last(session: Session, plan_id: uuid.UUID) -> RoundRun | None:
    query = select(RoundRun).where(RoundRun.plan_id == plan_id)
    return session.exec(query.order_by(sa.desc(RoundRun.begun_at), sa.desc(RoundRun.id)).limit(1)).first()


def view(session: Session, plan_id: uuid.UUID, now: datetime) -> RunView | None:
    """Of the last one; None where there never was one."""
    run = last(session, plan_id)
    if run is None:
        return None
    running = run.end is None and now - run.heard_at <= drafts.SILENT
    told = run.progress
    return RunView(
        running,
        told.get("seconds", 0.0) if run.ended_at is None else (run.ended_at - run.begun_at).total_seconds(),
        float(run.seconds),
        told.get("placed", 0),
        told.get("visits", 0),
        told.get("km", 0.0),
        told.get("driving", 0) // 60,
        told.get("best", 0),
        session.get_one(Account, run.account_id).name,
        run.begun_at,
        "" if running else run.sentence or DIED,
    )
