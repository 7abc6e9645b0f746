"""Pictures through the real door, on both databases: line and bytes, and the word they get together."""

import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.db import new_id
from fieldvisit.families.person import Agreement
from fieldvisit.pictures import looking, objects, pieces
from fieldvisit.pictures import picture as pictures
from fieldvisit.pictures.picture import Picture
from fieldvisit.settings import Settings
from fieldvisit.sync import blobs
from fieldvisit.sync.drawing import Drawing
from fieldvisit.sync.received import ReceivedLine
from tests.pictures import drawn
from tests.sync import photos
from tests.sync.photos import AGREED, ask, get, put, send, take
from tests.sync.tablet import visit_record


@pytest.fixture
def visit(plan):
    return plan()


@pytest.fixture
def record_id():
    return new_id()


@pytest.fixture
def photo(visit, record_id, now):
    return take(visit, record_id, now, drawn.jpeg())


def rows(engine, table):
    with db.reading(engine) as session:
        return session.exec(select(table)).all()


def state(engine) -> str:
    [one] = rows(engine, Picture)
    return one.state


def files(tmp_path) -> list:
    return [path for path in (tmp_path / "pictures").rglob("*") if path.is_file()]


def test_a_photo_is_received_once_its_line_and_its_bytes_are(claire, visit, record_id, photo, engine, now):
    words = photos.push(claire, visit, record_id, now, photo)
    assert [word["word"] for word in words] == ["received", "received"], words
    assert ask(claire, photo) == [{"sha256": photo.sha256, "received": 0, "whole": False, "word": None, "sentence": ""}]
    assert state(engine) == "attendue"
    told = send(claire, photo)
    assert (told["received"], told["whole"], told["word"]) == (len(photo.blob), True, "received")
    [kept] = rows(engine, Picture)
    assert kept.state == "recue" and kept.sha256 == photo.body["sha256"] and kept.arrived_at == now
    assert ask(claire, photo)[0]["word"] == "received"


def test_bytes_that_come_before_their_line_wait_for_it(claire, visit, record_id, photo, now):
    assert send(claire, photo)["word"] is None
    assert ask(claire, photo)[0] | {"word": None, "whole": True} == ask(claire, photo)[0]
    photos.push(claire, visit, record_id, now, photo)
    assert ask(claire, photo)[0]["word"] == "received"


def test_a_photo_that_comes_before_its_visit_waits_for_it(claire, visit, record_id, photo, engine, now):
    line = photos.line(claire, visit, photo)
    [word] = claire.push(line)
    assert word["word"] == "later" and "visite" in word["sentence"]
    assert rows(engine, Picture) == []
    photos.push(claire, visit, record_id, now)
    assert [word["word"] for word in claire.push(line, line)] == ["received", "identical"]


def test_cut_at_each_piece_it_goes_on_where_it_stopped(claire, visit, record_id, engine, now):
    photo = take(visit, record_id, now, drawn.noisy(300_000))
    photos.push(claire, visit, record_id, now, photo)
    step, at = len(photo.blob) // 7 + 1, 0
    while at < len(photo.blob):
        assert ask(claire, photo)[0]["received"] == at
        told = put(claire, photo, at, step).json()
        at = told["received"]
    assert told["whole"] and told["word"] == "received"


def test_a_piece_out_of_order_says_where_to_go_on(claire, photo):
    half = len(photo.blob) // 2
    assert put(claire, photo, half).status_code == 409
    assert put(claire, photo, 0, half).json()["received"] == half
    for offset in (0, half - 1, half + 1):
        answer = put(claire, photo, offset, 10)
        assert answer.status_code == 409 and answer.json()["received"] == half and answer.json()["sentence"]
    assert put(claire, photo, half).json()["whole"]


def test_bytes_with_another_digest_are_refused_and_the_true_ones_taken(claire, photo, tmp_path):
    wrong = photos.Photo(photo.id, photo.content, bytes(len(photo.blob)), photo.body)
    answer = put(claire, wrong)
    assert answer.status_code == 422 and answer.json()["received"] == 0 and answer.json()["sentence"]
    assert files(tmp_path) == []
    assert send(claire, photo)["whole"]


def test_more_than_twelve_megabytes_are_refused_before_they_travel(claire, photo):
    assert put(claire, photo, 0, 10, size=pieces.LARGEST + 1).status_code == 413
    large = photos.Photo(photo.id, b"", bytes(pieces.LARGEST_PIECE + 1), photo.body)
    assert put(claire, large).status_code == 413


@pytest.mark.parametrize("query", ["", "?offset=0", "?offset=-1&size=10", "?offset=0&size=1e3", "?offset=x&size=10"])
def test_a_question_that_cannot_be_read_gets_a_sentence(claire, photo, query):
    headers = {"cookie": f"fieldvisit_session={claire.token}"}
    for digest in (photo.sha256, "..", "A" * 64):
        answer = claire.client.put(f"/api/sync/blobs/{digest}{query}", content=b"x", headers=headers)
        assert answer.status_code in (400, 404) and answer.status_code < 500
    for body in ({}, {"blobs": 3}, {"blobs": [3]}, {"blobs": [{"sha256": "x"}]}, {"blobs": [{}] * 1_000}):
        assert claire.post("/api/sync/blobs", body).status_code == 400


NOT_PICTURES = {
    "not a photo": (b"%PDF-1.7 " + bytes(500), "JPEG"),
    "200 megapixels": (drawn.huge_png(), "40 millions"),
    "cut": (drawn.jpeg()[:-200], "incomplète"),
    "empty inside": (bytes(1_000), "JPEG"),
}


@pytest.mark.parametrize("content", NOT_PICTURES.values(), ids=NOT_PICTURES)
def test_what_cannot_be_shown_is_kept_and_said(claire, visit, record_id, engine, now, content):
    content, words = content
    photo = take(visit, record_id, now, content)
    photos.push(claire, visit, record_id, now, photo)
    told = send(claire, photo)
    assert told["whole"] and told["word"] == "invalid" and words in told["sentence"]
    assert state(engine) == "illisible"
    assert ask(claire, photo)[0]["sentence"] == told["sentence"]
    assert get(claire, photo).content == photo.blob


def test_bytes_that_are_not_those_of_the_line_are_kept_and_said(claire, visit, record_id, now, engine):
    true, other = (take(visit, record_id, now, drawn.jpeg(colour=colour)) for colour in ("tan", "red"))
    swapped = true.with_blob(other.blob)
    photos.push(claire, visit, record_id, now, swapped)
    told = send(claire, swapped)
    assert told["word"] == "invalid" and "annoncée" in told["sentence"] and state(engine) == "illisible"


def test_the_digest_of_the_picture_itself_is_checked(claire, visit, record_id, now):
    photo = take(visit, record_id, now, drawn.jpeg(), sha256=hashlib.sha256(b"other").hexdigest())
    photos.push(claire, visit, record_id, now, photo)
    assert send(claire, photo)["word"] == "invalid"


def test_a_photo_that_the_record_names_with_another_digest_is_invalid(claire, visit, record_id, photo, now):
    named = photo.named | {"sha256": "0" * 64}
    words = photos.push(claire, visit, record_id, now, photo, attachments=[named])
    assert [word["word"] for word in words] == ["received", "invalid"]


def test_a_photo_of_another_family_is_refused(claire, visit, record_id, photo, now, cast):
    photos.push(claire, visit, record_id, now)
    [word] = claire.push(photos.line(claire, visit, photo, family_id=cast.petit.id))
    assert word["word"] == "refused" and "famille" in word["sentence"]


def test_a_photo_of_a_colleague_s_visit_is_refused(claire, tablet_of, visit, record_id, photo, now, engine):
    photos.push(claire, visit, record_id, now)
    ines = tablet_of("ines")
    [word] = ines.push(photos.line(ines, visit, photo))
    assert word["word"] == "refused" and "collègue" in word["sentence"] and rows(engine, Picture) == []


def test_a_photo_of_a_refused_visit_is_refused_with_it(tablet_of, visit, record_id, photo, now):
    nadia = tablet_of("nadia")
    words = photos.push(nadia, visit, record_id, now, photo)
    assert [word["word"] for word in words] == ["refused", "refused"] and words[1]["sentence"]


def test_a_photo_of_a_visit_to_be_put_right_waits_for_it(claire, visit, record_id, photo, now):
    words = photos.push(claire, visit, record_id, now, photo, started_at=None)
    assert [word["word"] for word in words] == ["invalid", "later"]
    assert [word["word"] for word in photos.push(claire, visit, record_id, now, photo)] == ["received", "received"]


def test_the_photos_of_a_visit_written_twice_are_kept_with_their_own(claire, visit, record_id, now, engine):
    photos.push(claire, visit, record_id, now)
    other_id = new_id()
    photo = take(visit, other_id, now, drawn.jpeg())
    words = photos.push(claire, visit, other_id, now, photo, notes=[{"at": None, "text": "autre"}])
    assert [word["word"] for word in words] == ["diverged", "received"]
    assert send(claire, photo)["word"] == "received"


def test_a_visit_written_twice_says_itself_that_photos_were_agreed(claire, visit, record_id, now):
    photos.push(claire, visit, record_id, now, photo_agreement=None)
    for other_id, agreement, word in ((new_id(), AGREED, "received"), (new_id(), None, "invalid")):
        photo = take(visit, other_id, now, drawn.jpeg())
        photos.push(claire, visit, other_id, now, photo, photo_agreement=agreement)
        assert send(claire, photo)["word"] == word


def agree(engine, cast, now, **changes) -> Agreement:
    with db.writing(engine) as session:
        given = Agreement(
            **{
                "family_id": cast.benali.id,
                "kind": "accord_photo",
                "status": "Accordé",
                "collected_at": now - timedelta(days=30),
                "collected_by": cast.claire.id,
            }
            | changes
        )
        session.add(given)
    return given


@pytest.mark.parametrize(
    ("agreement", "earlier", "word"),
    [
        (AGREED, None, "received"),
        (None, None, "invalid"),
        (AGREED | {"status": "Refusé"}, None, "invalid"),
        (None, {}, "received"),
        (None, {"status": "Refusé"}, "invalid"),
        (None, {"withdrawn": True}, "invalid"),
        (None, {"expired": True}, "invalid"),
        (AGREED | {"status": "Refusé"}, {}, "invalid"),
    ],
)
def test_a_photo_needs_the_family_s_agreement_in_force(
    claire, visit, record_id, photo, engine, cast, now, today, agreement, earlier, word
):
    if earlier is not None:
        given = dict(earlier)
        if given.pop("withdrawn", False):
            given["withdrawn_at"] = now - timedelta(days=1)
        if given.pop("expired", False):
            given["expires_on"] = today - timedelta(days=1)
        agree(engine, cast, now, **given)
    photos.push(claire, visit, record_id, now, photo, photo_agreement=agreement)
    told = send(claire, photo)
    assert told["word"] == word
    if word == "invalid":
        assert "accord" in told["sentence"] and state(engine) == "sans_accord"


def test_the_agreement_asked_during_the_visit_is_kept_as_one(claire, visit, record_id, now, engine):
    photos.push(claire, visit, record_id, now)
    kinds = {one.kind: (one.status, one.expires_on is not None) for one in rows(engine, Agreement)}
    assert kinds == {"accord_vad": ("Accordé", True), "accord_photo": ("Accordé", True)}


def test_once_the_family_agrees_a_photo_kept_closed_is_received(claire, visit, record_id, photo, engine, cast, now):
    photos.push(claire, visit, record_id, now, photo, photo_agreement=None)
    assert send(claire, photo)["word"] == "invalid"
    agree(engine, cast, now)
    assert ask(claire, photo)[0]["word"] == "received" and state(engine) == "recue"


def test_a_signature_needs_no_agreement_and_says_who_signed(claire, visit, record_id, now, engine):
    signer = {"role": "famille", "name": "Samira Benali", "person_id": None}
    signed = take(visit, record_id, now, drawn.signature(), kind="signature", mime="image/png", signer=signer)
    photos.push(claire, visit, record_id, now, signed, photo_agreement=None)
    assert send(claire, signed)["word"] == "received"
    assert rows(engine, Picture)[0].signer == signer


BAD_BODIES = {
    "no key": lambda body: body | {"blob": body["blob"] | {"key": "AAAA"}},
    "no blob": lambda body: body | {"blob": None},
    "another size": lambda body: body | {"blob": body["blob"] | {"size": 3}},
    "too large": lambda body: body | {"size": pieces.LARGEST},
    "no digest": lambda body: body | {"sha256": 3},
    "another kind": lambda body: body | {"kind": "video"},
    "another format": lambda body: body | {"mime": "image/svg+xml"},
    "no record": lambda body: body | {"record_id": "x"},
    "no child of hers": lambda body: body | {"child_id": str(new_id())},
    "caption": lambda body: body | {"caption": "x" * 501},
    "signer": lambda body: body | {"signer": {"role": "voisin"}},
}


@pytest.mark.parametrize("change", BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_line_against_the_rules_is_invalid_with_its_reason(claire, visit, record_id, photo, now, change, engine):
    photos.push(claire, visit, record_id, now)
    photo.body = change(photo.body)
    [word] = claire.push(photos.line(claire, visit, photo))
    assert word["word"] == "invalid" and word["sentence"] and rows(engine, Picture) == []


@pytest.mark.parametrize(
    "named", [3, [3], [{"id": "x"}], [{"id": str(new_id()), "kind": "photo", "sha256": "0" * 64}] * 61]
)
def test_a_record_names_its_pictures_by_their_shape(claire, visit, record_id, now, named):
    [word] = photos.push(claire, visit, record_id, now, attachments=named)
    assert word["word"] == "invalid"


def test_a_record_keeps_what_a_newer_tablet_says_of_its_pictures(claire, visit, record_id, photo, now, engine):
    [word, _] = photos.push(claire, visit, record_id, now, photo, attachments=[photo.named | {"of_tomorrow": 1}])
    assert word["word"] == "received"


def test_without_a_session_only_announced_bytes_are_taken(claire, visit, record_id, photo, now, tmp_path):
    claire.token = None
    assert put(claire, photo).status_code == 403 and files(tmp_path) == []
    assert ask(claire, photo)[0]["received"] == 0
    photos.push(claire, visit, record_id, now, photo)
    assert put(claire, photo, 0, 100, size=200).status_code == 403
    assert send(claire, photo)["word"] == "received"
    assert ask(claire, photo)[0]["whole"] and get(claire, photo).status_code == 401


def test_without_a_session_nobody_learns_what_a_colleague_sent(claire, photo):
    send(claire, photo)
    claire.token = None
    assert ask(claire, photo)[0] == {
        "sha256": photo.sha256,
        "received": 0,
        "whole": False,
        "word": None,
        "sentence": "",
    }


def test_no_answer_tells_whether_another_family_has_the_same_picture(claire, tablet_of, plan, now):
    same, nadia = drawn.jpeg(), tablet_of("nadia")
    hers, theirs = plan(), plan("roche", "nadia")
    first_id, second_id = new_id(), new_id()
    first, second = take(hers, first_id, now, same), take(theirs, second_id, now, same)
    photos.push(claire, hers, first_id, now, first)
    send(claire, first)
    photos.push(nadia, theirs, second_id, now, second)
    assert first.sha256 != second.sha256 and ask(nadia, second)[0]["received"] == 0


def test_a_colleague_s_session_carries_a_sealed_outbox(claire, tablet_of, visit, record_id, photo, now, engine):
    photos.push(claire, visit, record_id, now, photo)
    claire.token = tablet_of("ines").token
    assert send(claire, photo)["word"] == "received"


def test_a_draft_s_bytes_come_back_to_whoever_sent_them_and_to_nobody_else(claire, tablet_of, photo):
    assert get(claire, photo).status_code == 404
    send(claire, photo)
    answer = get(claire, photo)
    assert answer.content == photo.blob and answer.headers["cache-control"] == "no-store"
    assert get(tablet_of("ines"), photo).status_code == 404


def test_a_draft_s_bytes_are_its_author_s_whoever_carried_them(claire, tablet_of, photo, engine, cast, now):
    """What a signed draft names may be sent without a session, and read by its author."""
    ines = tablet_of("ines")
    with db.writing(engine) as session:
        pictures.claim(session, [photo.sha256], cast.claire.id, now, signed=True)
    anonymous, ines.token, token = claire, None, ines.token
    assert send(ines, photo)["whole"]
    ines.token = token
    assert get(anonymous, photo).content == photo.blob and get(ines, photo).status_code == 404


def test_reading_back_a_picture_of_a_file_is_journaled(claire, visit, record_id, photo, now, engine):
    photos.push(claire, visit, record_id, now, photo)
    send(claire, photo)
    get(claire, photo)
    lines = [one for one in rows(engine, AccessEvent) if one.subject_id == photo.id]
    assert [one.what for one in sorted(lines, key=lambda one: one.id)] == ["ecriture", "lecture"]


def test_on_the_disk_there_is_nothing_to_read(claire, visit, record_id, photo, now, tmp_path):
    photos.push(claire, visit, record_id, now, photo)
    send(claire, photo)
    [kept] = files(tmp_path)
    assert kept.read_bytes() == photo.blob and photo.content[:200] not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


def test_a_full_disk_is_said_and_what_it_took_is_not_believed(
    claire, visit, record_id, photo, now, monkeypatch, engine
):
    photos.push(claire, visit, record_id, now, photo)

    def full(handle):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        answer = put(claire, photo)
        assert answer.status_code == 507 and "place" in answer.json()["sentence"]
        assert put(claire, photo, 0, 100).status_code == 507
    assert ask(claire, photo)[0]["received"] == 0 and state(engine) == "attendue"
    assert send(claire, photo)["word"] == "received"


def test_a_store_that_does_not_answer_is_tried_again(claire, photo, monkeypatch):
    def away(self, path, content):
        raise ConnectionError("no route")

    monkeypatch.setattr(objects.Objects, "_write", away)
    answer = put(claire, photo)
    assert answer.status_code == 503 and answer.json()["sentence"]


def test_a_database_gone_gives_no_word_and_the_bytes_are_there_when_it_is_back(
    claire, visit, record_id, photo, now, monkeypatch, door
):
    photos.push(claire, visit, record_id, now, photo)

    def gone(*_, **__):
        raise sa.exc.OperationalError("select", {}, Exception("server closed the connection"))

    with monkeypatch.context() as patched:
        patched.setattr(pictures, "of_blobs", gone)
        told = put(claire, photo)
        assert told.status_code == 200 and told.json()["whole"] and told.json()["word"] is None
        patched.setattr(db, "reading", gone)
        answer = put(claire, photo)
        assert answer.status_code == 503 and "réessaiera" in answer.json()["sentence"]
    assert ask(claire, photo)[0]["word"] == "received"


def test_the_same_line_for_two_pictures_spoils_neither(claire, tablet_of, visit, record_id, photo, plan, now):
    """Whoever says that someone's bytes are hers gets a bad word; the true author keeps her good one."""
    nadia, theirs, their_id = tablet_of("nadia"), plan("roche", "nadia"), new_id()
    stolen = take(theirs, their_id, now, drawn.jpeg())
    stolen.body["blob"] = photo.body["blob"] | {"key": stolen.body["blob"]["key"]}
    photos.push(nadia, theirs, their_id, now, stolen)
    photos.push(claire, visit, record_id, now, photo)
    assert send(claire, photo)["word"] == "received"
    assert ask(nadia, photo)[0]["word"] == "invalid" and ask(claire, photo)[0]["word"] == "received"


def test_a_photo_does_not_change_what_was_received_of_its_visit(claire, visit, record_id, photo, now, engine):
    photos.push(claire, visit, record_id, now, photo)
    send(claire, photo)
    words = {row.kind: row.word for row in rows(engine, ReceivedLine)}
    assert words == {"visit_record": "received", "attachment": "received"}
    again = claire.line("visit_record", visit_record(visit, now), family_id=visit.family_id)
    assert claire.push(again)[0]["word"] == "diverged"


def test_a_draft_that_names_its_pictures_makes_them_its_author_s(claire, tablet_of, visit, photo, now):
    body = {"visit_id": None, "family_id": None, "value": {}, "blobs": [photo.sha256, 3], "saved_at": None}
    line = claire.line("draft", body, revision=1)
    assert claire.post("/api/sync/drafts", line).json()["words"][0]["word"] == "received"
    colleague = tablet_of("ines")
    own, claire.token = claire.token, colleague.token
    send(claire, photo)
    claire.token = own
    assert get(claire, photo).content == photo.blob


def test_only_what_no_signed_line_announces_is_cleaned_and_only_once_it_is_old(
    claire, visit, record_id, photo, now, engine, door, cast
):
    draft, forgotten, begun = (take(visit, record_id, now, drawn.jpeg()) for _ in range(3))
    photos.push(claire, visit, record_id, now, photo)
    with db.writing(engine) as session:
        pictures.claim(session, [draft.sha256], cast.claire.id, now, signed=True)
    for one in (photo, draft, forgotten):
        send(claire, one)
    put(claire, begun, 0, 100)
    objects, later = door.blobs.shelf.objects, datetime.now(UTC) + timedelta(days=1)
    assert blobs.clean(engine, objects, later - timedelta(days=2)) == 0
    assert blobs.clean(engine, objects, later) == 2
    assert [ask(claire, one)[0]["received"] for one in (photo, draft, forgotten, begun)] == [
        len(photo.blob),
        len(draft.blob),
        0,
        0,
    ]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_same_door_over_a_store_that_speaks_s3(
    s3, engine, cast, now, tmp_path, plan, tablet_of, client, door, monkeypatch
):
    """Pieces, word, drawing and reading back, with nothing of it on the disk."""
    config = Settings(tmp_path, "", "", 3000, (), storage=s3)
    monkeypatch.setattr(door, "config_of", lambda: config)
    claire, visit, record_id = tablet_of("claire"), plan(), new_id()
    photo = take(visit, record_id, now, drawn.jpeg())
    photos.push(claire, visit, record_id, now, photo)
    assert put(claire, photo, 0, 1_000).json()["received"] == ask(claire, photo)[0]["received"] == 1_000
    assert put(claire, photo, 1_000).json()["word"] == "received"
    assert get(claire, photo).content == photo.blob
    drawn_one = Drawing(engine, door.keyring, door.blobs.shelf).draw(photo.id)
    assert looking.head(door.blobs.shelf.show(drawn_one.shown_as, drawn_one.shown_key, "small")).width == looking.SMALL
    assert files(tmp_path) == []
