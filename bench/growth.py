"""Growth: z-scores a second one by one, by the array and in node, against rcpchgrowth in the same run; an import.

rcpchgrowth is under the AGPL, so it is no dependency, not even of the tests: it is installed for the run in an
environment of its own, thrown away afterwards, and runs there as a program apart.
"""

import json
import os
import subprocess
import tempfile
import time
import venv
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from bench import figures
from fieldvisit.growth import curves, points, references_file, zscore
from fieldvisit.growth.scores import zscores
from tests import twins

RUNS = 7
REACH = 5_000_000
CHILDREN = 1_000_000
RCPCH = "rcpchgrowth==4.6.5"
RECORDED = ("22 November 2026", 360.0)
#: The same weights one by one; each answer holds two z-scores, at the real and at the corrected age.
ITS_RATES = """
import json, time
from datetime import date, timedelta
from rcpchgrowth import Measurement
born, many, rates = date(2020, 1, 1), 300, []
for run in range(7):
    begun = time.perf_counter()
    for i in range(many):
        Measurement(
            sex="male" if i % 2 else "female", birth_date=born, observation_date=born + timedelta(days=(i * 37) % 1827),
            measurement_method="weight", observation_value=3 + (i % 1000) / 100, reference="who",
        )
    rates.append(2 * many / (time.perf_counter() - begun))
print(json.dumps(rates))
"""
IN_NODE = """
import { zscore } from "{js}/rules/zscore.js";
const many = 300000;
export default () => {
  const rates = [];
  for (let run = 0; run < 7; run++) {
    const begun = performance.now();
    for (let i = 0; i < many; i++) zscore("wfa", i % 2 ? "M" : "F", (i * 37) % 1827, 3 + (i % 1000) / 100);
    rates.push((1000 * many) / (performance.now() - begun));
  }
  return rates;
};
"""


def measure(full: bool) -> list[figures.Figure]:
    found = [
        figures.of("z-scores one by one", [_one_by_one(20_000) for _ in range(RUNS)], "z/s", more=True),
        figures.of("z-scores by the array, five indicators", _by_the_array(full), "z/s", REACH, more=True),
        figures.of("z-scores in node (the tablet's module)", twins.in_node(IN_NODE, [0])[0], "z/s", more=True),
    ]
    found += _rcpch()
    return [
        *found,
        figures.of("points of a child with 60 measures", [_points() for _ in range(RUNS)]),
        figures.of("lines of a chart, seven of them, 0–19 years", [_curves() for _ in range(RUNS)]),
        figures.of("an official table of 14,000 rows read", [_import() for _ in range(RUNS)]),
    ]


def _one_by_one(many: int) -> float:
    begun = time.perf_counter()
    for i in range(many):
        zscore.z("wfa", "M" if i % 2 else "F", (i * 37) % 1827, 3 + (i % 1000) / 100)
    return many / (time.perf_counter() - begun)


def _by_the_array(full: bool) -> list[float]:
    chance = np.random.default_rng(2006)
    many = CHILDREN if full else CHILDREN // 5
    days = chance.integers(0, 1827, many)
    given = {
        "age_days": days,
        "weight_kg": (3.3 + 0.29 * days**0.5) * chance.normal(1, 0.13, many),
        "length_cm": (50 + 1.35 * days**0.5) * chance.normal(1, 0.04, many),
        "head_cm": (34 + 0.35 * days**0.5) * chance.normal(1, 0.03, many),
        "measure": chance.choice(np.array(["l", "h", ""]), many),
    }
    sex, rates = chance.choice(np.array(["M", "F"]), many), []
    for _ in range(RUNS):
        begun = time.perf_counter()
        found = zscores(sex, **given)
        seconds = time.perf_counter() - begun
        rates.append(sum(int(np.isfinite(found[name]).sum()) for name in found if name.startswith("z_")) / seconds)
    return rates


def _rcpch() -> list[figures.Figure]:
    """Measured in an environment made for this run; where it cannot be made, the figure that was measured last."""
    with tempfile.TemporaryDirectory() as folder:
        python = str(Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        try:
            venv.create(folder, with_pip=True)
            install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", RCPCH]
            subprocess.run(install, check=True, timeout=600, capture_output=True)
            done = subprocess.run([python, "-c", ITS_RATES], check=True, timeout=600, capture_output=True, text=True)
            return [figures.of("z-scores of rcpchgrowth", json.loads(done.stdout), "z/s", more=True)]
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            print(f"{RCPCH} could not be measured here ({type(error).__name__})", flush=True)
            return [figures.of(f"z-scores of rcpchgrowth, recorded {RECORDED[0]}", [RECORDED[1]], "z/s", more=True)]


def _child() -> dict:
    birth = date(2020, 1, 1)
    taken = [
        {"kind": kind, "value": value + grown * i, "taken_at": (birth + timedelta(days=90 * i)).isoformat()}
        for i in range(20)
        for kind, value, grown in (("poids", 3400, 700), ("taille", 50.0, 3.0), ("pc", 35.0, 0.8))
    ]
    return {"birth_date": birth.isoformat(), "sex": "F", "term_weeks": 33, "term_days": 2, "measurements": taken}


def _milliseconds(work) -> float:
    begun = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - begun)


def _points() -> float:
    child = _child()
    return _milliseconds(lambda: points.points(child))


def _curves() -> float:
    return _milliseconds(lambda: curves.curves("bfa", "M", low=0, high=7000, zs=(-3, -2, -1, 0, 1, 2, 3)))


def _import() -> float:
    rows = [
        f"afpa,1,{indicator},{sex},days,{x},1,{median + x / 400:.4f},0.1"
        for indicator, median in (("wfa", 3), ("lhfa", 50), ("bfa", 14), ("hcfa", 35))
        for sex in "MF"
        for x in range(1750)
    ]
    content = "\n".join(["reference_id,version,indicator,sex,x_unit,x,L,M,S", *rows]).encode()
    return _milliseconds(lambda: references_file.read(content))
