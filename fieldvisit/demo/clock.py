"""Local hours of the Ain as instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.easter import easter

PARIS = ZoneInfo("Europe/Paris")
HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}


def instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, PARIS).astimezone(UTC)


def later(hour: time, minutes: int) -> time:
    return (datetime.combine(date.min, hour) + timedelta(minutes=minutes)).time()


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def main_monday(today: date) -> date:
    """Monday of the week that a demo is about: this one, or on a weekend the one that begins."""
    return monday(today + timedelta(days=2)) if today.weekday() >= 5 else monday(today)


def is_working(day: date) -> bool:
    """Neither a weekend nor one of the eleven national holidays."""
    easter_day = easter(day.year)
    moving = {easter_day + timedelta(days=after) for after in (1, 39, 50)}
    return day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS and day not in moving


def working_days(start: date, weeks: int) -> list[date]:
    """Working days from the Monday of ``start``'s week on."""
    days = (monday(start) + timedelta(days=number) for number in range(7 * weeks))
    return [day for day in days if is_working(day)]
