"""Local hours of the Ain as instants."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")


def instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, PARIS).astimezone(UTC)


def later(hour: time, minutes: int) -> time:
    return (datetime.combine(date.min, hour) + timedelta(minutes=minutes)).time()


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def working_days(start: date, weeks: int) -> list[date]:
    """Monday to Friday, from the Monday of ``start``'s week."""
    return [monday(start) + timedelta(days=7 * week + day) for week in range(weeks) for day in range(5)]
