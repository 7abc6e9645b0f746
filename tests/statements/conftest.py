"""The service of ``tests/tisf``, and a second worker: sessions of February to April, closed from May on."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from fieldvisit.db import new_id
from fieldvisit.schedule.visit import Visit
from fieldvisit.statements.entries import Book
from fieldvisit.tisf import recording
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.recording import Outcome, Said
from fieldvisit.tisf.session import InterventionSession
from tests.tisf.conftest import SERVICE, order_of, patricia, person  # noqa: F401

BASE = datetime(2027, 2, 1, 8, tzinfo=UTC)
NOW = datetime(2027, 5, 3, 9, tzinfo=UTC)
TODAY = NOW.date()
FEBRUARY, MARCH, APRIL = date(2027, 2, 1), date(2027, 3, 1), date(2027, 4, 1)
EVER = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31), "minutes_granted": 100_000}


@pytest.fixture
def book(cast):
    return Book(SERVICE, cast.bourg.id)


def planned(session, order, on, worker_id, by):
    visit = Visit(
        family_id=order.family_id, kind="seance_tisf", planned_on=on, duration_min=60, worker_id=worker_id,
        created_at=BASE, created_by=by,
    )  # fmt: skip
    session.add(visit)
    session.flush()
    held = InterventionSession(family_id=order.family_id, visit_id=visit.id, order_id=order.id)
    session.add(held)
    session.flush()
    return held, visit


def sign(session, held, visit, outcome, begun, lasting, at, *, km=0, author=None, **body):
    """A record of this session comes in at ``at``, as from the tablet."""
    old = session.get(SessionRecord, held.record_id) if held.record_id else None
    ended = begun + timedelta(minutes=lasting)
    told = {
        "outcome": outcome.value,
        "started_at": begun.isoformat(),
        "ended_at": ended.isoformat(),
        "travel": {"km": km, "minutes": km * 2, "vehicle": "personnel"},
        "not_done": "" if outcome is Outcome.DONE else "Famille absente sans prévenir",
    }
    record = SessionRecord(
        id=new_id(), family_id=held.family_id, session_id=held.id, visit_id=visit.id, order_id=held.order_id,
        author_id=author or visit.worker_id, outcome=outcome, body=told | body, digest=uuid.uuid4().hex,
        captured_at=begun, received_at=at, corrects_id=old and old.id,
    )  # fmt: skip
    session.add(record)
    session.flush()
    recording.put_in_force(session, held, visit, record, old, Said(outcome, begun, ended))
    return record
