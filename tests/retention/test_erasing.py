"""A family in every table, with a word that is nowhere else: once it is eliminated the word is found nowhere at all."""

import json
import uuid
from datetime import date, datetime, time

import pytest
import sqlalchemy as sa
from fsspec.implementations.local import LocalFileSystem
from sqlmodel import SQLModel, select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families import name_key
from fieldvisit.families.household import Household
from fieldvisit.pictures.looking import Drawn
from fieldvisit.pictures.objects import Objects
from fieldvisit.pictures.picture import BlobOwner, Picture
from fieldvisit.pictures.shown import Shelf
from fieldvisit.retention import erasing
from fieldvisit.retention.disposal_list import ObjectToErase
from fieldvisit.statements import reading
from fieldvisit.statements.timesheet import TimesheetLine, TimesheetOrder
from fieldvisit.sync.received import ReceivedLine

MARK, OTHER = "Zébulonville", "ordinaire"
#: Texts of what stays for the accounts: codes of the county's lists and numbers of papers, never a family's words.
CODES = {
    "household": {"status"},
    "visit": {"kind", "status"},
    "intervention_order": {"number", "frame", "funder", "service", "contribution_scheme", "status"},
    "intervention_session": {"status"},
    "timesheet_line": {"kind", "outcome", "reason"},
    "timesheet_order": {"answer"},
}
#: Tables that name the family by its id and stay: their texts are the service's own words.
STAY = {"access_event", "change", "disposal_line", "round_stop"}


def of_families() -> set[str]:
    """Tables whose rows belong to a family: by a foreign key, over as many others as need be, or by a column's name."""
    found = {"household"}
    named = {"family_id", "visit_id", "person_id"}
    while True:
        more = {
            table.name
            for table in SQLModel.metadata.sorted_tables
            if named & set(table.c.keys()) or any(key.column.table.name in found for key in table.foreign_keys)
        }
        if more <= found:
            return found - STAY
        found |= more


class Filler:
    """One row in every table of families, for one of them. ``mark``: the word in each text that is the family's own."""

    def __init__(self, connection, cast, mark, now):
        self.connection, self.mark, self.now = connection, mark, now
        self.rows = {"account": {"id": cast.claire.id}, "sector": {"id": cast.bourg.id}}
        self.own = of_families()
        self.ids = {name: uuid.uuid4() for name in ("household", "visit", "person")}

    def fill(self) -> uuid.UUID:
        for table in SQLModel.metadata.sorted_tables:
            if table.name in self.own | {"access_event", "disposal_line", "round_stop"}:
                self.row(table)
        return self.ids["household"]

    def row(self, table) -> dict:
        """The family's one row there, made with those that it needs."""
        if table.name not in self.rows:
            values = {column.name: self.value(table, column) for column in table.c}
            self.connection.execute(sa.insert(table).values(values))
            self.rows[table.name] = values
        return self.rows[table.name]

    def value(self, table, column):
        for key in column.foreign_keys:
            parent = key.column.table
            return None if parent is table else self.row(parent)[key.column.name]
        if column.name in ("archived_at", "eliminated_at"):
            return None
        named = {"family_id": "household", "visit_id": "visit", "person_id": "person"}.get(column.name, "")
        if table.name in self.ids and column.name == "id" or named:
            return self.ids[named or table.name]
        kind, key = erasing.kind_of(column), column.primary_key
        made = {
            object: lambda: [self.word(table, column)],
            uuid.UUID: uuid.uuid4,
            bytes: lambda: self.word(table, column).encode(),
            str: lambda: uuid.uuid4().hex * 2 if column.name.endswith("sha256") else self.word(table, column),
            bool: lambda: False,
            int: lambda: 1 + uuid.uuid4().int % 30_000 if key else 1,
            float: lambda: 1.0,
            time: lambda: time(9),
            date: lambda: date.fromordinal(700_000 + uuid.uuid4().int % 9_000),
            datetime: lambda: self.now,
        }
        return made[kind]()

    def word(self, table, column) -> str:
        own = table.name in self.own and column.name not in CODES.get(table.name, ())
        return f"{self.mark if own else OTHER} {uuid.uuid4().hex[:8]}"


@pytest.fixture
def store(tmp_path):
    return Shelf(Objects(LocalFileSystem(), (tmp_path / "photos").as_posix()), bytes(32))


@pytest.fixture
def two(engine, cast, now, store):
    """Two families in every table, and a photo of each in the store, with the bytes that a dropped draft named."""
    found = []
    for mark in (MARK, OTHER):
        with db.writing(engine) as session:
            family_id = Filler(session.connection(), cast, mark, now).fill()
            name_key.refresh(session, [family_id])
            [picture] = session.exec(select(Picture).where(Picture.family_id == family_id))
            picture.shown_as, picture.shown_key = store.keep(Drawn("webp", 1, 1, mark.encode(), mark.encode()))
            draft = uuid.uuid4().hex * 2
            session.add_all((picture, BlobOwner(blob_sha256=draft, account_id=cast.claire.id, signed=True, at=now)))
            raw = json.dumps({"header": json.dumps({"family_id": str(family_id), "pictures": [draft]})}).encode()
            session.connection().execute(
                sa.text("UPDATE draft_backup SET raw = :raw WHERE family_id = :family").bindparams(
                    sa.bindparam("family", family_id, sa.Uuid())
                ),
                {"raw": raw},
            )
            untrusted = {"id": uuid.uuid4(), "raw": raw + mark.encode(), "raw_sha256": uuid.uuid4().hex, "size": 1}
            untrusted |= {"received_at": now, "sentence": "", "reasons": [], "in_force": False, "address": ""}
            session.connection().execute(sa.insert(ReceivedLine.__table__).values(untrusted))
            for sha256 in (picture.blob_sha256, draft):
                store.objects.put(f"blobs/{sha256[:2]}/{sha256}", mark.encode())
        found.append(family_id)
    return found


def everything(engine) -> dict[str, list[str]]:
    with engine.connect() as connection:
        return {
            table.name: sorted(str(tuple(row)) for row in connection.execute(sa.select(table)))
            for table in SQLModel.metadata.sorted_tables
        }


def told(rows: dict[str, list[str]], word: str) -> set[str]:
    """Tables where a word is found, in bytes as well: Python spells them with escapes."""
    spelled = {word, str(word.encode())[2:-1], word.casefold(), "zebulonville" if word == MARK else word}
    return {name for name, lines in rows.items() if any(one in line for one in spelled for line in lines)}


def bytes_on_disk(tmp_path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted((tmp_path / "photos").rglob("*")) if path.is_file())


def test_nothing_of_the_family_is_left_in_any_table_nor_on_the_disk(engine, two, store, now, tmp_path):
    gone, stays = two
    before = everything(engine)
    assert told(before, MARK) >= of_families() - {"absence_cover", "due_position", "name_key"} - without_words()
    assert "name_key" in told(before, MARK)
    with db.writing(engine) as session:
        assert erasing.erase(session, gone, now) > 40
    after = everything(engine)
    assert told(after, MARK) == set()
    with db.writing(engine) as session:
        erasing.erase_objects(session, store.objects)
    assert bytes_on_disk(tmp_path).count(MARK.encode()) == 0
    assert bytes_on_disk(tmp_path).count(OTHER.encode()) == 2, "the other family's photo and draft lie there still"
    with db.reading(engine) as session:
        assert session.exec(select(ObjectToErase)).all() == []
        home = session.get_one(Household, gone)
        assert (home.label, home.eliminated_at, home.address) == ("Dossier éliminé", now, "")
        assert session.exec(select(AccessEvent).where(AccessEvent.family_id == gone)).all(), "the journal only grows"


def without_words() -> set[str]:
    """Tables of families that hold no text at all."""
    return {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if not any(
            erasing.kind_of(column) in (str, object, bytes)
            and not column.name.endswith("sha256") and not column.foreign_keys
            and column.name not in CODES.get(table.name, ())
            for column in table.c
        )
    }  # fmt: skip


def test_no_row_of_another_family_is_touched(engine, two, now):
    before = everything(engine)
    with db.writing(engine) as session:
        erasing.erase(session, two[0], now)
    after = everything(engine)
    for name, lines in before.items():
        own = {line for line in lines if str(two[1]) in line}
        assert own <= set(after[name]), name
    assert told(after, OTHER) == told(before, OTHER)


def test_the_hours_of_closed_statements_stay_without_a_name(engine, two, now):
    with db.writing(engine) as session:
        [before] = session.exec(select(TimesheetLine).where(TimesheetLine.family_id == two[0]))
        before = before.model_dump()
        erasing.erase(session, two[0], now)
    with db.reading(engine) as session:
        [line] = session.exec(select(TimesheetLine).where(TimesheetLine.family_id == two[0]))
        assert line.model_dump() == before
        [said] = session.exec(select(TimesheetOrder).where(TimesheetOrder.family_id == two[0]))
        assert said.signed_by == "La famille" and said.unsigned_reason == said.answer_words == ""
        assert reading._by_id(session, Household, {two[0]})[two[0]].case_number.startswith("éliminé ")


def test_what_stays_for_the_accounts_is_named_and_every_other_column_can_be_emptied():
    for name, columns in erasing.KEPT.items():
        table = SQLModel.metadata.tables[name]
        assert set(columns) <= set(table.c.keys())
        texts = {one for one in columns if erasing.kind_of(table.c[one]) in (str, object)}
        assert texts == CODES[name]
        for column in table.c:
            if column.name not in columns and not column.primary_key:
                erasing.blank(column)


def test_an_elimination_that_fails_half_way_leaves_all_as_it_was(engine, two, now):
    before = everything(engine)
    with pytest.raises(RuntimeError), db.writing(engine) as session:
        erasing.erase(session, two[0], now)
        raise RuntimeError
    assert everything(engine) == before


def test_bytes_that_the_store_did_not_give_up_are_tried_again(engine, two, store, now, tmp_path, monkeypatch):
    with db.writing(engine) as session:
        erasing.erase(session, two[0], now)
    with pytest.raises(OSError), db.writing(engine) as session, monkeypatch.context() as broken:
        broken.setattr(Objects, "remove", lambda *_: (_ for _ in ()).throw(OSError("no answer")))
        erasing.erase_objects(session, store.objects)
    assert MARK.encode() in bytes_on_disk(tmp_path)
    with db.writing(engine) as session:
        assert erasing.erase_objects(session, store.objects) > 0
    assert MARK.encode() not in bytes_on_disk(tmp_path)
