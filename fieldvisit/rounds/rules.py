"""Every hard rule, asked of a finished plan: no word of the solver counts. Each broken one says whom and why.

Refused on « Publier »; a hand-made order shows the same sentences.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from fieldvisit.rounds.hours import Hours, eligible
from fieldvisit.rounds.problem import DAY, Id, Limits, Plan, Worker
from fieldvisit.rounds.timing import Timed
from fieldvisit.rounds.wording import day_name, hour_of, lasting, profession


@dataclass(frozen=True)
class Broken:
    rule: str
    sentence: str
    worker: Id | None = None
    day: int | None = None
    visit: Id | None = None


def broken(hours: Hours, plan: Plan) -> list[Broken]:
    """All that is wrong with the plan; empty when it may be published."""
    found = [fault for key in plan.routes for fault in of_day(hours, plan, *key)]
    return found + list(_places(hours, plan)) + list(_weeks(hours, plan)) + list(_locks(hours, plan))


def times(hours: Hours, plan: Plan, worker: Id, day: int) -> Timed | None:
    """Hours of this day; None where nobody works or someone is unknown."""
    route = plan.routes.get((worker, day), ())
    if worker not in hours.worker_number or any(visit not in hours.number for visit in route):
        return None
    shift = hours.problem.worker(worker).shift(day)
    return None if shift is None else hours.day(worker, shift, route, plan.agreed)


def of_day(hours: Hours, plan: Plan, who: Id, day: int) -> Iterator[Broken]:
    """What one worker's day breaks by itself."""
    route = plan.routes.get((who, day), ())
    if not route:
        return
    if who not in hours.worker_number:
        yield Broken("worker", "Cette personne n’est plus dans l’équipe.", who, day)
        return
    worker = hours.problem.worker(who)
    known = [visit for visit in route if visit in hours.number]
    for visit in set(route) - set(known):
        yield Broken("visit", "Cette visite n’est plus à planifier.", who, day, visit)
    for visit in known:
        yield from _who(hours, worker, day, visit)
    found = times(hours, plan, who, day)
    if worker.shift(day) is None or not 0 <= day < hours.problem.days:
        yield Broken("absent", f"{worker.name} ne travaille pas {day_name(day)}.", who, day)
    elif found is not None:
        yield from _hours(hours, plan, worker, day, found)


def _who(hours: Hours, worker: Worker, day: int, visit: Id) -> Iterator[Broken]:
    one = hours.problem.visit(visit)
    if eligible(worker, one):
        return
    if worker.profession != one.profession:
        why = f"il faut : {profession(one.profession)}"
    elif not one.needs <= worker.skills:
        why = f"{worker.name} n’a pas l’habilitation « {', '.join(sorted(one.needs - worker.skills))} »"
    else:
        why = f"{worker.name} n’intervient pas dans le secteur {one.sector}"
    yield Broken("who", f"{one.name} : {why}.", worker.id, day, visit)


def _hours(hours: Hours, plan: Plan, worker: Worker, day: int, found: Timed) -> Iterator[Broken]:
    route = plan.routes[worker.id, day]
    for position in found.late:
        visit = hours.problem.visit(route[position])
        spans = hours.spans(visit.id, day, plan.agreed)
        if not spans:
            why = f"{day_name(day)} n’est pas possible pour la famille"
        elif found.starts[position] > spans[-1][1]:
            why = f"arrivée à {hour_of(found.starts[position])}, il fallait commencer avant {hour_of(spans[-1][1])}"
        else:
            why = f"à {hour_of(found.starts[position])}, hors des heures possibles"
        yield Broken("window", f"{visit.name} : {why}.", worker.id, day, visit.id)
    where = f"{worker.name}, {day_name(day)}"
    if found.no_lunch:
        yield Broken("lunch", f"{where} : pas de place pour la pause du repas.", worker.id, day)
    if found.over:
        yield Broken("end", f"{where} : retour {lasting(found.over)} après la fin de service.", worker.id, day)
    if worker.most_visits is not None and len(route) > worker.most_visits:
        yield Broken("most", f"{where} : {len(route)} visites, {worker.most_visits} au plus.", worker.id, day)
    if worker.limits is None:
        return
    work = hours.work(hours.worker_number[worker.id], [hours.number[visit] for visit in route], found)
    if work > worker.limits.day_work:
        yield Broken(
            "day_work",
            f"{where} : {lasting(work)} de travail, {lasting(worker.limits.day_work)} au plus.",
            worker.id,
            day,
        )
    if found.span > worker.limits.day_span:
        yield Broken(
            "day_span",
            f"{where} : amplitude de {lasting(found.span)}, {lasting(worker.limits.day_span)} au plus.",
            worker.id,
            day,
        )


def _places(hours: Hours, plan: Plan) -> Iterator[Broken]:
    """Once each; à deux, two people at the same hour."""
    for visit, keys in plan.where().items():
        if visit not in hours.number:
            continue
        one = hours.problem.visit(visit)
        if not one.together:
            if len(keys) > 1:
                yield Broken("twice", f"{one.name} : planifiée deux fois.", *keys[1], visit)
            continue
        starts = {found.starts[plan.routes[key].index(visit)] for key in keys if (found := times(hours, plan, *key))}
        if len(keys) != 2 or len({worker for worker, _ in keys}) != 2 or len(starts) != 1:
            yield Broken("together", f"{one.name} : il faut deux personnes à la même heure.", *keys[0], visit)


def _weeks(hours: Hours, plan: Plan) -> Iterator[Broken]:
    for worker in hours.problem.workers:
        if worker.limits is None:
            continue
        days = {}
        for (who, day), route in plan.routes.items():
            if who == worker.id and route and (found := times(hours, plan, who, day)) is not None:
                days[day] = found
        yield from _rests(worker, worker.limits, days)
        for week in sorted({day // 7 for day in days}):
            work = sum(
                hours.work(hours.worker_number[worker.id], [hours.number[v] for v in plan.routes[worker.id, day]], one)
                for day, one in days.items()
                if day // 7 == week
            )
            if work > worker.limits.week_work:
                most = lasting(worker.limits.week_work)
                said = f"{worker.name} : {lasting(work)} de travail dans la semaine, {most} au plus."
                yield Broken("week_work", said, worker.id)


def _rests(worker: Worker, limits: Limits, days: dict[int, Timed]) -> Iterator[Broken]:
    for day, one in days.items():
        after = days.get(day + 1)
        if after is not None and after.depart - one.back < limits.night_rest:
            said = f"{worker.name} : moins de {lasting(limits.night_rest)} de repos avant {day_name(day + 1)}."
            yield Broken("night_rest", said, worker.id, day + 1)
        if all(day - back in days for back in range(limits.most_days + 1)):
            said = f"{worker.name}, {day_name(day)} : plus de {limits.most_days} jours de suite."
            yield Broken("most_days", said, worker.id, day)
    for week in {day // 7 for day in days}:
        spans = sorted((one.depart, one.back) for day, one in days.items() if day // 7 == week)
        ends = [week * 7 * DAY, *(back for _, back in spans)]
        monday = (week + 1) * 7 * DAY + min(shift.start % DAY for shift in worker.shifts)
        starts = [*(depart for depart, _ in spans), monday]
        if max(start - end for start, end in zip(starts, ends, strict=True)) < limits.week_rest:
            yield Broken(
                "week_rest",
                f"{worker.name} : pas {lasting(limits.week_rest)} de repos de suite dans la semaine.",
                worker.id,
            )


def _locks(hours: Hours, plan: Plan) -> Iterator[Broken]:
    where = plan.where()
    for lock in hours.problem.locks:
        name = hours.problem.visit(lock.visit).name if lock.visit in hours.number else "Une visite"
        if (lock.worker, lock.day) not in where.get(lock.visit, ()):
            yield Broken("lock", f"{name} : verrouillée ailleurs.", lock.worker, lock.day, lock.visit)
        elif lock.start is not None and (found := times(hours, plan, lock.worker, lock.day)) is not None:
            start = found.starts[plan.routes[lock.worker, lock.day].index(lock.visit)]
            if start != lock.start:
                said = f"{name} : verrouillée à {hour_of(lock.start)}."
                yield Broken("lock", said, lock.worker, lock.day, lock.visit)
    for key in hours.problem.frozen:
        stops = sorted(
            (stop.start, visit)
            for visit, those in hours.problem.published.items()
            for stop in those
            if (stop.worker, stop.day) == key
        )
        if plan.routes.get(key, ()) != tuple(visit for _, visit in stops):
            yield Broken("frozen", f"La journée figée du {day_name(key[1])} a changé.", *key)
