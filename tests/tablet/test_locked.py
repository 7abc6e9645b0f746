"""A tablet left alone and taken up again: it locks, gives everything back, and hides in one gesture from any screen."""

import pytest
from playwright.sync_api import expect

from tests.images import photo
from tests.offline.test_own_key import Authenticator
from tests.tablet.helper import Helper
from tests.tablet.nurse import Nurse
from tests.tablet.test_screens import LOGIN, first_visits, small_targets, violations

SIX_MINUTES = 6 * 60_000


@pytest.fixture
def nurse(tablet):
    """At work, on a tablet whose clocks the test moves."""
    tablet.open("/terrain")
    tablet.context.clock.install()
    nurse = Nurse(tablet, LOGIN)
    nurse.page.clock.resume()
    nurse.prepare()
    return nurse


def leave_alone(nurse: Nurse) -> None:
    nurse.page.clock.fast_forward(SIX_MINUTES)
    expect(nurse.page.get_by_role("button", name="Déverrouiller")).to_be_visible()


def caret(page) -> list:
    return page.evaluate("(({value, selectionStart}) => [value, selectionStart])(document.activeElement)")


def back_in(page, field) -> None:
    """The cursor is found again once its screen is drawn."""
    expect(field).to_be_focused()
    page.wait_for_timeout(100)


def test_left_alone_it_locks_and_gives_back_place_words_and_cursor(nurse, county):
    page = nurse.page
    visit = first_visits(county, 1)[0]
    nurse.open_visit(str(visit.id))
    nurse.start()
    page.locator(".dock").get_by_role("button", name="Note").click()
    note = page.locator("#visit-note")
    note.press_sequentially("Le bébé dort bien.")
    for _ in range(len(" dort bien.")):
        note.press("ArrowLeft")
    leave_alone(nurse)
    assert "bébé" not in page.evaluate("document.body.innerText")
    nurse.unlock()
    back_in(page, note)
    assert caret(page) == ["Le bébé dort bien.", len("Le bébé")]
    page.keyboard.type(" de deux mois")
    expect(note).to_have_value("Le bébé de deux mois dort bien.")
    nurse.put_notes_away()

    page.evaluate("(id) => (location.hash = `#/contact/${id}`)", str(visit.family_id))
    page.get_by_role("button", name="Appel passé").click()
    words = page.locator("main textarea").first
    words.fill("Rappeler la grand-mère.")
    words.press("Home")
    page.evaluate("scrollTo(0, 120)")
    down = page.evaluate("scrollY")
    leave_alone(nurse)
    nurse.unlock()
    back_in(page, words)
    assert caret(page) == ["Rappeler la grand-mère.", 0] and page.evaluate("scrollY") == down
    assert nurse.tablet.errors == []


def two_fingers(page) -> None:
    """A tap with two fingers in the middle of the screen."""
    devtools = page.context.new_cdp_session(page)
    points = [{"x": 380, "y": 600, "id": 1}, {"x": 460, "y": 620, "id": 2}]
    devtools.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    devtools.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    devtools.detach()


def one_gesture_hides(page) -> list[str]:
    """What failed: « Masquer » is in view, two fingers blank the screen, a held finger brings it back."""
    wrong = []
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    reachable = page.evaluate(
        """() => [...document.querySelectorAll(".bar-hide")].some((one) => {
            const { x, y, width, height } = one.getBoundingClientRect();
            const there = document.elementFromPoint(x + width / 2, y + height / 2);
            return height >= 44 && one.contains(there); })"""
    )
    if not reachable:
        wrong.append("no button")
    two_fingers(page)
    try:
        expect(page.locator(".curtain")).to_be_visible(timeout=3_000)
    except AssertionError:
        return [*wrong, "two fingers"]
    if page.evaluate("getComputedStyle(document.querySelector('.field-behind')).visibility") != "hidden":
        wrong.append("still shows")
    page.locator(".curtain-hold").dispatch_event("pointerdown")
    page.clock.fast_forward(1_000)
    expect(page.locator(".curtain")).to_have_count(0)
    return wrong


@pytest.mark.long
def test_one_gesture_hides_every_screen_and_whatever_covers_it(nurse, county):
    page = nurse.page
    visit = first_visits(county, 1)[0]
    family, its = str(visit.family_id), str(visit.id)
    screens = [f"{one}/{family}" for one in ("dossier", "contact", "foyer", "carnet", "croissance", "inquietude")]
    screens += ["tournee", "a-faire", "ajouter", "ecole", "heures", "brouillons", "tablette"]
    screens += [f"visite/{its}", f"seance/{its}"]
    failed = {}
    for hash_ in screens:
        page.evaluate("(to) => (location.hash = `#/${to}`)", hash_)
        expect(page.locator(".field-behind main").first).to_be_visible()
        failed[hash_] = one_gesture_hides(page)

    nurse.open_visit(its)
    nurse.start()
    page.locator(".dock").get_by_role("button", name="Note").click()
    failed["notes"] = one_gesture_hides(page)
    nurse.put_notes_away()
    nurse.ask_for_photos()
    page.get_by_role("button", name="Oui").click()
    page.get_by_role("button", name="C’est noté").click()
    page.get_by_label("Prendre une photo").set_input_files(
        files=[{"name": "lit.jpg", "mimeType": "image/jpeg", "buffer": photo(900, 600)}]
    )
    page.locator(".tile-open").click()
    failed["picture"] = one_gesture_hides(page)
    page.locator("#large-close").click()
    page.locator(".drawer").get_by_role("button", name="Fermer").click()
    nurse.end("Réalisée")
    page.get_by_role("button", name="La famille signe").click()
    failed["signature"] = one_gesture_hides(page)
    assert {name: what for name, what in failed.items() if what} == {}
    assert nurse.tablet.errors == []


def test_the_tablets_own_authenticator_opens_it_in_one_tap(tablet, county):
    tablet.open("/terrain")
    authenticator = Authenticator(tablet.context.pages[0], hasPrf=True)
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    page = nurse.page
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_role("button", name="Activer")).to_have_count(0)
    assert authenticator.keys() == 1
    county.link.cut()
    page.locator(".bar-state").click()
    expect(page.get_by_role("button", name="Désactiver")).to_be_visible()
    page.get_by_role("button", name="Verrouiller").click()
    own = page.get_by_role("button", name="Ouvrir avec la tablette")
    own.click()
    expect(page.get_by_role("button", name="Désactiver")).to_be_visible()
    assert violations(page) == [] and small_targets(page) == []
    page.get_by_role("button", name="Verrouiller").click()
    authenticator.sees(False)
    own.click()
    expect(page.locator(".gate-problem")).to_contain_text("Non reconnu")
    assert violations(page) == [] and small_targets(page) == []
    nurse.unlock()
    page.get_by_role("button", name="Désactiver").click()
    page.reload()
    nurse.unlock()
    expect(own).to_have_count(0)
    assert tablet.errors == []


@pytest.mark.long
def test_left_alone_a_session_goes_on_and_gives_back_its_words(county, tablet):
    tablet.open("/terrain")
    tablet.context.clock.install()
    helper = Helper(tablet, "fatima.elidrissi")
    page = helper.page
    page.clock.resume()
    helper.prepare()
    county.link.cut()
    page.locator(".stop-open").first.click()
    helper.start_session()
    helper.part("Faits et paroles")
    words = page.locator("#facts-p0-words")
    words.press_sequentially("Le bain est donné")
    leave_alone(helper)
    assert "bain" not in page.evaluate("document.body.innerText")
    expect(page.locator(".running-strip")).to_have_count(0)
    helper.unlock()
    back_in(page, words)
    page.keyboard.type(" par la mère.")
    expect(words).to_have_value("Le bain est donné par la mère.")
    helper.round()
    strip = page.locator(".running-strip")
    expect(strip).to_contain_text("6 min")
    strip.get_by_role("button", name="Terminer").click()
    expect(page.get_by_role("button", name="Signer et clore")).to_be_visible()
    assert tablet.errors == []
