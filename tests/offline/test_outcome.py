"""The end of an interview on the tablet, without network: what comes out, the paper, the signature, a correction."""

import copy

import pytest

from fieldvisit.referrals import said
from tests.offline.fake_door import MIDWIFE, family, visit
from tests.offline.test_visit_screen import GRIDS, shown
from tests.sync.test_signing import whole

VAULT = "huit gouttes de pluie fine"
ANSWERS = {
    "A1_lieu": "domicile",
    "A3": "oui",
    "E1_actuel": 10,
    "F7": "enfance",
    "G3": "non",
    "H1": "allaitement",
    "I4": ["laep", "tisf_caf"],
    "I5": "acceptee",
    "I6_remise": "oui",
    "I6_accords": ["maternite"],
}


@pytest.fixture
def interview(tablet, door):
    """Odile's tablet at the end of an interview, out of network, everything required said."""
    kaya = family(
        persons=[{"id": "m", "role": "mere", "first_name": "Sema", "last_name": "Kaya", "phone": "", "sex": "F",
                  "birth_date": "1995-04-02", "deceased_on": None}],
        address="3 rue des Lavandières", city="Bourg", agreements=[],
    )  # fmt: skip
    later = visit(
        kaya, MIDWIFE, kind="vad_prenatale", planned_on="2099-12-01", planned_at="09:30", worker_name="Odile P."
    )
    planned = visit(kaya, MIDWIFE, kind="epp", duration_min=60, worker_name=MIDWIFE["name"])
    door.docs[MIDWIFE["id"]] = [*copy.deepcopy(GRIDS), kaya, later, planned]
    tab = tablet().enter("odile", "eau-calme", VAULT)
    tab.run("screens.openVisit(a)", planned["id"])
    tab.run("screens.start()")
    given = whole("epp", **ANSWERS)
    change(tab, **given)
    tab.run("screens.setAgreement('Accordé')")
    tab.run("screens.startEnding('realisee')")
    return tab


def change(tab, **answers):
    """Some answers of the draft in hand, at once; None takes one away."""
    [draft] = tab.run("drafts.drafts()")
    value = draft["value"]
    now = {key: one for key, one in {**value["answers"], **answers}.items() if one is not None}
    tab.run("drafts.saveDraft(a.id, a.value)", {"id": draft["id"], "value": {**value, "answers": now}})


def row(tab, code: str) -> dict:
    return next(one for one in shown(tab, "outcome")["referrals"] if one["key"] == f"|{code}")


def test_what_comes_out_is_decided_signed_and_read_at_the_office(interview, door):
    tab = interview
    seen = shown(tab, "outcome")
    assert {one["key"] for one in seen["referrals"]} >= {"|laep", "|tisf_caf", "|tabacologue", "|service_social"}
    assert "réservé" in seen["hidden"] and "|psychologue_pmi" not in {one["key"] for one in seen["referrals"]}
    tab.run("screens.outcome.reveal()")
    assert "|psychologue_pmi" in {one["key"] for one in shown(tab, "outcome")["referrals"]}
    tab.run("screens.outcome.conceal()")
    tab.run("screens.outcome.pick('|tabacologue', 'acceptee')")
    tab.run("screens.outcome.wordsTyped('|tabacologue', {target: {value: 'Dr Fabre, le 3 décembre'}})")
    tab.run("screens.outcome.pick('|laep', 'refusee')")
    tab.run("screens.outcome.changeTo('|service_social', {target: {value: 'cpam'}})")
    tab.run("screens.outcome.add({target: {value: 'mdph'}})")
    assert row(tab, "tabacologue")["open"] and row(tab, "service_social")["label"].startswith("CPAM")
    assert [one["label"] for one in shown(tab, "outcome")["asked"]] == ["Une intervention TISF à étudier"]
    paper = shown(tab, "synthesis")
    assert paper["offered"] and paper["why"] == ""
    tab.run("screens.synthesis.openSynthesis()")
    paper = str(shown(tab, "synthesis"))
    for words in ("arrêter de fumer. Dr Fabre, le 3 décembre", "allaiter", "1er décembre 2099 à 9 h 30", "MDPH"):
        assert words in paper, words
    for words in ("psycholog", "enfance", "enfants-parents", "À surveiller"):
        assert words not in paper, words
    tab.run("screens.synthesis.closeSynthesis()")
    assert shown(tab)["problems"] == []
    tab.run("screens.sign()")
    tab.until("drafts.drafts()[0]?.value?.stage === 'signed'")
    assert "arrêter de fumer" in _paper(tab)
    tab.run("syncNow()")
    [body] = door.bodies()
    office = {one.code: (one.state and one.state.value, one.words) for one in said.read(body)}
    assert office["tabacologue"] == ("acceptee", "Dr Fabre, le 3 décembre")
    assert office["laep"] == ("refusee", "") and office["mdph"] == ("acceptee", "") and office["cpam"][0] == "acceptee"
    assert office["psychologue_pmi"][0] is None
    tab.run("screens.correct()")
    tab.run("screens.startEnding('')")
    assert row(tab, "tabacologue")["words"] == "Dr Fabre, le 3 décembre"
    tab.run("screens.correctionReasonTyped({target: {value: 'Rendez-vous déplacé'}})")
    tab.run("screens.sign()")
    tab.until("drafts.drafts().filter((one) => one.value?.stage === 'signed').length === 2")
    assert "correction : Rendez-vous déplacé" in shown(tab)["signed"]
    tab.run("syncNow()")
    first, second = sorted(door.bodies(), key=lambda one: one["signed_at"])
    assert second["corrects"] and second["correction_reason"] == "Rendez-vous déplacé" and not first["corrects"]
    assert said.read(first) == said.read(second)


def test_a_second_tap_takes_the_answer_back_and_keeps_the_words(interview, door):
    tab = interview
    tab.run("screens.outcome.add({target: {value: 'mdph'}})")
    tab.run("screens.outcome.wordsTyped('|mdph', {target: {value: 'Mme Roy, jeudi'}})")
    tab.run("screens.outcome.pick('|mdph', 'acceptee')")
    assert row(tab, "mdph")["words"] == "Mme Roy, jeudi"
    tab.run("screens.outcome.pick('|mdph', 'a_reflechir')")
    assert (row(tab, "mdph")["words"], row(tab, "mdph")["open"]) == ("Mme Roy, jeudi", True)


def test_an_interview_that_the_office_sent_back_for_its_agreement_is_taken_up_and_signed_again(interview, door):
    """An older version of the app asked for none: the way on is on the screen."""
    tab = interview
    door.cut()
    tab.run("screens.sign()")
    [sent] = [one for one in tab.run("outbox.unsent()") if one["kind"] == "visit_record"]
    door.words[sent["id"]] = {"word": "invalid", "reasons": [{"item": None, "child": None, "sentence": "Sans accord."}]}
    door.start()
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    seen = shown(tab)
    assert (seen["stage"], seen["to_take_up"]) == ("signed", True) and "Sans accord" in seen["custody_detail"]
    tab.run("screens.takeUp()")
    tab.until("drafts.drafts()[0].value.stage === 'open'")
    tab.run("screens.setAgreement('Accordé')")
    assert [one["place"] for one in _ending(tab)["problems"]] == ["accord"]
    tab.run("screens.goToProblem('accord#0')")
    seen = shown(tab)
    assert seen["stage"] == "open" and [one["label"] for one in seen["agreement"]]
    tab.run("screens.setAgreement('Accordé')")
    assert _ending(tab)["problems"] == []
    del door.words[sent["id"]]
    tab.run("screens.sign()")
    tab.until("(await syncNow(), outbox.unsent().length === 0)", timeout=20)
    assert [body["agreement"]["status"] for body in door.bodies()][-1] == "Accordé"


def _ending(tab) -> dict:
    tab.run("screens.startEnding('realisee')")
    return shown(tab)


@pytest.mark.long
def test_what_is_missing_is_said_and_leads_there(interview):
    tab = interview
    change(tab, I2=None)
    problems = shown(tab)["problems"]
    assert [one["place"] for one in problems] == ["I2"] and not shown(tab)["signable"]
    tab.run("screens.goToProblem(a)", problems[0]["key"])
    assert shown(tab)["stage"] == "open" and "I2" in {one["key"] for one in shown(tab)["items"]}


@pytest.mark.long
def test_without_her_wish_no_paper_is_shown(interview):
    tab = interview
    change(tab, I6_remise={"v": "non"})
    paper = shown(tab, "synthesis")
    assert paper["offered"] and "Rien ne s’imprime" in paper["why"]
    tab.run("screens.synthesis.openSynthesis()")
    assert shown(tab, "synthesis")["sections"] == []


def _paper(tab) -> str:
    tab.run("screens.synthesis.openSynthesis()")
    told = str(shown(tab, "synthesis"))
    tab.run("screens.synthesis.closeSynthesis()")
    return told
