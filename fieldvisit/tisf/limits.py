"""Working time of home help (domain §8.1, branche de l’aide à domicile): what a planned session must not break.

Pure: the sessions of one worker are passed in, in whatever order. A hard rule refuses, with a sentence that names it;
a soft one warns, and whoever plans says why all the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from fieldvisit.families.age import PARIS
from fieldvisit.tisf.hours import words
from fieldvisit.words import french_date

DAY_MOST, SPAN_USUAL, SPAN_MOST = 10 * 60, 12 * 60, 13 * 60
REST, BREAK_AFTER, BREAK, MEAL, TRAVEL = 11 * 60, 6 * 60, 20, 30, 20
WEEK_MOST, AVERAGE_MOST, AVERAGE_WEEKS = 48 * 60, 44 * 60, 12
ROW_MOST, FORTNIGHT_REST = 6, 4
#: A day that covers these hours has a meal in between.
NOON, AFTER_NOON = time(11, 30), time(14, 30)
#: No session further away than this says anything of another one.
AROUND = timedelta(weeks=AVERAGE_WEEKS)


@dataclass(frozen=True)
class Span:
    """A session planned or made: two instants, in UTC. ``label``: the family, as whoever plans may read it."""

    start: datetime
    end: datetime
    label: str = ""

    @property
    def day(self) -> date:
        return self.start.astimezone(PARIS).date()

    @property
    def minutes(self) -> int:
        return int((self.end - self.start).total_seconds() // 60)

    def spoken(self) -> str:
        begin, end = self.start.astimezone(PARIS), self.end.astimezone(PARIS)
        named = f"{self.label}, " if self.label else ""
        return f"{named}le {french_date(begin.date())} de {begin:%H:%M} à {end:%H:%M}"


@dataclass(frozen=True)
class Fault:
    """``rule``: its code; ``hard``: it refuses."""

    rule: str
    hard: bool
    sentence: str


def at(day: date, hour: time, minutes: int, label: str = "") -> Span:
    """A session at this hour of Paris. Over a change of the clock it lasts its minutes all the same."""
    # In UTC: between two hours of one zone Python counts what the clock shows, not what passes.
    start = datetime.combine(day, hour, PARIS).astimezone(UTC)
    return Span(start, start + timedelta(minutes=minutes), label)


def check(planned: Iterable[Span], new: Span) -> list[Fault]:
    """What ``new`` breaks among what is planned for the same worker, the hard ones first."""
    others = [one for one in planned if abs(one.start - new.start) <= AROUND]
    spans = sorted([*others, new], key=lambda one: (one.start, one.end, one.label))
    found = [
        *_overlaps(others, new),
        *_of_the_day([one for one in spans if one.day == new.day], new),
        *_rests(spans, new),
        *_weeks(spans, new),
        *_days(spans, new),
    ]
    return sorted(found, key=lambda one: not one.hard)


def _overlaps(others: Iterable[Span], new: Span) -> list[Fault]:
    met = sorted(
        (one for one in others if one.start < new.end and new.start < one.end),
        key=lambda one: (one.start, one.end, one.label),
    )
    return [
        Fault("chevauchement", True, f"Deux séances à la même heure : {one.spoken()} ; {new.spoken()}.") for one in met
    ]


def _of_the_day(spans: Sequence[Span], new: Span) -> list[Fault]:
    day, found = french_date(new.day), []
    worked = sum(one.minutes for one in spans)
    if worked > DAY_MOST:
        found.append(
            Fault("jour", True, f"Durée maximale du jour, 10 h : le {day} compterait {words(worked)} de séances.")
        )
    wide = _between(spans[0].start, max(one.end for one in spans))
    if wide > SPAN_MOST:
        found.append(Fault("amplitude", True, f"Amplitude du jour, 13 h au plus : le {day} irait sur {words(wide)}."))
    elif wide > SPAN_USUAL:
        found.append(
            Fault("amplitude", False, f"Amplitude de plus de 12 h le {day} ({words(wide)}) : seulement par exception.")
        )
    blocks = _blocks(spans)
    if any(_between(begin, end) > BREAK_AFTER for begin, end in blocks):
        found.append(Fault("pause", False, f"Pas de pause de 20 min après 6 h de travail, le {day}."))
    if not _has_meal(spans):
        found.append(Fault("repas", False, f"Pas de temps de repas de 30 min, trajet non compris, le {day}."))
    return found


def _blocks(spans: Sequence[Span]) -> list[tuple[datetime, datetime]]:
    """Work without a break of twenty minutes."""
    blocks: list[tuple[datetime, datetime]] = []
    for one in spans:
        if blocks and _between(blocks[-1][1], one.start) < BREAK:
            blocks[-1] = blocks[-1][0], max(blocks[-1][1], one.end)
        else:
            blocks.append((one.start, one.end))
    return blocks


def _has_meal(spans: Sequence[Span]) -> bool:
    """Whoever works before and after noon eats in between; the way from one family to the other is no meal."""
    noon = datetime.combine(spans[0].day, NOON, PARIS)
    after = datetime.combine(spans[0].day, AFTER_NOON, PARIS)
    if not (any(one.start < noon for one in spans) and any(one.end > after for one in spans)):
        return True
    free, last = False, noon
    for one in spans:
        if one.end <= noon:
            continue
        if one.start >= after:
            break
        free = free or _between(last, one.start) >= MEAL + TRAVEL
        last = max(last, one.end)
    return free or _between(last, after) >= MEAL


def _rests(spans: Sequence[Span], new: Span) -> list[Fault]:
    """Eleven hours between what ends one day and what begins the next one."""
    before = [one for one in spans if one.day < new.day]
    today = [one for one in spans if one.day == new.day]
    after = [one for one in spans if one.day > new.day]
    pairs = []
    if before:
        pairs.append((max(before, key=lambda one: one.end), today[0]))
    if after:
        pairs.append((max(today, key=lambda one: one.end), after[0]))
    return [
        Fault(
            "repos",
            True,
            f"Repos de 11 h entre deux jours : il n’en reste que {words(max(0, _between(one.end, other.start)))} "
            f"du {french_date(one.day)} au {french_date(other.day)}.",
        )
        for one, other in pairs
        if _between(one.end, other.start) < REST
    ]


def _weeks(spans: Sequence[Span], new: Span) -> list[Fault]:
    worked: dict[date, int] = {}
    for one in spans:
        worked[_monday(one.day)] = worked.get(_monday(one.day), 0) + one.minutes
    this, found = _monday(new.day), []
    if worked[this] > WEEK_MOST:
        found.append(
            Fault(
                "semaine",
                True,
                f"Durée maximale de la semaine, 48 h : celle du {french_date(this)} compterait {words(worked[this])}.",
            )
        )
    starts = [this - timedelta(weeks=back) for back in range(AVERAGE_WEEKS)]
    most = max(sum(worked.get(one + timedelta(weeks=ahead), 0) for ahead in range(AVERAGE_WEEKS)) for one in starts)
    if most > AVERAGE_WEEKS * AVERAGE_MOST:
        mean = words(most // AVERAGE_WEEKS)
        found.append(Fault("moyenne", True, f"44 h par semaine en moyenne sur 12 semaines : elle serait de {mean}."))
    return found


def _days(spans: Sequence[Span], new: Span) -> list[Fault]:
    worked, found = {one.day for one in spans}, []
    first = last = new.day
    while first - timedelta(days=1) in worked:
        first -= timedelta(days=1)
    while last + timedelta(days=1) in worked:
        last += timedelta(days=1)
    row = (last - first).days + 1
    if row > ROW_MOST:
        found.append(
            Fault(
                "suite",
                True,
                f"6 jours de travail de suite au plus : il y en aurait {row} à partir du {french_date(first)}.",
            )
        )
    # The data do not say with which week a fortnight begins: refused once no choice of it holds any more.
    hers = [begin for begin in (_monday(new.day) - _WEEK, _monday(new.day)) if not _rested(worked, begin)]
    cuts = {_cut(begin) for begin in _fortnights(worked) if not _rested(worked, begin)} if hers else set()
    if hers:
        found.append(
            Fault(
                "quinzaine",
                len(cuts) == 2,
                "4 jours de repos par quinzaine, dont deux de suite et un dimanche : il n’y en aurait pas assez à "
                f"partir du {french_date(hers[0])}.",
            )
        )
    return found


_WEEK = timedelta(weeks=1)


def _fortnights(worked: set[date]) -> set[date]:
    """The Mondays at which a fortnight with work may begin."""
    weeks = {_monday(day) for day in worked}
    return weeks | {one - _WEEK for one in weeks}


def _cut(begin: date) -> int:
    """Which of the two ways to cut the weeks into fortnights has one that begins on this Monday."""
    return begin.toordinal() // 7 % 2


def _rested(worked: set[date], begin: date) -> bool:
    free = [day for day in (begin + timedelta(days=count) for count in range(14)) if day not in worked]
    in_a_row = any(day + timedelta(days=1) in free for day in free)
    return len(free) >= FORTNIGHT_REST and in_a_row and any(day.weekday() == 6 for day in free)


def _between(begin: datetime, end: datetime) -> int:
    """Minutes that really pass, over a change of the clock as well."""
    return int((end.timestamp() - begin.timestamp()) // 60)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
