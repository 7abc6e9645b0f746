"""A month's statement as a PDF, per order then per worker: set by typst."""

import json
from datetime import datetime
from pathlib import Path
from threading import local

import typst

from fieldvisit.exports.round_pdf import FONTS
from fieldvisit.exports.statement_facts import Facts, state
from fieldvisit.statements import months
from fieldvisit.statements.reading import Group, OrderGroup, Row, Statement, clock
from fieldvisit.statements.timesheet import Answer, Kind, Status
from fieldvisit.tisf import hours
from fieldvisit.words import french_date

HERE = Path(__file__).parent
TEMPLATE = HERE / "statement.typ"
NOT_CLOSED = "Relevé non clos : ses lignes peuvent encore changer, il ne vaut pas facture."
_thread = local()


def words(facts: Facts) -> dict:
    """All that the paper shows, as text."""
    told = facts.statement
    month = months.name(told.month)
    return {
        "title": f"Relevé mensuel – {month}",
        "to": f"{told.book.service} – secteur {told.sector}",
        "state": state(told),
        "alarm": "" if told.status is Status.CLOSED else NOT_CLOSED,
        "lines": [{"label": label, "value": value} for label, value in _summary(told) if value],
        "orders": [_order(facts, group) for group in told.by_order],
        "workers": [_group(facts, group, [one.family for one in group.rows]) for group in told.by_worker],
        "total": _sums(told.sums),
        "footer": f"Confidentiel – relevé mensuel – {told.book.service} – {month}",
        "fonts": list(FONTS),
    }


def render(facts: Facts, now: datetime) -> bytes:
    return _compiled(facts, now, "pdf")


def pages(facts: Facts, now: datetime, ppi: float = 90) -> list[bytes]:
    """Its pages as PNG, for whoever checks how they look."""
    made = _compiled(facts, now, "png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _summary(told: Statement) -> list[tuple[str, str]]:
    sheet, sums = told.sheet, told.sums
    kinds = [row.line.kind for row in told.rows]
    return [
        ("Séances et corrections", _count(len(told.rows), "ligne")),
        ("Heures facturées", f"{_hours(sums['minutes_billed'])} (temps exact : {_hours(sums['minutes_exact'])})"),
        ("Déplacements", f"{_km(sums['km_tenths'])} km, {_hours(sums['travel_minutes'])} de trajet"),
        ("Indemnités kilométriques", _euros(sums["mileage_cents"])),
        ("Corrections de mois clos", _count(kinds.count(Kind.CORRECTION), "ligne")),
        ("Séances tardives", _count(kinds.count(Kind.LATE), "ligne")),
        ("À signer par les familles", _unsigned(told)),
        ("Validé", _by(told.validated_by, sheet.validated_at if sheet else None)),
        ("Clos", _by(told.closed_by, sheet.closed_at if sheet else None)),
    ]


def _count(found: int, what: str) -> str:
    """Nothing where there is none: its line is left out."""
    return f"{found} {what}{'s' if found > 1 else ''}" if found else ""


def _unsigned(told: Statement) -> str:
    return ", ".join(group.title for group in told.by_order if group.unsigned)


def _by(name: str, at: datetime | None) -> str:
    return f"par {name} le {french_date(hours.day(at))}" if name and at else ""


def _order(facts: Facts, group: OrderGroup) -> dict:
    told = _group(facts, group, [one.worker for one in group.rows])
    answer = f"Département : {Answer(group.said.answer).label.lower()}." if group.said and group.said.answer else ""
    granted = f"{_hours(group.counted.billed)} faites depuis le début, {_hours(group.order.minutes_granted)} accordées"
    detail = [f"Dossier {group.rows[0].family}", group.funder, granted]
    return told | {"detail": " – ".join(filter(None, detail)), "notes": [*filter(None, (group.signature, answer))]}


def _group(facts: Facts, group: Group, who: list[str]) -> dict:
    """``who``: of each row, the worker or the family, whichever its part is not about."""
    return {
        "title": group.title,
        "detail": "",
        "rows": [_row(facts, row, name) for row, name in zip(group.rows, who, strict=True)],
        "sums": _sums(group.sums),
        "notes": [],
    }


def _row(facts: Facts, row: Row, who: str) -> dict:
    line, planned = row.line, facts.planned_of(row)
    begun = f"{clock(line.started_at)} – {clock(line.ended_at)}" if line.started_at and line.ended_at else ""
    return {
        "cells": [
            french_date(line.day), begun, who, row.outcome, "" if planned is None else str(planned),
            _signed(str(line.minutes_exact)), _signed(str(line.minutes_billed)), _km(line.km_tenths),
            _euros(line.mileage_cents),
        ],
        "remark": row.remark,
    }  # fmt: skip


def _sums(sums: dict[str, int]) -> list[str]:
    return [
        _hours(sums["minutes_exact"]), _hours(sums["minutes_billed"]), _km(sums["km_tenths"]),
        _euros(sums["mileage_cents"]),
    ]  # fmt: skip


def _hours(minutes: int) -> str:
    return hours.words(minutes) if minutes else "0 h"


def _km(tenths: int) -> str:
    return _signed(f"{tenths / 10:.1f}")


def _euros(cents: int) -> str:
    return _signed(f"{cents / 100:.2f} €")


def _signed(number: str) -> str:
    """As it is printed in French: « −2,5 »."""
    return number.replace(".", ",").replace("-", "−")


def _compiled(facts: Facts, now: datetime, kind: str, **options):
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(str(TEMPLATE), root=str(HERE), ignore_system_fonts=True)
    return _thread.compiler.compile(
        format=kind,
        sys_inputs={"statement": json.dumps(words(facts), ensure_ascii=False)},
        timestamp=now.replace(microsecond=0),
        **options,
    )
