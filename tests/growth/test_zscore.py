"""z-scores against WHO's own code: the cases that came with the tables, to 1e-6."""

import csv
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldvisit.growth import zscore
from tests import twins

METHODS = {"L": "couche", "H": "debout", "": None}


def _cases(name):
    with (twins.CASES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _number(text):
    return float(text) if text else None


def _same(found, expected):
    if expected == "":
        return found is None
    return found is not None and abs(found - float(expected)) < 1e-6


def _age(case):
    if case["age_days"]:
        return int(case["age_days"])
    return zscore.days_of_months(float(case["age_months"])) if case["age_months"] else None


@pytest.mark.parametrize("case", _cases("who2006_cases.csv"), ids=lambda case: f"{case['case_id']}-{case['kind']}")
def test_a_case_of_the_2006_standards(case):
    age, method, swollen = _age(case), METHODS[case["measure"]], case["oedema"] == "Y"
    weight, length, head = (_number(case[key]) for key in ("weight_kg", "length_cm", "headc_cm"))
    within = age is not None and age <= zscore.LAST_DAY_2006
    used = zscore.converted(length, age, method) if age is not None else length
    assert used == pytest.approx(float(case["exp_length_used_cm"]))
    index = weight / (used / 100) ** 2
    assert index == pytest.approx(float(case["exp_bmi"]), abs=1e-6)
    found = {
        "lhfa": zscore.z("lhfa", case["sex"], age, used) if within else None,
        "wfa": zscore.z("wfa", case["sex"], age, weight) if within and not swollen else None,
        "bfa": zscore.z("bfa", case["sex"], age, index) if within and not swollen else None,
        "hcfa": zscore.z("hcfa", case["sex"], age, head) if within else None,
        "wflh": None if swollen else zscore.weight_for_length(case["sex"], weight, length, age, method),
    }
    for indicator, z in found.items():
        assert _same(z, case[f"exp_z_{indicator}_exact"]), (indicator, z)
        if z is not None:
            assert zscore.rounded(z) == pytest.approx(float(case[f"exp_z_{indicator}"]), abs=1e-9)
            assert zscore.flagged("wfl" if indicator == "wflh" else indicator, z) is (
                case[f"exp_flag_{indicator}"] == "1"
            )


@pytest.mark.parametrize("case", _cases("who2007_cases.csv"), ids=lambda case: case["case_id"])
def test_a_case_of_the_2007_reference(case):
    days, swollen = float(case["age_months"]) * zscore.MONTH, case["oedema"] == "Y"
    weight, height = float(case["weight_kg"]), float(case["height_cm"])
    index = weight / (height / 100) ** 2
    assert _same(zscore.z("lhfa", case["sex"], days, height), case["exp_z_hfa_exact"])
    assert _same(None if swollen else zscore.z("wfa", case["sex"], days, weight), case["exp_z_wfa_exact"])
    assert _same(None if swollen else zscore.z("bfa", case["sex"], days, index), case["exp_z_bfa_exact"])


@pytest.mark.parametrize("case", _cases("who_documented_examples.csv"), ids=lambda case: case["note"] or "plain")
def test_an_example_of_whos_own_tests(case):
    age = _age(case)
    if case["indicator"] == "lhfa":
        value = zscore.converted(float(case["length_cm"]), age, METHODS[case["measure"]])
    else:
        value = float(case["weight_kg"])
    found = zscore.z(case["indicator"], case["sex"], age, value)
    assert zscore.rounded(found) == pytest.approx(float(case["exp_z"]), abs=1e-9)
    assert zscore.flagged(case["indicator"], found) is (case["exp_flag"] == "1")


def test_the_tables_are_those_that_were_published():
    first, step, rows = zscore.table("wfa2006", "M")
    assert (first, step, rows.shape) == (0, 1, (3, 1827))
    assert rows[:, 0] == pytest.approx([0.3487, 3.3464, 0.14602], abs=1e-12)
    assert zscore.table("bfa2007", "F")[2].shape == (3, 169)
    assert zscore.table("wfl2006", "M")[2].shape == (3, 651)


def test_the_seam_at_731_days_is_left_as_it_is():
    lying, standing = (float(zscore.table("lhfa2006", "M")[2][1, day]) for day in (730, 731))
    assert standing - lying == pytest.approx(-0.67, abs=0.01)


def test_no_z_score_is_given_where_who_gives_none():
    assert zscore.z("wfa", None, 30, 4.0) is None
    assert zscore.z("wfa", "M", -1, 4.0) is None
    assert zscore.z("wfa", "M", 30, 0) is None
    assert zscore.z("hcfa", "M", 1827, 50) is None
    assert zscore.z("wfa", "M", 121 * zscore.MONTH, 40) is None
    assert zscore.z("lhfa", "M", 229 * zscore.MONTH, 170) is None
    assert zscore.z("wfa", "M", 1826, 18) is not None


def test_a_million_scores_are_worked_out_at_once():
    ages = np.tile(np.arange(1827), 500)
    found = zscore.for_age("wfa", "F", ages, np.full(ages.shape, 9.0))
    assert found.shape == ages.shape
    assert found[400] == pytest.approx(zscore.z("wfa", "F", 400, 9.0))


@given(st.integers(0, 6900), st.floats(1, 150), st.floats(0.1, 5), st.sampled_from("MF"))
def test_a_greater_value_has_a_greater_score(age, value, more, sex):
    for indicator in ("wfa", "lhfa", "bfa", "hcfa"):
        low, high = (zscore.z(indicator, sex, age, each) for each in (value, value + more))
        assert (low is None) == (high is None)
        assert low is None or low < high


@given(st.floats(-8, 8))
def test_a_percentile_is_that_of_the_normal_law(z):
    assert zscore.percentile(z) == pytest.approx(50 * (1 + math.erf(z / math.sqrt(2))), abs=1e-9)


def test_the_tablet_has_the_same_tables_and_bounds():
    body = """
    import who from "{js}/rules/who.js";
    import measures from "{js}/rules/measures.js";
    export default () => [who, measures];
    """
    from fieldvisit.growth import plausibility

    assert twins.in_node(body, [0]) == [[zscore.PACKED, list(plausibility.MEASURES.values())]]


POSITIONS = [
    (730, "couche", 0),
    (730, "debout", 0.7),
    (731, "couche", -0.7),
    (731, "debout", 0),
    (273, "debout", 0),
    (274, "debout", 0.7),
    (10, "couche", 0),
    (400, None, 0),
    (900, "", 0),
]


def test_lying_and_standing_meet_at_731_days_and_nobody_stands_before_nine_months():
    assert [zscore.converted(80, age, method) - 80 for age, method, _ in POSITIONS] == pytest.approx(
        [moved for _, _, moved in POSITIONS]
    )


def test_the_tablet_converts_alike_and_scores_alike_at_every_seam():
    ages = [0, 1, 272, 273, 274, 275, 729, 730, 731, 732, 1825, 1826, 1827, 1828, 3652, 3653, 6939, 6940]
    sent = [
        {"indicator": indicator, "sex": sex, "age": age, "value": value, "method": method}
        for indicator, value in (("wfa", 9.5), ("lhfa", 75), ("bfa", 31), ("hcfa", 40))
        for sex in "MF"
        for age in ages
        for method in ("couche", "debout", None)
    ]
    body = """
    import { converted, zscore } from "{js}/rules/zscore.js";
    export default ({ indicator, sex, age, value, method }) =>
      zscore(indicator, sex, age, indicator === "lhfa" ? converted(value, age, method) : value);
    """
    for case, there in zip(sent, twins.in_node(body, sent), strict=True):
        value, age = case["value"], case["age"]
        used = zscore.converted(value, age, case["method"]) if case["indicator"] == "lhfa" else value
        here = zscore.z(case["indicator"], case["sex"], age, used)
        assert (here is None) == (there is None), case
        assert here is None or abs(here - there) < 1e-9, case
