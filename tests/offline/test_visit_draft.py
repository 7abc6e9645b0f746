"""What a worker's hand does to a draft, run by Node on the very module of the tablet."""

import json
import subprocess
from pathlib import Path

import pytest

MODULES = Path(__file__).parents[2] / "fieldvisit" / "offline" / "js"
START = """
import {{ begin, beginCorrection, bodyOf, childrenAnswered, choose, isTouched }} from "{module}";
import {{ keepNote, special, withAnswer, withPossibleDates }} from "{module}";
const when = {{ planned_on: "2026-11-23", planned_at: "09:30", duration_min: 60 }};
const visit = {{ id: "v1", family_id: "f1", kind: "vad_1m", ...when }};
const fresh = () => begin(visit, ["c1", "c2"], {{ vad: "2.0.0" }});
const options = [{{ code: "mere" }}, {{ code: "tisf" }}, {{ code: "aucune", exclusif: true }}];
const multi = {{ id: "n_presents", type: "multi", options }};
const choice = {{ id: "carnet", type: "oui_non" }};
const AT = "2026-11-23T09:00:00.000Z";
const answer = (value) => console.log(JSON.stringify(value));
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("draft")

    def run(script: str):
        file = folder / "case.mjs"
        file.write_text(
            START.format(module=(MODULES / "screens" / "visit_draft.js").as_uri()) + script, encoding="utf-8"
        )
        done = subprocess.run(["node", str(file)], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


def test_a_second_tap_takes_a_choice_back(run):
    said = run(
        'let d = choose(fresh(), choice, "c1", "oui"); const one = d.child_answers.c1.carnet;'
        'd = choose(d, choice, "c1", "oui"); answer([one, d.child_answers.c1.carnet]);'
    )
    assert said == [{"v": "oui"}, {}]


def test_an_exclusive_option_stands_alone(run):
    said = run(
        'let d = choose(choose(fresh(), multi, "", "mere"), multi, "", "tisf"); const two = d.answers.n_presents.v;'
        'd = choose(d, multi, "", "aucune"); const alone = d.answers.n_presents.v;'
        'd = choose(d, multi, "", "mere"); answer([two, alone, d.answers.n_presents.v]);'
    )
    assert said == [["mere", "tisf"], ["aucune"], ["mere"]]


def test_setting_an_answer_aside_and_taking_that_back_brings_the_words_back(run):
    said = run(
        'let d = withAnswer(fresh(), "n_demande", "", { v: "Dort mal" });'
        'd = special(d, "n_demande", "", "non_aborde"); const aside = d.answers.n_demande;'
        'd = special(d, "n_demande", "", "non_aborde"); answer([aside, d.answers.n_demande]);'
    )
    assert said == [{"v": "Dort mal", "special": "non_aborde"}, {"v": "Dort mal"}]


def test_what_is_signed_holds_the_value_or_the_special_answer_never_both(run):
    body = run(
        'let d = withAnswer(fresh(), "carnet", "c1", { v: "oui" }); d = special(d, "carnet", "c1", "non_aborde");'
        'd = withAnswer(d, "poids", "c1", { v: 3450, text: "3,450" }); d.outcome = "realisee"; answer(bodyOf(d, AT));'
    )
    assert body["child_answers"]["c1"] == {"carnet": {"special": "non_aborde"}, "poids": {"v": 3450}}


def test_words_set_aside_by_a_special_answer_are_signed_as_its_note(run):
    body = run(
        'let d = withAnswer(fresh(), "n_demande", "", { v: "Dort mal", text: "Dort mal" });'
        'answer(bodyOf({ ...special(d, "n_demande", "", "non_aborde"), outcome: "realisee" }, AT));'
    )
    assert body["answers"]["n_demande"] == {"special": "non_aborde", "note": "Dort mal"}


def test_words_typed_in_the_note_box_but_not_added_are_signed_all_the_same(run):
    body = run(
        'const d = { ...fresh(), note_text: " Revoir le couchage ", outcome: "realisee" }; answer(bodyOf(d, AT));'
    )
    assert [note["text"] for note in body["notes"]] == ["Revoir le couchage"]
    assert "note_text" not in body


def test_a_body_has_the_fields_of_the_protocol_and_none_of_the_screen(run):
    body = run('answer(bodyOf({ ...fresh(), outcome: "absente", started_at: AT, ended_at: AT }, AT));')
    assert set(body) == {
        "visit_id", "kind", "planned", "planned_on", "planned_at", "duration_min", "outcome", "started_at", "ended_at",
        "forms", "children", "agreement", "answers", "child_answers", "notes", "outcome_detail", "corrects",
        "correction_reason", "signed_at",
    }  # fmt: skip
    assert body["children"] == []


def test_a_child_weighed_before_the_visit_was_broken_off_was_seen(run):
    body = run(
        'let d = withAnswer(fresh(), "poids", "c2", { v: 3450 }); d = choose(d, choice, "c1", "oui");'
        'd = choose(d, choice, "c1", "oui"); answer(bodyOf({ ...d, outcome: "refusee" }, AT));'
    )
    assert body["children"] == ["c2"] and body["child_answers"] == {"c2": {"poids": {"v": 3450}}}


def test_a_tap_taken_back_is_nothing_written_of_a_child(run):
    said = run(
        'let d = choose(fresh(), choice, "c2", "oui"); const one = childrenAnswered(d);'
        'answer([one, childrenAnswered(choose(d, choice, "c2", "oui"))]);'
    )
    assert said == [["c2"], []]


def test_what_belongs_to_another_outcome_is_not_signed(run):
    notice = '{ date: "2026-11-23", name: "C. Morel", phone: "" }'
    detail = f'{{ reason: "Pressée", postponed_to: "2026-12-01", notice: {notice} }}'
    signed = run(
        f"const d = {{ ...fresh(), outcome_detail: {detail} }};"
        'answer(["realisee", "absente", "reportee"].map((outcome) => bodyOf({ ...d, outcome }, AT).outcome_detail));'
    )
    assert [bool(one["postponed_to"]) for one in signed] == [False, False, True]
    assert [bool(one["notice"]) for one in signed] == [False, True, False]
    assert {one["reason"] for one in signed} == {"Pressée"}


def test_a_date_of_postponement_that_was_erased_is_no_date(run):
    detail = '{ reason: "", postponed_to: "", notice: null }'
    body = run(f'answer(bodyOf({{ ...fresh(), outcome: "reportee", outcome_detail: {detail} }}, AT));')
    assert body["outcome_detail"]["postponed_to"] is None


def test_words_that_are_no_value_are_signed_as_a_note_when_their_question_is_not_asked_any_more(run):
    body = run(
        'const d = withAnswer(fresh(), "alim_nb", "c1", { text: "six ou sept" });'
        'answer(bodyOf({ ...d, outcome: "realisee" }, AT));'
    )
    assert body["child_answers"]["c1"] == {"alim_nb": {"note": "six ou sept"}}


def test_dates_of_a_broken_clock_do_not_keep_a_visit_from_being_signed_again(run):
    kept, mended = run(
        "const of = at => ({ ...fresh(), planned: false, planned_on: at.slice(0, 10), started_at: at, ended_at: at });"
        'answer([AT, "1926-11-22T09:00:00.000Z"].map((at) => withPossibleDates(of(at), AT, "2026-11-23")));'
    )
    assert kept["started_at"] == kept["ended_at"] == mended["started_at"] == "2026-11-23T09:00:00.000Z"
    assert mended["ended_at"] is None
    assert mended["planned_on"] == "2026-11-23"


def test_a_note_holds_nothing_invisible_that_the_office_could_not_keep(run):
    note = run(r'answer(keepNote({ ...fresh(), note_text: "Va\0 bien \ud83d 👶" }, AT).notes[0].text);')
    assert note == "Va bien  👶"


def test_a_correction_begins_with_everything_that_was_signed_under_a_new_identity(run):
    first, second = run(
        'let d = withAnswer(fresh(), "poids", "c1", { v: 3450 }); d = { ...d, outcome: "realisee" };'
        'const record = { id: d.id, family_id: "f1", visit_id: "v1", body: bodyOf(d, AT) };'
        "answer([d, beginCorrection(record)]);"
    )
    assert second["corrects"] == first["id"] != second["id"]
    assert second["child_answers"] == {"c1": {"poids": {"v": 3450}}}
    assert second["stage"] == "open" and second["family_id"] == "f1" and second["outcome"] == "realisee"


def test_an_opened_visit_is_untouched_until_something_is_typed(run):
    assert run('answer([isTouched(fresh()), isTouched({ ...fresh(), note_text: "x" })]);') == [False, True]
