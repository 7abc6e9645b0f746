"""How a computation goes, as its watcher writes it: any process of the server may ask."""

import uuid
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.rounds.problem import Plan
from fieldvisit.rounds.running import End
from fieldvisit.weekplans import plan as plans
from fieldvisit.weekplans.plan import RoundRun
from fieldvisit.weekplans.shown import RunView

#: A watcher writes each second; one that was not heard for so long is dead, and its computation with it.
SILENT = timedelta(seconds=30)
DIED = "Calcul interrompu : le serveur qui le menait s’est arrêté. Le dernier bon plan trouvé est gardé."


def last(session: Session, plan_id: uuid.UUID) -> RoundRun | None:
    query = select(RoundRun).where(RoundRun.plan_id == plan_id)
    return session.exec(query.order_by(sa.desc(RoundRun.begun_at), sa.desc(RoundRun.id)).limit(1)).first()


def running(session: Session, plan_id: uuid.UUID, now: datetime) -> RoundRun | None:
    """The one that goes on."""
    found = last(session, plan_id)
    return found if found is not None and found.end is None and now - found.heard_at <= SILENT else None


def died(session: Session, plan_id: uuid.UUID, now: datetime) -> RoundRun | None:
    """One whose watcher fell silent."""
    found = last(session, plan_id)
    return found if found is not None and found.end is None and now - found.heard_at > SILENT else None


def view(session: Session, plan_id: uuid.UUID, now: datetime) -> RunView | None:
    """Of the last one; None where there never was one."""
    run = last(session, plan_id)
    if run is None:
        return None
    going = run.end is None and now - run.heard_at <= SILENT
    told = run.progress
    return RunView(
        going,
        told.get("seconds", 0.0) if run.ended_at is None else (run.ended_at - run.begun_at).total_seconds(),
        float(run.seconds),
        told.get("placed", 0),
        told.get("visits", 0),
        told.get("km", 0.0),
        told.get("driving", 0) // 60,
        told.get("best", 0),
        session.get_one(Account, run.account_id).name,
        run.begun_at,
        "" if going else run.sentence or DIED,
        run.stop_asked,
        run.end in (End.KILLED, End.CRASHED) or (run.end is None and not going),
        run.end is None and not going,
    )


def mark(session: Session, sector_id: uuid.UUID, monday: date, now: datetime) -> tuple:
    """Another one whenever the week's draft, whoever holds it or its computation is another: cheap to ask often."""
    row = plans.draft(session, sector_id, monday)
    if row is None:
        return ()
    run = last(session, row.id)
    return row.id, row.version, row.held_by, run and run.id, run and view(session, row.id, now).running


def written(plan: Plan) -> dict:
    routes = [[str(worker), day, [str(one) for one in route]] for (worker, day), route in plan.routes.items()]
    return {"routes": routes, "agreed": {str(visit): at for visit, at in plan.agreed.items()}}


def read(told: dict) -> Plan:
    routes = {(uuid.UUID(who), day): tuple(uuid.UUID(one) for one in route) for who, day, route in told["routes"]}
    return Plan(routes, {uuid.UUID(visit): at for visit, at in told["agreed"].items()})
