"""The county's own map under a day's rounds, where it set one (``FIELDVISIT_TILES``): tiles in Web Mercator.

The projection of « slippy » maps: the world is a square of 256 pixels at zoom 0, twice as wide at each next zoom
(OGC 17-083r2, tile matrix set WebMercatorQuad). The tile server learns which squares are looked at, and nothing else.
"""

import math
from typing import TypedDict

TILE = 256
#: Further in than any village needs, and what every server has.
DEEPEST = 17
#: Where the square ends, degrees of latitude.
LIMIT = 85.0511287798
KM_AROUND = 40075.017


class Tile(TypedDict):
    """``x``, ``y``: its upper left corner on the picture; ``size``: of its side."""

    href: str
    x: str
    y: str
    size: str


def world(lat: float, lon: float) -> tuple[float, float]:
    """Right and down from the north-western corner, parts of the world's width."""
    lat = math.radians(max(-LIMIT, min(LIMIT, lat)))
    return (lon + 180) / 360, (1 - math.asinh(math.tan(lat)) / math.pi) / 2


class Sheet:
    """From degrees to a picture of ``width`` by ``height`` that shows all these points, ``edge`` away from its sides.

    ``by_km``: pixels of a kilometre in its middle; ``least``: the smallest stretch shown, in km.
    """

    def __init__(self, points: list[tuple[float, float]], width: int, height: int, edge: int, least: float):
        lats, lons = [lat for lat, _ in points], [lon for _, lon in points]
        narrow = math.cos(math.radians((min(lats) + max(lats)) / 2))
        (left, top), (right, low) = world(max(lats), min(lons)), world(min(lats), max(lons))
        smallest = least / KM_AROUND / narrow
        self.width, self.height = width, height
        self.x, self.y = (left + right) / 2, (top + low) / 2
        #: Pixels of the whole world's width.
        self.scale = min(
            (width - 2 * edge) / max(right - left, smallest), (height - 2 * edge) / max(low - top, smallest)
        )
        self.by_km = self.scale / KM_AROUND / narrow

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        x, y = world(lat, lon)
        return self.width / 2 + (x - self.x) * self.scale, self.height / 2 + (y - self.y) * self.scale

    def tiles(self, template: str) -> list[Tile]:
        """Those that cover the picture, at the zoom whose own size is nearest."""
        zoom = max(0, min(DEEPEST, round(math.log2(self.scale / TILE))))
        many, size = 2**zoom, self.scale / 2**zoom
        left, top = self.width / 2 - self.x * self.scale, self.height / 2 - self.y * self.scale
        columns = range(math.floor(-left / size), math.ceil((self.width - left) / size))
        rows = range(max(0, math.floor(-top / size)), min(many, math.ceil((self.height - top) / size)))
        return [
            {
                "href": address(template, zoom, column % many, row),
                "x": f"{left + column * size:.2f}",
                "y": f"{top + row * size:.2f}",
                "size": f"{size:.2f}",
            }
            for row in rows
            for column in columns
        ]


def address(template: str, zoom: int, column: int, row: int) -> str:
    return template.replace("{z}", str(zoom)).replace("{x}", str(column)).replace("{y}", str(row))
