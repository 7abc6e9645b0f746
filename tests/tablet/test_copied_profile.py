"""A used tablet's whole browser profile, copied while it is locked, in the production build.

A morning of work in the screens' own words: a file of the demo county made recognisable, a visit begun, its answers,
note and photo, a contact, a correction, a report. The tablet is left alone and locks by itself, its battery dies, and
every file of the profile is searched, not the app's stores alone: history, tabs to be restored, caches. With the
browser's encryption made to give back what it is given, the same search finds every one.
"""

import base64

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from tests.images import photo
from tests.offline.profile_copy import search
from tests.offline.test_profile_copy import VAULT_OFF, WITNESS, WITNESSES, copy_of
from tests.tablet.helper import Helper
from tests.tablet.nurse import PHRASE, Nurse
from tests.tablet.test_screens import LOGIN, first_visits
from tests.tablet.test_sessions import LOGIN as HELPER
from tests.tablet.test_sessions import Files

SIX_MINUTES = 6 * 60_000
#: The browser writes tabs to be restored and addresses some seconds after.
LATER_MS = 4_000
PICTURE = photo(900, 600, noise=True)
RECEIVED = {
    "a family": "Famille Zéphyrine-Kowalczykova",
    "an address": "17 impasse de l’Œillet-Perdu",
    "a phone": "06 98 76 12 34",
    "a door": "Digicode-Hippocampe-4471",
    "a child": "Prénom-Anémone",
}
TYPED = {
    "an answer": "Réponse-Bergamote",
    "a note": "Note-Quincaillerie",
    "a note not added yet": "Brouillon-Tournevis",
    "a contact": "Appel-Marjolaine",
    "a correction": "Correction-Pamplemousse",
    "a report": "Inquiétude-Escarbille",
}
#: Typed and kept nowhere.
SOUGHT = "Recherche-Zéphyrine"
SECRETS = {"a search": SOUGHT, "the passphrase": PHRASE, "the password": "visite-a-domicile"}
#: The middle of each picture that the page shows, as it was opened: what lies encrypted on the disk.
SHOWN = """(() => { const make = URL.createObjectURL; window.shown = [];
    URL.createObjectURL = (blob) => { blob.arrayBuffer?.().then((all) => { const at = all.byteLength >> 1;
        window.shown.push([all.byteLength, btoa(String.fromCharCode(...new Uint8Array(all, at, 48)))]); });
        return make.call(URL, blob); }; })()"""


def plant(county, visit):
    """The family of this visit, made recognisable before anything goes aboard."""
    with Session(county.engine()) as session:
        home = session.get_one(Household, visit.family_id)
        home.label, home.address = RECEIVED["a family"], RECEIVED["an address"]
        home.phone, home.access_notes = RECEIVED["a phone"], RECEIVED["a door"]
        child = session.exec(select(Person).where(Person.family_id == home.id, Person.role == "enfant")).first()
        child.first_name = RECEIVED["a child"]
        session.add_all([home, child])
        session.commit()


def used(county, tablet, vault_off: bool) -> tuple:
    """A morning out of range, left alone until it locks, then the battery dies. The visit, what was planted."""
    visit = first_visits(county, 1)[0]
    plant(county, visit)
    tablet.open("/terrain")
    tablet.context.add_init_script(SHOWN)
    if vault_off:
        tablet.context.add_init_script(VAULT_OFF)
    tablet.context.clock.install()
    nurse = Nurse(tablet, LOGIN)
    page = nurse.page
    page.clock.resume()
    nurse.prepare()
    county.link.cut()
    page.get_by_role("button", name="Ajouter").click()
    page.get_by_label("Quelle famille ?").fill(SOUGHT)
    nurse.open_visit(str(visit.id))
    page.get_by_role("button", name="Dossier").click()
    page.get_by_role("button", name="Noter un contact").click()
    page.get_by_role("button", name="Appel passé").click()
    write(page, "a contact")
    page.locator(".bar-back").click()
    page.get_by_role("button", name="Corriger", exact=True).first.click()
    write(page, "a correction")
    page.locator(".bar-concern").click()
    write(page, "a report")
    for _ in range(4):  # back through the file and the visit to the round
        if not page.locator(".days").is_visible():
            page.locator(".bar-back").click()
            page.wait_for_timeout(200)
    nurse.open_visit(str(visit.id))
    nurse.start()
    nurse.agree()
    nurse.note(TYPED["a note"])
    nurse.ask_for_photos()
    page.get_by_role("button", name="Oui").click()
    page.get_by_role("button", name="C’est noté").click()
    page.get_by_label("Prendre une photo").set_input_files(
        files=[{"name": "lit-Zéphyrine.jpg", "mimeType": "image/jpeg", "buffer": PICTURE}]
    )
    page.locator(".tile-open").click()
    expect(page.locator("#large-close")).to_be_visible()
    page.wait_for_timeout(500)
    shown = max(page.evaluate("window.shown"))
    page.locator("#large-close").click()
    page.locator(".drawer").get_by_role("button", name="Fermer").click()
    write_an_answer(page)
    page.locator(".dock").get_by_role("button", name="Note").click()
    page.locator("#visit-note").press_sequentially(TYPED["a note not added yet"])
    leave(nurse, vault_off)
    return visit, {**RECEIVED, **TYPED, "a picture": base64.b64decode(shown[1])}


def leave(worker: Nurse, vault_off: bool) -> None:
    """Alone until it locks by itself; then the battery dies."""
    page = worker.page
    page.wait_for_timeout(300 if vault_off else LATER_MS)
    page.clock.fast_forward(SIX_MINUTES)
    expect(page.get_by_role("button", name="Déverrouiller")).to_be_visible()
    page.evaluate(WITNESSES, [WITNESS["small"], WITNESS["wide"], WITNESS["long"]])
    page.wait_for_timeout(300 if vault_off else LATER_MS)
    worker.kill()


def write(page, what: str) -> None:
    page.locator("main textarea").first.fill(TYPED[what])
    page.wait_for_timeout(300)


def write_an_answer(page) -> None:
    """In the first question of words that the grid has."""
    for at in range(page.locator(".section-link").count()):
        page.locator(".section-link").nth(at).click()
        words = page.locator(".item textarea")
        if words.count():
            return words.first.fill(TYPED["an answer"])
    raise AssertionError("no question of words")


def test_left_alone_and_copied_the_whole_profile_tells_nothing(county, tablet, tmp_path):
    visit, planted = used(county, tablet, vault_off=False)
    opened = {f"the address of a {kind}": f"/{id_}" for kind, id_ in (("file", visit.family_id), ("visit", visit.id))}
    nowhere = {**planted, **SECRETS, **opened, "the original": PICTURE[len(PICTURE) // 2 :][:48]}
    found = search(copy_of(tablet.profile, tmp_path / "copy"), {**nowhere, **WITNESS})
    assert {name: kinds for name, kinds in found.items() if name in nowhere and kinds} == {}
    assert {name for name in WITNESS if not found[name]} == set(), found


@pytest.mark.long  # in the other one the witnesses say that the search sees
def test_with_the_vault_off_the_same_search_finds_every_one_in_the_whole_app(county, tablet, tmp_path):
    _, planted = used(county, tablet, vault_off=True)
    found = search(copy_of(tablet.profile, tmp_path / "copy"), planted)
    assert {name for name in planted if not found[name]} == set(), found


@pytest.mark.long
@pytest.mark.parametrize("vault_off", [False, True], ids=["locked", "vault off"])
def test_a_session_left_open_tells_nothing_either(county, tablet, tmp_path, vault_off):
    with Session(county.engine()) as session:
        visit = Files(session).planned()[0]
        session.expunge_all()
    plant(county, visit)
    tablet.open("/terrain")
    if vault_off:
        tablet.context.add_init_script(VAULT_OFF)
    tablet.context.clock.install()
    helper = Helper(tablet, HELPER)
    page = helper.page
    page.clock.resume()
    helper.prepare()
    county.link.cut()
    helper.open_visit(str(visit.id))
    helper.start_session()
    helper.part("Faits et paroles")
    said = {"a fact": "Fait-Libellule", "who": "Voisine-Pistache", "a quote": "Parole-Cerf-Volant"}
    page.locator("#facts-p0-words").fill(said["a fact"])
    page.locator("#quotes-p0-who").fill(said["who"])
    page.locator("#quotes-p0-words").fill(said["a quote"])
    helper.saved()
    leave(helper, vault_off)
    # A family worker receives neither what stands at the door nor a child’s health.
    planted = {name: RECEIVED[name] for name in ("a family", "an address", "a child")} | said
    found = search(copy_of(tablet.profile, tmp_path / "copy"), planted | {"a visit": f"/{visit.id}"})
    sought = {*planted, "a visit"}  # its id stands behind a « / » in what the words of the addresses mean
    assert {name for name in sought if found[name]} == (sought if vault_off else set()), found
