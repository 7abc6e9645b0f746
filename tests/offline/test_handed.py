"""The EPDS in the woman's hands: nothing else shows, nobody but the professional ends it, every answer is kept."""

import json

import pytest

from tests.offline.conftest import PASSPHRASE
from tests.offline.fake_door import MIDWIFE
from tests.offline.test_interview import begin, home, item, part, shown  # noqa: F401

ANSWERS = (0, 1, 2, 3, 0, 1, 2, 3, 0, 2)


@pytest.fixture
def handed(tablet, door, home):  # noqa: F811
    """An interview after the birth whose questionnaire has just been given to the woman."""
    tab = begin(tablet(), door, "epnp")
    tab.run("screens.showSection('epnp.A')")
    tab.run("screens.tap('N0_seule', 'oui')")
    tab.run("screens.showSection('epds.ep_passation')")
    assert shown(tab)["handing"] == "Remettre la tablette à Awa"
    tab.run("screens.hand()")
    assert shown(tab, "handed")["stage"] == "intro"
    return tab


def reply(tab, points) -> None:
    tab.run("screens.goTo(0)")
    for one in points:
        if one is not None:
            tab.run("screens.pick(a)", one)
        tab.run("screens.next()")


def answers(tab) -> dict:
    return tab.run("drafts.drafts()[0].value.answers")


@pytest.mark.long  # the other two here pass through it
def test_one_question_at_a_time_with_its_words_its_citation_and_nothing_of_a_score(handed):
    first = shown(handed, "handed")
    assert "7 derniers jours" in first["instruction"]
    said = " ".join(one["text"] for one in first["citation"])
    assert "Cox" in said and "Guedeney" in said and "Royal College" in said
    handed.run("screens.goTo(2)")
    third = shown(handed, "handed")
    assert (third["place"], third["stage"]) == ("Question 3 sur 10", "question")
    # As the scale prints them: the worst first, here.
    assert [one["code"] for one in third["options"]] == [3, 2, 1, 0]
    handed.run("screens.pick(2)")
    assert [one["chosen"] for one in shown(handed, "handed")["options"]] == [False, True, False, False]
    handed.run("screens.pick(2)")
    assert not shown(handed, "handed")["answered"], "a second tap takes it back"
    reply(handed, ANSWERS)
    assert "score" not in json.dumps(shown(handed, "handed")).lower()


@pytest.mark.long
def test_whatever_moves_the_address_the_questionnaire_is_still_what_shows(handed, door):
    page, planned = handed.page, door.docs[MIDWIFE["id"]][-1]["id"]
    page.evaluate("history.replaceState(history.state, '', '/terrain' + location.hash)")
    handed.run("screens.hand()")
    reply(handed, ANSWERS[:3])
    for move in ("history.back()", "history.go(-2)", "location.hash = '#/tournee'", "location.hash = '#/dossier/1'"):
        page.evaluate(move)
        page.wait_for_timeout(200)
        assert shown(handed, "handed")["open"], move
        assert page.evaluate("location.pathname") == "/terrain", move
        assert handed.run("screens.view()") == {"name": "visite", "id": planned}, move
    assert shown(handed, "handed")["place"] == "Question 4 sur 10"


def test_a_tablet_killed_in_the_middle_comes_back_inside_with_her_answers(handed):
    reply(handed, ANSWERS[:4])
    handed.until("drafts.drafts().every(({id}) => drafts.isWritten(id))")
    handed.page.reload()
    handed.wait("phase === 'locked'")
    handed.unlock()
    again = shown(handed, "handed")
    assert again["open"] and again["place"] == "Question 5 sur 10" and not again["door"]
    assert [answers(handed)[f"ep_{at}"]["v"] for at in range(1, 5)] == list(ANSWERS[:4])


def test_only_the_passphrase_gives_the_tablet_back_and_then_the_score_and_the_alert_appear(handed):
    reply(handed, ANSWERS)
    assert shown(handed, "handed")["stage"] == "end" and shown(handed, "handed")["missing"] == []
    handed.run("screens.finish()")
    assert shown(handed, "handed")["stage"] == "done"
    # Item 10 is answered: nothing comes up while she holds the tablet.
    handed.page.wait_for_timeout(300)
    assert not shown(handed, "urgent")["open"]
    assert handed.run("mirror.docs('alert').length") == 0
    handed.run("screens.takeBack({phrase: 'pas la bonne du tout'})")
    refused = shown(handed, "handed")
    assert refused["open"] and "bonne phrase" in refused["problem"] and not refused["busy"]
    handed.run("screens.takeBack({phrase: a})", PASSPHRASE)
    assert not shown(handed, "handed")["open"]
    handed.until("mirror.docs('alert').length === 1")
    assert shown(handed, "urgent")["open"]
    visit = shown(handed)
    assert visit["section_code"] == "epds.ep_resultat"
    assert item(handed, "ep_total")["text"].startswith(str(sum(ANSWERS)))
    # Her answers are not left open behind her.
    handed.run("screens.showSection('epds.ep_questions')")
    assert shown(handed)["closed"]
    handed.run("screens.showSection('epnp.D')")
    handed.run("screens.openClosed()")
    assert item(handed, "N12_score")["suggestion"] == str(sum(ANSWERS))
    handed.run("screens.accept('N12_score')")
    assert answers(handed)["N12_score"]["v"] == sum(ANSWERS)


@pytest.mark.long
def test_a_question_left_open_is_said_kindly_and_makes_no_score(handed):
    reply(handed, [0, None, 1, 2, None, 0, 0, 0, 0, 0])
    end = shown(handed, "handed")
    assert [one["label"] for one in end["missing"]] == ["Question 2", "Question 5"]
    assert end["missing_said"].startswith("2 questions sont restées sans réponse. Si vous le voulez")
    handed.run("screens.goTo(a)", end["missing"][0]["at"])
    assert shown(handed, "handed")["place"] == "Question 2 sur 10"
    handed.run("screens.takeBack({phrase: a})", PASSPHRASE)
    assert shown(handed)["section_code"] == "epds.ep_passation"
    assert answers(handed)["ep_3"] == {"v": 1}
    assert "handed" not in handed.run("drafts.drafts()[0].value")


@pytest.mark.long
def test_the_title_of_the_questionnaire_is_short_where_it_is_always_in_view(handed):
    handed.run("screens.takeBack({phrase: a})", PASSPHRASE)
    assert part(handed, "EPDS – ")["title"] == "EPDS – Passation"


@pytest.mark.long
def test_the_score_is_told_in_the_words_of_the_scale_and_is_no_diagnosis(handed):
    reply(handed, [1, 1, 1, 1, 1, 1, 1, 1, 1, 0])
    handed.run("screens.takeBack({phrase: a})", PASSPHRASE)
    told = shown(handed)
    assert told["band"].startswith("Vigilance. Échange, nouvelle passation") and "pas un diagnostic" in told["band"]
    assert any("Cox" in one["text"] for one in told["citation"])
    handed.run("screens.showSection('epds.ep_questions')")
    handed.run("screens.openClosed()")
    handed.run("screens.tap('ep_3', 1)")  # taken back
    handed.run("screens.showSection('epds.ep_passation')")
    assert shown(handed)["band"].startswith("Il n’y a pas de score")


def test_a_signed_interview_says_once_that_something_was_confided_and_not_what_was_asked(tablet, door, home):  # noqa: F811
    tab = begin(tablet(), door)
    tab.run("screens.showSection('epp.A')")
    tab.run("screens.tap('A3', 'oui')")
    tab.run("screens.showSection('epp.F')")
    tab.run("screens.tap('F3', 'une')")
    for key in ("F4", "F5"):
        tab.run("screens.typed(a, {target: {value: 'motconfie'}})", key)
    tab.run("screens.itemNote('F6', {target: {value: 'motnote'}})")
    tab.run("screens.startEnding('refusee')")
    tab.run("screens.sign()")
    lines = [
        one
        for one in shown(tab)["record"]
        if "entourage" in one["heading"] or one["question"].startswith("Ce qui a été")
    ]
    text = json.dumps(shown(tab), ensure_ascii=False)
    assert [one["question"] for one in lines].count("Ce qui a été confié") == 1
    for word in ("motconfie", "motnote", "à la maison", "dispute", "iolence"):
        assert word not in text
    assert "Personnes sur qui compter" in text
