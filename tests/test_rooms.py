"""The house plan: a room imports only rooms of the floors above it in this list, and only three know Reflex."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "fieldvisit"
PLAN = [
    ["settings", "db", "feed", "kind", "words", "logs"],
    ["access"],
    ["places", "calendars"],
    ["licences"],
    ["families"],
    ["schools"],
    ["tasks"],
    ["schedule", "forms", "growth", "pictures"],
    ["carnet", "tisf", "concerns"],
    ["alerts"],
    ["referrals"],
    ["due"],
    ["births"],
    ["rounds"],
    ["weekplans"],
    ["statements"],
    ["sync", "offline", "demo", "exports", "intake"],
    ["settling", "retention"],
    ["migrations"],
    ["pages"],
    ["fieldvisit", "launch"],
    ["backups"],
    ["cli_rounds", "cli_backups", "cli_journal", "cli_identities"],
    ["cli"],
    ["__main__"],
]
FLOOR = {room: number for number, rooms in enumerate(PLAN) for room in rooms}
#: The ground floor is one room in several files.
GROUND = set(PLAN[0])
REFLEX = {"pages", "offline", "fieldvisit"}
MODULES = sorted(path for path in HOUSE.rglob("*.py") if path.name != "__init__.py")


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_a_room_looks_only_upstairs(path):
    here = path.relative_to(HOUSE).parts[0].removesuffix(".py")
    assert here in FLOOR, f"{here} has no floor in the plan"
    for name in imported(path):
        package, *rest = name.split(".")
        if package.startswith("reflex"):
            assert here in REFLEX, f"{here} imports Reflex"
        elif package == "fieldvisit" and rest[0] != here and not {here, rest[0]} <= GROUND:
            assert FLOOR[rest[0]] < FLOOR[here], f"{here} imports {rest[0]}"
