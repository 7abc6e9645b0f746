"""From a condition to visits in which it holds, and to visits just beside; told by nothing of the code under test.

A *world* is ``{reference: value}``: ids of items of the grid (a value, or None), names of calculations and functions,
« form.item » of the file's past. ``as_case`` makes of it the draft and the context that both sides read.
"""

import itertools
import operator

from fieldvisit.forms import catalogue

CHILD = "k"
ORDER = {"gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le}
ELSEWHERE = {
    f"{item['scope']}.{key}": item
    for code in catalogue.versions()
    for key, item in catalogue.as_document(code)["items"].items()
}


def true(word: str, value, against) -> bool:
    """One comparison, naively."""
    if word == "answered":
        return value is not None
    if value is None:
        return False
    if word in ORDER:
        return not isinstance(value, bool | str | list) and ORDER[word](value, against)
    if word == "in":
        return bool(set(value if isinstance(value, list) else [value]) & set(against))
    if word == "contains":
        return against in value
    return (value == against) is (word == "eq")


def leaf(condition: dict) -> tuple:
    ((word, body),) = condition.items()
    return (word, body, None) if word == "answered" else (word, *body)


def name(reference) -> str:
    return reference if isinstance(reference, str) else reference["fn"]


def terms(condition: dict, wanted: bool = True) -> list[list[tuple[tuple, bool]]]:
    """The ways in which a condition is true (or false): lists of (comparison, whether it must hold)."""
    ((word, body),) = condition.items()
    if word == "not":
        return terms(body, not wanted)
    if word not in ("all", "any"):
        return [[(leaf(condition), wanted)]]
    parts = [terms(each, wanted) for each in body]
    if (word == "all") is wanted:
        return [list(itertools.chain(*chosen)) for chosen in itertools.product(*parts)]
    return list(itertools.chain(*parts))


def item_of(grid: dict, reference) -> dict | None:
    """The item of a reference: of this grid, by its id or as « scope.item »; None for anything else."""
    if not isinstance(reference, str):
        return None
    scope, _, key = reference.rpartition(".")
    item = grid["items"].get(key)
    return item if item is not None and (not scope or item["scope"] == scope) and item["type"] != "calcule" else None


def shown_if(grid: dict, key: str) -> list[dict]:
    """The conditions under which an item is asked."""
    item = grid["items"][key]
    section = grid["sections"][grid["section_of"][key]]
    alone = grid["alone_if"].get(item["form"]) if item["seule"] else None
    return [each for each in (section["visible_si"], alone, item["visible_si"]) if each]


def candidates(grid: dict, reference, tests: list[tuple]) -> list:
    """Values worth trying for a reference, those nearest to a bound first; None is « without an answer »."""
    item = item_of(grid, reference) or ELSEWHERE.get(reference if isinstance(reference, str) else "")
    against = [test[2] for test in tests]
    numbers = [each for each in against if isinstance(each, int | float) and not isinstance(each, bool)]
    if item is None or item["type"] in ("nombre", "mesure"):
        step = 0.01 if item is None else 1 if item["unite"] in ("g", "mmHg") or item["type"] == "nombre" else 0.1
        low, high = (item["min"], item["max"]) if item else (-1e6, 1e6)
        near = [round(each + way * step, 2) for each in numbers for way in (0, -1, 1)] or ([low] if item else [])
        words = [each for one in against for each in (one if isinstance(one, list) else [one]) if isinstance(each, str)]
        flags = [*words, *([True, False] if item is None and not numbers and not words else [])]
        return [each for each in near if low <= each <= high] + flags + [None]
    codes = [option["code"] for option in item["options"] or []]
    if item["type"] == "multi":
        pairs = [list(each) for each in itertools.combinations(codes, 2)]
        return [[each] for each in codes] + pairs + [None]
    if item["type"] == "echelle":
        return [*range(int(item["min"]), int(item["max"]) + 1), None]
    return [*(codes or ["2026-11-22" if item["type"] == "date" else "des mots"]), None]


def heard(grid: dict, reference, value):
    """A value as conditions hear it: « Ne sait pas » and the like say nothing."""
    item = item_of(grid, reference)
    silent = {option["code"] for option in (item or {}).get("options") or [] if option.get("sans_reponse")}
    if isinstance(value, list):
        return [each for each in value if each not in silent] or None
    return None if isinstance(value, str) and value in silent else value


def worlds(grid: dict, term: list[tuple[tuple, bool]]):
    """Yield worlds in which all comparisons of a term come out as wanted, the values nearest to a bound first."""
    by_reference: dict[str, list] = {}
    objects: dict[str, object] = {}
    for test, wanted in term:
        item = item_of(grid, test[1])
        key = item["id"] if item else name(test[1])
        by_reference.setdefault(key, []).append((test, wanted))
        objects[key] = test[1]
    choices = []
    for key, tests in by_reference.items():
        fit = [
            value
            for value in candidates(grid, objects[key], [test for test, _ in tests])
            if all(true(t[0], heard(grid, objects[key], value), t[2]) is wanted for t, wanted in tests)
        ]
        choices.append([(key, value) for value in fit[:1]])
    for chosen in itertools.product(*choices):
        yield dict(chosen)


def asked(grid: dict, world: dict, key: str, seen: frozenset = frozenset()) -> bool:
    """Whether an item is asked in a world, naively."""
    return key not in seen and all(holds(grid, world, each, seen | {key}) for each in shown_if(grid, key))


def holds(grid: dict, world: dict, condition: dict, seen: frozenset = frozenset()) -> bool:
    """Whether a condition holds in a world, naively."""
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        return (all if word == "all" else any)(holds(grid, world, each, seen) for each in body)
    if word == "not":
        return not holds(grid, world, body, seen)
    word, reference, against = leaf(condition)
    item = item_of(grid, reference)
    value = world.get(item["id"] if item else name(reference))
    if item is not None:
        value = heard(grid, reference, value) if value is not None and asked(grid, world, item["id"], seen) else None
    return true(word, value, against)


def solve(grid: dict, conditions: list[dict], term: list[tuple[tuple, bool]] | None = None) -> dict | None:
    """A world in which all conditions hold, what they read being asked; None when there is none."""
    term = term or []
    for ways in itertools.product(*(terms(each) for each in conditions)):
        wanted = [*term, *itertools.chain(*ways)]
        read = {item["id"] for (_, reference, _), _ in wanted if (item := item_of(grid, reference))}
        needed = [each for key in read for each in shown_if(grid, key)]
        more = [each for each in needed if each not in conditions]
        found = solve(grid, [*conditions, *more], term) if more else next(worlds(grid, wanted), None)
        if found is not None and all(holds(grid, found, each) for each in conditions):
            return found
    return None


NAMES = frozenset(
    each["code"] for kind in ("calculs", "fonctions") for each in catalogue._load("calculations.json")[kind]
)


def as_case(grid: dict, world: dict) -> dict:
    """What both sides read: ``{kind, draft, context}``, one child, every calculation as the world has it."""
    draft = {"answers": {}, "child_answers": {CHILD: {}}, "children": [CHILD]}
    earlier: dict = {}
    values: dict = dict.fromkeys(sorted(NAMES | _names(grid)))
    for key, value in world.items():
        item = grid["items"].get(key)
        if item is not None and item["type"] != "calcule":
            given = draft["child_answers"][CHILD] if item["par_enfant"] else draft["answers"]
            if value is not None:
                given[key] = {"v": value}
        elif key in ELSEWHERE:
            if value is not None:
                earlier[key] = {CHILD: {"v": value}} if ELSEWHERE[key]["par_enfant"] else {"v": value}
        else:
            values[key] = value
    context = {"on": "2026-11-22", "values": values, "earlier": earlier}
    return {"kind": grid["kind"], "draft": draft, "context": context}


def _names(grid: dict) -> set[str]:
    """Calculations that conditions of the grid read, whether the list of calculations has them or not."""
    conditions = [alert["si"] for item in grid["items"].values() for alert in item["alertes"]]
    conditions += [alert["si"] for rule in grid["rules"] for alert in rule["alertes"]]
    conditions += [alert["si"] for alert in grid["alerts"]]
    read = {name(test[1]) for each in conditions for term in terms(each) for test, _ in term}
    return {each for each in read if each not in grid["items"] and "." not in each}
