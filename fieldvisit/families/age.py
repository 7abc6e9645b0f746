"""Ages of a child: real, in civil months, and corrected for a birth before 37 SA (« âge corrigé »)."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
#: WHO's month, in days.
MONTH = 30.4375
ISO = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)


def day(text) -> date | None:
    """The civil day in Paris of an ISO date or instant; None when there is none."""
    if not isinstance(text, str) or not ISO.fullmatch(text):
        return None
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        at = datetime.fromisoformat(text)
        return (at.astimezone(PARIS) if at.tzinfo else at).date()
    except (ValueError, OverflowError):
        return None


def days(birth: date, on: date) -> int:
    """Completed days: 0 on the day of birth."""
    return (on - birth).days


def months(birth: date, on: date) -> int:
    """Completed civil months."""
    return (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)


def years(birth: date, on: date) -> int:
    return months(birth, on) // 12


def term_days(weeks: int | None, extra: int | None) -> int | None:
    """Term of birth in days of amenorrhoea; None when it is not known."""
    return None if weeks is None else weeks * 7 + (extra or 0)


def corrected_days(
    birth: date, on: date, term: int | None, *, reference: int = 280, below_weeks: int = 37, until_months: int = 24
) -> int:
    """Age in days counted from 40 SA (280 days) for a preterm child until 24 months, else the real age.

    Never with 287 days: those only date a pregnancy (domain §6).
    """
    real = days(birth, on)
    if term is None or term >= below_weeks * 7 or months(birth, on) >= until_months:
        return real
    return real - (reference - term)
