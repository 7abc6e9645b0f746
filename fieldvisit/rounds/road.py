"""Real roads: a county's own OSRM (``/table``) or Valhalla (``/sources_to_targets``), by plain HTTP.

A server that does not answer in time, or not what was asked, never stops a planning: the estimate stands in, and the
coordinator is told. Places that the server cannot reach get the estimate too, pair by pair.
"""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from fieldvisit.rounds.problem import Place
from fieldvisit.rounds.travel import Estimate, Matrix

#: Servers refuse larger tables (100 × 100 by default for OSRM): they are asked for in squares.
BLOCK = 80
TIMEOUT = 10.0
UNREACHED = "Certains lieux ne sont pas joignables par la route : leurs trajets sont estimés."


class NoAnswer(Exception):
    """Why, for the log of the server; the coordinator reads one sentence."""


@dataclass(frozen=True)
class Road:
    """``address``: ``http://osrm.departement.fr:5000``. ``parking``: added to every leg, as in the estimate.

    ``timeout``: of the whole matrix. ``profile``: of OSRM, or Valhalla's costing.
    """

    address: str
    profile: str = ""
    parking: int = 90
    timeout: float = TIMEOUT
    block: int = BLOCK
    instead: Estimate = field(default_factory=Estimate)

    name = "serveur routier"

    def matrix(self, places: Sequence[Place]) -> Matrix:
        estimate = self.instead.matrix(places)
        unique = list(dict.fromkeys((float(a), float(b)) for a, b in places))
        try:
            seconds, km = self._whole(unique)
        except NoAnswer:
            warning = f"Le {self.name} ne répond pas : les trajets sont estimés."
            return Matrix(estimate.seconds, estimate.km, estimate.label, warning)
        rows = [unique.index((float(a), float(b))) for a, b in places]
        cut = np.ix_(rows, rows)
        seconds, km = seconds[cut], km[cut]
        unknown = np.isnan(seconds) | np.isnan(km)
        known = np.where(unknown, 0, seconds)
        reckoned = np.where(known > 0, np.rint(known) + self.parking, 0)
        warning = UNREACHED if unknown.any() else ""
        return Matrix(
            np.where(unknown, estimate.seconds, reckoned).astype(np.int64),
            np.where(unknown, estimate.km, km),
            self.name,
            warning,
        )

    def _whole(self, places: list[Place]) -> tuple[np.ndarray, np.ndarray]:
        many, limit = len(places), time.monotonic() + self.timeout
        seconds, km = np.full((many, many), np.nan), np.full((many, many), np.nan)
        for rows in _blocks(many, self.block):
            for columns in _blocks(many, self.block):
                left = limit - time.monotonic()
                if left <= 0:
                    raise NoAnswer("out of time")
                answer = self._asked([places[one] for one in rows], [places[one] for one in columns], left)
                found = _table(answer[0], len(rows), len(columns)), _table(answer[1], len(rows), len(columns))
                cut = np.ix_(rows, columns)
                seconds[cut], km[cut] = found
        return seconds, km

    def _asked(self, sources: list[Place], targets: list[Place], left: float):
        raise NotImplementedError

    def _json(self, request: str | urllib.request.Request, left: float) -> dict:
        try:
            with urllib.request.urlopen(request, timeout=left) as answer:
                found = json.loads(_read(answer, time.monotonic() + left))
        except (OSError, ValueError, urllib.error.URLError) as error:
            raise NoAnswer(str(error)) from None
        if not isinstance(found, dict):
            raise NoAnswer("not an object")
        return found


class Osrm(Road):
    name = "serveur OSRM"

    def _asked(self, sources: list[Place], targets: list[Place], left: float):
        places = list(dict.fromkeys(sources + targets))
        where = ";".join(f"{longitude:.6f},{latitude:.6f}" for latitude, longitude in places)
        rows = ";".join(str(places.index(one)) for one in sources)
        columns = ";".join(str(places.index(one)) for one in targets)
        address = f"{self.address.rstrip('/')}/table/v1/{self.profile or 'driving'}/{where}"
        found = self._json(f"{address}?annotations=duration,distance&sources={rows}&destinations={columns}", left)
        if found.get("code") != "Ok":
            raise NoAnswer(str(found.get("message") or found.get("code")))
        return found.get("durations"), _thousandth(found.get("distances"))


class Valhalla(Road):
    name = "serveur Valhalla"

    def _asked(self, sources: list[Place], targets: list[Place], left: float):
        body = {
            "sources": [{"lat": latitude, "lon": longitude} for latitude, longitude in sources],
            "targets": [{"lat": latitude, "lon": longitude} for latitude, longitude in targets],
            "costing": self.profile or "auto",
            "units": "kilometers",
        }
        request = urllib.request.Request(
            f"{self.address.rstrip('/')}/sources_to_targets",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        found = self._json(request, left).get("sources_to_targets")
        if isinstance(found, dict):  # the short form, since 3.5
            return found.get("durations"), found.get("distances")
        try:
            return (
                [[cell.get("time") for cell in row] for row in found],
                [[cell.get("distance") for cell in row] for row in found],
            )
        except (TypeError, AttributeError):
            raise NoAnswer("no table") from None


def _read(answer, until: float) -> bytes:
    """The timeout of a socket starts anew with every byte; this one does not."""
    pieces = []
    while piece := answer.read1(1 << 16):
        pieces.append(piece)
        if time.monotonic() > until:
            raise NoAnswer("out of time")
    return b"".join(pieces)


def _blocks(many: int, block: int) -> Iterator[list[int]]:
    for first in range(0, many, block):
        yield list(range(first, min(first + block, many)))


def _thousandth(table):
    try:
        return [[None if cell is None else cell / 1000 for cell in row] for row in table]
    except TypeError:
        raise NoAnswer("no distances") from None


def _table(given, rows: int, columns: int) -> np.ndarray:
    try:
        found = np.array([[np.nan if cell is None else float(cell) for cell in row] for row in given])
    except (TypeError, ValueError):
        raise NoAnswer("not a table of numbers") from None
    if found.shape != (rows, columns) or (found < 0).any():
        raise NoAnswer(f"a table of {found.shape}, not of {rows} × {columns}")
    return found
