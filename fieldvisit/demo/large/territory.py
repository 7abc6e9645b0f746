"""The territory: sectors, their communes, and every address of the county as the « Base adresse nationale » gives them.

The two sectors of the small demo keep their true communes. The others bear the names of the Ain's valleys and plateaux,
over communes that are invented: their INSEE codes are above the last one of the Ain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, sin

from fieldvisit.demo import chance
from fieldvisit.demo.large import names
from fieldvisit.demo.large.names import HEADS, TAILS
from fieldvisit.demo.places import COMMUNES, SECTORS

#: Code, name and centre of the sectors beside those of the small demo.
OTHERS = (
    ("oyonnax", "Oyonnax – Plastics Vallée", 46.257, 5.655),
    ("nantua", "Nantua – Haut-Bugey", 46.153, 5.606),
    ("valserine", "Bellegarde – Valserine", 46.108, 5.826),
    ("gex-nord", "Pays de Gex – Nord", 46.333, 6.058),
    ("gex-sud", "Pays de Gex – Sud", 46.243, 6.021),
    ("ferney", "Pays de Gex – Ferney", 46.256, 6.098),
    ("belley", "Belley – Bas-Bugey", 45.759, 5.688),
    ("valromey", "Culoz – Valromey", 45.848, 5.785),
    ("trevoux", "Trévoux – Val de Saône", 45.941, 4.782),
    ("miribel", "Miribel – Plateau", 45.825, 4.953),
    ("montluel", "Montluel – Côtière", 45.851, 5.057),
    ("villars", "Villars – Dombes centre", 46.003, 5.030),
    ("chatillon", "Châtillon – Chalaronne", 46.120, 4.957),
    ("thoissey", "Thoissey – Saône", 46.172, 4.802),
    ("pont-de-vaux", "Pont-de-Vaux – Reyssouze", 46.430, 4.937),
    ("bage", "Bâgé – Bresse de Saône", 46.311, 4.925),
    ("veyle", "Vonnas – Veyle", 46.219, 4.989),
    ("saint-trivier", "Saint-Trivier – Haute-Bresse", 46.460, 5.081),
    ("revermont", "Treffort – Revermont", 46.270, 5.367),
    ("hauteville", "Hauteville – Plateau", 45.977, 5.602),
    ("bourg-nord", "Bourg – Nord", 46.219, 5.231),
    ("bourg-sud", "Bourg – Sud", 46.190, 5.222),
    ("bourg-ouest", "Bourg – Ouest", 46.204, 5.201),
    ("chalamont", "Chalamont – Dombes est", 46.000, 5.170),
    ("reyrieux", "Reyrieux – Dombes Saône", 45.928, 4.831),
    ("jassans", "Jassans – Saône sud", 45.981, 4.769),
    ("dagneux", "Dagneux – Plaine", 45.861, 5.098),
    ("lhuis", "Lhuis – Rhône", 45.748, 5.530),
)
FIRST_INVENTED = 501
COMMUNES_EACH, STREETS_EACH, NUMBERS_EACH = 13, 9, 40


@dataclass(frozen=True)
class Place:
    """One address: what a household needs to live there."""

    ban_id: str
    number: int
    street: str
    postcode: str
    insee: str
    city: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Town:
    """A commune. ``spread``: half-width of its built-up part, in degrees of latitude."""

    name: str
    insee: str
    postcode: str
    lat: float
    lon: float
    spread: float
    streets: tuple[str, ...]

    def place(self, street: int, number: int) -> Place:
        """Streets leave the centre like the spokes of a wheel, their numbers outwards."""
        angle, far = 2.4 * street, self.spread * (0.15 + 0.85 * number / NUMBERS_EACH)
        return Place(
            f"{self.insee}_{street + 1:04d}_{number:05d}",
            number,
            self.streets[street],
            self.postcode,
            self.insee,
            self.name,
            round(self.lat + far * sin(angle), 6),
            round(self.lon + far * 1.4 * cos(angle), 6),
        )

    def places(self) -> Iterator[Place]:
        return (
            self.place(street, number) for street in range(len(self.streets)) for number in range(1, NUMBERS_EACH + 1)
        )


@dataclass(frozen=True)
class Area:
    """A sector: its first commune is its town, where a third of its families live."""

    code: str
    name: str
    towns: tuple[Town, ...]

    def home(self, draw) -> Place:
        town = self.towns[0] if draw.random() < 0.34 else draw.choice(self.towns)
        return town.place(draw.randrange(len(town.streets)), draw.randint(1, NUMBERS_EACH))


def areas(count: int) -> list[Area]:
    """So many sectors, two at least: those of the small demo first."""
    known = [Area(code, name, _true_towns(code)) for code, name in SECTORS.items()]
    return known + [_invented(rank, *told) for rank, told in enumerate(OTHERS[: max(count - len(known), 0)])]


def _true_towns(code: str) -> tuple[Town, ...]:
    return tuple(
        Town(name, one.insee, one.postcode, one.lat, one.lon, one.spread, _streets(one.insee, one.streets))
        for name, one in COMMUNES.items()
        if one.sector == code
    )


def _invented(rank: int, code: str, name: str, lat: float, lon: float) -> Area:
    draw = chance.of("territory", code)
    towns = []
    for at in range(COMMUNES_EACH):
        number = rank * COMMUNES_EACH + at
        called = f"{HEADS[number % len(HEADS)]}-{TAILS[number // len(HEADS)]}"
        insee, postcode = f"01{FIRST_INVENTED + number:03d}", f"01{600 + 7 * rank + at // 5:03d}"
        here = (lat + draw.uniform(-0.07, 0.07), lon + draw.uniform(-0.06, 0.06)) if at else (lat, lon)
        spread = 0.004 if at else 0.009
        towns.append(Town(called, insee, postcode, round(here[0], 4), round(here[1], 4), spread, _streets(insee)))
    return Area(code, name, tuple(towns))


def _streets(insee: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    return (*known, *chance.of("streets", insee).sample(names.STREETS, STREETS_EACH))
