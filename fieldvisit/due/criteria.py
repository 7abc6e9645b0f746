"""The criteria of priority as data (``priorities.json``): weights and limits are the county's to change."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

TABLE = json.loads((Path(__file__).parent / "priorities.json").read_text(encoding="utf-8"))
CAP: int = TABLE["cap"]
#: Roles that see the band and nothing of why (domain §8.3): a reason is health data.
BAND_ONLY = frozenset(TABLE["band_only_roles"])
LABELS: dict[int, str] = {one["band"]: one["label"] for one in TABLE["bands"]}


@dataclass(frozen=True)
class Criterion:
    """``compartment``: who may know that it is met; ``settings``: its limits, in the units that their names say."""

    code: str
    label: str
    points: int
    compartment: str
    settings: dict


CRITERIA = {one["code"]: Criterion(**one) for one in TABLE["criteria"]}


def score(met: Collection[str]) -> int:
    """The points of the criteria met, at most :data:`CAP`."""
    return min(CAP, sum(CRITERIA[code].points for code in met))


def band(points: int) -> int:
    """1 to 4: « P1 – immédiat » … « P4 – habituel »."""
    return next(one["band"] for one in TABLE["bands"] if points >= one["from"])
