"""The « Urgent » alerts that the answers of one visit raise, one for each rule and child; as in rules/urgent.js.

Two things set them apart from what a screen shows. An answer that was confided alone goes on counting when somebody
else has come in: it was not taken back. And a rule that the file alone fulfils (an answer of last year, two old
measurements) is not news of this visit.
"""

from collections.abc import Callable

from fieldvisit.forms import alerts
from fieldvisit.forms.conditions import Reading


def of(make: Callable[[dict, dict], Reading], grid: dict, draft: dict) -> list[dict]:
    """``{rule, item, child, text, orientations, private, why}``, in the order of the alerts.

    ``make(grid, draft)`` gives the reading. ``rule``: code of the rule, else the item that raises it by itself.
    """
    confided = grid | {"alone_if": {}}
    found = _urgent(make(confided, draft))
    if any(each["item"] is None for each in found):
        empty = {"children": draft.get("children") or [], "answers": {}, "child_answers": {}}
        before = {(each["code"], each["child"]) for each in _urgent(make(confided, empty))}
        found = [each for each in found if each["item"] is not None or (each["code"], each["child"]) not in before]
    merged: dict[tuple, dict] = {}
    for each in found:
        rule = each["code"] or each["item"] or "grille"
        one = merged.setdefault(
            (rule, each["child"]),
            {
                "rule": rule,
                "item": each["item"],
                "child": each["child"],
                "text": "",
                "orientations": [],
                "private": False,
                "why": {**each["why"], "facts": []},
            },
        )
        one["why"]["facts"] += [fact for fact in each["why"]["facts"] if fact not in one["why"]["facts"]]
        one["text"] = " ; ".join(part for part in (one["text"], each["text"]) if part)
        one["orientations"] += [code for code in each["to"] if code not in one["orientations"]]
        one["private"] = one["private"] or each["private"]
    return list(merged.values())


def _urgent(reading: Reading) -> list[dict]:
    # What a questionnaire of another day told was raised when that one was signed.
    reading.earlier = {key: value for key, value in reading.earlier.items() if key != "epds"}
    return [each for each in alerts.of(reading) if each["level"] == "urgent"]
