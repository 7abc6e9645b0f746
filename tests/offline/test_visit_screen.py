"""What the screens make of a visit in hand, whatever happens around it: on the tablet's modules, in Chromium."""

import copy
import uuid
from datetime import UTC, datetime

import pytest

from fieldvisit.forms import catalogue
from tests.offline.fake_door import MIDWIFE, NURSE, family, visit
from tests.sample import sample

GRIDS = [
    {"kind": "form", "id": document["id"], "family_id": None, "body": document}
    for document in (catalogue.as_document(*each.split("@")) for each in catalogue.forms())
]


def child(name: str, **more) -> dict:
    return {"id": str(uuid.uuid4()), "role": "enfant", "first_name": name, "last_name": "Kaya", "phone": "", "sex": "F",
            "birth_date": "2026-10-01", "deceased_on": None, **more}  # fmt: skip


@pytest.fixture
def twins(door):
    """A family with twins, and its visit, aboard."""
    kaya = family(persons=[child("Léa"), child("Mila")], address="3 rue des Lavandières", city="Bourg", agreements=[])
    door.docs[NURSE["id"]] = [*GRIDS, kaya, visit(kaya, kind="vad_1m", duration_min=60, worker_name=NURSE["name"])]
    return door


def open_visit(tab, door, start=True):
    planned = door.docs[NURSE["id"]][-1]
    tab.run("screens.openVisit(a)", planned["id"])
    if start:
        tab.run("screens.start()")
        assert shown(tab)["stage"] == "open"
    return planned


def shown(tab, screen="visit") -> dict:
    return tab.shown(screen)


def stops(tab) -> list[dict]:
    found = []
    for day in shown(tab, "round")["days"]:
        tab.run("screens.pickDay(a)", day["date"])
        found += shown(tab, "round")["stops"]
    return found


def change(door, tab, planned, **more):
    """The office changes a visit and the tablet learns it."""
    new = copy.deepcopy(planned)
    new["body"] |= more
    door.docs[NURSE["id"]].append(new)
    tab.run("syncNow()")


@pytest.mark.long
def test_a_second_tap_begins_no_second_visit(tablet, twins):
    tab = tablet().enter()
    open_visit(tab, twins, start=False)
    tab.run("Promise.all([screens.start(), screens.start(), screens.startEnding('absente')])")
    assert tab.run("drafts.drafts().length") == 1
    family_id = tab.run("mirror.docs('family')[0].id")
    tab.run("screens.addUnplanned.open()")
    tab.run("screens.addUnplanned.pickFamily(a)", family_id)
    tab.run("(screens.addUnplanned.start('pesee_seule'), screens.addUnplanned.start('pesee_seule'))")
    tab.until("drafts.drafts().length > 1")
    tab.page.wait_for_timeout(200)
    assert tab.run("drafts.drafts().length") == 2


@pytest.mark.parametrize(
    ("what", "said"),
    sample(
        [
            ({"status": "annulee", "cancel_reason": "Hospitalisée"}, "Annulée par le service : Hospitalisée"),
            ({"worker_id": MIDWIFE["id"], "worker_name": MIDWIFE["name"]}, "Confiée à Odile Perrin"),
            ({"planned_on": "2026-01-05"}, ""),
        ],
        1,
    ),
)
def test_a_visit_in_hand_stays_on_the_round_whatever_the_office_does_with_it(tablet, twins, what, said):
    tab = tablet().enter()
    planned = open_visit(tab, twins)
    change(twins, tab, planned, **what)
    tab.run("screens.go('tournee')")
    (stop,) = stops(tab)
    assert (stop["visit_id"], stop["status"], stop["reason"]) == (planned["id"], "En cours", said)


def test_the_draft_of_a_family_that_left_the_tablet_is_finished_child_by_child(tablet, twins):
    tab = tablet().enter()
    planned = open_visit(tab, twins)
    tab.run("screens.setAgreement('Accordé')")
    twins.forget[NURSE["id"]] = [planned["family_id"]]
    tab.run("syncNow()")
    tab.run("screens.go('tournee')")
    (stop,) = stops(tab)
    tab.run("screens.openVisit(a)", stop["visit_id"])
    tab.run("screens.showSection('vad.mesures')")
    weights = [item for item in shown(tab)["items"] if item["key"].startswith("poids")]
    assert [item["child_name"] for item in weights] == ["Enfant 1", "Enfant 2"]
    assert len({item["key"] for item in weights}) == 2 and all("/" in item["key"] for item in weights)


@pytest.mark.long
def test_a_visit_whose_grid_is_not_aboard_is_written_all_the_same_and_not_signed_as_carried_out(tablet, twins):
    twins.docs[NURSE["id"]] = [doc for doc in twins.docs[NURSE["id"]] if doc["kind"] != "form"]
    tab = tablet().enter()
    open_visit(tab, twins)
    tab.run("screens.noteTyped({target: {value: 'Dort bien'}})")
    tab.run("screens.setAgreement('Accordé')")
    tab.run("screens.startEnding('realisee')")
    ending = shown(tab)
    assert ending["stage"] == "ending" and not ending["signable"]
    assert "grille" in ending["problems"][0]["sentence"]


@pytest.mark.long
def test_grids_stay_aboard_when_the_server_begins_a_new_life(tablet, twins):
    tab = tablet().enter()
    had = tab.run("mirror.docs('form').length")
    twins.epoch = str(uuid.uuid4())
    twins.docs[NURSE["id"]] = [doc for doc in twins.docs[NURSE["id"]] if doc["kind"] != "form"]
    tab.run("syncNow()")
    tab.wait("aboard_complete")
    assert tab.run("mirror.docs('form').length") == had > 0


@pytest.mark.long  # tests/tablet/test_interviews.py before the birth
def test_what_was_confided_alone_is_shown_neither_beside_its_question_nor_at_the_end(tablet, twins):
    planned = twins.docs[NURSE["id"]][-1]
    before = {"id": str(uuid.uuid4()), "visit_id": str(uuid.uuid4()), "family_id": planned["family_id"],
              "kind": "vad_1m", "outcome": "realisee", "author_name": NURSE["name"],
              "corrects": None, "corrected_by": None, "captured_at": "2026-10-12T09:00:00.000Z",
              "body": {"kind": "vad_1m", "forms": {"vad": "2.0.0"}, "children": [], "child_answers": {}, "notes": [],
                       "answers": {"violence": {"v": "oui"}, "n_demande": {"v": "Le sommeil"}}}}  # fmt: skip
    twins.docs[NURSE["id"]].insert(
        0, {"kind": "record", "id": before["id"], "family_id": planned["family_id"], "body": before}
    )
    tab = tablet().enter()
    open_visit(tab, twins)
    tab.run("screens.tap('n_presents', 'mere')")
    tab.run("screens.showSection('vad.rencontre')")
    demand = next(item for item in shown(tab)["items"] if item["key"] == "n_demande")
    assert demand["previous"] == "Le sommeil"
    tab.run("screens.showSection('vad.lien')")
    (violence,) = [item for item in shown(tab)["items"] if item["key"] == "violence"]
    assert violence["previous"] == ""
    worst = violence["options"][-1]["code"]
    for option in violence["options"]:
        tab.run("screens.tap('violence', a)", option["code"])
        (violence,) = [item for item in shown(tab)["items"] if item["key"] == "violence"]
        if violence["alerts"]:
            worst = option["code"]
            break
    assert violence["alerts"], f"no alert for {worst}: this test shows nothing"
    tab.run("screens.startEnding('')")
    texts = [alert["text"] for alert in shown(tab)["alerts"]]
    assert not [alert for alert in violence["alerts"] if alert["text"] in texts]


@pytest.mark.long
def test_a_notice_of_passage_keeps_its_day_however_late_it_is_signed_or_corrected(tablet, twins):
    tab = tablet()

    def is_now(time):
        """Here and at the office, whose hour counts."""
        twins.ahead = datetime.now(UTC) - datetime.fromisoformat(time)
        tab.page.clock.set_system_time(time)

    tab.page.clock.install(time="2026-11-23T10:00:00+01:00")
    tab.page.reload()
    tab.wait("phase === 'signed_out'")
    tab.page.clock.resume()
    is_now("2026-11-23T10:00:00+01:00")
    tab.enter()
    open_visit(tab, twins, start=False)
    tab.run("screens.startEnding('absente')")
    is_now("2026-11-24T08:30:00+01:00")
    tab.run("screens.sign()")
    is_now("2026-11-30T08:30:00+01:00")
    tab.run("screens.correct()")
    tab.run("screens.correctionReasonTyped({target: {value: 'Une faute'}})")
    tab.run("screens.startEnding('')")
    tab.run("screens.sign()")
    tab.run("syncNow()")
    first, second = twins.bodies()
    assert first["outcome_detail"]["notice"]["date"] == second["outcome_detail"]["notice"]["date"] == "2026-11-23"
    assert first["ended_at"].startswith("2026-11-23")


def test_what_a_screen_showed_is_not_in_memory_once_locked(tablet, twins):
    secret = f"confided-{uuid.uuid4().hex}"
    tab = tablet().enter()
    open_visit(tab, twins)
    tab.run("screens.noteTyped({target: {value: a}})", secret)
    assert shown(tab)["note_text"] == secret
    assert in_memory(tab, secret)
    assert tab.run("session.lock()")
    tab.page.evaluate("void (window.shown = null)")
    assert not in_memory(tab, secret)


def in_memory(tab, text: str) -> bool:
    """Whether a string is alive anywhere in the page's heap."""
    tab.page.wait_for_timeout(100)
    devtools = tab.page.context.new_cdp_session(tab.page)
    pieces = []
    devtools.on("HeapProfiler.addHeapSnapshotChunk", lambda event: pieces.append(event["chunk"]))
    devtools.send("HeapProfiler.collectGarbage")
    devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    devtools.detach()
    return text in "".join(pieces)


@pytest.mark.long
def test_a_mandated_visit_asks_for_no_agreement(tablet, twins):
    twins.docs[NURSE["id"]][-1]["body"]["kind"] = "vad_eval_ip"
    tab = tablet().enter()
    open_visit(tab, twins)
    tab.run("screens.startEnding('realisee')")
    assert [one for one in shown(tab)["problems"] if "accord" in one["sentence"]] == []


def test_nothing_is_said_to_be_received_while_a_visit_is_set_aside(tablet, twins):
    tab = tablet().enter()
    open_visit(tab, twins, start=False)
    tab.run("screens.startEnding('refusee')")
    draft = tab.run("drafts.drafts()[0].id")
    twins.words[draft] = {"word": "invalid", "sentence": "L’heure de fin n’est pas possible."}
    tab.run("screens.sign()")
    tab.run("syncNow()")
    tab.until("outbox.custody(a)?.state === 'invalide'", draft)
    assert shown(tab, "link")["unsent"] == ""
    assert "1 visite à revoir" in shown(tab, "link")["nothing_unsent"]


def test_words_that_no_storage_takes_are_not_forgotten_by_leaving_the_visit_and_locking(tablet, twins):
    tab = tablet().enter()
    open_visit(tab, twins)
    tab.page.evaluate(
        """() => {
            const { put } = IDBObjectStore.prototype;
            window.room = () => (IDBObjectStore.prototype.put = put);
            IDBObjectStore.prototype.put = function () {
                throw new DOMException("full", "QuotaExceededError");
            };
        }"""
    )
    tab.run("screens.noteTyped({target: {value: 'À ne pas perdre'}})")
    assert shown(tab)["saved"] == "Pas enregistré"
    tab.run("screens.go('tournee')")
    tab.page.wait_for_timeout(300)
    assert not tab.run("session.lock()"), "locking would lose it"
    tab.page.evaluate("() => room()")
    tab.wait("!storage_sentence.includes('plein')")
    assert tab.run("session.lock()")
    assert tab.unlock()
    assert tab.run("drafts.drafts()[0].value.note_text") == "À ne pas perdre"
    assert tab.page.evaluate("uncaught") == []


@pytest.mark.long  # the lease: test_aboard.py
def test_after_the_lease_only_what_is_closed_is_said_to_be_closed(tablet, twins):
    twins.docs[NURSE["id"]][-2]["body"] |= {"address": "", "city": ""}
    twins.docs[NURSE["id"]][-1]["body"]["reason"] = "Prise de poids"
    tab = tablet().enter()
    open_visit(tab, twins, start=False)
    assert (shown(tab)["stage"], shown(tab)["reason"]) == ("brief", "Prise de poids")
    twins.cut()  # an answer would open it again
    tab.page.wait_for_timeout(200)
    tab.run("mirror.allowReading(false)")
    assert (shown(tab)["stage"], shown(tab)["reason"]) == ("closed_reading", "")
    tab.run("screens.start()")
    assert shown(tab)["stage"] == "open"


def test_locking_the_tablet_locks_its_other_tabs(tablet, twins):
    first = tablet().enter()
    second = tablet()
    assert second.unlock()
    assert first.run("session.lockTablet()")
    second.wait("phase === 'locked'")


def held(tab) -> list[str]:
    """What this tab keeps for itself: a draft, and the version of the app."""
    tab.page.wait_for_timeout(100)
    names = tab.page.evaluate("navigator.locks.query().then(({held}) => held.map(({name}) => name))")
    return sorted("draft" if name.startswith("fieldvisit:draft:") else "version" for name in names if "draft" in name)


@pytest.mark.long
def test_a_visit_found_again_is_held_and_let_go_by_leaving_it(tablet, twins):
    tab = tablet().enter()
    open_visit(tab, twins, start=False)
    tab.run("screens.startEnding('absente')")
    tab.page.reload()
    tab.wait("phase === 'locked'")
    assert tab.unlock()
    assert shown(tab)["stage"] == "ending"
    assert held(tab) == ["draft", "version"]
    tab.run("screens.go('tournee')")
    assert held(tab) == []


def test_a_correction_made_with_the_clock_set_back_is_the_version_shown(tablet, twins):
    tab = tablet()
    tab.page.clock.install(time="2026-11-23T10:00:00+01:00")
    tab.page.reload()
    tab.wait("phase === 'signed_out'")
    tab.page.clock.resume()
    tab.enter()
    open_visit(tab, twins, start=False)
    tab.run("screens.startEnding('absente')")
    tab.run("screens.sign()")
    tab.page.clock.set_system_time("2026-11-22T10:00:00+01:00")
    tab.run("screens.correct()")
    tab.run("screens.setOutcome('refusee')")
    tab.run("screens.correctionReasonTyped({target: {value: 'Elle a refusé'}})")
    tab.run("screens.sign()")
    assert shown(tab)["signed"].startswith("Refusée")


@pytest.mark.long
def test_all_is_not_aboard_before_the_app_itself(tablet, twins):
    tab = tablet().enter()
    assert tab.device["aboard_complete"]
    assert "s’installer" in shown(tab, "link")["aboard"] and shown(tab, "link")["aboard_kind"] == "off"


def test_a_visit_open_in_another_tab_is_taken_over_once_that_one_is_closed(tablet, twins):
    first = tablet().enter()
    open_visit(first, twins)
    first.run("screens.noteTyped({target: {value: 'Commencé là'}})")
    second = tablet()
    assert second.unlock()
    open_visit(second, twins, start=False)
    second.page.wait_for_function("shown.visit.stage === 'elsewhere'")
    first.page.close()
    second.page.wait_for_function("shown.visit.stage === 'open'")
    assert shown(second)["note_text"] == "Commencé là"


def test_an_interview_is_no_nurses_to_begin_nor_to_sign_and_the_reason_is_there(tablet, door):
    kaya = family(persons=[], address="3 rue des Lavandières", city="Bourg", agreements=[])
    hers = [one for one in GRIDS if NURSE["role"] in (one["body"]["reserved_to"] or [NURSE["role"]])]
    door.docs[NURSE["id"]] = [*hers, kaya, visit(kaya, kind="epp", duration_min=60, worker_name=NURSE["name"])]
    tab = tablet().enter()
    open_visit(tab, door, start=False)
    seen = shown(tab)
    assert seen["stage"] == "brief" and "CSP L2122-1" in seen["not_yours"]
    assert seen["kind"] == "Entretien prénatal précoce (EPP)"
    tab.run("Promise.all([screens.start(), screens.startEnding('realisee')])")
    assert tab.run("drafts.drafts().length") == 0 and shown(tab)["stage"] == "brief"
