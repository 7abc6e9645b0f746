"""What is pinned and can be kept. Locks that contradict each other or a hard rule are set aside, each with a sentence.

What is kept is kept surely: beside the locks stands a first plan (``base``) that holds them all and breaks no rule;
the search starts from it and never leaves one out again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import permutations

from fieldvisit.rounds.hours import Hours, eligible
from fieldvisit.rounds.problem import MINUTE, Id, Lock, Visit
from fieldvisit.rounds.wording import day_name, hour_of

Key = tuple[Id, int]


@dataclass
class Kept:
    """``routes``: frozen days as published, ``frozen`` their visits. ``base``: locked visits in an order that works.

    ``refused``: what is set aside, and why. ``worked``: seconds of work in each frozen day.
    """

    locks: dict[Id, tuple[Lock, ...]] = field(default_factory=dict)
    routes: dict[Key, tuple[Id, ...]] = field(default_factory=dict)
    days: set[Key] = field(default_factory=set)
    frozen: set[Id] = field(default_factory=set)
    base: dict[Key, tuple[Id, ...]] = field(default_factory=dict)
    agreed: dict[Id, int] = field(default_factory=dict)
    worked: dict[Key, int] = field(default_factory=dict)
    refused: list[tuple[Lock | Key, str]] = field(default_factory=list)


def keep(hours: Hours) -> Kept:
    kept = Kept()
    _freeze(hours, kept)
    wanted: dict[Id, list[Lock]] = {}
    for lock in hours.problem.locks:
        why = _impossible(hours, kept, lock)
        if why is None and lock not in wanted.setdefault(lock.visit, []):
            why = _clash(hours, wanted[lock.visit], lock)
        if why is not None:
            kept.refused.append((lock, why))
        elif lock not in wanted[lock.visit]:
            wanted[lock.visit].append(lock)
    for locks in sorted(filter(None, wanted.values()), key=lambda those: _order(hours, those[0])):
        if not _fit(hours, kept, locks):
            kept.refused += [(lock, _no_room(hours, lock)) for lock in locks]
    return kept


def _freeze(hours: Hours, kept: Kept) -> None:
    problem, by_day = hours.problem, {}
    for visit, stops in problem.published.items():
        for stop in stops:
            by_day.setdefault((stop.worker, stop.day), []).append((stop.start, visit))
    together = {visit.id for visit in problem.visits if visit.together}
    days, known = set(problem.frozen), hours.worker_number
    while (
        more := {
            (stop.worker, stop.day)
            for key in days
            for _, visit in by_day.get(key, ())
            if visit in together
            for stop in problem.published[visit]
        }
        - days
    ):  # a day that shares a visit with a frozen one is frozen too
        days |= more
    routes = {key: tuple(v for _, v in sorted(by_day.get(key, ()), key=lambda one: one[0])) for key in days}
    hours_agreed = {v: problem.published[v][0].start for route in routes.values() for v in route if v in together}
    wrong = {}
    for key, route in routes.items():
        why = _broken_day(hours, key, route, hours_agreed) if key[0] in known else "cette personne n’est plus là"
        if why:
            wrong[key] = why
    while more := {
        key: "la visite à deux qu’elle contient ne tient plus"
        for key, route in routes.items()
        if key not in wrong and any(v in together and v in routes.get(bad, ()) for v in route for bad in wrong)
    }:
        wrong |= more
    kept.refused += [(key, f"Journée du {day_name(key[1])} non gardée : {why}.") for key, why in wrong.items()]
    kept.routes = {key: route for key, route in routes.items() if key not in wrong}
    kept.days = set(kept.routes)
    kept.frozen = {visit for route in kept.routes.values() for visit in route}
    kept.agreed = {visit: hour for visit, hour in hours_agreed.items() if visit in kept.frozen}
    for key, route in kept.routes.items():
        if route:
            number, numbers = known[key[0]], [hours.number[v] for v in route]
            found = hours.day(key[0], problem.workers[number].shift(key[1]), route, kept.agreed)
            kept.worked[key] = hours.work(number, numbers, found)


def _broken_day(hours: Hours, key: Key, route: tuple[Id, ...], agreed: Mapping[Id, int]) -> str | None:
    worker = hours.problem.worker(key[0])
    if not route:
        return None
    shift = worker.shift(key[1])
    if shift is None or not 0 <= key[1] < hours.problem.days:
        return "absence ce jour"
    if any(visit not in hours.number for visit in route):
        return "une de ses visites n’existe plus"
    if not all(eligible(worker, hours.problem.visit(visit)) for visit in route):
        return "une de ses visites demande quelqu’un d’autre"
    if any(hours.problem.visit(v).together and len(hours.problem.published[v]) != 2 for v in route):
        return "une visite à deux n’a qu’une personne"
    found = hours.day(worker.id, shift, route, agreed)
    numbers = [hours.number[visit] for visit in route]
    if not found.possible or not hours.lawful(hours.worker_number[worker.id], numbers, found):
        return "ses horaires ne tiennent plus"
    return None


def _impossible(hours: Hours, kept: Kept, lock: Lock) -> str | None:
    if lock.visit not in hours.number:
        return "Cette visite n’est plus à planifier."
    visit = hours.problem.visit(lock.visit)
    if lock.worker not in hours.worker_number:
        return f"{visit.name} : cette personne n’est plus dans l’équipe."
    worker = hours.problem.worker(lock.worker)
    if visit.id in kept.frozen:
        return f"{visit.name} : déjà dans une journée figée."
    if (lock.worker, lock.day) in kept.days:
        return f"{visit.name} : la journée de {worker.name} est figée sans cette visite."
    if worker.shift(lock.day) is None or not 0 <= lock.day < hours.problem.days:
        return f"{visit.name} : {worker.name} ne travaille pas {day_name(lock.day)}."
    if not eligible(worker, visit):
        return f"{visit.name} : {worker.name} n’a pas la profession, l’habilitation ou le secteur demandés."
    spans = [one for one in visit.windows if one.day == lock.day]
    if not spans:
        return f"{visit.name} : {day_name(lock.day)} n’est pas un jour possible pour la famille."
    if lock.start is not None and not any(one.first <= lock.start <= one.last for one in spans):
        return f"{visit.name} : {hour_of(lock.start)} n’est pas une heure possible pour la famille."
    return None


def _clash(hours: Hours, others: list[Lock], lock: Lock) -> str | None:
    if not others:
        return None
    visit = hours.problem.visit(lock.visit)
    if not visit.together or len(others) > 1:
        return f"{visit.name} : verrouillée à deux endroits à la fois."
    other = others[0]
    at = {one.start for one in (other, lock) if one.start is not None}
    if other.day != lock.day or other.worker == lock.worker or len(at) > 1:
        return f"{visit.name} : à deux, il faut le même jour, la même heure et deux personnes."
    return None


def _order(hours: Hours, lock: Lock) -> tuple:
    """Fixed hours first, then as published: an order in which what worked before works again."""
    stops = [stop.start for stop in hours.problem.published.get(lock.visit, ())]
    return lock.start is None, lock.start or (stops or [0])[0], hours.number[lock.visit]


def _fit(hours: Hours, kept: Kept, locks: list[Lock]) -> bool:
    visit = hours.problem.visit(locks[0].visit)
    hour = next((lock.start for lock in locks if lock.start is not None), None)
    if not visit.together:
        trial = {} if hour is None else {visit.id: hour}
        return _into(hours, kept, visit, [(locks[0].worker, locks[0].day)], locks, trial)
    day = locks[0].day
    seconds = [locks[1].worker] if len(locks) == 2 else [w.id for w in hours.problem.workers if w.id != locks[0].worker]
    for start in [hour] if hour is not None else _grid(visit, day):
        for other in seconds:
            worker = hours.problem.worker(other)
            free = worker.shift(day) is not None and eligible(worker, visit) and (other, day) not in kept.days
            if free and _into(hours, kept, visit, [(locks[0].worker, day), (other, day)], locks, {visit.id: start}):
                return True
    return False


def _grid(visit: Visit, day: int) -> list[int]:
    return [t for one in visit.windows if one.day == day for t in range(one.first, one.last + 1, 15 * MINUTE)]


def _into(hours: Hours, kept: Kept, visit: Visit, keys: list[Key], locks: list[Lock], hour: dict[Id, int]) -> bool:
    """Puts the visit into these days if an order of theirs allows it; nothing changes otherwise."""
    fixed = {one: lock.start for one, those in kept.locks.items() for lock in those if lock.start is not None}
    agreed = {**fixed, **kept.agreed, **hour}
    routes = {key: _ordered(hours, key, (*kept.base.get(key, ()), visit.id), agreed) for key in keys}
    if any(route is None for route in routes.values()):
        return False
    if not all(_week_holds(hours, kept, key, routes, agreed) for key in keys):
        return False
    kept.base |= routes
    kept.locks[visit.id] = tuple(locks)
    if visit.together:
        kept.agreed |= hour
    return True


def _ordered(hours: Hours, key: Key, visits: tuple[Id, ...], agreed: Mapping[Id, int]) -> tuple[Id, ...] | None:
    """An order without fault: the last one inserted anywhere, or for a few visits every order there is."""
    *former, last = visits
    orders = [(*former[:at], last, *former[at:]) for at in range(len(former), -1, -1)]
    if len(visits) <= 6:
        orders += list(permutations(visits))
    number = hours.worker_number[key[0]]
    shift = hours.problem.workers[number].shift(key[1])
    for order in orders:
        found = hours.day(key[0], shift, order, agreed)
        if found.possible and hours.lawful(number, [hours.number[one] for one in order], found):
            return order
    return None


def _week_holds(hours: Hours, kept: Kept, key: Key, routes: Mapping[Key, tuple], agreed: Mapping[Id, int]) -> bool:
    worker = hours.problem.worker(key[0])
    if worker.limits is None:
        return True
    number, total = hours.worker_number[worker.id], {}
    for other, seconds in kept.worked.items():
        if other[0] == worker.id and other[1] // 7 == key[1] // 7:
            total[other] = seconds
    for other, route in {**kept.base, **routes}.items():
        if other[0] == worker.id and other[1] // 7 == key[1] // 7:
            found = hours.day(worker.id, worker.shift(other[1]), route, agreed)
            total[other] = hours.work(number, [hours.number[v] for v in route], found)
    return sum(total.values()) <= worker.limits.week_work


def _no_room(hours: Hours, lock: Lock) -> str:
    visit, worker = hours.problem.visit(lock.visit), hours.problem.worker(lock.worker)
    return f"{visit.name} : les autres verrous de {worker.name} {day_name(lock.day)} ne lui laissent pas de place."
