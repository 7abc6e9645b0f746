"""z-scores of many children at once, exact to WHO's own packages: anthro (0–5 years) and anthroplus (5–19 years)."""

import numpy as np

from fieldvisit.growth import zscore

#: The columns of an answer, in order.
SCORES = ("lhfa", "wfa", "wfl", "bfa", "hcfa")
REFERENCES = ("who2006", "who2007")
_TABLES_2007 = {"lhfa": ("hfa2007", 228, False), "wfa": ("wfa2007", 120, True), "bfa": ("bfa2007", 228, True)}
_TABLES_2006 = {"lhfa": ("lhfa2006", False), "wfa": ("wfa2006", True), "bfa": ("bfa2006", True)}
_TABLES_2006["hcfa"] = ("hcfa2006", False)


def zscores(
    sex,
    *,
    age_days=np.nan,
    age_months=np.nan,
    weight_kg=np.nan,
    length_cm=np.nan,
    measure="",
    head_cm=np.nan,
    oedema=False,
    reference: str = "who2006",
) -> dict[str, np.ndarray]:
    """z-scores and flags of n children; every argument is an array of n, or one value for all.

    ``sex``: « M » or « F », anything else has no z-score. ``age_days`` or ``age_months``: NaN where not known; days win
    where both are. For who2006, days are rounded half up (24 months = 730.5 = day 731) and from 60 unrounded months on
    there is no z-score; for who2007 the unrounded months count, 60 to 228 (weight: 120). ``weight_kg``, ``length_cm``,
    ``head_cm``: NaN where not measured; zero and less count as not measured. ``measure``: « l » lying, « h » standing,
    « » for what the age expects; 0.7 cm are added to a standing measure before day 731 (not before nine months, where
    nobody stands) and taken from a lying one after. ``oedema``: true leaves out all that involves weight.

    :return: ``z_lhfa`` (length or height for age), ``z_wfa``, ``z_wfl`` (weight for length or height; at an unknown age
        by the position, else by 87 cm), ``z_bfa``, ``z_hcfa``: float, unrounded, NaN where WHO gives none; ``flag_…``:
        bool, whether WHO asks to verify the measure, judged on the z-score rounded to two decimals
    :raises ValueError: for an unknown reference, or arrays of different lengths

    Source: WHO Child Growth Standards 2006, WHO Reference 2007; behaviour of the R packages anthro and anthroplus.
    """
    if reference not in REFERENCES:
        raise ValueError(f"unknown reference {reference!r}: {' or '.join(REFERENCES)}")
    given = [np.asarray(each, dtype=float) for each in (age_days, age_months, weight_kg, length_cm, head_cm)]
    words = [np.asarray(sex, dtype=str), np.asarray(measure, dtype=str), np.asarray(oedema, dtype=bool)]
    columns = np.broadcast_arrays(np.zeros(1), *words, *given)[1:]
    work = _of_2007 if reference == "who2007" else _of_2006
    parts = [work(*(each[at : at + _AT_ONCE] for each in columns)) for at in range(0, len(columns[0]), _AT_ONCE)]
    found = {each: np.concatenate([part[each] for part in parts] or [np.empty(0)]) for each in SCORES}
    return {f"z_{each}": found[each] for each in SCORES} | {
        f"flag_{each}": _flags(each, found[each]) for each in SCORES
    }


#: Small enough for what lies between two steps to stay near the processor.
_AT_ONCE = 8192


def _of_2006(sex, measure, oedema, given_days, given_months, weight, length, head) -> dict[str, np.ndarray]:
    days, months = _ages(given_days, given_months)
    values = _values(measure, oedema, days, months, weight, length, head)
    x = np.where(months < 60, days, np.nan)
    found = {
        indicator: _score(table, sex, x, values[indicator], restricted)
        for indicator, (table, restricted) in _TABLES_2006.items()
    }
    # Without an age: judged by the position, else by the length; with one, before 60 months only.
    unknown, length = np.isnan(months), values["lhfa"]
    by_itself = (measure == "h") | (measure != "l") & (length >= zscore.STANDING_FROM_CM)
    standing = (days >= zscore.STANDING_FROM) | unknown & by_itself
    length = np.where(unknown | (months < 60), length, np.nan)
    lying = _score("wfl2006", sex, np.where(standing, np.nan, length), values["wfa"], True)
    upright = _score("wfh2006", sex, np.where(standing, length, np.nan), values["wfa"], True)
    return found | {"wfl": np.where(standing, upright, lying)}


def _of_2007(sex, measure, oedema, given_days, given_months, weight, length, head) -> dict[str, np.ndarray]:
    days, months = _ages(given_days, given_months)
    values = _values(measure, oedema, days, months, weight, length, head)
    found = {each: np.full(sex.shape, np.nan) for each in ("hcfa", "wfl")}
    for indicator, (table, last, restricted) in _TABLES_2007.items():
        x = np.where((months >= 60) & (months <= last), months, np.nan)
        found[indicator] = _score(table, sex, x, values[indicator], restricted)
    return found


def _ages(given_days, given_months) -> tuple[np.ndarray, np.ndarray]:
    """Whole days and unrounded months; NaN before birth and where the age is not known."""
    in_days = ~np.isnan(given_days)
    months = np.where(in_days, given_days / zscore.MONTH, given_months)
    days = np.floor(np.where(in_days, given_days, given_months * zscore.MONTH) + 0.5)
    born = months >= 0
    return np.where(born, days, np.nan), np.where(born, months, np.nan)


def _values(measure, oedema, days, months, weight, length, head) -> dict[str, np.ndarray]:
    """What each indicator reads, NaN where it has nothing: the length as the tables expect it at this age."""
    weight, length, head = (np.where(each > 0, each, np.nan) for each in (weight, length, head))
    weight = np.where(oedema, np.nan, weight)
    grown, stands = days >= zscore.STANDING_FROM, months >= zscore.STANDS_FROM_MONTHS
    length = np.where(~grown & stands & (measure == "h"), length + zscore.POSITION_CM, length)
    length = np.where(grown & (measure == "l"), length - zscore.POSITION_CM, length)
    return {"lhfa": length, "wfa": weight, "bfa": weight / (length / 100) ** 2, "hcfa": head}


def _score(table: str, sex, x, values, restricted: bool) -> np.ndarray:
    girls = sex == "F"
    x = np.where(girls | (sex == "M"), x, np.nan)
    rows_of = zscore.rows_by_length if table in ("wfl2006", "wfh2006") else zscore.rows_at
    known = ~(np.isnan(x) | np.isnan(values))
    if known.all():
        return zscore.z_of(values, rows_of(table, girls, x), restricted)
    found = np.full(values.shape, np.nan)
    if known.any():
        found[known] = zscore.z_of(values[known], rows_of(table, girls[known], x[known]), restricted)
    return found


def _flags(indicator: str, z: np.ndarray) -> np.ndarray:
    low, high = zscore.FLAGS[indicator]
    shown = zscore.rounded_all(z)
    return (shown < low) | (shown > high)
