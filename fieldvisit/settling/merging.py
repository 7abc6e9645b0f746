"""One body made of two: what agrees, what only one says, and of what contradicts the side that a person chose."""

from copy import deepcopy

from fieldvisit.alerts import raised
from fieldvisit.settling.fields import ABOUT_ITSELF, GROUPS, Field, State, stored
from fieldvisit.words import Refusal


class NotChosen(Refusal):
    sentence = "Choisissez un côté pour chaque réponse qui diffère."


def merge(a: dict, b: dict, fields: list[Field], picks: dict[str, str]) -> dict:
    """``picks``: « a » or « b » by the key of each field that contradicts.

    :raises NotChosen: if one was left open
    """
    body = deepcopy(a)
    for name in ("answers", "child_answers"):
        body[name] = body.get(name) or {}
    for field in fields:
        if field.state is State.DIFFERS and picks.get(field.key) not in ("a", "b"):
            raise NotChosen(f"« {field.question} » : choisissez un côté.")
        if field.state is State.ONLY_B or (field.state is State.DIFFERS and picks[field.key] == "b"):
            _take(body, b, field.key)
    body["children"] = list(dict.fromkeys([*_list(a, "children"), *_list(b, "children")]))
    body["notes"] = _union(a, b, "notes", lambda note: str(note.get("text")) if isinstance(note, dict) else str(note))
    body["notes"].sort(key=lambda note: str(note.get("at") or "") if isinstance(note, dict) else "")
    if "attachments" in a or "attachments" in b:
        body["attachments"] = _union(
            a, b, "attachments", lambda one: str(one.get("id")) if isinstance(one, dict) else one
        )
    if isinstance(a.get("urgent"), list) and isinstance(b.get("urgent"), list):
        body["urgent"] = _union(a, b, "urgent", _alert)
    else:
        body.pop("urgent", None)  # an older tablet told none: they are worked out from the answers
    body.pop("alerts", None)  # what the answers say together is worked out again, with the same rules
    if version := raised.version_of(a) or raised.version_of(b):
        body["alerts"] = {"version": version}
    return body


def _alert(one: object) -> object:
    return (str(one.get("rule")), str(one.get("child_id"))) if isinstance(one, dict) else str(one)


def _take(body: dict, other: dict, key: str) -> None:
    place, _, rest = key.partition("/")
    value = deepcopy(stored(other, key))
    if place == "answers":
        body.setdefault("answers", {})[rest] = value
    elif place == "child":
        child, _, item = rest.partition("/")
        body.setdefault("child_answers", {}).setdefault(child, {})[item] = value
    elif place in GROUPS:
        body.update(value)
    elif place != "note" and place not in ABOUT_ITSELF:
        body[place] = value


def _list(body: dict, name: str) -> list:
    return body[name] if isinstance(body.get(name), list) else []


def _union(a: dict, b: dict, name: str, same) -> list:
    found = {same(one): one for one in [*_list(b, name), *_list(a, name)]}
    return list(found.values())
