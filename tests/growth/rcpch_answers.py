"""Asks rcpchgrowth, the library of the British paediatricians, for z-scores of random children, and writes them down.

It is under the AGPL, so it is neither a dependency nor in the tests: its answers are kept in
``tests/cases/rcpch_who.csv``. To ask it again, in an environment of its own that has ``rcpchgrowth``:
``python tests/growth/rcpch_answers.py``.
"""

import csv
import random
from datetime import date, timedelta
from pathlib import Path

FILE = Path(__file__).parents[1] / "cases" / "rcpch_who.csv"
MANY = 5_000
KINDS = {"poids": ("weight", 3_600), "taille": ("height", 6_900), "pc": ("ofc", 1_820)}
COLUMNS = ("kind", "sex", "birth", "days", "weeks", "extra", "value", "z", "z_corrected")


def child(chance: random.Random) -> list:
    kind = chance.choice(list(KINDS))
    days = min(chance.choice([chance.randint(0, most) for most in (60, 400, 800, 2_000, 6_900)]), KINDS[kind][1])
    weeks, extra = chance.choice([*range(24, 37), *range(37, 43)]), chance.randint(0, 6)
    typical, spread = {
        "poids": (3.3 + 0.29 * days**0.5, 0.25),
        "taille": (50 + 1.35 * days**0.5, 0.08),
        "pc": (34 + 0.35 * days**0.5, 0.06),
    }[kind]
    value = round(typical * chance.uniform(1 - spread, 1 + spread), 3 if kind == "poids" else 1)
    birth = date(2008, 1, 1) + timedelta(days=chance.randint(0, 900))
    return [kind, chance.choice("MF"), birth.isoformat(), days, weeks, extra, value]


def answers(given: list) -> list[str]:
    """z at the real and at the corrected age; empty where the library gives none."""
    from rcpchgrowth import Measurement

    kind, sex, birth, days, weeks, extra, value = given
    born = date.fromisoformat(birth)
    told = Measurement(
        sex={"M": "male", "F": "female"}[sex],
        birth_date=born,
        observation_date=born + timedelta(days=days),
        measurement_method=KINDS[kind][0],
        observation_value=value,
        reference="who",
        gestation_weeks=weeks,
        gestation_days=extra,
    ).measurement["measurement_calculated_values"]
    return ["" if z is None else f"{z:.8f}" for z in (told["chronological_sds"], told["corrected_sds"])]


if __name__ == "__main__":
    chance = random.Random(2018)
    with FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for given in (child(chance) for _ in range(MANY)):
            writer.writerow([*given, *answers(given)])
