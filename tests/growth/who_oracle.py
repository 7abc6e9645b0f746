"""WHO's rules written once more, one child at a time, from the published tables: slow, apart from what it judges."""

import csv
import math
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent / "who"
MONTH = 30.4375


@cache
def table(name: str) -> dict:
    """{(sex, x as printed): (L, M, S)}."""
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    axis = next(key for key in lines[0] if key.startswith(("age", "length")))
    return {(line["sex"], float(line[axis])): tuple(float(line[each]) for each in "LMS") for line in lines}


def plain(y, lms):
    power, median, spread = lms
    return ((y / median) ** power - 1) / (spread * power)


def restricted(y, lms):
    power, median, spread = lms

    def at(sd):
        return median * (1 + power * spread * sd) ** (1 / power)

    z = plain(y, lms)
    if z > 3:
        return 3 + (y - at(3)) / (at(3) - at(2))
    if z < -3:
        return -3 + (y - at(-3)) / (at(-2) - at(-3))
    return z


def between(name: str, sex: str, x: float, tenths: int):
    """The row at x: that of the table, or between two, which lie a tenth (10) or a whole (1) apart."""
    low = math.trunc(x * tenths) / tenths
    high = math.trunc(x * tenths + 1) / tenths
    part = (x - low) / (1 / tenths)
    rows = table(name)
    if (sex, low) not in rows or part > 0 and (sex, high) not in rows:
        return None
    lower = rows[sex, low]
    if part <= 0:
        return lower
    return tuple(a + part * (b - a) for a, b in zip(lower, rows[sex, high], strict=True))


def scores_2006(sex, age, in_months, weight, length, measure, head, oedema) -> dict:
    """z by indicator, None where there is none; ``age`` in days or months, None when unknown."""
    days = None if age is None else math.floor((age * MONTH if in_months else age) + 0.5)
    months = None if age is None else age if in_months else age / MONTH
    if measure == "h" and months is not None and months < 9:
        measure = ""
    if length is not None and days is not None:
        if days < 731 and measure == "h":
            length = length + 0.7
        elif days >= 731 and measure == "l":
            length = length - 0.7
    found = dict.fromkeys(("lhfa", "wfa", "wfl", "bfa", "hcfa"))
    if months is not None and months < 60:
        index = weight / (length / 100) ** 2 if weight and length else None
        for indicator, value, work, swollen in (
            ("lhfa", length, plain, False),
            ("wfa", weight, restricted, oedema),
            ("bfa", index, restricted, oedema),
            ("hcfa", head, plain, False),
        ):
            if value and not swollen:
                found[indicator] = work(value, table(f"who2006_{indicator}")[sex, float(days)])
    if weight and length and not oedema and (months is None or months < 60):
        lying = days < 731 if days is not None else measure == "l" or (measure == "" and length < 87)
        low, high = (45, 110) if lying else (65, 120)
        row = between("who2006_wfl" if lying else "who2006_wfh", sex, length, 10) if low <= length <= high else None
        found["wfl"] = restricted(weight, row) if row else None
    return found


def scores_2007(sex, months, weight, height, oedema) -> dict:
    found = dict.fromkeys(("lhfa", "wfa", "wfl", "bfa", "hcfa"))
    index = weight / (height / 100) ** 2 if weight and height else None
    for indicator, name, last, value, work in (
        ("lhfa", "who2007_hfa", 228, height, plain),
        ("wfa", "who2007_wfa", 120, None if oedema else weight, restricted),
        ("bfa", "who2007_bfa", 228, None if oedema else index, restricted),
    ):
        if value and 60 <= months <= last:
            found[indicator] = work(value, between(name, sex, months, 1))
    return found
