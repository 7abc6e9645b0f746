"""Dates and hours as they are read in France: JJ/MM/AAAA, 24 hours, week from Monday."""

from datetime import date, datetime, time, timedelta

from fieldvisit.calendars import public
from fieldvisit.pages.who import PARIS

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def day_from(text: str) -> date | None:
    """A day that a form sent; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def short(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def long(day: date) -> str:
    """« lundi 23 novembre 2026 »"""
    return f"{DAYS[day.weekday()]} {ordinal(day)} {MONTHS[day.month - 1]} {day.year}"


def span(first: date, last: date) -> str:
    """« Du 23 novembre au 6 décembre 2026 »"""
    begin = ordinal(first)
    if first.year != last.year:
        begin += f" {MONTHS[first.month - 1]} {first.year}"
    elif first.month != last.month:
        begin += f" {MONTHS[first.month - 1]}"
    return f"Du {begin} au {ordinal(last)} {MONTHS[last.month - 1]} {last.year}"


def hour(moment: time | None) -> str:
    return f"{moment:%H:%M}" if moment else ""


def moment(instant: datetime | None) -> str:
    """« 23/11/2026 à 09:30 », in the county's time."""
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %H:%M}" if instant else ""


def ago(then: datetime | None, now: datetime) -> str:
    """« à l’instant », « il y a 5 min », « il y a 3 heures », « il y a 3 jours »; « jamais » for none."""
    if then is None:
        return "jamais"
    minutes = int((now - then).total_seconds() // 60)
    if minutes < 1:
        return "à l’instant"
    if minutes < 60:
        return f"il y a {minutes} min"
    if minutes < 24 * 60:
        return f"il y a {minutes // 60} h"
    days = minutes // (24 * 60)
    return f"il y a {days} jour{'s' if days > 1 else ''}"


def lasting(seconds: int) -> str:
    """A length in its largest unit: « 40 secondes », « 5 min », « 1 jour », « 1 an »."""
    for unit, size in (("an", 365 * 86_400), ("jour", 86_400), ("h", 3600), ("min", 60)):
        count = round(seconds / size)
        if seconds >= size * 0.95:
            plural = "s" if count > 1 and unit in ("an", "jour") else ""
            return f"{count} {unit}{plural}"
    return f"{seconds} secondes"


def weight(size: int) -> str:
    """Bytes as a person reads them: « 85 Mo », « 1,2 Go »."""
    if size < 1e9:
        return f"{round(size / 1e6)} Mo"
    return f"{size / 1e9:.1f} Go".replace(".", ",")


def holiday(day: date) -> str:
    """The name of the public holiday, or nothing."""
    return public.name(day)


def age(born: date, today: date) -> str:
    """« 12 jours », « 5 mois », « 3 ans », as one says it of a child."""
    days = (today - born).days
    if days < 0:
        return "à naître"
    if days < 31:
        return f"{days} jour{'s' if days > 1 else ''}"
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    if months < 36:
        return f"{max(months, 1)} mois"
    return f"{months // 12} ans"


def ordinal(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)
