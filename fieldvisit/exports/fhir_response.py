"""Signed answers as a FHIR R4 QuestionnaireResponse to the Questionnaire of the same grid (docs/fhir.md).

The answers come in as the reader may know them. An answer to a question that is not asked (any more) does not count
and is not there; a question that was not answered for a reason says which (data-absent-reason).
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fieldvisit.exports import fhir_conditions, fhir_words
from fieldvisit.exports.fhir_words import ABSENT, CODES, URI, coded, definition, extension, quantity
from fieldvisit.families.age import PARIS
from fieldvisit.forms.conditions import number

#: Fields of an answer that FHIR has no place for: extensions of the answer's item.
MARKS = (("mode", "Code"), ("method", "Code"), ("confirmed", "Boolean"), ("doubtful", "Boolean"), ("note", "String"))
#: FHIR keeps no control character in a text, but line breaks and tabs.
CONTROLS = {at: " " for at in range(32) if chr(at) not in "\n\r\t"}

Asked = Callable[[str, str | None], bool]


def response(grid: dict, answers: dict, child_answers: dict, frame: dict, base: str, asked: Asked) -> dict:
    """Return the resource as JSON values.

    ``asked(item, child)``: whether the question is asked at all. ``frame``: ``id`` (of the record), ``status``
    (completed, amended), ``authored`` (ISO instant) and, all optional, ``subject``, ``encounter``, ``author`` (FHIR
    references), ``children``: ``{child: name to show}``.
    """
    parts = [_part(grid, part, answers, None, base, asked) for part in fhir_words.outline(grid) if not part["child"]]
    items = [part for part in parts if part]
    for child, given in child_answers.items():
        of_child = [
            _part(grid, part, given or {}, child, base, asked) for part in fhir_words.outline(grid) if part["child"]
        ]
        if any(of_child):
            named = {"linkId": fhir_words.CHILD_NAMED, "text": "Enfant", "answer": [_child(child, frame)]}
            kept = [part for part in of_child if part]
            items.append({"linkId": fhir_words.CHILD, "text": "Enfant vu", "item": [named, *kept]})
    made = {
        "resourceType": "QuestionnaireResponse",
        "language": "fr",
        "identifier": {"system": URI, "value": f"urn:uuid:{frame['id']}"},
        "questionnaire": f"{fhir_words.canonical(base, grid)}|{fhir_words.version(grid)}",
        "status": frame["status"],
        "authored": frame["authored"],
    }
    made |= {field: frame[field] for field in ("subject", "encounter", "author") if frame.get(field)}
    return made | ({"item": items} if items else {})


def reference(kind: str, identity: Any, shown: str = "") -> dict:
    """Whom or what something is about, by our own identifier: nothing else is sent along."""
    found = {"type": kind, "identifier": {"system": URI, "value": f"urn:uuid:{identity}"}}
    return found | {"display": shown} if shown else found


def _child(child: str, frame: dict) -> dict:
    return {"valueReference": reference("Patient", child, (frame.get("children") or {}).get(child, ""))}


def _part(grid: dict, part: dict, given: dict, child: str | None, base: str, asked: Asked) -> dict | None:
    items: list[dict] = []
    for title, keys in fhir_words.gathered(grid, part["items"]):
        answered = [_question(grid["items"][key], given.get(key), base) for key in keys if asked(key, child)]
        answered = [each for each in answered if each]
        if title and answered:
            items.append({"linkId": f"groupe.{keys[0]}", "text": title, "item": answered})
        else:
            items += answered
    layers, _ = fhir_conditions.layers(base, grid, part["section"]["visible_si"])
    for link in reversed(fhir_words.links(part, len(layers))):
        items = [{"linkId": link, "text": part["title"], "item": items}] if items else []
    return items[0] if items else None


def _question(item: dict, answer, base: str) -> dict | None:
    """One answered question; None when there is nothing to say of it."""
    if not isinstance(answer, dict) or item["type"] == "calcule":
        return None
    said, values = [], []
    if "special" in answer:
        said.append(extension(ABSENT, "Code", CODES["absent"].get(answer["special"], "unknown")))
    elif not _silent(answer.get("v")):
        values = [_value(item, one, base) for one in (answer["v"] if isinstance(answer["v"], list) else [answer["v"]])]
        if None in values:
            said, values = [extension(ABSENT, "Code", "error")], []
    for field, shape in MARKS:
        if answer.get(field) and not _silent(answer[field]):
            value = answer[field] if shape == "Boolean" else str(answer[field]).translate(CONTROLS)
            said.append(extension(definition(base, field), shape, value))
    if not said and not values:
        return None
    found = {"linkId": item["id"], "text": item["question"]}
    return found | ({"extension": said} if said else {}) | ({"answer": values} if values else {})


def _silent(value) -> bool:
    """Nothing, or blanks of whatever kind: FHIR wants a text to say something (R4, datatypes, « string »)."""
    return value in (None, []) or (isinstance(value, str) and not value.strip())


def _value(item: dict, value, base: str) -> dict | None:
    """None for a value that is none of this question's kind: it is said to be unreadable, never bent."""
    kind = fhir_words.kind(item)
    if kind == "choice":
        code = str(value) if item["type"] == "echelle" and number(value) else value
        return {"valueCoding": coded(base, item, code)} if isinstance(code, str) else None
    if kind in ("integer", "decimal", "quantity"):
        if not number(value):
            return None
        said = quantity(item["unite"], value) if kind == "quantity" else value
        return {f"value{kind.capitalize()}": said}
    if not isinstance(value, str):
        return None
    if kind == "text":
        return {"valueString": value.translate(CONTROLS)}
    try:
        return {f"value{kind[0].upper()}{kind[1:]}": _moment(value)}
    except ValueError:
        return None


def _moment(text: str) -> str:
    """A day as it is; an hour with its seconds and its offset, in Paris when it says none."""
    if len(text) == 10:
        return datetime.fromisoformat(text).date().isoformat()
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=PARIS)).isoformat(timespec="seconds")
