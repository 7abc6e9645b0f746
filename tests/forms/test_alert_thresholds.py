"""Each threshold of growth exactly at, just below and just above, as it begins and as a county set it; both sides."""

import pytest

from fieldvisit.forms import alerts, calculations, catalogue, county, thresholds
from fieldvisit.growth import series
from tests import twins

CASES = twins.cases("alert_thresholds.json")
GRID = catalogue.grid_for("vad_suivi")
IN_NODE = """
import { alerts } from "{js}/rules/alerts.js";
import { calculations, reading } from "{js}/rules/calculations.js";
import { applied } from "{js}/rules/county.js";
import { functions } from "{js}/rules/growth.js";
export default ({ draft, context, county }, grid) => alerts(reading(applied(grid, county), draft, context, functions));
""".replace("calculations, ", "")


def _sent(case: dict) -> dict:
    persons = [{"id": "k", "role": "enfant"} | case["child"]]
    if "parents" in case:
        persons += [
            {"id": role, "role": role, "height_cm": height}
            for role, height in zip(("mere", "pere"), case["parents"], strict=True)
        ]
    answers = {
        one["kind"]: {"v": one["value"], "method": one["method"], "doubtful": one["doubtful"], "confirmed": True}
        for one in case["taken"]
    }
    return {
        "draft": {"answers": {}, "child_answers": {"k": answers}, "children": ["k"]},
        "context": {"on": case["on"], "family": {"persons": persons}},
        "county": thresholds.county(case["changed"], 1).document,
    }


def _here(sent: dict) -> list[dict]:
    grid = county.applied(GRID, sent["county"])
    return alerts.of(calculations.reading(grid, sent["draft"], sent["context"], series.functions))


def _level(found: list[dict], rule: str) -> str | None:
    return next((each["level"] for each in found if each["code"] == rule), None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_written_case_in_python(case):
    assert _level(_here(_sent(case)), case["rule"]) == case["want"]


def test_the_written_cases_on_the_tablet_with_the_same_words_and_numbers():
    sent = [_sent(case) for case in CASES]
    there = twins.in_node(IN_NODE, sent, GRID)
    assert [_level(found, case["rule"]) for found, case in zip(there, CASES, strict=True)] == [
        case["want"] for case in CASES
    ]
    assert there == [_here(each) for each in sent]


def test_every_rule_of_growth_has_cases_that_rise_and_cases_that_do_not():
    for code in [f"A0{number}" for number in range(1, 10)]:
        found = {case["want"] for case in CASES if case["rule"] == code and not case["changed"]}
        assert None in found and len(found) > 1, code
        assert any("doubtful" in case["name"] for case in CASES if case["rule"] == code), code


def _why(case_name: str) -> dict:
    case = next(each for each in CASES if each["name"] == case_name)
    return next(each["why"] for each in _here(_sent(case)) if each["code"] == case["rule"])


def test_a_loss_tells_its_rule_its_numbers_and_its_source():
    why = _why("A02 2760 g of 3000")
    assert why["rule"].startswith("Perte de plus de 7 % et de moins de 10 % du poids de naissance")
    assert why["facts"] == [
        {"label": "Poids de naissance", "value": "3\u202f000 g"},
        {"label": "Poids du 22/11/2026", "value": "2\u202f760 g"},
        {"label": "Perte", "value": "8 %"},
        {"label": "Âge réel", "value": "4 jours"},
    ]
    assert why["action"] == "Nouvelle pesée sous 48 h" and "nouveau-né" in why["source"]


def test_a_slow_gain_tells_both_weighings_and_grams_a_day():
    facts = {each["label"]: each["value"] for each in _why("A04 104 g in 7 days")["facts"]}
    assert facts["Poids du 15/11/2026"] == "4\u202f000 g" and facts["Gain"] == "14,86 g/jour sur 7 jours"


def test_a_break_tells_the_scores_before_and_after():
    facts = _why("A07 -1.01 DS of length in 200 days")["facts"]
    assert [each["label"].split(" du ")[0] for each in facts] == ["Taille", "Taille", "Variation", "Référence"]
    assert all(" DS)" in each["value"] for each in facts[:2])
    assert facts[2]["value"] == "−1,01 DS en 200 jours"


def test_a_preterm_child_is_told_to_be_judged_at_the_corrected_age():
    facts = {each["label"]: each["value"] for each in _why("A09 1.01 DS at the corrected age")["facts"]}
    assert facts["Référence"] == "OMS, à l’âge corrigé"


def test_a_changed_threshold_is_what_the_words_say():
    why = _why("A01 from 8 %: 2760 g")
    assert "au moins 8 %" in why["rule"]
    assert "Perte ≥ 8 %" in next(
        each["text"]
        for each in _here(_sent(next(one for one in CASES if one["name"] == "A01 from 8 %: 2760 g")))
        if each["code"] == "A01"
    )
