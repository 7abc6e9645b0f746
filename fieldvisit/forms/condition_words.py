"""A condition as a person reads it: « Allaitement » est « Mixte » ou « Âge en jours » est au moins 15."""

from fieldvisit.forms.condition_faults import names
from fieldvisit.words import french

LONGEST = 70
ORDER = {"gt": "dépasse", "gte": "est au moins", "lt": "est moins de", "lte": "est au plus"}
YES = {True: "oui", False: "non"}


def words(condition: dict | None, items: dict[str, dict]) -> str:
    """``items``: the questions by id; a name that is not one of them stands as it is written."""
    return _words(condition, items, False) if condition else "toujours"


def _words(condition: dict, items: dict[str, dict], inside: bool) -> str:
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        joined = (" et " if word == "all" else " ou ").join(_words(each, items, len(body) > 1) for each in body)
        return f"({joined})" if inside and len(body) > 1 else joined
    if word == "not":
        return f"sauf si {_words(body, items, True)}"
    if word == "answered":
        return f"{_name(body, items)} a une réponse"
    name, values = _name(body[0], items), body[1] if isinstance(body[1], list) else [body[1]]
    said = " ou ".join(_value(body[0], value, items) for value in values)
    if word in ORDER:
        return f"{name} {ORDER[word]} {said}"
    return f"{name} {'n’est pas' if word == 'ne' else 'comprend' if word == 'contains' else 'est'} {said}"


def _name(reference, items: dict[str, dict]) -> str:
    calculations, functions = names()
    if isinstance(reference, dict):
        label = functions.get(reference["fn"], {}).get("libelle", reference["fn"])
        params = ", ".join(f"{key} {value}" for key, value in reference["params"].items())
        return f"[{label} : {params}]" if params else f"[{label}]"
    if reference in items:
        return f"« {short(items[reference]['question'])} »"
    return f"[{calculations[reference]['libelle']}]" if reference in calculations else reference


def _value(reference, value, items: dict[str, dict]) -> str:
    if isinstance(value, bool):
        return YES[value]
    if isinstance(value, int | float):
        return french(value)
    item = items.get(reference) if isinstance(reference, str) else None
    labels = {option["code"]: option["libelle"] for option in (item or {}).get("options") or []}
    return f"« {labels.get(value, value)} »"


def short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
