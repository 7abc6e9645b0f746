"""The exchange format of ``fieldvisit rounds solve``: a JSON problem read, a plan written ``[[worker, day, […]], …``.

``days``; ``workers``: id, prof, base, off; ``visits``: id, loc, prof, dur (s), prio 1–3, d0..d1, tod any/AM/PM/2h (with
h2), pref. Hours are those of the format: 8:00–17:30, a visit wholly within 8:30–12:15 or 13:15–17:15: lunch is between.
"""

import json
from pathlib import Path

from fieldvisit.rounds.problem import DAY, HOUR, MINUTE, Plan, Problem, Shift, Visit, Window, Worker
from fieldvisit.words import Refusal

SHIFT = (8 * HOUR, 17 * HOUR + 30 * MINUTE)
HALVES = (
    ("AM", 8 * HOUR + 30 * MINUTE, 12 * HOUR + 15 * MINUTE),
    ("PM", 13 * HOUR + 15 * MINUTE, 17 * HOUR + 15 * MINUTE),
)
MOMENTS = ("any", "AM", "PM", "2h")


class NotAProblem(Refusal):
    sentence = "Ce fichier n’est pas un problème de tournées."


class NotAPlan(Refusal):
    sentence = "Ce fichier n’est pas un plan de tournées."


def read(path: Path) -> Problem:
    """:raises NotAProblem: says in French which worker or visit cannot be read, and why."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise NotAProblem(f"Ce fichier ne se lit pas : {path}") from None
    except ValueError:
        raise NotAProblem(f"{path} n’est pas du JSON : vérifiez le fichier.") from None
    return problem(given)


def problem(given: dict) -> Problem:
    if not isinstance(given, dict) or not all(isinstance(given.get(name), list) for name in ("workers", "visits")):
        raise NotAProblem("Il faut « days », « workers » et « visits ».")
    days = given.get("days", 5)
    if not _whole(days) or not 1 <= days <= 14:
        raise NotAProblem("« days » : un nombre de jours entre 1 et 14.")
    communes = given.get("communes") or {}
    workers = tuple(_worker(number, one, days) for number, one in enumerate(given["workers"]))
    visits = tuple(_visit(number, one, days, communes) for number, one in enumerate(given["visits"]))
    try:
        return Problem(workers, visits, days)
    except ValueError:
        raise NotAProblem("Deux visites ou deux professionnelles portent le même « id ».") from None


def _worker(number: int, given: dict, days: int) -> Worker:
    where = f"Professionnelle n° {number + 1}"
    id, profession = _named(where, given)
    off = given.get("off") or []
    if not isinstance(off, list):
        raise NotAProblem(f"{where} : « off » est une liste de jours.")
    shifts = tuple(Shift(day, day * DAY + SHIFT[0], day * DAY + SHIFT[1]) for day in range(days) if day not in off)
    return Worker(id, profession, _place(where, given.get("base")), shifts, str(given.get("name") or f"n° {id}"))


def _visit(number: int, given: dict, days: int, communes: dict) -> Visit:
    where = f"Visite n° {number + 1}"
    id, profession = _named(where, given)
    seconds, priority = given.get("dur"), given.get("prio", 2)
    first, last = given.get("d0", 0), given.get("d1", days - 1)
    if not _whole(seconds) or seconds <= 0:
        raise NotAProblem(f"{where} : « dur » est une durée en secondes, plus grande que zéro.")
    if priority not in (1, 2, 3):
        raise NotAProblem(f"{where} : « prio » vaut 1, 2 ou 3.")
    if not _whole(first) or not _whole(last) or not 0 <= first <= last:
        raise NotAProblem(f"{where} : les jours « d0 » à « d1 » ne se suivent pas.")
    place, approximate = _home(where, given, communes)
    return Visit(
        id,
        place,
        profession,
        seconds,
        windows(where, given, first, min(last, days - 1)),
        priority,
        given.get("pref"),
        first,
        commune=given.get("commune"),
        name=str(given.get("name") or f"visite {id}"),
        approximate=approximate,
        wider=windows(where, {"dur": seconds}, 0, days - 1),
    )


def windows(where: str, given: dict, first: int, last: int) -> tuple[Window, ...]:
    """When the visit may begin, so that it ends within the same half day."""
    moment, hour, seconds = given.get("tod", "any"), given.get("h2"), given["dur"]
    if moment not in MOMENTS:
        raise NotAProblem(f"{where} : « tod » vaut any, AM, PM ou 2h.")
    if moment == "2h" and not _whole(hour):
        raise NotAProblem(f"{where} : « tod » vaut 2h, il faut l’heure « h2 ».")
    found = []
    for day in range(first, last + 1):
        for half, begins, ends in HALVES:
            earliest, latest = begins, ends - seconds
            if moment in ("AM", "PM") and moment != half:
                continue
            if moment == "2h":
                if (hour < 12) != (half == "AM"):
                    continue
                earliest, latest = max(earliest, hour * HOUR), min(latest, (hour + 2) * HOUR)
            if earliest <= latest:
                found.append(Window(day * DAY + earliest, day * DAY + latest))
    return tuple(found)


def _named(where: str, given: dict) -> tuple[int | str, str]:
    if not isinstance(given, dict) or not isinstance(given.get("id"), int | str):
        raise NotAProblem(f"{where} : il manque « id ».")
    if not isinstance(given.get("prof"), str) or not given["prof"]:
        raise NotAProblem(f"{where} : il manque « prof ».")
    return given["id"], given["prof"]


def _whole(value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _place(where: str, given) -> tuple[float, float]:
    try:
        latitude, longitude = (float(one) for one in given)
    except (TypeError, ValueError):
        raise NotAProblem(f"{where} : il manque les coordonnées [latitude, longitude].") from None
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise NotAProblem(f"{where} : ces coordonnées ne sont pas sur la Terre.")
    return latitude, longitude


def _home(where: str, given: dict, communes: dict) -> tuple[tuple[float, float], bool]:
    """Without coordinates, the centre of the commune, flagged."""
    if given.get("loc") is not None:
        return _place(where, given["loc"]), False
    centre = communes.get(given.get("commune")) if isinstance(communes, dict) else None
    if centre is None:
        raise NotAProblem(f"{where} : ni coordonnées (« loc »), ni commune dont le centre soit donné.")
    return _place(where, centre), True


def written(plan: Plan) -> list:
    """Workers and days in order, empty days left out."""
    routes = [[worker, day, list(visits)] for (worker, day), visits in plan.routes.items() if visits]
    return sorted(routes, key=lambda one: (str(type(one[0])), one[0], one[1]))


def plan(given: list) -> Plan:
    try:
        return Plan({(worker, day): tuple(visits) for worker, day, visits in given})
    except (TypeError, ValueError):
        raise NotAPlan("Un plan s’écrit [[professionnelle, jour, [visites]], …].") from None
