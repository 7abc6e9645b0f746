"""Wrong passphrases: each costs a wait that no clock and no reload shortens, nothing is wiped, the right one opens."""

import pytest

from tests.offline.conftest import PASSPHRASE
from tests.offline.fake_door import NURSE, family, visit
from tests.sample import sample

#: The page's ticks go on by as much as is asked; the rest of it stays as it is.
TICKS = """() => { const real = performance.now.bind(performance); let more = 0;
    performance.now = () => real() + more; window.wait = (ms) => void (more += ms); }"""
#: Many attempts in one call: each waits what it is told to; what was refused without a try is apart.
MANY = """async (count) => {
    const { vault, store } = tablet;
    const id = (await vault.vaults())[0].id;
    const timeout = window.setTimeout; // 30 ms: what lets « busy » be painted
    window.setTimeout = (act, ms, ...rest) => timeout(act, ms === 30 ? 0 : ms, ...rest);
    const said = { wrong: 0, early: 0, opened: 0, waited: 0 };
    for (let at = 0; at < count; at += 1) {
        const trying = vault.unlockWith(`essai numéro ${at} au hasard`, id);
        const sentence = await trying.then(() => "", ({ sentence }) => sentence);
        if (sentence === "") said.opened += 1;
        else if (sentence.startsWith("Trop")) said.early += 1;
        else said.wrong += 1;
        const { owed } = await store.db.vaults.get(id);
        if (owed) { wait(owed + 1); said.waited += owed; }
    }
    window.setTimeout = timeout;
    return said;
}"""


@pytest.fixture
def locked(tablet):
    tab = tablet().enter()
    tab.run("drafts.saveDraft('v1', {note: 'toujours là'})")
    tab.run("session.lock()")
    tab.page.evaluate(TICKS)
    return tab


def guess(tab, times: int = 1) -> str:
    for at in range(times):
        assert not tab.unlock(f"pas la bonne phrase {at}")
    return tab.device["error"]


def test_neither_a_reload_nor_a_clock_shortens_the_wait(locked):
    guess(locked, 5)
    assert not locked.unlock() and "Réessayez dans 30 secondes" in locked.device["error"]
    for move in ("3600000", "-3600000", "864e5 * 400"):
        locked.page.evaluate(f"(() => {{ const real = Date.now; Date.now = () => real() + {move} }})()")
        assert not locked.unlock() and "Trop d’essais" in locked.device["error"], move
    locked.page.evaluate("wait(20_000)")
    locked.page.wait_for_timeout(5_500)  # what was waited is written from time to time
    locked.page.reload()
    locked.wait("phase === 'locked'")
    locked.page.evaluate(TICKS)
    assert not locked.unlock() and "secondes" in locked.device["error"]
    locked.page.evaluate("wait(20_000)")
    assert locked.unlock(), "ten seconds of the thirty were left"


def test_a_tab_closed_during_an_attempt_has_made_it(locked):
    guess(locked, 4)
    locked.page.evaluate("""() => { tablet.session.unlock("encore une mauvaise"); }""")
    locked.until("store.db.vaults.toArray().then(([row]) => row.failures === 5)")
    locked.page.reload()
    locked.wait("phase === 'locked'")
    assert not locked.unlock() and "Trop d’essais" in locked.device["error"]


@pytest.fixture
def unsent(tablet, door):
    """Locked out of range, with a visit signed and another one begun."""
    kaya = family("Famille Kaya")
    planned = visit(kaya)
    door.docs[NURSE["id"]] = [kaya, planned]
    tab = tablet().enter()
    door.cut()
    tab.write(planned["body"], "signée, pas partie", "v0")
    tab.run("drafts.saveDraft('v1', {note: 'toujours là'})")
    tab.run("session.lock()")
    tab.page.evaluate(TICKS)
    return tab


@pytest.mark.parametrize("count", sample((60, 10_000), 0))
def test_however_many_were_wrong_nothing_is_wiped_and_the_right_one_opens(unsent, door, count):
    locked = unsent
    said = locked.page.evaluate(MANY, count)
    assert (said["wrong"], said["opened"]) == (count, 0)
    # 30 s, 1, 2, 4, 8 minutes, then a quarter of an hour each.
    waits = [30_000 * 2**at for at in range(5)] + [900_000] * (count - 9)
    # What passed before it was read is no longer owed.
    assert 0.999 * sum(waits) < said["waited"] <= sum(waits)
    door.start()
    locked.page.evaluate("dispatchEvent(new Event('online'))")
    locked.until("store.db.outbox.where('word').equals('waiting').count().then((left) => left === 0)", timeout=30)
    assert [one["notes"][0]["text"] for one in door.bodies()] == ["signée, pas partie"], "it left, the vault shut"
    assert locked.unlock(PASSPHRASE), "the wait was served"
    assert locked.run("drafts.draft('v1')") == {"note": "toujours là"}
    locked.run("session.lock()")
    assert "bonne phrase" in guess(locked), "the right one wiped the slate clean"


def test_a_thousand_hurried_ones_are_not_even_tried(locked):
    locked.page.evaluate("() => { window.wait = () => {}; }")
    said = locked.page.evaluate(MANY, 1_000)
    assert said["wrong"] == 5 and said["early"] == 995
