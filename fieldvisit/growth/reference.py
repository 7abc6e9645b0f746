"""Growth references as data: each has a name, a version, a validity and whom to credit, and says it on every chart.

Embedded: WHO 2006 and WHO 2007, together « oms » (2006 before 60 months, 2007 from there, the seam left as it is). A
county's own table (AFPA – CRESS/Inserm – CGM, INTERGROWTH) is imported (``references.py``) and looked up the same way;
the tablet's ``offline/js/rules/reference.js`` answers to the same cases.
"""

from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from fieldvisit.growth import zscore

#: What is always said beside a WHO curve or z-score.
NOT_THE_CARNET = "Ce ne sont pas les courbes du carnet de santé."
CREDITS = {
    "who2006": {
        "id": "who2006",
        "name": "OMS 2006",
        "version": "2006",
        "validity": "de la naissance à 5 ans",
        "attribution": "Normes OMS de croissance de l’enfant (WHO Child Growth Standards, 2006). " + NOT_THE_CARNET,
    },
    "who2007": {
        "id": "who2007",
        "name": "OMS 2007",
        "version": "2007",
        "validity": "de 5 à 19 ans (poids : jusqu’à 10 ans)",
        "attribution": "Référence OMS de croissance (WHO Reference, 2007). " + NOT_THE_CARNET,
    },
}
#: What the county's charts show until it chooses another: both WHO references, one after the other.
OMS = {
    "id": "oms",
    "name": "OMS 2006/2007",
    "version": "2006/2007",
    "validity": "de la naissance à 19 ans",
    "attribution": "Référence OMS 2006/2007 (Organisation mondiale de la santé). " + NOT_THE_CARNET,
}
INDICATORS = ("wfa", "lhfa", "bfa", "hcfa", "wfl")
#: Units in which a table counts its rows, in days.
DAYS_IN = {"days": 1.0, "weeks": 7.0, "months": zscore.MONTH, "years": 12 * zscore.MONTH}
#: Age counted from the last period (« âge post-menstruel »), as preterm references do.
POST_MENSTRUAL = {"pma_days": 1.0, "pma_weeks": 7.0}


@dataclass(frozen=True)
class Table:
    """One indicator of one sex: x increasing and the rows L, M, S (3 × n); linear between rows, nothing outside."""

    unit: str
    x: np.ndarray
    lms: np.ndarray
    restricted: bool = False

    def rows(self, at) -> np.ndarray:
        """L, M, S at each x (3 × len), NaN outside."""
        at = np.asarray(at, dtype=float)
        inside = (at >= self.x[0] - 1e-9) & (at <= self.x[-1] + 1e-9)
        return np.where(inside, np.array([np.interp(at, self.x, row) for row in self.lms]), np.nan)


@dataclass(frozen=True)
class Reference:
    """``tables``: {(indicator, sex): Table}; ``document``: what the tablet receives of an imported one."""

    credits: dict
    tables: dict = field(repr=False)

    @property
    def id(self) -> str:
        return self.credits["id"]

    @cached_property
    def indicators(self) -> tuple[str, ...]:
        return tuple(one for one in INDICATORS if (one, "F") in self.tables)


def of_document(document: dict) -> Reference:
    """An imported reference as it is stored and travels: ``tables`` is {indicator: {unit, M: {x, L, M, S}, F: …}}."""
    tables = {}
    for indicator, body in document["tables"].items():
        for sex in ("M", "F"):
            rows = body[sex]
            lms = np.array([rows["L"], rows["M"], rows["S"]], dtype=float)
            tables[indicator, sex] = Table(body["unit"], np.array(rows["x"], dtype=float), lms)
    return Reference({key: document[key] for key in ("id", "name", "version", "validity", "attribution")}, tables)


def place(unit: str, age_days: float, term_days: int | None) -> float | None:
    """Where an age lies on a table's axis; None for a post-menstrual axis when the term of birth is not known."""
    if unit in POST_MENSTRUAL:
        return None if term_days is None else (age_days + term_days) / POST_MENSTRUAL[unit]
    return age_days / DAYS_IN[unit]


def score(
    reference: Reference | None,
    indicator: str,
    sex: str | None,
    age_days: float | None,
    value: float | None,
    term_days: int | None = None,
) -> tuple[float | None, str | None]:
    """The z-score of a value at an age and the id of the reference that gave it; (None, None) where there is none.

    ``reference``: an imported one, or None for WHO. Values in kg, cm (already converted), kg/m².
    """
    if sex not in ("M", "F") or age_days is None or value is None or not value > 0:
        return None, None
    if reference is None:
        found = zscore.z(indicator, sex, age_days, value) if indicator != "wfl" else None
        return found, (None if found is None else of_age(age_days))
    table = reference.tables.get((indicator, sex))
    at = place(table.unit, age_days, term_days) if table and table.unit != "cm" else None
    return _looked_up(reference, table, at, value)


def score_for_length(
    reference: Reference | None, sex: str | None, age_days: float, length_cm: float, weight_kg: float
) -> tuple[float | None, str | None]:
    """Weight for length at an age, on the length already converted; as :func:`score`."""
    if sex not in ("M", "F") or age_days < 0 or not weight_kg > 0:
        return None, None
    if reference is None:
        found = zscore.weight_for_length(sex, weight_kg, length_cm, age_days, None)
        return found, (None if found is None else "who2006")
    return _looked_up(reference, reference.tables.get(("wfl", sex)), length_cm, weight_kg)


def _looked_up(reference: Reference, table: Table | None, at: float | None, value: float):
    if table is None or at is None:
        return None, None
    z = float(zscore.z_of(value, table.rows(at), table.restricted))
    return (None, None) if np.isnan(z) else (z, reference.id)


def of_age(age_days: float) -> str:
    return "who2006" if age_days <= zscore.LAST_DAY_2006 else "who2007"


@lru_cache
def who_table(name: str, sex: str) -> Table:
    """A packed WHO table, its x in the unit of the table: ``wfa2006``, ``wfl2006``, ``hfa2007``…"""
    first, step, rows = zscore.table(name, sex)
    x = np.round(first + step * np.arange(rows.shape[1]), 1)
    unit = "cm" if name[:3] in ("wfl", "wfh") else "days" if name.endswith("2006") else "months"
    return Table(unit, x, rows, name[:3] in ("wfa", "wfl", "wfh", "bfa"))
