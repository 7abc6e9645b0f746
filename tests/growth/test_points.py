"""What a chart shows: the points of a child and the lines of a reference, alike on both sides."""

import math
import random
from datetime import date, timedelta

import numpy as np
import pytest

from fieldvisit.growth import curves, points, reference, zscore
from tests import twins

POINTS = """
import { points } from "{js}/rules/points.js";
export default ({ child, taken, on, imported }, references) =>
  points(child, { taken, on, reference: imported === null ? null : references[imported] });
"""
CURVES = """
import { curves } from "{js}/rules/curves.js";
export default ({ indicator, sex, imported, ...window }, references) =>
  curves(indicator, sex, { ...window, reference: imported === null ? null : references[imported] });
"""


def _table(unit: str, x: list[float], median: float) -> dict:
    one = {"x": x, "L": [1.0 - 0.1 * i for i in range(len(x))], "M": [median + i for i in range(len(x))]}
    one["S"] = [0.1 + 0.001 * i for i in range(len(x))]
    other = one | {"M": [value * 0.97 for value in one["M"]]}
    return {"unit": unit, "M": one, "F": other}


#: Two invented tables: one by months, as the carnet’s, and one that counts from the last period.
IMPORTED = [
    {
        "id": "carnet@2018",
        "name": "Courbes du carnet",
        "version": "2018",
        "validity": "de 1 mois à 18 ans",
        "attribution": "AFPA – CRESS/Inserm – CompuGroup Medical 2018",
        "tables": {
            "wfa": _table("months", [1, 2, 3.5, 6, 12, 24, 36], 4.0),
            "lhfa": _table("years", [0.1, 1, 2, 3], 52.0),
            "wfl": _table("cm", [45, 60, 80, 110], 3.0),
        },
    },
    {
        "id": "preterm@1",
        "name": "Prématurés",
        "version": "1",
        "validity": "de 27 à 64 semaines",
        "attribution": "INTERGROWTH-21st",
        "tables": {"wfa": _table("pma_weeks", [27, 30, 40, 50, 64], 1.0)},
    },
]
REFERENCES = [reference.of_document(each) for each in IMPORTED]


def _child(chance: random.Random) -> dict:
    birth = date(2026, 11, 22) - timedelta(
        days=chance.choice([3, 40, 200, 500, 729, 731, 1200, 1826, 1827, 2600, 4000])
    )
    days = (date(2026, 11, 22) - birth).days
    measurements = [
        {
            "kind": kind,
            "value": round(typical * chance.uniform(0.7, 1.4), 0 if kind == "poids" else 1),
            "taken_at": (birth + timedelta(days=chance.randint(-2, days))).isoformat(),
            "method": chance.choice(["", "couche", "debout"]),
            "doubtful": chance.random() < 0.1,
        }
        for kind, typical in (("poids", 3300 + 7 * days), ("taille", 50 + days * 0.03), ("pc", min(35 + days / 40, 50)))
        for _ in range(chance.randint(0, 4))
    ]
    measurements += [one | {"kind": "taille", "value": 60.0} for one in measurements[:2] if one["kind"] == "poids"]
    measurements.append({"kind": "temp", "value": 37, "taken_at": birth.isoformat(), "method": "", "doubtful": False})
    return {
        "birth_date": chance.choice([birth.isoformat()] * 9 + [None]),
        "sex": chance.choice(["F", "M", "F", "M", None]),
        "term_weeks": chance.choice([None, 26, 28, 34, 36, 37, 40]),
        "term_days": chance.choice([None, 0, 6]),
        "measurements": measurements,
    }


def _cases(many: int) -> list[dict]:
    chance = random.Random(2007)
    taken = [{"kind": "poids", "value": 5400, "method": "", "doubtful": False}]
    return [
        {
            "child": _child(chance),
            "taken": chance.choice([[], taken]),
            "on": "2026-11-22",
            "imported": chance.choice([None, None, 0, 1]),
        }
        for _ in range(many)
    ]


def _points(case: dict) -> list[dict]:
    chosen = None if case["imported"] is None else REFERENCES[case["imported"]]
    return points.points(case["child"], taken=case["taken"], on=date(2026, 11, 22), reference=chosen)


def _same(a, b) -> bool:
    if isinstance(a, float | int) and isinstance(b, float | int) and not isinstance(a, bool):
        return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(_same(one, other) for one, other in zip(a, b, strict=True))
    return a == b


def test_the_tablet_shows_the_same_points():
    cases = _cases(300)
    here = [_points(case) for case in cases]
    for case, a, b in zip(cases, here, twins.in_node(POINTS, cases, IMPORTED), strict=True):
        for one, other in zip(a, b, strict=True):
            assert _same(one, other), (case, one, other)
    every = [point for told in here for point in told]
    assert {point["reference"] for point in every} == {None, "who2006", "who2007", "carnet@2018", "preterm@1"}
    assert sum(point["z_corrected"] is not None for point in every) > 50
    assert {point["indicator"] for point in every} == set(reference.INDICATORS)


WINDOWS = [
    {"low": 0, "high": 7000, "zs": [-4, -3, -2, 0, 2, 3, 4], "centiles": []},
    {"low": 0, "high": 91, "zs": [], "centiles": [0.1, 3, 10, 50, 97, 99.9]},
    {"low": 600.5, "high": 900, "zs": [1], "centiles": [25]},
    {"low": 45, "high": 110, "zs": [-2, 0], "centiles": []},
    {"low": 9000, "high": 9001, "zs": [0], "centiles": []},
]


def test_the_tablet_draws_the_same_lines():
    cases = [
        {"indicator": indicator, "sex": sex, "imported": imported, "term": term, **window}
        for indicator in (*reference.INDICATORS, "wfh")
        for sex in ("M", "F", None)
        for imported, term in ((None, None), (0, None), (1, None), (1, 203))
        for window in WINDOWS
    ]
    here = [
        curves.curves(
            case["indicator"],
            case["sex"],
            low=case["low"],
            high=case["high"],
            zs=case["zs"],
            centiles=case["centiles"],
            reference=None if case["imported"] is None else REFERENCES[case["imported"]],
            term_days=case["term"],
        )
        for case in cases
    ]
    for case, a, b in zip(cases, here, twins.in_node(CURVES, cases, IMPORTED), strict=True):
        assert _same(a, b), case
    assert sum(len(pieces) for pieces in here) > 60


def test_a_line_breaks_where_the_table_changes():
    pieces = curves.curves("lhfa", "M", low=0, high=228 * 30.4375, zs=(0,))
    assert [(piece["reference"], piece["from"], piece["to"]) for piece in pieces] == [
        ("who2006", 0, 730),
        ("who2006", 731, 1826),
        ("who2007", 1826.25, 228 * 30.4375),
    ]
    lying, standing = pieces[0]["lines"][0]["points"][-1], pieces[1]["lines"][0]["points"][0]
    assert standing[1] - lying[1] == pytest.approx(-0.67, abs=0.01)


@pytest.mark.parametrize("restricted", [True, False])
def test_the_value_at_a_z_score_has_that_z_score(restricted):
    for name in ("wfa2006", "bfa2006", "hfa2007", "bfa2007", "wfl2006"):
        rows = reference.who_table(name, "F").lms
        for z in (-4, -3, -1.5, 0, 2, 3, 4):
            values = curves.value(z, rows, restricted)
            found = zscore.z_of(values, rows, restricted)
            assert np.nanmax(np.abs(found - z)) < 1e-9


def _of(indicator: str, told: list[dict]) -> list[dict]:
    return [point for point in told if point["indicator"] == indicator]


def test_a_preterm_child_has_both_ages_and_none_before_term():
    weights = [
        {"kind": "poids", "value": value, "taken_at": at} for value, at in ((1900, "2026-01-11"), (5450, "2026-05-10"))
    ]
    child = {"birth_date": "2026-01-01", "sex": "M", "term_weeks": 32, "term_days": 3, "measurements": weights}
    early, late = points.points(child)
    assert (early["age_days"], early["corrected_age_days"], early["z_corrected"]) == (10, -43, None)
    assert early["why"] == points.BEFORE_TERM
    assert (late["age_days"], late["corrected_age_days"]) == (129, 76)
    assert late["z"] < late["z_corrected"]
    assert points.points(child, reference=REFERENCES[1])[0]["reference"] == "preterm@1"


def test_a_point_without_z_says_why():
    child = {
        "birth_date": "2026-01-01",
        "sex": "M",
        "measurements": [{"kind": "poids", "value": 4000, "taken_at": "2026-02-01"}],
    }
    assert [point["why"] for point in points.points(child)] == [""]
    assert points.points(child | {"sex": None})[0]["why"] == points.NO_SEX
    assert points.points(child | {"birth_date": None})[0]["why"] == points.NO_BIRTH
    assert points.points(child | {"birth_date": "2026-03-01"})[0]["why"] == points.BEFORE_BIRTH
    old = [{"kind": "pc", "value": 52, "taken_at": "2032-01-01"}]
    assert points.points(child | {"measurements": old})[0]["why"] == points.OUTSIDE


def test_a_doubtful_measure_is_shown_and_makes_no_index():
    day = {"taken_at": "2026-02-01", "doubtful": False}
    length = day | {"kind": "taille", "value": 54.0}
    child = {"birth_date": "2026-01-01", "sex": "F", "measurements": [day | {"kind": "poids", "value": 4100}, length]}
    assert len(_of("bfa", points.points(child))) == 1
    child["measurements"][0]["doubtful"] = True
    told = points.points(child)
    assert _of("bfa", told) == [] and _of("wfa", told)[0]["doubtful"]
