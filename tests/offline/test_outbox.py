"""What was signed arrives exactly once, and each record says where it stands."""

import json
import uuid
from datetime import timedelta

import pytest

from tests.offline.fake_door import MIDWIFE, NURSE, family, visit
from tests.sample import sample

KAYA = family("Famille Kaya-Martin")
VISIT = visit(KAYA)


@pytest.fixture
def aboard(door):
    door.docs[NURSE["id"]] = [KAYA, VISIT]
    return door


@pytest.mark.long  # so does every other one here
def test_a_signed_visit_arrives_whole_and_is_said_received(tablet, aboard):
    tab = tablet().enter()
    sent = tab.write(VISIT["body"], "Léa sourit 🙂 \x00 « bien »")
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'")
    [body] = aboard.bodies()
    assert body["notes"][0]["text"] == "Léa sourit 🙂 \x00 « bien »"
    assert tab.device["unsent"] == 0


@pytest.mark.long  # tests/tablet/test_day.py waits a day
def test_without_network_it_waits_and_leaves_by_itself_when_the_network_is_back(tablet, aboard):
    tab = tablet().enter()
    aboard.cut()
    sent = tab.write(VISIT["body"], "hors réseau")
    assert tab.custody(sent["id"]) == "tablette"
    tab.wait("!online && unsent === 1")
    assert tab.run("mirror.doc('visit', a).status", VISIT["id"]) == "realisee"
    aboard.start()
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'", timeout=30)
    assert len(aboard.bodies()) == 1


@pytest.mark.parametrize("fault", sample(["before", "after", "half", "500"], 1))
def test_an_answer_that_did_not_arrive_is_asked_again_and_counts_once(tablet, aboard, fault):
    tab = tablet().enter()
    aboard.break_next("/api/sync/push", fault)
    sent = tab.write(VISIT["body"], "une fois")
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'", timeout=20)
    assert len(aboard.bodies()) == 1
    words = tab.run("outbox.all().map(({word}) => word)")
    assert words == (["identical"] if fault in ("after", "half") else ["received"])


def test_a_killed_tab_between_signature_and_answer_sends_from_the_locked_screen(tablet, aboard):
    tab = tablet().enter()
    aboard.cut()
    sent = tab.write(VISIT["body"], "signé puis tué")
    tab.page.close()
    aboard.start()
    again = tablet()
    assert again.device["phase"] == "locked"
    again.until(f"outbox.custody('{sent['id']}')?.state === 'recue'")
    assert aboard.bodies()[0]["notes"][0]["text"] == "signé puis tué"


def test_signing_twice_makes_one_line(tablet, aboard):
    tab = tablet().enter()
    body = {"visit_id": VISIT["id"], "outcome": "realisee"}
    content = {"kind": "visit_record", "id": str(uuid.uuid4()), "family_id": KAYA["id"], "body": body, "elapsed": 1}
    tab.run("drafts.saveDraft('d1', {note: 'x'})")
    twice = tab.run("Promise.all([outbox.finishDraft('d1', a), outbox.finishDraft('d1', a)])", content)
    assert twice[0] == twice[1]
    assert tab.run("outbox.all().length") == 1


def test_a_signed_draft_can_only_be_read(tablet, aboard):
    tab = tablet().enter()
    tab.write(VISIT["body"], "signé")
    said = tab.run("drafts.saveDraft('d1', {note: 'après coup'}).then(() => '', (failure) => failure.sentence)")
    assert "signée" in said
    assert tab.run("drafts.draft('d1')") == {"note": "signé"}


def test_the_signed_draft_stays_until_the_servers_copy_is_aboard(tablet, aboard):
    tab = tablet().enter()
    sent = tab.write(VISIT["body"], "à relire")
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'")
    assert tab.run("drafts.draft('d1')") == {"note": "à relire"}
    record = {"id": sent["id"], "visit_id": VISIT["id"], "family_id": KAYA["id"]}
    seen = {**VISIT["body"], "record": {"id": sent["id"], "digest": sent["digest"], "custody": "vue"}}
    aboard.docs[NURSE["id"]] += [
        {"kind": "record", "id": sent["id"], "family_id": KAYA["id"], "body": record},
        {**VISIT, "body": seen},
    ]
    tab.run("syncNow()")
    assert tab.run("drafts.draft('d1')") is None
    assert tab.custody(sent["id"]) == "vue"


def test_one_line_refused_holds_up_no_other_and_the_worker_is_told(tablet, aboard):
    tab = tablet().enter()
    bad = str(uuid.uuid4())
    aboard.words[bad] = {"word": "refused", "sentence": "Ce dossier ne vous est pas ouvert."}
    aboard.cut()
    tab.write(VISIT["body"], "refusée", "d1", bad)
    good = tab.write(VISIT["body"], "bonne", "d2")
    aboard.start()
    tab.until(f"outbox.custody('{good['id']}')?.state === 'recue'", timeout=20)
    said = tab.run("outbox.custody(a)", bad)
    assert (said["state"], said["sentence"]) == ("refusee", "Ce dossier ne vous est pas ouvert.")


def test_reasons_that_come_while_the_vault_is_locked_are_read_after_unlocking_only(tablet, aboard):
    tab = tablet().enter()
    record = str(uuid.uuid4())
    reasons = [{"item": "poids", "child": None, "sentence": "Le poids de 48 kg est impossible."}]
    aboard.words[record] = {"word": "invalid", "sentence": "À corriger.", "reasons": reasons}
    aboard.cut()
    tab.write(VISIT["body"], "poids faux", "d1", record)
    tab.run("session.lock()")
    aboard.start()
    tab.until(f"outbox.custody('{record}')?.state === 'invalide'", timeout=20)
    assert tab.run("outbox.custody(a).reasons", record) == []
    assert "48 kg" not in json.dumps(dump(tab))
    tab.unlock()
    assert tab.run("outbox.custody(a).reasons", record) == reasons


def test_a_visit_against_the_rules_is_opened_again_put_right_and_received(tablet, aboard):
    tab = tablet().enter()
    record = str(uuid.uuid4())
    aboard.words[record] = {"word": "invalid", "sentence": "À corriger."}
    tab.write(VISIT["body"], "48 kg", "d1", record)
    tab.until(f"outbox.custody('{record}')?.state === 'invalide'")
    del aboard.words[record]
    tab.run("outbox.reopenDraft('d1', {note: '4,8 kg'})")
    tab.run("drafts.saveDraft('d1', {note: '4,8 kg.'})")
    tab.write(VISIT["body"], "4,8 kg", "d1", record)
    tab.until(f"outbox.custody('{record}')?.state === 'recue'")
    assert aboard.bodies()[0]["notes"][0]["text"] == "4,8 kg"


@pytest.mark.long
def test_a_received_visit_is_not_opened_again(tablet, aboard):
    tab = tablet().enter()
    sent = tab.write(VISIT["body"], "signée")
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'")
    said = tab.run("outbox.reopenDraft('d1', {note: 'autre'}).then(() => '', (failure) => failure.sentence)")
    assert "correction" in said
    assert tab.run("drafts.draft('d1')") == {"note": "signée"}


def test_the_value_signed_with_and_the_line_are_stored_together_or_not_at_all(tablet, aboard):
    tab = tablet().enter()
    tab.run("drafts.saveDraft('d1', {stage: 'open'})")
    content = {
        "kind": "visit_record",
        "id": str(uuid.uuid4()),
        "family_id": KAYA["id"],
        "body": {"visit_id": VISIT["id"]},
    }
    tab.run("store.db.outbox.hook('creating', () => { throw new DOMException('plein', 'QuotaExceededError'); })")
    said = tab.run(
        "outbox.finishDraft('d1', a, {stage: 'signed'}).then(() => '', (failure) => failure.sentence)", content
    )
    assert said == tab.device["storage_sentence"] != ""
    assert tab.run("[drafts.draft('d1').stage, outbox.all().length]") == ["open", 0]
    tab.page.reload()
    tab.wait("phase === 'locked'")
    tab.unlock()
    assert tab.run("drafts.draft('d1')") == {"stage": "open"}
    tab.run("outbox.finishDraft('d1', a, {stage: 'signed'})", content)
    assert tab.run("[drafts.draft('d1').stage, outbox.all().length]") == ["signed", 1]


@pytest.mark.long  # with the clock set back: test_clock.py
def test_a_line_put_off_by_the_server_is_sent_again_later(tablet, aboard):
    tab = tablet().enter()
    record = str(uuid.uuid4())
    aboard.words[record] = {"word": "later"}
    tab.write(VISIT["body"], "plus tard", "d1", record)
    tab.until("outbox.all()[0].tries === 1")
    assert tab.custody(record) == "tablette"
    assert tab.device["unsent"] == 1
    del aboard.words[record]
    tab.until(f"(await syncNow(), outbox.custody('{record}')?.state === 'recue')", timeout=20)


def test_quick_moves_of_the_round_follow_each_other(tablet, aboard):
    other = visit(KAYA)
    aboard.docs[NURSE["id"]].append(other)
    tab = tablet().enter()
    order = [VISIT["id"], other["id"]]
    day = str(uuid.uuid4())
    tab.run("""Promise.all([a[1], [...a[1]].reverse(), a[1]].map((order) => outbox.post(
        {kind: 'round_order', id: a[0], family_id: null, body: {date: '2026-11-22', order}, elapsed: null})))""",
            [day, order])  # fmt: skip
    tab.wait("unsent === 0")
    sent = sorted((one for one in aboard.received.values() if one["id"] == day), key=lambda one: one["captured_at"])
    assert [one["parent"] for one in sent] == [None, sent[0]["digest"], sent[1]["digest"]]
    assert sent[0]["digest"] != sent[2]["digest"], "the same order again is another decision"
    assert tab.run("mirror.doc('visit', a).position", VISIT["id"]) == 1


def test_a_colleague_logged_in_sends_what_the_first_worker_wrote_and_sees_none_of_it(tablet, aboard):
    tab = tablet().enter()
    aboard.cut()
    sent = tab.write(VISIT["body"], "écrit par Inès")
    tab.run("session.signOut()")
    aboard.start()
    tab.enter("odile", "eau-calme", "huit gouttes de pluie fine")
    assert tab.run("[mirror.docs('visit').length, drafts.drafts().length]") == [0, 0]
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'")
    header = next(one for one in aboard.received.values() if one["id"] == sent["id"])
    assert header["author"] == NURSE["id"] != MIDWIFE["id"]
    assert len(tab.device["accounts"]) == 2


def test_reading_a_file_leaves_one_trace_in_ten_minutes(tablet, aboard):
    tab = tablet().enter()
    tab.run("(noteRead(a[0], 'brief', a[1]), noteRead(a[0], 'brief', a[1]), noteRead(a[0], 'dossier', null))",
            [KAYA["id"], VISIT["id"]])  # fmt: skip
    tab.until("outbox.all().length === 2 && outbox.unsent().length === 0")
    assert sorted(body["screen"] for body in aboard.bodies("read_event")) == ["brief", "dossier"]
    assert tab.device["unsent"] == 0


def test_a_restored_server_gets_again_what_it_lost(tablet, aboard):
    tab = tablet().enter()
    sent = tab.write(VISIT["body"], "avant la panne")
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'")
    aboard.received.clear()
    aboard.epoch = str(uuid.uuid4())
    aboard.docs[NURSE["id"]] = [KAYA]
    tab.run("syncNow()")
    assert [body["notes"][0]["text"] for body in aboard.bodies()] == ["avant la panne"]
    assert tab.custody(sent["id"]) == "recue"
    assert tab.run("mirror.docs('visit')") == [], "what the restored server does not have is not aboard either"


def test_after_thirty_days_an_acknowledged_line_leaves_the_tablet(tablet, aboard):
    tab = tablet().enter()
    sent = tab.write(VISIT["body"], "il y a un mois")
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'")
    aboard.ahead = timedelta(days=-31)  # the office's hour counts
    tab.run("syncNow()")
    assert tab.run("[outbox.all().length, drafts.drafts().length]") == [0, 0]
    assert dump(tab)["fieldvisit/sealed"] == []


def dump(tab) -> dict:
    """Every row of the browser's database as text; bytes as the characters they would spell."""
    return tab.page.evaluate("""async () => {
        const all = {};
        const spell = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
            ? new TextDecoder('latin1').decode(value) + new TextDecoder().decode(value) : value;
        const result = (request) => new Promise((ok) => { request.onsuccess = () => ok(request.result); });
        for (const {name, version} of await indexedDB.databases()) {
            const db = await result(indexedDB.open(name, version));
            for (const table of db.objectStoreNames) {
                const rows = await result(db.transaction(table).objectStore(table).getAll());
                all[`${name}/${table}`] = JSON.parse(JSON.stringify(rows, (_, value) => spell(value)));
            }
            db.close();
        }
        return all;
    }""")


@pytest.mark.long  # the thirty days: the test beside
def test_what_was_decided_on_a_line_keeps_it_thirty_days_by_the_offices_hour(tablet, aboard):
    aboard.ahead = timedelta(days=-400)
    tab = tablet().enter()
    record = str(uuid.uuid4())
    aboard.words[record] = {"word": "refused", "sentence": "Dossier fermé."}
    sent = tab.write(aboard.docs[NURSE["id"]][-1]["body"], "écrit", record=record)
    tab.until("outbox.custody(a)?.state === 'refusee'", record)
    aboard.settled = [{**sent, "word": "filed", "sentence": "Classée."}]
    for _ in range(2):
        tab.run("syncNow()")
    assert tab.run("outbox.custody(a)?.state", record) == "classee"
    assert tab.run("store.db.sealed.count()") == 1, "a tablet a year late would have let it go at once"
