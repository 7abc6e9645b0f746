"""Whatever happens, in whatever order: closed lines and open ones are what each session is billed, to the minute."""

import os
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlmodel import Session, select

from fieldvisit.statements import keeping, ledger, months
from fieldvisit.statements.timesheet import TimesheetLine
from fieldvisit.tisf import counting, validating
from fieldvisit.tisf.recording import Outcome
from fieldvisit.tisf.session import InterventionSession, Status
from tests.statements.conftest import BASE, EVER, FEBRUARY, NOW, TODAY, planned, sign

LONG = os.environ.get("FIELDVISIT_LONG") == "1"
MANY = 6
which = st.integers(0, MANY - 1)
begun = st.builds(lambda day, hour: timedelta(days=day, minutes=hour), st.integers(0, 80), st.integers(0, 600))


@pytest.fixture
def world(engine, cast, patricia, person, order_of, book):
    orders = [order_of(**EVER), order_of("petit", **EVER)]
    return engine, cast, patricia, person("Nadège", "tisf", "benali", "petit"), orders, book


def machine(world):
    engine, cast, patricia, other, orders, book = world
    workers = [cast.sylvie.id, other.account_id]

    class Months(RuleBasedStateMachine):
        """``frozen``, ``signed``: minutes by the plainest account, apart from the code that is tried."""

        def __init__(self):
            super().__init__()
            self.session = Session(engine.execution_options(writes=True), expire_on_commit=False)
            self.at, self.kept = NOW, {}
            self.frozen, self.signed = {}, {}
            self.held = [
                planned(self.session, orders[one % 2], BASE.date(), workers[one % 3 % 2], cast.helene.id)
                for one in range(MANY)
            ]

        def teardown(self):
            self.session.rollback()
            self.session.close()

        def now(self):
            self.at += timedelta(minutes=1)
            return self.at

        @rule(one=which, after=begun, lasting=st.integers(0, 700), km=st.integers(0, 30))
        def sign(self, one, after, lasting, km):
            sign(self.session, *self.held[one], Outcome.DONE, BASE + after, lasting, self.now(), km=km)
            self.signed[one] = (lasting + 7) // 15 * 15

        @rule(one=which, after=begun, outcome=st.sampled_from([Outcome.ABSENT, Outcome.CANCELLED]))
        def not_done(self, one, after, outcome):
            sign(self.session, *self.held[one], outcome, BASE + after, 15, self.now(), km=3)
            self.signed[one] = 0
            if not self.frozen.get(one):
                self.frozen[one] = 0  # nobody validates what was never billed

        @rule(one=which, back=st.booleans())
        def look_at(self, one, back):
            held, _ = self.held[one]
            if held.status != Status.TO_VALIDATE:
                return
            try:
                with self.session.begin_nested():
                    if back:
                        validating.send_back(self.session, patricia, held.id, "À revoir", TODAY, self.now())
                        return
                    validating.validate(self.session, patricia, held.id, TODAY, self.now())
            except validating.Impossible:
                return  # at the time of another that was validated
            self.frozen[one] = self.signed[one]

        @rule(one=which, worker=st.sampled_from(workers))
        def give(self, one, worker):
            _, visit = self.held[one]
            visit.worker_id = worker
            self.session.add(visit)
            self.session.flush()

        @rule()
        def close_the_next(self):
            found = ledger.open_lines(self.session, book)
            month = min((month for month, lines in found.months.items() if lines), default=FEBRUARY)
            self.close(month)

        @rule(count=st.integers(0, 3))
        def close(self, count):
            month = count if not isinstance(count, int) else months.after(FEBRUARY, count)
            try:
                with self.session.begin_nested():
                    keeping.validate(self.session, patricia, book, month, TODAY, self.now())
                    sheet = keeping.close(self.session, patricia, book, month, TODAY, self.now())
            except (keeping.NotNow, keeping.Closed):
                return
            self.kept[sheet.id] = rows(self.session, sheet.id)

        @invariant()
        def closed_months_never_change(self):
            for sheet_id, told in self.kept.items():
                assert rows(self.session, sheet_id) == told

        @invariant()
        def it_adds_up(self):
            lines = list(self.session.exec(select(TimesheetLine)))
            for each in ledger.open_lines(self.session, book).months.values():
                lines += each
            billed, by_order, by_worker = Counter(), Counter(), Counter()
            for line in lines:
                billed[line.session_id] += line.minutes_billed
                by_order[line.order_id] += line.minutes_billed
                by_worker[line.worker_id] += line.minutes_billed
            wanted = {self.held[one][0].id: minutes for one, minutes in self.frozen.items()}
            assert +billed == +Counter(wanted)
            told_order, told_worker, exact = Counter(), Counter(), Counter()
            for held, visit in self.held:
                if held.minutes_billed is None:
                    continue
                told = counting.of(held, visit)
                told_order[held.order_id] += told.billed
                told_worker[visit.worker_id] += told.billed
                if held.status in (Status.VALIDATED, Status.NOT_DONE):
                    exact[held.id] += told.exact
            assert (+by_order, +by_worker) == (+told_order, +told_worker)
            for held_id, minutes in exact.items():
                assert sum(line.minutes_exact for line in lines if line.session_id == held_id) == minutes
            self.nothing_left(by_order)

        def nothing_left(self, by_order):
            """Once nothing waits, an order's own hours are those of its statements."""
            if any(held.status in (Status.TO_VALIDATE, Status.RUNNING) for held, _ in self.held):
                return
            for order in orders:
                assert counting.of_order(self.session, order.id).billed == by_order[order.id]

    return Months


def rows(session, sheet_id):
    query = select(TimesheetLine).where(TimesheetLine.timesheet_id == sheet_id).order_by(TimesheetLine.id)
    return [line.model_dump() for line in session.exec(query.execution_options(populate_existing=True))]


def test_nothing_is_billed_twice_and_nothing_is_lost(world):
    run_state_machine_as_test(
        machine(world),
        settings=settings(
            max_examples=120 if LONG else 8,
            stateful_step_count=40 if LONG else 20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_sessions_are_what_is_tried(world):
    """The trial reaches closings, late lines and corrections: it would else prove nothing."""
    told = machine(world)()
    try:
        told.sign(0, timedelta(days=2), 60, 5)
        told.look_at(0, False)
        told.close(FEBRUARY)
        told.sign(0, timedelta(days=2), 90, 5)
        told.it_adds_up()
        told.look_at(0, False)
        told.sign(1, timedelta(days=5), 30, 0)
        told.look_at(1, False)
        told.it_adds_up()
        told.close(months.after(FEBRUARY))
        told.it_adds_up()
        assert told.session.get_one(InterventionSession, told.held[0][0].id).minutes_billed == 90
        kinds = [line.kind for line in told.session.exec(select(TimesheetLine).order_by(TimesheetLine.id))]
        assert len(told.kept) == 2 and sorted(kinds) == ["correction", "seance", "tardive"]
    finally:
        told.teardown()
