"""The paper round as a PDF, A4, black on white: set by typst with the fonts of its own package, without network.

What is printed goes in as JSON and is set as text: a family named « #import » is a name, not an order.
"""

import json
from datetime import datetime
from pathlib import Path
from threading import local
from zoneinfo import ZoneInfo

import typst

from fieldvisit.exports.round_sheet import Call, RoundSheet

PARIS = ZoneInfo("Europe/Paris")
TEMPLATE = Path(__file__).parent / "round.typ"
FONTS = ("Libertinus Serif", "New Computer Modern", "DejaVu Sans Mono")
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre")
MONTHS += ("décembre",)
#: Lines for notes on each visit: up to four visits stand two by two on a page, more of them three by three.
NOTE_LINES, FEWER_LINES, FEW = 7, 3, 4

_thread = local()


def render(sheet: RoundSheet) -> bytes:
    """The PDF of a round."""
    return _compiled(sheet, "pdf")


def pages(sheet: RoundSheet, ppi: float = 110) -> list[bytes]:
    """Its pages as PNG, for whoever checks how they look."""
    made = _compiled(sheet, "png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _compiled(sheet: RoundSheet, kind: str, **options):
    told = {"round": json.dumps(_words(sheet), ensure_ascii=False)}
    return _compiler().compile(
        format=kind, sys_inputs=told, timestamp=sheet.printed_at.replace(microsecond=0), **options
    )


def _compiler() -> typst.Compiler:
    """One for each thread: finding the fonts costs more than setting a page."""
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), ignore_system_fonts=True)
    return _thread.compiler


def _words(sheet: RoundSheet) -> dict:
    lines = NOTE_LINES if sum(not one.outcome for one in sheet.calls) <= FEW else FEWER_LINES
    day = f"{DAYS[sheet.on.weekday()]} {'1er' if sheet.on.day == 1 else sheet.on.day} {MONTHS[sheet.on.month - 1]}"
    return {
        "title": f"Tournée du {day} {sheet.on.year}",
        "sector": sheet.sector,
        "who": f"{sheet.worker} – {sheet.role}",
        "printed": f"Imprimée par {sheet.printed_by} le {_moment(sheet.printed_at)}.",
        "fonts": list(FONTS),
        "calls": [_call(one, lines) for one in sheet.calls],
    }


def _call(one: Call, lines: int) -> dict:
    return {
        "hour": one.hour or "– –",
        "family": one.family,
        "kind": f"{one.kind}, {one.minutes}" + (f" – {one.number}" if one.number not in one.family else ""),
        "outcome": one.outcome,
        "address": one.address,
        "phone": one.phone,
        "access": one.access,
        "safety": one.safety,
        "language": one.language,
        "persons": " · ".join(one.persons),
        "last": one.last,
        "children": list(one.children),
        "lines": lines,
    }


def _moment(instant: datetime) -> str:
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %H:%M}"
