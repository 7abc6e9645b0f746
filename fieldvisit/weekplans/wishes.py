"""« Plutôt le matin », « après 16 h », « sauf mercredi »: the hours that suit a family, read out of its own words.

The words are free text; what is not understood is shown to the coordinator and binds nothing.
"""

import re
from dataclasses import dataclass

from fieldvisit.rounds.problem import HOUR, MINUTE
from fieldvisit.weekplans.week import NAMES
from fieldvisit.words import fold

#: When one rings at a family's door, and when a half day ends or begins for it.
OPENS, SHUTS = 8 * HOUR, 19 * HOUR
NOON_FROM, NOON_TO = 12 * HOUR + 15 * MINUTE, 13 * HOUR + 15 * MINUTE

_HOUR = r"(\d{1,2}) ?h ?(\d{2})?"
_BETWEEN = re.compile(rf"(?:entre|de) {_HOUR} (?:et|a) {_HOUR}")
_AFTER = re.compile(rf"(?:apres|a partir de|des) {_HOUR}")
_BEFORE = re.compile(rf"(?:avant|jusqu ?a) {_HOUR}")
_EXCEPT = re.compile(r"(?:sauf|pas|jamais|hors)(?: le| les)? (" + "|".join(NAMES) + r")s?")


@dataclass(frozen=True)
class Wish:
    """``first``, ``last``: between which seconds of the day the whole visit lies. ``words``: as they were said."""

    first: int = OPENS
    last: int = SHUTS
    days: frozenset[int] = frozenset(range(7))
    words: str = ""

    def spans(self, seconds: int) -> list[tuple[int, int]]:
        """When a visit so long may begin."""
        return [(self.first, self.last - seconds)] if self.first <= self.last - seconds else []

    @property
    def binds(self) -> bool:
        return (self.first, self.last, len(self.days)) != (OPENS, SHUTS, 7)


ANY = Wish()


def read(words: str) -> Wish:
    """What can be understood; a wish that leaves no hour at all is not one."""
    said = " ".join(words.split())
    text = fold(said)
    if not text:
        return ANY
    first, last = _hours(text)
    days = _days(text)
    if last - first < HOUR or not days:
        return Wish(words=said)
    return Wish(first, last, days, said)


def _hours(text: str) -> tuple[int, int]:
    if found := _BETWEEN.search(text):
        begin, end = _seconds(*found.groups()[:2]), _seconds(*found.groups()[2:])
        return (begin, end) if begin < end else (OPENS, SHUTS)
    first, last = OPENS, SHUTS
    if found := _AFTER.search(text):
        first = max(first, _seconds(*found.groups()))
    if found := _BEFORE.search(text):
        last = min(last, _seconds(*found.groups()))
    morning = re.search(r"\bmatin(?:ee)?s?\b", text) and not re.search(r"pas (?:le )?matin", text)
    afternoon = re.search(r"\bl?apres ?midis?\b", text) and not re.search(r"pas l ?apres ?midi", text)
    if morning and not afternoon:
        last = min(last, NOON_FROM)
    elif afternoon and not morning:
        first = max(first, NOON_TO)
    return first, last


def _days(text: str) -> frozenset[int]:
    but = {NAMES.index(name) for name in _EXCEPT.findall(text)}
    rest = _EXCEPT.sub(" ", text)
    only = {number for number, name in enumerate(NAMES) if re.search(rf"\b{name}s?\b", rest)}
    return frozenset((only or set(range(7))) - but)


def _seconds(hours: str, minutes: str | None) -> int:
    return min(24 * HOUR, int(hours) * HOUR + int(minutes or 0) * MINUTE)
