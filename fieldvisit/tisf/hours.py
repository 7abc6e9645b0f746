"""The hours of sessions (« séances »): real minutes, minutes billed, and what is left of an order.

Instants are UTC, so a session over a change of the clock has the minutes that were really spent. Each instant counts
as it is shown, to the minute: what stands on paper adds up. Sums are whole numbers, in whatever order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from fieldvisit.families.age import PARIS
from fieldvisit.tisf import rounding
from fieldvisit.tisf.rounding import Rounding
from fieldvisit.words import Choice

#: No session lasts longer: a « Terminer » that was forgotten is not fourteen hours of work.
LONGEST = 14 * 60
#: From which part of the hours granted a word is said, and how long before an order ends.
NEARLY, BEFORE_END = 0.8, timedelta(days=15)


def minutes(started: datetime, ended: datetime) -> int:
    """Minutes really spent between two instants, each as it is shown.

    :raises ValueError: for an instant without zone: it would be read otherwise in summer
    """
    return _minute(ended) - _minute(started)


def _minute(at: datetime) -> int:
    if at.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return int(at.astimezone(UTC).timestamp() // 60)


def day(started: datetime) -> date:
    """The day of a session: that of its start, in Paris, also when it ends after midnight."""
    return started.astimezone(PARIS).date()


@dataclass(frozen=True)
class Counted:
    """One session as it counts for its order and for its worker. ``billed``: by the county's rule, once it was made.

    ``planned``: minutes that it still takes of the order; what was made or will not be made takes none.
    """

    exact: int = 0
    billed: int = 0
    planned: int = 0


NOTHING = Counted()


def made(started: datetime, ended: datetime, among: tuple[Rounding, ...] | None = None) -> Counted:
    """A session that took place."""
    exact = minutes(started, ended)
    return Counted(exact, rounding.on(day(started), among).billed(exact))


@dataclass(frozen=True)
class Totals:
    """What several sessions come to, in minutes."""

    exact: int = 0
    billed: int = 0
    planned: int = 0

    def __add__(self, one: "Counted | Totals") -> "Totals":
        return Totals(self.exact + one.exact, self.billed + one.billed, self.planned + one.planned)


def total(sessions: Iterable[Counted]) -> Totals:
    return sum(sessions, Totals())


class Warn(Choice):
    OVER = "depasse", "Heures dépassées : demander une prolongation"
    USED = "epuise", "Toutes les heures sont faites"
    NEARLY = "bientot_epuise", "80 % des heures sont faites"
    PLANNED_OVER = "prevu_au_dela", "Les séances prévues dépassent les heures accordées"
    ENDED = "fini", "La date de fin est passée"
    ENDING = "fin_proche", "La date de fin est dans 15 jours ou moins"


def left(granted: int, told: Totals) -> int:
    """Minutes that can still be planned: granted, less done, less planned. Below zero when there are too many."""
    return granted - told.billed - told.planned


def warnings(granted: int, told: Totals, ends_on: date, today: date) -> list[Warn]:
    """What to know of an order's hours and dates, the gravest first."""
    found = []
    if told.billed > granted:
        found.append(Warn.OVER)
    elif granted and told.billed >= granted:
        found.append(Warn.USED)
    elif granted and told.billed >= NEARLY * granted:
        found.append(Warn.NEARLY)
    if told.billed <= granted < told.billed + told.planned:
        found.append(Warn.PLANNED_OVER)
    if today > ends_on:
        found.append(Warn.ENDED)
    elif today + BEFORE_END >= ends_on:
        found.append(Warn.ENDING)
    return found


def words(minutes: int) -> str:
    """« 3 h », « 2 h 05 », « 45 min », as a colleague writes them."""
    sign, (hours, rest) = "−" if minutes < 0 else "", divmod(abs(minutes), 60)
    if not hours:
        return f"{sign}{rest}\u00a0min"
    return f"{sign}{hours}\u00a0h" + (f"\u00a0{rest:02}" if rest else "")
