"""Pictures read at the office: who may, what it leaves in the journal, and what is said of those that did not come."""

import hashlib
import os
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families.person import Agreement
from fieldvisit.pages import pictures_api
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pictures import looking, objects
from fieldvisit.pictures.picture import Picture, State
from fieldvisit.pictures.shown import Shelf
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from tests.pictures import drawn

NAMED = "0198a000-0000-7000-8000-000000000001"


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    made = Shelf(objects.at("", tmp_path / "pictures"), os.urandom(32))
    monkeypatch.setattr(pictures_api, "shelf", lambda: made)
    monkeypatch.setattr(pictures_api, "_keyring", lambda: None)
    return made


@pytest.fixture
def record(office, engine, now, today):
    """A visit of Claire's that names one picture which has not come, besides those of :func:`keep`."""
    visit = Visit(
        family_id=office.benali.id,
        kind="vad_1m",
        planned_on=today,
        duration_min=60,
        worker_id=office.claire.id,
        status="realisee",
        created_at=now,
        created_by=office.helene.id,
    )
    body = {"kind": "vad_1m", "forms": {"vad": "2.0.0"}, "answers": {}, "child_answers": {}}
    written = VisitRecord(
        family_id=office.benali.id,
        visit_id=visit.id,
        author_id=office.claire.id,
        outcome="realisee",
        body=body,
        digest="0" * 64,
        captured_at=now,
        received_at=now,
    )
    with db.writing(engine) as writer:
        writer.add(visit)
        writer.flush()
        writer.add(written)
    return written


@pytest.fixture
def keep(engine, office, record, shelf, now):
    """``keep(State.RECEIVED)``: a picture of that visit, drawn and on the shelf."""

    def make(state=State.RECEIVED, content=None, **fields) -> Picture:
        seen = looking.draw(content or drawn.jpeg())
        name, key = shelf.keep(seen)
        picture = Picture(
            **{
                "family_id": record.family_id,
                "record_id": record.id,
                "visit_id": record.visit_id,
                "author_id": record.author_id,
                "kind": "photo",
                "caption": "Le coin du bébé",
                "taken_at": now,
                "announced_at": now,
                "arrived_at": now,
                "sha256": "0" * 64,
                "size": 1,
                "width": 1,
                "height": 1,
                "blob_sha256": hashlib.sha256(os.urandom(8)).hexdigest(),
                "blob_size": 17,
                "state": state,
                "shown_as": name,
                "shown_key": key,
                **looking.told(seen),
            }
            | fields
        )
        with db.writing(engine) as writer:
            writer.add(picture)
        return picture

    return make


@pytest.fixture
def read(tab, cookie, record):
    def as_(name):
        client = tab(cookie=cookie(name), path=f"/familles/{record.family_id}")
        client.load(Desk.arrive, FamilyFile.load)
        client.call(FamilyFile.open_record, record_id=str(record.id))
        return client

    return as_


@pytest.fixture
def get(http, cookie):
    def as_(name, picture, size="large"):
        headers = {"cookie": cookie(name)} if name else {}
        return http.get(f"/api/pictures/{picture.id}/{size}", headers=headers)

    return as_


def lines(engine, picture) -> list[AccessEvent]:
    with db.reading(engine) as reader:
        return reader.exec(select(AccessEvent).where(AccessEvent.subject_id == picture.id)).all()


def test_its_bytes_are_given_to_whoever_may_read_the_visit_and_kept_by_no_cache(get, keep):
    answer = get("ines", keep())
    assert answer.status_code == 200 and answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "no-store" and answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("inline; filename=")
    assert max(looking.head(answer.content).width, looking.head(answer.content).height) == 640
    small = get("ines", keep(), "small").content
    assert looking.head(small).width == looking.SMALL


@pytest.mark.parametrize("who", ["sylvie", "nadia", "root", ""])
@pytest.mark.parametrize("size", ["large", "small"])
def test_whoever_may_not_read_the_visit_gets_no_byte_and_learns_nothing(get, keep, engine, who, size):
    picture = keep()
    answer = get(who, picture, size)
    assert answer.status_code == (404 if who else 401) and b"JFIF" not in answer.content
    assert answer.headers["cache-control"] == "no-store" and lines(engine, picture) == []
    unknown = Picture(**picture.model_dump() | {"id": NAMED})
    assert get(who, unknown, size).json() == answer.json()


def test_a_coordinator_reads_it_and_a_private_answer_s_picture_stays_closed_to_her(get, keep):
    assert get("helene", keep()).status_code == 200
    assert get("helene", keep(item="violence")).status_code == 404
    assert get("ines", keep(item="violence")).status_code == 200


@pytest.mark.parametrize("state", [State.AWAITED, State.NOT_AGREED, State.UNREADABLE])
def test_what_is_not_here_or_was_not_agreed_to_is_given_to_nobody(get, keep, state):
    assert get("claire", keep(state)).status_code == 404


@pytest.mark.parametrize("path", ["x/large", f"{NAMED}/huge", f"{NAMED}/../large", "%00/large"])
def test_an_address_that_is_none_gets_a_sentence(http, cookie, path, shelf):
    answer = http.get(f"/api/pictures/{path}", headers={"cookie": cookie("claire")})
    assert answer.status_code == 404


def test_opening_it_large_makes_it_seen_and_leaves_a_line(get, keep, engine, office, now):
    picture = keep()
    assert get("claire", picture).status_code == 200
    with db.reading(engine) as reader:
        assert reader.get_one(Picture, picture.id).state == State.RECEIVED, "its author's own reading is not the team's"
    get("ines", picture, "small")
    with db.reading(engine) as reader:
        assert reader.get_one(Picture, picture.id).state == State.RECEIVED, "a thumbnail was not looked at"
    get("ines", picture)
    with db.reading(engine) as reader:
        found = reader.get_one(Picture, picture.id)
    assert (found.state, found.seen_by, found.seen_at) == (State.SEEN, office.ines.id, now)
    assert {(line.account_id, line.screen) for line in lines(engine, picture)} == {
        (office.claire.id, "photo"),
        (office.ines.id, "photo"),
    }


def test_thumbnails_of_a_visit_just_opened_are_part_of_that_opening(read, get, keep, engine, now, monkeypatch):
    picture = keep()
    read("ines")
    get("ines", picture, "small")
    assert lines(engine, picture) == []
    get("helene", picture, "small")
    assert len(lines(engine, picture)) == 1


def test_a_lost_file_or_another_master_key_is_said_without_an_error(get, keep, shelf, monkeypatch):
    picture = keep()
    monkeypatch.setattr(pictures_api, "shelf", lambda: Shelf(shelf.objects, bytes(32)))
    assert get("ines", picture).status_code == 410
    monkeypatch.setattr(pictures_api, "shelf", lambda: shelf)
    shelf.objects.remove(f"shown/{picture.shown_as.hex[-2:]}/{picture.shown_as}.large")
    answer = get("ines", picture)
    assert answer.status_code == 410 and "administrateur" in answer.json()["sentence"]


def test_on_the_shelf_there_is_nothing_to_read(keep, tmp_path):
    keep()
    kept = [path.read_bytes() for path in (tmp_path / "pictures").rglob("*") if path.is_file()]
    assert len(kept) == 2 and not any(b"JFIF" in content or content[:2] == b"\xff\xd8" for content in kept)


def test_the_visit_shows_its_pictures_and_says_which_are_still_to_come(read, keep, engine, record):
    picture, signer = keep(), {"role": "famille", "name": "Samira Benali"}
    keep(kind="signature", caption="", signer=signer, content=drawn.signature())
    named = [{"id": NAMED, "kind": "photo", "sha256": "0" * 64, "caption": "secret"}]
    named.append({"id": str(picture.id), "kind": "photo", "sha256": "0" * 64, "caption": ""})
    with db.writing(engine) as writer:
        stored = writer.get_one(VisitRecord, record.id)
        stored.body = stored.body | {"attachments": named}
    shown = read("ines").text()
    assert "1 photo sur 2 est arrivée." in shown and "Le coin du bébé" in shown
    assert "Signé par Samira Benali (famille)" in shown and f"/api/pictures/{picture.id}/small" in shown


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([State.AWAITED], "La photo n’est pas encore arrivée."),
        ([State.AWAITED, State.AWAITED], "Aucune des 2 photos n’est encore arrivée."),
        ([State.RECEIVED, State.SEEN, State.AWAITED], "2 photos sur 3 sont arrivées."),
        ([State.UNREADABLE], "Illisible"),
        ([State.NOT_AGREED], "1 photo reste fermée : la famille n’a pas donné son accord."),
    ],
)
def test_what_is_said_of_those_that_cannot_be_shown(read, keep, states, said):
    pictures = [keep(state) for state in states]
    shown = read("ines").text()
    assert said in shown
    hidden = [one for one in pictures if one.state in (State.AWAITED, State.NOT_AGREED)]
    assert not any(str(one.id) in shown for one in hidden)


@pytest.mark.parametrize("who", ["sylvie", "nadia", "root"])
def test_whoever_may_not_read_the_visit_hears_of_no_picture(read, keep, who):
    picture = keep()
    client = read(who)
    client.call(FamilyFile.open_picture, picture_id=str(picture.id))
    assert str(picture.id) not in client.text().replace(f"'picture_id': '{picture.id}'", "")


def test_one_opened_large_says_it_was_seen_once_it_is_closed(read, get, keep):
    picture = keep()
    client = read("ines")
    client.call(FamilyFile.open_picture, picture_id=str(picture.id))
    assert "'viewed_rx_state_': {'id': '" + str(picture.id) in client.text()
    assert "'state': 'Vue par l’équipe'" not in client.text()
    get("ines", picture)
    assert "'state': 'Vue par l’équipe'" in str(client.call(FamilyFile.close_picture))


def test_a_picture_of_another_family_is_not_opened_from_this_one(tab, cookie, keep, office):
    picture = keep()
    client = tab(cookie=cookie("claire"), path=f"/familles/{office.petit.id}")
    client.load(Desk.arrive, FamilyFile.load)
    client.call(FamilyFile.open_picture, picture_id=str(picture.id))
    assert "/large" not in client.text() and "pas ouverte" in client.text()


def test_the_thumbnails_of_an_older_opening_have_a_line_of_their_own(read, get, keep, engine, now, monkeypatch):
    picture = keep()
    read("ines")
    monkeypatch.setattr(pictures_api.who, "now", lambda: now + timedelta(minutes=20))
    get("ines", picture, "small")
    assert len(lines(engine, picture)) == 1


ENDINGS = {
    "withdrawn": ({"withdrawn_at": timedelta(0)}, "La famille a retiré son accord : photos non affichées."),
    "refused since": ({"status": "Refusé"}, "La famille a retiré son accord : photos non affichées."),
    "out of date": ({"expires_on": timedelta(days=-1)}, "est échu : photos non affichées."),
}


@pytest.mark.parametrize("how", ENDINGS)
def test_once_the_agreement_has_ended_photos_are_shown_to_nobody_and_signatures_stay(
    read, get, keep, engine, office, record, now, today, how
):
    photo = keep(caption="Le coin du bébé")
    signature = keep(kind="signature", caption="", signer={"role": "famille", "name": "Samira Benali"})
    agreement = Agreement(
        family_id=record.family_id,
        kind="accord_photo",
        status="Accordé",
        collected_at=now - timedelta(days=30),
        collected_by=office.claire.id,
        expires_on=today,
    )
    with db.writing(engine) as writer:
        writer.add(agreement)
    assert get("ines", photo).status_code == 200 and f"/api/pictures/{photo.id}/small" in read("ines").text()
    changes, sentence = ENDINGS[how]
    with db.writing(engine) as writer:
        kept = writer.get(Agreement, agreement.id)
        for name, value in changes.items():
            base = {"withdrawn_at": now, "expires_on": today}.get(name)
            setattr(kept, name, base + value if base else value)
    for who in ("ines", "claire", "helene"):
        answer = get(who, photo)
        assert answer.status_code == 403 and sentence in answer.json()["sentence"]
        assert get(who, photo, "small").status_code == 403
    shown = read("ines").text()
    assert str(photo.id) not in shown and "Le coin du bébé" not in shown and sentence in shown
    assert "Signé par Samira Benali" in shown and get("ines", signature).status_code == 200
    with db.writing(engine) as writer:
        kept = writer.get(Agreement, agreement.id)
        kept.withdrawn_at, kept.status, kept.expires_on = None, "Accordé", today
    assert get("ines", photo).status_code == 200, "it was kept: a new agreement shows it again"
