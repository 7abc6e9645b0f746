"""Where bytes lie: whole or not at all, on a disk and on S3, and what a full disk says."""

import os
import subprocess
from datetime import UTC, datetime, timedelta

import pytest

from fieldvisit.pictures import objects
from fieldvisit.pictures.objects import Full, Missing, Unreachable


def test_what_was_put_is_there_and_nothing_else_is(store):
    store.put("blobs/ab/abc", b"content")
    assert store.get("blobs/ab/abc") == b"content" and store.size("blobs/ab/abc") == 7
    assert store.size("blobs/ab/abd") is None and store.sizes("blobs/zz") == {}
    with pytest.raises(Missing):
        store.get("blobs/ab/abd")


def test_another_process_s_writing_is_seen_at_once(store, tmp_path, request):
    assert store.sizes("pieces/ab") == {}
    address = f"s3://{store._root}" if "s3" in request.node.name else ""
    objects.at(address, tmp_path / "pictures").put("pieces/ab/0", b"one")
    assert store.sizes("pieces/ab") == {"0": 3}
    store.remove("pieces/ab/0", "pieces/ab/never")
    assert store.sizes("pieces/ab") == {}


def test_each_name_says_when_it_was_written(store):
    store.put("blobs/ab/abc", b"content")
    [(name, at)] = store.all("blobs")
    assert name == "blobs/ab/abc" and abs(at - datetime.now(UTC)) < timedelta(minutes=5)


def test_a_disk_without_room_says_so_and_leaves_nothing_behind(tmp_path, monkeypatch):
    store = objects.at("", tmp_path)

    def no_room(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(Full):
        store.put("blobs/ab/abc", b"content")
    monkeypatch.undo()
    assert store.size("blobs/ab/abc") is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_really_full_disk_says_so_and_leaves_nothing_behind(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("this machine lets no test mount a small disk")
    try:
        store = objects.at("", disk)
        store.put("blobs/ab/small", bytes(10_000))
        with pytest.raises(Full):
            store.put("blobs/ab/large", bytes(200_000))
        assert store.size("blobs/ab/large") is None and store.size("blobs/ab/small") == 10_000
        assert len([path for path in disk.rglob("*") if path.is_file()]) == 1
    finally:
        subprocess.run(["umount", disk], check=True)


def test_a_store_that_does_not_answer_is_the_server_s_fault(monkeypatch, tmp_path):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "essai")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "essai")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    store = objects.at("s3://personne/photos", tmp_path)
    with pytest.raises(Unreachable):
        store.put("blobs/ab/abc", b"content")
