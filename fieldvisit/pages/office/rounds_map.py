"""The map of one day: stops in their order, one line for each worker, communes, a scale; under it the county's own
tiles where it has some (``rounds_tiles.py``), else nothing.

North is up. Without tiles one degree of longitude is drawn as wide as it is at the middle of the sector, so that
distances on the picture are distances on the ground (within 1 % over 60 km).
"""

import math
from collections import defaultdict
from typing import TypedDict

from fieldvisit import settings
from fieldvisit.pages.office import rounds_tiles
from fieldvisit.pages.office.rounds_tiles import Tile
from fieldvisit.weekplans.shown import Board, Row

WIDTH, HEIGHT, EDGE = 900, 560, 46
KM_A_DEGREE = 111.2
#: Smallest stretch shown: one commune alone is not blown up to the whole picture.
LEAST_KM = 6.0
#: How wide a letter of a commune's name is drawn, about.
LETTER = 9
SCALES = (1, 2, 5, 10, 20, 50)


class Stop(TypedDict):
    x: str
    y: str
    number: str
    look: str
    title: str


class Route(TypedDict):
    points: str
    look: str
    name: str
    told: str


class Place(TypedDict):
    x: str
    y: str
    name: str


class DayMap(TypedDict):
    """``hidden``: how many stops have no place that may be shown; ``rough``: how many stand where their commune is.

    ``credit``: whose map lies under it, "" without tiles.
    """

    stops: list[Stop]
    bases: list[Stop]
    routes: list[Route]
    places: list[Place]
    scale: str
    scale_width: str
    hidden: str
    rough: str
    tiles: list[Tile]
    credit: str


EMPTY: DayMap = {
    "stops": [],
    "bases": [],
    "routes": [],
    "places": [],
    "scale": "",
    "scale_width": "0",
    "hidden": "",
    "rough": "",
    "tiles": [],
    "credit": "",
}


class _Sheet:
    """From degrees to the picture."""

    def __init__(self, points: list[tuple[float, float]]):
        lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
        self.lat, self.lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
        self.narrow = math.cos(math.radians(self.lat))
        high = max((max(lats) - min(lats)) * KM_A_DEGREE, LEAST_KM)
        wide = max((max(lons) - min(lons)) * KM_A_DEGREE * self.narrow, LEAST_KM)
        self.by_km = min((WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high)

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        right = (lon - self.lon) * KM_A_DEGREE * self.narrow * self.by_km
        return WIDTH / 2 + right, HEIGHT / 2 - (lat - self.lat) * KM_A_DEGREE * self.by_km


def of(whole: Board, day: int) -> DayMap:
    rounds = [(at % 8, row, row.days[day].cards) for at, row in enumerate(whole.rows) if row.days[day].cards]
    placed = [card for _, _, cards in rounds for card in cards if card.lat is not None]
    if not placed:
        return EMPTY
    bases = [place for _, row, _ in rounds if (place := _base_of(row))]
    points = [*((card.lat, card.lon) for card in placed), *bases]
    own = settings.read()
    sheet = rounds_tiles.Sheet(points, WIDTH, HEIGHT, EDGE, LEAST_KM) if own.tiles else _Sheet(points)
    hidden = sum(len(cards) for _, _, cards in rounds) - len(placed)
    length = max((one for one in SCALES if one * sheet.by_km <= WIDTH / 3), default=SCALES[0])
    return {
        "stops": [
            _stop(sheet, mark, row, card, number)
            for mark, row, cards in rounds
            for number, card in enumerate(cards, 1)
            if card.lat is not None
        ],
        "bases": [_base(sheet, at) for at in sorted(set(bases))],
        "routes": [_route(sheet, mark, row, cards) for mark, row, cards in rounds],
        "places": _places(sheet, placed),
        "scale": f"{length} km",
        "scale_width": f"{length * sheet.by_km:.0f}",
        "hidden": f"{hidden} sans adresse à montrer" if hidden else "",
        "rough": _rough(sum(card.approximate for card in placed)),
        "tiles": sheet.tiles(own.tiles) if own.tiles else [],
        "credit": (f"Fond de carte : {own.tiles_credit}" if own.tiles_credit else "Fond de carte du département")
        if own.tiles
        else "",
    }


def _rough(many: int) -> str:
    if not many:
        return ""
    words = "étapes sans coordonnées, placées" if many > 1 else "étape sans coordonnées, placée"
    return f"{many} {words} au centre de la commune (cercle en pointillé)"


def _base_of(row: Row) -> tuple[float, float] | None:
    """A home is nobody's to see on a map."""
    return None if row.from_home or row.base_lat is None else (row.base_lat, row.base_lon)


def _stop(sheet: _Sheet | rounds_tiles.Sheet, mark: int, row: Row, card, number: int) -> Stop:
    x, y = sheet.at(card.lat, card.lon)
    name = f"{row.name}, étape {number} : {card.family}, {card.city}" + (
        ", sans coordonnées" if card.approximate else ""
    )
    look = f"rd-m{mark} rd-rough" if card.approximate else f"rd-m{mark}"
    return {"x": f"{x:.1f}", "y": f"{y:.1f}", "number": str(number), "look": look, "title": name}


def _base(sheet: _Sheet | rounds_tiles.Sheet, place: tuple[float, float]) -> Stop:
    x, y = sheet.at(*place)
    return {"x": f"{x:.1f}", "y": f"{y:.1f}", "number": "", "look": "", "title": "Départ des tournées"}


def _route(sheet: _Sheet | rounds_tiles.Sheet, mark: int, row: Row, cards) -> Route:
    ends = [place] if (place := _base_of(row)) else []
    stops = [(card.lat, card.lon) for card in cards if card.lat is not None]
    points = " ".join("{:.1f},{:.1f}".format(*sheet.at(*one)) for one in [*ends, *stops, *ends])
    told = " → ".join(f"{number} {card.city}" for number, card in enumerate(cards, 1))
    return {"points": points, "look": f"rd-m{mark}", "name": row.name, "told": told}


def _places(sheet: _Sheet | rounds_tiles.Sheet, cards) -> list[Place]:
    """Each commune's name once, under its stops; one that would cover another is left out."""
    by_name = defaultdict(list)
    for card in cards:
        by_name[card.city].append(sheet.at(card.lat, card.lon))
    listed: list[tuple[float, float, str]] = []
    for name, at in sorted(by_name.items(), key=lambda pair: -len(pair[1])):
        half = len(name) * LETTER / 2
        x = min(max(sum(one[0] for one in at) / len(at), half), WIDTH - half)  # read whole at the edges too
        y = max(one[1] for one in at) + 30
        if all(abs(x - other[0]) > 90 or abs(y - other[1]) > 18 for other in listed):
            listed.append((x, y, name))
    return [{"x": f"{x:.1f}", "y": f"{y:.1f}", "name": name} for x, y, name in listed]
