"""What the answers of one signed record say: findings that priority lives on, orientations that somebody has to follow.

Pure: a record's content in, what it says out. Growth is looked at only while a weighing still counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from fieldvisit.due.criteria import CRITERIA
from fieldvisit.due.finding import Found
from fieldvisit.forms import alerts, calculations, catalogue, compartments
from fieldvisit.growth import series
from fieldvisit.tasks.task import Outcome
from fieldvisit.words import Refusal

EPDS_SCORES = ("D7_score", "N12_score")
EPDS_ITEMS_10 = ("D7_item10", "N12_item10")
LEVELS = ("I3", "N20_niveau")
ISOLATED = "G6"
#: By item: which other answer must stand for the family to have agreed, None where being there says it.
AGREED_BY = {"I4": ("I5", "acceptee")}
#: « Suite connue » of an assessment at school, already told with the orientation itself.
KNOWN_OUTCOME = {"bs_orient": "bs_suite"}
OUTCOMES = {"fait": Outcome.DONE, "non_fait": Outcome.NOT_DONE, "perdu": Outcome.LOST}
#: Not a thing to follow here: nothing chosen, and what the unit for concerns receives by its own way.
NOT_FOLLOWED = frozenset({"aucune", "crip"})


@dataclass(frozen=True)
class Referral:
    """``place``: the compartment of the item it was written in; ``outcome``: what was already known of it."""

    item: str
    child: str
    code: str
    label: str
    place: str
    outcome: Outcome | None = None


def findings(body: dict, on: date, today: date, persons: Callable[[], list[dict]]) -> list[tuple[str, str, str]]:
    """(code, child or "", value) of each. ``persons``: of the file, as documents, asked for only when needed."""
    said = _answers(body.get("answers"))
    found = []
    if any(item in said for item in (*EPDS_SCORES, *EPDS_ITEMS_10)):
        found.append((Found.EPDS, "", "oui" if _alarming(said) else ""))
    if level := next((said[item] for item in LEVELS if isinstance(said.get(item), str)), None):
        found.append((Found.LEVEL, "", level))
    if ISOLATED in said:
        found.append((Found.ISOLATED, "", "oui" if said[ISOLATED] in ("oui", True) else ""))
    if (today - on).days <= CRITERIA["croissance"].settings["valid_days"]:
        found += _growth(body, on, persons)
    return found


def referrals(body: dict) -> list[Referral]:
    """The orientations that the family accepted, each once."""
    found = []
    groups = [("", body.get("answers"))]
    of_children = body.get("child_answers")
    groups += list(of_children.items()) if isinstance(of_children, dict) else []
    for child, given in groups:
        said = _answers(given)
        for item, chosen in said.items():
            labels = _labels().get(item)
            if labels is None or not isinstance(chosen, list):
                continue
            asked = AGREED_BY.get(item)
            if asked and said.get(asked[0]) != asked[1]:
                continue
            outcome = OUTCOMES.get(str(said.get(KNOWN_OUTCOME.get(item, ""))))
            found += [
                Referral(item, child, code, labels[code], compartments.of(item), outcome)
                for code in dict.fromkeys(map(str, chosen))
                if code in labels and code not in NOT_FOLLOWED
            ]
    return found


def _answers(given: object) -> dict:
    """Values by item; what is special, empty or unreadable says nothing."""
    if not isinstance(given, dict):
        return {}
    values = {
        item: answer.get("v") for item, answer in given.items() if isinstance(answer, dict) and "special" not in answer
    }
    return {item: value for item, value in values.items() if value not in (None, "", [])}


def _alarming(said: dict) -> bool:
    limits = CRITERIA["danger"].settings
    return any(
        isinstance(value := said.get(item), int | float) and value >= limit
        for items, limit in ((EPDS_SCORES, limits["epds"]), (EPDS_ITEMS_10, limits["item10"]))
        for item in items
    )


@lru_cache
def _labels() -> dict[str, dict[str, str]]:
    """By item whose options are the county's orientations: the label of each. An item keeps its meaning for ever."""
    documents = [catalogue.as_document(*each.split("@")) for each in catalogue.forms()]
    return {
        key: {option["code"]: option["libelle"] for option in item["options"]}
        for document in documents
        for key, item in document["items"].items()
        if item.get("liste") == "orientations"
    }


def _growth(body: dict, on: date, persons: Callable[[], list[dict]]) -> list[tuple[str, str, str]]:
    """For each child measured on this day: the rule of growth that it raised, or that none did."""
    try:
        grid = _growth_grid(str(body.get("kind", "")), tuple(sorted((body.get("forms") or {}).items())))
    except Refusal:
        return []
    of_children = body.get("child_answers") if isinstance(body.get("child_answers"), dict) else {}
    measured = [child for child, given in of_children.items() if grid["items"].keys() & _answers(given).keys()]
    if not measured:
        return []
    context = {"on": on.isoformat(), "family": {"persons": persons()}}
    reading = calculations.reading(
        grid, {"children": measured, "child_answers": of_children}, context, series.functions
    )
    grave = set(CRITERIA["croissance"].settings["levels"])
    raised = {each["child"]: each["code"] for each in alerts.of(reading) if each["level"] in grave}
    return [(Found.GROWTH, child, raised.get(child) or "") for child in measured]


@lru_cache(maxsize=64)
def _growth_grid(kind: str, forms: tuple) -> dict:
    """The grid of this visit with its measurements only: the other questions cost time and raise nothing here."""
    grid = catalogue.grid_for(kind, dict(forms))
    rules = CRITERIA["croissance"].settings["rules"]
    measures = {
        key: {**item, "alertes": []}
        for key, item in grid["items"].items()
        if item["type"] == "mesure" and item["par_enfant"]
    }
    return {**grid, "items": measures, "alerts": [], "rules": [one for one in grid["rules"] if one["code"] in rules]}
