"""Five minutes without a touch lock the vault: by both clocks, after a sleep, and never at the price of a word."""

import pytest

from tests.offline.test_sessions import enter, homes, open_session, say, shown  # noqa: F401

#: What a tablet that slept may find: both clocks went on, only the one on the wall, only the one that counts.
ELAPSED = {
    "awake": "clock",
    "asleep": "(() => { const real = Date.now; Date.now = () => real() + 360000 })()",
    "clock set back meanwhile": """(() => { const real = performance.now.bind(performance), date = Date.now;
        performance.now = () => real() + 360000; Date.now = () => date() - 7200000 })()""",
}


@pytest.fixture
def open_tablet(tablet):
    """Open, with clocks that the test moves."""
    tab = tablet()
    tab.page.clock.install()
    tab.page.reload()
    tab.wait("phase === 'signed_out'")
    tab.page.clock.resume()
    return tab.enter()


def test_five_minutes_without_a_touch_lock_the_vault_and_keep_the_draft(open_tablet):
    tab = open_tablet
    tab.run("drafts.saveDraft('v1', {note: 'laissé là'})")
    tab.page.clock.fast_forward(4 * 60_000)
    assert tab.device["phase"] == "open"
    tab.page.keyboard.press("Shift")
    tab.page.clock.fast_forward(4 * 60_000)
    assert tab.device["phase"] == "open", "she touched it meanwhile"
    tab.page.clock.fast_forward(70_000)
    tab.wait("phase === 'locked'")
    tab.page.clock.fast_forward(20 * 60_000)
    assert tab.unlock()
    tab.page.wait_for_timeout(50)
    assert tab.run("drafts.draft('v1')") == {"note": "laissé là"}


@pytest.mark.parametrize("moved", list(ELAPSED)[1:])
def test_a_tablet_that_slept_locks_at_the_touch_that_wakes_it_and_the_touch_does_nothing(tablet, moved):
    tab = tablet().enter()
    tab.run("drafts.saveDraft('v1', {note: 'laissé là'})")
    tab.page.evaluate("""() => { window.reached = [];
        for (const one of ["pointerdown", "keydown"])
            document.body.addEventListener(one, () => reached.push(one)); }""")
    tab.page.keyboard.press("Shift")
    assert tab.page.evaluate("reached") == ["keydown"]
    tab.page.evaluate(ELAPSED[moved])
    tab.page.mouse.click(5, 5) if moved == "asleep" else tab.page.keyboard.press("x")
    tab.wait("phase === 'locked'")
    assert tab.page.evaluate("reached") == ["keydown"], "it only woke the tablet"
    assert not tab.page.evaluate("document.documentElement.hasAttribute('data-locking')")
    assert tab.unlock() and tab.run("drafts.draft('v1')") == {"note": "laissé là"}


def test_coming_back_to_the_page_is_enough(tablet):
    tab = tablet().enter()
    tab.page.evaluate(ELAPSED["asleep"])
    tab.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    tab.wait("phase === 'locked'", timeout=2_000)


def test_words_that_no_storage_takes_stay_on_screen_and_it_locks_once_they_are_written(open_tablet):
    tab = open_tablet
    tab.page.evaluate("""() => { const put = IDBObjectStore.prototype.put;
        window.repair = () => (IDBObjectStore.prototype.put = put);
        IDBObjectStore.prototype.put = function () { throw new DOMException("plein", "QuotaExceededError"); }; }""")
    tab.run("drafts.saveDraft('v1', {note: 'nulle part ailleurs'}).catch(() => {})")
    tab.page.clock.fast_forward(6 * 60_000)
    tab.page.wait_for_timeout(300)
    assert tab.device["phase"] == "open" and tab.run("drafts.draft('v1')") == {"note": "nulle part ailleurs"}
    assert not tab.page.evaluate("document.documentElement.hasAttribute('data-locking')"), "she still reads it"
    tab.page.evaluate("void repair()")
    tab.page.clock.fast_forward(15_000)
    tab.wait("phase === 'locked'")
    assert tab.unlock() and tab.run("drafts.draft('v1')") == {"note": "nulle part ailleurs"}


def test_a_running_session_goes_on_counting_while_it_is_locked(tablet, homes):  # noqa: F811
    tab = enter(tablet)
    open_session(tab, homes.first)
    say(tab, "start")
    homes.door.cut()  # an answer would tell the hour
    begun = tab.run("drafts.drafts()[0].value.started_at")
    tab.page.evaluate("(() => { const real = Date.now; Date.now = () => real() + 95 * 60000 })()")
    tab.wait("phase === 'locked'")
    assert tab.unlock()
    tab.wait("phase === 'open'")
    assert shown(tab, "running")["lasting"].replace("\xa0", " ") == "1 h 35"
    assert tab.run("drafts.drafts()[0].value.started_at") == begun
