"""What is wrong with a visit record: a French reason for each fault, never an exception, never a lost unknown field."""

import copy
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldvisit.forms import catalogue, checking
from tests import twins
from tests.forms import answers

CONTEXT = answers.CONTEXT | {"on": "2026-11-22"}
SOUND = {
    "visit_id": "v",
    "family_id": "f",
    "kind": "vad_suivi",
    "planned": True,
    "planned_on": "2026-11-22",
    "planned_at": "09:30",
    "duration_min": 45,
    "outcome": "realisee",
    "started_at": "2026-11-22T08:31:00.000Z",
    "ended_at": "2026-11-22T09:20:00.000Z",
    "forms": {"vad": "2.0.0"},
    "children": ["k1"],
    "agreement": {"kind": "accord_vad", "status": "Accordé", "mode": "Oral", "person_id": "m"},
    "answers": {"n_presents": {"v": ["mere"]}, "suite": {"v": "nouvelle_vad"}, "n_demande": {"v": "Émue 👶, dort mal"}},
    "child_answers": {"k1": {"poids": {"v": 5200}, "taille": {"v": 57.5, "method": "couche"}}},
    "notes": [{"at": "2026-11-22T08:40:00.000Z", "text": "Accueil chaleureux."}],
    "outcome_detail": None,
    "corrects": None,
    "correction_reason": "",
    "signed_at": "2026-11-22T09:21:00.000Z",
    "un_champ_de_demain": {"garde": [1, 2]},
}


def _with(**changes) -> dict:
    """The sound record, changed; ``answers`` and ``of_child`` are added to what it answers."""
    body = copy.deepcopy(SOUND)
    body["answers"] |= changes.pop("answers", {})
    body["child_answers"]["k1"] |= changes.pop("of_child", {})
    return body | changes


def _reasons(body, context=CONTEXT, grid=None):
    return [(each.item, each.child, each.sentence) for each in checking.check(body, grid, context)]


def test_a_sound_record_has_no_reasons_and_keeps_its_unknown_fields():
    body = copy.deepcopy(SOUND)
    assert _reasons(body) == []
    assert body == SOUND


LONG = "a" * 10 * 1024 * 1024
FAULTS = {
    "an unknown item": (_with(answers={"n_lune": {"v": 1}}), "n_lune", "n’existe pas dans cette grille"),
    "an unknown option": (_with(answers={"suite": {"v": "lune"}}), "suite", "réponse de la liste"),
    "an unknown option of several": (_with(answers={"secu": {"v": ["fumee", "lune"]}}), "secu", "de la liste"),
    "several where one is asked": (_with(answers={"suite": {"v": ["fin"]}}), "suite", "réponse de la liste"),
    "one where several are asked": (_with(answers={"secu": {"v": "fumee"}}), "secu", "de la liste"),
    "the same option twice": (_with(answers={"secu": {"v": ["eau", "eau"]}}), "secu", "deux fois"),
    "an exclusive option with another": (_with(of_child={"peau": {"v": ["normal", "cordon"]}}), "peau", "« Normal »"),
    "text for a number": (_with(of_child={"alim_nb": {"v": "six"}}), "alim_nb", "saisissez un nombre"),
    "a boolean for a number": (_with(of_child={"alim_nb": {"v": True}}), "alim_nb", "saisissez un nombre"),
    "a number for a text": (_with(answers={"n_demande": {"v": 3}}), "n_demande", "saisissez du texte"),
    "above the bound": (_with(of_child={"alim_nb": {"v": 31}}), "alim_nb", "de 0 à 30 par 24 h"),
    "below the bound": (_with(of_child={"poids": {"v": 299}}), "poids", "de 300 à 150\u202f000 g"),
    "half a gram": (_with(of_child={"poids": {"v": 5200.5}}), "poids", "nombre entier"),
    "two decimals": (_with(of_child={"pc": {"v": 38.55}}), "pc", "un seul chiffre après la virgule"),
    "a position that does not exist": (_with(of_child={"taille": {"v": 57, "method": "assis"}}), "taille", "couché ou"),
    "an unknown special answer": (_with(answers={"secu": {"special": "peut_etre"}}), "secu", "« Non abordé »"),
    "a value and a special answer": (_with(answers={"suite": {"v": "fin", "special": "non_aborde"}}), "suite", "Non"),
    "an answer that is not one": (_with(answers={"suite": "fin"}), "suite", "illisible"),
    "a child's question for the visit": (_with(answers={"poids": {"v": 5200}}), "poids", "pour chaque enfant"),
    "the visit's question for a child": (_with(of_child={"suite": {"v": "fin"}}), "suite", "une seule fois"),
    "a NUL in a text": (_with(answers={"n_demande": {"v": "a\0b"}}), "n_demande", "caractère invisible"),
    "half of a surrogate pair": (_with(answers={"n_demande": {"v": "\ud83d"}}), "n_demande", "caractère invisible"),
    "a text of ten megabytes": (_with(answers={"n_demande": {"v": LONG}}), "n_demande", "100\u202f000 au plus"),
    "a number that is none": (_with(of_child={"alim_nb": {"v": float("nan")}}), "alim_nb", "illisible"),
    "a note of ten megabytes": (_with(notes=[{"at": None, "text": LONG}]), None, "100\u202f000 au plus"),
    "a NUL in an unknown field": (_with(demain={"a": ["\0"]}), None, "caractère invisible"),
    "a note that is a number": (_with(notes=[3]), None, "note est illisible"),
    "a date of 1926": (_with(started_at="1926-11-22T08:31:00.000Z"), None, "22/11/1926"),
    "a date of 2126": (_with(planned_on="2126-11-22"), None, "22/11/2126"),
    "a date that does not exist": (_with(planned_on="2026-02-30"), None, "illisible"),
    "an hour that does not exist": (_with(planned_at="25:00"), None, "09:30"),
    "a negative length": (_with(duration_min=-5), None, "durée"),
    "no outcome": (_with(outcome=None), None, "issue de la visite"),
    "an unknown outcome": (_with(outcome="finie"), None, "issue de la visite"),
    "an unknown kind": (_with(kind="vad_lune"), None, "type de visite"),
    "a newer version of the grid": (_with(forms={"vad": "9.1.0"}), None, "9.1.0 n’est pas connue du bureau"),
    "no versions": (_with(forms=None), None, "versions"),
    "children that are not a list": (_with(children="k1"), None, "enfants vus"),
    "a child of another family": (_with(children=["k1", "z"]), None, "pas dans le dossier"),
    "answers that are a list": (_with(answers={}) | {"answers": [1]}, None, "illisibles"),
    "a correction without a reason": (_with(corrects="r"), None, "motif de la correction"),
    "an agreement that was refused": (_with(agreement={"status": "Refusé"}), None, "Sans accord"),
    "a postponement to 2126": (_with(outcome_detail={"postponed_to": "2126-01-01"}), None, "date de report"),
}


@pytest.mark.parametrize(("body", "item", "says"), FAULTS.values(), ids=FAULTS)
def test_a_fault_has_a_reason(body, item, says):
    reasons = _reasons(body)
    assert [each for each in reasons if each[0] == item and says in each[2]], reasons
    for _, _, sentence in reasons:
        assert sentence[0].isupper() or sentence[0] == "«"
        assert sentence.endswith(".") and "\0" not in sentence
        sentence.encode()


def test_one_fault_does_not_hide_another():
    reasons = _reasons(_with(answers={"suite": {"v": "lune"}}, of_child={"poids": {"v": 1}, "temp": {"v": 99}}))
    assert [(item, child) for item, child, _ in reasons] == [("suite", None), ("poids", "k1"), ("temp", "k1")]


def test_an_answer_for_a_child_who_was_not_seen_is_told():
    reasons = _reasons(_with(child_answers={"k2": {"poids": {"v": 5200}}}))
    assert [child for _, child, sentence in reasons if "pas parmi les enfants vus" in sentence] == ["k2"]


def test_a_required_question_is_asked_of_a_visit_that_took_place():
    body = _with()
    del body["answers"]["suite"]
    assert _reasons(body) == [("suite", None, "« Suite » est à compléter.")]
    assert _reasons(body | {"outcome": "absente"}) == []


def test_a_special_answer_is_enough_for_a_required_question():
    assert _reasons(_with(answers={"suite": {"special": "ne_souhaite_pas_repondre"}})) == []


def test_a_required_question_of_a_hidden_section_is_not_asked():
    body = _with(kind="vad_24m", forms={"vad": "2.0.0", "tnd": "2.0.0"}, children=["k2"], child_answers={"k2": {}})
    assert _reasons(body) == []
    body["child_answers"]["k2"] = {"v24_tnd": {"v": "faite"}}
    assert [item for item, _, _ in _reasons(body)] == ["tnd_age", "tnd_date"]


def test_a_required_question_is_asked_for_each_child():
    body = _with(kind="pesee_seule", forms={"pesee_seule": "2.0.0"}, children=["k1", "k2"], answers={})
    body["answers"], body["child_answers"] = {}, {}
    asked = [(item, child) for item, child, _ in _reasons(body)]
    assert ("ps_poids", "k1") in asked and ("ps_poids", "k2") in asked and ("ps_date", None) in asked


def test_an_item_reserved_to_the_midwife_is_refused_to_others():
    body = _with(kind="vad_prenatale", children=[], child_answers={}, answers={"vp_hu": {"v": 28}})
    assert [item for item, _, _ in _reasons(body)] == ["vp_hu"]
    assert _reasons(body, CONTEXT | {"role": "sage_femme_pmi"}) == []


def test_an_interview_is_signed_by_a_midwife_or_a_doctor_only():
    body = _with(kind="epp", forms={"epp": "2.0.0"}, outcome="refusee", children=[], child_answers={})
    body["answers"] = {}
    assert "sage-femme ou un médecin (CSP L2122-1)" in _reasons(body)[0][2]
    assert _reasons(body, CONTEXT | {"role": "sage_femme_pmi"}) == []


def test_a_visit_needs_an_agreement_in_it_or_in_the_file():
    body = _with(agreement=None)
    assert _reasons(body) == []
    without = CONTEXT | {"family": answers.FAMILY | {"agreements": []}}
    expired = [{"kind": "accord_vad", "status": "Accordé", "expires_on": "2026-11-21"}]
    for family in (without, CONTEXT | {"family": answers.FAMILY | {"agreements": expired}}):
        assert "Sans accord" in _reasons(body, family)[0][2]
    assert _reasons(body | {"outcome": "refusee"}, without) == []


def test_an_agreement_that_expired_before_the_visit_arrived_was_good_on_its_day():
    agreed = [{"kind": "accord_vad", "status": "Accordé", "expires_on": "2026-11-22"}]
    context = CONTEXT | {"on": "2026-11-30", "family": answers.FAMILY | {"agreements": agreed}}
    assert _reasons(_with(agreement=None), context) == []


def test_the_visit_of_an_evaluation_and_a_phone_call_need_none():
    without = CONTEXT | {"family": answers.FAMILY | {"agreements": []}}
    body = _with(kind="vad_eval_ip", agreement=None)
    assert not any("accord" in sentence for _, _, sentence in _reasons(body, without))


def test_a_hidden_answer_is_kept_without_a_word():
    assert _reasons(_with(answers={"violence": {"v": "aborde_rien"}, "n_presents": {"v": ["pere_coparent"]}})) == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(["k1", "v", "fin"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5) | st.sampled_from(["v", "special", "note", "k1", "poids"]), inner, max_size=3
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(SOUND)), JSON, max_size=6), st.booleans())
def test_any_json_is_answered(changes, alone):
    for reason in checking.check(changes if alone else SOUND | changes, None, CONTEXT):
        assert reason.sentence


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(catalogue.grid_for("vad_24m")["items"])), JSON)
def test_any_answer_is_answered(item, answer):
    body = copy.deepcopy(SOUND) | {"kind": "vad_24m", "forms": {"vad": "2.0.0", "tnd": "2.0.0"}}
    place = (
        body["child_answers"]["k1"] if catalogue.grid_for("vad_24m")["items"][item]["par_enfant"] else body["answers"]
    )
    place[item] = answer
    assert all(reason.sentence for reason in checking.check(body, None, CONTEXT))


ODD = [None, True, 0, -1, 3, 3.5, 38.55, 1e9, "", "non", "a\0b", [], ["x"], {}, {"v": 1}, "2026-11-22", "2026-02-30"]
ODD += ["2026-11-22T09:30", "1926-01-01", "2126-01-01", "oui", "x" * 100_001, ["aucune", "refus"], ["normal", "normal"]]


@pytest.mark.parametrize("kind", ["vad_sortie", "vad_prenatale", "contact_telephonique", "pesee_seule", "epp", "bsem"])
def test_the_tablet_says_the_same_of_every_answer(kind):
    chance = random.Random(kind)
    grid = catalogue.grid_for(kind)
    sent = []
    for item in grid["items"].values():
        given_answers = [{"v": value} for value in ODD] + [answers.answer(item, chance) for _ in range(6)]
        given_answers += [
            {"special": "non_aborde"},
            {"special": "?"},
            {"special": "non_aborde", "v": 1},
            3,
            {"note": 3},
        ]
        given_answers += [{"v": 52, "method": "assis"}, {"v": 52, "method": "couche"}, {"note": "ok"}]
        sent += [{"item": item, "answer": answer, "context": answers.CONTEXT} for answer in given_answers]
    body = """
    import { checkAnswer } from "{js}/rules/checking.js";
    export default ({ item, answer, context }) => checkAnswer(item, answer, context);
    """
    here = [checking.check_answer(each["item"], each["answer"], each["context"]) for each in sent]
    there = twins.in_node(body, sent)
    assert [pair for pair in zip(sent, there, here, strict=True) if pair[1] != pair[2]][:3] == []
    assert 0 < sum(map(bool, here)) < len(here)
