"""What is to be planned: workers and their shifts, visits and their windows, what is pinned, what each fault costs.

Costs are in seconds of driving, so that « dix minutes de route de plus » and « une autre professionnelle » compare.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace

MINUTE, HOUR, DAY = 60, 3600, 86400
#: Priority bands of the exchange format: urgent, important, ordinary.
URGENT = 1

Id = Hashable
Place = tuple[float, float]


@dataclass(frozen=True)
class Lunch:
    """A pause of ``seconds``, travel excluded, that begins between these hours of the day."""

    earliest: int = 11 * HOUR + 30 * MINUTE
    latest: int = 13 * HOUR + 30 * MINUTE
    seconds: int = 45 * MINUTE


@dataclass(frozen=True)
class Shift:
    """From leaving the base to being back, on one day."""

    day: int
    start: int
    end: int
    lunch: Lunch | None = None

    def __post_init__(self):
        if self.lunch is None:
            return
        midnight = self.day * DAY
        over = self.end <= midnight + self.lunch.latest
        late = self.start >= midnight + self.lunch.earliest + self.lunch.seconds
        if over or late:  # one eats after, or before
            object.__setattr__(self, "lunch", None)


@dataclass(frozen=True)
class Limits:
    """What the law fixes, in seconds; ``most_days``: days of work without a day of rest between them."""

    day_work: int = 10 * HOUR
    day_span: int = 12 * HOUR
    night_rest: int = 11 * HOUR
    week_work: int = 48 * HOUR
    week_rest: int = 35 * HOUR
    most_days: int = 6
    pause_after: int = 6 * HOUR
    pause: int = 20 * MINUTE


@dataclass(frozen=True)
class Worker:
    """``skills``: clearances beside the profession. ``sectors``: None goes everywhere. ``limits``: None checks none.

    ``from_home``: the base is her home, and the way to the first family and from the last is no working time.
    """

    id: Id
    profession: str
    base: Place
    shifts: tuple[Shift, ...]
    name: str = ""
    skills: frozenset[str] = frozenset()
    sectors: frozenset[str] | None = None
    from_home: bool = False
    most_visits: int | None = None
    limits: Limits | None = None

    def shift(self, day: int) -> Shift | None:
        return next((one for one in self.shifts if one.day == day), None)


@dataclass(frozen=True, order=True)
class Window:
    """The visit may BEGIN between ``first`` and ``last``, both of one day."""

    first: int
    last: int

    @property
    def day(self) -> int:
        return self.first // DAY


@dataclass(frozen=True)
class Visit:
    """``due``: the day from which an urgent one is late. ``together``: two workers are at the home at once.

    ``approximate``: the home had no coordinates, its commune's centre stands for it. ``wider``: when it could begin if
    the family's wish were set aside; without it, at any hour of a shift.
    """

    id: Id
    place: Place
    profession: str
    seconds: int
    windows: tuple[Window, ...]
    priority: int = 2
    preferred: Id | None = None
    due: int = 0
    needs: frozenset[str] = frozenset()
    sector: str | None = None
    commune: str | None = None
    together: bool = False
    name: str = ""
    approximate: bool = False
    wider: tuple[Window, ...] = ()


@dataclass(frozen=True)
class Lock:
    """Pinned to a worker and a day, and to its hour when there is one."""

    visit: Id
    worker: Id
    day: int
    start: int | None = None


@dataclass(frozen=True)
class Stop:
    """Where and when a visit stands in a published plan."""

    worker: Id
    day: int
    start: int


@dataclass(frozen=True)
class Costs:
    """``moved``: a published visit goes to another worker or day; ``shifted``: to another hour (over 15 minutes)."""

    other_worker: int = 900
    late_day: int = 600
    unserved: Mapping[int, int] = field(default_factory=lambda: {1: 36000, 2: 14400, 3: 7200, 4: 3600})
    moved: int = 3600
    shifted: int = 600
    tolerance: int = 15 * MINUTE

    def left_out(self, visit: Visit) -> int:
        return self.unserved.get(visit.priority) or min(self.unserved.values())


@dataclass(frozen=True)
class Problem:
    """``frozen``: days of a worker that stay as published, to the visit. ``published``: stops of the plan in force."""

    workers: tuple[Worker, ...]
    visits: tuple[Visit, ...]
    days: int = 5
    locks: tuple[Lock, ...] = ()
    frozen: frozenset[tuple[Id, int]] = frozenset()
    published: Mapping[Id, tuple[Stop, ...]] = field(default_factory=dict)
    costs: Costs = Costs()

    def __post_init__(self):
        for what, ids in (("workers", self.workers), ("visits", self.visits)):
            if len({one.id for one in ids}) != len(ids):
                raise ValueError(f"two {what} have the same id")

    def worker(self, id: Id) -> Worker:
        return self._by_id("_workers", self.workers)[id]

    def visit(self, id: Id) -> Visit:
        return self._by_id("_visits", self.visits)[id]

    def _by_id(self, name: str, those: tuple) -> dict:
        if name not in self.__dict__:
            object.__setattr__(self, name, {one.id: one for one in those})
        return self.__dict__[name]

    def changed(self, **what) -> "Problem":
        return replace(self, **what)


@dataclass(frozen=True)
class Plan:
    """Ordered visits of each worker's day; ``agreed``: hours fixed beforehand, by a lock or for two workers."""

    routes: Mapping[tuple[Id, int], tuple[Id, ...]] = field(default_factory=dict)
    agreed: Mapping[Id, int] = field(default_factory=dict)

    def placed(self) -> set[Id]:
        return {visit for route in self.routes.values() for visit in route}

    def where(self) -> dict[Id, list[tuple[Id, int]]]:
        """The worker-days in which each visit stands: one, two when made « à deux »."""
        found: dict[Id, list[tuple[Id, int]]] = {}
        for key, route in self.routes.items():
            for visit in route:
                found.setdefault(visit, []).append(key)
        return found
