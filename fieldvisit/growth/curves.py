"""The lines of a chart: what a reference gives for chosen z-scores or centiles, over a window of ages or lengths.

Each change of table is a piece of its own, so that its step stays visible (lying to standing at 731 days, WHO 2006 to
2007 at 60 months). Beyond ±3 the published WHO lines follow the restricted rule for what involves weight; a centile
never does. The tablet's ``offline/js/rules/curves.js`` answers to the same cases.
"""

from statistics import NormalDist

import numpy as np

from fieldvisit.growth import zscore
from fieldvisit.growth.reference import DAYS_IN, POST_MENSTRUAL, Reference, Table, who_table

#: How many places a line has at most between two ends: enough for a screen of 1,440 points.
MOST_PLACES = 160
_WHO = {
    # indicator: (table, reference, from, to) in days or cm
    "wfa": (("wfa2006", "who2006", 0, 1826), ("wfa2007", "who2007", 60 * zscore.MONTH, 120 * zscore.MONTH)),
    "lhfa": (
        ("lhfa2006", "who2006", 0, 730),
        ("lhfa2006", "who2006", 731, 1826),
        ("hfa2007", "who2007", 60 * zscore.MONTH, 228 * zscore.MONTH),
    ),
    "bfa": (
        ("bfa2006", "who2006", 0, 730),
        ("bfa2006", "who2006", 731, 1826),
        ("bfa2007", "who2007", 60 * zscore.MONTH, 228 * zscore.MONTH),
    ),
    "hcfa": (("hcfa2006", "who2006", 0, 1826),),
    "wfl": (("wfl2006", "who2006", 45, 110),),
    "wfh": (("wfh2006", "who2006", 65, 120),),
}


def curves(
    indicator: str,
    sex: str,
    *,
    low: float,
    high: float,
    zs: tuple[float, ...] = (),
    centiles: tuple[float, ...] = (),
    reference: Reference | None = None,
    term_days: int | None = None,
) -> list[dict]:
    """The pieces of the lines between ``low`` and ``high``: days of age, or cm for « wfl » (lying) and « wfh ».

    Each piece: ``reference`` (id), ``from``, ``to`` and ``lines``, one for each of ``zs`` then of ``centiles``:
    {"z": …, "centile": … or None, "points": [[x, y], …]}. Empty where the reference has no such table. ``term_days``:
    of a preterm child, for a reference that counts from the last period.
    """
    asked = [(z, None) for z in zs] + [(NormalDist().inv_cdf(each / 100), each) for each in centiles]
    pieces = []
    for table, name, scale, shift, start, end in _pieces(indicator, sex, reference, term_days):
        start, end = max(start, low), min(end, high)
        if start > end:
            continue
        x = _places(start, end, indicator in ("wfl", "wfh"))
        rows = table.rows((x + shift) / scale)
        lines = [
            {"z": z, "centile": centile, "points": _pairs(x, value(z, rows, table.restricted and centile is None))}
            for z, centile in asked
        ]
        pieces.append({"reference": name, "from": float(x[0]), "to": float(x[-1]), "lines": lines})
    return pieces


def value(z: float, lms: np.ndarray, restricted: bool = False) -> np.ndarray:
    """The value at a z-score, the inverse of ``zscore.z_of``; NaN where plain LMS has none."""
    power, median, spread = lms
    if restricted and abs(z) > 3:
        side = 1 if z > 0 else -1
        outer, inner = (value(n * side, lms) for n in (3, 2))
        return outer + (abs(z) - 3) * (outer - inner)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(power == 0, median * np.exp(spread * z), median * (1 + power * spread * z) ** (1 / power))


def _pieces(indicator: str, sex: str, reference: Reference | None, term_days: int | None):
    """(table, reference id, scale, shift, from, to) of each piece; the table's axis is (x + shift) / scale."""
    if sex not in ("M", "F"):
        return
    if reference is None:
        for name, who, start, end in _WHO.get(indicator, ()):
            table = who_table(name, sex)
            yield table, who, DAYS_IN.get(table.unit, 1), 0, start, end
        return
    table: Table | None = reference.tables.get((indicator, sex))
    if table is None or table.unit in POST_MENSTRUAL and term_days is None:
        return
    scale = POST_MENSTRUAL.get(table.unit) or DAYS_IN.get(table.unit, 1)
    shift = term_days if table.unit in POST_MENSTRUAL else 0
    yield table, reference.id, scale, shift, table.x[0] * scale - shift, table.x[-1] * scale - shift


def _places(start: float, end: float, by_length: bool) -> np.ndarray:
    """Both ends, and whole steps (a day, a millimetre) between them, no more than are seen."""
    step = 0.1 if by_length else 1.0
    many = max(1, min(MOST_PLACES, int((end - start) / step)))
    inner = np.floor((start + (end - start) * np.arange(1, many) / many) / step + 0.5) * step
    return np.unique(np.concatenate(([start], np.clip(inner, start, end), [end])))


def _pairs(x: np.ndarray, y: np.ndarray) -> list[list[float]]:
    return [[float(a), float(b)] for a, b in zip(x, y, strict=True) if np.isfinite(b)]
