"""A week by its Monday, its days by number; an instant of it in seconds from Monday 00:00, as rounds/ counts."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from fieldvisit.calendars.free import PARIS
from fieldvisit.rounds.problem import DAY, HOUR, MINUTE
from fieldvisit.words import Refusal

DAYS = 7
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
    *("septembre", "octobre", "novembre", "décembre"),
)
NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
#: No round is prepared further ahead, nor looked at further back.
FURTHEST = timedelta(days=366)


class TooFar(Refusal):
    sentence = "Choisissez une semaine à moins d’un an d’ici."


@dataclass(frozen=True)
class Week:
    """``now``: seconds from its Monday 00:00 by the clock of the county; before the week negative, after it large."""

    monday: date
    today: date
    now: int

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=DAYS - 1)

    @property
    def first(self) -> int:
        """The first day that may still be planned; 7 once the week is over."""
        return min(DAYS, max(0, (self.today - self.monday).days))

    def date(self, day: int) -> date:
        return self.monday + timedelta(days=day)

    def number(self, day: date) -> int:
        return (day - self.monday).days

    def at(self, day: date, hour: time) -> int:
        return self.number(day) * DAY + seconds(hour)


def of(monday: date, today: date, now: datetime) -> Week:
    """:raises TooFar: for a week that is no matter of planning"""
    if not today - FURTHEST <= monday <= today + FURTHEST:
        raise TooFar
    monday = monday_of(monday)
    here = now.astimezone(PARIS)
    return Week(monday, today, (here.date() - monday).days * DAY + seconds(here.time()))


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def seconds(hour: time) -> int:
    return hour.hour * HOUR + hour.minute * MINUTE + hour.second


def hour(of_day: int) -> time:
    """The local time so many seconds after midnight, whole minutes."""
    return time(of_day // HOUR % 24, of_day % HOUR // MINUTE)


def clock(minutes: int) -> str:
    """« 9 h 05 »"""
    return f"{minutes // 60} h {minutes % 60:02}"


def day_label(day: date) -> str:
    """« lundi 23 »"""
    return f"{NAMES[day.weekday()]} {day.day}{'er' if day.day == 1 else ''}"


def label(monday: date) -> str:
    """« semaine 48, du 23 au 29 novembre 2026 »"""
    sunday = monday + timedelta(days=6)
    first = f"{monday.day}{'er' if monday.day == 1 else ''}"
    if monday.month != sunday.month:
        first += f" {MONTHS[monday.month - 1]}"
    if monday.year != sunday.year:
        first += f" {monday.year}"
    last = f"{sunday.day}{'er' if sunday.day == 1 else ''} {MONTHS[sunday.month - 1]} {sunday.year}"
    return f"semaine {monday.isocalendar().week}, du {first} au {last}"
