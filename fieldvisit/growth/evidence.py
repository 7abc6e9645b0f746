"""The numbers behind a calculation of ``series.py``, for whoever has to confirm an alert: weights, dates, DS before and
after, grams a day. ``[{label, value}]`` in French; as ``offline/js/rules/evidence.js``, on the same cases.
"""

import math
from collections.abc import Callable

from fieldvisit.growth import plausibility, target, zscore
from fieldvisit.words import french, french_date

LABELS = {"poids": "Poids", "taille": "Taille", "pc": "Périmètre crânien", "imc": "IMC"}
Facts = list[dict]


def of(series, reference) -> Facts:
    """What made the value of a reference (a name, or ``{"fn": …, "params": …}``); empty for what is not of growth."""
    name, params = (reference, {}) if isinstance(reference, str) else (reference["fn"], reference["params"])
    work = WORK.get(name)
    return [fact for fact in work(series, **params) if fact] if work else []


def near(value: float) -> str:
    """Two decimals at most: « 9,97 », « 15 »."""
    scaled = math.floor(abs(value) * 100 + 0.5)
    whole, rest = divmod(scaled, 100)
    text = french(whole) + (f",{rest:02}".rstrip("0") if rest else "")
    return f"−{text}" if value < 0 and scaled else text


def in_ds(score: float) -> str:
    """« −2,31 DS »; two decimals."""
    scaled = math.floor(abs(score) * 100 + 0.5)
    sign = "" if scaled == 0 else "+" if score > 0 else "−"
    return f"{sign}{scaled // 100},{scaled % 100:02} DS"


def _fact(label: str, value: str) -> dict:
    return {"label": label, "value": value}


def _value(kind: str, point: dict) -> str:
    if kind == "imc":
        return f"{near(point['value'] / 1000 / (point['height']['value'] / 100) ** 2)} kg/m²"
    return plausibility.shown(kind, point["value"])


def _measured(series, kind: str, point: dict, more: str = "") -> dict:
    return _fact(f"{LABELS[kind]} du {french_date(point['on'])}", _value(kind, point) + (f" ({more})" if more else ""))


def _scored(series, kind: str, point: dict) -> dict:
    score = series.z(kind, point)
    return _measured(series, kind, point, "" if score is None else in_ds(score))


def _centiled(series, kind: str, point: dict) -> dict:
    score = series.z(kind, point)
    return _measured(series, kind, point, "" if score is None else f"{near(zscore.percentile(score))}e percentile")


def _reference(series, point: dict) -> dict | None:
    if series.birth is None or point["on"] < series.birth:
        return None
    corrected = series.age_days(point["on"]) != (point["on"] - series.birth).days
    return _fact("Référence", "OMS, à l’âge corrigé" if corrected else "OMS")


def _last(series, kind: str) -> dict | None:
    points = series.of(kind)
    return points[-1] if points else None


def _z(series, indicateur: str, reference: str = "oms") -> Facts:
    last = _last(series, indicateur)
    return [_scored(series, indicateur, last), _reference(series, last)] if last else []


def _percentile(series, indicateur: str) -> Facts:
    last = _last(series, indicateur)
    return [_centiled(series, indicateur, last), _reference(series, last)] if last else []


def _days(pair: tuple[dict, dict]) -> int:
    return (pair[1]["on"] - pair[0]["on"]).days


def _delta_z(series, indicateur: str, intervalle_min_jours: int, intervalle_max_jours: int | None = None) -> Facts:
    pair = series.compared(indicateur, intervalle_min_jours, intervalle_max_jours)
    scores = [series.z(indicateur, point) for point in pair] if pair else [None]
    if None in scores:
        return []
    change = zscore.rounded(scores[1] - scores[0])
    return [
        *[_scored(series, indicateur, point) for point in pair],
        _fact("Variation", f"{in_ds(change)} en {_days(pair)} jours"),
        _reference(series, pair[1]),
    ]


def _lines(series, indicateur: str, intervalle_min_jours: int) -> Facts:
    pair = series.compared(indicateur, intervalle_min_jours)
    if not pair:
        return []
    return [
        *[_centiled(series, indicateur, point) for point in pair],
        _fact("Espacement", f"{_days(pair)} jours"),
        _reference(series, pair[1]),
    ]


def _gain(series, intervalle_min_jours: int) -> Facts:
    pair = series.weighings(intervalle_min_jours)
    if pair is None:
        return []
    gain = (pair[1]["value"] - pair[0]["value"]) / _days(pair)
    return [
        *[_measured(series, "poids", point) for point in pair],
        _fact("Gain", f"{near(gain)} g/jour sur {_days(pair)} jours"),
    ]


def _at_birth(series) -> dict:
    return _fact("Poids de naissance", plausibility.shown("poids", series.child["birth_weight_g"]))


def _loss(series) -> Facts:
    at_birth, last = series.child.get("birth_weight_g"), _last(series, "poids")
    if not at_birth or not last or last["on"] != series.on:
        return []
    loss = 100 * (at_birth - last["value"]) / at_birth
    return [_at_birth(series), _measured(series, "poids", last), _fact("Perte", f"{near(loss)} %")]


def _regained(series) -> Facts:
    points = series.of("poids")
    if not series.child.get("birth_weight_g") or not points:
        return []
    lowest = min(points, key=lambda each: each["value"])
    shown = [lowest] if lowest is points[-1] else [lowest, points[-1]]
    return [_at_birth(series), *[_measured(series, "poids", point) for point in shown]]


def _index(series) -> Facts:
    last = _last(series, "imc")
    return [_measured(series, "imc", last)] if last else []


def _off_target(series) -> Facts:
    child = series.child
    wanted = target.of_child(child.get("sex"), child.get("mother_cm"), child.get("father_cm"))
    last = _last(series, "taille")
    score = series.z("taille", last) if last and wanted else None
    if score is None:
        return []
    return [
        _scored(series, "taille", last),
        _fact("Taille cible des parents", f"{near(wanted['cm'])} cm ({in_ds(wanted['z'])})"),
        _fact("Écart", in_ds(zscore.rounded(score - wanted["z"]))),
        _reference(series, last),
    ]


def _rebound(series) -> Facts:
    points = series.indices()
    if len(points) < 3:
        return []
    values = [each["value"] / each["height"]["value"] ** 2 for each in points]
    lowest = points[values.index(min(values))]
    return [_measured(series, "imc", lowest), _measured(series, "imc", points[-1])]


WORK: dict[str, Callable[..., Facts]] = {
    "z": _z,
    "percentile": _percentile,
    "delta_z": _delta_z,
    "couloirs_descendus": _lines,
    "gain_poids_g_jour": _gain,
    "gain_g_jour": lambda series: _gain(series, 7),
    "perte_poids_pct": _loss,
    "pn_repris": _regained,
    "imc": _index,
    "ecart_taille_cible": _off_target,
    "age_rebond_mois": _rebound,
}
