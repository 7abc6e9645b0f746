"""Grids and signed answers as FHIR R4: valid, faithful both ways, asking what we ask."""

import json
import random
import re
from datetime import date, datetime

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from fieldvisit import cli
from fieldvisit.exports import fhir_questionnaire, fhir_response, fhir_words
from fieldvisit.forms import calculations, catalogue
from fieldvisit.forms.checking import check_answer
from tests.exports import fhir_reader
from tests.forms import answers as drafts

BASE = "https://pmi.example.org/fhir"
KINDS = sorted({kind for code in catalogue.versions() for kind in catalogue.as_document(code)["kinds"]})
CONTEXT = {"on": drafts.CONTEXT["on"]}
FRAME = {
    "id": "019a0000-0000-7000-8000-000000000001",
    "status": "completed",
    "authored": "2026-11-22T10:30:00+01:00",
    "subject": fhir_response.reference("Group", "f"),
    "children": {"k1": "Lina"},
}
WRITTEN = {kind: fhir_questionnaire.of(kind, None, BASE) for kind in KINDS}


def _respond(grid, answers, child_answers, asked=lambda item, child: True):
    return fhir_response.response(grid, answers, child_answers, FRAME, BASE, asked)


@pytest.mark.parametrize("kind", KINDS)
def test_a_grid_is_a_valid_questionnaire(kind):
    made = WRITTEN[kind]
    read = Questionnaire.model_validate(made)
    assert (read.url, read.version) == (f"{BASE}/Questionnaire/{kind}", made["version"])
    assert re.fullmatch(r"[A-Z]([A-Za-z0-9_]){0,254}", made["name"])  # que-0


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_standard_says_beside_its_schema_holds(kind):
    items = list(fhir_reader.every(WRITTEN[kind]["item"]))
    links = [item["linkId"] for item in items]
    assert len(links) == len(set(links))  # que-2
    for item in items:
        assert (item["type"] == "group") is bool(item.get("item"))  # que-1
        assert "answerOption" not in item or item["type"] == "choice"  # que-5
        tests = item.get("enableWhen", [])
        assert ("enableBehavior" in item) is (len(tests) > 1)  # que-12
        for test in tests:
            assert test["question"] in links
            assert (test["operator"] == "exists") is isinstance(fhir_reader.value_of(test), bool)  # que-7


@pytest.mark.parametrize("kind", KINDS)
def test_every_question_of_the_grid_is_there_with_its_options(kind):
    grid = catalogue.grid_for(kind)
    asked = {item["linkId"]: item for item in fhir_reader.every(WRITTEN[kind]["item"])}
    for key, item in grid["items"].items():
        assert asked[key]["text"] == item["question"]
        codes = [
            fhir_reader.value_of({"valueCoding": o["valueCoding"]})["code"] for o in asked[key].get("answerOption", [])
        ]
        assert codes == [option["code"] for option in item["options"] or []]
        assert asked[key].get("readOnly", False) is (item["type"] == "calcule")
        assert asked[key].get("required", False) is (item["required"] and item["type"] != "calcule")
        assert asked[key].get("repeats", False) is (item["type"] == "multi")


def test_the_library_refuses_what_is_none():
    broken = json.loads(json.dumps(WRITTEN["bsem"]))
    broken["item"][0]["answers"] = []
    with pytest.raises(ValidationError):
        Questionnaire.model_validate(broken)
    with pytest.raises(ValidationError):
        Questionnaire.model_validate({key: value for key, value in WRITTEN["bsem"].items() if key != "status"})


def test_measures_and_scores_have_their_loinc_codes_and_ucum_units():
    asked = {item["linkId"]: item for kind in KINDS for item in fhir_reader.every(WRITTEN[kind]["item"])}
    loinc = {
        "poids": "29463-7", "bs_taille": "8302-2", "be_pc": "8287-5", "temp": "8310-5", "vp_ta_sys": "8480-6",
        "vp_ta_dia": "8462-4", "bs_imc": "39156-5", "A4": "11885-1", "D7_score": "71354-5", "N12_score": "71354-5",
    }  # fmt: skip
    assert {key: asked[key]["code"] for key in loinc} == {
        key: [{"system": "http://loinc.org", "code": code}] for key, code in loinc.items()
    }
    units = {
        fhir_reader.value_of(said)["display"]: fhir_reader.value_of(said).get("code")
        for item in asked.values()
        for said in item.get("extension", [])
        if said["url"].endswith("questionnaire-unit")
    }
    assert (units["g"], units["°C"], units["mmHg"], units["SA"], units["kg/m²"]) == (
        "g",
        "Cel",
        "mm[Hg]",
        "wk",
        "kg/m2",
    )
    assert None not in units.values(), "a unit without its code in fhir_codes.json"


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40)


def _values(item: dict):
    codes = [option["code"] for option in item["options"] or []]
    kind = item["type"]
    if kind == "multi":
        alone = [option["code"] for option in item["options"] if option.get("exclusif")]
        return st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True).filter(
            lambda chosen: len(chosen) == 1 or not set(alone).intersection(chosen)
        )
    if kind == "echelle":
        return st.integers(int(item["min"]), int(item["max"]))
    if codes:
        return st.sampled_from(codes)
    if kind in ("nombre", "mesure"):
        whole = st.integers(int(item["min"]), int(item["max"]))
        return whole | whole.map(lambda value: min(value + 0.5, item["max"]))
    if kind == "date":
        if item.get("avec_heure"):
            return st.datetimes(datetime(2000, 1, 1), datetime(2031, 1, 1)).map(lambda at: at.isoformat()[:16])
        return st.dates(date(2000, 1, 1), date(2031, 1, 1)).map(date.isoformat)
    return TEXT


def _answers(item: dict):
    said = st.fixed_dictionaries({"v": _values(item)}, optional={"note": TEXT, "mode": st.just("rapide")})
    if item["type"] == "mesure":
        said = st.fixed_dictionaries(
            {"v": _values(item)},
            optional={
                "method": st.sampled_from(["couche", "debout"]),
                "confirmed": st.just(True),
                "doubtful": st.just(True),
            },
        )
    silent = st.fixed_dictionaries(
        {"special": st.sampled_from(["non_aborde", "ne_souhaite_pas_repondre"])}, optional={"note": TEXT}
    )
    return st.one_of(said, silent, st.fixed_dictionaries({"note": TEXT}))


@st.composite
def signed(draw):
    """A grid, with some answers of the visit and of two children."""
    kind = draw(st.sampled_from(KINDS))
    grid = catalogue.grid_for(kind)
    typed = [item for item in grid["items"].values() if item["type"] != "calcule"]

    def some(of_child: bool) -> dict:
        able = [item for item in typed if item["par_enfant"] is of_child]
        chosen = draw(st.lists(st.sampled_from(able), max_size=8, unique_by=lambda item: item["id"])) if able else []
        return {item["id"]: draw(_answers(item)) for item in chosen}

    of_children = {child: some(True) for child in ("k1", "k2")}
    return kind, some(False), {child: given for child, given in of_children.items() if given}


def _saying(answers: dict) -> dict:
    """Without what is made of blanks alone: the tablet keeps no such answer, and FHIR no such text."""
    told = {
        key: {field: value for field, value in said.items() if not isinstance(value, str) or value.strip()}
        for key, said in answers.items()
    }
    return {key: said for key, said in told.items() if said}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(signed())
@example(
    ("vad_suivi", {"n_demande": {"v": "Un lit", "note": "\u00a0"}}, {"k1": {"poids": {"v": 4210, "note": "\u2003"}}})
)
@example(("vad_suivi", {"n_demande": {"v": "\u00a0"}}, {"k1": {"poids": {"note": " "}}}))
def test_answers_come_back_as_they_left(made):
    kind, answers, child_answers = made
    grid = catalogue.grid_for(kind)
    sent = _respond(grid, answers, child_answers)
    QuestionnaireResponse.model_validate(sent)
    assert fhir_reader.misfits(WRITTEN[kind], sent) == []
    of_children = {child: said for child, given in child_answers.items() if (said := _saying(given))}
    assert fhir_reader.answers(json.loads(json.dumps(sent)), grid["items"]) == (_saying(answers), of_children)


def _sound(grid: dict, draft: dict) -> dict:
    """Without the answers that the office refuses: nothing signed holds one."""

    def kept(given: dict) -> dict:
        return {key: said for key, said in given.items() if not check_answer(grid["items"][key], said, CONTEXT)}

    return draft | {
        "answers": kept(draft["answers"]),
        "child_answers": {child: kept(given) for child, given in draft["child_answers"].items()},
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_questionnaire_shows_what_we_show_and_says_where_it_cannot(kind):
    """On random visits, ``enableWhen`` and our conditions agree, but where the extension says that it is not whole."""
    grid, chance = catalogue.grid_for(kind), random.Random(kind)
    partial = {
        item["linkId"]
        for item in fhir_reader.every(WRITTEN[kind]["item"])
        if any(said["url"].endswith("shown-if") for said in item.get("extension", []))
    }
    for _ in range(40):
        draft = _sound(grid, drafts.draft(grid, chance))
        reading = calculations.reading(grid, draft, drafts.CONTEXT)
        sent = _respond(grid, draft["answers"], draft["child_answers"], reading.visible)
        _, answered = fhir_reader.answers(sent, grid["items"])
        here = {
            (key, child)
            for key, item in grid["items"].items()
            for child in (answered if item["par_enfant"] else [None])
            if reading.visible(key, child)
        }
        there = fhir_reader.enabled(WRITTEN[kind], sent)
        there = {each for each in there if each[0] in grid["items"]}
        assert {each for each in here ^ there if each[0] not in partial} == set()
        assert here <= there, "what is not whole only ever shows more"


def test_what_enable_when_cannot_say_is_few_and_written_whole():
    partial = {
        item["linkId"]: [fhir_reader.value_of(said) for said in item["extension"] if "shown-if" in said["url"]][0]
        for kind in KINDS
        for item in fhir_reader.every(WRITTEN[kind]["item"])
        if any("shown-if" in said["url"] for said in item.get("extension", []))
    }
    assert set(partial) == {"violence", "be_pc", "I5", "ep_total"}
    assert json.loads(partial["be_pc"]) == {"lt": ["age_mois", 60]}


def test_a_question_not_raised_says_why_and_has_no_answer():
    grid = catalogue.grid_for("epp")
    sent = _respond(grid, {"C2": {"special": "ne_souhaite_pas_repondre", "note": "fatiguée"}}, {})
    (said,) = [each for each in fhir_reader.every(sent["item"]) if each["linkId"] == "C2"]
    assert "answer" not in said
    assert {each["url"].rpartition("/")[2]: fhir_reader.value_of(each) for each in said["extension"]} == {
        "data-absent-reason": "asked-declined",
        "fieldvisit-note": "fatiguée",
    }


def test_twins_are_two_groups_that_name_their_child():
    grid = catalogue.grid_for("vad_suivi")
    sent = _respond(grid, {}, {"k1": {"poids": {"v": 4210}}, "k2": {"poids": {"v": 3900}}})
    QuestionnaireResponse.model_validate(sent)
    weights = [
        fhir_reader.value_of(each["answer"][0]) for each in fhir_reader.every(sent["item"]) if each["linkId"] == "poids"
    ]
    unit = {"unit": "g", "system": fhir_words.UCUM, "code": "g"}
    assert weights == [{"value": 4210, **unit}, {"value": 3900, **unit}]
    assert [part["linkId"] for part in sent["item"]] == ["enfant", "enfant"]


def test_what_cannot_be_read_is_said_to_be_so_and_never_bent():
    grid = catalogue.grid_for("vad_suivi")
    sent = _respond(grid, {}, {"k1": {"poids": {"v": "lourd"}}})
    QuestionnaireResponse.model_validate(sent)
    (said,) = [each for each in fhir_reader.every(sent["item"]) if each["linkId"] == "poids"]
    assert [fhir_reader.value_of(each) for each in said["extension"]] == ["error"] and "answer" not in said


def test_an_hour_is_that_of_paris():
    grid = catalogue.grid_for("pesee_seule")
    sent = _respond(grid, {"ps_date": {"v": "2026-07-14T09:05"}}, {})
    (said,) = [each for each in fhir_reader.every(sent["item"]) if each["linkId"] == "ps_date"]
    assert said["answer"] == [{"valueDateTime": "2026-07-14T09:05:00+02:00"}]


def test_the_terminal_writes_a_grid_and_refuses_what_is_none(capsys, monkeypatch):
    monkeypatch.setattr(cli, "_follow_grids", lambda: None)  # the built-in grids, whatever a county published
    cli.main(["forms", "fhir", "vad_24m"])
    assert Questionnaire.model_validate(json.loads(capsys.readouterr().out)).version == "2.0.0+tnd.2.0.0"
    for asked, words in (
        (["vad"], "vad_24m, vad_suivi"),
        (["lune"], "type de visite"),
        (["epp", "--version", "9.9.9"], "9.9.9"),
    ):
        with pytest.raises(SystemExit, match=words):
            cli.main(["forms", "fhir", *asked])
