"""What is written of an order, checked: each field within the bounds of the county's list, with a French sentence.

A draft may still be incomplete; what is sent or opened may not (:func:`missing`).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from fieldvisit.tisf import lists, recurrence
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.words import Refusal, french_date, sound

MOST_GOALS = lists.FIELDS["objectifs"]["max"]
SCHEMES = {one["code"]: one["libelle"] for one in lists.FIELDS["participation_regime"]["options"]}
FREE, BY_INCOME, FLAT, EXEMPT = "gratuit", "qf", "forfait", "exoneree"
#: Nobody writes an order for what was over a year ago, nor one that lasts longer: a year mistyped is caught here.
FURTHEST, LONGEST = timedelta(days=366), relativedelta(years=2)
#: CNAF circular 2021-016: one year at most.
ONE_YEAR, LIMITED = relativedelta(years=1), frozenset({"caf"})
LONGEST_TEXT, LONGEST_GOAL = 2000, 300
COUNTY_MOTIVES = frozenset({"dep_pmi", "dep_ase", "dep_aep"})


class Invalid(Refusal):
    sentence = "Cet ordre ne peut pas être enregistré ainsi."


@dataclass(frozen=True)
class Goal:
    text: str
    indicator: str = ""


def checked(told: Mapping, today: date, first_possible: date | None = None) -> dict:
    """The values of an order from what was typed, by the names of its columns.

    :raises Refusal: for what cannot be, with what to change
    """
    values = {
        "frame": _among(told, "frame", lists.FRAMES, "le dispositif"),
        "funder": _among(told, "funder", lists.FUNDERS, "le financeur"),
        "motive": _among(told, "motive", lists.MOTIVES, "le motif"),
        "level": _among(told, "level", lists.LEVELS, "le niveau") if told.get("level") else "",
        "service": _text(told, "service", 200),
        "referent_id": told.get("referent_id"),
        "referent": _text(told, "referent", 200),
        "funder_reference": _text(told, "funder_reference", 80),
        "usual_worker_id": told.get("usual_worker_id"),
        "signature_each": bool(told.get("signature_each")),
        **{name: _text(told, name, LONGEST_TEXT) for name in ("safety_notes", "daily_notes")},
    }
    _motive_fits(values["funder"], lists.MOTIVES[values["motive"]])
    values |= _period(told, values["funder"], today, first_possible)
    values["minutes_granted"] = minutes(told.get("hours_granted"), "heures_accordees")
    per_week = told.get("hours_per_week")
    values["minutes_per_week"] = minutes(per_week, "heures_par_semaine") if str(per_week or "").strip() else None
    values |= _contribution(told, values)
    if not values["service"]:
        raise Invalid("Choisissez le service qui interviendra.")
    pattern = told.get("recurrence")
    if pattern:
        read = recurrence.read(pattern)
        recurrence.check_period(read, values["starts_on"], values["ends_on"])
        values["recurrence"] = recurrence.written(read)
    else:
        values["recurrence"] = None
    return values


def goals(told: Sequence[Mapping]) -> list[Goal]:
    """:raises Invalid: for more than five, or one too long"""
    kept = [Goal(_text(one, "text", 0), _text(one, "indicator", 0)) for one in told]
    kept = [one for one in kept if one.text or one.indicator]
    if any(not one.text for one in kept):
        raise Invalid("Un indicateur n’a pas d’objectif : écrivez l’objectif, ou effacez l’indicateur.")
    if len(kept) > MOST_GOALS:
        raise Invalid(f"{MOST_GOALS} objectifs au plus : regroupez-les avec la famille.")
    if any(len(one.text) > LONGEST_GOAL or len(one.indicator) > LONGEST_GOAL for one in kept):
        raise Invalid(f"Un objectif tient en {LONGEST_GOAL} caractères : dites-le en une phrase.")
    return kept


def missing(order: InterventionOrder, listed: Sequence) -> str:
    """What is still to be written before it may be sent or opened, as a sentence, or nothing."""
    if not listed:
        return "Écrivez au moins un objectif avec la famille."
    if not order.referent:
        return "Indiquez le prescripteur ou le référent, avec son téléphone."
    if order.contribution_scheme in (BY_INCOME, FLAT) and order.contribution_cents is None:
        return "Indiquez la participation de la famille par heure."
    return ""


def minutes(told: object, code: str) -> int:
    """Hours as they are typed: « 40 », « 2,5 », « 2 h 30 ».

    :raises Invalid: for what is no number of hours, or out of the list's bounds
    """
    field, text = lists.FIELDS[code], str(told or "").strip().replace("\u00a0", " ").replace(",", ".")
    found = re.fullmatch(r"(\d{1,4})\s*h\s*([0-5]?\d)?", text) or re.fullmatch(r"(\d{1,4})(\.\d{1,2})?\s*", text)
    if found is None:
        raise Invalid(f"{field['libelle']} : écrivez un nombre d’heures, par exemple 40 ou 2,5.")
    whole, rest = found.groups()
    total = int(whole) * 60
    total += round(float(rest) * 60) if rest and rest.startswith(".") else int(rest or 0)
    if not field["min"] * 60 <= total <= field["max"] * 60:
        least = str(field["min"]).replace(".", ",")
        raise Invalid(f"{field['libelle']} : de {least} à {field['max']} heures.")
    return total


def cents(told: object, name: str, most: int) -> int | None:
    """Euros as they are typed: « 2,68 »."""
    text = str(told or "").strip().replace("\u00a0", "").replace("€", "").replace(",", ".").strip()
    if not text:
        return None
    if not re.fullmatch(r"\d{1,5}(\.\d{1,2})?", text) or float(text) > most:
        raise Invalid(f"{name} : écrivez un montant en euros, de 0 à {most}, par exemple 2,68.")
    return round(float(text) * 100)


def _period(told: Mapping, funder: str, today: date, first_possible: date | None) -> dict:
    begin, end = told.get("starts_on"), told.get("ends_on")
    if not isinstance(begin, date) or not isinstance(end, date):
        raise Invalid("Indiquez le premier et le dernier jour de l’intervention.")
    if end < begin:
        raise Invalid("La fin est avant le début : inversez les deux dates.")
    if not (first_possible or today - FURTHEST) <= begin <= today + FURTHEST:
        raise Invalid("Vérifiez l’année du début : elle est à plus d’un an d’aujourd’hui.")
    check_length(funder, begin, end)
    review = told.get("review_on")
    if review is not None and not begin <= review <= end:
        raise Invalid(f"Le point d’étape doit être entre le {french_date(begin)} et le {french_date(end)}.")
    return {"starts_on": begin, "ends_on": end, "review_on": review}


def check_length(funder: str, begin: date, end: date) -> None:
    """:raises Invalid: if it lasts longer than its funder pays for"""
    if funder in LIMITED and end > begin + ONE_YEAR:
        raise Invalid(f"La CAF finance un an au plus : la fin ne peut pas dépasser le {french_date(begin + ONE_YEAR)}.")
    if end > begin + LONGEST:
        raise Invalid("Un ordre dure deux ans au plus : vérifiez l’année de la fin.")


def _contribution(told: Mapping, values: dict) -> dict:
    scheme = told.get("contribution_scheme") or ""
    if scheme not in SCHEMES:
        raise Invalid("Dites si la famille participe : choisissez le régime dans la liste.")
    hourly = cents(told.get("contribution"), "Participation par heure", 100)
    cap = cents(told.get("contribution_cap"), "Plafond mensuel", 5000)
    ratio = cents(told.get("income_ratio"), "Quotient familial", 20000)
    reason = _text(told, "exemption_reason", 300)
    if scheme in (FREE, EXEMPT) and any(one is not None for one in (hourly, cap, ratio)):
        raise Invalid(f"« {SCHEMES[scheme]} » : laissez vides le quotient familial, la participation et le plafond.")
    if scheme == FLAT and ratio is not None:
        raise Invalid("Un forfait ne dépend pas du quotient familial : laissez-le vide, ou changez de régime.")
    if scheme == BY_INCOME and ratio is None:
        raise Invalid("Indiquez le quotient familial de la famille.")
    if scheme == EXEMPT and not reason:
        raise Invalid("Dites pourquoi la famille est exonérée.")
    since = told.get("contribution_from") if scheme in (BY_INCOME, FLAT) else None
    if since is not None and not values["starts_on"] <= since <= values["ends_on"]:
        raise Invalid("La participation s’applique à partir d’un jour de la période de l’ordre.")
    return {
        "contribution_scheme": scheme,
        "income_ratio": None if ratio is None else ratio // 100,
        "contribution_cents": hourly,
        "contribution_cap_cents": cap,
        "contribution_from": since,
        "exemption_reason": reason if scheme == EXEMPT else "",
    }


def _motive_fits(funder: str, motive: lists.Motive) -> None:
    if funder in lists.ASSOCIATION and not motive.of_caf:
        raise Invalid(f"« {motive.label} » est un motif du Département : choisissez un motif de la CAF.")
    if funder in COUNTY_MOTIVES and motive.of_caf:
        raise Invalid(f"« {motive.label} » est un motif de la CAF : choisissez un motif du Département.")


def _among(told: Mapping, name: str, known: Mapping, spoken: str) -> str:
    code = str(told.get(name) or "")
    if code not in known:
        raise Invalid(f"Choisissez {spoken} dans la liste.")
    return code


def _text(told: Mapping, name: str, longest: int) -> str:
    text = sound(str(told.get(name) or "")).strip()
    if longest and len(text) > longest:
        raise Invalid(f"Un texte est trop long : {longest} caractères au plus.")
    return text
