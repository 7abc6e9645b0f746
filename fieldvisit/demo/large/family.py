"""One family, from draws of its own: births as they come in the Ain, twins, terms, weights, who lives there.

Orders of magnitude are those of France: 7 % born before 37 SA, 1.6 % of deliveries of twins, 105 boys for 100 girls.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from fieldvisit.demo import chance
from fieldvisit.demo.ids import Ids
from fieldvisit.demo.large import names
from fieldvisit.demo.large.staff import Team
from fieldvisit.demo.large.territory import Place

YEARS = 6
#: How long before those six years the first birth of a family may lie, so that births are as frequent at both ends.
EARLIER_DAYS = 5_300
AHEAD_DAYS = 210
PREGNANCY_DAYS = 287
HOW_MANY = ((1, 2, 3, 4), (31, 42, 19, 8))
TERMS = ((41, 40, 39, 38, 37, 36, 35, 34, 32, 30, 28, 26), (175, 270, 270, 160, 69, 23, 12, 9, 7, 3, 1.5, 0.7))
TWIN_TERMS = ((38, 37, 36, 35, 34, 32, 30, 28), (17, 30, 22, 12, 9, 6, 3, 1))
#: Mean weight at birth, in g, by term.
GRAMS = {
    26: 870,
    28: 1100,
    30: 1420,
    32: 1790,
    34: 2260,
    35: 2480,
    36: 2710,
    37: 2960,
    38: 3170,
    39: 3330,
    40: 3450,
    41: 3560,
}
LANGUAGES = ("anglais", "arabe", "turc", "portugais", "albanais", "espagnol", "peul", "roumain", "dari", "vietnamien")
DISABILITIES = (
    "Trisomie 21, suivi CAMSP", "Retard global de développement, bilan en cours", "Surdité appareillée",
    "Troubles du spectre de l’autisme, PCO", "Paralysie cérébrale, suivi SESSAD", "Épilepsie, suivi hospitalier",
)  # fmt: skip
ACCESS = (
    "", "", "", "Digicode à demander la veille.", "Interphone au nom de la mère.", "Portail vert, sonner longuement.",
    "2e étage sans ascenseur.", "Se garer devant l’école.", "Maison au fond du chemin.", "Sonnette en panne : frapper.",
)  # fmt: skip


@dataclass
class Child:
    id: str
    first_name: str
    last_name: str
    sex: str
    birth_date: date
    term_weeks: int
    term_days: int
    birth_weight_g: int
    birth_length_cm: float
    birth_head_cm: float
    multiple: bool = False
    died_on: date | None = None
    disability: str = ""
    in_care_since: date | None = None
    discharged_on: date | None = None
    carnet: bool = True  #: whether it was ever seen

    @property
    def preterm(self) -> bool:
        return self.term_weeks < 37


@dataclass
class Delivery:
    """``born``: None while the child is expected."""

    pregnancy_id: str
    declared_on: date
    due_on: date
    born: date | None
    children: list[Child]
    parity: int
    multiple: bool


@dataclass
class Adult:
    id: str
    role: str
    first_name: str
    last_name: str
    birth_date: date
    phone: str = ""


@dataclass
class Family:
    id: str
    number: int
    team: Team
    home: Place
    name: str
    phone: str
    draw: Random
    adults: list[Adult]
    deliveries: list[Delivery]
    languages: str = "français"
    interpreter: bool = False
    access: str = ""
    safety: str = ""
    refuses: bool = False
    followed: bool = False
    helped: bool = False
    children: list[Child] = field(default_factory=list)

    @property
    def mother(self) -> Adult | None:
        return next((one for one in self.adults if one.role == "mere"), None)

    @property
    def expecting(self) -> Delivery | None:
        return next((one for one in self.deliveries if one.born is None), None)

    @property
    def vulnerable(self) -> bool:
        return any(one.preterm or one.multiple or one.disability or one.in_care_since for one in self.children)


def draw_family(number: int, team: Team, ids: Ids, today: date, seed: int) -> Family:
    """The family of this number; its own draws make it, so that one more never changes the others."""
    draw = chance.of("county", seed, number)
    hers, his = draw.choice(names.SURNAMES), draw.choice(names.SURNAMES)
    kind = draw.random()
    last = hers if kind < 0.12 else f"{hers}-{his}" if kind < 0.2 and "-" not in hers + his else his
    first_on, deliveries = _deliveries(draw, ids, last, today)
    mother_born = first_on - timedelta(days=round(min(max(draw.gauss(28.4, 4.6), 16.5), 40) * 365.25))
    adults = _adults(draw, ids, mother_born, hers, his, kind)
    adults[0].phone = phone(number)
    family = Family(ids(), number, team, team.area.home(draw), last, phone(number), draw, adults, deliveries)
    family.children = [child for delivery in deliveries for child in delivery.children]
    _circumstances(family, today)
    return family


def phone(number: int) -> str:
    """A number of the ranges that ARCEP keeps for fiction; each family has its own, up to forty thousand."""
    head = ("06 39 98", "04 65 71", "01 99 00", "02 61 91")[number // 10_000 % 4]
    return f"{head} {number // 100 % 100:02d} {number % 100:02d}"


def _deliveries(draw: Random, ids: Ids, last: str, today: date) -> tuple[date, list[Delivery]]:
    """The day of this mother's first birth, and the births and pregnancies that the county knows of: one at least."""
    while True:
        days = [today + timedelta(days=day) for day in _births(draw)]
        found = [_delivery(draw, ids, day, parity, last, today) for parity, day in enumerate(days)]
        if known := [one for one in found if one]:
            return days[0], known


def _births(draw: Random) -> list[int]:
    """Days from today of this mother's births; at least one in the six years, or expected."""
    while True:
        count = draw.choices(*HOW_MANY)[0]
        day = draw.randint(-YEARS * 365 - EARLIER_DAYS, AHEAD_DAYS)
        days = [day]
        for _ in range(count - 1):
            day += round(min(max(draw.lognormvariate(6.88, 0.42), 320), 2_600))
            days.append(day)
        if any(-YEARS * 365 < one <= AHEAD_DAYS for one in days):
            return days


def _adults(draw: Random, ids: Ids, born: date, hers: str, his: str, kind: float) -> list[Adult]:
    mother = Adult(ids(), "mere", draw.choice(names.MOTHERS), hers, born)
    if kind < 0.11:
        return [mother]
    partner_born = born - timedelta(days=round(draw.gauss(850, 1_100)))
    if kind < 0.12:
        return [mother, Adult(ids(), "coparent", draw.choice(names.MOTHERS), his, partner_born)]
    return [mother, Adult(ids(), "pere", draw.choice(names.FATHERS), his, partner_born)]


def _delivery(draw: Random, ids: Ids, born: date, parity: int, last: str, today: date) -> Delivery | None:
    """None for a child who is too old, or not declared yet."""
    twins = draw.random() < 0.016
    weeks = draw.choices(*(TWIN_TERMS if twins else TERMS))[0]
    more_days = draw.randint(0, 6)
    began = born - timedelta(days=7 * weeks + more_days)
    late = draw.random() < 0.05
    declared = min(began + timedelta(days=draw.randint(126, 200) if late else draw.randint(66, 100)), born)
    sexes = [("M" if draw.random() < 0.512 else "F") for _ in range(2 if twins else 1)]
    if declared > today or (today - born).days >= YEARS * 365:
        return None
    children = [_child(draw, ids, born, weeks, more_days, sex, last, twins) for sex in sexes] if born <= today else []
    due_on = began + timedelta(days=PREGNANCY_DAYS)
    return Delivery(ids(), declared, due_on, born if born <= today else None, children, parity, twins)


def _child(draw: Random, ids: Ids, born: date, weeks: int, days: int, sex: str, last: str, twin: bool) -> Child:
    mean = GRAMS[weeks] * (0.9 if twin else 1) * (1.02 if sex == "M" else 0.98)
    grams = round(min(max(draw.gauss(mean, 0.125 * mean), 520), 5_200) / 10) * 10
    length = round(2 * 50 * (grams / 3350) ** (1 / 3)) / 2
    head = round(2 * 34.5 * (grams / 3350) ** 0.25) / 2
    first = draw.choice(names.BOYS if sex == "M" else names.GIRLS)
    child = Child(ids(), first, last, sex, born, weeks, days, grams, length, head, twin)
    early = max(37 - weeks, 0)
    child.discharged_on = born + timedelta(days=draw.choice((2, 3, 3, 3, 4, 5)) + 8 * early)
    child.carnet = draw.random() > 0.08
    if draw.random() < (0.03 if weeks < 34 else 0.0028):
        child.died_on = born + timedelta(days=round(min(draw.expovariate(1 / 40), 360)))
    return child


def _circumstances(family: Family, today: date) -> None:
    draw = family.draw
    for child in family.children:
        if child.died_on and child.died_on > today:
            child.died_on = None
        if child.discharged_on > today or (child.died_on and child.discharged_on > child.died_on):
            child.discharged_on = None
        age = (today - child.birth_date).days
        if draw.random() < 0.021 and age > 120:
            child.disability = draw.choice(DISABILITIES)
        if draw.random() < 0.006 and age > 60 and not child.died_on:
            child.in_care_since = today - timedelta(days=draw.randint(10, min(age, 1_400) - 20))
    if draw.random() < 0.13:
        family.languages = f"français, {draw.choice(LANGUAGES)}"
        family.interpreter = draw.random() < 0.3
    family.access = draw.choice(ACCESS)
    family.safety = "Chien en liberté : appeler avant d’entrer." if draw.random() < 0.02 else ""
    family.refuses = draw.random() < 0.02
    wanted = 0.7 if family.vulnerable else 0.36
    family.followed = not family.refuses and draw.random() < wanted
    family.helped = family.followed and draw.random() < 0.05
