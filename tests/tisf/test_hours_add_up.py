"""Any set of sessions, edits, corrections and validations: the same minutes on the order, the worker and the tablet."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, delete

from fieldvisit.access.account import Actor
from fieldvisit.db import new_id
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync import orders
from fieldvisit.sync.documents import Shown
from fieldvisit.tisf import counting, hours, recording, validating
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.recording import Outcome, Said
from fieldvisit.tisf.session import InterventionSession, Status

#: Around a night whose hour comes twice, and one that has an hour less.
BASES = (datetime(2026, 10, 24, 6, tzinfo=UTC), datetime(2027, 3, 27, 6, tzinfo=UTC))
NOW = datetime(2027, 4, 30, 12, tzinfo=UTC)
TODAY = NOW.date()

#: (which session, what happens to it, begun so many minutes after the base, lasting so many)
acts = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(["sign", "absent", "validate", "send_back"]),
        st.integers(0, 48 * 60),
        st.integers(0, 14 * 60),
    ),
    max_size=14,
)


class Books:
    """What each session must come to, by the plainest account: worked out apart from the code that it checks."""

    def __init__(self):
        self.record, self.frozen = {}, {}

    def billed(self, which: int) -> int:
        if self.frozen.get(which) is not None:
            return self.frozen[which]
        return self.fresh(which)

    def fresh(self, which: int) -> int:
        told = self.record.get(which)
        if told is None:
            return 0
        minutes = round((told[1] - told[0]).total_seconds()) // 60
        return (minutes + 7) // 15 * 15


@pytest.fixture
def world(engine, cast, patricia, order_of):
    order = order_of(minutes_granted=100_000, starts_on=date(2026, 1, 1), ends_on=date(2027, 12, 31))
    return engine, cast, patricia, order


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=acts, base=st.sampled_from(BASES))
def test_any_history_adds_up(world, acts, base):
    engine, cast, patricia, order = world
    books = Books()
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session:
        for table in (SessionRecord, InterventionSession, Visit):
            session.exec(delete(table))
        held = [planned(session, cast, order, base.date()) for _ in range(5)]
        for which, act, after, lasting in acts:
            one, visit = held[which]
            begun = base + timedelta(minutes=after)
            if act in ("sign", "absent"):
                done = act == "sign"
                sign(session, cast, one, visit, Outcome.DONE if done else Outcome.ABSENT, begun, lasting)
                books.record[which] = (begun, begun + timedelta(minutes=lasting)) if done else None
            elif one.status == Status.TO_VALIDATE:
                try:
                    with session.begin_nested():
                        if act == "validate":
                            validating.validate(session, patricia, one.id, TODAY, NOW)
                        else:
                            validating.send_back(session, patricia, one.id, "À revoir", TODAY, NOW)
                except validating.Impossible:
                    continue  # at the time of another that was validated
                if act == "validate":
                    books.frozen[which] = books.fresh(which)
        check(session, cast, order, books, base)
        session.rollback()


def check(session, cast, order, books: Books, base) -> None:
    billed = sum(books.billed(which) for which in range(5))
    of_order = counting.of_order(session, order.id)
    assert of_order.billed == billed
    worker = counting.of_workers(session, [cast.sylvie.id], date(2026, 1, 1), date(2027, 12, 31))[cast.sylvie.id]
    assert (worker.exact, worker.billed, worker.planned) == (of_order.exact, of_order.billed, of_order.planned)
    days = [base.date() + timedelta(days=count) for count in range(-1, 5)]
    by_day = [counting.of_workers(session, [cast.sylvie.id], day, day)[cast.sylvie.id] for day in days]
    assert sum(one.billed for one in by_day) == billed and sum(one.exact for one in by_day) == of_order.exact
    shown = Shown(session, Actor(cast.sylvie.id, "", "tisf", frozenset([cast.bourg.id])), {order.family_id}, TODAY)
    [told] = [one["body"] for one in orders.documents(shown, {order.family_id}) if one["id"] == str(order.id)]
    assert (told["minutes_done"], told["minutes_planned"]) == (billed, of_order.planned)
    assert hours.left(order.minutes_granted, of_order) == order.minutes_granted - billed - of_order.planned


def planned(session, cast, order, on):
    visit = Visit(
        family_id=order.family_id, kind="seance_tisf", planned_on=on, duration_min=60, worker_id=cast.sylvie.id,
        created_at=NOW, created_by=cast.helene.id,
    )  # fmt: skip
    session.add(visit)
    session.flush()
    one = InterventionSession(family_id=order.family_id, visit_id=visit.id, order_id=order.id)
    session.add(one)
    session.flush()
    return one, visit


def sign(session, cast, one, visit, outcome, begun, lasting):
    old = session.get(SessionRecord, one.record_id) if one.record_id else None
    record = SessionRecord(
        id=new_id(), family_id=one.family_id, session_id=one.id, visit_id=visit.id, order_id=one.order_id,
        author_id=cast.sylvie.id, outcome=outcome, body={}, digest=uuid.uuid4().hex, captured_at=begun,
        received_at=NOW, corrects_id=old and old.id,
    )  # fmt: skip
    session.add(record)
    session.flush()
    recording.put_in_force(session, one, visit, record, old, Said(outcome, begun, begun + timedelta(minutes=lasting)))
