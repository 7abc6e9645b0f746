"""What a rule says: whom something is asked of, which day it counts from, from when to when, and who does it."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fieldvisit.due.calendar import Offset

SOURCE = json.loads((Path(__file__).parent / "rules.json").read_text(encoding="utf-8"))
#: A visit a week early is the visit that was asked for.
EARLY = Offset(days=7)


@dataclass(frozen=True)
class Repeat:
    every: Offset
    count: int


@dataclass(frozen=True)
class Rule:
    """``compartment``: who may know of it. ``roles``: who may do it, the first (``trade``) is asked first.

    ``subject``: « enfant », « grossesse », « accouchement », « foyer », « dispositif », « suivi », « agrement »;
    ``anchor``: the day that the offsets count from. ``when``: conditions that all hold. ``done_by``: kinds of visit
    that do it; ``visit_kind``: the one that is planned for it. ``reserved``: counts only when made by one of ``roles``.
    ``home``: falls when the family refuses visits; ``stays``: despite « deces », « opposition ». ``to_check``: only
    asked about; ``carnet_seen``: late only once something of the carnet was noted. ``in_force``: not asked before.
    """

    code: str
    label: str
    short: str
    group: str
    subject: str
    anchor: str
    roles: tuple[str, ...]
    compartment: str
    opens: Offset
    due: Offset
    late: Offset | None = None
    closes: Offset | None = None
    when: tuple[str, ...] = ()
    visit_kind: str | None = None
    done_by: tuple[str, ...] = ()
    form: str | None = None
    indicator: str | None = None
    repeat: Repeat | None = None
    early: Offset = EARLY
    support: str | None = None
    rank: str | None = None
    ends: str | None = None
    tnd: int | None = None
    corrected: bool = False
    home: bool = False
    reserved: bool = False
    to_check: bool = False
    carnet_seen: bool = False
    stays: frozenset[str] = frozenset()
    in_force: date | None = None
    #: Exam, (vaccine, rank) or kind of certificate that this rule asks for.
    exam: str | None = None
    dose: tuple[str, str] | None = None
    certificate: str | None = None
    season: tuple[str, str] | None = None
    #: Of a certificate: days from its exam until it is here, and until it is late.
    sending_days: int = 0
    late_days: int = 0

    @property
    def trade(self) -> str:
        return self.roles[0]


def template(name: str, **given) -> Rule:
    """A rule made of what is common to its group."""
    made = SOURCE["templates"][name] | given
    return Rule(**made | {"roles": tuple(made["roles"])})
