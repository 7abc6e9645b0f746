"""What a tablet carries of « Urgences »: those its worker raised, with who took charge; and whom to call."""

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.alerts import contacts, reach
from fieldvisit.alerts.alert import UrgentAlert
from fieldvisit.forms import county_rules
from fieldvisit.sync.documents import ROUND_PAST, VISIT, Shown, stamp


def documents(shown: Shown, wanted) -> list[dict]:
    """``alert`` documents of the reader's own alerts; ``wanted``: a condition."""
    opened = shown.open(VISIT)
    if not opened:
        return []
    taker, closer = sa.orm.aliased(Account), sa.orm.aliased(Account)
    query = (
        select(UrgentAlert, taker.name, taker.role, closer.name, closer.role)
        .outerjoin(taker, taker.id == UrgentAlert.taken_by)
        .outerjoin(closer, closer.id == UrgentAlert.closed_by)
        .where(wanted, UrgentAlert.author_id == shown.actor.account_id, UrgentAlert.family_id.in_(opened))
        .order_by(UrgentAlert.id)
    )
    return [_document(alert, _name(*who[:2]), _name(*who[2:])) for alert, *who in shown.session.exec(query)]


def at_places(session: Session, actor: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[dict]]:
    """The same of schools and licences, by place: how far what she raised there is."""
    taker, closer = sa.orm.aliased(Account), sa.orm.aliased(Account)
    query = (
        select(UrgentAlert, taker.name, taker.role, closer.name, closer.role)
        .outerjoin(taker, taker.id == UrgentAlert.taken_by)
        .outerjoin(closer, closer.id == UrgentAlert.closed_by)
        .where(UrgentAlert.place_id.in_(list(ids)), UrgentAlert.author_id == actor.account_id)
        .order_by(UrgentAlert.id)
    )
    found = defaultdict(list)
    for alert, *who in session.exec(query):
        found[alert.place_id].append(_document(alert, _name(*who[:2]), _name(*who[2:])))
    return found


def _document(alert: UrgentAlert, taken_by: str, closed_by: str) -> dict:
    id = "/".join(part for part in (str(alert.visit_id), alert.rule, alert.child_key) if part)
    body = {
        "id": id,
        "visit_id": str(alert.visit_id),
        "record_id": str(alert.record_id) if alert.record_id else None,
        "family_id": str(alert.place_id or alert.family_id),
        "rule": alert.rule,
        "item": alert.item,
        "child_id": alert.child_key or None,
        "text": alert.text,
        "orientations": alert.orientations,
        "private": reach.confided(alert.rule, alert.item),
        "raised_at": stamp(alert.raised_at),
        "withdrawn_at": stamp(alert.withdrawn_at),
        "done": alert.done,
        "why": alert.why or None,
        "chain": str(alert.chain_id) if alert.chain_id else None,
        "received": True,
        "taken_by": taken_by,
        "taken_at": stamp(alert.taken_at),
        "closed_by": closed_by,
        "closed_at": stamp(alert.closed_at),
    }
    return {"kind": "alert", "id": id, "family_id": str(alert.place_id or alert.family_id), "body": body}


def _name(name: str | None, role: str | None) -> str:
    return f"Dr {name}" if name and role == "medecin_pmi" else name or ""


def aboard(families: set[uuid.UUID], today: date):
    """Condition of the alerts that travel with these families: what waits, and what was met of late."""
    recent = UrgentAlert.received_at >= datetime.combine(today - ROUND_PAST, time(), UTC)
    return sa.and_(UrgentAlert.family_id.in_(families), sa.or_(UrgentAlert.closed_at.is_(None), recent))


def whom_to_call(shown: Shown, version: str | None) -> list[dict]:
    """The ``contacts`` document, unless the tablet has it as it is now (``version``), or knows of none (None)."""
    if version is None:
        return []
    body = contacts.document(shown.session, shown.actor)
    if body["version"] == version:
        return []
    return [{"kind": "contacts", "id": "contacts", "family_id": None, "body": body}]


def rules(session: Session, version: str | None) -> list[dict]:
    """The ``alert_rules`` document, the rules with the county's thresholds in; as :func:`whom_to_call`."""
    if version is None:
        return []
    county = county_rules.in_force(session)
    if county.version == version:
        return []
    return [{"kind": "alert_rules", "id": "alert_rules", "family_id": None, "body": county.document}]
