"""Alerts of a visit: which rise, at what level, told once; the same in Python and on the tablet."""

import random

import pytest

from fieldvisit.forms import alerts, calculations, catalogue, earlier
from fieldvisit.growth import series
from tests import twins
from tests.forms import answers

KINDS = [*catalogue.kinds(), "epp", "epnp", "tnd", "epds"]


def _of(kind, visit=None, child=None, children=("k",), born="2026-11-10", **context):
    """Alerts of a visit made on 2026-11-22 to one child."""
    persons = [{"id": each, "role": "enfant", "birth_date": born} | context.pop(each, {}) for each in children]
    draft = {
        "answers": {key: {"v": value} for key, value in (visit or {}).items()},
        "child_answers": {"k": {key: {"v": value, "confirmed": True} for key, value in (child or {}).items()}},
        "children": list(children),
    }
    family = {"persons": persons}
    grid = catalogue.grid_for(kind)
    context = {"on": "2026-11-22", "family": family} | context
    return alerts.of(calculations.reading(grid, draft, context, series.functions))


def _told(found):
    return [(each["level"], each["code"], each["item"]) for each in found]


def test_a_fever_before_three_months_is_urgent_and_told_once():
    (only,) = _of("vad_suivi", child={"temp": 38.0})
    assert (only["level"], only["code"], only["item"], only["child"]) == ("urgent", "A11", "temp", "k")
    assert only["numbers"] == ["15"]


def test_a_fever_at_three_months_is_a_matter_of_vigilance():
    assert _told(_of("vad_suivi", child={"temp": 38.0}, born="2026-08-22")) == [("vigilance", None, "temp")]


def test_no_fever_no_alert():
    assert _of("vad_suivi", child={"temp": 37.9}) == []


def test_two_events_of_one_question_stay_two():
    found = _of("vad_suivi", child={"peau": ["ictere_etendu", "cordon"]})
    assert _told(found) == [("urgent", "A12", "peau"), ("vigilance", None, "peau")]
    assert found[1]["text"] == "Cordon inflammatoire : avis médical"


def test_jaundice_said_twice_in_a_visit_is_told_once():
    found = _of("vad_sortie", child={"peau": ["ictere_etendu"], "vs_ictere": "etendu"})
    assert [each["code"] for each in found] == ["A12"]


def test_a_bruise_before_walking_is_urgent_and_after_is_not():
    assert _told(_of("vad_suivi", child={"peau": ["ecchymose"]})) == [("urgent", "A10", "peau")]
    walks = {"vad_24m.v24_marche_age": {"k": {"v": 12}}}
    found = _of("vad_suivi", child={"peau": ["ecchymose"]}, born="2024-11-10", earlier=walks)
    assert _told(found) == [("vigilance", None, "peau")]


def test_what_a_rule_takes_up_keeps_every_orientation():
    (only,) = _of("vad_suivi", child={"sommeil_env": ["partage_lit", "tabac"]})
    assert (only["code"], only["level"]) == ("A20", "alerte")
    labels = catalogue.as_document("vad")["orientations"]
    expected = {labels[code]["libelle"] for code in ("conseil_prevention", "nouvelle_vad", "tabacologue")}
    assert set(only["orientation"]) == expected


def test_two_dangers_of_the_home_are_both_named():
    (only,) = _of("vad_suivi", visit={"secu": ["co", "insalubrite"]})
    assert only["code"] == "A22"
    assert "monoxyde" in only["text"] and "Insalubrité" in only["text"]


def test_violence_is_private_and_silent_when_a_third_party_is_there():
    alone = {"n_presents": ["mere"], "violence": "preoccupant"}
    (only,) = _of("vad_suivi", visit=alone)
    assert (only["level"], only["code"], only["private"]) == ("urgent", "A17", True)
    assert "3919" in only["numbers"]
    assert _of("vad_suivi", visit=alone | {"n_presents": ["mere", "pere_coparent"]}) == []


def test_each_child_has_its_own_alerts():
    draft = {
        "answers": {},
        "child_answers": {"k1": {"pleurs": {"v": "insupportables"}}, "k2": {"pleurs": {"v": "oui"}}},
        "children": ["k1", "k2"],
    }
    reading = calculations.reading(catalogue.grid_for("vad_suivi"), draft, answers.CONTEXT)
    assert [(each["code"], each["child"]) for each in alerts.of(reading)] == [("A21", "k1")]


def test_the_past_speaks_through_the_signed_answers():
    before = earlier.last_answers(
        [{"answers": {"N14": {"v": "non"}}}, {"answers": {"N14": {"v": "actuelles"}, "lune": {"v": 1}}}]
    )
    assert before == {"epnp.N14": {"v": "actuelles"}}
    found = _of("vad_suivi", visit={"n_presents": ["mere"]}, earlier=before)
    assert _told(found) == [("urgent", "A19", None)]


def test_what_was_confided_before_stays_hidden_while_a_third_party_may_be_there():
    before = {"epnp.N14": {"v": "actuelles"}, "epp.F6": {"v": "actuel"}}
    assert _of("vad_suivi", earlier=before) == []
    assert _of("vad_suivi", visit={"n_presents": ["mere", "pere_coparent"]}, earlier=before) == []


def test_the_last_answer_of_each_child_is_kept_apart():
    bodies = [
        {"child_answers": {"k1": {"v24_marche_age": {"v": 13}}, "k2": {"v24_marche_age": {"v": 15}}}},
        {"child_answers": {"k2": {"v24_marche_age": {"special": "non_aborde"}}}, "answers": None},
    ]
    wanted = {"vad_24m.v24_marche_age": {"k1": {"v": 13}, "k2": {"special": "non_aborde"}}}
    assert earlier.last_answers(bodies) == wanted
    body = """
    import { lastAnswers } from "{js}/rules/earlier.js";
    export default ({ bodies, documents }) => lastAnswers(bodies, documents);
    """
    documents = [catalogue.as_document(code) for code in catalogue.versions()]
    assert twins.in_node(body, [{"bodies": bodies, "documents": documents}]) == [wanted]


def _codes(found):
    return [each["code"] for each in found]


def test_a_newborn_who_lost_ten_per_cent_is_urgent():
    born = {"k": {"birth_weight_g": 3400}}
    found = _of("vad_sortie", child={"poids": 3060}, born="2026-11-18", **born)
    assert [(each["level"], each["code"], each["text"]) for each in found] == [
        ("urgent", "A01", "Perte ≥ 10 % du poids de naissance")
    ]
    found = _of("vad_sortie", child={"poids": 3061}, born="2026-11-18", **born)
    assert _codes(found) == ["A02"]


def test_a_birth_weight_not_regained_is_told_from_day_10_then_day_15():
    born = {"k": {"birth_weight_g": 3400}}
    assert "A03" not in _codes(_of("vad_sortie", child={"poids": 3300}, born="2026-11-13", **born))
    (found,) = [a for a in _of("vad_sortie", child={"poids": 3300}, born="2026-11-12", **born) if a["code"] == "A03"]
    assert found["level"] == "vigilance"
    (found,) = [a for a in _of("vad_sortie", child={"poids": 3300}, born="2026-11-07", **born) if a["code"] == "A03"]
    assert found["level"] == "alerte"


@pytest.mark.parametrize(("today", "level"), [(4140, None), (4139, "vigilance"), (4105, "vigilance"), (4104, "alerte")])
def test_a_slow_gain_over_a_week_is_told(today, level):
    before = {"k": {"measurements": [{"kind": "poids", "value": 4000, "taken_at": "2026-11-15"}]}}
    found = [a for a in _of("vad_suivi", child={"poids": today}, born="2026-10-10", **before) if a["code"] == "A04"]
    assert [each["level"] for each in found] == ([level] if level else [])


def test_a_doubtful_weight_suspends_the_growth_rules_of_weight():
    persons = [{"id": "k", "role": "enfant", "birth_date": "2026-11-18", "birth_weight_g": 3400, "sex": "F"}]
    draft = {"child_answers": {"k": {"poids": {"v": 2400, "doubtful": True}}}, "children": ["k"]}
    context = {"on": "2026-11-22", "family": {"persons": persons}}
    grid = catalogue.grid_for("vad_sortie")
    assert _codes(alerts.of(calculations.reading(grid, draft, context, series.functions))) == []
    draft["child_answers"]["k"]["poids"]["doubtful"] = False
    assert "A01" in _codes(alerts.of(calculations.reading(grid, draft, context, series.functions)))


@pytest.mark.parametrize("temp", [38.4, 60])
def test_an_unusual_or_refused_value_is_said_by_its_measure_and_is_no_alert(temp):
    draft = {"child_answers": {"k": {"temp": {"v": temp}}}, "children": ["k"]}
    persons = [{"id": "k", "role": "enfant", "birth_date": "2026-08-01"}]
    context = {"on": "2026-11-22", "family": {"persons": persons}}
    reading = calculations.reading(catalogue.grid_for("vad_suivi"), draft, context, series.functions)
    assert _codes(alerts.of(reading)) == [None], "only that of the temperature itself"


def test_the_gravest_comes_first():
    found = _of("vad_suivi", visit={"humeur_mere": "fatiguee"}, child={"temp": 39, "ecrans": "quotidienne"})
    levels = [alerts.RANK[each["level"]] for each in found]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] == alerts.RANK["urgent"]


def test_a_calm_visit_raises_nothing():
    calm = {item["id"]: item for item in catalogue.grid_for("vad_suivi")["items"].values() if item.get("neutre")}
    child = {key: [item["neutre"]] if item["type"] == "multi" else item["neutre"] for key, item in calm.items()}
    assert _of("vad_suivi", child=child) == []


@pytest.mark.parametrize(
    ("given", "level"),
    [
        ({}, "suivi_habituel"),
        ({"E3": "occasionnel"}, "a_surveiller"),
        ({"E3": "quotidien"}, "a_accompagner"),
        ({"F6": "actuel"}, "urgent"),
    ],
)
def test_the_interview_proposes_a_level(given, level):
    draft = {"answers": {key: {"v": value} for key, value in ({"A3": "oui"} | given).items()}}
    reading = calculations.reading(catalogue.grid_for("epp"), draft, {"on": "2026-11-22"})
    assert alerts.proposed_level(reading) == level


IN_NODE = """
import { alerts, proposedLevel } from "{js}/rules/alerts.js";
import { reading } from "{js}/rules/calculations.js";
import { functions } from "{js}/rules/growth.js";
export default ({ draft, context }, grid) => {
  const now = reading(grid, draft, context, functions);
  return [alerts(now), proposedLevel(now)];
};
"""


@pytest.mark.parametrize("kind", KINDS)
def test_the_tablet_raises_the_same_alerts(kind):
    chance = random.Random(kind)
    grid = catalogue.grid_for(kind)
    sent = [{"draft": answers.draft(grid, chance), "context": answers.CONTEXT} for _ in range(20)]
    readings = [calculations.reading(grid, each["draft"], each["context"], series.functions) for each in sent]
    here = [[alerts.of(reading), alerts.proposed_level(reading)] for reading in readings]
    assert twins.in_node(IN_NODE, sent, grid) == here
    assert any(found for found, _ in here)
