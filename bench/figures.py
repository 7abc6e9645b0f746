"""Medians and 95th percentiles, and the table that shows them beside what is to be reached."""

import json
import os
import platform
import statistics
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """``reach``: what the design asks for, in the same unit; None where nothing was fixed. ``more``: more is better.

    ``load``: processes that waited for a processor when it was measured, the measurement's own among them.
    """

    what: str
    median: float
    p95: float
    unit: str
    reach: float | None = None
    runs: int = 0
    more: bool = False
    load: float = 0.0

    @property
    def reached(self) -> bool | None:
        """Held against the 95th percentile where there is one."""
        if self.reach is None:
            return None
        return self.median >= self.reach if self.more else self.p95 <= self.reach


def of(what: str, values: list[float], unit: str = "ms", reach: float | None = None, more: bool = False) -> Figure:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    load = round(os.getloadavg()[0], 1)
    return Figure(what, round(statistics.median(ordered), 1), round(p95, 1), unit, reach, len(ordered), more, load)


def median_of(what: str, values: list[float], unit: str = "ms", reach: float | None = None) -> Figure:
    """Where the design fixes the median: it stands for the 95th percentile too."""
    whole = of(what, values, unit, reach)
    return Figure(what, whole.median, whole.median, unit, reach, whole.runs, False, whole.load)


def show(figures: list[Figure], file: Path) -> None:
    width = max(len(one.what) for one in figures)
    print(f"{'':{width}}  {'median':>9}  {'p95':>9}  {'reach':>7}  {'unit':<9}  {'runs':>5}  load")
    for one in figures:
        reach = "" if one.reach is None else f"{one.reach:g}"
        missed = "  missed" if one.reached is False else ""
        numbers = f"{one.median:>9g}  {one.p95:>9g}  {reach:>7}  {one.unit:<9}  {one.runs:>5}  {one.load:g}"
        print(f"{one.what:{width}}  {numbers}{missed}")
    machine = {"processors": os.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
    told = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine}
    told["figures"] = [asdict(one) for one in figures]
    file.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
