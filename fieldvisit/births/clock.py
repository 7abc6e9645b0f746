"""The clock of a notice: two working days to give it to somebody, seven or fifteen days to reach the family.

Service targets of domain §8.3; public holidays of the county do not count.
"""

from datetime import date, timedelta

from fieldvisit.births.notice import Kind, Notice
from fieldvisit.calendars import public
from fieldvisit.words import french_date

WORKING_DAYS = 2
SOON, ALL = timedelta(days=7), timedelta(days=15)
#: Born before so many weeks, or lighter than so many grams, a child is seen soon.
PRETERM_WEEKS, LIGHT_GRAMS = 37, 2500


def is_working(day: date) -> bool:
    return day.weekday() < 5 and not public.name(day)


def assign_by(received: date) -> date:
    """The last day to give it to somebody: the second working day after it was received."""
    day, left = received, WORKING_DAYS
    while left:
        day += timedelta(days=1)
        left -= is_working(day)
    return day


def contact_by(notice: Notice, band: int = 4) -> date:
    """The last day to reach the family. ``band``: its priority, 1 to 4 (domain §8.3)."""
    return notice.received_on + (SOON if band <= 2 or needs_soon(notice) else ALL)


def needs_soon(notice: Notice) -> bool:
    """A first child, one born early, light or with a twin: reached within a week. Never shown with its reason."""
    said = notice.said
    if notice.kind != Kind.BIRTH:
        return False
    early = bool(said.get("term")) and said["term"][0] < PRETERM_WEEKS
    light = 0 < (said.get("birth_weight") or 0) < LIGHT_GRAMS
    return early or light or said.get("parity") == 0 or (said.get("birth_count") or 1) > 1


def received_words(received: date, today: date) -> str:
    days = (today - received).days
    return {0: "reçu aujourd’hui", 1: "reçu hier"}.get(days, f"reçu il y a {days} jours")


def deadline_words(what: str, by: date, today: date) -> str:
    """« à affecter avant ce soir », « à affecter avant demain soir », « à affecter : 2 jours de retard »"""
    left = (by - today).days
    if left < 0:
        return f"{what} : {-left} jour{'s' if left < -1 else ''} de retard"
    if left <= 1:
        return f"{what} avant {'ce soir' if left == 0 else 'demain soir'}"
    return f"{what} avant le {french_date(by)}"
