"""What a kilometre is paid: the rate in force on its day, of the worker's role if there is one (domain §8.1).

Euro cents. The county's own file takes the place of ``mileage.json`` (see ``settings``).
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from fieldvisit import settings

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Rate:
    """``roles``: of whom; empty: of everyone whose role has no rate of its own."""

    since: date
    roles: frozenset[str]
    cents: int
    source: str


#: Before the county's first rate nothing is claimed.
NONE = Rate(date.min, frozenset(), 0, "aucun taux pour ce jour")


def read(text: str) -> tuple[Rate, ...]:
    """:raises ValueError: if it is no such file"""
    try:
        rates = [
            Rate(date.fromisoformat(one["from"]), frozenset(one["roles"]), one["cents"], str(one["source"]))
            for one in json.loads(text)["rates"]
        ]
    except (KeyError, TypeError) as error:
        raise ValueError(f"mileage: {error!r} is missing or not readable") from error
    if any(type(one.cents) is not int or one.cents < 0 for one in rates):
        raise ValueError("mileage: cents is a whole number, zero or more")
    return tuple(sorted(rates, key=lambda one: one.since))


@lru_cache(maxsize=4)
def _stored(path: Path) -> tuple[Rate, ...]:
    return read(path.read_text(encoding="utf-8"))


def rates() -> tuple[Rate, ...]:
    return _stored(settings.read().mileage or HERE / "mileage.json")


def on(day: date, role: str) -> Rate:
    """The one in force that day; the role's own before everyone's."""
    begun = [one for one in rates() if one.since <= day]
    own = [one for one in begun if role in one.roles]
    return (own or [one for one in begun if not one.roles] or [NONE])[-1]
