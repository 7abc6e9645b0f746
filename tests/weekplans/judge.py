"""A second judge of a published week, written without planner or board: it reads the rows and believes nobody's times.

A visit may begin up to a quarter of an hour after the hour told; travel is the estimate, not rounded.
"""

import json
from collections import defaultdict
from pathlib import Path

import sqlalchemy as sa

from fieldvisit.schedule import visit_type
from tests.rounds.judge import seconds_between

HOUR, MINUTE = 3600, 60
ROLES = {
    one["code"]: set(one["roles"])
    for one in json.loads((Path(visit_type.__file__).parent / "visit_types.json").read_text(encoding="utf-8"))["types"]
}
DAY_BEGINS, NOON, DAY_ENDS = 8.5 * HOUR, 13 * HOUR, 17.5 * HOUR
LUNCH_OPENS, LUNCH_SHUTS, LUNCH = 11.5 * HOUR, 13.25 * HOUR, 45 * MINUTE
LATE = 15 * MINUTE

VISITS = """
    SELECT visit.id, visit.kind, visit.planned_on, visit.planned_at, visit.duration_min, visit.worker_id,
        account.name, account.role, household.lat, household.lon, household.label, household.contact_hours
    FROM visit JOIN account ON account.id = visit.worker_id JOIN household ON household.id = visit.family_id
    WHERE visit.status = 'programmee' ORDER BY visit.planned_on, visit.planned_at
"""


def faults(connection, base, monday) -> list[str]:
    rows = [row._asdict() for row in connection.execute(sa.text(VISITS))]
    absent = defaultdict(set)
    for who, first, last, half in connection.execute(
        sa.text("SELECT account_id, first_on, last_on, half FROM absence WHERE cancelled_at IS NULL")
    ):
        absent[str(who), str(first)].add(half)
        assert first == last
    wrong, days, weeks = [], defaultdict(list), defaultdict(float)
    for row in rows:
        if row["role"] not in ROLES[row["kind"]]:
            wrong.append(f"{row['name']} may not make {row['kind']}")
        days[row["worker_id"], str(row["planned_on"])].append(row)
    seen = [(row["label"], row["kind"]) for row in rows]
    wrong += [f"{one} twice" for one in set(seen) if seen.count(one) > 1]
    for (who, on), visits in days.items():
        begin, end = DAY_BEGINS, DAY_ENDS
        halves = absent[str(who), on]
        if "jour" in halves:
            wrong.append(f"{visits[0]['name']} is absent on {on}")
        begin = NOON if "matin" in halves else begin
        end = NOON if "apres_midi" in halves else end
        lunches = [None] if halves else range(len(visits) + 1)
        walked = [found for at in lunches if (found := _walk(visits, base, begin, end, at)) is not None]
        if not walked:
            wrong.append(f"no hours fit {visits[0]['name']} on {on}: {[str(one['planned_at']) for one in visits]}")
        else:
            weeks[who] += min(walked)
    wrong += [f"{who} works {work / HOUR} hours" for who, work in weeks.items() if work > 37.5 * HOUR + 1]
    return wrong


def _walk(visits, base, begin, end, lunch):
    """Seconds of work of that day with lunch before the visit of this number; None where it cannot be so."""
    now, here, first = begin, base, None
    for number, visit in enumerate([*visits, None]):
        place = base if visit is None else (visit["lat"], visit["lon"])
        free, arrival = now, now + seconds_between(here, place)
        if lunch == number:
            if max(free, LUNCH_OPENS) > LUNCH_SHUTS:
                return None
            arrival = max(arrival, LUNCH_OPENS) + LUNCH
        if visit is None:
            break
        told = _seconds(visit["planned_at"])
        start = max(arrival, told)
        if start > told + LATE:
            return None
        first = first if first is not None else told - seconds_between(base, place)
        now, here = start + visit["duration_min"] * MINUTE, place
    back = now + seconds_between(here, base)
    if back > end:
        return None
    return back - max(begin, first) - (LUNCH if lunch is not None else 0)


def _seconds(at) -> int:
    hours, minutes = str(at).split(":")[:2]
    return int(hours) * HOUR + int(minutes) * MINUTE
