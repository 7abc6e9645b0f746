"""Where a search begins: the locked visits, and whatever still holds of a plan that one had."""

from collections.abc import Mapping

from fieldvisit.rounds.model import Model
from fieldvisit.rounds.problem import Id, Plan
from fieldvisit.rounds.state import State, answer


def stand(state: State, plan: Plan) -> None:
    """Puts the plan into the state, day by day, in its order. What no longer holds is left out, no locked visit is."""
    model = state.model
    numbers = {visit.id: number for number, visit in enumerate(model.problem.visits)}
    agreed = {numbers[visit]: hour for visit, hour in plan.agreed.items() if visit in numbers}
    for day, route in sorted(_jobs(model, plan, numbers, agreed).items()):
        held = state.routes[day]
        if set(held) <= set(route):
            _take(state, day, route, agreed)
    _no_halves(state)


def _jobs(model: Model, plan: Plan, numbers: Mapping[Id, int], agreed: Mapping[int, int]) -> dict[int, list[int]]:
    """The plan by numbers; a visit à deux only with both workers and its hour."""
    of_visit: dict[int, list[int]] = {}
    for job, number in enumerate(model.jobs):
        of_visit.setdefault(number, []).append(job)
    found: dict[int, list[int]] = {}
    used: set[int] = set()
    order = {key: {visit: at for at, visit in enumerate(route)} for key, route in plan.routes.items()}
    for visit, keys in plan.where().items():
        halves = of_visit.get(numbers.get(visit, -1), [])
        days = [model.day_of.get(key) for key in keys]
        if not halves or len(days) != len(halves) or None in days:
            continue
        if len(halves) == 2:
            if numbers[visit] not in agreed:
                continue
            if not (model.may[days[0], halves[0]] and model.may[days[1], halves[1]]):
                days.reverse()
        if all(model.may[day, job] for day, job in zip(days, halves, strict=True)) and not used & set(halves):
            used |= set(halves)
            for day, job in zip(days, halves, strict=True):
                found.setdefault(day, []).append(job)
    for day, route in found.items():
        places = order[model.key(day)]
        route.sort(key=lambda job: places[model.visit(job).id])
    return found


def _take(state: State, day: int, route: list[int], agreed: Mapping[int, int]) -> None:
    """Without the fewest and cheapest visits that keep it from being lawful."""
    model, held = state.model, state.routes[day]
    while (found := answer(model, {day: route}, route, agreed)) is None or not state.weeks_hold(found):
        loose = [job for job in route if job not in held]
        if not loose:
            return
        gone = min(loose, key=lambda job: (_helps(model, day, route, job, agreed), model.left_out[job], job))
        route = [job for job in route if job != gone]
    state.take(found)


def _helps(model: Model, day: int, route: list[int], job: int, agreed: Mapping[int, int]) -> bool:
    """False, which sorts first, where the day holds without this visit."""
    rest = [one for one in route if one != job]
    return answer(model, {day: rest}, rest, agreed) is None


def _no_halves(state: State) -> None:
    model = state.model
    alone = [job for job in state.day_of if job in model.partner and model.partner[job] not in state.day_of]
    for job in alone:
        day = state.day_of[job]
        route = [one for one in state.routes[day] if one != job]
        found = answer(model, {day: route}, state.routes[day], state.agreed)
        if found is not None:
            state.take(found)
