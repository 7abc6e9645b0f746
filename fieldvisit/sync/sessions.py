"""What a tablet carries of sessions: where each stands, beside its visit, and a family worker's own records, whole."""

import uuid
from collections.abc import Collection
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import select

from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import albums
from fieldvisit.sync.orders import works_there
from fieldvisit.tisf import counting
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession, Status

TIMES, WRITINGS = "validation_seances", "ecrits_tisf"
#: Own records aboard, besides those not validated yet.
LAST_RECORDS = 5


def beside(shown, visits: Collection[Visit]) -> dict[uuid.UUID, dict]:
    """What a session adds to the document of its visit: where it stands, and its record's custody."""
    opened = shown.open(TIMES)
    wanted = [one.id for one in visits if one.family_id in opened]
    if not wanted:
        return {}
    workers = {one.id: one.worker_id for one in visits}
    query = (
        select(InterventionSession, SessionRecord.id, SessionRecord.digest, SessionRecord.seen_at)
        .outerjoin(SessionRecord, SessionRecord.id == InterventionSession.record_id)
        .where(InterventionSession.visit_id.in_(wanted))
    )
    found = {}
    for held, record, digest, seen_at in shown.session.exec(query):
        hers = workers[held.visit_id] == shown.actor.account_id
        told = {
            "id": str(held.id),
            "order_id": str(held.order_id),
            "status": held.status,
            "returned_words": held.returned_words if hers else "",
        }
        custody = {"id": str(record), "digest": digest, "custody": "vue" if seen_at else "recue"} if record else None
        found[held.visit_id] = {"session": told, "record": custody}
    return found


def records_aboard(shown, families: set[uuid.UUID], past: timedelta):
    """Query of the ids of this worker's own records that travel: what may still be put right, and the last ones."""
    own = sa.and_(
        SessionRecord.family_id.in_(families),
        SessionRecord.author_id == shown.actor.account_id,
        SessionRecord.corrected_by_id.is_(None),
    )
    rank = sa.func.row_number().over(
        partition_by=SessionRecord.family_id, order_by=(sa.desc(SessionRecord.received_at), sa.desc(SessionRecord.id))
    )
    ranked = sa.select(SessionRecord.id.label("id"), rank.label("rank")).where(own).subquery()
    open_ones = (
        sa.select(SessionRecord.id)
        .join(InterventionSession, InterventionSession.id == SessionRecord.session_id)
        .join(Visit, Visit.id == SessionRecord.visit_id)
        .where(own)
        .where(
            sa.or_(
                InterventionSession.status.in_((Status.TO_VALIDATE, Status.RUNNING)),
                Visit.planned_on >= shown.today - past,
            )
        )
    )
    return sa.union(sa.select(ranked.c.id).where(ranked.c.rank <= LAST_RECORDS), open_ones)


def documents(shown, wanted, stamp) -> list[dict]:
    """``record`` documents of this worker's own sessions, whole. ``wanted``: ids or a query."""
    opened = shown.open(WRITINGS) if works_there(shown.actor.role) else set()
    if not opened:
        return []
    query = (
        select(SessionRecord, Visit.kind)
        .join(Visit, Visit.id == SessionRecord.visit_id)
        .where(SessionRecord.id.in_(wanted), SessionRecord.family_id.in_(opened))
        .where(SessionRecord.author_id == shown.actor.account_id)
        .order_by(SessionRecord.id)
    )
    found = shown.session.exec(query).all()
    pictures = albums.of(shown, [record for record, _ in found])
    return [
        {
            "kind": "record",
            "id": str(record.id),
            "family_id": str(record.family_id),
            "body": {
                "id": str(record.id),
                "visit_id": str(record.visit_id),
                "family_id": str(record.family_id),
                "kind": kind,
                "outcome": record.outcome,
                "author_id": str(record.author_id),
                "author_name": shown.actor.name,
                "captured_at": stamp(record.captured_at),
                "received_at": stamp(record.received_at),
                "corrects": str(record.corrects_id) if record.corrects_id else None,
                "corrected_by": str(record.corrected_by_id) if record.corrected_by_id else None,
                "attachments": albums.as_documents(pictures[record.id], stamp),
                "body": record.body,
            },
        }
        for record, kind in found
    ]


def months(shown, aboard: dict[str, str] | None) -> list[dict]:
    """``session_hours`` documents: what this worker's sessions of this month and of the last one come to, unless the
    tablet was told the same. ``aboard``: month → « exact/billed »; None when the tablet knows of none.
    """
    actor = shown.actor
    if aboard is None or not works_there(actor.role):
        return []
    this = shown.today.replace(day=1)
    found = []
    for first in ((this - timedelta(days=1)).replace(day=1), this):
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        told = counting.of_workers(shown.session, [actor.account_id], first, last)[actor.account_id]
        month, said = f"{first:%Y-%m}", f"{told.exact}/{told.billed}"
        if aboard.get(month) != said:
            body = {"id": month, "month": month, "exact": told.exact, "billed": told.billed, "said": said}
            found.append({"kind": "session_hours", "id": month, "family_id": None, "body": body})
    return found


def recorded(shown, families: set[uuid.UUID], past: timedelta):
    """Query of the visits whose records travel (:func:`records_aboard`)."""
    ids = records_aboard(shown, families, past)
    return sa.select(SessionRecord.visit_id).where(SessionRecord.id.in_(ids))
