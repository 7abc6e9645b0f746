"""The « Urgent » that a signed record of an older tablet tells, worked out again from its answers."""

from collections.abc import Callable
from datetime import datetime

from fieldvisit.alerts.raising import Said
from fieldvisit.forms import calculations, catalogue, county, urgent
from fieldvisit.forms.thresholds import County
from fieldvisit.growth import series
from fieldvisit.words import Refusal


def of_record(
    body: dict, persons: Callable[[], list[dict]], day: str, at: datetime, rules: County | None = None
) -> list[Said]:
    """``persons``: of the file, as documents, asked for once something was answered; ``day``: of the visit (ISO);
    ``rules``: those the record was signed with, of origin when left out.
    """
    if not body.get("answers") and not body.get("child_answers"):
        return []
    try:
        grid = county.applied(catalogue.grid_for(str(body.get("kind", "")), body.get("forms")), rules)
    except Refusal:
        return []
    context = {"on": day, "family": {"persons": persons()}}
    found = urgent.of(lambda grid, draft: calculations.reading(grid, draft, context, series.functions), grid, body)
    return [
        Said(each["rule"], each["item"], each["child"] or "", each["text"], each["orientations"], at, why=each["why"])
        for each in found
    ]
