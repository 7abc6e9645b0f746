"""A month is its first day."""

from datetime import date

from dateutil.relativedelta import relativedelta

NAMES = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre")
NAMES += ("décembre",)


def of(day: date) -> date:
    return day.replace(day=1)


def after(month: date, count: int = 1) -> date:
    return month + relativedelta(months=count)


def name(month: date) -> str:
    """« octobre 2026 »."""
    return f"{NAMES[month.month - 1]} {month.year}"


def of_name(month: date) -> str:
    """« d’octobre 2026 », « de mai 2026 »."""
    told = name(month)
    return f"d’{told}" if told[0] in "ao" else f"de {told}"


def read(text: str) -> date | None:
    """From « 2026-10 », or nothing."""
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None
