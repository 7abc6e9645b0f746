"""A mark in everything that is kept of families but what a family worker may read: made from the tables themselves, so
that a table or a column of tomorrow is marked too, until somebody writes here that it may travel.
"""

import json
import re
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from fieldvisit.db import Instant

#: What a family worker sees (domain §1.3), and what the server needs to tell whose it is: left as it is, by table.
SHARED = {
    "household": "case_number label address postcode city lat lon access_notes languages phone phone_2 contact_ok "
    "daily_instructions archived_at eliminated_at",
    "person": "role first_name last_name birth_date phone deceased_on set_aside_at",
    "agreement": "kind status mode collected_at expires_on withdrawn_at",
    "visit": "kind planned_on planned_at duration_min status cancel_reason position former_workers started_at ended_at",
    "intervention_order": "number frame funder motive level starts_on ends_on minutes_granted minutes_per_week "
    "referent service contribution_cents safety_notes daily_notes review_on status",
    "intervention_goal": "rank text indicator state state_on",
    "intervention_session": "status from_series started_at ended_at minutes_exact minutes_billed validated_at "
    "returned_words",
    "session_record": "outcome body digest captured_at received_at seen_at",
    "picture": "kind taken_at state item shown_format",
    "support": "code referent started_on anchor_on ended_on",  # of TISF and AEP alone: the others are not told
    "priority": "band chosen score computed_on",
    "due_item": "code occurrence trade group opens_on due_on late_on closes_on state done_on",
    "task": "kind compartment role due_on source closed_at outcome",
}
#: No family's: accounts, places, what travelled sealed, the working of the service.
APART = {
    "absence",
    "access_event",
    "account",
    "account_event",
    "account_identity",
    "account_sector",
    "alert_rule_change",
    "ban_address",
    "blob_owner",
    "calendar_subscription",
    "care_relationship",
    "change",
    "commune",
    "db_kind",
    "device",
    "device_key",
    "draft_backup",
    "due_position",
    "epoch",
    "federated_session",
    "form_switch",
    "form_version",
    "growth_reference",
    "import_batch",
    "journal_disposal",
    "journal_link",
    "journal_segment",
    "login_attempt",
    "login_request",
    "login_session",
    "name_key",
    "own_order",
    "received_line",
    "recovery_code",
    "running_visit",
    "school_holiday",
    "sealing_key",
    "second_factor",
    "sector",
    "urgent_number",
    "working_pattern",
}
#: Names of columns by whose words rules, labels and places are found.
CODES = set()
for _line in (
    "about act code compartment kind method occurrence outcome place role rule sex source state status template",
    "trade what result means group priority disability_status parental_authority contact_ok vaccine rank",
):
    CODES |= set(_line.split())
WORD = "CANARI"
_FOUND = re.compile(rf"{WORD}-[a-z_]+-[a-z_0-9]+|\b7\d{{4}}\.25\b|\b61\d{{5}}\b|\b1917-\d\d-\d\d")
_LONG_AGO = date(1917, 1, 1)


def plant(engine: sa.Engine, *, codes: bool = True) -> int:
    """Mark every column that may not travel; how many were. Without ``codes``, those stay by which rules are found."""
    count = 0
    with engine.connect().execution_options(writes=True) as connection:
        for table in SQLModel.metadata.sorted_tables:
            if table.name in APART:
                continue
            kept = set(SHARED.get(table.name, "").split())
            for column in table.columns:
                code = not codes and (column.name in CODES or isinstance(column.type, sa.JSON))
                if column.primary_key or column.foreign_keys or column.name in kept or code:
                    continue
                value = _mark(table, column, count)
                if value is not None:
                    connection.execute(sa.update(table).values({column.name: value}))
                    count += 1
        connection.commit()
    return count


def _mark(table: sa.Table, column: sa.Column, number: int):
    word = f"{WORD}-{table.name}-{column.name}"
    kind = column.type
    if isinstance(kind, sa.JSON):
        return {"canari": word}
    if isinstance(kind, Instant):
        return datetime(1917, 1, 1, tzinfo=UTC) + timedelta(days=number % 300)
    if isinstance(kind, sa.Date):
        return _LONG_AGO + timedelta(days=number % 300)
    if isinstance(kind, sa.Float):
        return 70_000.25 + number
    if isinstance(kind, sa.Integer):
        return 6_100_000 + number
    if isinstance(kind, (sa.String, AutoString)):  # none twice, where one alone may be
        return sa.literal(word + "-") + sa.cast(table.c.id, sa.String) if "id" in table.c else word
    return None


def found(told: object) -> set[str]:
    """The marks in something that was told, whatever its shape."""
    return set(_FOUND.findall(told if isinstance(told, str) else json.dumps(told, ensure_ascii=False, default=str)))


def keys(told: object, where: str = "") -> set[str]:
    """Every key of something told, by its place: « persons[].first_name »."""
    if isinstance(told, dict):
        here = {f"{where}.{name}".strip(".") for name in told}
        return here | {one for name, each in told.items() for one in keys(each, f"{where}.{name}".strip("."))}
    if isinstance(told, list):
        return {one for each in told for one in keys(each, f"{where}[]")}
    return set()
