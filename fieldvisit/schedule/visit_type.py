"""Types of visit (« types de visite ») and other activities of the county's list: who makes them, how long they take.

The questions of each type are the forms' matter; this is what planning needs to know.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from fieldvisit.access import roles
from fieldvisit.access.roles import Reach


@dataclass(frozen=True)
class VisitType:
    """``compartment``: readers without it see a visit, not what it is for. ``core``: has the common core of items."""

    code: str
    label: str
    short: str
    roles: frozenset[str]
    period: str
    duration_min: int
    core: bool
    compartment: str | None = None
    outside_families: bool = False


def _read() -> dict[str, VisitType]:
    listed = json.loads((Path(__file__).parent / "visit_types.json").read_text(encoding="utf-8"))["types"]
    return {one["code"]: VisitType(**one | {"roles": frozenset(one["roles"])}) for one in listed}


TYPES = _read()
#: What is shown of a type to whoever may not know more.
DISCREET = VisitType("", "Visite à domicile", "Visite", frozenset(), "", 60, False)


def shown_to(role: str, code: str) -> VisitType:
    """The type as this role may see it; an unknown code of a newer app is shown as a plain visit."""
    found = TYPES.get(code, DISCREET)
    if found.compartment and roles.right(role, found.compartment).read is Reach.NONE:
        return DISCREET
    return found


def plannable(planner_role: str, worker_role: str) -> list[VisitType]:
    """What ``worker_role`` may be sent for, as far as the planner may know of it."""
    return [
        one
        for one in TYPES.values()
        if worker_role in one.roles and not one.outside_families and shown_to(planner_role, one.code) is one
    ]
