"""Plausibility of a measurement and reading of what was typed: written cases, on both sides, word for word."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldvisit.growth import plausibility
from tests import twins

CASES = twins.cases("plausibility.json")


def _check(given: dict) -> dict:
    given = given | {"on": date.fromisoformat(given["on"])}
    return plausibility.check_measure(given.pop("kind"), given.pop("value"), **given)


@pytest.mark.parametrize("case", CASES["check"], ids=lambda case: case["name"])
def test_a_measurement_is_accepted_confirmed_or_refused(case):
    said = _check(case["given"])
    assert said["verdict"] == case["verdict"], said
    assert case["says"] in said["sentence"]
    assert bool(said["sentence"]) is (case["verdict"] != "ok")


@pytest.mark.parametrize("case", CASES["parse"], ids=lambda case: f"{case['kind']} {case['text']}")
def test_what_was_typed_is_read(case):
    said = plausibility.parse_measure(case["kind"], case["text"])
    assert said["value"] == case["value"]
    assert case["says"] in said["sentence"]
    assert (said["value"] is not None) or bool(said["sentence"]) or not case["text"].strip()


def test_the_tablet_says_the_same_words():
    body = """
    import { checkMeasure, parseMeasure } from "{js}/rules/plausibility.js";
    export default (x) => x.text === undefined ? checkMeasure(x) : parseMeasure(x.kind, x.text);
    """
    assert twins.in_node(body, [case["given"] for case in CASES["check"]]) == [
        _check(case["given"]) for case in CASES["check"]
    ]
    assert twins.in_node(body, CASES["parse"]) == [
        plausibility.parse_measure(case["kind"], case["text"]) for case in CASES["parse"]
    ]


@given(st.sampled_from(sorted(plausibility.MEASURES)), st.text(max_size=25))
def test_no_text_makes_the_reading_fail(kind, text):
    said = plausibility.parse_measure(kind, text)
    assert said["value"] is None or said["value"] >= 0


@given(st.integers(300, 150_000))
def test_a_weight_reads_the_same_in_kilos_and_in_grams(grams):
    kilos = f"{grams // 1000},{grams % 1000:03}"
    assert plausibility.parse_measure("poids", kilos)["value"] == grams
    assert plausibility.parse_measure("poids", str(grams))["value"] == grams


@given(st.sampled_from(["poids", "taille", "pc", "temp"]), st.floats(-10, 200_000))
def test_hard_bounds_hold_whatever_the_child(kind, value):
    measure = plausibility.MEASURES[kind]
    said = plausibility.check_measure(kind, value, on=date(2026, 11, 22))
    if not measure["dur_min"] <= value <= measure["dur_max"]:
        assert said["verdict"] == "refuse"
