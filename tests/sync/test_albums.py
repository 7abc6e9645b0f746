"""What tablets hear of a record's pictures: each with its custody, to whoever may read it."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.db import new_id
from fieldvisit.families.person import Agreement
from fieldvisit.pictures import picture as pictures
from fieldvisit.pictures.picture import Picture
from tests.pictures import drawn
from tests.sync import photos
from tests.sync.photos import send, take
from tests.sync.tablet import stamp

SIGNER = {"role": "famille", "name": "Samira Benali", "person_id": None}


@pytest.fixture
def visit(plan):
    return plan()


@pytest.fixture
def record_id():
    return new_id()


def heard(tablet, record_id) -> list[tuple[str, str]]:
    tablet.pull_all()
    record = tablet.aboard("record").get(str(record_id))
    return None if record is None else [(one["id"], one["custody"]) for one in record["attachments"]]


def test_each_picture_is_awaited_then_received_then_seen(claire, tablet_of, visit, record_id, engine, cast, now):
    first, second = (take(visit, record_id, now, drawn.jpeg(colour=colour)) for colour in ("tan", "red"))
    record = claire.line(
        "visit_record",
        photos.visit_record(visit, now, photo_agreement=photos.AGREED, attachments=[first.named, second.named]),
        id=record_id,
        family_id=visit.family_id,
    )
    claire.push(record)
    assert heard(claire, record_id) == [(str(first.id), "attendue"), (str(second.id), "attendue")]
    claire.push(photos.line(claire, visit, first))
    send(claire, first)
    assert heard(claire, record_id) == [(str(first.id), "recue"), (str(second.id), "attendue")]
    with db.writing(engine) as session:
        pictures.see(session, cast.actor("ines"), session.get(Picture, first.id), now)
    ines = tablet_of("ines")
    assert heard(ines, record_id) == heard(claire, record_id) == [(str(first.id), "vue"), (str(second.id), "attendue")]
    [said, _] = claire.aboard("record")[str(record_id)]["attachments"]
    assert said == {
        "id": str(first.id),
        "kind": "photo",
        "caption": "Le coin du bébé",
        "taken_at": stamp(now),
        "custody": "vue",
    }


def test_what_cannot_be_shown_is_said_so(claire, visit, record_id, now):
    photo = take(visit, record_id, now, b"no photo" * 20)
    photos.push(claire, visit, record_id, now, photo)
    send(claire, photo)
    assert heard(claire, record_id) == [(str(photo.id), "illisible")]


def test_a_photo_that_the_family_did_not_agree_to_is_shown_to_nobody(claire, tablet_of, visit, record_id, now):
    photo = take(visit, record_id, now, drawn.jpeg())
    photos.push(claire, visit, record_id, now, photo, photo_agreement=None)
    send(claire, photo)
    assert heard(claire, record_id) == heard(tablet_of("ines"), record_id) == []


def test_a_family_worker_hears_of_no_picture(claire, tablet_of, visit, record_id, now):
    photo = take(visit, record_id, now, drawn.jpeg())
    photos.push(claire, visit, record_id, now, photo)
    send(claire, photo)
    sylvie = tablet_of("sylvie")
    assert heard(sylvie, record_id) is None and str(photo.id) not in str(sylvie.ask(cursor=None))


def test_a_picture_of_a_private_answer_goes_where_the_answer_goes(claire, tablet_of, plan, cast, now, engine):
    """« violence »: to whoever wrote it, and to doctor, midwife and psychologist."""
    visit, record_id = plan(), new_id()
    photo = take(visit, record_id, now, drawn.jpeg(), item="violence")
    photos.push(claire, visit, record_id, now, photo)
    send(claire, photo)
    told = [(str(photo.id), "recue")]
    assert heard(claire, record_id) == heard(tablet_of("ines"), record_id) == told
    with db.writing(engine) as session:
        session.get(Picture, photo.id).author_id = cast.nadia.id
    assert heard(tablet_of("claire"), record_id) == []


def test_a_correction_shows_the_pictures_that_it_carries_on(claire, visit, record_id, now):
    photo, corrected = take(visit, record_id, now, drawn.jpeg()), new_id()
    photos.push(claire, visit, record_id, now, photo)
    send(claire, photo)
    photos.push(
        claire,
        visit,
        corrected,
        now,
        attachments=[photo.named],
        corrects=str(record_id),
        correction_reason="Une faute",
    )
    assert heard(claire, corrected) == [(str(photo.id), "recue")]


def test_a_colleague_hears_what_was_agreed_of_photos(claire, tablet_of, visit, record_id, now):
    photos.push(claire, visit, record_id, now)
    ines = tablet_of("ines")
    ines.pull_all()
    assert ines.aboard("record")[str(record_id)]["body"]["photo_agreement"] == photos.AGREED


def test_once_the_agreement_is_withdrawn_tablets_hear_of_no_photo_and_are_given_none(
    claire, tablet_of, visit, record_id, engine, now
):
    photo = take(visit, record_id, now, drawn.jpeg())
    signature = take(visit, record_id, now, drawn.jpeg(colour="red"), kind="signature", signer=SIGNER)
    photos.push(claire, visit, record_id, now, photo, signature)
    for each in (photo, signature):
        send(claire, each)
    assert [id for id, _ in heard(tablet_of("ines"), record_id)] == [str(photo.id), str(signature.id)]
    assert photos.get(claire, photo).content == photo.blob
    with db.writing(engine) as session:
        session.exec(select(Agreement).where(Agreement.kind == "accord_photo")).one().withdrawn_at = now
    assert (
        heard(tablet_of("ines"), record_id) == heard(tablet_of("claire"), record_id) == [(str(signature.id), "recue")]
    )
    refused = photos.get(claire, photo)
    assert refused.status_code == 403 and "a retiré son accord" in refused.json()["sentence"]
    assert photos.get(claire, signature).content == signature.blob
