"""How long from one place to another: the embedded estimate, « estimé », and the interface that road servers share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from fieldvisit.rounds.problem import Place

EARTH_KM = 6371.0088


@dataclass(frozen=True)
class Matrix:
    """``seconds`` and ``km`` between every two of the places asked for; ``label``: where they come from, in French.

    ``warning``: what the coordinator is told when it is not what the county had set.
    """

    seconds: np.ndarray
    km: np.ndarray
    label: str
    warning: str = ""


class Travel(Protocol):
    def matrix(self, places: Sequence[Place]) -> Matrix: ...


@dataclass(frozen=True)
class Estimate:
    """Great circle × detour, speed growing with distance, a minute and a half to park.

    The defaults suit a rural county; each county sets its own.
    """

    detour: float = 1.3
    slow_kmh: float = 45.0
    fast_kmh: float = 70.0
    slow_until_km: float = 3.0
    fast_from_km: float = 25.0
    parking: int = 90

    def matrix(self, places: Sequence[Place]) -> Matrix:
        if not places:
            return Matrix(np.zeros((0, 0), np.int64), np.zeros((0, 0)), "estimé")
        latitude, longitude = np.radians(np.asarray(places, dtype=float)).T
        north = np.sin((latitude[:, None] - latitude) / 2) ** 2
        east = np.sin((longitude[:, None] - longitude) / 2) ** 2
        half = north + np.cos(latitude)[:, None] * np.cos(latitude) * east
        km = self.detour * 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
        share = np.clip((km - self.slow_until_km) / (self.fast_from_km - self.slow_until_km), 0, 1)
        speed = self.slow_kmh + (self.fast_kmh - self.slow_kmh) * share
        seconds = (km / speed * 3600).astype(np.int64) + self.parking
        next_door = km < 0.02
        return Matrix(np.where(next_door, 0, seconds), np.where(next_door, 0.0, km), "estimé")


@dataclass(frozen=True)
class Known:
    """A matrix already had for these places: from the database, or from a test."""

    places: Sequence[Place]
    known: Matrix

    def matrix(self, places: Sequence[Place]) -> Matrix:
        index = {place: number for number, place in enumerate(self.places)}
        rows = [index[place] for place in places]
        cut = np.ix_(rows, rows)
        return Matrix(self.known.seconds[cut], self.known.km[cut], self.known.label, self.known.warning)
