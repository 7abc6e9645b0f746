"""The fortnight as the planning shows it: days across, one row for each worker, a block for each visit."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from fieldvisit.access import roles
from fieldvisit.access.account import Account
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act
from fieldvisit.schedule import visit
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.schedule.visit_type import VisitType

FORTNIGHT = 14
#: Colour and sign of a status: never colour alone.
TONES = {
    Status.DONE: ("done", "✓"),
    Status.ABSENT: ("warn", "∅"),
    Status.REFUSED: ("warn", "✕"),
    Status.POSTPONED: ("warn", "↷"),
    Status.CANCELLED: ("off", "✕"),
    Status.RUNNING: ("now", "●"),
    Status.ON_THE_WAY: ("now", "→"),
}


class Day(TypedDict):
    iso: str
    name: str
    number: str
    tone: str
    label: str
    holiday: str


class Block(TypedDict):
    id: str
    hour: str
    family: str
    kind: str
    tone: str
    sign: str
    label: str


class Cell(TypedDict):
    key: str
    tone: str
    blocks: list[Block]


class Row(TypedDict):
    worker_id: str
    name: str
    role: str
    cells: list[Cell]


def _tone(day: date, today: date) -> str:
    if day == today:
        return "today"
    return "off" if day.weekday() >= 5 or french.holiday(day) else "open"


def head(day: date, today: date) -> Day:
    holiday = french.holiday(day)
    label = french.long(day) + (f", férié : {holiday}" if holiday else "")
    name = french.DAYS[day.weekday()][:3]
    return {
        "iso": day.isoformat(),
        "name": name,
        "number": str(day.day),
        "tone": _tone(day, today),
        "label": label,
        "holiday": holiday,
    }


def rows(act: Act, staff: Iterable[Account], days: list[date], listed: list[tuple[Visit, str]]) -> list[Row]:
    blocks: dict[tuple[uuid.UUID, date], list[Block]] = {}
    kinds = visit.types_shown(act.session, act.actor, [one for one, _ in listed], act.today)
    for one, family in listed:
        blocks.setdefault((one.worker_id, one.planned_on), []).append(_block(one, family, kinds[one.id]))
    return [
        {
            "worker_id": str(worker.id),
            "name": worker.name,
            "role": roles.LABELS[worker.role],
            "cells": [
                {
                    "key": f"{worker.id}{day}",
                    "tone": _tone(day, act.today),
                    "blocks": blocks.get((worker.id, day), []),
                }
                for day in days
            ],
        }
        for worker in staff
    ]


def _block(one: Visit, family: str, kind: VisitType) -> Block:
    status = Status(one.status)
    tone, sign = TONES.get(status, ("planned", ""))
    hour = french.hour(one.planned_at)
    return {
        "id": str(one.id),
        "hour": hour or "–",
        "family": family.removeprefix("Famille "),
        "kind": kind.short,
        "tone": tone,
        "sign": sign,
        "label": f"{french.long(one.planned_on)} {hour}, {family}, {kind.label}, {status.label}",
    }
