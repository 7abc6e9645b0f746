"""Computed names: written cases, in Python and in JavaScript."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldvisit.families import age
from fieldvisit.forms import calculations, catalogue
from tests import twins

CASES = twins.cases("calculations.json")


def _values(case: dict) -> dict:
    reading = calculations.reading(catalogue.grid_for(case["kind"]), case["draft"], case["context"])
    return {name: reading.value(name, case["child"]) for name in case["want"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_written_case_in_python(case):
    assert _values(case) == case["want"]


def test_the_written_cases_in_javascript():
    body = """
    import { reading } from "{js}/rules/calculations.js";
    export default ({ grid, draft, context, child, want }) => {
      const now = reading(grid, draft, context);
      return Object.fromEntries(Object.keys(want).map((name) => [name, now.value(name, child)]));
    };
    """
    sent = [case | {"grid": catalogue.grid_for(case["kind"])} for case in CASES]
    said = twins.in_node(body, sent)
    assert {c["name"]: s for c, s in zip(CASES, said, strict=True)} == {c["name"]: c["want"] for c in CASES}


def test_the_settings_keep_the_two_terms_apart():
    settings = catalogue.settings()
    assert settings["terme_reference_jours"] == 287
    assert settings["age_corrige_reference_jours"] == 280


DAYS_IN_NODE = 'import { day } from "{js}/rules/days.js"; export default (text) => day(text);'


def test_both_sides_read_the_same_days():
    texts = [
        "2026-11-22",
        "2026-02-29",
        "2024-02-29",
        "2026-13-01",
        "0000-01-01",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59.999Z",
        "2026-W47-7",
        "20261122T0930",
        "2026-11-22T09:30",
        "2026-11-22T25:30",
        "2026-11-22T23:30:00.000Z",
        "2026-06-30T22:30:00Z",
        "2026-03-29T00:59:59Z",
        "2026-10-25T22:59:59.9+00:00",
        "2026-11-22T09:30:00.1234567Z",
        "",
        "demain",
        "2026-11-22 09:30",
        "٢٠٢٦-11-22",
        None,
        20261122,
    ]
    said = twins.in_node(DAYS_IN_NODE, texts)
    here = [at and at.isoformat() for at in map(calculations.day, texts)]
    outside = {"0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999Z"}  # beyond what Python's calendar holds
    assert [(t, s) for t, s in zip(texts, said, strict=True) if t not in outside] == [
        (t, h) for t, h in zip(texts, here, strict=True) if t not in outside
    ]
    assert calculations.day("0001-01-01T00:00:00+14:00") is None


@given(st.text(max_size=30) | st.from_regex(age.ISO, fullmatch=True))
def test_no_text_makes_a_date_fail(text):
    at = calculations.day(text)
    assert at is None or json.dumps(at.isoformat())
