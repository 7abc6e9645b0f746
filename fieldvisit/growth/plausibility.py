"""Is this measurement possible, or unusual? Hard bounds refuse it, soft ones ask to confirm or mark « Douteuse ».

The tablet says the same at once (``offline/js/rules/plausibility.js``, same cases). Bounds are in
``measures.json``; ±4 DS is judged at the corrected age, on the WHO reference.
"""

import json
import math
import re
from datetime import date
from pathlib import Path

from fieldvisit import settings as config
from fieldvisit.families import age
from fieldvisit.growth import zscore
from fieldvisit.words import french, french_date

MEASURES = {
    each["code"]: each
    for each in json.loads((Path(__file__).parent / "measures.json").read_text(encoding="utf-8"))["mesures"]
}
INDICATOR = {"poids": "wfa", "taille": "lhfa", "pc": "hcfa", "imc": "bfa"}
UNITS = {"Cel": "°C", "mm[Hg]": "mmHg", "kg/m2": "kg/m²"}
EXAMPLES = {
    "poids": "un poids en kilos ou en grammes, par exemple 3,450 ou 3450",
    "taille": "une taille en centimètres, par exemple 52,5",
    "pc": "un périmètre crânien en centimètres, par exemple 36,5",
    "temp": "une température en degrés, par exemple 37,4",
}
#: Below this a whole number typed for a weight can only be kilos: 12 is a toddler.
GRAMS_FROM = 300
#: How this county corrects ages; counted from 40 SA everywhere.
SETTINGS = {"age_corrige_reference_jours": 280} | config.read().corrected_age


def check_measure(
    kind: str,
    value: float,
    *,
    child: dict | None = None,
    previous: list[dict] | None = None,
    on: date,
    method: str | None = None,
    settings: dict = SETTINGS,
) -> dict:
    """Return ``{"verdict": "ok" | "confirm" | "refuse", "sentence": …}``.

    ``child``: the person of the file (birth date, sex, term, birth weight); ``previous``: earlier
    measurements, those of the child when left out.
    """
    measure = MEASURES[kind]
    low, high = measure["dur_min"], measure["dur_max"]
    if not low <= value <= high:
        return {
            "verdict": "refuse",
            "sentence": f"{measure['libelle']} : {shown(kind, value)} n’est pas possible "
            f"(de {shown(kind, low)} à {shown(kind, high)}). {_other_unit(kind, value) or AGAIN}",
        }
    scale = 10 ** measure["decimales"]
    if abs(value * scale - round(value * scale)) > 1e-6:
        return {"verdict": "refuse", "sentence": _too_fine(kind)}
    reasons = _unusual(measure, value, child or {}, previous, on, method, settings)
    if not reasons:
        return {"verdict": "ok", "sentence": ""}
    return {
        "verdict": "confirm",
        "sentence": f"{measure['libelle']} : {shown(kind, value)}, c’est inhabituel ({' ; '.join(reasons)}). "
        "Confirmez la mesure, ou marquez-la « Douteuse ».",
    }


AGAIN = "Vérifiez et saisissez de nouveau."


def _other_unit(kind: str, value: float) -> str:
    """Grams said as kilos, or the reverse: what to type instead; "" for anything else."""
    low, high = MEASURES["poids"]["dur_min"], MEASURES["poids"]["dur_max"]
    if kind == "poids" and value > high and low <= value / 1000 <= high:
        return f"Si ce sont des grammes, saisissez {french(round(value / 1000))} g."
    if kind == "poids" and value < low <= value * 1000:
        return f"Si ce sont des kilos, saisissez {french(value)} kg."
    return ""


def _unusual(measure, value, child, previous, on, method, settings) -> list[str]:
    kind, soft = measure["code"], measure["souple"]
    reasons = []
    birth = age.day(child.get("birth_date"))
    if birth and on < birth:
        reasons.append(f"datée du {french_date(on)}, avant la naissance du {french_date(birth)} : vérifiez les dates")
    if "min" in soft and not soft["min"] <= value <= soft["max"]:
        reasons.append(f"d’habitude de {shown(kind, soft['min'])} à {shown(kind, soft['max'])}")
    if "ds" in soft:
        score = score_of(kind, value, child, on, method, settings)
        if score is not None and abs(score) > soft["ds"]:
            sign = "+" if score > 0 else "−"
            reasons.append(f"{sign}{_decimal(abs(score), 1)} DS pour l’âge et le sexe")
    before = _before(kind, child, previous, on)
    if kind == "poids":
        reasons += _weight_change(value, child, before, on, soft)
    if "baisse_max_cm" in soft and before:
        last = before[-1]
        was = last["value"]
        if kind == "taille" and last.get("method") == "couche" and method == "debout":
            was -= zscore.POSITION_CM
        if was - value > soft["baisse_max_cm"] + 1e-9:
            reasons.append(f"{shown(kind, last['value'])} le {french_date(last['on'])}")
    return reasons


def score_of(kind: str, value: float, child: dict, on: date, method: str | None, settings: dict) -> float | None:
    """z-score of a measurement of a child on a day, at the corrected age; None where there is none."""
    birth = age.day(child.get("birth_date"))
    if birth is None or birth > on:
        return None
    term = age.term_days(child.get("term_weeks"), child.get("term_days"))
    days = age.corrected_days(
        birth,
        on,
        term,
        reference=settings["age_corrige_reference_jours"],
        below_weeks=settings["age_corrige_seuil_sa"],
        until_months=settings["age_corrige_arret_mois"],
    )
    if kind == "poids":
        value = value / 1000
    elif kind == "taille":
        value = zscore.converted(value, days, method)
    return zscore.z(INDICATOR[kind], child.get("sex"), days, value)


def _before(kind: str, child: dict, previous: list[dict] | None, on: date) -> list[dict]:
    """Earlier measurements of this kind, oldest first, doubtful and struck ones left out."""
    known = previous if previous is not None else child.get("measurements") or []
    dated = [each | {"on": age.day(each["taken_at"])} for each in known if each["kind"] == kind]
    kept = [
        each for each in dated if each["on"] and each["on"] < on and not (each.get("doubtful") or each.get("struck"))
    ]
    return sorted(kept, key=lambda each: each["on"])


def _weight_change(value: float, child: dict, before: list[dict], on: date, soft: dict) -> list[str]:
    birth, at_birth = age.day(child.get("birth_date")), child.get("birth_weight_g")
    start = {"on": birth, "value": at_birth} if birth and at_birth and birth < on else None
    last = before[-1] if before else start
    if last is None:
        return []
    days = (on - last["on"]).days
    gain = (value - last["value"]) / days
    if gain > soft["gain_max_g_jour"]:
        return [f"+{_decimal(gain, 0)} g par jour depuis le {french_date(last['on'])}"]
    compared = [last] + ([start] if start and start is not last and (on - birth).days < 15 else [])
    for each in compared:
        loss = 100 * (each["value"] - value) / each["value"]
        if loss > soft["perte_max_pct"]:
            return [f"−{_decimal(loss, 0)} % depuis le {french_date(each['on'])}"]
    return []


def parse_measure(kind: str, text: str) -> dict:
    """Read what was typed: ``{"value": number or None, "sentence": …}``; an empty text has neither.

    A weight is in grams once read: « 3,450 », « 3.45 » and « 3450 » are the same.
    """
    typed = re.sub(r"[\s\u00a0\u202f]", "", text)
    if not typed:
        return {"value": None, "sentence": ""}
    found = re.fullmatch(r"(\d+)(?:[.,](\d+))?(kg|g|cm|°c|°|mmhg)?", typed.lower(), re.ASCII)
    unit = found.group(3) if found else None
    if not found or len(typed) > 20 or (unit and unit not in _units_of(kind)):
        return {"value": None, "sentence": f"Saisissez {EXAMPLES.get(kind, 'un nombre')}."}
    whole, rest = found.group(1), found.group(2) or ""
    decimals = MEASURES[kind]["decimales"]
    if kind == "poids" and (unit == "kg" or (unit is None and (rest or int(whole) < GRAMS_FROM))):
        rest = rest.rstrip("0")
        if len(rest) > 3:
            return {"value": None, "sentence": _too_fine(kind)}
        return {"value": int(whole) * 1000 + int(rest.ljust(3, "0")), "sentence": ""}
    rest = rest.rstrip("0")
    if len(rest) > decimals:
        return {"value": None, "sentence": _too_fine(kind)}
    return {"value": float(f"{whole}.{rest}") if rest else int(whole), "sentence": ""}


def _units_of(kind: str) -> tuple[str, ...]:
    if kind == "poids":
        return ("kg", "g")
    if kind == "temp":
        return ("°c", "°")
    return (UNITS.get(MEASURES[kind]["unite"], MEASURES[kind]["unite"]).lower(),)


def _too_fine(kind: str) -> str:
    if kind == "poids":
        return "Poids : saisissez-le au gramme près, par exemple 3,450 ou 3450."
    how = "un nombre entier" if MEASURES[kind]["decimales"] == 0 else "un seul chiffre après la virgule"
    return f"{MEASURES[kind]['libelle']} : saisissez {how}."


def shown(kind: str, value: float) -> str:
    """A measurement as it is read: « 3 450 g », « 52,5 cm »."""
    unit = MEASURES[kind]["unite"]
    return f"{french(value)} {UNITS.get(unit, unit)}"


def _decimal(value: float, places: int) -> str:
    scaled = math.floor(value * 10**places + 0.5)
    whole, rest = divmod(scaled, 10**places)
    return f"{whole},{rest:0{places}}" if places else str(whole)
