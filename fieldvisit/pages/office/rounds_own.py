"""A worker's own order of a day, in words: each family with the hour it was told, and what became of it."""

from fieldvisit.calendars.free import PARIS
from fieldvisit.weekplans import week
from fieldvisit.weekplans.shown import OwnStep, WorkerDay
from fieldvisit.words import french_date


def steps(one: WorkerDay) -> list[str]:
    """« Durand : 14 h 00, faite à 9 h 10 »: what was told to the family first, then what she does."""
    return [", ".join(filter(None, [_planned(each), _done(each)])) for each in one.own]


def _planned(each: OwnStep) -> str:
    family = each.family.removeprefix("Famille ")
    return family if each.planned is None else f"{family} : {week.clock(each.planned)}"


def _done(each: OwnStep) -> str:
    if not each.state:
        return "à faire"
    return each.state if each.began is None else f"{each.state} à {week.clock(each.began)}"


def heard(one: WorkerDay) -> str:
    """« entendu le 23/11/2026 à 9 h 12 »."""
    if one.heard is None:
        return ""
    at = one.heard.astimezone(PARIS)
    return f"entendu le {french_date(at.date())} à {week.clock(at.hour * 60 + at.minute)}"
