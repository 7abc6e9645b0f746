"""Why an alert rose: rule in words, numbers and answers that made it, source; as ``rules/explaining.js``."""

from fieldvisit.forms import wording
from fieldvisit.forms.conditions import Reading, number
from fieldvisit.words import french

_YES = {True: "Oui", False: "Non"}


def why(reading: Reading, conditions: list[dict], child: str | None, rule: dict | None, form: str) -> dict:
    """``{rule, source, action, facts: [{label, value}]}``; without a rule the source is the grid, ``form`` its code."""
    told = {"rule": rule["condition"], "source": rule["source"], "action": rule["action"]} if rule else None
    return (told or {"rule": "", "source": f"Grille « {reading.grid['titles'].get(form, form)} »", "action": ""}) | {
        "facts": _facts(reading, conditions, child, rule or {})
    }


def _facts(reading: Reading, conditions: list[dict], child: str | None, rule: dict) -> list[dict]:
    """Measurements and answers first, ages and the like after them; each once."""
    measured: list[dict] = []
    around: list[dict] = []
    for condition in conditions:
        for reference in _telling(condition, reading, child):
            numbers = None if _is_item(reading, reference) else _numbers(reading, reference, child)
            if numbers:
                measured += [each for each in numbers if each not in measured]
            elif isinstance(reference, str):
                place = measured if _is_item(reading, reference) else around
                fact = _told(reading, reference, child, rule)
                place += [fact] if fact and fact not in place else []
    return measured + around


def _telling(condition: dict, reading: Reading, child: str | None):
    """Yield the references of what holds in a condition; a branch of « any » that does not says nothing."""
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        for each in body:
            if reading.holds(each, child):
                yield from _telling(each, reading, child)
    elif word != "not":
        yield body if word == "answered" else body[0]


def _is_item(reading: Reading, reference) -> bool:
    return isinstance(reference, str) and _key(reference) in reading.grid["items"]


def _key(reference: str) -> str:
    return reference.rpartition(".")[2]


def _numbers(reading: Reading, reference, child: str | None) -> list[dict] | None:
    found = reading.value({"fn": "chiffres", "params": {"de": reference}}, child)
    return found if isinstance(found, list) else None


def _told(reading: Reading, reference: str, child: str | None, rule: dict) -> dict | None:
    value = reading.value(reference, child)
    item = reading.grid["items"].get(_key(reference))
    if value is None:
        return None
    if item is not None:
        shown = wording.shown(item, {"v": value}, reading.grid["special_answers"])
        return {"label": item["question"], "value": shown}
    label, unit = (rule.get("noms") or {}).get(reference, ("", ""))
    if label and number(value):
        return {"label": label, "value": f"{french(value)} {unit}".strip()}
    return {"label": label, "value": _YES[value]} if label and isinstance(value, bool) else None
