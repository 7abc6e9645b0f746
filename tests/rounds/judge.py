"""A second judge of plans, written without the solver: it imports nothing of the room and believes nobody's times.

``verdict`` judges a plan of the exchange format (JSON as read); ``faults`` judges a problem made of the room's
dataclasses, by their fields alone. Lunch is tried in every gap instead of being worked out.
"""

from math import asin, cos, radians, sin, sqrt

DAY, HOUR = 86400, 3600
HALVES = {"AM": (8.5 * HOUR, 12.25 * HOUR), "PM": (13.25 * HOUR, 17.25 * HOUR)}
LEFT_OUT = {1: 36000, 2: 14400, 3: 7200}


def seconds_between(a, b) -> int:
    """Great circle × 1.3, 45 to 70 km/h between 3 and 25 km, a minute and a half to park."""
    up, side = radians(b[0] - a[0]) / 2, radians(b[1] - a[1]) / 2
    chord = sin(up) ** 2 + cos(radians(a[0])) * cos(radians(b[0])) * sin(side) ** 2
    km = 1.3 * 2 * 6371.0088 * asin(sqrt(chord))
    if km < 0.02:
        return 0
    speed = 45 + 25 * min(1, max(0, (km - 3) / 22))
    return int(km / speed * 3600) + 90


def verdict(instance: dict, plan: list) -> tuple[int, list[str]]:
    """Objective and broken rules of ``[[worker, day, [visits]], …]``."""
    workers = {one["id"]: one for one in instance["workers"]}
    visits = {one["id"]: one for one in instance["visits"]}
    cost, wrong, seen = 0, [], set()
    for worker, day, route in plan:
        who = workers[worker]
        if route and (day in who["off"] or not 0 <= day < instance["days"]):
            wrong.append(f"{worker} is away on {day}")
        now, here = 8 * HOUR, who["base"]
        for id in route:
            visit = visits[id]
            if id in seen:
                wrong.append(f"{id} twice")
            seen.add(id)
            if visit["prof"] != who["prof"]:
                wrong.append(f"{id} is not for {worker}")
            leg = seconds_between(here, visit["loc"])
            cost, here = cost + leg, visit["loc"]
            begun = _begin(visit, day, now + leg)
            if begun is None:
                wrong.append(f"{id} at a bad time")
                begun = now + leg
            now = begun + visit["dur"]
            cost += 900 * (visit["pref"] is not None and visit["pref"] != worker)
            cost += 600 * (day - visit["d0"]) * (visit["prio"] == 1)
        leg = seconds_between(here, who["base"]) if route else 0
        cost += leg
        if now + leg > 17.5 * HOUR:
            wrong.append(f"{worker} comes home late on {day}")
    return cost + sum(LEFT_OUT[one["prio"]] for id, one in visits.items() if id not in seen), wrong


def _begin(visit: dict, day: int, arrival: float) -> float | None:
    if not visit["d0"] <= day <= visit["d1"]:
        return None
    found = []
    for half, (opens, shuts) in HALVES.items():
        low, high = opens, shuts - visit["dur"]
        if visit["tod"] in HALVES and visit["tod"] != half:
            continue
        if visit["tod"] == "2h":
            if (visit["h2"] < 12) != (half == "AM"):
                continue
            low, high = max(low, visit["h2"] * HOUR), min(high, visit["h2"] * HOUR + 2 * HOUR)
        if low <= high and arrival <= high:
            found.append(max(low, arrival))
    return min(found, default=None)


def faults(problem, plan) -> list[str]:
    workers = {one.id: one for one in problem.workers}
    visits = {one.id: one for one in problem.visits}
    wrong, made, weeks = [], {}, {}
    for (worker, day), route in plan.routes.items():
        if not route:
            continue
        who = workers[worker]
        shift = [one for one in who.shifts if one.day == day]
        if len(shift) != 1 or day >= problem.days:
            wrong.append(f"{worker} is away on {day}")
            continue
        for id in route:
            visit = visits[id]
            if visit.profession != who.profession or visit.needs - who.skills:
                wrong.append(f"{worker} cannot make {id}")
            if visit.sector is not None and who.sectors is not None and visit.sector not in who.sectors:
                wrong.append(f"{worker} does not go to {id}")
        if who.most_visits is not None and len(route) > who.most_visits:
            wrong.append(f"{worker} has too many visits on {day}")
        found = _day(problem, who, shift[0], [visits[id] for id in route], plan.agreed)
        if found is None:
            wrong.append(f"no hours fit {worker} on {day}: {route}")
            continue
        starts, back = found
        for id, start in zip(route, starts, strict=True):
            made.setdefault(id, []).append((worker, day, start))
        _count(who, day, shift[0], [visits[id] for id in route], starts, back, weeks, wrong)
    for worker, days in weeks.items():
        if any(sum(work for day, work in days.items() if day // 7 == week) > 48 * HOUR for week in (0, 1)):
            wrong.append(f"{worker} works more than 48 hours")
        if any(all(day + more in days for more in range(7)) for day in days):
            wrong.append(f"{worker} works seven days in a row")
    for id, stops in made.items():
        if len(stops) != 1 + visits[id].together or len({stop[0] for stop in stops}) != len(stops):
            wrong.append(f"{id} is made {len(stops)} times")
        if len({(day, start) for _, day, start in stops}) != 1:
            wrong.append(f"{id} at two hours")
    for lock in problem.locks:
        stops = [s for s in made.get(lock.visit, ()) if s[:2] == (lock.worker, lock.day)]
        if not stops or (lock.start is not None and stops[0][2] != lock.start):
            wrong.append(f"{lock.visit} is not where it was locked")
    return wrong


def _day(problem, worker, shift, visits, agreed):
    """The earliest hours, over every gap in which lunch may be taken; None when no gap works."""
    gaps = [None] if shift.lunch is None else range(len(visits) + 2)
    fits = [found for gap in gaps if (found := _walk(problem, worker, shift, visits, agreed, gap)) is not None]
    return min(fits, key=lambda one: one[1], default=None)


def _walk(problem, worker, shift, visits, agreed, gap):
    """``gap``: lunch before the visit of this number; one more than all, lunch after coming home."""
    midnight, now, here, starts = shift.day * DAY, shift.start, worker.base, []
    for number, visit in enumerate([*visits, None]):
        place = worker.base if visit is None else visit.place
        free, arrival = now, now + seconds_between(here, place)
        if gap == number:
            opens = midnight + shift.lunch.earliest
            if max(free, opens) > midnight + shift.lunch.latest:
                return None
            # Wherever on the way one stops: not before it opens, and the way itself is no pause.
            arrival = max(arrival, opens) + shift.lunch.seconds
        if visit is None:
            too_late = gap == len(visits) + 1 and arrival > midnight + shift.lunch.latest
            return None if arrival > shift.end or too_late else (starts, arrival)
        spans = [(one.first, one.last) for one in visit.windows if one.first // DAY == shift.day]
        if visit.id in agreed:
            spans = [(agreed[visit.id],) * 2 for low, high in spans if low <= agreed[visit.id] <= high]
        begun = [max(low, arrival) for low, high in spans if arrival <= high]
        if not begun:
            return None
        starts.append(min(begun))
        now, here = min(begun) + visit.seconds, place


def _count(worker, day, shift, visits, starts, back, weeks, wrong):
    """Working time at its most favourable: lunch counted out in full, leaving as late as the first visit allows."""
    if worker.limits is None:
        return
    first, last = visits[0], visits[-1]
    leave = starts[0] - seconds_between(worker.base, first.place)
    work = back - leave - (shift.lunch.seconds if shift.lunch else 0)
    if worker.from_home:
        work -= seconds_between(worker.base, first.place) + seconds_between(last.place, worker.base)
    weeks.setdefault(worker.id, {})[day] = work
    if work > 10 * HOUR:
        wrong.append(f"{worker.id} works more than ten hours on {day}")
    if back - leave > 12 * HOUR:
        wrong.append(f"{worker.id} has a span over twelve hours on {day}")
