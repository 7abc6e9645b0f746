"""What « Calendrier » shows, from what the rooms tell: absences, hours, visits to give to somebody else."""

import re
from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from fieldvisit.access.permission import Permission
from fieldvisit.calendars import absence, school, working
from fieldvisit.calendars.absence import Absence, Why
from fieldvisit.calendars.working import WorkingPattern
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act
from fieldvisit.schedule.handing import Candidate, Touched
from fieldvisit.words import french_date

#: « 8h30-12h 13h30-17h30 », « 08:30–12:00, 13:30–17:30 »: as people write them.
HOUR = r"(\d{1,2})(?: ?[h:](\d{2})?)?(?!\d)"
SPAN = re.compile(rf"{HOUR}\s*(?:-|–|à)\s*{HOUR}")


class AbsenceLine(TypedDict):
    id: str
    days: str
    why: str
    note: str


class HoursLine(TypedDict):
    """``a``, ``b``: the hours of this weekday in both weeks, as they are typed."""

    code: str
    name: str
    a: str
    b: str


class PatternLine(TypedDict):
    since: str
    words: str


class Choice(TypedDict):
    value: str
    label: str


class Person(TypedDict):
    id: str
    name: str
    facts: str


class Given(TypedDict):
    """A visit to give to somebody else."""

    id: str
    day: str
    family: str
    kind: str
    worker: str
    candidates: list[Person]


def absence_line(one: Absence) -> AbsenceLine:
    return {"id": str(one.id), "days": absence.days(one), "why": Why(one.why).label, "note": one.note}


def hours_lines(pattern: WorkingPattern | None) -> list[HoursLine]:
    week = pattern.week if pattern else working.USUAL
    week_b = pattern.week_b if pattern and pattern.every == 2 else week
    return [
        {"code": str(number), "name": name.capitalize(), "a": _typed(week, number), "b": _typed(week_b, number)}
        for number, name in enumerate(working.DAYS, start=1)
    ]


def pattern_line(one: WorkingPattern) -> PatternLine:
    until = f" jusqu’au {french_date(one.until)}" if one.until else ""
    words = _week(one.week) if one.every == 1 else f"Semaine A : {_week(one.week)} – semaine B : {_week(one.week_b)}"
    return {"since": f"Depuis le {french_date(one.since)}{until}", "words": words}


def typed_week(form: dict, letter: str) -> dict[str, list]:
    """The hours typed for each weekday.

    :raises working.Invalid: with the day whose hours cannot be read
    """
    week = {}
    for number, name in enumerate(working.DAYS, start=1):
        words = str(form.get(f"{letter}{number}", "")).strip()
        week[str(number)] = [_span(*found) for found in SPAN.findall(words)]
        if re.sub(r"[\s,;/&+]|\bet\b", "", SPAN.sub(" ", words)):
            raise working.Invalid(f"Le {name}, les heures s’écrivent ainsi : 08:30–12:00, 13:30–17:30.")
    return week


def given(one: Touched) -> Given:
    hour = f" à {french.hour(one.visit.planned_at)}" if one.visit.planned_at else ", heure à fixer"
    return {
        "id": str(one.visit.id),
        "day": f"{french.long(one.visit.planned_on).capitalize()}{hour}",
        "family": one.family,
        "kind": one.kind.short,
        "worker": one.worker,
        "candidates": [_candidate(each) for each in one.candidates],
    }


def day_of(text: object, what: str) -> date:
    """:raises absence.Invalid: saying which day is missing"""
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise absence.Invalid(f"Indiquez {what}.") from error


def _candidate(one: Candidate) -> Person:
    facts = ["suit la famille"] if one.follows else []
    facts += [] if one.same_sector else ["autre secteur"]
    facts.append(f"{one.busy} visite{'s' if one.busy > 1 else ''} ce jour" if one.busy else "journée libre")
    return {"id": str(one.account.id), "name": one.account.name, "facts": ", ".join(facts)}


def _typed(week: dict, number: int) -> str:
    return ", ".join(f"{begin}–{end}" for begin, end in week.get(str(number), []))


def _week(week: dict) -> str:
    """« lun., mar. 08:30–12:00; mer. … »: days with the same hours together."""
    groups: dict[str, list[str]] = {}
    for number, name in enumerate(working.DAYS, start=1):
        if words := _typed(week, number):
            groups.setdefault(words, []).append(name[:3] + ".")
    return " ; ".join(f"{', '.join(names)} {words}" for words, names in groups.items()) or "ne travaille pas"


def _span(hour: str, minute: str, until: str, until_minute: str) -> list[str]:
    return [f"{int(hour):02d}:{minute or '00'}", f"{int(until):02d}:{until_minute or '00'}"]


def choices(people: Iterable, mine: str) -> list[Choice]:
    listed = [{"value": str(one.id), "label": one.name} for one in people]
    return sorted(listed, key=lambda one: one["value"] != mine)


def no_longer_covered(families: int) -> str:
    return f" {families} familles ne sont plus confiées." if families > 1 else ""


def school_said(act: Act) -> str:
    """What is missing of the school holidays, for whoever can ask for the import."""
    if not Permission("planning_mission", "W").admits(act.actor):
        return ""
    known = school.known_until(act.session)
    if known is None or known < act.today:
        return "Les vacances scolaires ne sont pas importées : demandez-le à l’administrateur technique."
    return ""
