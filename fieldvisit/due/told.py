"""What the answers of one signed record say: findings that priority lives on.

Pure: a record's content in, what it says out. Growth is looked at only while a weighing still counts.
"""

from collections.abc import Callable
from datetime import date

from fieldvisit.due.criteria import CRITERIA
from fieldvisit.due.finding import Found
from fieldvisit.forms import alerts, calculations, catalogue, county, epds
from fieldvisit.forms.shelf import kept
from fieldvisit.forms.thresholds import County
from fieldvisit.growth import series
from fieldvisit.referrals.said import answers as answers_of
from fieldvisit.words import Refusal

#: Typed in an interview, or summed here from the questionnaire itself.
EPDS_SCORES = ("D7_score", "N12_score", "ep_total")
EPDS_ITEMS_10 = ("D7_item10", "N12_item10", "ep_10")
LEVELS = ("I3", "N20_niveau")
ISOLATED = "G6"


def findings(
    body: dict, on: date, today: date, persons: Callable[[], list[dict]], rules: Callable[[dict], County] | None = None
) -> list[tuple[str, str, str]]:
    """(code, child or "", value) of each. ``persons``: of the file, as documents, and ``rules``: those a body was
    signed with (of origin when left out); asked for only when needed.
    """
    said = answers_of(body.get("answers"))
    found = []
    filled = epds.passation(said.get)
    if filled or any(item in said for item in (*EPDS_SCORES, *EPDS_ITEMS_10)):
        points = {"ep_total": filled["total"], "ep_10": filled["item10"]} if filled else {}
        found.append((Found.EPDS, "", "oui" if _alarming({**said, **points}) else ""))
    if level := next((said[item] for item in LEVELS if isinstance(said.get(item), str)), None):
        found.append((Found.LEVEL, "", level))
    if ISOLATED in said:
        found.append((Found.ISOLATED, "", "oui" if said[ISOLATED] in ("oui", True) else ""))
    if (today - on).days <= CRITERIA["croissance"].settings["valid_days"]:
        found += _growth(body, on, persons, rules)
    return found


def _alarming(said: dict) -> bool:
    limits = CRITERIA["danger"].settings
    return any(
        isinstance(value := said.get(item), int | float) and value >= limit
        for items, limit in ((EPDS_SCORES, limits["epds"]), (EPDS_ITEMS_10, limits["item10"]))
        for item in items
    )


def _growth(body: dict, on: date, persons, rules) -> list[tuple[str, str, str]]:
    """For each child measured on this day: the rule of growth that it raised, or that none did."""
    judged_by = rules(body) if rules else None
    try:
        grid = _growth_grid(str(body.get("kind", "")), tuple(sorted((body.get("forms") or {}).items())), judged_by)
    except Refusal:
        return []
    of_children = body.get("child_answers") if isinstance(body.get("child_answers"), dict) else {}
    measured = [child for child, given in of_children.items() if grid["items"].keys() & answers_of(given).keys()]
    if not measured:
        return []
    context = {"on": on.isoformat(), "family": {"persons": persons()}}
    reading = calculations.reading(
        grid, {"children": measured, "child_answers": of_children}, context, series.functions
    )
    grave = set(CRITERIA["croissance"].settings["levels"])
    raised = {each["child"]: each["code"] for each in alerts.of(reading) if each["level"] in grave}
    return [(Found.GROWTH, child, raised.get(child) or "") for child in measured]


@kept
def _growth_grid(kind: str, forms: tuple, judged_by: County | None) -> dict:
    """The grid of this visit with its measurements only: the other questions cost time and raise nothing here."""
    grid = county.applied(catalogue.grid_for(kind, dict(forms)), judged_by)
    rules = CRITERIA["croissance"].settings["rules"]
    measures = {
        key: {**item, "alertes": []}
        for key, item in grid["items"].items()
        if item["type"] == "mesure" and item["par_enfant"]
    }
    return {**grid, "items": measures, "alerts": [], "rules": [one for one in grid["rules"] if one["code"] in rules]}
