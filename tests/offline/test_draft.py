"""Nothing typed is lost: killed tabs, a dead battery, full storage, two tabs, a locked vault."""

import os
import re
import signal
import time
from contextlib import suppress

import pytest

from tests.offline.conftest import PASSPHRASE
from tests.sample import sample


@pytest.mark.long  # every test here begins so
def test_a_first_sign_in_makes_a_vault_and_brings_the_round_aboard(tablet):
    tab = tablet()
    assert tab.device["phase"] == "signed_out"
    tab.enter()
    assert tab.device["account"]["name"] == "Inès Bensaïd"
    assert [one["name"] for one in tab.device["accounts"]] == ["Inès Bensaïd"]


@pytest.mark.long  # a dead battery is worse
def test_a_killed_tab_finds_its_draft_where_it_was(tablet):
    tab = tablet().enter()
    tab.run("drafts.saveDraft('v1', {note: 'mange bi'})")
    tab.run("(drafts.saveDraft('v1', {note: 'mange bie'}), drafts.saveDraft('v1', {note: 'mange bien'}))")
    tab.page.close()
    again = tablet()
    assert again.device["phase"] == "locked"
    assert again.run("drafts.draft('v1')") is None
    assert again.unlock()
    assert again.run("drafts.draft('v1')") == {"note": "mange bien"}


def test_a_dead_battery_100_ms_after_the_last_key_loses_nothing(tablet_on_disk):
    tablet = tablet_on_disk()
    tab = tablet().enter()
    session = tablet.context.browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    tab.page.evaluate("void tablet.drafts.saveDraft('v1', {note: 'dernier mot'})")
    time.sleep(0.1)
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process["id"], signal.SIGKILL)
    again = tablet_on_disk()()
    assert again.unlock()
    assert again.run("drafts.draft('v1')") == {"note": "dernier mot"}


def test_many_keys_make_few_writes_and_the_latest_wins(tablet):
    tab = tablet().enter()
    writes = tab.run("""(async () => {
        performance.clearMarks();
        const all = [];
        for (let i = 0; i < 200; i++) all.push(drafts.saveDraft('v1', {text: 'x'.repeat(i)}));
        await Promise.all(all);
        return performance.getEntriesByName('fieldvisit:draft:durable').length;
    })()""")
    assert writes <= 3
    tab.page.reload()
    tab.wait("phase === 'locked'")
    assert tab.unlock()
    assert len(tab.run("drafts.draft('v1')")["text"]) == 199


@pytest.mark.long
def test_full_storage_is_said_and_what_was_typed_stays(tablet, door):
    lift = little_room(tablet, door, 3_000_000)
    tab = tablet().enter()
    tab.run("drafts.saveDraft('v1', {note: 'avant'})")
    outcome = tab.run("""drafts.saveDraft('v1', {note: 'après', filler: 'x'.repeat(4e6)})
        .then(() => 'enregistré', (failure) => failure.sentence)""")
    assert "plein" in outcome
    assert tab.device["storage_sentence"] == outcome
    assert tab.run("drafts.draft('v1')")["note"] == "après"
    assert not tab.run("session.lock()"), "locking would have lost it"
    assert tab.device["phase"] == "open"
    lift()
    tab.wait("!storage_sentence.includes('plein')", timeout=40_000)
    tab.page.reload()
    tab.wait("phase === 'locked'")
    assert tab.unlock()
    assert tab.run("drafts.draft('v1')")["note"] == "après"


def test_storage_nearly_full_is_said_with_figures_while_there_is_time(tablet, door):
    little_room(tablet, door, 40_000_000)
    tab = tablet().enter()
    tab.run("health.measure()")
    assert re.search(r"presque plein : \d+ Mo utilisés sur 40 Mo", tab.device["storage_sentence"])


def little_room(tablet, door, bytes_: int):
    """Gives the app this much room, from before its first write; returns what gives it all."""
    origin = f"http://localhost:{door.port}"
    devtools = tablet.context.new_cdp_session(tablet.context.new_page())
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": bytes_})
    return lambda: devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin})


def test_a_connection_killed_by_the_system_is_opened_again(tablet):
    tab = tablet().enter()
    tab.run("drafts.saveDraft('v1', {note: 'un'})")
    tab.run("""(() => {
        const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (...row) {
            IDBObjectStore.prototype.put = put;
            setTimeout(() => store.db.backendDB().close());
            const asked = put.apply(this, row);
            this.transaction.abort();
            return asked;
        };
    })()""")
    tab.run("drafts.saveDraft('v1', {note: 'deux'})")
    assert "enregistrer" not in tab.device["storage_sentence"]
    tab.page.reload()
    tab.wait("phase === 'locked'")
    assert tab.unlock()
    assert tab.run("drafts.draft('v1')") == {"note": "deux"}


def test_two_tabs_see_the_same_draft_and_one_writes(tablet):
    first = tablet().enter()
    second = tablet()
    assert second.unlock()
    first.run("drafts.saveDraft('v1', {note: 'du premier'})")
    second.until("drafts.draft('v1')?.note === 'du premier'")
    assert not second.run("drafts.claimDraft('v1')")
    said = second.run("drafts.saveDraft('v1', {note: 'du second'}).then(() => '', (failure) => failure.sentence)")
    assert "autre onglet" in said
    assert "autre onglet" in second.device["storage_sentence"]
    first.run("drafts.saveDraft('v1', {note: 'du premier encore'})")
    first.page.close()
    second.until("drafts.claimDraft('v1')")
    assert second.run("drafts.draft('v1')") == {"note": "du premier encore"}
    second.run("drafts.saveDraft('v1', {note: 'repris'})")


def test_a_wrong_passphrase_opens_nothing_and_says_so(tablet):
    tab = tablet().enter()
    assert tab.run("session.lock()")
    assert not tab.unlock("quatre tasses de café rose")
    assert tab.device["phase"] == "locked"
    assert tab.device["error"] == "Ce n’est pas la bonne phrase secrète."
    assert tab.unlock(PASSPHRASE)


@pytest.mark.long
def test_after_five_wrong_passphrases_even_the_right_one_waits(tablet):
    tab = tablet().enter()
    tab.run("session.lock()")
    for attempt in range(5):
        assert not tab.unlock(f"une phrase au hasard {attempt}")
    tab.page.reload()
    tab.wait("phase === 'locked'")
    assert not tab.unlock(PASSPHRASE)
    assert tab.device["error"].startswith("Trop d’essais. Réessayez dans")
    tab.page.evaluate("(() => { const now = Date.now; Date.now = () => now() + 61_000; })()")
    assert tab.unlock(PASSPHRASE)


@pytest.mark.parametrize("weak", sample(["", "court", "111111111111", "1234 5678 9012"], 1))
def test_a_weak_passphrase_is_refused_with_a_sentence(tablet, weak):
    tab = tablet()
    assert tab.run("session.signIn('ines', 'lait-tiede')")
    assert not tab.run("session.createVault(a)", weak)
    assert tab.device["phase"] == "new_vault"
    assert tab.device["error"]


@pytest.mark.long  # test_visit_screen.py looks deeper
def test_locking_takes_everything_out_of_memory(tablet):
    tab = tablet().enter()
    tab.run("drafts.saveDraft('v1', {note: 'privé'})")
    assert tab.run("session.lock()")
    assert tab.run("[vault.open(), drafts.drafts(), mirror.docs('visit')]") == [None, [], []]


def test_a_store_that_vanished_is_said(tablet):
    tab = tablet().enter()
    tab.run("store.db.delete()")
    tab.page.reload()
    tab.wait("phase === 'signed_out' || phase === 'new_vault'")
    assert "effacé" in tab.device["storage_sentence"]
    tab.enter()
    assert "effacé" not in tab.device["storage_sentence"]
