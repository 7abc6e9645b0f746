"""Packs WHO's tables as they are embedded: ``python -m tests.growth.who_tables`` writes them again."""

import csv
import json
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).parent / "who"
ROOM = Path(__file__).parents[2] / "fieldvisit"
PACKED = ROOM / "growth" / "tables" / "who.json"
MODULE = ROOM / "offline" / "js" / "rules" / "who.js"
NAMES = ["wfa2006", "lhfa2006", "hcfa2006", "bfa2006", "wfl2006", "wfh2006", "hfa2007", "wfa2007", "bfa2007"]
#: The last day before 60 months of 30.4375 days.
LAST_DAY = 1826
SOURCE = (
    "WHO Child Growth Standards 2006 (birth to 5 years) and WHO Reference 2007 (5 to 19 years); "
    "numbers as published, WHO/anthro and WHO/anthroplus"
)
PACKING = "L and M in 1e-4, S in 1e-5: first value, then differences from row to row; one value alone is constant"
COMMENT = "/** WHO growth tables, the same content as fieldvisit/growth/tables/who.json (a test holds them equal). */"


def rows(name: str, sex: str) -> list[dict]:
    """The published rows of a table and sex, in order; ``x`` is the age or the length."""
    with (HERE / f"who{name[-4:]}_{name[:-4]}.csv").open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.DictReader(file) if line["sex"] == sex]
    axis = next(key for key in lines[0] if key.startswith(("age", "length")))
    return [line | {"x": Decimal(line[axis])} for line in lines if axis != "age_days" or int(line[axis]) <= LAST_DAY]


def _column(lines: list[dict], letter: str, places: int) -> list[int]:
    whole = [int(Decimal(line[letter]).scaleb(places)) for line in lines]
    steps = [after - before for before, after in zip(whole, whole[1:], strict=False)]
    return [whole[0], *steps] if any(steps) else [whole[0]]


def _packed(name: str, sex: str) -> str:
    lines = rows(name, sex)
    first, step = lines[0]["x"], lines[1]["x"] - lines[0]["x"]
    table = {"from": first, "step": step} | {
        letter: _column(lines, letter, places) for letter, places in (("L", 4), ("M", 4), ("S", 5))
    }
    body = {key: float(value) if "." in str(value) else value for key, value in table.items()} | {"count": len(lines)}
    return json.dumps(body, separators=(",", ":"), default=int)


def packed() -> str:
    tables = ",\n".join(
        f'  "{name}": {{\n' + ",\n".join(f'   "{sex}": {_packed(name, sex)}' for sex in "MF") + "\n  }"
        for name in NAMES
    )
    return (
        f'{{\n "source": {json.dumps(SOURCE)},\n "packing": {json.dumps(PACKING)},\n "tables": {{\n{tables}\n }}\n}}\n'
    )


def module() -> str:
    return f"{COMMENT}\nexport default {packed().rstrip()};\n"


if __name__ == "__main__":
    PACKED.write_text(packed(), encoding="utf-8")
    MODULE.write_text(module(), encoding="utf-8")
