"""The day's map over the county's own tiles: the projection by numbers known from elsewhere, and who is called."""

import math

import pytest

from fieldvisit import settings
from fieldvisit.pages import serving
from fieldvisit.pages.office import rounds_tiles
from fieldvisit.pages.office.rounds_tiles import TILE, Sheet, world

TEMPLATE = "https://tuiles.ain.example/carte/{z}/{x}/{y}.png"
BOURG, NANTUA, OYONNAX = (46.2052, 5.2255), (46.1520, 5.6070), (46.2570, 5.6550)


@pytest.mark.parametrize(
    ("place", "zoom", "tile"),
    [
        ((0, 0), 1, (1, 1)),
        ((85.0511, -180), 3, (0, 0)),
        ((-85.0511, 179.999), 3, (7, 7)),
        ((51.51202, 0.02435), 17, (65544, 43582)),  # the example of OpenStreetMap's « Slippy map tilenames »
    ],
)
def test_a_place_lies_on_the_tile_that_every_slippy_map_gives_it(place, zoom, tile):
    x, y = world(*place)
    assert (math.floor(x * 2**zoom), math.floor(y * 2**zoom)) == tile


def test_beyond_the_square_is_its_edge():
    assert world(90, 0)[1] == pytest.approx(0, abs=1e-9) and world(-90, 0)[1] == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize("points", [[BOURG], [BOURG, NANTUA, OYONNAX]], ids=["one village", "a sector"])
def test_every_point_lies_on_its_own_tile_where_that_tile_shows_it(points):
    sheet = Sheet(points, 900, 560, 46, 6.0)
    tiles = sheet.tiles(TEMPLATE)
    by_href = {one["href"]: one for one in tiles}
    zoom = int(tiles[0]["href"].split("/")[4])
    for lat, lon in points:
        x, y = world(lat, lon)
        column, row = math.floor(x * 2**zoom), math.floor(y * 2**zoom)
        tile = by_href[rounds_tiles.address(TEMPLATE, zoom, column, row)]
        size = float(tile["size"])
        on_screen = sheet.at(lat, lon)
        expected = (
            float(tile["x"]) + (x * 2**zoom - column) * size,
            float(tile["y"]) + (y * 2**zoom - row) * size,
        )
        assert on_screen == pytest.approx(expected, abs=0.05)
        assert 46 - 1e-6 <= on_screen[0] <= 900 - 46 + 1e-6 and 46 - 1e-6 <= on_screen[1] <= 560 - 46 + 1e-6
        assert TILE / 1.5 < size < TILE * 1.5, "tiles are drawn near the size they were made for"


def test_the_picture_is_covered_whole_and_by_few_tiles():
    tiles = Sheet([BOURG, NANTUA], 900, 560, 46, 6.0).tiles(TEMPLATE)
    left, top = min(float(one["x"]) for one in tiles), min(float(one["y"]) for one in tiles)
    right = max(float(one["x"]) + float(one["size"]) for one in tiles)
    low = max(float(one["y"]) + float(one["size"]) for one in tiles)
    assert left <= 0 and top <= 0 and right >= 900 and low >= 560 and len(tiles) <= 35


def test_a_kilometre_on_the_picture_is_one_on_the_ground():
    sheet = Sheet([BOURG, NANTUA], 900, 560, 46, 6.0)
    (_, north), (_, south) = sheet.at(46.25, 5.4), sheet.at(46.15, 5.4)
    assert (south - north) / sheet.by_km == pytest.approx(11.12, rel=0.01)


def test_pages_may_load_pictures_of_the_countys_own_host_only_where_it_is_set():
    assert "img-src 'self' data: blob:;" in serving.policy([], True)
    origin = serving.origin_of("https://tuiles.ain.example:8443/carte/{z}/{x}/{y}.png?cle=1")
    assert origin == "https://tuiles.ain.example:8443" and serving.origin_of("") == ""
    told = serving.policy([], True, origin)
    assert f"img-src 'self' data: blob: {origin};" in told and told.count(origin) == 1
    assert origin not in serving.policy([], False, origin), "the tablet's pages call nobody"


@pytest.mark.parametrize(
    "wrong",
    [
        "tuiles.ain.example/{z}/{x}/{y}.png",
        "https://tuiles.ain.example/{z}/{x}.png",
        "https://{s}.tuiles.example/{z}/{x}/{y}.png",
        "https://a.example; script-src *//{z}/{x}/{y}",
        "javascript:{z}{x}{y}",
    ],
)
def test_an_address_that_is_none_of_tiles_is_refused_at_the_start(wrong):
    with pytest.raises(ValueError, match="FIELDVISIT_TILES"):
        settings.read({"FIELDVISIT_TILES": wrong})
    assert settings.read({}).tiles == "" and settings.read({"FIELDVISIT_TILES": TEMPLATE}).tiles == TEMPLATE
