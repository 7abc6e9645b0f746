"""What is known of one family, as the engine takes it. Nothing depends on the order in which it was written."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple


class Someone(NamedTuple):
    """A child or a parent. ``born``: None when it is not known, and nothing can be counted from it."""

    id: uuid.UUID
    role: str
    born: date | None
    died: date | None
    weeks: int | None
    days: int | None
    weight_g: int | None
    multiple: bool
    disabled: bool
    in_care: bool
    in_care_since: date | None
    discharged: date | None


class Expected(NamedTuple):
    id: uuid.UUID
    mother_id: uuid.UUID
    declared: date | None
    term: date | None
    parity: int | None
    multiple: bool
    ended: date | None


class Helped(NamedTuple):
    """A support. ``anchor``: the day its visits are counted from."""

    id: uuid.UUID
    person_id: uuid.UUID | None
    code: str
    anchor: date
    ended: date | None


class Recurring(NamedTuple):
    id: uuid.UUID
    person_id: uuid.UUID | None
    kind: str
    trade: str
    rule: str
    starts: date
    ended: date | None


class Seen(NamedTuple):
    """A visit made, planned or refused. ``children``: whom it was about, empty when that is not said.

    ``rank``: of a postnatal interview; ``signs``: whether an interview found some; ``tnd``: ages of grid by child.
    """

    id: uuid.UUID
    kind: str
    on: date
    status: str
    worker_id: uuid.UUID
    worker_role: str
    children: frozenset[uuid.UUID] = frozenset()
    rank: str | None = None
    signs: bool = False
    tnd: tuple[tuple[uuid.UUID, int], ...] = ()


class Chosen(NamedTuple):
    """What a person decided."""

    id: uuid.UUID
    subject_id: uuid.UUID
    code: str
    occurrence: int
    choice: str
    on: date | None
    at: datetime


@dataclass
class Facts:
    """One family. ``opposed``: to any follow-up; ``refuses_visits``: at home."""

    family_id: uuid.UUID
    sector_id: uuid.UUID
    status: str
    merged: bool = False
    opposed: bool = False
    refuses_visits: bool = False
    persons: list[Someone] = field(default_factory=list)
    pregnancies: list[Expected] = field(default_factory=list)
    supports: list[Helped] = field(default_factory=list)
    follow_ups: list[Recurring] = field(default_factory=list)
    visits: list[Seen] = field(default_factory=list)
    exams: dict[uuid.UUID, dict[str, date]] = field(default_factory=dict)
    doses: dict[uuid.UUID, dict[tuple[str, str], date]] = field(default_factory=dict)
    certificates: dict[uuid.UUID, dict[str, tuple[date | None, date]]] = field(default_factory=dict)
    referents: dict[str, uuid.UUID] = field(default_factory=dict)
    decisions: list[Chosen] = field(default_factory=list)
