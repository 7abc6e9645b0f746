"""The level that an interview proposes (EPP I3, EPNP N20): the same here and on the tablet, and never a number."""

import re

import pytest

from fieldvisit.forms import alerts, calculations, catalogue
from fieldvisit.growth import series
from tests import twins

CASES = twins.cases("levels.json")
COUNTS = ("nb_urgent", "nb_alerte", "nb_vigilance")


def _reading(case: dict):
    return calculations.reading(catalogue.grid_for(case["kind"]), case["draft"], case["context"], series.functions)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_written_case_in_python(case):
    reading = _reading(case)
    said = {"level": alerts.proposed_level(reading)} | {name: reading.value(name) for name in COUNTS}
    assert said == case["want"]


ON_THE_TABLET = """
import { proposedLevel } from "{js}/rules/alerts.js";
import { reading } from "{js}/rules/calculations.js";
import { functions } from "{js}/rules/growth.js";
import { alerts, visible } from "{js}/rules/grid.js";
export default ({ kind, draft, context }, grids) => {
  const grid = grids[kind];
  const now = reading(grid, draft, context, functions);
  const sections = visible(grid, draft, context);
  const entry = sections.flatMap((each) => each.items).find((each) => each.id === grid.proposed_level.item);
  return {
    said: { level: proposedLevel(now), ...Object.fromEntries(
      ["nb_urgent", "nb_alerte", "nb_vigilance"].map((name) => [name, now.value(name)])) },
    suggestion: entry.suggestion,
    words: [
      ...alerts(grid, draft, context).map((each) => each.text),
      ...sections.map((each) => each.title),
      ...sections.flatMap((each) => each.items).flatMap((item) => [
        item.question, item.group, item.text, String(item.suggestion ?? ""),
        ...item.options.map((option) => option.label),
      ]),
    ],
  };
};
"""
GRIDS = {kind: catalogue.grid_for(kind) for kind in ("epp", "epnp")}


@pytest.fixture(scope="module")
def tablet():
    return twins.in_node(ON_THE_TABLET, CASES, GRIDS)


def test_the_written_cases_on_the_tablet(tablet):
    assert {c["name"]: s["said"] for c, s in zip(CASES, tablet, strict=True)} == {c["name"]: c["want"] for c in CASES}


def test_the_question_offers_the_level_until_somebody_decides(tablet):
    assert [each["suggestion"] for each in tablet] == [case["want"]["level"] for case in CASES]
    decided = [
        case | {"draft": case["draft"] | {"answers": case["draft"]["answers"] | {level: {"v": "a_surveiller"}}}}
        for case in CASES
        for level in [GRIDS[case["kind"]]["proposed_level"]["item"]]
    ]
    assert {each["suggestion"] for each in twins.in_node(ON_THE_TABLET, decided, GRIDS)} == {None}


def test_what_she_decides_is_hers_and_the_office_keeps_it():
    """The level is proposed, never set: nothing in what is checked or signed puts it there or objects to another."""
    for grid in GRIDS.values():
        item = grid["items"][grid["proposed_level"]["item"]]
        assert item["type"] == "choix" and item["required"] and not item.get("calcul")


NUMBERED = re.compile(
    r"(vulnérab|priorité|niveau|risque)\w*[^.]{0,20}\d|\d+\s*(point|alerte|vigilance|urgent)|score de", re.I
)


def test_no_number_of_vulnerability_is_ever_read(tablet):
    """Every word that can stand on screen: questions, options, alerts, titles. Nobody reads « vulnérabilité : 7 »."""
    words = {word for each in tablet for word in each["words"] if word}
    assert len(words) > 300
    assert {word for word in words if NUMBERED.search(word) or "nb_" in word} == set()


def test_the_levels_are_words():
    for grid in GRIDS.values():
        labels = [option["libelle"] for option in grid["items"][grid["proposed_level"]["item"]]["options"]]
        assert labels == ["Suivi habituel", "À surveiller", "À accompagner", "Urgent"]


@pytest.mark.parametrize("total", range(31))
def test_a_total_typed_in_an_interview_has_its_level(total):
    """All 31 totals with each answer to question 10, typed from a sheet; the questionnaire itself is in test_epds."""
    wanted = "a_accompagner" if total >= 11 else "a_surveiller" if total >= 9 else "suivi_habituel"
    for kind, score, last in (("epp", "D7_score", "D7_item10"), ("epnp", "N12_score", "N12_item10")):
        alone = {"A3": {"v": "oui"}, "N0_seule": {"v": "oui"}}
        for points in range(4):
            grid = GRIDS[kind]
            given = {key: said for key, said in alone.items() if key in grid["items"]}
            given |= {score: {"v": total}, last: {"v": points}}
            draft = {"answers": given, "child_answers": {}, "children": []}
            reading = calculations.reading(grid, draft, {"on": "2026-11-22"})
            assert alerts.proposed_level(reading) == ("urgent" if points else wanted), (kind, total, points)
            told = {(each["code"], each["level"]) for each in alerts.of(reading)}
            assert (("A16", "urgent") in told) is bool(points)
            level = {"a_accompagner": "alerte", "a_surveiller": "vigilance"}.get(wanted)
            assert level is None or {"A15"} <= {code for code, _ in told}
            assert level is not None or "A15" not in {code for code, _ in told}
