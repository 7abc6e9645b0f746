"""Photos and signatures: what the tablet keeps of them, and that they arrive once, whole, and say where they stand."""

import base64
import json
import uuid
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.images import huge_png, photo
from tests.offline.fake_door import NURSE, family, visit
from tests.offline.test_outbox import dump
from tests.offline.test_visit_screen import GRIDS, child, open_visit, shown

AGREED = {"kind": "accord_photo", "status": "Accordé", "mode": "Oral", "person_id": None,
          "collected_at": "2026-11-01T09:00:00.000Z", "expires_on": None}  # fmt: skip
MOTHER = {"id": str(uuid.uuid4()), "role": "mere", "first_name": "Aylin", "last_name": "Kaya", "deceased_on": None,
          "birth_date": "1995-02-03", "phone": ""}  # fmt: skip


@pytest.fixture
def kaya(door):
    """A family that accepts photos, and its visit, aboard."""
    home = family(persons=[MOTHER, child("Léa")], agreements=[AGREED])
    door.docs[NURSE["id"]] = [*GRIDS, home, visit(home, kind="vad_1m", duration_min=60, worker_name=NURSE["name"])]
    return door


def give(tab, *files: bytes, name: str = "photo.jpg") -> None:
    """What the camera's input does."""
    tab.run(
        """screens.picked({target: {value: 'x', files: a.files.map((one) =>
            new File([Uint8Array.from(atob(one), (c) => c.charCodeAt(0))], a.name))}})""",
        {"files": [base64.b64encode(one).decode() for one in files], "name": name},
    )


def draft(tab) -> dict:
    return tab.run("drafts.drafts()[0].value")


def sign(tab) -> str:
    """Ends the visit as refused, which asks for nothing more, and signs it; the record's id."""
    tab.run("screens.startEnding('refusee')")
    assert shown(tab)["problems"] == []
    tab.run("screens.sign()")
    assert shown(tab)["stage"] == "signed"
    return draft(tab)["id"]


def rows(tab) -> list[dict]:
    return tab.run("album.all()")


def all_received(tab) -> None:
    tab.until("album.all().length && album.all().every(({state}) => state === 'received')", timeout=30)


def test_a_photo_is_turned_made_smaller_and_carries_nothing_but_what_is_seen(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(2400, 1800, orientation=6, gps=True))
    (picture,) = draft(tab)["pictures"]
    assert (picture["width"], picture["height"], picture["mime"]) == (1200, 1600, "image/jpeg")
    sign(tab)
    all_received(tab)
    (made,) = kaya.pictures().values()
    image = Image.open(BytesIO(made))
    assert image.size == (1200, 1600)
    assert len(image.getexif()) == 0 and b"Exif" not in made and b"Espion" not in made
    top, bottom = image.getpixel((600, 100)), image.getpixel((600, 1500))
    assert top[0] > 150 > top[1] and bottom[0] < 120 < bottom[1], "its red side is up, as it was held"


@pytest.mark.long
def test_what_is_no_photo_gets_a_sentence_and_the_visit_is_untouched(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    tab.run("screens.noteTyped({target: {value: 'Dort bien'}})")
    for content, said in (
        (b"Ceci est une lettre.", "n’est pas une photo"),
        (b"", "n’est pas une photo"),
        (photo(400, 300)[:300], "n’est pas une photo"),
        (huge_png(), "trop grande"),
    ):
        give(tab, content)
        (one,) = shown(tab, "pictures")["loose"]
        assert said in one["sentence"] and not one["again"]
        assert draft(tab)["pictures"] == [] and rows(tab) == []
        tab.run("screens.giveUpPicture(a)", one["key"])
    assert draft(tab)["note_text"] == "Dort bien"
    give(tab, photo(800, 600))
    assert len(draft(tab)["pictures"]) == 1


@pytest.mark.long  # taken back: test_dossier.py
def test_without_the_familys_agreement_there_is_no_photo(tablet, kaya):
    kaya.docs[NURSE["id"]][-2]["body"]["agreements"] = []
    tab = tablet().enter()
    open_visit(tab, kaya)
    tab.run("screens.openPhotos('')")
    assert shown(tab, "pictures")["asks"]
    give(tab, photo(400, 300))
    assert draft(tab)["pictures"] == []
    tab.run("screens.setPhotoAgreement('Refusé')")
    give(tab, photo(400, 300))
    assert draft(tab)["pictures"] == []
    tab.run("screens.setPhotoAgreement('Accordé')")
    tab.run("screens.setPhotoMode('Écrit')")
    give(tab, photo(400, 300))
    assert len(draft(tab)["pictures"]) == 1
    tab.run("screens.setPhotoAgreement('Refusé')")
    tab.run("screens.startEnding('refusee')")
    assert "retirez-les" in shown(tab)["problems"][0]["sentence"]
    tab.run("screens.setPhotoAgreement('Accordé')")
    sign(tab)
    all_received(tab)
    (body,) = kaya.bodies()
    said = {"kind": "accord_photo", "status": "Accordé", "mode": "Écrit", "person_id": MOTHER["id"]}
    assert body["photo_agreement"] == said


@pytest.mark.long
def test_an_agreement_of_the_file_that_has_run_out_is_asked_again(tablet, kaya):
    kaya.docs[NURSE["id"]][-2]["body"]["agreements"] = [{**AGREED, "expires_on": "2025-01-01"}]
    tab = tablet().enter()
    open_visit(tab, kaya)
    tab.run("screens.openPhotos('')")
    assert shown(tab, "pictures")["asks"]


@pytest.mark.long
def test_the_line_names_its_record_and_nothing_of_the_key_is_in_the_record(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    tab.run("screens.openPhotos(a)", "poids/" + kaya.docs[NURSE["id"]][-2]["body"]["persons"][1]["id"])
    give(tab, photo(800, 600))
    (picture,) = draft(tab)["pictures"]
    tab.run("screens.captionTyped(a, {target: {value: 'Le berceau'}})", picture["id"])
    record = sign(tab)
    all_received(tab)
    (body,) = kaya.bodies()
    said = {"id": picture["id"], "kind": "photo", "sha256": picture["sha256"], "caption": "Le berceau"}
    assert body["attachments"] == [said]
    assert picture["blob"]["key"] not in json.dumps(body)
    (line,) = kaya.bodies("attachment")
    assert (line["record_id"], line["kind"], line["item"], line["caption"]) == (record, "photo", "poids", "Le berceau")
    order = [one["kind"] for one in kaya.received.values() if one["kind"] != "read_event"]
    assert order == ["visit_record", "attachment"]


def test_nothing_clear_of_a_picture_is_on_the_disk_and_no_address_outlives_the_lock(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(900, 600))
    tab.run("screens.captionTyped(a, {target: {value: 'Zéphyrine-Kowalczykova'}})", draft(tab)["pictures"][0]["id"])
    tab.page.wait_for_function("shown.pictures.list[0]?.url")
    url = shown(tab, "pictures")["list"][0]["url"]
    read = "fetch(a).then((answer) => answer.arrayBuffer()).then((bytes) => bytes.byteLength, () => 0)"
    assert tab.run(read, url) > 1000
    written = json.dumps(dump(tab), ensure_ascii=False)
    assert "Zéphyrine-Kowalczykova" not in written and "JFIF" not in written and "image/jpeg" not in written
    assert len(dump(tab)["fieldvisit/blobs"]) == 1, "the dump would have shown it"
    assert tab.run("session.lock()")
    assert tab.run(read, url) == 0


@pytest.mark.long
def test_a_removed_photo_can_be_put_back_until_the_visit_is_signed(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(400, 300), photo(300, 400))
    first, second = (one["id"] for one in draft(tab)["pictures"])
    tab.run("(screens.removePicture(a[0]), screens.removePicture(a[1]))", [first, second])
    assert shown(tab)["photos_count"] == ""
    tab.run("screens.putBack(a)", second)
    assert [one["removed"] for one in shown(tab, "pictures")["list"]] == [True, False]
    sign(tab)
    all_received(tab)
    assert list(kaya.pictures()) == [second]
    assert len(dump(tab)["fieldvisit/blobs"]) == 1


def test_a_full_disk_keeps_the_photo_in_the_page_and_everything_else_on_the_disk(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    tab.run("screens.noteTyped({target: {value: 'Dort bien'}})")
    tab.page.evaluate("""() => {
        const { put } = IDBObjectStore.prototype;
        window.room = () => (IDBObjectStore.prototype.put = put);
        IDBObjectStore.prototype.put = function (...row) {
            if (this.name === 'blobs') throw new DOMException('full', 'QuotaExceededError');
            return put.apply(this, row);
        };
    }""")
    give(tab, photo(500, 400))
    (one,) = shown(tab, "pictures")["loose"]
    assert "plein" in one["sentence"] and one["again"]
    assert draft(tab)["pictures"] == [] and rows(tab) == []
    tab.run("screens.noteTyped({target: {value: 'Dort bien, mange bien'}})")
    tab.run("screens.startEnding('refusee')")
    assert "gardée" in shown(tab)["problems"][0]["sentence"]
    assert not tab.run("session.lock()"), "locking would lose it"
    assert "plein" in tab.device["error"]
    tab.page.evaluate("void room()")
    tab.run("screens.retryPicture(a)", one["key"])
    assert shown(tab, "pictures")["loose"] == []
    assert len(draft(tab)["pictures"]) == 1
    assert draft(tab)["note_text"] == "Dort bien, mange bien"


@pytest.mark.long
def test_acknowledged_pictures_make_room_for_a_new_one_on_a_full_disk(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(500, 400))
    sign(tab)
    all_received(tab)
    tab.run("screens.correct()")
    tab.page.evaluate("""() => {
        const { put } = IDBObjectStore.prototype;
        IDBObjectStore.prototype.put = function (...row) {
            if (this.name !== 'blobs') return put.apply(this, row);
            IDBObjectStore.prototype.put = put;
            throw new DOMException('full', 'QuotaExceededError');
        };
    }""")
    give(tab, photo(400, 500))
    assert shown(tab, "pictures")["loose"] == []
    assert len(dump(tab)["fieldvisit/blobs"]) == 1


@pytest.mark.long
def test_a_photo_kept_just_before_the_tab_died_is_found_again(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(500, 400))
    before = draft(tab)
    (picture,) = before["pictures"]
    tab.run("drafts.saveDraft(a.id, {...a, pictures: []})", before)
    tab.page.reload()
    tab.wait("phase === 'locked'")
    assert tab.unlock()
    tab.run("screens.openPhotos('')")
    tab.until("drafts.drafts()[0].value.pictures.length === 1")
    assert draft(tab)["pictures"] == [picture]


def test_signing_and_its_pictures_are_stored_together_or_not_at_all(tablet, kaya):
    tab = tablet().enter()
    kaya.cut()
    open_visit(tab, kaya)
    give(tab, photo(500, 400))
    tab.run("screens.startEnding('refusee')")
    before = tab.run("outbox.all().length")
    tab.page.evaluate("""() => {
        const { put } = IDBObjectStore.prototype;
        window.room = () => (IDBObjectStore.prototype.put = put);
        IDBObjectStore.prototype.put = function (...row) {
            if (this.name === 'photos') throw new DOMException('full', 'QuotaExceededError');
            return put.apply(this, row);
        };
    }""")
    tab.run("screens.sign()")
    assert draft(tab)["stage"] == "open" and tab.run("outbox.all().length") == before
    tab.page.evaluate("void room()")
    tab.run("screens.sign()")
    assert draft(tab)["stage"] == "signed" and tab.run("outbox.all().length") == before + 2


@pytest.mark.long  # tests/tablet/test_pictures.py cuts after each piece
def test_the_bytes_leave_in_pieces_and_go_on_where_the_line_was_cut(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    kaya.cut()
    give(tab, photo(1600, 1600, noise=True))
    sign(tab)
    (row,) = rows(tab)
    assert row["size"] < 420_000, "noise is what compresses worst"
    address = f"/api/sync/blobs/{row['blob']}"
    kaya.start()
    for how in ("500", "500", "500", "after", "half", "before"):
        kaya.break_next(address, how)
        tab.run("store.db.photos.toCollection().modify({retry_at: 0})")
        tab.run("syncNow()")
    tab.run("store.db.photos.toCollection().modify({retry_at: 0})")
    tab.run("syncNow()")
    all_received(tab)
    offsets = [offset for _, offset, _ in kaya.pieces]
    assert offsets == sorted(set(offsets)) and len(offsets) > 1, "no byte twice"
    assert len(kaya.pictures()) == 1
    assert tab.device["pictures"] == 0


@pytest.mark.long
def test_bytes_that_the_server_finds_altered_are_sent_again_from_the_beginning(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    kaya.cut()
    give(tab, photo(500, 400))
    sign(tab)
    (row,) = rows(tab)
    kaya.blobs[row["blob"]] = bytearray(100)
    kaya.start()
    tab.run("syncNow()")
    all_received(tab)
    assert len(kaya.pictures()) == 1


@pytest.mark.long
def test_a_picture_damaged_on_the_tablet_is_said_to_be_unreadable(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    kaya.cut()
    give(tab, photo(500, 400))
    sign(tab)
    tab.run("store.db.blobs.toCollection().modify((row) => { row.bytes[7] ^= 1; })")
    kaya.start()
    tab.run("syncNow()")
    tab.until("album.all()[0].state === 'invalid'")
    (one,) = shown(tab, "pictures")["list"]
    assert one["custody"] == "Illisible : reprenez la photo"
    assert "1 photo à revoir" in shown(tab)["custody"]


@pytest.mark.long  # a line refused: test_outbox.py
def test_one_poisoned_picture_holds_up_no_other_and_no_visit(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    kaya.cut()
    give(tab, photo(500, 400), photo(400, 500), photo(450, 450))
    sign(tab)
    poisoned = rows(tab)[0]["blob"]
    kaya.blob_status[poisoned] = 500
    kaya.start()
    tab.until("album.all().filter(({state}) => state === 'received').length === 2", timeout=30)
    kaya.blob_status[poisoned] = 507
    tab.run("store.db.photos.toCollection().modify({retry_at: 0})")
    tab.run("syncNow()")
    assert tab.device["pictures"] == 1
    assert "1 photo encore sur la tablette" in shown(tab)["custody"]
    del kaya.blob_status[poisoned]
    tab.run("store.db.photos.toCollection().modify({retry_at: 0})")
    tab.run("syncNow()")
    all_received(tab)


@pytest.mark.long
def test_a_visit_signed_meanwhile_overtakes_the_pictures(tablet, kaya):
    home = kaya.docs[NURSE["id"]][-2]
    other = visit(home, kind="vad_1m", duration_min=60, worker_name=NURSE["name"])
    kaya.docs[NURSE["id"]].insert(-1, other)
    tab = tablet().enter()
    open_visit(tab, kaya)
    kaya.cut()
    give(tab, photo(500, 400), photo(400, 500))
    sign(tab)
    tab.write(other["body"], "deuxième", "d9")
    kaya.start()
    tab.run("syncNow()")
    all_received(tab)
    kinds = [one["kind"] for one in kaya.received.values() if one["kind"] != "read_event"]
    assert kinds == ["visit_record", "visit_record", "attachment", "attachment"]
    first_piece = next(at for at, path in enumerate(kaya.calls) if path.startswith("/api/sync/blobs/"))
    assert "/api/sync/push" in kaya.calls[:first_piece]


def test_pictures_leave_from_the_locked_screen_and_under_a_colleagues_login(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    kaya.cut()
    give(tab, photo(500, 400))
    sign(tab)
    tab.run("session.signOut()")
    kaya.sessions.clear()
    tab.wait("phase === 'signed_out'")
    assert tab.device["pictures"] == 1
    kaya.start()
    all_received(tab)
    assert len(kaya.pictures()) == 1


@pytest.mark.long
def test_pictures_of_a_visit_in_hand_are_sent_ahead_and_not_called_received(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(500, 400))
    tab.run("syncNow()")
    tab.until("album.all()[0].whole === 1")
    assert rows(tab)[0]["state"] == "draft" and len(kaya.blobs) == 1
    pieces = len(kaya.pieces)
    sign(tab)
    all_received(tab)
    assert len(kaya.pieces) == pieces, "sent once"


@pytest.mark.long
def test_a_picture_taken_on_another_tablet_is_shown_as_long_as_the_server_can_be_asked(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(500, 400))
    tab.run("syncNow()")
    tab.until("album.all()[0].whole === 1")
    tab.run("Promise.all([store.db.blobs.clear(), store.db.photos.clear()])")
    tab.page.reload()
    tab.wait("phase === 'locked'")
    assert tab.unlock()
    tab.page.wait_for_function("shown.pictures.list[0]?.url")
    sign(tab)
    all_received(tab)
    assert len(kaya.pictures()) == 1


@pytest.mark.long
def test_a_restored_server_is_given_its_pictures_again(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(500, 400))
    sign(tab)
    all_received(tab)
    kaya.received.clear()
    kaya.blobs.clear()
    kaya.epoch = str(uuid.uuid4())
    tab.run("syncNow()")
    tab.until("album.all()[0].state === 'received'")
    assert len(kaya.pictures()) == 1


def test_pictures_outlive_the_signed_draft_and_say_where_they_stand(tablet, kaya):
    tab = tablet().enter()
    planned = open_visit(tab, kaya)
    kaya.full = True  # before the photo is given: it leaves while the draft is still open
    give(tab, photo(500, 400))
    record = sign(tab)
    tab.until("outbox.custody(a)?.state === 'recue'", record)
    assert shown(tab)["custody"] == "Reçue · 1 photo encore sur la tablette"
    assert shown(tab)["custody_kind"] == "warn"
    picture = draft(tab)["pictures"][0]["id"]
    body = {"id": record, "visit_id": planned["id"], "family_id": planned["family_id"], "kind": "vad_1m",
            "outcome": "refusee", "author_name": NURSE["name"], "captured_at": "2026-11-22T09:00:00.000Z",
            "corrects": None, "corrected_by": None, "body": {"forms": {}, "notes": []},
            "attachments": [{"id": picture, "kind": "photo", "caption": "", "custody": "attendue"}]}  # fmt: skip
    seen = {**planned["body"], "status": "refusee", "record": {"id": record, "digest": "x", "custody": "recue"}}
    kaya.docs[NURSE["id"]] += [
        {"kind": "record", "id": record, "family_id": planned["family_id"], "body": body},
        {**planned, "body": seen},
    ]
    tab.run("syncNow()")
    tab.until("drafts.drafts().length === 0")
    tab.page.wait_for_function("shown.pictures.list[0]?.url")
    assert shown(tab, "pictures")["list"][0]["custody"] == "Sur la tablette"
    tab.run("screens.go('tournee')")
    tab.run("screens.pickDay(a)", planned["body"]["planned_on"])
    assert shown(tab, "round")["stops"][0]["custody"] == "Reçue · 1 photo encore sur la tablette"
    kaya.full = False
    tab.run("store.db.photos.toCollection().modify({retry_at: 0})")
    tab.run("syncNow()")
    all_received(tab)
    assert shown(tab, "round")["stops"][0]["custody"] == "Reçue"
    kaya.docs[NURSE["id"]].append(
        {"kind": "record", "id": record, "family_id": planned["family_id"],
         "body": {**body, "attachments": [{**body["attachments"][0], "custody": "vue"}]}}
    )  # fmt: skip
    tab.run("syncNow()")
    tab.run("screens.openVisit(a)", planned["id"])
    assert shown(tab, "pictures")["list"][0]["custody"] == "Vue par l’équipe"


@pytest.mark.long
def test_after_thirty_days_an_acknowledged_picture_leaves_the_tablet(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(500, 400))
    sign(tab)
    all_received(tab)
    kaya.ahead = timedelta(days=-31)  # the office's hour counts
    tab.run("syncNow()")
    assert dump(tab)["fieldvisit/blobs"] == dump(tab)["fieldvisit/photos"] == []


@pytest.mark.long
def test_a_note_that_no_server_takes_is_said_to_be_too_long_and_stays(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    tab.run("screens.noteTyped({target: {value: 'é'.repeat(100_001)}})")
    assert "trop long" in shown(tab)["note_problem"]
    tab.run("screens.addNote()")
    assert len(draft(tab)["note_text"]) == 100_001 and draft(tab)["notes"] == []
    tab.run("screens.startEnding('refusee')")
    assert not shown(tab)["signable"]
    tab.run("screens.noteTyped({target: {value: 'é'.repeat(100_000)}})")
    assert shown(tab)["note_problem"] == "" and shown(tab)["signable"]


@pytest.mark.long
def test_a_caption_cut_at_its_limit_never_ends_in_half_a_character(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(400, 300))
    picture = draft(tab)["pictures"][0]["id"]
    tab.run("screens.captionTyped(a[0], {target: {value: 'a'.repeat(299) + a[1]}})", [picture, "🙂"])
    said = "drafts.drafts()[0].value.pictures[0].caption"
    assert tab.run(f"{said}.isWellFormed()"), "no server takes it, and once signed nobody could put it right"
    tab.run("screens.captionTyped(a, {target: {value: 'Le berceau\\0'}})", picture)
    assert tab.run(said) == "Le berceau"


@pytest.mark.long
def test_a_correction_asks_nobody_for_a_signature_that_was_given(tablet, kaya):
    kaya.docs[NURSE["id"]][-2]["body"]["agreements"] = []
    tab = tablet().enter()
    open_visit(tab, kaya)
    tab.run("screens.openPhotos('')")
    tab.run("screens.setPhotoAgreement('Accordé')")
    tab.run("screens.setPhotoMode('Signature sur tablette')")
    what = {"kind": "signature", "caption": "Accord pour les photos", "item": None, "child_id": None,
            "signer": {"role": "famille", "name": "Aylin Kaya", "person_id": MOTHER["id"]},
            "mime": "image/png", "width": 1, "height": 1, "taken_at": "2026-11-22T09:00:00.000Z"}  # fmt: skip
    kept = "album.keepPicture(drafts.drafts()[0].id, a, new Uint8Array([1, 2, 3])).then(() => screens.openPhotos(''))"
    tab.run(kept, what)
    tab.until("drafts.drafts()[0].value.pictures.length === 1")
    first = sign(tab)
    for turn in range(2):
        tab.run("screens.correct()")
        tab.run("screens.correctionReasonTyped({target: {value: 'Erreur de saisie'}})")
        tab.run("screens.startEnding()")
        assert shown(tab)["problems"] == [], f"correction {turn + 1}"
        tab.run("screens.sign()")
        assert shown(tab)["stage"] == "signed"
    tab.until("outbox.unsent().length === 0")
    bodies = kaya.bodies()
    assert [one["photo_agreement"]["mode"] for one in bodies] == ["Signature sur tablette"] * 3
    assert bodies[1]["corrects"] == first and "attachments" not in bodies[1] and "photo_signed" not in bodies[1]


@pytest.mark.long
def test_acknowledged_pictures_make_room_for_words_and_for_a_signature(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(500, 400))
    sign(tab)
    all_received(tab)
    tab.run("screens.correct()")
    tab.page.evaluate("""() => {
        const { put } = IDBObjectStore.prototype;
        const { delete: remove } = IDBObjectStore.prototype;
        let full = true;
        IDBObjectStore.prototype.put = function (...row) {
            if (full && this.name === 'drafts') throw new DOMException('full', 'QuotaExceededError');
            return put.apply(this, row);
        };
        IDBObjectStore.prototype.delete = function (...key) {
            full &&= this.name !== 'blobs';
            return remove.apply(this, key);
        };
    }""")
    tab.run("screens.correctionReasonTyped({target: {value: 'Un mot de plus'}})")
    tab.run("drafts.settled()")
    assert "plein" not in tab.device["storage_sentence"] and dump(tab)["fieldvisit/blobs"] == []
    assert len(rows(tab)) == 1, "what is said of the photo stays"


@pytest.mark.long
def test_a_photo_closed_for_want_of_an_agreement_is_asked_again_and_received(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(500, 400))
    blob = rows(tab)[0]["blob"]
    kaya.blob_words[blob] = {"word": "invalid", "sentence": "La famille n’a pas donné son accord pour les photos."}
    sign(tab)
    tab.until("album.all()[0].state === 'invalid'")
    assert shown(tab, "pictures")["list"][0]["custody"] == "Sans accord de la famille"
    asked = kaya.calls.count("/api/sync/blobs")
    tab.run("syncNow()")
    assert kaya.calls.count("/api/sync/blobs") == asked, "not at each contact"
    del kaya.blob_words[blob]  # she agreed since
    tab.run("store.db.photos.toCollection().modify({retry_at: 0})")
    tab.run("syncNow()")
    all_received(tab)
    assert shown(tab, "pictures")["list"][0]["sentence"] == ""


@pytest.mark.long
def test_a_visit_sent_back_is_signed_again_although_the_family_takes_its_agreement_back(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(500, 400))
    record = draft(tab)["id"]
    kaya.words[record] = {"word": "invalid", "sentence": "À corriger."}
    assert sign(tab) == record
    tab.until("outbox.custody(a)?.state === 'invalide'", record)
    del kaya.words[record]
    tab.run("screens.takeUp()")
    tab.run("screens.openPhotos('')")
    tab.run("screens.setPhotoAgreement('Refusé')")
    assert shown(tab, "pictures")["list"][0]["locked"], "what was signed stays"
    sign(tab)
    tab.until("outbox.custody(a)?.state === 'recue'", record)
    assert kaya.bodies()[0]["photo_agreement"]["status"] == "Refusé"
    assert len(kaya.bodies()[0]["attachments"]) == 1


@pytest.mark.long
def test_more_pictures_than_the_office_takes_are_said_before_the_signature(tablet, kaya):
    tab = tablet().enter()
    open_visit(tab, kaya)
    give(tab, photo(400, 300))
    value = draft(tab)
    more = [{**value["pictures"][0], "id": str(uuid.uuid4())} for _ in range(61)]
    tab.run("drafts.saveDraft(a.id, a)", {**value, "pictures": [*value["pictures"], *more]})
    tab.run("screens.startEnding('refusee')")
    (problem,) = shown(tab)["problems"]
    assert "retirez-en 2 avant de signer" in problem["sentence"]
