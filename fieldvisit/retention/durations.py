"""From which day a file may go into the intermediate archive, and from which it may be eliminated (domain §1.6).

Nothing is read from the database here, and no day is today: the same facts give the same days.
"""

import json
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "durations.json"
#: A century: what is longer was mistyped.
MOST = 100


@dataclass(frozen=True)
class Durations:
    """Years, but for ``kept_months``: after how long what a person kept is proposed again.

    ``contact_years``: after the last contact (CNIL, social sector). ``child_active_years``, ``child_archive_years``:
    birthdays of a child, the 6th and 2 years, and the 28th. ``invoice_years``: of the hours of family workers.
    ``protection_years``: after the last act of child protection; None: such a file is never offered.
    """

    contact_years: int
    child_active_years: int
    child_archive_years: int
    invoice_years: int
    protection_years: int | None
    kept_months: int


@dataclass(frozen=True)
class Traces:
    """What the days are counted from. ``births``: of every child, and of one expected its due date.

    ``social``: whether a family worker's order was ever written; ``protected_on``: the last act of child protection.
    ``undated``: whether a child or a pregnancy has no date at all.
    """

    births: tuple[date, ...] = ()
    last_contact: date | None = None
    social: bool = False
    protected_on: date | None = None
    undated: bool = False


@dataclass(frozen=True)
class Due:
    """First days; None: never, as things stand. ``why``: the rule that lasts longest, in words, for each."""

    archive_on: date | None = None
    eliminate_on: date | None = None
    archive_why: str = ""
    eliminate_why: str = ""


@cache
def read(path: Path | None = None) -> Durations:
    """The shipped durations, with those of the county's file in their place.

    :raises ValueError: for a name or a number that cannot be meant: a duration mistyped must not let anything go
    """
    told = {k: v for k, v in json.loads(SHIPPED.read_text(encoding="utf-8")).items() if k != "note"}
    if path is not None:
        told |= {k: v for k, v in json.loads(path.read_text(encoding="utf-8")).items() if k != "note"}
    for name, value in told.items():
        fits = type(value) is int and 1 <= value <= MOST
        if name not in {one.name for one in fields(Durations)} or not (fits or (name, value) == _UNSAID):
            raise ValueError(f"FIELDVISIT_RETENTION: {name}: {value!r}")
    return Durations(**told)


_UNSAID = ("protection_years", None)


def years_after(day: date, years: int) -> date:
    """The same day of a later year; of a 29 February, where there is none, 1 March: the later one."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def due(traces: Traces, kept: Durations) -> Due:
    """The file is the household: its youngest child and its longest rule decide.

    The day itself is the first on which it may go: a child's 28th birthday, two years to the day after a contact.
    """
    if traces.undated or traces.last_contact is None:
        return Due()
    if traces.protected_on is not None and kept.protection_years is None:
        return Due()
    contact = traces.last_contact
    archive = [(years_after(contact, kept.contact_years), f"{_years(kept.contact_years)} après le dernier contact")]
    final = list(archive)
    for born in traces.births:
        for each, years in ((archive, kept.child_active_years), (final, kept.child_archive_years)):
            each.append((years_after(born, years), f"{years} ans du plus jeune enfant"))
    if traces.social:
        until = years_after(contact, kept.invoice_years)
        final.append((until, f"{_years(kept.invoice_years)} après la dernière intervention"))
    if traces.protected_on is not None:
        until = years_after(traces.protected_on, kept.protection_years)
        for each in (archive, final):
            each.append((until, f"{_years(kept.protection_years)} après la fin de la protection de l’enfance"))
    active, last = max(archive), max(*archive, *final)
    return Due(active[0], last[0], active[1], last[1])


def _years(count: int) -> str:
    return "1 an" if count == 1 else f"{count} ans"
