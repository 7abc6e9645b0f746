"""The supports (« dispositifs », « mesures ») of the county, read from ``supports.json``: what each is, who knows."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


@dataclass(frozen=True)
class SupportKind:
    """``anchor``: what the day its visits are counted from is called, None when it is the first day."""

    code: str
    label: str
    short: str
    compartment: str
    trades: tuple[str, ...]
    indicator: str
    of_child: bool
    anchor: str | None = None


@lru_cache
def kinds() -> dict[str, SupportKind]:
    """All of them by code, in the county's order."""
    source = json.loads((Path(__file__).parent / "supports.json").read_text(encoding="utf-8"))
    return {
        one["code"]: SupportKind(
            code=one["code"],
            label=one["label"],
            short=one["short"],
            compartment=one["compartment"],
            trades=tuple(one["trades"]),
            indicator=one["indicator"],
            of_child=one["subject"] == "enfant",
            anchor=one["anchor"],
        )
        for one in source["supports"]
    }
