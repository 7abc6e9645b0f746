"""A rhythm as a person chooses it (« toutes les 2 semaines, 6 fois ») and as it is kept (RFC 5545)."""

from datetime import date

from fieldvisit.due import calendar
from fieldvisit.words import Choice, Refusal, french_date

MOST_TIMES, FURTHEST_YEARS = 60, 3


class Unit(Choice):
    DAY = "jour", "jours"
    WEEK = "semaine", "semaines"
    MONTH = "mois", "mois"


class Invalid(Refusal):
    sentence = "Ce rythme ne peut pas être enregistré ainsi."


_FREQUENCY = {Unit.DAY: "DAILY", Unit.WEEK: "WEEKLY", Unit.MONTH: "MONTHLY"}


def rule_of(every: int, unit: str, starts_on: date, *, times: int | None = None, until: date | None = None) -> str:
    """The recurrence: so many times, or until a day. A month without its day (the 31st) is visited on its last.

    :raises Invalid: with what to change
    """
    if unit not in tuple(Unit):
        raise Invalid("Choisissez un rythme en jours, en semaines ou en mois.")
    if not 1 <= every <= 31:
        raise Invalid("L’intervalle va de 1 à 31.")
    if (times is None) == (until is None):
        raise Invalid("Indiquez un nombre de visites ou une date de fin, l’un des deux.")
    parts = [f"FREQ={_FREQUENCY[Unit(unit)]}"] + ([f"INTERVAL={every}"] if every > 1 else [])
    if unit == Unit.MONTH and starts_on.day > 28:
        days = ",".join(str(day) for day in range(28, starts_on.day + 1))
        parts += [f"BYMONTHDAY={days}", "BYSETPOS=-1"]
    if times is not None:
        if not 1 <= times <= MOST_TIMES:
            raise Invalid(f"Le nombre de visites va de 1 à {MOST_TIMES}.")
        return ";".join([*parts, f"COUNT={times}"])
    if not starts_on <= until <= calendar.after(starts_on, 12 * FURTHEST_YEARS):
        raise Invalid(f"La date de fin vient après le début, dans {FURTHEST_YEARS} ans au plus.")
    return ";".join([*parts, f"UNTIL={until:%Y%m%d}"])


def words(rule: str) -> str:
    """« Toutes les 2 semaines, 6 fois »; empty for a recurrence that only another version can say."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    unit = next((unit for unit, frequency in _FREQUENCY.items() if frequency == parts.get("FREQ")), None)
    if unit is None:
        return ""
    every = int(parts.get("INTERVAL", 1))
    one = {Unit.DAY: "Chaque jour", Unit.WEEK: "Chaque semaine", Unit.MONTH: "Chaque mois"}[unit]
    several = "Toutes les" if unit == Unit.WEEK else "Tous les"
    said = one if every == 1 else f"{several} {every} {unit.label}"
    if "COUNT" in parts:
        return f"{said}, {parts['COUNT']} fois"
    if "UNTIL" in parts:
        return f"{said}, jusqu’au {french_date(date.fromisoformat(parts['UNTIL'][:8]))}"
    return said
