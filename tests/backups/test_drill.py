"""The restore drill: what was sealed opens again elsewhere, and a tablet sends what the backup had not."""

import base64
import hashlib
import threading
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel, select

from fieldvisit import db, feed
from fieldvisit.access.account import Account
from fieldvisit.backups import putting_back, strongbox, taking
from fieldvisit.db import new_id
from fieldvisit.kind import Kind
from fieldvisit.pictures.picture import Picture
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.sync import sealing
from tests.backups.conftest import configured
from tests.pictures import drawn
from tests.sync import photos
from tests.sync.tablet import visit_record
from tests.sync.test_drafts import backup, get, take, text_of
from tests.sync.test_drafts import send as send_drafts

CANARY = "canari-sauvegarde-5c21"


def signed(tablet, visit, now, **changes) -> bytes:
    return tablet.line("visit_record", visit_record(visit, now, **changes), family_id=visit.family_id)


def rows(engine) -> dict[str, int]:
    with engine.connect() as connection:
        tables = SQLModel.metadata.sorted_tables
        return {t.name: connection.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in tables}


def test_the_drill(place, elsewhere, plan, cast, now, tmp_path):
    claire, first, second = place.tablet(cast.claire), plan(), plan("petit")
    draft = new_id()
    assert send_drafts(claire, backup(claire, draft, CANARY, 1)) == ["received"]
    photo = photos.take(first, record := new_id(), now, drawn.jpeg())
    assert [word["word"] for word in photos.push(claire, first, record, now, photo)] == ["received", "received"]
    assert photos.send(claire, photo)["word"] == "received"
    kept = signed(claire, plan(), now)
    claire.push(kept)
    claire.pull_all()
    before = rows(place.engine)

    told = place.take(target := tmp_path / "nuit.fvb")
    assert told.sha256 == hashlib.sha256(target.read_bytes()).hexdigest() and told.pictures == 1
    assert target.stat().st_mode & 0o077 == 0
    late = signed(claire, second, now)
    assert claire.push(late)[0]["word"] == "received"

    done = elsewhere.put_back(target)
    assert done.opens and done.pictures == 1 and done.former is None
    assert rows(elsewhere.engine) == before | {"epoch": before["epoch"] + 1}

    with elsewhere.client() as client:
        claire.client = client
        epoch = claire.epoch
        claire.pull_all()
        assert claire.epoch != epoch, "a tablet learns that this is another life of the database"
        assert [word["word"] for word in claire.push(kept, late)] == ["identical", "received"]
        spare = elsewhere.tablet(cast.claire)
        assert [entry["id"] for entry in get(spare)] == [str(draft)]
        assert text_of(take(spare, draft, claire)) == CANARY
        assert photos.get(claire, photo).content == photo.blob
    with db.reading(elsewhere.engine) as session:
        assert len(session.exec(select(VisitRecord)).all()) == 3
        assert session.exec(select(Picture.state)).one() == "recue"
        # New lines of the feed come after all the old ones, on whatever server they are.
        changes = feed.since(session, (0, 0), 10_000, up_to=feed.horizon(session))
        assert [one.seq for one in changes] == sorted(one.seq for one in changes)
        assert {str(late_id) for late_id in session.exec(select(VisitRecord.id))} <= {str(c.record_id) for c in changes}


def test_what_is_written_meanwhile_waits_for_nobody_and_the_backup_is_of_one_moment(place, elsewhere, cast, tmp_path):
    """Two accounts are always written together: a backup holds both or neither."""
    done, writing = threading.Event(), threading.Event()

    def write():
        number = 0
        while not done.is_set():
            number += 1
            with db.writing(place.engine) as session:
                for half in "ab":
                    login = f"{half}{number}"
                    session.add(Account(login=login, name=login, role="tisf", created_at=place.now))
                    session.flush()
            writing.set()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert writing.wait(20)
        place.take(target := tmp_path / "pendant.fvb")
    finally:
        done.set()
        thread.join()
    elsewhere.put_back(target)
    with db.reading(elsewhere.engine) as session:
        logins = set(session.exec(select(Account.login)))
    pairs = {login[1:] for login in logins if login[1:].isdigit()}
    assert pairs and all({f"a{number}", f"b{number}"} <= logins for number in pairs)


def test_the_file_shows_nothing_and_nothing_of_it_can_be_changed(place, cast, tmp_path):
    with db.writing(place.engine) as session:
        session.add(Account(login="x", name=CANARY, role="tisf", created_at=place.now))
    place.take(target := tmp_path / "nuit.fvb")
    content = target.read_bytes()
    assert CANARY.encode() not in content and b"SQLite" not in content and b"BEGIN" not in content
    assert putting_back.check(target, place.config.backup_key).kind == "reelle"
    middle, spoilt = len(content) // 2, tmp_path / "autre.fvb"
    for changed in (
        content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        content[:-1],
        content[: -len(content) // 3],
        content + b"x",
        b"",
        b"une photo",
    ):
        spoilt.write_bytes(changed)
        with pytest.raises((strongbox.Damaged, strongbox.WrongKey)):
            putting_back.check(spoilt, place.config.backup_key)
    with pytest.raises(strongbox.WrongKey):
        putting_back.check(target, strongbox.new_keys()[1])
    with pytest.raises(putting_back.NoKey):
        putting_back.check(target, "")
    with pytest.raises(strongbox.BadKey):
        putting_back.check(target, "abc")


def test_a_base_in_use_is_replaced_only_when_asked_and_the_former_file_is_kept(place, cast, tmp_path):
    place.take(target := tmp_path / "nuit.fvb")
    with db.writing(place.engine) as session:
        session.add(Account(login="apres", name="Après", role="tisf", created_at=place.now))
    with pytest.raises(putting_back.NotEmpty):
        place.put_back(target)
    with db.reading(place.engine) as session:
        assert "apres" in session.exec(select(Account.login)).all()
    done = place.put_back(target, replace=True)
    with db.reading(place.engine) as session:
        assert "apres" not in session.exec(select(Account.login)).all()
    if place.engine.dialect.name == "sqlite":
        with closing(db.connect(f"sqlite:///{done.former}").connect()) as former:
            assert former.exec_driver_sql("SELECT count(*) FROM account WHERE login = 'apres'").scalar_one() == 1


def test_a_restore_that_fails_half_way_leaves_the_base_as_it_was(place, cast, tmp_path, monkeypatch):
    place.take(target := tmp_path / "nuit.fvb")
    before = rows(place.engine)

    def cut(*_):
        raise OSError("no room")

    monkeypatch.setattr(putting_back.of_sqlite, "put", cut)
    monkeypatch.setattr(putting_back.of_postgresql, "set_sequences", cut)
    with pytest.raises(OSError, match="no room"):
        place.put_back(target, replace=True)
    assert rows(place.engine) == before


def test_a_demonstration_is_never_put_where_real_files_are(place, elsewhere, tmp_path):
    place.take(target := tmp_path / "nuit.fvb")
    with pytest.raises(putting_back.OtherKind):
        elsewhere.put_back(target, wanted=Kind.DEMO)


def test_a_key_of_the_environment_is_not_in_the_backup_and_its_lack_is_said(place, elsewhere, cast, tmp_path):
    key = sealing.master_key(place.config)  # made in its folder
    place.tablet(cast.claire)
    place.config = configured(tmp_path / "here", master_key=base64.b64encode(key).decode())
    place.take(target := tmp_path / "nuit.fvb")
    done = elsewhere.put_back(target)
    assert not done.manifest.key_file and not done.opens
    assert not (Path(elsewhere.config.data) / sealing.KEY_FILE).exists()


def test_an_earlier_file_is_never_replaced_and_a_full_disk_leaves_nothing(place, tmp_path, monkeypatch):
    target = tmp_path / "nuit.fvb"
    target.write_text("celle d’hier")
    with pytest.raises(taking.InTheWay):
        place.take(target)
    assert target.read_text() == "celle d’hier"
    folder = tmp_path / "plein"
    folder.mkdir()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(strongbox.Sealing, "finish", full)
    with pytest.raises(taking.NotWritten):
        place.take(folder / "nuit.fvb")
    assert list(folder.iterdir()) == []
    assert not list(Path(place.config.data).glob("sauvegarde*"))


def test_a_backup_of_a_later_version_is_refused_before_anything_changes(place, elsewhere, tmp_path, monkeypatch):
    monkeypatch.setattr("fieldvisit.backups.taking.FORMAT", 2)
    place.take(target := tmp_path / "demain.fvb")
    with pytest.raises(putting_back.TooNew):
        elsewhere.put_back(target)
    assert not sa.inspect(elsewhere.engine).get_table_names()


def test_the_epoch_is_newer_even_when_the_clock_went_back(engine, now):
    with db.writing(engine) as session:
        feed.begin_anew(session, now)
        first = feed.epoch(session)
        feed.begin_anew(session, now - timedelta(days=400))
        assert feed.epoch(session) != first
