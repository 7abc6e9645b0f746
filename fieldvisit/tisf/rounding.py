"""How a county rounds the hours that it is billed (« arrondi »): by the quarter of an hour, unless it says otherwise.

A rule holds from a day on: a session is billed by the one of its own day, whenever it is worked out.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from fieldvisit import settings
from fieldvisit.words import Choice

HERE = Path(__file__).parent
#: A step is a part of an hour, or whole hours: else the day's sessions would drift against the clock.
STEPS = (1, 5, 6, 10, 12, 15, 20, 30, 60)


class Way(Choice):
    UP = "superieur", "Au-dessus"
    NEAREST = "plus_proche", "Au plus proche"
    DOWN = "inferieur", "Au-dessous"


@dataclass(frozen=True)
class Rounding:
    """``since``: the first day of sessions that it bills."""

    since: date
    step: int = 15
    way: Way = Way.NEAREST

    def billed(self, minutes: int) -> int:
        """``minutes`` as they are billed; half a step goes up."""
        whole, rest = divmod(minutes, self.step)
        up = {Way.UP: rest > 0, Way.NEAREST: 2 * rest >= self.step, Way.DOWN: False}[self.way]
        return (whole + up) * self.step


#: To the minute: for a day before the county's first rule.
EXACT = Rounding(date.min, 1, Way.NEAREST)


def read(text: str) -> tuple[Rounding, ...]:
    """The rules of a file, by day.

    :raises ValueError: if it is not one, or two begin on one day
    """
    try:
        rules = [
            Rounding(date.fromisoformat(one["from"]), one["step_min"], Way(one["way"]))
            for one in json.loads(text)["rules"]
        ]
    except (KeyError, TypeError) as error:
        raise ValueError(f"rounding of hours: {error!r} is missing or not readable") from error
    if any(type(one.step) is not int or one.step not in STEPS for one in rules):
        raise ValueError(f"rounding of hours: step_min is one of {STEPS}")
    if len({one.since for one in rules}) != len(rules):
        raise ValueError("rounding of hours: two rules begin on one day")
    return tuple(sorted(rules, key=lambda one: one.since))


def rules() -> tuple[Rounding, ...]:
    """Those of the county (``FIELDVISIT_ROUNDING``), or the project's."""
    return _of(settings.read().rounding or HERE / "rounding.json")


@lru_cache
def _of(path: Path) -> tuple[Rounding, ...]:
    return read(path.read_text(encoding="utf-8"))


def on(day: date, among: tuple[Rounding, ...] | None = None) -> Rounding:
    """The rule of that day; to the minute before the first one."""
    held = [one for one in (rules() if among is None else among) if one.since <= day]
    return held[-1] if held else EXACT
