"""What a tablet carries of intervention orders: to a family worker her own ones and the words of the lists; to the
others the goals alone, the only bridge between the trades (domain §1.3).

What of an order tells of health or of a family's means stays at the office: the worker reads the neutral label.
"""

import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from functools import cache

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.families.person import Agreement, agreed
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import counting, lists
from fieldvisit.tisf.goal import InterventionGoal, State
from fieldvisit.tisf.hours import Totals
from fieldvisit.tisf.order import OVER, InterventionOrder, Status
from fieldvisit.tisf.session import InterventionSession

ORDERS, GOALS = "ordres_intervention", "objectifs_partages"
SHARING = "accord_partage_tisf"
#: Of these the association has not said yes.
_NOT_HERS = (Status.DRAFT, Status.SENT, Status.REFUSED)
#: An order that is over stays aboard for what is still to be put right.
ENDED_SINCE = timedelta(days=30)
_LISTS = {"activities": "activites", "presence": "presence", "absence": "absence", "incidents": "incidents"}
_LISTS |= {"progress": "objectif_avancement"}
_VEHICLES = [("personnel", "Personnel"), ("service", "Service"), ("transport", "Transports")]


def works_there(role: str) -> bool:
    """Whether this role goes into homes for an order."""
    return lists.may(role, "seance", "clore et écrire")


def documents(shown, wanted: set[uuid.UUID]) -> list[dict]:
    """``order`` documents of these families: to family workers, of orders that are theirs."""
    actor, session = shown.actor, shown.session
    families = wanted & shown.open(ORDERS) if works_there(actor.role) else set()
    if not families:
        return []
    query = select(InterventionOrder).where(
        InterventionOrder.family_id.in_(families),
        InterventionOrder.status.not_in(_NOT_HERS),
        sa.or_(InterventionOrder.status.not_in(OVER), InterventionOrder.ends_on >= shown.today - ENDED_SINCE),
        _hers(actor.account_id),
    )
    found = list(session.exec(query.order_by(InterventionOrder.number)))
    totals = counting.of_orders(session, [one.id for one in found])
    goals = _goals(session, [one.id for one in found])
    sharing = _sharing(session, {one.family_id for one in found}, shown.today)
    calls = {service: _service(session, actor, service) for service in {one.service for one in found}}
    return [
        _doc(one, _order(one, totals[one.id], goals[one.id], calls[one.service], one.family_id in sharing))
        for one in found
    ]


def _order(order: InterventionOrder, totals: Totals, goals: list, service: str, shares: bool) -> dict:
    motive = lists.MOTIVES.get(order.motive)
    return {
        "id": str(order.id),
        "family_id": str(order.family_id),
        "number": order.number,
        "frame": order.frame,
        "frame_label": lists.FRAMES.get(order.frame, ""),
        "funder_label": lists.FUNDERS.get(order.funder, ""),
        "motive_label": motive.neutral if motive else "",
        "level_label": lists.LEVELS.get(order.level, ""),
        "starts_on": order.starts_on.isoformat(),
        "ends_on": order.ends_on.isoformat(),
        "minutes_granted": order.minutes_granted,
        "minutes_done": totals.billed,
        "minutes_planned": totals.planned,
        "minutes_per_week": order.minutes_per_week,
        "goals": [_goal(one) for one in goals],
        "referent": order.referent,
        "service": service,
        "contribution_cents": order.contribution_cents,
        "safety_notes": order.safety_notes,
        "daily_notes": order.daily_notes if shares else "",
        "review_on": order.review_on.isoformat() if order.review_on else None,
        "status": order.status,
        "status_label": Status(order.status).label,
        "signature_each": order.signature_each,
    }


def _goal(one: InterventionGoal) -> dict:
    return {"id": str(one.id), "text": one.text, "indicator": one.indicator, "state": one.state}


def _hers(account_id: uuid.UUID):
    """Condition on the orders that are this worker's: as their usual one, or by a session that is or was hers."""
    former = sa.cast(Visit.former_workers, sa.String).contains(str(account_id))
    given = (
        select(InterventionSession.order_id)
        .join(Visit, Visit.id == InterventionSession.visit_id)
        .where(sa.or_(Visit.worker_id == account_id, former))
    )
    return sa.or_(InterventionOrder.usual_worker_id == account_id, InterventionOrder.id.in_(given))


def _service(session: Session, actor: Actor, service: str) -> str:
    """The association, and whom to call there."""
    here = select(AccountSector.account_id).where(AccountSector.sector_id.in_(actor.sectors))
    query = (
        select(Account.name, Account.phone)
        .where(Account.role == "responsable_tisf", Account.employer == service, Account.disabled_at.is_(None))
        .where(Account.id.in_(here))
        .order_by(Account.name)
        .limit(1)
    )
    found = session.exec(query).first()
    return ", ".join(part for part in (service, *(found or ())) if part)


def _goals(session: Session, order_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[InterventionGoal]]:
    found: dict[uuid.UUID, list[InterventionGoal]] = defaultdict(list)
    if order_ids:
        query = select(InterventionGoal).where(InterventionGoal.order_id.in_(order_ids))
        for one in session.exec(query.order_by(InterventionGoal.rank, InterventionGoal.id)):
            found[one.order_id].append(one)
    return found


def _sharing(session: Session, families: set[uuid.UUID], today: date) -> set[uuid.UUID]:
    """Those that agreed to share their instructions of daily life with the family worker."""
    given = defaultdict(list)
    if families:
        query = select(Agreement).where(Agreement.family_id.in_(families), Agreement.kind == SHARING)
        for one in session.exec(query):
            given[one.family_id].append(one)
    return {family for family, told in given.items() if agreed(told, SHARING, today)}


def shared_goals(shown, families: set[uuid.UUID]) -> dict[uuid.UUID, list[dict]]:
    """« Objectifs partagés » of the families' orders, for whoever reads them and no order: the bridge, and no more."""
    wanted = set() if works_there(shown.actor.role) else families & shown.open(GOALS)
    if not wanted:
        return {}
    query = select(InterventionOrder).where(
        InterventionOrder.family_id.in_(wanted), InterventionOrder.status.not_in((*_NOT_HERS, *OVER))
    )
    found = list(shown.session.exec(query.order_by(InterventionOrder.starts_on, InterventionOrder.id)))
    goals, told = _goals(shown.session, [one.id for one in found]), defaultdict(list)
    for order in found:
        told[order.family_id] += [
            {**_goal(one), "frame_label": lists.FRAMES.get(order.frame, ""), "state_label": _label(one.state),
             "state_on": one.state_on.isoformat() if one.state_on else None}
            for one in goals[order.id]
        ]  # fmt: skip
    return told


def _label(state: str) -> str:
    return State(state).label if state in set(State) else state


def word_lists(actor: Actor, version: str | None) -> list[dict]:
    """The ``tisf_lists`` document, unless the tablet has it as it is now."""
    body = _lists()
    if not works_there(actor.role) or body["version"] == version:
        return []
    return [{"kind": "tisf_lists", "id": "tisf_lists", "family_id": None, "body": body}]


@cache
def _lists() -> dict:
    told = {name: lists.LISTS[code] for name, code in _LISTS.items()}
    told["vehicles"] = [{"code": code, "libelle": label} for code, label in _VEHICLES]
    said = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return {"id": "tisf_lists", "version": hashlib.sha256(said.encode()).hexdigest()[:16], **told}


def _doc(order: InterventionOrder, body: dict) -> dict:
    return {"kind": "order", "id": str(order.id), "family_id": str(order.family_id), "body": body}
