"""From when to when each rule asks for something: dates only, no fact but the anchor. Cached by birth date."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from fieldvisit.due import calendar, rules
from fieldvisit.due.calendar import Offset
from fieldvisit.due.rules import Rule


class Window(NamedTuple):
    """Due from ``opens``, best by ``due``, late after ``late``, pointless after ``closes`` (None: never)."""

    opens: date
    due: date
    late: date | None
    closes: date | None


class Slot(NamedTuple):
    rule: Rule
    occurrence: int
    window: Window


def of_period(rule: Rule, anchor: date, times: int = 0, declared: date | None = None) -> Window:
    """Counted as periods from an anchor that is no birth; ``times``: which repetition, from 0."""
    shift = rule.repeat.every.times(times) if rule.repeat else Offset()

    def day(offset: Offset | None) -> date | None:
        if offset is None:
            return None
        if offset.declaration:
            return declared or day(rule.due)
        whole = offset.plus(shift)
        return calendar.after(anchor, whole.months, whole.days)

    closes = day(rule.closes)
    if closes is None and rule.repeat:  # until the next one is asked for
        closes = day(rule.opens.plus(rule.repeat.every)) - timedelta(days=1)
    return _in_order(day(rule.opens), day(rule.due), day(rule.late), closes)


def repeated(rule: Rule, anchor: date) -> list[Slot]:
    """Each time that the rule asks for it."""
    return [
        Slot(rule, times, of_period(rule, anchor, times)) for times in range(rule.repeat.count if rule.repeat else 1)
    ]


def of_age(rule: Rule, born: date, corrected_by: int = 0) -> Window | None:
    """Counted as ages, in completed months; corrected for a preterm child where the rule says so.

    None for what was not asked for yet at that age: an exam that is over, a vaccine that is no longer caught up.
    """
    shift = corrected_by if rule.corrected else 0

    def day(offset: Offset | None) -> date | None:
        if offset is None:
            return None
        if shift:
            return calendar.at_corrected_age(born, shift, offset.months, offset.days)
        return calendar.at_age(born, offset.months, offset.days)

    opens, due, late, closes = (day(offset) for offset in (rule.opens, rule.due, rule.late, rule.closes))
    if rule.in_force and opens < rule.in_force:
        if (due if rule.exam else closes) < rule.in_force:
            return None
        late = late and max(late, rule.in_force + (late - due))  # the same time to do it, from that day on
        opens, due = rule.in_force, max(due, rule.in_force)
    return _in_order(opens, due, late, closes)


def _in_order(opens: date, due: date, late: date | None, closes: date | None) -> Window:
    """Nothing is due before it opened, nor late before it was due (a pregnancy declared late)."""
    due = max(opens, due)
    return Window(opens, due, max(due, late) if late else None, max(due, closes) if closes else None)


@lru_cache(maxsize=20_000)
def of_child(born: date, corrected_by: int) -> tuple[Slot, ...]:
    """All that is counted from a birth, for a child born that day."""
    asked = ((rule, of_age(rule, born, corrected_by)) for rule in rules.of_subject("enfant"))
    return tuple(Slot(rule, 0, window) for rule, window in asked if rule.anchor == "naissance" and window)


@lru_cache(maxsize=20_000)
def of_child_today(born: date, corrected_by: int, today: date) -> tuple[Slot, ...]:
    """Of these, what may be listed today for a child of whom nothing is planned far ahead and nothing was decided."""
    first, last = today - rules.KEPT, today + rules.AHEAD
    return tuple(
        slot
        for slot in of_child(born, corrected_by)
        if slot.window.opens <= last and (slot.window.closes is None or slot.window.closes >= first)
    )


def of_season(rule: Rule, born: date, today: date) -> list[Slot]:
    """The seasons around today that a child of the right age goes through, by the year that they begin in."""
    from_age = calendar.at_age(born, rule.opens.months)
    until = calendar.at_age(born, rule.closes.months, rule.closes.days)
    slots = []
    for year in range((today - rules.KEPT).year - 1, (today + rules.AHEAD).year + 1):
        begins, ends = rule.season
        opens = max(_day(year, begins), from_age)
        closes = min(_day(year + (ends < begins), ends), until)
        if opens <= closes:
            slots.append(Slot(rule, year, Window(opens, opens, None, closes)))
    return slots


def _day(year: int, month_day: str) -> date:
    month, day = map(int, month_day.split("-"))
    return date(year, month, day)


@lru_cache(maxsize=4_096)
def of_follow_up(rule: Rule, text: str, starts: date, until: date) -> tuple[Slot, ...]:
    """The visits of a recurrence until a day. Each may be made a third of the way from its neighbours, a week at most.

    :raises fieldvisit.due.calendar.Unreadable: if it is none
    """
    days = calendar.occurrences(text, starts, until + timedelta(days=366))
    slots = []
    for number, day in enumerate(days):
        if day > until:
            break
        following = days[number + 1] - day if number + 1 < len(days) else timedelta(days=31)
        opens = day - _third(day - days[number - 1] if number else following)
        late = day + _third(following)
        closes = day + following - _third(following) - timedelta(days=1)
        slots.append(Slot(rule, number, Window(opens, day, late, max(closes, late))))
    return tuple(slots)


def _third(gap: timedelta) -> timedelta:
    return timedelta(days=min(7, gap.days // 3))
