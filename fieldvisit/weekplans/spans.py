"""When a visit of the week may begin: days on which it is due, hours that suit the family, the hour it was told.

An hour in force stays: on its own day the visit begins then, or a quarter of an hour later at most; a hand that moves
it frees it. A confirmed visit keeps its day and hour, whoever goes.
"""

from fieldvisit.rounds.problem import DAY, MINUTE, Window
from fieldvisit.schedule.visit import Status
from fieldvisit.weekplans import wishes
from fieldvisit.weekplans.jobs import Job
from fieldvisit.weekplans.week import DAYS, Week

#: A round is rarely on the minute.
TOLERANCE = 15 * MINUTE


def of_job(job: Job, week: Week, freed: bool, after: int = 0) -> tuple[Window, ...]:
    """``freed``: its hour in force binds no longer. ``after``: nothing begins before (seconds of the week)."""
    hour = fixed(job, week)
    if job.held and hour is not None:
        return (Window(hour, hour),)
    if job.status == Status.CONFIRMED and hour is not None and not freed:
        return (Window(hour, hour),)
    wish, after = wishes.read(job.words), max(after, week.now)
    found = []
    for day in _days(job, week):
        if hour is not None and not freed and day == hour // DAY:
            found.append(Window(hour, hour + TOLERANCE))
        elif day in wish.days and week.number(job.first) <= day <= week.number(job.last):
            found += [Window(day * DAY + first, day * DAY + last) for first, last in wish.spans(job.minutes * MINUTE)]
    return tuple(clipped for one in found if (clipped := _after(one, after)) is not None)


def wider(job: Job, week: Week) -> tuple[Window, ...]:
    """With the family's wish and the hour in force set aside."""
    last = wishes.SHUTS - job.minutes * MINUTE
    found = [
        Window(day * DAY + wishes.OPENS, day * DAY + last)
        for day in _days(job, week)
        if week.number(job.first) <= day <= week.number(job.last) and last >= wishes.OPENS
    ]
    return tuple(clipped for one in found if (clipped := _after(one, week.now)) is not None)


def fixed(job: Job, week: Week) -> int | None:
    """The hour in force, in seconds of the week."""
    return None if job.on is None or job.at is None else week.at(job.on, job.at)


def _days(job: Job, week: Week) -> list[int]:
    days = set(range(max(week.first, week.number(job.first)), min(DAYS - 1, week.number(job.last)) + 1))
    if job.on is not None and week.number(job.on) >= week.first:
        days.add(week.number(job.on))
    return sorted(days)


def _after(one: Window, after: int) -> Window | None:
    """Rounded up to the next five minutes, as all hours told to families are."""
    if one.first >= after:
        return one
    first = -(-after // (5 * MINUTE)) * 5 * MINUTE
    return Window(first, one.last) if first <= one.last and first // DAY == one.day else None
