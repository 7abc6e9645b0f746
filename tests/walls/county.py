"""The demo county with a mark in every free word of every family, by which whatever is told can be traced to its row.

Which rows are a family's is found by following the keys of the tables, so that a table of tomorrow is marked too.
"""

import re
import uuid
from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from tests.tisf.canaries import CODES

#: Tables of no family, each with why. One that is neither here nor leads to a household fails the test.
OF_NO_FAMILY = {
    "absence": "a worker's",
    "account": "a worker's",
    "account_event": "a worker's",
    "account_identity": "a worker's",
    "account_sector": "a worker's",
    "alert_rule_change": "the county's thresholds",
    "ban_address": "the national base of addresses",
    "blob_owner": "sealed bytes, by digest",
    "calendar_subscription": "a worker's",
    "change": "positions in the feed: ids and numbers alone",
    "commune": "a place",
    "db_kind": "the database",
    "decision": "the office's own choice about something set aside; named by id",
    "device": "a tablet",
    "device_invitation": "a tablet",
    "device_key": "a tablet",
    "disposal_list": "numbers, days and a visa",
    "draft_backup": "sealed bytes",
    "due_position": "how far the planner has come",
    "epoch": "the database",
    "federated_session": "a worker's",
    "form_switch": "the county's grids",
    "form_version": "the county's grids",
    "growth_reference": "published curves",
    "import_batch": "a file that was read; its rows are marked",
    "import_row": "a row that was read, before it is anybody's; those of a family hang on its notice",
    "journal_disposal": "the journal's own",
    "journal_link": "the journal's own",
    "journal_segment": "the journal's own",
    "licence": "a childminder's, not a family's (decision 009)",
    "licence_decision": "a childminder's",
    "licence_event": "a childminder's",
    "licence_incident": "a childminder's",
    "licence_record": "a childminder's",
    "licence_request": "a childminder's",
    "licence_visit": "a childminder's",
    "login_attempt": "a worker's",
    "login_request": "a worker's",
    "login_session": "a worker's",
    "look": "a worker's",
    "object_to_erase": "names of bytes",
    "outing_order": "a worker's",
    "own_order": "a worker's",
    "received_line": "sealed bytes",
    "recovery_code": "a worker's",
    "round_base": "a place to start from",
    "round_leg": "a road",
    "round_lock": "a plan: ids and hours alone",
    "round_plan": "a plan: ids and hours alone",
    "round_run": "a plan: ids and hours alone",
    "round_stop": "a plan: ids and hours alone",
    "school_check": "of a pupil, who is no family's until recognised: tests/schools",
    "school_event": "a school's",
    "school_holiday": "the calendar",
    "school_pupil": "of a pupil, who is no family's until recognised: tests/schools",
    "school_session": "a school's",
    "sealing_key": "the database",
    "second_factor": "a worker's",
    "sector": "a place",
    "timesheet": "an association's month",
    "urgent_number": "the county's",
    "urgent_number_change": "the county's",
    "working_pattern": "a worker's",
}
#: What rules, places and days are found by, though it looks like words; and what only repeats another column.
KEPT = {
    "access_event": {"screen", "reason", "role", "what"},
    "due_item": {"group"},
    "household": {"case_number", "postcode", "insee", "city", "ban_id", "contact_ok", "languages", "status"},
    "intervention_order": {"number", "funder_reference", "service", "motive"},
    "concern_report": {"reference", "author_name", "author_service", "author_function"},
    "agreement": {"mode"},
    "fact_change": {"name"},
    "support": {"referent"},
    "visit": {"kind"},
}
#: Columns of free words: marked even where the demo county left them empty.
WORDS = set()
for _line in (
    "words note notes reason why outcome_words closing_note cancel_reason undone_words answer_words",
    "returned_words withdrawn_why struck_why correction_reason back_words access_notes safety_notes",
    "daily_instructions daily_notes context facts evolution family_words watch_points proposal unread_reason",
    "chosen_why exemption_reason maternity living_place childcare school disability caption settled_why phone",
    "phone_2 contact_hours indicator",
):
    WORDS |= set(_line.split())
MARK = "CANARI"
_CODE = re.compile(r"[a-z0-9_.:/+\-@]*|[A-Z]{1,4}\d*|\d[\d\- .:T+Z]*")
_FOUND = re.compile(rf"{MARK}([0-9a-f]{{6}})", re.IGNORECASE)
#: Those through which a row is *about* a family; other keys say who did it, or where.
_PEOPLE = {"account", "device", "sector"}


@dataclass(frozen=True)
class Mark:
    """``place``: the class of data that the row itself names, where it does."""

    table: str
    column: str
    row: uuid.UUID
    families: frozenset[uuid.UUID]
    place: str = ""


@dataclass(frozen=True)
class Marked:
    """``rows``: of each family, one id of each table that has any; ``marks``: by number."""

    marks: dict[int, Mark]
    rows: dict[uuid.UUID, dict[str, list[uuid.UUID]]]

    def found(self, told: str) -> set[Mark]:
        return {self.marks[number] for number in {int(one, 16) for one in _FOUND.findall(told)} if number in self.marks}


def unknown_tables() -> set[str]:
    """Tables that lead to no household and are not listed, and listed ones that do not exist."""
    every = {table.name: table for table in SQLModel.metadata.sorted_tables}
    led = {name for name, table in every.items() if _leads(table)}
    return (every.keys() - led - OF_NO_FAMILY.keys()) | (OF_NO_FAMILY.keys() - every.keys())


def _leads(table: sa.Table, below: frozenset[str] = frozenset()) -> bool:
    if table.name == "household":
        return True
    parents = {key.column.table for column in table.columns for key in column.foreign_keys}
    seen = below | {table.name}
    return any(_leads(one, seen) for one in parents if one.name not in seen and one.name not in _PEOPLE)


def mark(engine: sa.Engine) -> Marked:
    """Put a mark into every free word of every family."""
    marks: dict[int, Mark] = {}
    families: dict[str, dict[uuid.UUID, frozenset]] = {}
    rows: dict[uuid.UUID, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    with engine.connect().execution_options(writes=True) as connection:
        for table in SQLModel.metadata.sorted_tables:
            if not _leads(table) or "id" not in table.c:
                continue
            families[table.name] = here = {}
            for row in connection.execute(sa.select(table)).mappings().all():
                whose = _families(table, row, families)
                here[row["id"]] = whose
                for family in whose:
                    rows[family][table.name].append(row["id"])
                if whose and table.name not in OF_NO_FAMILY:
                    _mark(connection, table, row, whose, marks)
        connection.commit()
    return Marked(marks, {family: dict(found) for family, found in rows.items()})


def _families(table: sa.Table, row, families) -> frozenset:
    if table.name == "household":
        return frozenset({row["id"]})
    found: set = set()
    for column in table.columns:
        for key in column.foreign_keys:
            of = families.get(key.column.table.name)
            if of is not None and row[column.name] is not None:
                found |= of.get(row[column.name], frozenset())
    return frozenset(found)


def _mark(connection, table: sa.Table, row, whose: frozenset, marks: dict[int, Mark]) -> None:
    changed = {}

    def fresh(column: str) -> str:
        number = len(marks) + 1
        marks[number] = Mark(
            table.name, column, row["id"], whose, str(row.get("compartment") or row.get("place") or "")
        )
        return f"{MARK}{number:06x}"

    for column in table.columns:
        kept = column.primary_key or column.foreign_keys or column.name in KEPT.get(table.name, set()) | CODES
        if kept or column.name.endswith(("digest", "sha256", "fingerprint", "_key")):
            continue
        value = row[column.name]
        if isinstance(column.type, sa.JSON):
            before = len(marks)
            told = _in_json(value, lambda path, name=column.name: fresh(f"{name}/{path}"), "")
            if len(marks) > before:
                changed[column.name] = told
        elif isinstance(column.type, sa.String | AutoString) and (
            (value and not _CODE.fullmatch(value)) or (not value and column.name in WORDS)
        ):
            changed[column.name] = fresh(column.name)
    if changed:
        connection.execute(sa.update(table).where(table.c.id == row["id"]).values(changed))


def _in_json(value, fresh, path: str):
    if isinstance(value, dict):
        return {name: _in_json(one, fresh, f"{path}/{name}".strip("/")) for name, one in value.items()}
    if isinstance(value, list):
        return [_in_json(one, fresh, path) for one in value]
    if isinstance(value, str) and " " in value.strip() and not _CODE.fullmatch(value):
        return fresh(path)
    return value
