"""Strict separation: from a licence no way leads to a family, nor back – in the tables, in the code, in the queries."""

import ast
from pathlib import Path

from sqlmodel import SQLModel

from fieldvisit.migrations import metadata

HOUSE = Path(__file__).parent.parent.parent / "fieldvisit"
NEUTRAL = {"account", "sector", "device"}


def test_no_key_leads_from_a_licence_to_a_family_nor_back():
    metadata()
    tables = SQLModel.metadata.tables.values()
    ours = {table.name for table in tables if table.name.startswith("licence")}
    assert len(ours) == 7
    for table in tables:
        for key in table.foreign_keys:
            other = key.column.table.name
            assert (table.name in ours) is (other in ours) or other in NEUTRAL, f"{table.name} → {other}"
        if table.name in ours:
            assert not {"family_id", "person_id", "child_id", "visit_id"} & set(table.columns.keys())


def test_planning_asks_licences_for_hours_only():
    told = ast.parse((HOUSE / "schedule/planning.py").read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(told) if isinstance(node, ast.Attribute) and _name(node) == "outside"}
    assert attributes == {"hours"}


def _name(node: ast.Attribute) -> str:
    return node.value.id if isinstance(node.value, ast.Name) else ""


def test_no_room_but_planning_the_agenda_and_the_door_imports_licences():
    """The house plan keeps families out of the licences' room; this keeps licences out of the families' rooms."""
    # Rounds ask it for the hours a nurse is at a childminder's, as planning does.
    allowed = {"schedule/planning.py", "weekplans/taken.py", "exports/agenda.py", "demo/licences.py"}
    # What travels between a tablet and a licence's file: nothing of it reads or writes a family's.
    allowed |= {"sync/outings.py", *(f"sync/kinds/{name}.py" for name in ("outing", "outing_record"))}
    allowed |= {"sync/kinds/read_event.py", "sync/kinds/urgent.py", "sync/kinds/round_order.py"}
    # An « Urgent » met at a childminder's, and what was set aside of one, for who reads that file.
    allowed |= {"alerts/places.py", "alerts/reach.py", "settling/places.py", "settling/orders.py"}
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
