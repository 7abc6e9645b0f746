"""« À faire »: a line as it is read, with its window in words and the button that opens it."""

from datetime import date, timedelta
from typing import TypedDict

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.due import criteria
from fieldvisit.due.listed import Line, What
from fieldvisit.pages.office import french
from fieldvisit.schedule import visit_type
from fieldvisit.tasks.task import Kind

TONES = {1: "alarm", 2: "warn", 3: "sea", 4: "plain"}
#: Since when a window has been open no longer tells anything.
LONG_AGO = timedelta(days=31)
SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)


class Row(TypedDict):
    """``act``: what its button says, "" where nothing can be done; ``href``: where another page does it."""

    key: str
    family_id: str
    family: str
    city: str
    child: str
    label: str
    window: str
    late: bool
    band: str
    tone: str
    chosen: str
    reasons: list[str]
    worker: str
    act: str
    href: str
    aria: str


def row(line: Line, actor: Actor, today: date, births: str) -> Row:
    """``births``: address of the page that assigns notices, if this reader has it."""
    late = is_late(line, today)
    act = act_of(line, actor)
    child = named(line.who, line.born, today)
    return {
        "key": line.key,
        "family_id": str(line.family_id) if line.family_id else "",
        "family": line.family or "Secteur",
        "city": line.city,
        "child": child,
        "label": line.label,
        "window": window(line, today),
        "late": late,
        "band": criteria.LABELS[line.band] if line.family_id else "",
        "tone": TONES[line.band],
        "chosen": "fixée par la coordinatrice" if line.chosen and line.family_id else "",
        "reasons": list(line.reasons),
        "worker": line.worker or ("" if line.what is What.FAMILY else "Personne encore"),
        "act": act,
        "href": births if line.what is What.FAMILY and line.code == Kind.ASSIGN else "",
        "aria": f"{act} : {line.label}, {line.family} {child}".strip(),
    }


def named(who: str, born: date | None, today: date) -> str:
    """« Adam, 3 mois », « Samira »"""
    return ", ".join(part for part in (who, french.age(born, today) if born else "") if part)


def act_of(line: Line, actor: Actor) -> str:
    """The word of its button."""
    if line.what is What.TASK:
        plans = line.kind and may_plan(line.kind, actor)
        return ("Programmer" if plans else "Clore") if line.may_close else ""
    if line.what is What.FAMILY:
        return "Affecter"
    return "Programmer" if line.visit_id is None and may_plan(line.kind, actor) else "Ouvrir"


def may_plan(kind: str, actor: Actor) -> bool:
    """Whether this reader plans visits, and this kind of visit."""
    writes = roles.right(actor.role, "planning_mission").write is not Reach.NONE
    return writes and visit_type.may_plan(actor.role, kind)


def is_late(line: Line, today: date) -> bool:
    return line.planned is None and line.late is not None and line.late < today


def window(line: Line, today: date) -> str:
    """« du 3 au 17 déc. », « jusqu’au 17 déc. », « en retard de 12 j », « programmée le 3 déc. »"""
    if line.planned is not None:
        return f"programmée le {day(line.planned, today)}"
    if is_late(line, today):
        return by(line.late, today)
    if line.what is What.FAMILY:
        return f"à voir avant le {day(line.due, today)}" if line.due else ""
    if line.what is What.TASK or line.opens is None:
        return by(line.due, today)
    if line.late is None and line.opens <= today:
        return f"depuis le {day(line.opens, today)}"
    return span(line.opens, line.late or line.due, today)


def by(last: date | None, today: date) -> str:
    """« avant le 3 déc. », « en retard de 12 j », or nothing."""
    if last is None:
        return ""
    return f"en retard de {(today - last).days} j" if last < today else f"avant le {day(last, today)}"


def span(first: date, last: date, today: date) -> str:
    """« du 3 au 17 déc. », « du 26 nov. au 7 déc. », « le 3 déc. »; « jusqu’au 7 déc. » when it opened long ago."""
    if today - first > LONG_AGO:
        return f"jusqu’au {day(last, today)}"
    if first >= last:
        return f"le {day(last, today)}"
    begin = french.ordinal(first) if (first.year, first.month) == (last.year, last.month) else day(first, today)
    return f"du {begin} au {day(last, today)}"


def day(one: date, today: date) -> str:
    """« 3 déc. », with its year when it is not this one or the next months'."""
    year = f" {one.year}" if abs((one - today).days) > 300 else ""
    return f"{french.ordinal(one)} {SHORT_MONTHS[one.month - 1]}{year}"
