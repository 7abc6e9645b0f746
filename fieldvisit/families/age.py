"""Ages of a child: real, in civil months, and corrected for a birth before 37 SA (« âge corrigé »)."""

from datetime import date
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
#: WHO's month, in days.
MONTH = 30.4375


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
