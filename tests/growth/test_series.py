"""What the rule language asks of a child's measurements: written cases, on both sides."""

import random
from datetime import date, timedelta

import pytest

from fieldvisit.forms import catalogue
from fieldvisit.growth import plausibility, series
from tests import twins

CASES = twins.cases("series.json")
SETTINGS = catalogue.settings()
IN_NODE = """
import { functions } from "{js}/rules/growth.js";
export default ({ child, taken, on, settings, want }) => {
  const call = functions(child, taken, on, settings);
  return want.map(([name, params]) => call(name, params));
};
"""


def _answers(case: dict) -> list:
    call = series.functions(case["child"], case["taken"], date.fromisoformat(case["on"]), SETTINGS)
    return [call(name, params) for name, params, *_ in case["want"]]


def _close(found: list, wanted: list) -> bool:
    return all(
        a == b if isinstance(b, bool) or a is None or b is None else a == pytest.approx(b, abs=1e-9)
        for a, b in zip(found, wanted, strict=True)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_written_case_in_python(case):
    found, wanted = _answers(case), [want for _, _, want in case["want"]]
    assert _close(found, wanted), (found, wanted)


def test_the_written_cases_in_javascript():
    said = twins.in_node(IN_NODE, [case | {"settings": SETTINGS} for case in CASES])
    wrong = [
        (case["name"], found)
        for case, found in zip(CASES, said, strict=True)
        if not _close(found, [want for _, _, want in case["want"]])
    ]
    assert wrong == []


ASKED = [
    ["gain_poids_g_jour", {"intervalle_min_jours": 7}],
    ["perte_poids_pct", {}],
    ["pn_repris", {}],
    ["imc", {}],
    ["age_rebond_mois", {}],
    ["hors_bornes", {"mesure": "*"}],
    ["hors_bornes_souples", {"mesure": "*"}],
    *[["z", {"indicateur": kind}] for kind in series.KINDS],
    *[["percentile", {"indicateur": kind}] for kind in series.KINDS],
    *[["delta_z", {"indicateur": kind, "intervalle_min_jours": 7}] for kind in series.KINDS],
    ["delta_z", {"indicateur": "taille", "intervalle_min_jours": 182, "intervalle_max_jours": 396}],
    ["couloirs_descendus", {"indicateur": "poids", "intervalle_min_jours": 28}],
]


def _random_case(chance: random.Random) -> dict:
    birth = date(2026, 11, 22) - timedelta(days=chance.choice([3, 20, 100, 400, 729, 731, 1000, 1826, 1827, 2600]))
    days = (date(2026, 11, 22) - birth).days
    typical = {"poids": 3300 + 9 * days, "taille": 50 + days * 0.03, "pc": min(35 + days * 0.02, 50), "temp": 37}

    def value(kind):
        decimals = 0 if kind == "poids" else 1
        return round(typical[kind] * chance.uniform(0.8, 1.2), decimals)

    measurements = [
        {
            "kind": kind,
            "value": value(kind),
            "taken_at": (birth + timedelta(days=chance.randint(0, days))).isoformat(),
            "method": chance.choice([None, "couche", "debout"]),
            "doubtful": chance.random() < 0.1,
        }
        for kind in ("poids", "taille", "pc")
        for _ in range(chance.randint(0, 5))
    ]
    taken = [
        {"kind": kind, "value": value(kind), "method": chance.choice([None, "couche", "debout"]), "doubtful": False}
        for kind in ("poids", "taille", "pc", "temp")
        if chance.random() < 0.7
    ]
    child = {
        "birth_date": birth.isoformat(),
        "sex": chance.choice(["F", "M"]),
        "term_weeks": chance.choice([None, 28, 34, 36, 37, 40]),
        "term_days": chance.choice([None, 0, 6]),
        "birth_weight_g": chance.choice([None, 1450, 3300]),
        "measurements": measurements,
    }
    return {"child": child, "taken": taken, "on": "2026-11-22", "want": ASKED}


def test_both_sides_agree_to_a_millionth_on_random_children():
    chance = random.Random(2006)
    cases = [_random_case(chance) for _ in range(400)]
    said = twins.in_node(IN_NODE, [case | {"settings": SETTINGS} for case in cases])
    here = [_answers(case) for case in cases]
    for case, there, found in zip(cases, said, here, strict=True):
        for (name, params), a, b in zip(ASKED, there, found, strict=True):
            same = a == b if isinstance(b, bool) or None in (a, b) else abs(a - b) < 1e-6
            assert same, (name, params, a, b, case)
    assert sum(value is not None for row in here for value in row) > 2000


def test_the_settings_of_both_rooms_are_the_same():
    assert {key: SETTINGS[key] for key in plausibility.SETTINGS} == plausibility.SETTINGS
