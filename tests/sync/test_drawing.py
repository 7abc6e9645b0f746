"""What is shown is drawn once the tablets are in, by one thread, and taken up again after a stop."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.db import new_id
from fieldvisit.pictures import looking
from fieldvisit.pictures.picture import Picture
from fieldvisit.sync import drawing
from fieldvisit.sync.drawing import Background, Drawing
from tests.pictures import drawn
from tests.sync import photos
from tests.sync.photos import send, take


@pytest.fixture
def sent(claire, plan, now):
    """``sent(content)``: a photo that arrived; its id."""

    def make(*contents):
        visit, record_id = plan(), new_id()
        taken = [take(visit, record_id, now, content) for content in contents]
        photos.push(claire, visit, record_id, now, *taken)
        assert {send(claire, one)["word"] for one in taken} == {"received"}
        return [one.id for one in taken]

    return make


@pytest.fixture
def drawing_of(door, engine):
    return Drawing(engine, door.keyring, door.blobs.shelf)


def one(engine, picture_id) -> Picture:
    with db.reading(engine) as session:
        return session.get_one(Picture, picture_id)


def test_it_is_drawn_from_the_original_once(drawing_of, sent, engine):
    [picture_id] = sent(drawn.jpeg(orientation=6, gps=True))
    found = drawing_of.draw(picture_id)
    assert (found.shown_format, found.shown_width, found.shown_height) == ("JPEG", 480, 640)
    assert found.sha256 != found.shown_sha256, "both digests are kept"
    assert drawing_of.draw(picture_id).shown_as == found.shown_as == one(engine, picture_id).shown_as
    small = drawing_of.shelf.show(found.shown_as, found.shown_key, "small")
    assert looking.head(small).height == looking.SMALL


def test_what_is_broken_inside_is_said_to_be_unreadable_and_its_original_stays(drawing_of, sent, engine, tmp_path):
    whole = bytearray(drawn.signature())
    at = whole.index(b"IDAT") + 10
    whole[at : at + 40] = bytes(40)
    [picture_id] = sent(bytes(whole))
    assert drawing_of.draw(picture_id).state == "illisible"
    assert one(engine, picture_id).sentence and len(list((tmp_path / "pictures").rglob("blobs/*/*"))) == 1


def test_all_that_waits_is_drawn_and_one_that_cannot_be_holds_up_no_other(drawing_of, sent, engine, monkeypatch):
    ids = sent(*(drawn.jpeg(colour=colour) for colour in ("red", "tan", "blue")))
    real = Drawing.draw

    def faulty(self, picture_id):
        if picture_id == ids[0]:
            raise RuntimeError("planted")
        return real(self, picture_id)

    monkeypatch.setattr(Drawing, "draw", faulty)
    assert drawing_of.draw_all() == 2
    assert [one(engine, each).shown_as is not None for each in ids] == [False, True, True]
    monkeypatch.undo()
    assert drawing_of.draw_all() == 1 and drawing_of.draw_all() == 0


def test_the_background_waits_for_quiet_and_ends(drawing_of, sent, engine, monkeypatch):
    monkeypatch.setattr(drawing, "QUIET", 0.2)
    background = Background(drawing_of)
    ids = sent(drawn.jpeg(), drawn.jpeg(colour="red"))
    background.wake()
    background.wake()
    thread = background._thread
    thread.join(10)
    assert not thread.is_alive() and all(one(engine, each).shown_as for each in ids)


def test_what_the_store_lost_is_drawn_again_from_the_original(drawing_of, sent, engine):
    [picture_id] = sent(drawn.jpeg())
    first = drawing_of.draw(picture_id)
    again = drawing_of.draw(picture_id, lost=first.shown_as)
    assert again.shown_as != first.shown_as and one(engine, picture_id).shown_as == again.shown_as
    assert drawing_of.shelf.show(again.shown_as, again.shown_key, "small")
    assert drawing_of.draw(picture_id, lost=first.shown_as).shown_as == again.shown_as


def test_many_at_once_are_drawn_once_and_none_twice(drawing_of, sent, engine, tmp_path):
    """Two processes at the same picture: one row wins, and what it names is whole."""
    [picture_id] = sent(drawn.jpeg())
    first = drawing_of.draw(picture_id)
    with db.writing(engine) as session:
        session.get_one(Picture, picture_id).shown_as = None
    second = drawing_of.draw(picture_id)
    assert first.shown_as != second.shown_as
    assert drawing_of.shelf.show(second.shown_as, second.shown_key, "large")
    with db.reading(engine) as session:
        assert len(session.exec(select(Picture)).all()) == 1
