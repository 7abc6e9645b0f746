"""Hard rules one by one: each is broken on purpose, named in French, and never broken by the search."""

import time
from pathlib import Path

import pytest

from fieldvisit.rounds import exchange, moving, rules, search, weeks
from fieldvisit.rounds.hours import Hours
from fieldvisit.rounds.problem import DAY, HOUR, MINUTE, Limits, Lock, Lunch, Plan, Problem, Stop
from fieldvisit.rounds.search import Effort
from fieldvisit.rounds.travel import Estimate
from tests.rounds import judge
from tests.rounds.teams import shift, visit, worker

QUICK = Effort(10, 1, 25)
LEA, NORA = worker("Léa"), worker("Nora")


def broken(workers, visits, routes, agreed=None, **more) -> dict[str, str]:
    problem = Problem(tuple(workers), tuple(visits), **more)
    found = rules.broken(Hours.of(problem, Estimate()), Plan(routes, agreed or {}))
    return {one.rule: one.sentence for one in found}


LAW = worker("Léa", shifts=tuple(shift(day, 6, 20) for day in range(7)), limits=Limits())


@pytest.mark.parametrize(
    ("workers", "visits", "routes", "rule", "words"),
    [
        ([LEA], [visit(1)], {("Zoé", 0): (1,)}, "worker", "n’est plus dans l’équipe"),
        ([LEA], [visit(1)], {("Léa", 0): (1, 9)}, "visit", "n’est plus à planifier"),
        ([LEA], [visit(1, days=[6])], {("Léa", 6): (1,)}, "absent", "Léa ne travaille pas dimanche."),
        ([LEA], [visit(1, profession="SF")], {("Léa", 0): (1,)}, "who", "famille 1 : il faut : sage-femme."),
        ([LEA], [visit(1, needs=frozenset({"EPP"}))], {("Léa", 0): (1,)}, "who", "l’habilitation « EPP »"),
        ([worker("Léa", sectors=frozenset())], [visit(1, sector="Gex")], {("Léa", 0): (1,)}, "who", "le secteur Gex"),
        ([LEA], [visit(1, days=[2])], {("Léa", 0): (1,)}, "window", "lundi n’est pas possible pour la famille"),
        (
            [LEA],
            [visit(1, minutes=120, end=11), visit(2, minutes=60, end=10)],
            {("Léa", 0): (1, 2)},
            "window",
            "famille 2 : arrivée à 10 h 30, il fallait commencer avant 9 h 00.",
        ),
        (
            [LEA],
            [visit(1, minutes=240, end=23), visit(2, minutes=330, end=23)],
            {("Léa", 0): (1, 2)},
            "end",
            "après la fin",
        ),
        ([worker("Léa", most_visits=1)], [visit(1), visit(2)], {("Léa", 0): (1, 2)}, "most", "2 visites, 1 au plus"),
        ([LEA], [visit(1)], {("Léa", 0): (1,), ("Léa", 1): (1,)}, "twice", "planifiée deux fois"),
        ([LEA, NORA], [visit(1, together=True)], {("Léa", 0): (1,)}, "together", "deux personnes à la même heure"),
        (
            [LAW],
            [visit(1, minutes=630, begin=6, end=20)],
            {("Léa", 0): (1,)},
            "day_work",
            "10 h au plus",
        ),
        (
            [LAW],
            [visit(1, begin=6, end=7, days=[0]), visit(2, begin=19, end=20, days=[0])],
            {("Léa", 0): (1, 2)},
            "day_span",
            "amplitude",
        ),
        (
            [LAW],
            [visit(1, begin=18, end=20, minutes=120, days=[0]), visit(2, begin=6, end=7, days=[1])],
            {("Léa", 0): (1,), ("Léa", 1): (2,)},
            "night_rest",
            "moins de 11 h de repos avant mardi",
        ),
        (
            [LAW],
            [visit(day, days=[day], minutes=590, begin=6, end=20) for day in range(5)],
            {("Léa", day): (day,) for day in range(5)},
            "week_work",
            "48 h au plus",
        ),
        (
            [LAW],
            [visit(day, days=[day]) for day in range(7)],
            {("Léa", day): (day,) for day in range(7)},
            "most_days",
            "plus de 6 jours de suite",
        ),
        (
            [LAW],
            [visit(day, days=[day]) for day in range(7)],
            {("Léa", day): (day,) for day in range(7)},
            "week_rest",
            "35 h de repos",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_a_broken_rule_is_named(workers, visits, routes, rule, words):
    assert words in broken(workers, visits, routes, days=7)[rule]


def test_a_lunch_that_has_no_room_is_named_and_the_search_leaves_it_room():
    lunch = Lunch(12 * HOUR, 13 * HOUR, 45 * MINUTE)
    lea = worker("Léa", shifts=(shift(0, 8, 17.5, lunch),))
    tight = [visit(1, 1, days=[0], minutes=200, end=12.5), visit(2, 1, days=[0], minutes=200, end=16.0)]
    assert "pause du repas" in broken([lea], tight, {("Léa", 0): (1, 2)})["lunch"]
    long = [visit(1, 1, days=[0], minutes=330, begin=8, end=14)]
    assert "pause du repas" in broken([lea], long, {("Léa", 0): (1,)})["lunch"]
    found = search.solve(Problem((lea,), tuple(visit(n, 1, days=[0], minutes=120) for n in range(3))), effort=QUICK)
    times = rules.times(found.hours, found.plan, "Léa", 0)
    assert len(times.starts) == 3 and 12 * HOUR <= times.lunch <= 13 * HOUR
    assert judge.faults(found.problem, found.plan) == []


def test_a_worker_back_before_lunch_needs_none_in_her_round():
    lea = worker("Léa", shifts=(shift(0, 8, 17.5, Lunch()),))
    assert broken([lea], [visit(1, days=[0], end=11)], {("Léa", 0): (1,)}) == {}


def test_locks_and_frozen_days_are_rules_too():
    visits = [visit(1), visit(2)]
    stop = {2: (Stop("Nora", 1, DAY + 9 * HOUR),)}
    found = broken(
        [LEA, NORA],
        visits,
        {("Léa", 0): (1, 2)},
        locks=(Lock(1, "Nora", 0),),
        frozen=frozenset({("Nora", 1)}),
        published=stop,
    )
    assert found["lock"] == "famille 1 : verrouillée ailleurs."
    assert found["frozen"] == "La journée figée du mardi a changé."
    hour = broken([LEA], visits, {("Léa", 0): (1,)}, locks=(Lock(1, "Léa", 0, 15 * HOUR),))
    assert hour == {"lock": "famille 1 : verrouillée à 15 h 00."}


@pytest.mark.parametrize(
    ("locks", "words"),
    [
        ([Lock(9, "Léa", 0)], "n’est plus à planifier"),
        ([Lock(1, "Zoé", 0)], "n’est plus dans l’équipe"),
        ([Lock(1, "Nora", 6)], "Nora ne travaille pas dimanche"),
        ([Lock(1, "Anne", 0)], "Anne n’a pas la profession"),
        ([Lock(1, "Léa", 3)], "jeudi n’est pas un jour possible"),
        ([Lock(1, "Léa", 0, 20 * HOUR)], "20 h 00 n’est pas une heure possible"),
        ([Lock(1, "Léa", 0), Lock(1, "Nora", 0)], "verrouillée à deux endroits"),
        ([Lock(1, "Léa", 0, 9 * HOUR), Lock(2, "Léa", 0, 9 * HOUR)], "ne lui laissent pas de place"),
        ([Lock(3, "Léa", 0), Lock(3, "Nora", 1)], "le même jour, la même heure et deux personnes"),
    ],
)
def test_locks_that_contradict_are_set_aside_with_a_reason_and_the_rest_is_planned(locks, words):
    visits = [visit(1, days=[0, 1]), visit(2, days=[0, 1]), visit(3, days=[0, 1], together=True)]
    problem = Problem((LEA, NORA, worker("Anne", "SF")), tuple(visits), 7, tuple(locks))
    found = search.solve(problem, effort=QUICK)
    assert len(found.refused) >= 1 and all(words in sentence for _, sentence in found.refused)
    assert found.plan.placed() == {1, 2, 3}
    assert judge.faults(found.problem, found.plan) == []


def test_two_people_meet_at_the_same_hour_also_when_locked():
    visits = [visit(1, 2, days=[0, 1], together=True), *(visit(n, n, days=[0, 1]) for n in range(2, 8))]
    for locks in ((), (Lock(1, "Nora", 1),), (Lock(1, "Nora", 1, DAY + 10 * HOUR), Lock(1, "Léa", 1))):
        found = search.solve(Problem((LEA, NORA), tuple(visits), locks=locks), effort=QUICK)
        assert {worker for worker, _ in found.plan.where()[1]} == {"Léa", "Nora"}
        assert judge.faults(found.problem, found.plan) == []


def test_shifts_are_cut_to_what_is_lawful_and_it_is_said():
    long = worker("Léa", shifts=(shift(0, 6, 22), shift(1, 5, 14), *(shift(d) for d in range(2, 7))), limits=Limits())
    problem, remarks = weeks.lawful(Problem((long,), (), 7))
    kept = problem.workers[0].shifts
    assert [one.day for one in kept] == [0, 1, 2, 3, 4, 5]
    assert kept[0].end == 18 * HOUR and kept[1].start == DAY + 5 * HOUR
    assert any("amplitude" in one for one in remarks) and any("jour de repos" in one for one in remarks)
    assert all(one.lunch is not None for one in kept)  # twenty minutes before six hours of work


def test_a_hand_made_order_is_judged_within_200_ms_and_names_what_it_breaks():
    problem = exchange.read(Path(__file__).parent / "instances" / "week.json")
    found = search.solve(problem, effort=Effort(60, 1, 10))
    (worker_, day), route = max(found.plan.routes.items(), key=lambda one: len(one[1]))
    times = []
    for position in range(len(route)):
        begun = time.process_time()
        verdict = moving.move(found.hours, found.plan, route[0], worker_, day, position)
        times.append(time.process_time() - begun)
        wrong = judge.faults(problem, verdict.plan)
        assert verdict.allowed == (wrong == [])
        if position:
            assert list(verdict.times) == [(worker_, day)]
    assert sorted(times)[len(times) // 2] < 0.2
    nurse = next(one.id for one in problem.workers if one.profession != problem.visit(route[0]).profession)
    other = moving.move(found.hours, found.plan, route[0], nurse, day, 0)
    assert not other.allowed and any(one.rule == "who" and one.visit == route[0] for one in other.broken)
    tray = moving.out(found.hours, found.plan, route[0])
    assert tray.allowed and route[0] not in tray.plan.placed() and tray.price > 0
