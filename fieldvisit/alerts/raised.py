"""The alerts of a signed visit as its tablet raised them, with the version of the rules that were in force there.

In the body: ``alerts: {version, raised: [entry]}``, entries as ``forms.alerts.of`` gives them. A record of an older
tablet has none: they are worked out again, with the rules of origin.
"""

from fieldvisit.alerts import reach
from fieldvisit.forms import compartments
from fieldvisit.forms.alerts import LEVELS

MOST, MOST_FACTS = 200, 60
LONGEST = 2000


def version_of(body: dict) -> str:
    """Of the rules the record was signed with; empty where it says none."""
    told = body.get("alerts")
    return _text(told.get("version")) if isinstance(told, dict) else ""


def of_body(body: dict) -> list[dict] | None:
    """What can be read of them; None where the record tells none."""
    told = body.get("alerts")
    raised = told.get("raised") if isinstance(told, dict) else None
    if not isinstance(raised, list):
        return None
    return [entry for each in raised[:MOST] if (entry := _entry(each))]


def readable(entries: list[dict], role: str, is_author: bool) -> list[dict]:
    """Those that tell no more than this reader reads."""
    return [each for each in entries if (place := place_of(each)) and compartments.may_read(place, role, is_author)]


def place_of(entry: dict) -> str | None:
    """The compartment an alert lives in; None for what belongs to no answer."""
    if entry["private"]:
        return compartments.VIOLENCE
    if not (entry["code"] or entry["item"]):
        return None
    return reach.compartment(entry["code"] or entry["item"], entry["item"])


def why_from(told: object) -> dict:
    """``{rule, source, action, facts}`` of what a tablet says, whatever it says."""
    told = told if isinstance(told, dict) else {}
    facts = told.get("facts")
    return {name: _text(told.get(name)) for name in ("rule", "source", "action")} | {
        "facts": [
            {"label": _text(each.get("label")), "value": _text(each.get("value"))}
            for each in (facts if isinstance(facts, list) else [])[:MOST_FACTS]
            if isinstance(each, dict) and each.get("label")
        ]
    }


def _entry(told: object) -> dict | None:
    if not isinstance(told, dict) or told.get("level") not in LEVELS or not _text(told.get("text")):
        return None
    to = told.get("orientation")
    return {
        "level": told["level"],
        "text": _text(told["text"]),
        "orientation": [_text(each) for each in (to if isinstance(to, list) else [])[:20]],
        **{name: _text(told.get(name)) or None for name in ("item", "child", "code")},
        "private": told.get("private") is not False,
        "why": why_from(told.get("why")),
    }


def _text(value: object) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""
