"""« Réparer »: what happens changes the plan as little as it can; locks, past hours and frozen days stay."""

import time
from dataclasses import replace
from pathlib import Path

import pytest

from fieldvisit.rounds import exchange, repair, rules, search
from fieldvisit.rounds.events import Added, Closed, Dropped, Ill
from fieldvisit.rounds.problem import DAY, HOUR, Lock, Plan, Problem, Window
from fieldvisit.rounds.repair import Moved
from fieldvisit.rounds.search import Effort
from tests.rounds import judge
from tests.rounds.teams import visit, worker

QUICK = Effort(10, 1, 30)
LEA, NORA = worker("Léa"), worker("Nora")


def in_force(visits, workers=(LEA, NORA), **more):
    found = search.solve(Problem(tuple(workers), tuple(visits), **more), effort=QUICK)
    return found.problem, found.plan, repair.published(found.hours, found.plan)


def test_an_ill_workers_visits_go_to_the_other_and_nothing_else_moves():
    visits = [visit(n, n / 3, days=[n % 2], preferred="Léa" if n < 3 else "Nora") for n in range(6)]
    problem, plan, before = in_force(visits)
    found = repair.repair(problem, plan, [Ill("Léa", frozenset({0, 1}))], effort=QUICK)
    assert found.plan.placed() == set(range(6))
    hers = {one for one, stops in before.items() if stops[0].worker == "Léa"}
    assert {one.visit for one in found.moves if one.kind is Moved.WORKER} == hers != set()
    assert not [one for one in found.moves if one.visit not in hers and one.kind is not Moved.HOUR]
    assert found.said.startswith(f"{len(hers)} visites déplacées, 0 sans place")
    assert all("→" in one.sentence for one in found.moves)


def test_a_worker_who_leaves_ill_at_noon_keeps_her_morning():
    visits = [visit(n, 1, days=[0], begin=8.5 if n < 2 else 14, end=11.5 if n < 2 else 17.5) for n in range(4)]
    problem, plan, before = in_force(visits, [LEA, worker("Nora", days=[0])])
    ill = before[0][0].worker
    found = repair.repair(problem, plan, [Ill(ill, frozenset({0}), 12 * HOUR)], now=12 * HOUR, effort=QUICK)
    after = repair.published(found.found.hours, found.plan)
    for one in (0, 1):
        assert after[one] == before[one]
    assert all(stop.worker != ill for one in (2, 3) for stop in after[one])
    assert rules.broken(found.found.hours, found.plan) == []


def test_an_urgent_visit_finds_room_and_an_ordinary_one_makes_it():
    full = [visit(n, 1, days=[0], minutes=120, priority=3) for n in range(4)]
    problem, plan, before = in_force(full, [LEA])
    assert len(plan.placed()) == 4
    urgent = visit("u", 1, days=[0], minutes=120, priority=1)
    found = repair.repair(problem, plan, [Added(urgent)], effort=QUICK)
    assert "u" in found.plan.placed() and len(found.plan.placed()) == 4
    kinds = [one.kind for one in found.moves]
    assert kinds.count(Moved.ADDED) == kinds.count(Moved.LEFT_OUT) == 1


def test_a_published_visit_is_not_moved_for_a_shorter_way():
    problem = Problem((LEA, NORA), (visit(1, 12, days=[0]), visit(2, 12, days=[0]), visit(3, -9, days=[0])))
    clumsy = Plan({("Léa", 0): (1,), ("Nora", 0): (2,)})
    found = repair.repair(problem.changed(visits=problem.visits[:2]), clumsy, [Added(problem.visits[2])], effort=QUICK)
    where = found.plan.where()
    assert where[1] == [("Léa", 0)] and where[2] == [("Nora", 0)] and 3 in where


def test_a_dropped_visit_leaves_its_place_to_one_that_had_none():
    visits = [visit(n, 1, days=[0], minutes=180, priority=2) for n in range(3)]
    problem, plan, before = in_force(visits, [LEA])
    (left,) = set(range(3)) - plan.placed()
    gone = min(plan.placed())
    found = repair.repair(problem, plan, [Dropped(gone)], effort=QUICK)
    assert left in found.plan.placed() and gone not in found.plan.placed()
    assert {(one.visit, one.kind) for one in found.moves if one.kind is not Moved.HOUR} == {
        (gone, Moved.REMOVED),
        (left, Moved.ADDED),
    }


def test_a_closed_commune_is_visited_on_another_day_and_loses_its_locks_of_that_day():
    visits = [visit(n, 3, commune="01053" if n < 2 else None) for n in range(4)]
    problem, plan, before = in_force(visits, locks=(Lock(0, "Léa", 1), Lock(2, "Nora", 1)))
    found = repair.repair(problem, plan, [Closed("01053", 1)], effort=QUICK)
    where = found.plan.where()
    assert where[0][0][1] != 1 and where[1][0][1] != 1
    assert where[2] == [("Nora", 1)]
    assert next(one for one in found.moves if one.visit == 0).kind is Moved.DAY


def test_a_frozen_day_stays_to_the_visit_but_for_the_one_that_is_dropped():
    visits = [visit(n, n / 2, days=[0, 1]) for n in range(4)]
    problem, plan, before = in_force(visits, [LEA])
    key = next(key for key, route in plan.routes.items() if len(route) > 1)
    frozen = problem.changed(published=before, frozen=frozenset({key}))
    kept = repair.repair(frozen, plan, [Added(visit("u", 1, days=[key[1]], priority=1))], effort=QUICK)
    assert kept.plan.routes[key] == plan.routes[key]
    gone = plan.routes[key][0]
    thawed = repair.repair(frozen, plan, [Dropped(gone)], effort=QUICK)
    assert set(plan.routes[key][1:]) <= set(thawed.plan.routes[key]) and gone not in thawed.plan.placed()


def test_what_began_stays_where_it_is_and_nothing_is_planned_in_the_past():
    problem, plan, before = in_force([visit(n, n, days=[0, 1, 2]) for n in range(9)])
    now = DAY + 11 * HOUR
    found = repair.repair(problem, plan, [Added(visit("u", 1, days=[0, 1, 2], priority=1))], now=now, effort=QUICK)
    after = repair.published(found.found.hours, found.plan)
    for one, stops in before.items():
        if stops[0].start < now:
            assert after[one] == stops
        else:
            assert after[one][0].start >= now
    assert after["u"][0].start >= now
    assert found.found.refused == []


def test_a_repair_of_a_week_answers_within_three_seconds_with_every_lock_kept():
    path = Path(__file__).parent / "instances" / "week.json"
    problem = exchange.read(path)
    first = search.solve(problem, effort=Effort(60, 1, 30))
    stops = repair.published(first.hours, first.plan)
    locks = tuple(Lock(one, s.worker, s.day, s.start) for one, (s,) in stops.items() if one % 3 == 0 and s.worker != 2)
    begun = time.process_time()
    found = repair.repair(problem.changed(locks=locks), first.plan, [Ill(2, frozenset({1, 2}))])
    assert time.process_time() - begun < 3
    after = repair.published(found.found.hours, found.plan)
    assert found.found.refused == [] and all(after[lock.visit] == stops[lock.visit] for lock in locks)
    assert judge.faults(found.problem, found.plan) == []


@pytest.mark.parametrize("event", [Ill("Zoé", frozenset({0})), Dropped("nobody"), Closed("99999", 0)])
def test_what_concerns_nobody_changes_nothing(event):
    problem, plan, before = in_force([visit(n, n) for n in range(4)])
    found = repair.repair(problem, plan, [event], effort=QUICK)
    assert repair.published(found.found.hours, found.plan) == before and found.moves == []
    assert found.said == "Aucune visite ne change de jour ni de personne, 0 sans place, pas de route de plus."


def test_an_added_visit_without_any_hour_left_is_said_to_be_without_a_place():
    problem, plan, before = in_force([visit(1)])
    late = replace(visit("u", priority=1), windows=(Window(9 * HOUR, 10 * HOUR),))
    found = repair.repair(problem, plan, [Added(late)], now=DAY + 8 * HOUR, effort=QUICK)
    assert [(one.visit, one.kind) for one in found.moves if one.visit == "u"] == [("u", Moved.LEFT_OUT)]
