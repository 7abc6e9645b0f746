"""z-scores (« écart-type », DS) on the WHO references: Standards 2006 under 60 months, Reference 2007 above.

Exact to WHO's own code: restricted LMS beyond ±3 for what involves weight, the seam between
lying and standing at 731 days, 0.7 cm between the two, no smoothing at the change of reference.
The tablet's ``offline/js/rules/zscore.js`` is held to the same cases.
"""

import json
import math
from functools import lru_cache
from pathlib import Path

import numpy as np

PACKED = json.loads((Path(__file__).parent / "tables" / "who.json").read_text(encoding="utf-8"))
MONTH = 30.4375
#: Last day of the 2006 Standards: months < 60.
LAST_DAY_2006 = 1826
STANDING_FROM = 731
POSITION_CM = 0.7
#: Under nine months a child does not stand: a standing measure is doubtful and not converted.
STANDS_FROM_MONTHS = 9
#: What WHO marks « verify the measure »; the z-score is still shown.
FLAGS = {"lhfa": (-6, 6), "wfa": (-6, 5), "wflh": (-5, 5), "bfa": (-5, 5), "hcfa": (-5, 5)}
_TABLES = {
    # indicator: table 2006, table 2007 with its last month, restricted LMS
    "wfa": ("wfa2006", "wfa2007", 120, True),
    "lhfa": ("lhfa2006", "hfa2007", 228, False),
    "bfa": ("bfa2006", "bfa2007", 228, True),
    "hcfa": ("hcfa2006", None, None, False),
}


@lru_cache
def table(name: str, sex: str) -> tuple[float, float, np.ndarray]:
    """First x, step, and the rows L, M, S (3 × n) of a table."""
    packed = PACKED["tables"][name][sex]
    rows = np.empty((3, packed["count"]))
    for row, (letter, scale) in enumerate((("L", 10_000), ("M", 10_000), ("S", 100_000))):
        values = packed[letter]
        rows[row] = np.full(packed["count"], values[0]) if len(values) == 1 else np.cumsum(values)
        rows[row] /= scale
    return packed["from"], packed["step"], rows


def _rows(name: str, sex: str, x) -> np.ndarray:
    """L, M, S at each x, linear between rows, NaN outside the table."""
    first, step, rows = table(name, sex)
    place = (np.asarray(x, dtype=float) - first) / step
    nearest = np.rint(place)
    place = np.where(np.abs(place - nearest) < 1e-9, nearest, place)
    last = rows.shape[1] - 1
    inside = (place >= 0) & (place <= last)
    low = np.clip(np.floor(np.where(inside, place, 0)), 0, last).astype(int)
    high = np.minimum(low + 1, last)
    part = np.where(inside, place - low, np.nan)
    return rows[:, low] + (rows[:, high] - rows[:, low]) * part


def z_of(values, lms: np.ndarray, restricted: bool) -> np.ndarray:
    """z of values on rows L, M, S; NaN for a value that is not positive."""
    power, median, spread = lms
    values = np.asarray(values, dtype=float)
    values = np.where(values > 0, values, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(power == 0, np.log(values / median) / spread, ((values / median) ** power - 1) / (power * spread))
        if restricted:
            sd = {n: _value(n, power, median, spread) for n in (-3, -2, 2, 3)}
            z = np.where(z > 3, 3 + (values - sd[3]) / (sd[3] - sd[2]), z)
            z = np.where(z < -3, -3 + (values - sd[-3]) / (sd[-2] - sd[-3]), z)
    return z


def _value(z: int, power, median, spread):
    return np.where(power == 0, median * np.exp(spread * z), median * (1 + power * spread * z) ** (1 / power))


def for_age(indicator: str, sex: str, age_days, values) -> np.ndarray:
    """z-scores for age in days: ``wfa`` (kg), ``lhfa`` (cm, already converted), ``hcfa`` (cm), ``bfa`` (kg/m²).

    NaN outside the references and before birth; ages and values may be arrays.
    """
    early, late, last_month, restricted = _TABLES[indicator]
    age = np.asarray(age_days, dtype=float)
    z = z_of(values, _rows(early, sex, np.where(age <= LAST_DAY_2006, age, np.nan)), restricted)
    if late:
        months = np.where((age > LAST_DAY_2006) & (age / MONTH <= last_month), age / MONTH, np.nan)
        z = np.where(age > LAST_DAY_2006, z_of(values, _rows(late, sex, months), restricted), z)
    return z


def for_length(sex: str, length_cm, weight_kg, standing) -> np.ndarray:
    """Weight for length (lying table) or for height (standing table), on the converted length."""
    lying = z_of(weight_kg, _rows("wfl2006", sex, length_cm), True)
    return np.where(standing, z_of(weight_kg, _rows("wfh2006", sex, length_cm), True), lying)


def z(indicator: str, sex: str | None, age_days: float | None, value: float | None) -> float | None:
    """One z-score, or None where WHO gives none: unknown sex, negative corrected age, age or value outside."""
    if sex not in ("M", "F") or age_days is None or age_days < 0 or value is None:
        return None
    found = float(for_age(indicator, sex, age_days, value))
    return None if math.isnan(found) else found


def converted(length_cm: float, age_days: float, method: str | None) -> float:
    """The length that the tables expect at this age: lying before 731 days, standing after.

    ``method``: « couche », « debout », or nothing when it is what the age expects.
    """
    if method == "debout" and age_days < STANDING_FROM and age_days / MONTH >= STANDS_FROM_MONTHS:
        return length_cm + POSITION_CM
    if method == "couche" and age_days >= STANDING_FROM:
        return length_cm - POSITION_CM
    return length_cm


def weight_for_length(
    sex: str | None, weight_kg: float, length_cm: float, age_days: float | None, method: str | None
) -> float | None:
    """Weight for length or height; an unknown age is judged by the position, else by 87 cm."""
    if sex not in ("M", "F"):
        return None
    if age_days is not None:
        if age_days / MONTH >= 60:
            return None
        length_cm, standing = converted(length_cm, age_days, method), age_days >= STANDING_FROM
    else:
        standing = method == "debout" or (method is None and length_cm >= 87)
    found = float(for_length(sex, length_cm, weight_kg, standing))
    return None if math.isnan(found) else found


def percentile(z: float) -> float:
    """Percentile (0–100) of a z-score."""
    return 50 * math.erfc(-z / math.sqrt(2))


def days_of_months(months: float) -> int:
    """WHO's rounding of an age given in months: half up (24 months = 731 days)."""
    return math.floor(months * MONTH + 0.5)


def flagged(indicator: str, z: float) -> bool:
    """Whether WHO asks to verify the measure; judged on the z-score rounded to two decimals."""
    low, high = FLAGS[indicator]
    return not low <= rounded(z) <= high


def rounded(z: float) -> float:
    """Two decimals, half away from zero."""
    return math.copysign(math.floor(abs(z) * 100 + 0.5) / 100, z)
