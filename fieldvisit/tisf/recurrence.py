"""The pattern of an order's sessions (« recurrence ») in the fields of the county's list: read, checked, its days."""

import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from dateutil import rrule

from fieldvisit.tisf import lists
from fieldvisit.words import Refusal, french_date

DAYS = tuple(one["code"] for one in lists.PATTERN["jours"]["options"])
DAY_NAMES = {one["code"]: one["libelle"] for one in lists.PATTERN["jours"]["options"]}
FREQUENCIES = {one["code"]: one["libelle"] for one in lists.PATTERN["frequence"]["options"]}
SHORTEST, LONGEST = lists.PATTERN["duree_min"]["min"], lists.PATTERN["duree_min"]["max"]
SKIP, KEEP = "sauter", "maintenir"
_RULES = {
    "hebdomadaire": (rrule.WEEKLY, 1),
    "quinzaine": (rrule.WEEKLY, 2),
    "mensuelle": (rrule.MONTHLY, 1),
}


class Invalid(Refusal):
    sentence = "Ces séances récurrentes ne peuvent pas être enregistrées ainsi."


@dataclass(frozen=True)
class Pattern:
    """``last``: None goes on to the order's end. ``worker``: who usually comes."""

    frequency: str
    days: tuple[str, ...]
    at: time
    minutes: int
    first: date
    last: date | None = None
    holidays: str = SKIP
    school: str = KEEP
    but: frozenset[date] = frozenset()
    worker: uuid.UUID | None = None

    def words(self) -> str:
        """« Chaque semaine, lundi et jeudi à 09:00, 120 min »"""
        days = " et ".join(DAY_NAMES[one].lower() for one in self.days)
        return f"{FREQUENCIES[self.frequency]}, {days} à {self.at:%H:%M}, {self.minutes} min"


def read(told: Mapping) -> Pattern:
    """As it is stored.

    :raises Invalid: with what to change
    """
    frequency = str(told.get("frequence") or "")
    if frequency not in FREQUENCIES:
        raise Invalid("Choisissez la fréquence des séances.")
    days = tuple(one for one in DAYS if one in (told.get("jours") or ()))
    if not days:
        raise Invalid("Choisissez au moins un jour de la semaine.")
    try:
        hour = time.fromisoformat(str(told.get("heure_debut") or ""))
        first = date.fromisoformat(str(told.get("premiere_date") or ""))
        last = date.fromisoformat(str(told["derniere_date"])) if told.get("derniere_date") else None
        but = frozenset(date.fromisoformat(str(one)) for one in told.get("exceptions") or ())
        worker = uuid.UUID(str(told["intervenante"])) if told.get("intervenante") else None
    except ValueError as error:
        raise Invalid("Indiquez l’heure de début et la date de la première séance.") from error
    minutes = told.get("duree_min")
    if not isinstance(minutes, int) or not SHORTEST <= minutes <= LONGEST:
        raise Invalid(f"Une séance dure de {SHORTEST} minutes à {LONGEST // 60} heures.")
    if last is not None and last < first:
        raise Invalid("La dernière séance est avant la première : inversez les deux dates.")
    holidays, school = told.get("jours_feries") or SKIP, told.get("vacances_scolaires") or KEEP
    if not {holidays, school} <= {SKIP, KEEP}:
        raise Invalid("Dites si les séances ont lieu les jours fériés et pendant les vacances scolaires.")
    return Pattern(frequency, days, hour.replace(tzinfo=None), minutes, first, last, holidays, school, but, worker)


def written(pattern: Pattern) -> dict:
    return {
        "frequence": pattern.frequency,
        "jours": list(pattern.days),
        "heure_debut": f"{pattern.at:%H:%M}",
        "duree_min": pattern.minutes,
        "premiere_date": pattern.first.isoformat(),
        "derniere_date": pattern.last and pattern.last.isoformat(),
        "jours_feries": pattern.holidays,
        "vacances_scolaires": pattern.school,
        "exceptions": sorted(one.isoformat() for one in pattern.but),
        "intervenante": pattern.worker and str(pattern.worker),
    }


def check_period(pattern: Pattern, starts_on: date, ends_on: date) -> None:
    """:raises Invalid: if it begins before the order or goes on after it"""
    if not starts_on <= pattern.first <= ends_on:
        raise Invalid(
            f"La première séance doit être dans la période de l’ordre, du {french_date(starts_on)} au "
            f"{french_date(ends_on)}."
        )
    if pattern.last is not None and pattern.last > ends_on:
        raise Invalid(f"La dernière séance est après la fin de l’ordre ({french_date(ends_on)}).")


def days(
    pattern: Pattern, until: date, is_holiday: Callable[[date], str], is_school: Callable[[date], str]
) -> list[date]:
    """The days of its sessions, in order, up to ``until``. ``is_holiday``, ``is_school``: the name of that day, or "".

    Each month: on the same weekday of the month as the first one (« le deuxième mardi »).
    """
    last = min(until, pattern.last or until)
    return [
        day
        for day in _of_calendar(pattern, last)
        if day not in pattern.but
        and not (pattern.holidays == SKIP and is_holiday(day))
        and not (pattern.school == SKIP and is_school(day))
    ]


def _of_calendar(pattern: Pattern, last: date) -> list[date]:
    if last < pattern.first:
        return []
    if pattern.frequency == "ponctuelle":
        return [pattern.first]
    weekdays = [DAYS.index(one) for one in pattern.days]
    frequency, interval = _RULES[pattern.frequency]
    if frequency == rrule.MONTHLY:
        nth = (pattern.first.day - 1) // 7 + 1
        # A fifth one is not in every month: the last one is.
        byweekday = [rrule.weekday(day, nth if nth < 5 else -1) for day in weekdays]
    else:
        byweekday = [rrule.weekday(day) for day in weekdays]
    rule = rrule.rrule(
        frequency,
        dtstart=_noon(pattern.first),
        until=_noon(last),
        interval=interval,
        byweekday=byweekday,
        wkst=rrule.MO,
    )
    return [one.date() for one in rule]


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))


def shifted(pattern: Pattern, weekday: int, by: timedelta) -> Pattern:
    """With the sessions of one weekday some days later or earlier."""
    moved = DAYS[(weekday + by.days) % 7]
    days = {moved if one == DAYS[weekday] else one for one in pattern.days}
    return replace(pattern, days=tuple(one for one in DAYS if one in days))


def without(pattern: Pattern, gone: Collection[date]) -> Pattern:
    """As it stands, but for these days."""
    return replace(pattern, but=pattern.but | set(gone))
