"""Why a visit found no place, in a coordinator's words, and the least bad ways in; why a placed one is where it is."""

from dataclasses import dataclass, field

from fieldvisit.rounds import ways_in
from fieldvisit.rounds.hours import Hours, eligible
from fieldvisit.rounds.objective import bill
from fieldvisit.rounds.problem import HOUR, Id, Plan, Shift, Visit, Worker
from fieldvisit.rounds.ways_in import Way, days_for, instead, put_in
from fieldvisit.rounds.wording import day_name, days_list, lasting, nobody, profession


@dataclass
class Reason:
    code: str
    sentence: str
    ways: list[Way] = field(default_factory=list)


def left_out(hours: Hours, plan: Plan, id: Id, ways: bool = True) -> Reason:
    """:param ways: also look for ways in, which takes longer."""
    visit, problem = hours.problem.visit(id), hours.problem
    code, sentence = _never(hours, visit) or _full(hours, plan, visit)
    reason = Reason(code, f"{sentence[0].upper()}{sentence[1:]}.")
    if ways and not visit.together and any(one.profession == visit.profession for one in problem.workers):
        reason.ways = ways_in.ways(hours, plan, visit)
    return reason


def _never(hours: Hours, visit: Visit) -> tuple[str, str] | None:
    """What keeps the visit out of an empty week too: asked in the order in which a coordinator would."""
    team = [one for one in hours.problem.workers if one.profession == visit.profession]
    if not team:
        return "profession", f"{nobody(visit.profession)} dans l’équipe"
    able = [one for one in team if visit.needs <= one.skills]
    if not able:
        return "skill", f"{nobody(visit.profession)} n’a l’habilitation « {', '.join(sorted(visit.needs))} »"
    here = [one for one in able if eligible(one, visit)]
    if not here:
        return "sector", f"{nobody(visit.profession)} n’intervient dans le secteur {visit.sector}"
    days = sorted({one.day for one in visit.windows})
    if not days:
        return "hours", _no_hour(hours, visit)
    shifts = [(worker, shift) for worker in here for shift in worker.shifts if shift.day in days]
    if not shifts:
        return "absent", f"{nobody(visit.profession)} ne travaille {days_list(days)}"
    if visit.together and not any(len({w.id for w, s in shifts if s.day == day}) > 1 for day in days):
        return "together", f"à deux : une seule {profession(visit.profession)} travaille {days_list(days)}"
    longest = max(shift.end - shift.start for _, shift in shifts)
    if visit.seconds > longest:
        return "long", f"la visite dure {lasting(visit.seconds)}, plus que la plus longue journée ({lasting(longest)})"
    if all(_alone(hours, worker, shift, visit) is None for worker, shift in shifts):
        ways = [hours.legs[hours.worker_number[w.id]][hours.many + hours.number[visit.id]] for w, _ in shifts]
        if min(ways) >= HOUR // 2:
            return "far", f"trajet trop long : {lasting(min(ways))} pour y aller, à ces heures"
        return "hours", "les heures demandées tombent hors des heures de service"
    return None


def _no_hour(hours: Hours, visit: Visit) -> str:
    return f"la visite ({lasting(visit.seconds)}) est plus longue que la demi-journée ou l’heure demandée"


def _alone(hours: Hours, worker: Worker, shift: Shift, visit: Visit):
    found = hours.day(worker.id, shift, (visit.id,), {})
    number = hours.worker_number[worker.id]
    return found if found.possible and hours.lawful(number, [hours.number[visit.id]], found) else None


def _full(hours: Hours, plan: Plan, visit: Visit) -> tuple[str, str]:
    days = {one.day for one in visit.windows}
    if all((w.id, d) in hours.problem.frozen for w in hours.problem.workers if eligible(w, visit) for d in days):
        return "frozen", f"complet : les journées de {days_list(days)} sont figées"
    best = min(instead(hours, plan, visit), key=lambda way: way.price, default=None)
    if best is None:
        return "full", f"complet {days_list(days)} : il faudrait repousser plusieurs visites"
    names = " et ".join(hours.problem.visit(one).name for one in best.out)
    if not best.out:
        return "room", f"possible {day_name(best.day)} avec {hours.problem.worker(best.worker).name}"
    return "full", f"complet : repousserait {names} ({day_name(best.day)}, {hours.problem.worker(best.worker).name})"


def placed(hours: Hours, plan: Plan, id: Id) -> list[str]:
    """Why this worker and this day: what decided, then what the next best would cost."""
    problem, visit = hours.problem, hours.problem.visit(id)
    keys = plan.where().get(id, [])
    found = []
    for who, day in keys:
        worker = problem.worker(who)
        if (who, day) in problem.frozen:
            found.append(f"La journée de {worker.name} est figée.")
        elif any(lock.visit == id and lock.worker == who for lock in problem.locks):
            found.append(f"Verrouillée : {worker.name}, {day_name(day)}.")
        if visit.preferred == who:
            found.append(f"{worker.name} suit cette famille.")
        elif visit.preferred is not None and visit.preferred in hours.worker_number:
            usual = problem.worker(visit.preferred)
            found.append(f"{usual.name}, qui suit la famille, {_not_she(hours, plan, visit, usual)}.")
        others = {w.id for w, shift in days_for(hours, visit, {day})} - {who}
        if not others:
            found.append(f"Seule {profession(visit.profession)} possible {day_name(day)}.")
        if {one.day for one in visit.windows} == {day}:
            found.append(f"{day_name(day).capitalize()} est le seul jour possible.")
        number, route = hours.worker_number[who], plan.routes[who, day]
        rest = [hours.number[one] for one in route if one != id]
        detour = hours.driving(number, [hours.number[one] for one in route])[0] - hours.driving(number, rest)[0]
        found.append(f"{lasting(max(0, detour))} de route de plus dans cette journée.")
    if len(keys) == 1 and not visit.together:
        found.append(_next_best(hours, plan, visit, keys[0]))
    return found


def _without(plan: Plan, visit: Id) -> Plan:
    return Plan({key: tuple(v for v in route if v != visit) for key, route in plan.routes.items()}, plan.agreed)


def _not_she(hours: Hours, plan: Plan, visit: Visit, usual: Worker) -> str:
    days = [
        shift for worker, shift in days_for(hours, visit, {one.day for one in visit.windows}) if worker.id == usual.id
    ]
    if not days:
        return f"ne travaille pas {days_list(one.day for one in visit.windows)}"
    rest = _without(plan, visit.id)
    if any(put_in(hours, rest, (usual.id, shift.day), shift, visit.id) is not None for shift in days):
        return "aurait plus de route"
    return "n’avait pas la place"


def _next_best(hours: Hours, plan: Plan, visit: Visit, key) -> str:
    rest = _without(plan, visit.id)
    now, best = bill(hours, plan).total, None
    for worker, shift in days_for(hours, visit, {one.day for one in visit.windows}):
        if (worker.id, shift.day) == key:
            continue
        put = put_in(hours, rest, (worker.id, shift.day), shift, visit.id)
        if put is None:
            continue
        route = rest.routes.get((worker.id, shift.day), ())
        order = (*route[: put[0]], visit.id, *route[put[0] :])
        price = bill(hours, Plan({**rest.routes, (worker.id, shift.day): order}, plan.agreed)).total - now
        if best is None or price < best[0]:
            best = price, worker, shift.day
    if best is None:
        return "Aucune autre journée n’avait la place."
    price, worker, day = best
    return f"Sinon {day_name(day)} avec {worker.name} : l’équivalent de {lasting(max(0, price))} de route de plus."
