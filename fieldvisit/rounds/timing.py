"""The hours of one day in a given order: as early as possible, lunch where it delays least, each broken rule named.

Lunch is taken between two visits, before the first or after the last; the way on may be cut in two by it, since the
pause excludes travel and one may stop where one likes. Within « lunch taken » and « not yet », the earliest is always
the best, so two labels are enough to find the earliest day that exists.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from fieldvisit.rounds.problem import DAY, Shift


class Call(NamedTuple):
    """One visit as timing needs it: how far from the former place, how long, when it may begin on that day."""

    leg: int
    seconds: int
    windows: Sequence[tuple[int, int]]


@dataclass
class Timed:
    """``late``: positions whose visit begins outside its windows. ``depart``: as late as the first visit allows."""

    starts: list[int]
    depart: int
    back: int
    lunch: int | None = None
    late: list[int] = field(default_factory=list)
    no_lunch: bool = False
    over: int = 0
    pause: int = 0

    @property
    def possible(self) -> bool:
        return not self.late and not self.no_lunch and not self.over

    @property
    def span(self) -> int:
        return self.back - self.depart

    @property
    def work(self) -> int:
        return self.span - self.pause


class _Label(NamedTuple):
    free: int
    lunch: int | None
    starts: tuple[int, ...]


def timed(shift: Shift, calls: Sequence[Call], home: int) -> Timed:
    """``home``: seconds from the last visit to the base. Without calls, nobody leaves."""
    if not calls:
        return Timed([], shift.start, shift.start)
    labels, late = [_Label(shift.start, None, ())], []
    for position, call in enumerate(calls):
        arrivals = [reached for label in labels for reached in _ways_on(shift, label, call.leg)]
        begun = [
            _Label(start + call.seconds, lunch, (*label.starts, start))
            for arrival, lunch, label in arrivals
            if (start := _earliest(call.windows, arrival)) is not None
        ]
        if not begun:
            late.append(position)
            begun = [_Label(at + call.seconds, lunch, (*label.starts, at)) for at, lunch, label in arrivals]
        labels = _best(begun)
    return _ended(shift, calls, labels, late, home)


def _ways_on(shift: Shift, label: _Label, leg: int):
    yield label.free + leg, label.lunch, label
    lunch = shift.lunch
    if lunch is not None and label.lunch is None:
        opens = shift.day * DAY + lunch.earliest
        begin = max(label.free, opens)
        if begin <= shift.day * DAY + lunch.latest:
            yield max(label.free + leg, opens) + lunch.seconds, begin, label


def _earliest(windows: Sequence[tuple[int, int]], arrival: int) -> int | None:
    """Windows are sorted and do not overlap."""
    for first, last in windows:
        if arrival <= last:
            return first if arrival < first else arrival
    return None


def _best(labels: list[_Label]) -> list[_Label]:
    fed = [one for one in labels if one.lunch is not None]
    hungry = [one for one in labels if one.lunch is None]
    return [min(those, key=lambda one: one.free) for those in (hungry, fed) if those]


def _ended(shift: Shift, calls: Sequence[Call], labels: list[_Label], late: list[int], home: int) -> Timed:
    latest = shift.day * DAY + shift.lunch.latest if shift.lunch else 0
    ways = [way for label in labels for way in _ways_on(shift, label, home)]
    fed = [way for way in ways if shift.lunch is None or way[1] is not None or way[0] <= latest]
    back, lunch, label = min(fed or ways, key=lambda way: way[0])
    first, pause = label.starts[0], 0
    depart = max(shift.start, first - calls[0].leg)
    if lunch is not None and lunch < first:  # eaten before the first visit: on her way, or before leaving
        if lunch + shift.lunch.seconds + calls[0].leg <= first:
            lunch = None
        else:
            depart = shift.start
    if lunch is not None:
        pause = shift.lunch.seconds
    return Timed(list(label.starts), depart, back, lunch, late, not fed, max(0, back - shift.end), pause)
