"""Medians and 95th percentiles, and the table that shows them beside what is to be reached."""

import json
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """``reach``: what the design asks for, in the same unit; None where nothing was fixed."""

    what: str
    median: float
    p95: float
    unit: str
    reach: float | None = None
    runs: int = 0


def of(what: str, values: list[float], unit: str = "ms", reach: float | None = None) -> Figure:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return Figure(what, round(statistics.median(ordered), 1), round(p95, 1), unit, reach, len(ordered))


def show(figures: list[Figure], file: Path) -> None:
    width = max(len(one.what) for one in figures)
    print(f"{'':{width}}  {'median':>9}  {'p95':>9}  {'reach':>7}  unit   runs")
    for one in figures:
        reach = "" if one.reach is None else f"{one.reach:g}"
        print(f"{one.what:{width}}  {one.median:>9g}  {one.p95:>9g}  {reach:>7}  {one.unit:<5}  {one.runs}")
    file.write_text(json.dumps([asdict(one) for one in figures], indent=1, ensure_ascii=False), encoding="utf-8")
