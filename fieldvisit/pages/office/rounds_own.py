"""A worker's own order of a day, in words: each family with the hour it was told, and what became of it."""

from typing import TypedDict

from fieldvisit.calendars.free import PARIS
from fieldvisit.weekplans import week
from fieldvisit.weekplans.shown import OwnStep, WorkerDay

NO_BREAK = "\u00a0"


class OwnLine(TypedDict):
    """``told``: « prévue 14 h 00, faite à 9 h 10 »."""

    family: str
    told: str


def steps(one: WorkerDay) -> list[OwnLine]:
    """What was told to each family first, then what she does."""
    return [{"family": each.family.removeprefix("Famille "), "told": _told(each)} for each in one.own]


def _told(each: OwnStep) -> str:
    planned = "" if each.planned is None else f"prévue {_clock(each.planned)}"
    done = each.state or "à faire"
    return ", ".join(filter(None, [planned, done if each.began is None else f"{done} à {_clock(each.began)}"]))


def _clock(minutes: int) -> str:
    """Never broken over two lines."""
    return week.clock(minutes).replace(" ", NO_BREAK)


def heard(one: WorkerDay) -> str:
    """« entendu le 23/11 à 9 h 12 »."""
    if one.heard is None:
        return ""
    at = one.heard.astimezone(PARIS)
    return f"entendu le {at.day:02}/{at.month:02} à {_clock(at.hour * 60 + at.minute)}"
