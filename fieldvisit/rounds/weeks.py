"""Shifts cut to what the law allows, before anything is planned: whatever is planned within them is then lawful.

Span of the day, rest of the night, days in a row, rest of the week, the pause of a long half day. What depends on the
visits – working time of the day and of the week – is held by the search.
"""

from dataclasses import replace

from fieldvisit.rounds.problem import DAY, Limits, Lunch, Problem, Shift, Worker
from fieldvisit.rounds.wording import day_name, hour_of, lasting


def lawful(problem: Problem) -> tuple[Problem, list[str]]:
    """The problem with lawful shifts, and what was changed in a coordinator's words."""
    remarks: list[str] = []
    workers = tuple(_lawful(one, remarks) if one.limits else one for one in problem.workers)
    return problem.changed(workers=workers), remarks


def _lawful(worker: Worker, remarks: list[str]) -> Worker:
    limits, kept = worker.limits, []
    night, span, week_rest = lasting(limits.night_rest), lasting(limits.day_span), lasting(limits.week_rest)
    for shift in sorted(worker.shifts, key=lambda one: one.start):
        where = f"{worker.name}, {day_name(shift.day)}"
        start, end = shift.start, shift.end
        if kept and start < kept[-1].end + limits.night_rest:
            start = kept[-1].end + limits.night_rest
            remarks.append(f"{where} : début repoussé à {hour_of(start)}, {night} de repos après la veille.")
        if end > start + limits.day_span:
            end = start + limits.day_span
            remarks.append(f"{where} : fin ramenée à {hour_of(end)}, l’amplitude d’une journée est de {span}.")
        if end <= start or start // DAY != shift.day:
            remarks.append(f"{where} : pas de travail possible, le repos de nuit manquerait.")
            continue
        if _in_a_row(kept, shift.day) >= limits.most_days:
            remarks.append(f"{where} : jour de repos, après {limits.most_days} jours de suite.")
            continue
        kept.append(_with_pause(Shift(shift.day, start, end, shift.lunch), limits))
    for week in sorted({shift.day // 7 for shift in kept}):
        while _longest_rest(kept, week) < limits.week_rest:
            last = max((one for one in kept if one.day // 7 == week), key=lambda one: one.start)
            kept.remove(last)
            remarks.append(f"{worker.name}, {day_name(last.day)} : jour de repos, il en faut {week_rest} de suite.")
    return replace(worker, shifts=tuple(kept))


def _in_a_row(kept: list[Shift], day: int) -> int:
    days, many = {one.day for one in kept}, 0
    while day - many - 1 in days:
        many += 1
    return many


def _longest_rest(kept: list[Shift], week: int) -> int:
    """Between shifts of this week, from its Monday on; after Sunday until she usually begins."""
    first = week * 7 * DAY
    last = (week + 1) * 7 * DAY + min((one.start % DAY for one in kept), default=0)
    spans = sorted((one.start, one.end) for one in kept if one.day // 7 == week)
    ends = [first, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), last]
    return max(start - end for end, start in zip(ends, starts, strict=True))


def _with_pause(shift: Shift, limits: Limits) -> Shift:
    """Without lunch, twenty minutes before six hours of work."""
    if shift.lunch is not None or shift.end - shift.start <= limits.pause_after:
        return shift
    midnight = shift.day * DAY
    latest = shift.start + limits.pause_after - midnight
    return replace(shift, lunch=Lunch(shift.start + 2 * 3600 - midnight, latest, limits.pause))
