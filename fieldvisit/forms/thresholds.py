"""The alert rules as data with named thresholds (« seuils »), and what they say once a county's own values are in.

In ``alert_rules.json`` a condition holds ``{"seuil": "perte"}`` where a number stands, with ``fois`` and ``plus`` where
the number is worked out from it, and ``{"seuil": "A01.perte"}`` for another rule's; a text holds ``{perte}``. Resolved
rules have plain numbers and words: both sides evaluate them without knowing of thresholds. Pure: no database.
"""

import hashlib
import json
import re
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from fieldvisit.words import Refusal, french

ROOM = Path(__file__).parent
#: Rules of other scopes (planning, hours) belong to other rooms.
SCOPES = ("enfant", "mere", "foyer")
#: What names that are no question are called where an alert tells its numbers: ``{name: [label, unit]}``.
NAMES_OF = "noms"
LONGEST_ACTION = 300
_UNITS_SAID = re.compile(r" en (jours|mois révolus|mois)$")
_NAMED = re.compile(r"\{([\w.]+)\}")
_COMPARED = frozenset({"gt", "gte", "lt", "lte", "eq", "ne"})


class OutOfOrder(Refusal):
    """Two thresholds of a rule that would contradict each other."""


@dataclass(frozen=True)
class County:
    """The rules of a county: two are the same when their version is.

    ``version``: « 3.1f0c2a9b », how many changes were made and a digest of what they give. ``document``: ``version``,
    ``rules`` (as :func:`resolved`) and ``leaves`` (as :func:`leaves`), what travels to the tablets.
    """

    version: str
    document: dict = field(compare=False, repr=False)


@lru_cache
def sources() -> dict[str, dict]:
    """Every rule of Annex B by code, as it is written; shared between callers, not to be changed."""
    rules = json.loads((ROOM / "alert_rules.json").read_text(encoding="utf-8"))
    return {rule["code"]: rule for rule in rules}


@lru_cache
def _names() -> dict[str, list]:
    data = json.loads((ROOM / "calculations.json").read_text(encoding="utf-8"))
    return {each["code"]: [_UNITS_SAID.sub("", each["libelle"]), each["unite"] or ""] for each in data["calculs"]}


def acts(code: str) -> bool:
    """Whether the rule is evaluated on a visit's answers; the others are planning's, hours', or refuse an entry."""
    rule = sources()[code]
    return rule["portee"] in SCOPES and "effet" not in rule and "ailleurs" not in rule


def can_be_silent(code: str) -> bool:
    """Whether it may be switched off: never an « Urgent », nor what a question of a grid says as well."""
    rule = sources()[code]
    return acts(code) and not rule["reprend"] and all(alert["niveau"] != "urgent" for alert in rule["alertes"])


def levels_open(code: str) -> bool:
    """Whether its levels may be changed: where a question of a grid raises the same alert, that one says the level."""
    return acts(code) and not sources()[code]["reprend"]


def origin(code: str) -> dict:
    """The values a rule begins with: ``{"seuil.perte": 10, "niveau.0": "urgent", "action": …, "actif": True}``."""
    rule = sources()[code]
    given = {f"seuil.{each['code']}": each["valeur"] for each in rule.get("seuils", [])}
    if levels_open(code):
        given |= {f"niveau.{at}": alert["niveau"] for at, alert in enumerate(rule["alertes"])}
    return given | {"action": rule["action"]} | ({"actif": True} if can_be_silent(code) else {})


def resolved(changed: dict[str, dict]) -> list[dict]:
    """Every rule that is evaluated on a visit, with ``changed`` in: ``{rule: {field: value}}``; silent ones left out.

    A rule keeps ``seuils`` no more; ``noms`` gives the names that its numbers are told under.
    """
    values = _values(changed)
    found = []
    for code, source in sources().items():
        here = changed.get(code, {})
        if source["portee"] not in SCOPES or here.get("actif") is False:
            continue
        rule = _filled(deepcopy(source), code, values)
        rule["action"] = here.get("action", rule["action"])
        for at, alert in enumerate(rule["alertes"]):
            alert["niveau"] = here.get(f"niveau.{at}", alert["niveau"])
        rule.pop("seuils", None), rule.pop("ordre", None)
        rule[NAMES_OF] = {name: _names()[name] for name in sorted(_plain(rule["alertes"])) if name in _names()}
        found.append(rule)
    return found


def leaves(changed: dict[str, dict]) -> list[dict]:
    """What changes in the questions' own alerts that a rule takes up, where they repeat one of its comparisons:

    ``{from: […], level, op, name, was, now, text}``; the text is the rule's, since theirs names the old number.
    """
    before, after = _values({}), _values(changed)
    found = []
    for code, source in sources().items():
        if not source["reprend"] or code not in {rule["code"] for rule in resolved(changed)}:
            continue
        for alert in source["alertes"]:
            for op, name, value in _thresholds_in(alert["si"]):
                was, now = _number(value, code, before), _number(value, code, after)
                leaf = {
                    "from": source["reprend"],
                    "level": alert["niveau"],
                    "op": op,
                    "name": name,
                    "was": was,
                    "now": now,
                    "text": _words(alert["texte"], code, after),
                }
                if was != now and leaf not in found:
                    found.append(leaf)
    return found


def county(changed: dict[str, dict], made: int) -> County:
    """``made``: how many changes gave ``changed``."""
    rules, also = resolved(changed), leaves(changed)
    digest = hashlib.sha256(json.dumps([rules, also], ensure_ascii=False).encode()).hexdigest()[:8]
    version = f"{made}.{digest}"
    return County(version, {"version": version, "rules": rules, "leaves": also})


def check_order(changed: dict[str, dict]) -> None:
    """:raises OutOfOrder: if two thresholds that follow each other do not"""
    values = _values(changed)
    for code, rule in sources().items():
        for names in rule.get("ordre", []):
            for low, high in zip(names, names[1:], strict=False):
                low, high = _full(code, low), _full(code, high)
                if values[low] >= values[high]:
                    raise OutOfOrder(
                        f"{_told(low)} ({written(low, values[low])}) doit rester sous {_told(high)} "
                        f"({written(high, values[high])}) : changez l’un ou l’autre."
                    )


def written(name: str, value: float) -> str:
    """« 7 % », « −2 DS »; ``name``: « A02.perte »."""
    return " ".join(part for part in (signed(value), threshold(*name.split("."))["unite"]) if part)


def signed(value: float) -> str:
    """A number in French, with a true minus: « −1,5 »."""
    return french(abs(value)) if value >= 0 else f"−{french(abs(value))}"


def threshold(code: str, name: str) -> dict:
    return next(each for each in sources()[code]["seuils"] if each["code"] == name)


def _told(name: str) -> str:
    code, seuil = name.split(".")
    return f"{code} «\u00a0{threshold(code, seuil)['libelle']}\u00a0»"


def _values(changed: dict[str, dict]) -> dict[str, float]:
    """Every threshold as « A01.perte », the county's value or the one it begins with."""
    return {
        f"{code}.{each['code']}": changed.get(code, {}).get(f"seuil.{each['code']}", each["valeur"])
        for code, rule in sources().items()
        for each in rule.get("seuils", [])
    }


def _full(code: str, name: str) -> str:
    return name if "." in name else f"{code}.{name}"


def _number(place: dict, code: str, values: dict[str, float]) -> float:
    found = values[_full(code, place["seuil"])] * place.get("fois", 1) + place.get("plus", 0)
    return int(found) if float(found).is_integer() else found


def _words(text: str, code: str, values: dict[str, float]) -> str:
    return _NAMED.sub(lambda found: signed(values[_full(code, found[1])]), text)


def _filled(part, code: str, values: dict[str, float]):
    """The same tree with numbers and words in the place of thresholds."""
    if isinstance(part, dict):
        if "seuil" in part:
            return _number(part, code, values)
        return {key: _filled(each, code, values) if key != "seuils" else each for key, each in part.items()}
    if isinstance(part, list):
        return [_filled(each, code, values) for each in part]
    return _words(part, code, values) if isinstance(part, str) else part


def _thresholds_in(condition: dict):
    """Yield (operator, bare name, place) of each comparison of a plain name with a threshold."""
    ((word, body),) = condition.items()
    if word in ("all", "any"):
        for each in body:
            yield from _thresholds_in(each)
    elif word == "not":
        yield from _thresholds_in(body)
    elif word in _COMPARED and isinstance(body[0], str) and isinstance(body[1], dict):
        yield word, body[0].rpartition(".")[2], body[1]


def _plain(alerts: list[dict]) -> set[str]:
    """Names in conditions, function calls left out."""
    text = json.dumps([alert["si"] for alert in alerts])
    return set(re.findall(r'"([a-z_0-9]+)"', text))
