"""What a visit's answers propose on the tablet, and that the office reads what the tablet sends of it."""

import pytest

from fieldvisit.forms import catalogue
from fieldvisit.referrals import said
from tests import twins

ROWS = """
import { alerts } from "{js}/rules/alerts.js";
import { inBody, referralsOf } from "{js}/rules/referrals.js";
import { reading } from "{js}/rules/calculations.js";
import { functions } from "{js}/rules/growth.js";
export default ([kind, answers, decided], grids) => {
  const now = reading(grids[kind], { answers, child_answers: {}, children: [] }, { on: "2026-11-22" }, functions);
  const rows = referralsOf(now, alerts(now), decided);
  return { rows, body: inBody(rows) };
};
"""
ALONE = {"A3": {"v": "oui"}}


def rows(answers: dict, decided=(), kind="epp") -> dict:
    given = {key: {"v": value} if not isinstance(value, dict) else value for key, value in answers.items()}
    shared = {kind: catalogue.grid_for(kind)}
    [found] = twins.in_node(ROWS, [[kind, given, list(decided)]], shared)
    return found


def told(found: dict) -> dict:
    return {one["code"]: (one["state"], one["confided"], one["open"]) for one in found["rows"]}


def test_alerts_propose_what_was_ticked_counts_as_the_question_beside_it_says():
    found = rows({"E1_actuel": 10, "G3": "non", "I4": ["laep"], "I5": "acceptee"})
    assert told(found) == {
        "laep": ("acceptee", False, True),
        "tabacologue": ("", False, True),
        "service_social": ("", False, True),
        "aides_financieres": ("", False, True),
    }
    assert found["rows"][0]["code"] == "laep"


def test_the_word_on_one_counts_before_the_word_on_all_and_another_may_take_its_place():
    decided = [
        {"code": "laep", "child_id": None, "state": "refusee", "to": None, "words": ""},
        {"code": "tabacologue", "child_id": None, "state": "acceptee", "to": "addictologie", "words": "lundi"},
        {"code": "mdph", "child_id": None, "state": "acceptee", "to": None, "words": "", "sources": []},
    ]
    found = rows({"E1_actuel": 10, "I4": ["laep", "tisf_caf"], "I5": "acceptee"}, decided)
    assert {code: state for code, (state, *_) in told(found).items()} == {
        "laep": "refusee",
        "tisf_caf": "acceptee",
        "tabacologue": "acceptee",
        "mdph": "acceptee",
    }
    office = {one.code: (one.state.value, one.words) for one in said.read({"answers": {}, "referrals": found["body"]})}
    assert office == {
        "laep": ("refusee", ""),
        "tisf_caf": ("acceptee", ""),
        "addictologie": ("acceptee", "lundi"),
        "mdph": ("acceptee", ""),
    }


def test_what_only_a_confided_answer_asks_for_is_confided_and_never_on_paper():
    found = rows({**ALONE, "F7": "enfance", "E3": "occasionnel", "D3": "oui"})
    assert told(found)["psychologue_pmi"] == ("", False, False)
    assert told(found)["addictologie"] == ("", False, False)  # said alone, not private: no paper tells it
    assert told(rows({**ALONE, "F7": "enfance"}))["psychologue_pmi"] == ("", True, False)
    now = told(rows({**ALONE, "F6": "actuel"}))
    assert now["asso_violences"][1:] == (True, False) and now["medecin_pmi"][1:] == (True, False)
    assert "protocole_violences" not in now


def test_hidden_again_it_proposes_nothing():
    assert told(rows({"A3": "non", "F7": "enfance"})) == {"nouvelle_vad": ("", False, True)}


@pytest.mark.parametrize("state", ["acceptee", "refusee", "a_reflechir", "ecartee", ""])
def test_both_sides_agree_on_what_may_be_on_paper_and_what_is_confided(state):
    answers = {**ALONE, "F7": "enfance", "E3": "occasionnel", "E1_actuel": 3, "G3": "non", "B5": "oui"}
    decided = [{"code": "tisf", "child_id": None, "state": state, "to": None, "words": ""}]
    _agree(rows(answers, decided))


def _agree(found: dict) -> None:
    """The office reads what the tablet sends as the tablet shows it."""
    office = {one.code: one for one in said.read({"answers": {}, "referrals": found["body"]})}
    for one in found["rows"]:
        if one["code"] == "nouvelle_vad":
            continue
        mine = office[one["code"]]
        assert (mine.state.value if mine.state else "") == one["state"]
        assert mine.on_paper == one["open"], one["code"]
        assert (mine.place == "violence") == one["confided"], one["code"]


def test_what_was_confided_stays_so_when_its_answer_is_hidden_again():
    """Somebody came in, « seule » is taken back: what was decided of it before still is no paper's."""
    answers = {**ALONE, "F7": "enfance", "E3": "occasionnel", "G3": "non"}
    before = rows(answers)
    decided = [one | {"state": "acceptee", "words": "lundi"} for one in before["body"]]
    now = rows(answers | {"A3": "non"}, decided)
    shown = {code: (confided, is_open) for code, (_, confided, is_open) in told(now).items()}
    assert shown["psychologue_pmi"] == told(before)["psychologue_pmi"][1:] and not shown["psychologue_pmi"][1]
    assert shown["addictologie"] == (False, False)
    assert shown["service_social"] == (False, True)
    _agree(now)
    alone = rows(ALONE | {"F7": "enfance"})["body"]
    left = rows({"A3": "non"}, [one | {"state": "refusee"} for one in alone])
    assert told(left)["psychologue_pmi"] == ("refusee", True, False)
    _agree(left)
    ticked = rows({"A3": "non", "I4": ["psychologue_pmi"], "I5": "acceptee"}, decided)
    assert told(ticked)["psychologue_pmi"] == ("acceptee", False, False)
    _agree(ticked)


def test_words_stay_when_the_family_has_not_said_yet():
    """A second tap takes « Acceptée » back: the one that was added by hand keeps its words and its place."""
    one = {"code": "mdph", "child_id": None, "state": "", "to": None, "words": "Mme Roy, jeudi", "sources": []}
    found = rows({}, [one])
    assert [(each["code"], each["state"], each["words"]) for each in found["rows"]] == [("mdph", "", "Mme Roy, jeudi")]
    assert rows({}, [one | {"words": " "}])["rows"] == []
