"""Photos and a signature taken out of range, the tab killed, the line cut after each piece: all at the office."""

import hashlib
import time

import pytest
from playwright.sync_api import expect
from sqlmodel import Session, select

from fieldvisit.pictures.picture import WHOLE, Picture
from tests.images import photo
from tests.tablet.nurse import Nurse
from tests.tablet.test_screens import LOGIN, first_visits

#: A little more than the smallest piece, with all that is said around it.
ONE_PIECE = 96 * 1024
CUTS = 6


def draw(page) -> None:
    """A stroke in the frame, as a finger makes it."""
    box = page.locator("#signature").bounding_box()
    page.mouse.move(box["x"] + 80, box["y"] + 120)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 80 + 25 * step, box["y"] + 120 + (40 if step % 2 else -40))
    page.mouse.up()


def ink(page) -> int:
    """Dark points of the frame, in the points of a page."""
    return page.evaluate(
        """() => {
            const canvas = document.getElementById("signature");
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            let dark = 0;
            for (let at = 0; at < data.length; at += 4) dark += data[at] < 128;
            return Math.round(dark / devicePixelRatio ** 2);
        }"""
    )


@pytest.mark.long
def test_a_signature_survives_a_turn_of_the_tablet_and_only_a_drawn_one_is_kept(county, tablet):
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    nurse.open_visit(str(first_visits(county, 1)[0].id))
    page = nurse.page
    page.locator(".dock").get_by_role("button", name="Refusée").click()
    page.get_by_role("button", name="Je signe").click()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".pad-problem")).to_contain_text("Signez dans le cadre")
    draw(page)
    before = ink(page)
    assert before > 100
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_timeout(300)
    assert 0.7 * before < ink(page) < 1.4 * before
    page.set_viewport_size({"width": 800, "height": 1280})
    page.wait_for_timeout(300)
    assert 0.3 * before < ink(page) < 1.4 * before
    page.get_by_role("button", name="Effacer").click()
    assert ink(page) == 0
    draw(page)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".tile img")).to_have_count(1)
    expect(page.locator(".tile-text")).to_have_text("Professionnel – Claire Morel")
    page.get_by_role("button", name="La famille signe").click()
    page.get_by_role("button", name="La personne ne peut pas signer").click()
    page.get_by_label("Nom de la personne qui signe").fill("Mme Özdemir")
    page.get_by_label("Pourquoi la personne ne peut-elle pas signer ?").fill("Bras plâtré")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    nurse.sign()
    expect(page.locator(".note-line")).to_contain_text("Mme Özdemir ne peut pas signer – Bras plâtré")


def pictures_at_the_office(county, visit) -> list[Picture]:
    with Session(county.engine()) as session:
        return list(session.exec(select(Picture).where(Picture.visit_id == visit.id)))


def arrived(county, visit) -> list[Picture]:
    return [one for one in pictures_at_the_office(county, visit) if one.state in WHOLE]


def until(reached, again, seconds: float = 60) -> None:
    """Waits until it is so, asking the tablet to go on every other second."""
    end = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < end, "it never came"
        again()
        pause = time.monotonic() + 2
        while not reached() and time.monotonic() < pause:
            time.sleep(0.02)


def hurry(page) -> None:
    """What waits for its turn after a failure may go now."""
    page.evaluate(
        """() => new Promise((done, fail) => {
            const asked = indexedDB.open("fieldvisit");
            asked.onerror = fail;
            asked.onsuccess = () => {
                const work = asked.result.transaction(["photos", "outbox"], "readwrite");
                const now = ({ target }) => {
                    if (!target.result) return;
                    target.result.update({ ...target.result.value, retry_at: 0 });
                    target.result.continue();
                };
                for (const name of ["photos", "outbox"]) work.objectStore(name).openCursor().onsuccess = now;
                work.oncomplete = () => { asked.result.close(); done(); };
            };
        })"""
    )
    page.evaluate("dispatchEvent(new Event('online'))")


def test_two_photos_and_a_signature_arrive_whole_over_a_line_cut_after_each_piece(county, tablet, tmp_path):
    for name, content in (
        ("lit.jpg", photo(2600, 1900, orientation=6, gps=True, noise=True)),
        ("chauffage.jpg", photo(2400, 1800, noise=True)),
        ("lettre.jpg", b"Ceci n'est pas une photo."),
    ):
        (tmp_path / name).write_bytes(content)
    nurse = Nurse(tablet, LOGIN)
    nurse.prepare()
    visit = first_visits(county, 1)[0]
    county.link.cut()
    nurse.open_visit(str(visit.id))
    nurse.start()
    page = nurse.page
    nurse.ask_for_photos()
    page.get_by_role("button", name="Oui").click()
    page.get_by_role("button", name="C’est noté").click()
    page.get_by_label("Prendre une photo").set_input_files(tmp_path / "lit.jpg")
    expect(page.locator(".tile img")).to_have_count(1)
    page.get_by_label("Choisir une image").set_input_files([tmp_path / "lettre.jpg", tmp_path / "chauffage.jpg"])
    expect(page.locator(".tile img")).to_have_count(2)
    expect(page.locator(".drawer .notice-alarm")).to_contain_text("n’est pas une photo")
    page.get_by_role("button", name="Compris").click()
    page.get_by_role("button", name="Fermer").click()
    nurse.end("Refusée")
    page.get_by_role("button", name="La famille signe").click()
    page.get_by_label("Nom de la personne qui signe").fill("Mme Özdemir")
    draw(page)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator(".tile img")).to_have_count(3)
    nurse.sign()
    nurse.kill()
    nurse.reopen()
    page = nurse.page
    expect(page.locator(".badge", has_text="Sur la tablette, avec 2 photos et 1 signature")).to_be_visible()
    expect(page.locator(".tile img")).to_have_count(3)

    for _ in range(CUTS):
        county.link.restore()
        county.link.cut_after(ONE_PIECE)
        until(lambda: county.link.is_cut, again=lambda: hurry(page))
    assert [one.state for one in pictures_at_the_office(county, visit)].count("recue") < 3
    county.link.restore()
    until(lambda: len(arrived(county, visit)) == 3, again=lambda: hurry(page))
    there = pictures_at_the_office(county, visit)
    assert len(there) == 3, "each once"

    hurry(page)
    expect(page.locator(".card .badge", has_text="Reçue").first).to_have_text("Reçue", timeout=30_000)
    expect(page.locator(".tile .badge-ok")).to_have_count(3, timeout=30_000)
    assert shown_digests(nurse, visit) == sorted(one.sha256 for one in there)
    originals = sorted((county.data / "pictures").rglob("blobs/*/*"))
    for file in originals:
        assert hashlib.sha256(file.read_bytes()).hexdigest() == file.name
    assert tablet.errors == []


def shown_digests(nurse: Nurse, visit) -> list[str]:
    """SHA-256 of the pictures as the tablet shows them to the worker."""
    page = nurse.page
    page.evaluate(
        """() => {
            const { createObjectURL } = URL;
            window.made = [];
            URL.createObjectURL = (blob) => (made.push(blob), createObjectURL.call(URL, blob));
        }"""
    )
    nurse.round()
    nurse.open_visit(str(visit.id))
    page.wait_for_function("made.length === 3")
    return sorted(
        page.evaluate(
            """() => Promise.all(made.map(async (blob) => {
                const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
                return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
            }))"""
        )
    )
