"""A child's measurements over time, and what the rule language asks of them: gains, z-scores, changes.

Doubtful and struck measurements are skipped. When the one of the day is, whatever would
read that kind has no value, so that its rules are suspended rather than judged on the past.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from fieldvisit.families import age
from fieldvisit.growth import evidence, plausibility, target, zscore

#: The centile lines of the French chart.
LINES = (3, 10, 25, 50, 75, 90, 97)
KINDS = ("poids", "taille", "pc", "imc")
#: BMI speaks from two years of age (measures.json).
BMI_FROM_MONTHS = 24


def functions(child: dict, taken: list[dict], on: date, settings: dict) -> Callable[[str, dict], Any]:
    """Return ``call(name, params)`` for one child: the value of a calculation or function, None without data.

    ``child``: the person of the file with its ``measurements`` and the parents' heights (``mother_cm``, ``father_cm``,
    for the target height; may be missing); ``taken``: those of this visit
    (kind, value, method, confirmed, doubtful), in the place of what the file holds for the same day.
    """
    series = Series(child, taken, on, settings)

    def call(name: str, params: dict):
        work = WORK.get(name)
        return work(series, **params) if work else None

    return call


class Series:
    def __init__(self, child: dict, taken: list[dict], on: date, settings: dict):
        known = child.get("measurements") or []
        struck = {(one["kind"], one["value"]) for one in known if one.get("struck") and _day(one) == on}
        taken = [each | {"doubtful": True} if (each["kind"], each["value"]) in struck else each for each in taken]
        self.child, self.taken, self.on, self.settings = child, taken, on, settings
        self.birth = age.day(child.get("birth_date"))
        self.doubtful = {each["kind"] for each in taken if each["doubtful"]}
        today = {each["kind"] for each in taken}
        points = [each | {"on": on} for each in taken if not each["doubtful"]]
        for each in known:
            at = _day(each)
            if (
                at
                and at <= on
                and not (each.get("doubtful") or each.get("struck"))
                and not (at == on and each["kind"] in today)
            ):
                points.append(each | {"on": at})
        self.points = {kind: sorted((p for p in points if p["kind"] == kind), key=_when) for kind in KINDS[:3]}
        self.points["imc"] = self._indices()

    def _indices(self) -> list[dict]:
        """Body mass index of each day with a weight and a height."""
        weights = {each["on"]: each["value"] for each in self.points["poids"]}
        return [
            {"kind": "imc", "on": each["on"], "value": weights[each["on"]], "height": each}
            for each in self.points["taille"]
            if each["on"] in weights
        ]

    def of(self, kind: str) -> list[dict]:
        """Points of a kind, oldest first; none when the one of the day is doubtful."""
        suspended = {"poids", "taille"} & self.doubtful if kind == "imc" else {kind} & self.doubtful
        return [] if suspended else self.points[kind]

    def z(self, kind: str, point: dict) -> float | None:
        if kind != "imc":
            return plausibility.score_of(
                kind, point["value"], self.child, point["on"], point.get("method"), self.settings
            )
        return self._z_of_index(point)

    def _z_of_index(self, point: dict) -> float | None:
        if self.birth is None or self.birth > point["on"]:
            return None
        days = self.age_days(point["on"])
        metres = zscore.converted(point["height"]["value"], days, point["height"].get("method")) / 100
        return zscore.z("bfa", self.child.get("sex"), days, point["value"] / 1000 / metres**2)

    def age_days(self, on: date) -> int:
        term = age.term_days(self.child.get("term_weeks"), self.child.get("term_days"))
        return age.corrected_days(
            self.birth,
            on,
            term,
            reference=self.settings["age_corrige_reference_jours"],
            below_weeks=self.settings["age_corrige_seuil_sa"],
            until_months=self.settings["age_corrige_arret_mois"],
        )

    def compared(self, kind: str, least: int, most: int | None = None) -> tuple[dict, dict] | None:
        """The last point and the most recent one before it at the right distance in days."""
        points = self.of(kind)
        if not points:
            return None
        last = points[-1]
        for each in reversed(points[:-1]):
            days = (last["on"] - each["on"]).days
            if days >= least and (most is None or days <= most):
                return each, last
        return None

    def weighings(self, least: int) -> tuple[dict, dict] | None:
        """The pair a gain is counted on: before day 15 from the lowest weight, afterwards from the last far enough."""
        points = self.of("poids")
        if len(points) < 2 or self.birth is None:
            return None
        last = points[-1]
        if (last["on"] - self.birth).days >= 15:
            return self.compared("poids", least)
        lowest = min(points[:-1], key=lambda each: each["value"])
        return (lowest, last) if (last["on"] - lowest["on"]).days >= least else None

    def indices(self) -> list[dict]:
        """Body mass index of each day, from the age where it speaks."""
        if self.birth is None:
            return []
        return [each for each in self.of("imc") if age.months(self.birth, each["on"]) >= BMI_FROM_MONTHS]


def _day(each: dict) -> date | None:
    return age.day(each["taken_at"])


def _when(point: dict) -> date:
    return point["on"]


def _last_z(series: Series, indicateur: str, reference: str = "oms") -> float | None:
    points = series.of(indicateur)
    score = series.z(indicateur, points[-1]) if points else None
    return None if score is None else zscore.rounded(score)


def _percentile(series: Series, indicateur: str) -> float | None:
    points = series.of(indicateur)
    score = series.z(indicateur, points[-1]) if points else None
    return None if score is None else zscore.percentile(score)


def _scores(series: Series, kind: str, least: int, most: int | None = None) -> tuple[float, float] | None:
    pair = series.compared(kind, least, most)
    scores = [series.z(kind, point) for point in pair] if pair else [None]
    return None if None in scores else (scores[0], scores[1])


def _delta_z(
    series: Series, indicateur: str, intervalle_min_jours: int, intervalle_max_jours: int | None = None
) -> float | None:
    scores = _scores(series, indicateur, intervalle_min_jours, intervalle_max_jours)
    return None if scores is None else zscore.rounded(scores[1] - scores[0])


def _lines_crossed(series: Series, indicateur: str, intervalle_min_jours: int) -> int | None:
    scores = _scores(series, indicateur, intervalle_min_jours)
    if scores is None:
        return None
    before, after = (zscore.percentile(score) for score in scores)
    return sum(after < line <= before for line in LINES)


def _gain(series: Series, intervalle_min_jours: int) -> float | None:
    """g/day between the two weighings."""
    pair = series.weighings(intervalle_min_jours)
    if pair is None:
        return None
    return (pair[1]["value"] - pair[0]["value"]) / (pair[1]["on"] - pair[0]["on"]).days


def _loss(series: Series) -> float | None:
    """Loss since birth, in %, of the weight of the day."""
    at_birth, points = series.child.get("birth_weight_g"), series.of("poids")
    if not at_birth or not points or points[-1]["on"] != series.on:
        return None
    return 100 * (at_birth - points[-1]["value"]) / at_birth


def _regained(series: Series) -> bool | None:
    """Whether a weight reached the birth weight after the lowest one; the birth itself is the first weighing."""
    at_birth, points = series.child.get("birth_weight_g"), series.of("poids")
    if not at_birth or not points:
        return None
    values = [at_birth] + [each["value"] for each in points]
    lowest = values.index(min(values))
    return any(value >= at_birth for value in values[lowest + 1 :])


def _index(series: Series) -> float | None:
    """Body mass index of the day."""
    points = series.of("imc")
    if not points or points[-1]["on"] != series.on:
        return None
    return points[-1]["value"] / 1000 / (points[-1]["height"]["value"] / 100) ** 2


def _rebound(series: Series) -> int | None:
    """Age in months at the lowest BMI, once a later one is higher; at least three of them, from two years."""
    points = series.indices()
    if len(points) < 3:
        return None
    values = [each["value"] / each["height"]["value"] ** 2 for each in points]
    lowest = values.index(min(values))
    return age.months(series.birth, points[lowest]["on"]) if 0 < lowest < len(values) - 1 else None


def _off_target(series: Series) -> float | None:
    """z of the last length less z of the height that the parents' heights make likely."""
    wanted = target.of_child(series.child.get("sex"), series.child.get("mother_cm"), series.child.get("father_cm"))
    points = series.of("taille")
    score = series.z("taille", points[-1]) if points and wanted else None
    return None if score is None else zscore.rounded(score - wanted["z"])


def _out_of_bounds(series: Series, mesure: str) -> bool | None:
    taken = _taken(series, mesure)
    return any(_verdict(series, each) == "refuse" for each in taken) if taken else None


def _unusual(series: Series, mesure: str) -> bool | None:
    """Whether a value of the visit is unusual and nobody has yet confirmed it or marked it « Douteuse »."""
    taken = _taken(series, mesure)
    open_ones = [each for each in taken if not each.get("confirmed") and not each["doubtful"]]
    return any(_verdict(series, each) == "confirm" for each in open_ones) if taken else None


def _taken(series: Series, mesure: str) -> list[dict]:
    return [each for each in series.taken if mesure in ("*", each["kind"])]


def _verdict(series: Series, taken: dict) -> str:
    return plausibility.check_measure(
        taken["kind"],
        taken["value"],
        child=series.child,
        on=series.on,
        method=taken["method"],
        settings=series.settings,
    )["verdict"]


WORK: dict[str, Callable] = {
    "z": _last_z,
    "percentile": _percentile,
    "delta_z": _delta_z,
    "couloirs_descendus": _lines_crossed,
    "gain_poids_g_jour": _gain,
    "gain_g_jour": lambda series: _gain(series, 7),
    "perte_poids_pct": _loss,
    "pn_repris": _regained,
    "imc": _index,
    "ecart_taille_cible": _off_target,
    "age_rebond_mois": _rebound,
    "hors_bornes": _out_of_bounds,
    "hors_bornes_souples": _unusual,
    #: The numbers behind another of these, for whoever has to confirm an alert.
    "chiffres": lambda series, de: evidence.of(series, de),
}
