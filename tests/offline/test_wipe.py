"""A tablet that the office withdrew: nothing can be read any more, everything signed still leaves."""

import json

import pytest

from tests.offline.fake_door import MIDWIFE, NURSE, family, visit
from tests.offline.test_outbox import dump

CANARY = "Zéphyrine-Kowalczykova"
AWAY = "Cette tablette a été retirée du service"


@pytest.fixture
def three(tablet, door):
    """A tablet with three signed visits that could not leave, and a draft; the network is cut."""
    aboard = family(f"Famille {CANARY}", address=f"3 rue {CANARY}")
    known = [visit(aboard, reason=CANARY) for _ in range(3)]
    door.docs[NURSE["id"]] = [aboard, *known]
    tab = tablet().enter()
    tab.run("syncNow()")
    door.cut()
    for at, one in enumerate(known):
        tab.write(one["body"], f"{CANARY} {at}", f"d{at}")
    tab.run("drafts.saveDraft('ouvert', {note: a})", CANARY)
    return tab


def device_of(tab) -> str:
    return tab.run("store.db.vaults.toArray().then((rows) => rows[0].device)")


def nothing_opens(tab) -> None:
    """Not in memory, not on the disk, whatever the passphrase."""
    shown = tab.page.evaluate("[document.body.innerText, JSON.stringify(tablet.mirror.docs('family'))].join()")
    assert CANARY not in shown + json.dumps(tab.run("drafts.drafts()"))
    assert tab.run("vault.open()") is None
    rows = dump(tab)
    assert CANARY not in json.dumps(rows, ensure_ascii=False)
    assert rows["fieldvisit/mirror"] == [] and rows["fieldvisit/drafts"] == []
    assert all(row["wraps"] == [] and "secrets" not in row for row in rows["fieldvisit/vaults"])


def test_a_withdrawn_tablet_destroys_what_it_holds_and_its_three_unsent_visits_arrive(three, door):
    door.withdrawn.add(device_of(three))
    door.start()
    three.run("syncNow()")
    three.wait("phase === 'wiped'")
    nothing_opens(three)
    three.until("outbox.unsent().length === 0")
    assert sorted(one["notes"][0]["text"] for one in door.bodies()) == [f"{CANARY} {at}" for at in range(3)]
    assert three.run("syncNow()")
    three.wait("leaving?.lines === 0")
    assert three.page.evaluate("shown.withdrawn.leaving.map(({ text }) => text)") == ["1 brouillon scellé"], (
        "what was typed and not signed was sealed while the vault still opened; this door takes no drafts"
    )
    assert not three.unlock(), "there is nothing left to unlock"


@pytest.mark.long
def test_it_hears_so_from_the_locked_screen_with_an_expired_login(three, door):
    three.run("session.lock()")
    door.withdrawn.add(device_of(three))
    door.sessions.clear()
    door.start()
    three.run("syncNow()")
    three.wait("phase === 'wiped'")
    nothing_opens(three)
    three.until("outbox.unsent().length === 0")


@pytest.mark.long
def test_locked_and_with_nothing_to_send_it_asks_by_itself(tablet, door):
    tab = tablet().enter()
    device = device_of(tab)
    tab.page.close()
    door.withdrawn.add(device)
    tab = tablet()
    assert tab.device["phase"] == "locked"
    assert tab.run("syncNow()")
    tab.wait("phase === 'wiped'")
    assert tab.run("syncNow()")
    assert door.wiped == {device}, "the office hears that it is done"


@pytest.mark.long
def test_wiped_it_stays_so_after_a_restart_and_still_says_what_waits(three, tablet, door):
    device = device_of(three)
    door.withdrawn.add(device)
    door.words = {line["id"]: {"word": "later"} for line in three.run("outbox.unsent()")}
    door.start()
    three.run("syncNow()")
    three.wait("phase === 'wiped' && leaving?.lines >= 3")
    three.page.close()
    tab = tablet()
    door.cut()
    assert tab.device["phase"] == "wiped" and tab.device["leaving"]["lines"] >= 3
    assert "envois signés" in tab.page.evaluate("shown.withdrawn.leaving[0].text")


def test_nobody_signs_in_on_it_until_it_is_back_in_service(three, door):
    device = device_of(three)
    door.withdrawn.add(device)
    door.start()
    three.run("syncNow()")
    three.wait("phase === 'wiped'")
    three.run("screens.signInAgain()")
    assert not three.run("session.signIn('ines', 'lait-tiede')")
    assert AWAY in three.device["error"]
    door.withdrawn.clear()
    three.enter()
    assert door.told[-1]["device_id"] != device, "drafts of the former vault can be brought back to this one"
    assert door.enrolled[-1]["replaces"] == [device], "and the office knows that it is the same tablet"
    assert three.run("mirror.docs('family').length") == 1
    assert three.device["wiped_at"] is None


def test_a_colleagues_vault_on_the_same_tablet_goes_too(three, tablet, door):
    door.start()
    three.run("session.lock()")
    three.run("screens.pickAccount?.('')")
    assert three.run("session.signIn('odile', 'eau-calme')")
    assert three.run("session.createVault('cinq autres mots tout neufs')")
    three.wait("phase === 'open'")
    assert three.run("store.db.vaults.toArray().then((rows) => new Set(rows.map((row) => row.device)).size)") == 1
    assert three.device["account"]["id"] == MIDWIFE["id"]
    door.withdrawn.add(device_of(three))
    three.run("syncNow()")
    three.wait("phase === 'wiped'")
    nothing_opens(three)
    assert three.run("vault.vaults()") == []


def test_the_other_tabs_close_as_well(three, tablet, door):
    door.start()
    other = tablet()
    other.unlock()
    door.withdrawn.add(device_of(three))
    three.run("syncNow()")
    other.wait("phase === 'wiped'")
    nothing_opens(other)


def test_a_tablet_in_service_is_never_wiped_by_anothers_withdrawal(three, door):
    door.withdrawn.add("01a2008d-7400-7ee6-8a3d-0a8689be5640")
    door.start()
    assert three.run("syncNow()")
    assert three.device["phase"] == "open"
    assert three.run("drafts.draft('ouvert')") == {"note": CANARY}
