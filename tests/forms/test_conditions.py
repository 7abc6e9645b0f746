"""The rule language: Python and the tablet's JavaScript answer alike, on written cases and on every real grid."""

import random

import pytest

from fieldvisit.forms import catalogue
from fieldvisit.forms.conditions import Reading, holds, references
from tests import twins
from tests.forms import answers

WRITTEN = twins.cases("conditions.json")
GRID = {
    "items": {key: item | {"form": "f", "scope": "noyau"} for key, item in WRITTEN["items"].items()},
    "sections": [{"visible_si": None}, {"visible_si": {"gt": ["count", 5]}}],
    "section_of": {key: int(key == "section") for key in WRITTEN["items"]},
    "alone_if": {"f": {"eq": ["yes", "oui"]}},
}


def _name(reference) -> str:
    return reference if isinstance(reference, str) else f"{reference['fn']} {reference['params'].get('indicateur')}"


def _reading(case: dict) -> Reading:
    draft = {key: case[key] for key in ("answers", "child_answers")} | {"children": ["k1", "k2"]}
    return Reading(GRID, draft, lambda ref, child, reading: case["values"].get(_name(ref)), case["earlier"])


@pytest.mark.parametrize("case", WRITTEN["cases"], ids=lambda case: case["name"])
def test_a_written_case_holds_in_python(case):
    assert _reading(case).holds(case["condition"], case["child"]) is case["expect"]


IN_NODE = """
import { Reading } from "{js}/rules/conditions.js";
const name = (ref) => typeof ref === "string" ? ref : `${ref.fn} ${ref.params.indicateur ?? "None"}`;
export default ({ draft, values, earlier, asked }, { grid, all }) => {
  const reading = new Reading(grid, draft, (ref) => values[name(ref)] ?? null, earlier);
  return (asked ?? all).map(({ condition, child, item }) =>
    item ? reading.visible(item, child) : reading.holds(condition, child));
};
"""


def test_the_written_cases_hold_in_javascript():
    sent = [
        {
            "draft": {"answers": case["answers"], "child_answers": case["child_answers"], "children": ["k1", "k2"]},
            "values": case["values"],
            "earlier": case["earlier"],
            "asked": [{"condition": case["condition"], "child": case["child"]}],
        }
        for case in WRITTEN["cases"]
    ]
    wrong = [
        case["name"]
        for case, (said,) in zip(WRITTEN["cases"], twins.in_node(IN_NODE, sent, {"grid": GRID}), strict=True)
        if said is not case["expect"]
    ]
    assert wrong == []


def test_an_unknown_word_is_a_bug_and_says_so():
    with pytest.raises(ValueError, match="almost"):
        holds({"almost": ["a", 1]}, lambda reference: 1)


def _conditions(grid: dict):
    """Every condition of a grid with the children it is asked for: items, alerts, sections, rules."""
    for item in grid["items"].values():
        for child in ["k1", "k2"] if item["par_enfant"] else [None]:
            for alert in item["alertes"]:
                yield {"condition": alert["si"], "child": child}
            yield {"item": item["id"], "child": child}
    for alert in grid["alerts"] + [each for rule in grid["rules"] for each in rule["alertes"]]:
        for child in (None, "k1", "k2"):
            yield {"condition": alert["si"], "child": child}


def _values(conditions: list[dict], chance: random.Random) -> dict:
    names = {_name(ref) for each in conditions if "condition" in each for ref in references(each["condition"])}
    return {name: chance.choice([None, True, False, -2.5, 0, 1, 3, 12, 30]) for name in sorted(names)}


KINDS = [*catalogue.kinds(), "epp", "epnp", "epds"]


@pytest.mark.parametrize("kind", KINDS)
def test_both_sides_agree_on_every_condition_of_a_real_grid(kind):
    chance = random.Random(kind)
    grid = catalogue.grid_for(kind)
    asked = list(_conditions(grid))
    sent, expected = [], []
    for _ in range(25):
        case = {"draft": answers.draft(grid, chance), "values": _values(asked, chance), "earlier": {}}
        reading = Reading(
            grid, case["draft"], lambda ref, child, reading, case=case: case["values"].get(_name(ref)), {}
        )
        expected.append(
            [
                reading.visible(each["item"], each["child"])
                if "item" in each
                else reading.holds(each["condition"], each["child"])
                for each in asked
            ]
        )
        sent.append(case)
    assert twins.in_node(IN_NODE, sent, {"grid": grid, "all": asked}) == expected
    assert any(map(any, expected)), "cases that are all false prove nothing"
