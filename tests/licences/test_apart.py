"""Strict separation: from a licence no way leads to a family, nor back – in the tables, in the code, in the queries."""

import ast
from pathlib import Path

from sqlmodel import SQLModel

from fieldvisit.migrations import metadata

HOUSE = Path(__file__).parent.parent.parent / "fieldvisit"
NEUTRAL = {"account", "sector"}


def test_no_key_leads_from_a_licence_to_a_family_nor_back():
    metadata()
    tables = SQLModel.metadata.tables.values()
    ours = {table.name for table in tables if table.name.startswith("licence")}
    assert len(ours) == 6
    for table in tables:
        for key in table.foreign_keys:
            other = key.column.table.name
            assert (table.name in ours) is (other in ours) or other in NEUTRAL, f"{table.name} → {other}"
        if table.name in ours:
            assert not {"family_id", "person_id", "child_id", "visit_id"} & set(table.columns.keys())


def test_no_room_but_planning_and_the_agenda_imports_licences_and_those_ask_for_hours_only():
    """The house plan keeps families out of the licences' room; this keeps licences out of the families' rooms."""
    allowed = {"schedule/planning.py", "exports/agenda.py", "demo/licences.py"}
    for path in HOUSE.rglob("*.py"):
        where = str(path.relative_to(HOUSE))
        if where.startswith(("licences/", "pages/")):
            continue
        imported = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fieldvisit")
            for name in [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
        }
        assert not any(name.startswith("fieldvisit.licences") for name in imported) or where in allowed, where
