"""What the board shows: plain values, hours as minutes after midnight, durations in minutes, sentences in French."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Totals:
    """``driving``, ``contact``, ``free``: minutes; ``free``: of the hours of service, neither driving nor visiting."""

    visits: int = 0
    km: float = 0.0
    driving: int = 0
    contact: int = 0
    free: int = 0
    waiting: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(*(mine + hers for mine, hers in zip(vars(self).values(), vars(other).values(), strict=True)))


@dataclass(frozen=True)
class Card:
    """``travel``: minutes of driving before it. ``fixed``: why it cannot be moved, or "".

    ``state``: against what is in force, « same », « moved » or « new ».
    """

    job: uuid.UUID
    family_id: uuid.UUID | None
    family: str
    kind: str
    kind_label: str
    city: str
    worker: uuid.UUID
    day: int
    rank: int
    begin: int
    end: int
    travel: int
    minutes: int
    band: int
    band_label: str
    reasons: tuple[str, ...] = ()
    pinned: bool = False
    fixed: str = ""
    together: bool = False
    other: str = ""
    approximate: bool = False
    due: str = ""
    state: str = "same"
    lat: float | None = None
    lon: float | None = None
    wish: str = ""


@dataclass(frozen=True)
class Waiting:
    """Without a place. ``was``: where it stands in force, if it does."""

    job: uuid.UUID
    family_id: uuid.UUID
    family: str
    kind: str
    kind_label: str
    city: str
    minutes: int
    band: int
    band_label: str
    reasons: tuple[str, ...] = ()
    due: str = ""
    late: bool = False
    together: bool = False
    approximate: bool = False
    wish: str = ""
    was: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class OwnStep:
    """``planned``: the hour told to the family; ``began``: when she was there; ``state``: « faite », « absente »…"""

    job: uuid.UUID
    family: str
    planned: int | None
    began: int | None
    state: str


@dataclass(frozen=True)
class WorkerDay:
    """``begin``, ``end``: None where she does not work. ``away``: why not, or which half is missing.

    ``own``: the day in her own order, where that is not the order of the hours; ``heard``: when it was heard of.
    """

    worker: uuid.UUID
    day: int
    begin: int | None = None
    end: int | None = None
    lunch_begin: int = 0
    lunch_minutes: int = 0
    away: str = ""
    pinned: bool = False
    cards: tuple[Card, ...] = ()
    totals: Totals = Totals()
    broken: tuple[str, ...] = ()
    own: tuple[OwnStep, ...] = ()
    heard: datetime | None = None


@dataclass(frozen=True)
class Row:
    worker: uuid.UUID
    name: str
    role: str
    base: str
    from_home: bool
    approximate_base: bool
    days: tuple[WorkerDay, ...]
    totals: Totals
    base_lat: float | None = None
    base_lon: float | None = None


@dataclass(frozen=True)
class Head:
    """``shown``: False where nobody works and nothing stands."""

    day: int
    date: date
    label: str
    holiday: str = ""
    school: str = ""
    shown: bool = True
    past: bool = False


@dataclass(frozen=True)
class Share:
    """``share``: what of her hours of service is driving and visits, in percent."""

    worker: uuid.UUID
    name: str
    visits: int
    driving: int
    contact: int
    share: int


@dataclass(frozen=True)
class Fairness:
    sentence: str = ""
    rows: tuple[Share, ...] = ()


@dataclass(frozen=True)
class RunView:
    """A computation: ``placed`` of ``visits`` and what it costs so far; ``outcome``: how it ended, in a sentence.

    ``best``: the best bill so far, in seconds of driving. ``stopping``: somebody asked it to stop. ``failed``: it did
    not end by itself; ``silent``: nor did anybody end it yet (:func:`fieldvisit.weekplans.drafts.settle`).
    """

    running: bool
    seconds: float
    limit: float
    placed: int
    visits: int
    km: float
    driving: int
    best: int
    by: str
    since: datetime
    outcome: str = ""
    stopping: bool = False
    failed: bool = False
    silent: bool = False


@dataclass(frozen=True)
class Board:
    """``plan_id``: of the draft, None for what is in force. ``mine``: whether she may edit it now."""

    sector_id: uuid.UUID
    sector: str
    monday: date
    plan_id: uuid.UUID | None
    status: str
    version: int
    holder: str
    holder_since: datetime | None
    mine: bool
    note: str
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    tray: tuple[Waiting, ...]
    aside: tuple[str, ...]
    travel: str
    totals: Totals
    fairness: Fairness
    run: RunView | None = None
