"""How heavy and how long a demo child is on a day: near the WHO medians, with the loss of the first days."""

import json
from bisect import bisect_right
from datetime import date
from pathlib import Path

from fieldvisit.demo import chance
from fieldvisit.families.person import Person

MEDIANS = json.loads((Path(__file__).parent / "medians.json").read_text(encoding="utf-8"))
#: A newborn who loses more than most: the part of the birth weight that is lost on the fourth day.
LOSES = {("Jannah", "Belhadj"): 0.08}
#: A curve that leaves its channel: from this age in days on, a fifth of what one expects.
STALLS = {("Aboubacar", "Camara"): 300}
TERM_DAYS = 280
LYING_DAYS = 730


def median(kind: str, sex: str, days: float) -> float:
    points = MEDIANS[kind][sex]
    after = bisect_right([age for age, _ in points], days)
    if after == 0:
        return points[0][1]
    if after == len(points):
        return points[-1][1]
    (left, low), (right, high) = points[after - 1], points[after]
    return low + (high - low) * (days - left) / (right - left)


def missing(child: Person) -> int:
    """Days by which the child was born before term; 0 from 37 SA on."""
    if child.term_weeks is None or child.term_weeks >= 37:
        return 0
    return TERM_DAYS - child.term_weeks * 7 - (child.term_days or 0)


def birth_size(sex: str, term_weeks: int, seed: str) -> tuple[int, float, float]:
    """Weight (g), length and head (cm) at birth for a term of 37 SA or more."""
    draw = chance.of("birth", seed)
    weight = median("poids", sex, 0) * 1000 * draw.uniform(0.88, 1.1) * (0.94 if term_weeks < 39 else 1)
    length = 50 * (weight / 3350) ** (1 / 3) + draw.uniform(-0.5, 0.5)
    return round(weight / 10) * 10, round(length * 2) / 2, 33.5 + draw.choice((0, 0.5, 1, 1.5))


def weight(child: Person, day: date) -> int:
    """In grams, by 5."""
    age = (day - child.birth_date).days
    born, name = child.birth_weight_g, (child.first_name, child.last_name)
    if name in STALLS and age > STALLS[name]:
        age = STALLS[name] + (age - STALLS[name]) / 5
    if name in LOSES and age <= 10:
        grams = born * (1 - LOSES[name] * (age / 4 if age <= 4 else (14 - age) / 10))
    elif early := missing(child):
        share = chance.of("share", child.first_name, child.birth_weight_g).uniform(0.9, 0.97)
        at_term = median("poids", child.sex, 0) * 1000 * share
        grams = (
            born + (at_term - born) * age / early
            if age < early
            else median("poids", child.sex, age - early) * 1000 * share
        )
    elif age <= 10:
        grams = born * (1 - 0.06 * age / 3 if age <= 3 else 0.94 + 0.06 * (age - 3) / 7)
    else:
        share = born / (median("poids", child.sex, 10) * 1000)
        # A child born light or heavy comes nearer to the others within two years.
        grams = median("poids", child.sex, age) * 1000 * (1 + (share - 1) * max(0.4, 1 - (age - 10) / 720))
    return round(grams / 5) * 5


def _centimetres(kind: str, born: float, child: Person, day: date) -> float:
    age = (day - child.birth_date).days
    early = missing(child)
    at_term = median(kind, child.sex, 0)
    if early and age < early:
        return round(born + (at_term - 1 - born) * age / early, 1)
    offset = -1.0 if early else born - at_term
    offset *= max(0.2, 1 - age / 730)
    if kind == "taille" and age - early > LYING_DAYS:
        # WHO measures standing from two years on, 0.7 cm shorter: our children do not shrink on that day.
        offset += 0.7
    return round(median(kind, child.sex, age - early) + offset, 1)


def length(child: Person, day: date) -> float:
    return _centimetres("taille", child.birth_length_cm, child, day)


def head(child: Person, day: date) -> float:
    return _centimetres("pc", child.birth_head_cm, child, day)
