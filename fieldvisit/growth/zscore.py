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
#: At an unknown age and position, longer than this is taken for standing.
STANDING_FROM_CM = 87
#: Under nine months a child does not stand: a standing measure is doubtful and not converted.
STANDS_FROM_MONTHS = 9
#: What WHO marks « verify the measure »; the z-score is still shown.
FLAGS = {"lhfa": (-6, 6), "wfa": (-6, 5), "wfl": (-5, 5), "bfa": (-5, 5), "hcfa": (-5, 5)}
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


@lru_cache
def _both(name: str) -> np.ndarray:
    """The rows of both sexes behind each other (3 × 2n), boys first."""
    return np.hstack([table(name, sex)[2] for sex in "MF"])


def rows_at(name: str, girls, x) -> np.ndarray:
    """L, M, S at each x (3 × len), linear between rows, NaN outside the table; ``girls``: one bool, or one for each."""
    first, step, rows = table(name, "M")
    count = rows.shape[1]
    place = (np.asarray(x, dtype=float) - first) / step
    inside = (place > -1e-9) & (place < count - 1 + 1e-9)
    place = np.where(inside, place, 0)
    low = np.floor(place + 1e-9)
    part = place - low
    part = np.where(inside, np.where(part < 1e-9, 0, part), np.nan)
    at = low.astype(np.intp) + np.where(girls, count, 0)
    columns = _both(name)
    if (part == 0).all():
        return columns.take(at, axis=1)
    after = np.minimum(at + 1, 2 * count - 1)  # never told: the last row of a sex has no part
    lower = columns.take(at, axis=1)
    return lower + (columns.take(after, axis=1) - lower) * part


def rows_by_length(name: str, girls, length_cm) -> np.ndarray:
    """L, M, S of weight for length at each length (3 × len), NaN outside the table.

    Worked out as WHO's own code does, down to the last bit: a length such as 103.1 − 0.7 = 102.39999999999999 finds the
    row above it one millimetre too far, which moves a z-score by up to a few hundredths. Same code, same z-score.
    """
    first, _, rows = table(name, "M")
    count = rows.shape[1]
    x = np.asarray(length_cm, dtype=float)
    last = first + (count - 1) / 10
    inside = (x >= first) & (x <= last)
    x = np.where(inside, x, first)
    low = np.trunc(x * 10)
    part = (x - low / 10) / 0.1
    after = np.where(part > 0, np.trunc(x * 10 + 1), low) - round(first * 10)
    shift = np.where(girls, count, 0)
    columns = _both(name)
    lower = columns.take((low - round(first * 10)).astype(np.intp) + shift, axis=1)
    upper = columns.take(np.minimum(after, count - 1).astype(np.intp) + shift, axis=1)
    return np.where(inside, lower + np.maximum(part, 0) * (upper - lower), np.nan)


def z_of(values, lms: np.ndarray, restricted: bool) -> np.ndarray:
    """z of values on rows L, M, S; NaN for a value that is not positive."""
    power, median, spread = lms
    values = np.asarray(values, dtype=float)
    values = np.where(values > 0, values, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        if (power == 1).all():
            z = (values / median - 1) / spread
        else:
            z = ((values / median) ** power - 1) / (power * spread)
            if (power == 0).any():
                z = np.where(power == 0, np.log(values / median) / spread, z)
    return _beyond_three(np.atleast_1d(z), values, lms).reshape(np.shape(z)) if restricted else z


def _beyond_three(z: np.ndarray, values, lms) -> np.ndarray:
    """Beyond ±3, as far as the distance between the lines 2 and 3 carries (« restricted » LMS)."""
    for side, those in ((1, z > 3), (-1, z < -3)):
        if those.any():
            rows = [np.broadcast_to(row, z.shape)[those] for row in lms]
            two, three = _value(2 * side, *rows), _value(3 * side, *rows)
            z[those] = side * 3 + (np.broadcast_to(values, z.shape)[those] - three) / np.abs(three - two)
    return z


def _value(z: int, power, median, spread):
    return np.where(power == 0, median * np.exp(spread * z), median * (1 + power * spread * z) ** (1 / power))


def for_age(indicator: str, sex: str, age_days, values) -> np.ndarray:
    """z-scores for age in days: ``wfa`` (kg), ``lhfa`` (cm, already converted), ``hcfa`` (cm), ``bfa`` (kg/m²).

    NaN outside the references and before birth; ages and values may be arrays.
    """
    early, late, last_month, restricted = _TABLES[indicator]
    age = np.asarray(age_days, dtype=float)
    girls = sex == "F"
    z = z_of(values, rows_at(early, girls, np.where(age <= LAST_DAY_2006, age, np.nan)), restricted)
    if late:
        months = np.where((age > LAST_DAY_2006) & (age / MONTH <= last_month), age / MONTH, np.nan)
        z = np.where(age > LAST_DAY_2006, z_of(values, rows_at(late, girls, months), restricted), z)
    return z


def for_length(sex: str, length_cm, weight_kg, standing) -> np.ndarray:
    """Weight for length (lying table) or for height (standing table), on the converted length."""
    lying = z_of(weight_kg, rows_by_length("wfl2006", sex == "F", length_cm), True)
    return np.where(standing, z_of(weight_kg, rows_by_length("wfh2006", sex == "F", length_cm), True), lying)


def z(indicator: str, sex: str | None, age_days: float | None, value: float | None) -> float | None:
    """One z-score, or None where WHO gives none: unknown sex, negative corrected age, age or value outside."""
    if sex not in ("M", "F") or age_days is None or age_days < 0 or value is None or not value > 0:
        return None
    early, late, last_month, restricted = _TABLES[indicator]
    if age_days <= LAST_DAY_2006:
        row = _row(early, sex, age_days)
    else:
        months = age_days / MONTH
        row = _row(late, sex, months) if late and months <= last_month else None
    return None if row is None else _z_on(value, row, restricted)


@lru_cache
def _plain(name: str, sex: str) -> list[tuple[float, float, float]]:
    """The rows of a table as Python's own numbers: for one value, twenty times faster than an array of one."""
    return list(zip(*(row.tolist() for row in table(name, sex)[2]), strict=True))


def _row(name: str, sex: str, x: float) -> tuple[float, float, float] | None:
    """L, M, S at x, linear between rows; None outside the table."""
    first, step, _ = table(name, sex)
    rows = _plain(name, sex)
    place = (x - first) / step
    if abs(place - round(place)) < 1e-9:
        place = round(place)
    if not 0 <= place <= len(rows) - 1:
        return None
    low = math.floor(place)
    if low == place:
        return rows[low]
    part = place - low
    return tuple(a + (b - a) * part for a, b in zip(rows[low], rows[low + 1], strict=True))


def _z_on(value: float, row: tuple[float, float, float], restricted: bool) -> float:
    """z of one positive value, as :func:`z_of`."""
    power, median, spread = row
    # Far below anything alive the power is too great for a float: so is, then, the distance from the median.
    ratio = max(value / median, 1e-60)
    found = math.log(ratio) / spread if power == 0 else (ratio**power - 1) / (power * spread)
    if not restricted or -3 <= found <= 3:
        return found
    side = 1 if found > 0 else -1
    two, three = (_value_at(side * n, power, median, spread) for n in (2, 3))
    return side * 3 + (value - three) / abs(three - two)


def _value_at(z: float, power: float, median: float, spread: float) -> float:
    if power == 0:
        return median * math.exp(spread * z)
    return median * (1 + power * spread * z) ** (1 / power)


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
        standing = method == "debout" or (method is None and length_cm >= STANDING_FROM_CM)
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


def rounded_all(z: np.ndarray) -> np.ndarray:
    """:func:`rounded` of an array; NaN stays NaN."""
    return np.copysign(np.floor(np.abs(z) * 100 + 0.5) / 100, z)
