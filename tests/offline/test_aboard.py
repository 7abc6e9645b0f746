"""What comes aboard, what leaves, what is never overwritten, and whose it is."""

import uuid

import pytest

from tests.offline.fake_door import MIDWIFE, NURSE, family, visit

KAYA = family("Famille Kaya-Martin", address="3 rue des Lavandières", persons=[
    {"id": str(uuid.uuid4()), "role": "enfant", "first_name": "Léa", "last_name": "Kaya", "birth_date": "2026-10-01",
     "sex": "F", "phone": "", "deceased_on": None, "birth_weight_g": 3200}])  # fmt: skip
VISIT = visit(KAYA)


@pytest.fixture
def aboard(door):
    door.docs[NURSE["id"]] = [KAYA, VISIT]
    return door


@pytest.mark.long  # tests/tablet/test_day.py lives on it
def test_what_came_aboard_is_there_without_network_after_a_restart(tablet, aboard):
    tablet().enter().page.close()
    tab = tablet()
    aboard.cut()
    assert tab.unlock()
    assert [doc["address"] for doc in tab.run("mirror.docs('family')")] == ["3 rue des Lavandières"]
    assert tab.device["aboard_complete"]
    assert tab.device["aboard_since"]


@pytest.mark.long  # a cut one has several, too
def test_a_round_of_several_pages_comes_whole(tablet, aboard):
    aboard.docs[NURSE["id"]] = [doc for _ in range(6) for of in [family()] for doc in (of, visit(of))]
    aboard.page_size = 5
    tab = tablet().enter()
    assert tab.run("[mirror.docs('family').length, mirror.docs('visit').length]") == [6, 6]


def test_a_pull_cut_half_way_goes_on_from_its_last_page(tablet, aboard):
    tab = tablet().enter()
    aboard.docs[NURSE["id"]] += [doc for _ in range(6) for of in [family()] for doc in (of, visit(of))]
    aboard.page_size = 5
    aboard.break_next("/api/sync/pull", "half")
    assert not tab.run("syncNow()")
    assert tab.run("syncNow()")
    assert tab.run("mirror.docs('visit').length") == 7


def test_all_is_aboard_only_when_each_visit_has_its_file(tablet, aboard):
    aboard.docs[NURSE["id"]] = [VISIT]
    tab = tablet()
    tab.run("session.signIn('ines', 'lait-tiede')")
    tab.run("session.createVault('quatre tasses de café bleu')")
    tab.until("mirror.docs('visit').length === 1")
    assert not tab.device["aboard_complete"]
    aboard.docs[NURSE["id"]].append(KAYA)
    tab.run("syncNow()")
    assert tab.device["aboard_complete"]


def test_a_row_with_unsent_changes_is_not_overwritten(tablet, aboard):
    tab = tablet().enter()
    record = str(uuid.uuid4())
    aboard.words[record] = {"word": "later"}
    tab.write(VISIT["body"], "pas encore partie", "d1", record)
    aboard.docs[NURSE["id"]].append({**VISIT, "body": {**VISIT["body"], "status": "confirmee", "reason": "du bureau"}})
    tab.run("syncNow()")
    assert tab.run("mirror.doc('visit', a).status", VISIT["id"]) == "realisee"
    del aboard.words[record]
    tab.until(f"(await syncNow(), outbox.custody('{record}')?.state === 'recue')", timeout=20)
    assert tab.run("mirror.doc('visit', a).reason", VISIT["id"]) == "du bureau", "what had come meanwhile was kept"


def test_access_lost_drops_the_file_and_spares_unsent_work(tablet, aboard):
    other = family("Famille Ndiaye")
    aboard.docs[NURSE["id"]] += [other, visit(other)]
    tab = tablet().enter()
    record = str(uuid.uuid4())
    aboard.words[record] = {"word": "later"}
    tab.write(VISIT["body"], "encore à envoyer", "d1", record)
    aboard.forget[NURSE["id"]] = [KAYA["id"]]
    tab.run("syncNow()")
    assert [doc["label"] for doc in tab.run("mirror.docs('family')")] == ["Famille Ndiaye"]
    assert tab.run("drafts.draft('d1')") == {"note": "encore à envoyer"}
    assert tab.run("mirror.doc('visit', a).status", VISIT["id"]) == "realisee"
    assert tab.device["unsent"] == 1
    del aboard.words[record]
    tab.until(f"(await syncNow(), outbox.custody('{record}')?.state === 'recue')", timeout=20)
    assert aboard.bodies()[0]["notes"][0]["text"] == "encore à envoyer"
    assert tab.run("[mirror.doc('visit', a) ?? null, drafts.draft('d1')]", VISIT["id"]) == [None, None]


def test_an_open_draft_of_a_file_that_was_lost_stays(tablet, aboard):
    tab = tablet().enter()
    tab.run("drafts.saveDraft('d1', {note: 'commencée'})")
    aboard.forget[NURSE["id"]] = [KAYA["id"]]
    tab.run("syncNow()")
    assert tab.run("drafts.draft('d1')") == {"note": "commencée"}


def test_an_open_draft_follows_its_file_and_child_into_those_that_stand_for_them(tablet, aboard):
    tab, kept, child, same = tablet().enter(), *(str(uuid.uuid4()) for _ in range(3))
    begun = {"carnet": True, "family_id": KAYA["id"], "doses": [{"child_id": child, "lot": "A12"}]}
    tab.run("drafts.saveDraft('d1', a)", begun)
    aboard.forget[NURSE["id"]], aboard.joined = [KAYA["id"]], {KAYA["id"]: kept, child: same}
    tab.run("syncNow()")
    wanted = {"carnet": True, "family_id": kept, "doses": [{"child_id": same, "lot": "A12"}]}
    tab.until("JSON.stringify(drafts.draft('d1')) === JSON.stringify(a)", wanted)
    assert tab.run("mirror.docs('family').map(({ id }) => id)") == []


def test_a_draft_open_in_another_tab_keeps_its_file_aboard_until_it_can_follow(tablet, aboard):
    tab, kept = tablet().enter(), str(uuid.uuid4())
    tab.run("drafts.saveDraft('d1', a)", {"family_id": KAYA["id"]})
    tab.run("drafts.releaseDraft('d1')")
    tab.run("drafts.quiet('d1')")
    # As another tab holds it: the lock is the browser's.
    name, until_told = "`fieldvisit:draft:${vault.open().id}:d1`", "() => new Promise((end) => (window.end = end))"
    tab.run(f"(void navigator.locks.request({name}, {until_told}), await new Promise((next) => setTimeout(next, 100)))")
    aboard.forget[NURSE["id"]], aboard.joined = [KAYA["id"]], {KAYA["id"]: kept}
    tab.run("syncNow()")
    assert tab.run("mirror.docs('family').map(({ id }) => id)") == [KAYA["id"]]
    tab.page.evaluate("window.end()")
    tab.run("syncNow()")
    assert tab.run("[drafts.draft('d1').family_id, mirror.docs('family').length]") == [kept, 0]


def test_an_expired_login_interrupts_nothing_and_signing_in_again_keeps_all(tablet, aboard):
    tab = tablet().enter()
    tab.run("drafts.saveDraft('d1', {note: 'au milieu'})")
    aboard.sessions.clear()
    tab.run("syncNow()")
    assert tab.device["login_expired"]
    assert tab.device["phase"] == "open"
    sent = tab.write(VISIT["body"], "sans session", "d2")
    tab.until(f"outbox.custody('{sent['id']}')?.state === 'recue'")
    assert tab.run("session.signIn('ines', 'lait-tiede')")
    assert not tab.device["login_expired"]
    assert tab.device["phase"] == "open"
    assert tab.run("drafts.draft('d1')") == {"note": "au milieu"}


def test_under_a_colleagues_login_nothing_of_hers_enters_this_vault(tablet, aboard):
    theirs = family("Famille d’une autre")
    aboard.docs[MIDWIFE["id"]] = [theirs]
    tab = tablet().enter()
    aboard.sessions = dict.fromkeys(aboard.sessions, MIDWIFE)
    tab.run("syncNow()")
    assert tab.device["login_expired"]
    assert [doc["label"] for doc in tab.run("mirror.docs('family')")] == ["Famille Kaya-Martin"]


def test_two_tabs_show_what_one_of_them_received(tablet, aboard):
    first = tablet().enter()
    second = tablet()
    second.unlock()
    aboard.docs[NURSE["id"]].append(family("Famille nouvelle"))
    first.run("syncNow()")
    second.until("mirror.docs('family').length === 2")


def test_after_seven_days_without_contact_reading_closes_and_writing_goes_on(tablet, aboard):
    tab = tablet().enter()
    tab.run("syncNow()")  # nothing is under way any more
    aboard.cut()
    later = "(() => { const now = Date.now; Date.now = () => now() + a * 864e5; })()"
    tab.run(later, 6.9)
    tab.run("lease.watch(vault.open().id)")
    assert tab.run("mirror.docs('family')[0].address") == "3 rue des Lavandières"
    tab.run(later, 0.2)
    tab.run("lease.watch(vault.open().id)")
    [closed] = tab.run("mirror.docs('family')")
    assert closed["label"] == "Famille Kaya-Martin"
    assert closed["address"] == ""
    assert closed["persons"][0]["first_name"] == "Léa"
    assert "birth_weight_g" not in closed["persons"][0]
    assert "7 jours" in tab.device["storage_sentence"]
    tab.write(VISIT["body"], "on continue")
    assert tab.device["unsent"] == 1


def test_setting_the_clock_back_does_not_lengthen_the_lease(tablet, aboard):
    tab = tablet().enter()
    tab.run("syncNow()")
    aboard.cut()
    tab.run("(() => { const now = Date.now; window.late = 8; Date.now = () => now() + window.late * 864e5; })()")
    tab.run("lease.watch(vault.open().id)")
    tab.run("(window.late = 0, lease.watch(vault.open().id))")
    assert tab.run("mirror.docs('family')[0].address") == ""
    aboard.start()
    assert tab.run("syncNow()")
    assert tab.run("mirror.docs('family')[0].address") == "3 rue des Lavandières"


def test_a_hotel_page_in_place_of_the_answer_is_no_network(tablet, aboard):
    tab = tablet().enter()
    aboard.break_next("/api/sync/pull", "hotel")
    assert not tab.run("syncNow()")
    assert not tab.device["online"]
    assert tab.device["phase"] == "open"
