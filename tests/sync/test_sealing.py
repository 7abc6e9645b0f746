"""Sealing keys at rest, and what opens what."""

import base64
import os
import stat

import pytest

from fieldvisit.db import new_id
from fieldvisit.settings import Settings
from fieldvisit.sync import sealing
from fieldvisit.sync.sealing import BadMasterKey, Keyring, SealingKey, UnknownKey, Unopened


@pytest.fixture
def keyring():
    return Keyring(os.urandom(32))


def test_what_was_sealed_is_opened(session, keyring, now):
    key = keyring.make(session, now)
    enc, ct = sealing.seal(key.public, "à bord".encode(), b"header")
    assert keyring.open(session, key.id, enc, ct, b"header").decode() == "à bord"


def test_another_header_does_not_open_it(session, keyring, now):
    key = keyring.make(session, now)
    enc, ct = sealing.seal(key.public, b"body", b"header")
    with pytest.raises(Unopened):
        keyring.open(session, key.id, enc, ct, b"another")
    with pytest.raises(UnknownKey):
        keyring.open(session, new_id(), enc, ct, b"header")


def test_a_retired_key_opens_and_is_offered_no_more(session, keyring, now):
    old = keyring.make(session, now)
    enc, ct = sealing.seal(old.public, b"body", b"header")
    new = keyring.rotate(session, now)
    session.flush()
    assert [key["key"] for key in sealing.public_keys(session)] == [str(new.id)]
    assert keyring.open(session, old.id, enc, ct, b"header") == b"body"


def test_the_private_half_is_not_in_the_database_in_clear(session, keyring, now):
    key = keyring.make(session, now)
    session.commit()
    other = Keyring(os.urandom(32))
    with pytest.raises(BadMasterKey):
        other.open(session, key.id, *sealing.seal(key.public, b"body", b"h"), b"h")
    assert len(session.get(SealingKey, key.id).private) == 12 + 32 + 16


class TestMasterKey:
    def config(self, tmp_path, text=""):
        return Settings(tmp_path / "data", "", "", 3000, master_key=text)

    def test_the_file_is_made_once_and_for_its_owner_only(self, tmp_path):
        key = sealing.master_key(self.config(tmp_path))
        path = tmp_path / "data" / sealing.KEY_FILE
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert sealing.master_key(self.config(tmp_path)) == key
        assert [each.name for each in path.parent.iterdir()] == [sealing.KEY_FILE]

    def test_a_file_that_others_may_read_is_refused(self, tmp_path):
        sealing.master_key(self.config(tmp_path))
        (tmp_path / "data" / sealing.KEY_FILE).chmod(0o644)
        with pytest.raises(BadMasterKey):
            sealing.master_key(self.config(tmp_path))

    def test_the_environment_comes_first(self, tmp_path):
        key = os.urandom(32)
        assert sealing.master_key(self.config(tmp_path, base64.b64encode(key).decode())) == key
        assert not (tmp_path / "data").exists()

    @pytest.mark.parametrize("text", ["pas une clé", "YQ==", "é"])
    def test_a_key_that_is_no_key_is_refused(self, tmp_path, text):
        with pytest.raises(BadMasterKey):
            sealing.master_key(self.config(tmp_path, text))
