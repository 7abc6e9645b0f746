"""Reasons in a coordinator's words: why a visit found no place, the ways in, why a placed one is where it is."""

import pytest

from fieldvisit.rounds import rules, search, why
from fieldvisit.rounds.hours import Hours
from fieldvisit.rounds.problem import Lock, Plan, Problem
from fieldvisit.rounds.search import Effort
from fieldvisit.rounds.travel import Estimate
from tests.rounds.teams import place, visit, worker

LEA = worker("Léa")


def reason(workers, visits, plan=None, id=1, **more) -> why.Reason:
    problem = Problem(tuple(workers), tuple(visits), **more)
    return why.left_out(Hours.of(problem, Estimate()), plan or Plan(), id)


@pytest.mark.parametrize(
    ("workers", "given", "code", "sentence"),
    [
        ([LEA], {"profession": "SF"}, "profession", "Aucune sage-femme dans l’équipe."),
        ([LEA], {"profession": "medecin_pmi"}, "profession", "Aucun médecin dans l’équipe."),
        ([LEA], {"profession": "psy"}, "profession", "Aucune personne de la profession « psy » dans l’équipe."),
        (
            [worker("Nora", "SF", days=[0, 1, 2])],
            {"profession": "SF", "days": [3]},
            "absent",
            "Aucune sage-femme ne travaille jeudi.",
        ),
        (
            [worker("Nora", "SF", days=[0])],
            {"profession": "SF", "days": [1, 2, 3]},
            "absent",
            "Aucune sage-femme ne travaille mardi, mercredi et jeudi.",
        ),
        ([LEA], {"needs": frozenset({"EPP"})}, "skill", "Aucune puéricultrice n’a l’habilitation « EPP »."),
        (
            [worker("Léa", sectors=frozenset({"Bourg"}))],
            {"sector": "Gex"},
            "sector",
            "Aucune puéricultrice n’intervient dans le secteur Gex.",
        ),
        ([LEA], {"together": True}, "together", "À deux : une seule puéricultrice travaille"),
        ([LEA], {"minutes": 600, "end": 20}, "long", "La visite dure 10 h, plus que la plus longue journée (9 h 30)."),
        ([LEA], {"minutes": 300, "end": 12}, "hours", "La visite (5 h) est plus longue que la demi-journée"),
        ([LEA], {"km": 260}, "far", "Trajet trop long :"),
        ([LEA], {"begin": 20, "end": 22}, "hours", "Les heures demandées tombent hors des heures de service."),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_what_never_fits_says_what_is_missing(workers, given, code, sentence):
    found = reason(workers, [visit(1, **given)])
    assert found.code == code
    assert found.sentence.startswith(sentence)


def test_a_full_day_names_who_would_be_put_off_and_offers_other_ways():
    visits = [
        visit(1, 2.0, days=[0], minutes=240, end=17),
        visit(2, 1.0, minutes=240, days=[0]),
        visit(3, 1.0, minutes=180, days=[0]),
    ]
    plan = Plan({("Léa", 0): (2, 3)})
    found = reason([LEA], visits, plan)
    assert found.code == "full"
    assert found.sentence == "Complet : repousserait famille 2 (lundi, Léa)."
    best = found.ways[0]
    assert best.breaks == "un autre jour" and best.out == () and "un autre jour que demandé" in best.sentence
    assert any(way.out == (2,) for way in found.ways)
    assert [way.price for way in found.ways] == sorted(way.price for way in found.ways)


def test_every_way_in_is_one():
    visits = [visit(n, n / 2, days=[0], minutes=120, priority=1 + n % 3) for n in range(1, 8)]
    problem = Problem((LEA, worker("Nora")), tuple(visits))
    found = search.solve(problem, effort=Effort(10, 1, 10))
    left = [one.id for one in visits if one.id not in found.plan.placed()]
    assert not left or why.left_out(found.hours, found.plan, left[0]).ways
    for id in left:
        for way in why.left_out(found.hours, found.plan, id).ways:
            key = way.worker, way.day
            route = [one for one in found.plan.routes.get(key, ()) if one not in way.out]
            route.insert(way.position, id)
            tried = Plan({**found.plan.routes, key: tuple(route)}, found.plan.agreed)
            wrong = [one for one in rules.broken(found.hours, tried) if one.visit != id or not way.breaks]
            assert wrong == []


def test_a_locked_visit_is_never_the_one_to_be_put_off():
    visits = [visit(1, days=[0], minutes=240), visit(2, minutes=240, days=[0]), visit(3, minutes=180, days=[0])]
    plan = Plan({("Léa", 0): (2, 3)})
    found = reason([LEA], visits, plan, locks=(Lock(2, "Léa", 0),))
    assert not any(2 in way.out for way in found.ways)


def test_a_frozen_day_is_said():
    found = reason([LEA], [visit(1, days=[0])], frozen=frozenset({("Léa", 0)}))
    assert found.code == "frozen" and "figées" in found.sentence


def test_a_placed_visit_says_who_knows_the_family_and_what_the_next_best_would_cost():
    nora = worker("Nora", base=place(20))
    problem = Problem(
        (LEA, nora), (visit(1, 2.0, preferred="Léa", days=[0]), visit(2, 19.0, preferred="Léa", days=[0]))
    )
    hours = Hours.of(problem, Estimate())
    plan = Plan({("Léa", 0): (1,), ("Nora", 0): (2,)})
    said = why.placed(hours, plan, 1)
    assert "Léa suit cette famille." in said and "Lundi est le seul jour possible." in said
    assert any(one.startswith("Sinon lundi avec Nora : l’équivalent de ") for one in said)
    assert any(one.startswith("Léa, qui suit la famille, aurait plus de route") for one in why.placed(hours, plan, 2))


def test_a_placed_visit_says_that_her_usual_worker_is_away_or_that_it_is_locked():
    away = worker("Léa", days=[1])
    problem = Problem((away, worker("Nora")), (visit(1, preferred="Léa", days=[0]),), locks=(Lock(1, "Nora", 0),))
    said = why.placed(Hours.of(problem, Estimate()), Plan({("Nora", 0): (1,)}), 1)
    assert "Verrouillée : Nora, lundi." in said
    assert "Léa, qui suit la famille, ne travaille pas lundi." in said
    assert "Seule puéricultrice possible lundi." in said
    assert "Aucune autre journée n’avait la place." in said
