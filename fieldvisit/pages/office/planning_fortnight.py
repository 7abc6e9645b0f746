"""The fortnight as the planning shows it: days across, one row for each worker, a block for each visit."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import TypedDict

from sqlmodel import Session

from fieldvisit.access import roles
from fieldvisit.access.account import Account
from fieldvisit.calendars import absence, free, school, team
from fieldvisit.calendars.absence import Absence, Half, Why
from fieldvisit.licences import visit as outside
from fieldvisit.licences.visit import Busy
from fieldvisit.pages.office import french
from fieldvisit.pages.office.desk import Act
from fieldvisit.schedule import visit
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.schedule.visit_type import VisitType
from fieldvisit.schools import sessions as school_sessions
from fieldvisit.schools.sessions import SchoolSession

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


class Strip(TypedDict):
    """Some days in a row under the head: school holidays, or nothing. ``span``: how many days."""

    key: str
    label: str
    span: int


class Mark(TypedDict):
    """An absence on one day. ``text``: what fits; ``label``: the whole."""

    key: str
    text: str
    label: str


class Block(TypedDict):
    """A visit. One outside families has no ``id``; ``href`` only for who may open its file."""

    id: str
    href: str
    hour: str
    family: str
    kind: str
    tone: str
    sign: str
    label: str


class Cell(TypedDict):
    key: str
    tone: str
    said: str
    marks: list[Mark]
    blocks: list[Block]


class Row(TypedDict):
    worker_id: str
    name: str
    role: str
    cells: list[Cell]


def _tone(day: date, today: date) -> str:
    if day == today:
        return "today"
    if day.weekday() >= 5:
        return "off"
    return "holiday" if french.holiday(day) else "open"


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


def strips(session: Session, days: list[date]) -> list[Strip]:
    """The school holidays of these days, each as wide as it lasts; empty if there are none."""
    listed = school.between(session, days[0], days[-1])
    found: list[Strip] = []
    for day in days if listed else ():
        label = school.on(listed, day)
        if found and found[-1]["label"] == label:
            found[-1]["span"] += 1
        else:
            found.append({"key": f"{label}{day}", "label": label, "span": 1})
    return found


def rows(act: Act, staff: Iterable[Account], days: list[date], listed: list[tuple[Visit, str]]) -> list[Row]:
    blocks: dict[tuple[uuid.UUID, date], list[Block]] = {}
    kinds = visit.types_shown(act.session, act.actor, [one for one, _ in listed], act.today)
    for one, family in listed:
        blocks.setdefault((one.worker_id, one.planned_on), []).append(_block(one, family, kinds[one.id]))
    staff = list(staff)
    for one in outside.busy(act.session, act.actor, [each.id for each in staff], days[0], days[-1]):
        blocks.setdefault((one.visit.worker_id, one.visit.planned_on), []).append(_taken(one))
    ids = {each.id for each in staff}
    for held in school_sessions.between(act.session, ids, days[0], days[-1]):
        for worker_id in ids.intersection(held.team):
            blocks.setdefault((worker_id, held.held_on), []).append(_at_school(held, act))
    for each in blocks.values():
        each.sort(key=lambda block: block["hour"] if block["hour"] != "–" else "")
    known = free.days(act.session, [one.id for one in staff], days[0], days[-1])
    planned = team.planned_by(act.session, act.actor)
    return [
        {
            "worker_id": str(worker.id),
            "name": worker.name,
            "role": roles.LABELS[worker.role],
            "cells": [
                cell(worker.id, day, act, planned, blocks.get((worker.id, day.on), [])) for day in known[worker.id]
            ],
        }
        for worker in staff
    ]


def cell(
    worker_id: uuid.UUID, day: free.Day, act: Act, planned: frozenset[uuid.UUID], blocks: list[Block] = ()
) -> Cell:
    """One day of one worker; why she is away is told to whom it concerns only."""
    tone, said = _tone(day.on, act.today), ""
    knows = absence.knows_why(act.actor, planned, worker_id)
    if any(one.half == Half.DAY for one in day.absences):
        tone = "away"
    elif tone == "open" and day.pattern is not None and not day.usual:
        tone, said = "rest", "Ne travaille pas"
    return {
        "key": f"{worker_id}{day.on}",
        "tone": tone,
        "said": said,
        "marks": [_mark(one, knows) for one in day.absences],
        "blocks": list(blocks),
    }


def _mark(one: Absence, knows: bool) -> Mark:
    why = Why(one.why).label if knows else "Absence"
    part = {Half.MORNING: " (matin)", Half.AFTERNOON: " (après-midi)"}.get(Half(one.half), "")
    note = f" – {one.note}" if knows and one.note else ""
    return {
        "key": str(one.id),
        "text": why.removesuffix(" absence") + part,
        "label": f"{why} {absence.days(one)}{note}",
    }


def _taken(one: Busy) -> Block:
    """A visit outside families: that she is taken, and whose it is only to who may know."""
    status, hour = outside.Status(one.visit.status), french.hour(one.visit.planned_at)
    done = status == outside.Status.DONE
    name, kind = one.holder or "Indisponible", "Agrément" if one.licence_id else ""
    return {
        "id": "",
        "href": f"/agrements/{one.licence_id}" if one.licence_id else "",
        "hour": hour or "–",
        "family": name,
        "kind": kind,
        "tone": "done" if done else "outside",
        "sign": "✓" if done else "",
        "label": f"{french.long(one.visit.planned_on)} {hour}, {name}" + (f", {kind}, {status.label}" if kind else ""),
    }


def _at_school(held: SchoolSession, act: Act) -> Block:
    """A session at a school: where it is, to who may open it."""
    hour = french.hour(held.starts_at)
    opened = school_sessions.may_open(act.actor.role) and held.sector_id in act.actor.sectors
    done = held.status == school_sessions.Status.CLOSED
    name, kind = (held.school, "Bilans école") if opened else ("Indisponible", "")
    return {
        "id": "",
        "href": f"/bilans-ecole/{held.id}" if opened and school_sessions.may_prepare(act.actor.role) else "",
        "hour": hour or "–",
        "family": name,
        "kind": kind,
        "tone": "done" if done else "outside",
        "sign": "✓" if done else "",
        "label": ", ".join(filter(None, (f"{french.long(held.held_on)} {hour}".strip(), name, kind))),
    }


def _block(one: Visit, family: str, kind: VisitType) -> Block:
    status = Status(one.status)
    tone, sign = TONES.get(status, ("planned", ""))
    hour = french.hour(one.planned_at)
    return {
        "id": str(one.id),
        "href": "",
        "hour": hour or "–",
        "family": family.removeprefix("Famille "),
        "kind": kind.short,
        "tone": tone,
        "sign": sign,
        "label": f"{french.long(one.planned_on)} {hour}, {family}, {kind.label}, {status.label}",
    }
