"""An interview on the tablet's modules: what was talked about, what closes on itself, the time, the blank screen."""

import copy
import uuid

import pytest

from fieldvisit.forms import catalogue
from tests.offline.fake_door import MIDWIFE, family, visit

GRIDS = [
    {"kind": "form", "id": document["id"], "family_id": None, "body": document}
    for document in (catalogue.as_document(*each.split("@")) for each in catalogue.forms())
]
WOMAN = {"id": str(uuid.uuid4()), "role": "mere", "first_name": "Awa", "last_name": "Martin", "phone": "",
         "birth_date": "1998-03-02", "deceased_on": None}  # fmt: skip


def record(home: dict, kind: str, at: str, answers: dict) -> dict:
    id = str(uuid.uuid4())
    body = {"kind": kind, "forms": {kind: "2.0.0"}, "children": [], "child_answers": {}, "notes": [],
            "started_at": at, "answers": answers}  # fmt: skip
    whole = {"id": id, "visit_id": str(uuid.uuid4()), "family_id": home["id"], "kind": kind, "outcome": "realisee",
             "author_name": MIDWIFE["name"], "corrects": None, "corrected_by": None, "captured_at": at,
             "received_at": at, "body": body}  # fmt: skip
    return {"kind": "record", "id": id, "family_id": home["id"], "body": whole}


@pytest.fixture
def home(door):
    one = family(label="Famille Martin", persons=[WOMAN], agreements=[])
    door.docs[MIDWIFE["id"]] = [*GRIDS, one, visit(one, MIDWIFE, kind="epp", duration_min=60)]
    return one


def begin(tab, door, kind="epp"):
    door.docs[MIDWIFE["id"]][-1]["body"]["kind"] = kind
    tab.enter("odile", "eau-calme")
    tab.run("screens.openVisit(a)", door.docs[MIDWIFE["id"]][-1]["id"])
    tab.run("screens.start()")
    assert shown(tab)["stage"] == "open" and shown(tab)["interview"]
    return tab


def shown(tab, screen="visit") -> dict:
    return tab.shown(screen)


def part(tab, title: str) -> dict:
    return next(one for one in shown(tab)["sections"] if one["title"].startswith(title))


def item(tab, key: str) -> dict:
    return next(one for one in shown(tab)["items"] if one["key"] == key)


def alone(tab):
    tab.run("screens.showSection('epp.A')")
    tab.run("screens.tap('A3', 'oui')")


def test_a_note_of_blanks_alone_is_none(tablet, door, home):
    tab = begin(tablet(), door)
    part(tab, "Consommations")
    tab.run("screens.showSection('epp.E')")
    tab.run("screens.itemNote('E1_actuel', {target: {value: '\u00a0 '}})")
    assert not item(tab, "E1_actuel")["talked"]
    tab.run("screens.itemNote('E1_actuel', {target: {value: ' Vapote'}})")
    assert item(tab, "E1_actuel")["talked"]


@pytest.mark.long
def test_progress_counts_what_was_talked_about_required_or_not(tablet, door, home):
    tab = begin(tablet(), door)
    asked = part(tab, "Consommations")["progress"]
    assert asked.startswith("0/")
    tab.run("screens.showSection('epp.E')")
    tab.run("screens.tap('E2', 'non')")
    tab.run("screens.setSpecial('E6', 'ne_souhaite_pas_repondre')")
    tab.run("screens.setSpecial('E1_avant', 'non_aborde')")
    tab.run("screens.itemNote('E1_actuel', {target: {value: 'Vapote le soir'}})")
    talked = part(tab, "Consommations")
    assert talked["progress"].startswith("3/") and talked["aside_share"] > 0 and not talked["full"]
    assert item(tab, "E2")["talked"] and item(tab, "E1_actuel")["talked"] and not item(tab, "E1_avant")["talked"]
    assert shown(tab)["talked"].startswith("3 sur ")


def test_what_is_confided_closes_when_one_leaves_it_and_opens_by_a_deliberate_tap(tablet, door, home):
    tab = begin(tablet(), door)
    assert "violences" not in str([one["title"] for one in shown(tab)["sections"]]).lower()
    alone(tab)
    tab.run("screens.showSection('epp.F')")
    assert shown(tab)["section_title"] == "Couple, entourage, violences"
    tab.run("screens.tap('F1', 'couple_commune')")
    tab.run("screens.showSection('epp.G')")
    tab.run("screens.showSection('epp.F')")
    assert not shown(tab)["closed"], "nothing was confided yet"
    tab.run("screens.tap('F6', a)", item(tab, "F6")["options"][1]["code"])
    tab.run("screens.itemNote('F6', {target: {value: 'secretword'}})")
    assert not shown(tab)["closed"], "the part in hand stays open"

    for leave in (
        "screens.showSection('epp.G'); screens.showSection('epp.F')",
        "screens.go('tournee'); screens.openVisit(a)",
        "screens.hide(); screens.show()",
        "screens.pause(); screens.resumeTalk()",
        "screens.startEnding(''); screens.resume()",
    ):
        planned = door.docs[MIDWIFE["id"]][-1]["id"]
        for step in leave.split("; "):
            tab.run(step, planned)
        closed = shown(tab)
        assert closed["closed"] and closed["items"] == [] and closed["section_title"] == "Couple, entourage", leave
        assert "secretword" not in str(closed)
        tab.run("screens.openClosed()")
        assert item(tab, "F6")["note"] == "secretword", leave
    # A killed tab comes back closed.
    tab.page.reload()
    tab.wait("phase === 'locked'")
    tab.unlock()
    tab.run("screens.openVisit(a)", door.docs[MIDWIFE["id"]][-1]["id"])
    assert shown(tab)["section_code"] == "epp.F" and shown(tab)["closed"]


@pytest.mark.long
def test_the_level_that_the_answers_propose_is_taken_with_one_tap(tablet, door, home):
    tab = begin(tablet(), door)
    tab.run("screens.showSection('epp.D')")
    tab.run("screens.tap('D1', 'oui')")
    tab.run("screens.showSection('epp.I')")
    proposed = item(tab, "I3")
    assert proposed["suggestion"] == "À surveiller" and not proposed["talked"]
    tab.run("screens.accept('I3')")
    assert [one["label"] for one in item(tab, "I3")["options"] if one["chosen"]] == ["À surveiller"]
    assert item(tab, "I3")["suggestion"] == ""


@pytest.mark.long  # tests/tablet/test_interviews.py before the birth
def test_somebody_comes_in_and_what_is_asked_alone_is_gone_but_kept(tablet, door, home):
    tab = begin(tablet(), door)
    alone(tab)
    tab.run("screens.showSection('epp.F')")
    tab.run("screens.typed('F4', {target: {value: 'secretword'}})")
    tab.run("screens.showSection('epp.A')")
    tab.run("screens.tap('A3', 'non')")
    tab.run("screens.showSection('epp.F')")
    tab.run("screens.openClosed()")
    assert "F4" not in [one["key"] for one in shown(tab)["items"]]
    tab.run("screens.showSection('epp.A')")
    tab.run("screens.tap('A3', 'oui')")
    tab.run("screens.showSection('epp.F')")
    tab.run("screens.openClosed()")
    assert item(tab, "F4")["value"] == "secretword"


def test_the_problem_of_a_confided_answer_does_not_say_its_question(tablet, door, home):
    tab = begin(tablet(), door)
    alone(tab)
    tab.run("screens.showSection('epp.F')")
    tab.run("screens.typed('F4', {target: {value: 'a\\u0000b'}})")
    tab.run("screens.startEnding('realisee')")
    said = " ".join(one["sentence"] for one in shown(tab)["problems"])
    assert "Couple, entourage" in said and "à la maison" not in said and "iolence" not in said


@pytest.mark.long
def test_what_was_said_the_last_time_stands_beside_and_what_changed_is_told(tablet, door, home):
    docs = door.docs[MIDWIFE["id"]]
    docs.insert(-1, record(home, "epp", "2026-03-12T09:00:00.000Z", {"D1": {"v": "non"}, "D6": {"v": "passe"}}))
    tab = begin(tablet(), door)
    alone(tab)
    tab.run("screens.showSection('epp.D')")
    first = item(tab, "D1")
    assert (first["previous"], first["previous_on"], first["changed"]) == ("Non", "12/03", False)
    assert item(tab, "D6")["previous"] == ""
    tab.run("screens.tap('D1', 'oui')")
    assert item(tab, "D1")["changed"]
    tab.run("screens.setSpecial('D1', 'non_aborde')")
    assert not item(tab, "D1")["changed"]


@pytest.mark.long
def test_an_interview_after_the_birth_shows_what_was_answered_to_the_same_question_before_it(tablet, door, home):
    docs = door.docs[MIDWIFE["id"]]
    docs.insert(-1, record(home, "epp", "2026-03-12T09:00:00.000Z", {"D1": {"v": "oui"}}))
    tab = begin(tablet(), door, "epnp")
    tab.run("screens.showSection('epnp.D')")
    assert item(tab, "N11_1")["previous"] == "Oui" and item(tab, "N11_2")["previous"] == ""


def test_a_paused_interview_waits_on_the_round_and_its_record_tells_the_time_talked(tablet, door, home):
    tab = begin(tablet(), door)
    tab.until("drafts.drafts()[0].value.talks?.length === 1")
    tab.run("screens.pauseAndLeave()")
    (stop,) = [one for day in shown(tab, "round")["days"] for one in stops(tab, day["date"])]
    assert (stop["status"], stop["paused"], stop["open"]) == ("En pause", True, True)
    tab.run("screens.openVisit(a)", stop["visit_id"])
    paused = shown(tab)
    assert paused["stage"] == "paused" and paused["paused_since"].startswith("En pause depuis")
    assert paused["items"] == [] and paused["sections"] == []
    # Killed on pause: it comes back on pause.
    tab.page.reload()
    tab.wait("phase === 'locked'")
    tab.unlock()
    tab.run("screens.openVisit(a)", stop["visit_id"])
    assert shown(tab)["stage"] == "paused"
    tab.run("screens.resumeTalk()")
    assert shown(tab)["stage"] == "open"
    tab.run("screens.startEnding('refusee')")
    tab.run("screens.sign()")
    tab.run("syncNow()")
    (body,) = door.bodies()
    assert len(body["talks"]) == 2 and all(set(one) == {"from", "to"} for one in body["talks"])
    assert all(one["from"] <= one["to"] for one in body["talks"]) and "handed" not in body


def stops(tab, day: str) -> list[dict]:
    tab.run("screens.pickDay(a)", day)
    return shown(tab, "round")["stops"]


A, B, C, D = (f"2026-11-22T{hour}:00.000Z" for hour in ("09:00", "09:10", "09:40", "10:00"))


def test_after_a_long_silence_only_what_is_certain_counts_until_she_says(tablet, door):
    tab = tablet()
    run = lambda expression, argument=None: tab.run(f"screens.talks.{expression}", argument)  # noqa: E731
    running = run("seen(screens.talks.begun(null, a[0]), a[1])", [A, B])
    silent = run("takenUp(a[0], a[1])", [running, C])
    assert [(one["from"], one["to"]) for one in silent] == [(A, B), (C, None)]
    assert run("doubtOf(a)", silent) == B and run("minutes(a[0], a[1])", [silent, D]) == 30
    assert run("minutes(screens.talks.answered(a[0], true), a[1])", [silent, D]) == 60
    assert run("minutes(screens.talks.answered(a[0], false), a[1])", [silent, D]) == 30
    short = run("takenUp(a[0], a[1])", [running, "2026-11-22T09:20:00.000Z"])
    assert len(short) == 1 and short[0]["to"] is None
    # What another tablet saw of the same interval, and one more: nothing twice, nothing lost.
    mine = copy.deepcopy(running)
    theirs = run("begun(screens.talks.paused(a[0], a[1]), a[2])", [running, C, D])
    both = run("joined(a[0], a[1])", [mine, theirs])
    assert [(one["from"], one["to"]) for one in both] == [(A, C), (D, None)]
    assert run("asSent(a[0], a[1])", [both, D]) == [{"from": A, "to": C}, {"from": D, "to": D}]


@pytest.mark.long
def test_the_blank_screen_stays_blank_when_the_tablet_comes_back(tablet, door, home):
    tab = begin(tablet(), door)
    page = tab.page
    page.evaluate("document.title = 'Famille Martin'")
    tab.run("screens.hide()")
    assert shown(tab, "hidden") and page.title() == "Tablette"
    assert page.evaluate("document.documentElement.hasAttribute('data-discreet')")
    page.reload()
    tab.wait("phase === 'locked'")
    tab.unlock()
    assert shown(tab, "hidden")
    tab.run("screens.show()")
    assert not shown(tab, "hidden") and page.title() != "Tablette"
