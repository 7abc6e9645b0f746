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
    """``compartment``: readers without it see a visit, not what it is for, and plan none. ``core``: has the common core
    of items. ``telling``: its very name tells of a child's health; who reads none of it may plan one, and sees a visit.
    ``session``: one of an intervention order (tisf/), from which alone it is planned.
    """

    code: str
    label: str
    short: str
    roles: frozenset[str]
    period: str
    duration_min: int
    core: bool
    compartment: str | None = None
    outside_families: bool = False
    telling: bool = False
    session: bool = False

    @property
    def plain(self) -> bool:
        """Whether it is planned and followed by itself in a family's file."""
        return not (self.outside_families or self.session)


def _read() -> dict[str, VisitType]:
    listed = json.loads((Path(__file__).parent / "visit_types.json").read_text(encoding="utf-8"))["types"]
    return {one["code"]: VisitType(**one | {"roles": frozenset(one["roles"])}) for one in listed}


TYPES = _read()
#: Sessions of family workers: no visits of the service.
SESSIONS = frozenset(one.code for one in TYPES.values() if one.session)
#: What is shown of a type to whoever may not know more.
DISCREET = VisitType("", "Visite à domicile", "Visite", frozenset(), "", 60, False)


def shown_to(role: str, code: str) -> VisitType:
    """The type as this role may see it; an unknown code of a newer app is shown as a plain visit."""
    found = TYPES.get(code, DISCREET)
    told = not found.telling or roles.right(role, "sante_enfant").read is not Reach.NONE
    return found if told and _may_know(role, found) else DISCREET


def may_plan(role: str, code: str) -> bool:
    """Whether this role may have such a visit made in a family, seen or not seen by its name."""
    found = TYPES.get(code)
    return found is not None and found.plain and _may_know(role, found)


def plannable(planner_role: str, worker_role: str) -> list[VisitType]:
    """What ``worker_role`` may be sent for, as far as the planner may know of it."""
    return [one for one in TYPES.values() if worker_role in one.roles and may_plan(planner_role, one.code)]


def _may_know(role: str, kind: VisitType) -> bool:
    return kind.compartment is None or roles.right(role, kind.compartment).read is not Reach.NONE
