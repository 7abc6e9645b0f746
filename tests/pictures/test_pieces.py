"""Pieces: resumed at any cut, in order, believed once the whole has its digest."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from fieldvisit.pictures import pieces
from fieldvisit.pictures.pieces import OutOfOrder, TooLarge, WrongDigest


@pytest.fixture
def content():
    return os.urandom(1_000)


@pytest.fixture
def named(content):
    return hashlib.sha256(content).hexdigest()


def test_in_one_piece(store, content, named):
    assert pieces.add(store, named, 1_000, 0, content) == (1_000, content)
    assert pieces.received(store, named) == (1_000, True) and pieces.whole(store, named) == content


def test_in_pieces_of_any_length_cut_and_resumed_at_each(store, content, named):
    at = 0
    for length in (1, 399, 300, 300):
        assert pieces.received(store, named) == (at, False)
        received, whole = pieces.add(store, named, 1_000, at, content[at : at + length])
        at += length
        assert received == at
    assert whole == content and pieces.received(store, named) == (1_000, True)
    assert store.sizes(f"pieces/{named[:2]}/{named}") == {}


def test_a_piece_out_of_order_or_sent_again_says_where_to_go_on(store, content, named):
    for offset, received in ((500, 0), (0, None), (0, 400), (700, 400), (399, 400)):
        piece = content[offset : offset + 400] if offset != 700 else content[700:]
        if received is None:
            pieces.add(store, named, 1_000, offset, piece)
            continue
        with pytest.raises(OutOfOrder) as refused:
            pieces.add(store, named, 1_000, offset, piece)
        assert refused.value.told == {"received": received}


@pytest.mark.parametrize("cuts", [[1_000], [400, 600]])
def test_bytes_with_another_digest_are_not_believed_and_begin_again(store, content, named, cuts):
    wrong, at = bytes(1_000), 0
    with pytest.raises(WrongDigest):
        for length in cuts:
            pieces.add(store, named, 1_000, at, wrong[at : at + length])
            at += length
    assert pieces.received(store, named) == (0, False)
    assert pieces.add(store, named, 1_000, 0, content)[1] == content


def test_more_than_announced_or_than_allowed_is_refused(store, content, named):
    with pytest.raises(TooLarge):
        pieces.add(store, named, pieces.LARGEST + 1, 0, content)
    with pytest.raises(TooLarge):
        pieces.add(store, named, 2 * pieces.LARGEST_PIECE, 0, bytes(pieces.LARGEST_PIECE + 1))
    pieces.add(store, named, 1_000, 0, content[:600])
    with pytest.raises(WrongDigest):
        pieces.add(store, named, 1_000, 600, content[:600])


def test_sending_the_whole_again_changes_nothing(store, content, named):
    pieces.add(store, named, 1_000, 0, content)
    assert pieces.add(store, named, 1_000, 0, content)[0] == 1_000
    assert pieces.add(store, named, 1_000, 400, content[400:]) == (1_000, content)


def test_what_came_long_ago_is_listed_by_its_digest(store, content, named):
    pieces.add(store, named, 1_000, 0, content)
    pieces.add(store, "0" * 64, 1_000, 0, content[:100])
    later = datetime.now(UTC) + timedelta(days=1)
    assert set(pieces.unclaimed(store, later)) == {named, "0" * 64}
    assert pieces.unclaimed(store, later - timedelta(days=2)) == {}


def test_of_two_that_end_an_altered_picture_at_once_both_are_told_to_begin_again(store, content, named, monkeypatch):
    pieces.add(store, named, 1_000, 0, bytes(400))
    get = store.get

    def meanwhile(name):
        store.remove(name)  # the other one had it whole, and found another digest
        return get(name)

    monkeypatch.setattr(store, "get", meanwhile)
    with pytest.raises(OutOfOrder) as refused:
        pieces.add(store, named, 1_000, 400, content[400:])
    assert refused.value.told == {"received": 0}


def test_the_same_pieces_sent_by_several_at_once_make_one_whole(store, content, named):
    def send(_) -> bytes | None:
        at, whole = 0, None
        while whole is None:
            try:
                at, whole = pieces.add(store, named, 1_000, at, content[at : at + 90])
            except OutOfOrder as refused:
                at = refused.told["received"]
        return whole

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(send, range(6))) == {content}
    assert pieces.whole(store, named) == content
