"""Whatever the problem and the locks: a plan breaks no hard rule, by a judge that knows nothing of the solver."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from fieldvisit.rounds import exchange, objective, repair, rules, search
from fieldvisit.rounds.events import Ill
from fieldvisit.rounds.problem import Plan
from fieldvisit.rounds.search import Effort
from tests.rounds import judge
from tests.rounds.teams import problems

QUICK = Effort(seconds=20, processes=1, tries=12)
SLOW = settings(
    max_examples=400 if os.environ.get("FIELDVISIT_LONG") == "1" else 40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
INSTANCES = Path(__file__).parent / "instances"


@SLOW
@given(problems())
def test_a_plan_breaks_no_rule_and_keeps_every_lock_that_was_not_refused(problem):
    found = search.solve(problem, effort=QUICK)
    assert judge.faults(found.problem, found.plan) == []
    assert rules.broken(found.hours, found.plan) == []
    refused = [lock for lock, _ in found.refused]
    assert all(lock in found.problem.locks for lock in problem.locks if lock not in refused)
    assert all(sentence.endswith(".") for _, sentence in found.refused)


@SLOW
@given(problems(together=False))
def test_the_search_and_the_bill_agree_on_what_a_plan_costs(problem):
    found = search.solve(problem, effort=QUICK)
    locked = {lock.visit for lock in found.problem.locks}
    assert locked <= found.plan.placed()
    assert objective.bill(found.hours, found.plan).total == found.total


@SLOW
@given(problems())
def test_a_published_plan_stays_lawful_when_a_worker_falls_ill(problem):
    first = search.solve(problem, effort=QUICK)
    gone = problem.workers[0].id
    days = frozenset({0, 1})
    found = repair.repair(first.problem, first.plan, [Ill(gone, days)], effort=QUICK)
    assert judge.faults(found.problem, found.plan) == []
    assert not any(route for (worker, day), route in found.plan.routes.items() if worker == gone and day in days)
    kept = [lock for lock in first.problem.locks if lock.worker != gone or lock.day not in days]
    where = found.plan.where()
    assert all(
        (lock.worker, lock.day) in where.get(lock.visit, ()) for lock in kept if not _shared_with(lock, gone, first)
    )


def _shared_with(lock, gone, first) -> bool:
    """A visit à deux cannot stay when the other one is ill and nobody else comes."""
    return first.problem.visit(lock.visit).together


@pytest.mark.parametrize("name", ["day", "week"])
def test_an_instance_is_planned_and_read_back_with_the_same_bill(name):
    path = INSTANCES / f"{name}.json"
    found = search.solve(exchange.read(path), effort=Effort(seconds=60, processes=1, tries=10))
    written = json.loads(json.dumps(exchange.written(found.plan)))
    cost, wrong = judge.verdict(json.loads(path.read_text(encoding="utf-8")), written)
    assert wrong == []
    assert cost == found.total == objective.bill(found.hours, found.plan).total
    assert exchange.plan(written).routes == {key: route for key, route in found.plan.routes.items() if route}


def test_the_same_seed_gives_the_same_plan():
    problem = exchange.read(INSTANCES / "day.json")
    effort = Effort(seconds=60, processes=1, tries=25, seed=7)
    assert search.solve(problem, effort=effort).plan == search.solve(problem, effort=effort).plan


def test_nothing_to_plan_is_a_plan():
    found = search.solve(exchange.problem({"days": 5, "workers": [], "visits": []}), effort=QUICK)
    assert found.plan == Plan() and found.total == 0
