"""The board as the browser gets it: words and percentages of the day, worked out here once.

Why a family comes first is not among them: the panel asks for it, and that is journaled.
"""

from typing import TypedDict

from fieldvisit.pages.office import french, rounds_own
from fieldvisit.weekplans import shown, week
from fieldvisit.weekplans.shown import Board, Card, Row, Totals, Waiting, WorkerDay

#: The scale of a day, minutes after midnight, when nobody's shift goes beyond it (domain §8.1).
OPENS, CLOSES = 8 * 60, 17 * 60 + 30
HOUR = 60
CHANGED = {"moved": "déplacée", "new": "nouvelle"}


class Head(TypedDict):
    day: int
    name: str
    label: str
    tone: str
    note: str
    past: bool


class Block(TypedDict):
    """A visit at its place. ``left``, ``width``, ``way``, ``way_left``: percentages of the scale, as CSS has them."""

    job: str
    family: str
    kind: str
    city: str
    hour: str
    words: str
    sign: str
    look: str
    label: str
    movable: bool
    pinned: bool
    rank: str
    left: str
    width: str
    way_left: str
    way: str


class Cell(TypedDict):
    """One worker's day. ``open_left``, ``open``: her shift on the scale; ``lunch_left``, ``lunch``: her break."""

    key: str
    worker: str
    day: int
    label: str
    look: str
    away: str
    pinned: bool
    has_cards: bool
    may_pin: bool
    sums: str
    broken: str
    own: list[rounds_own.OwnLine]
    heard: str
    open_left: str
    open: str
    lunch_left: str
    lunch: str
    blocks: list[Block]


class Line(TypedDict):
    worker: str
    name: str
    role: str
    base: str
    sums: str
    mark: str
    cells: list[Cell]


class Unplaced(TypedDict):
    job: str
    family: str
    what: str
    city: str
    band: str
    band_label: str
    when: str
    late: bool
    was: str
    look: str
    label: str


class Tick(TypedDict):
    left: str
    label: str


def lasting(minutes: int) -> str:
    """« 45 min », « 2 h », « 1 h 05 »."""
    hours, rest = divmod(int(minutes), HOUR)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


def heads(whole: Board) -> list[Head]:
    return [_head(one, whole) for one in whole.heads if one.shown]


def _head(one: shown.Head, whole: Board) -> Head:
    tone = "holiday" if one.holiday else "past" if one.past else "open"
    return {
        "day": one.day,
        "name": one.label,
        "label": french.long(one.date) + (f", férié : {one.holiday}" if one.holiday else ""),
        "tone": tone,
        "note": " · ".join(filter(None, [one.holiday, one.school])),
        "past": one.past,
    }


def scale(whole: Board) -> tuple[int, int]:
    """From the first hour to the last that anyone works or drives, whole hours, never less than the office's day."""
    days = [one for row in whole.rows for one in row.days]
    begins = [one.begin for one in days if one.begin is not None]
    begins += [card.begin - card.travel for one in days for card in one.cards]
    ends = [one.end for one in days if one.end is not None] + [card.end for one in days for card in one.cards]
    first, last = min([OPENS, *begins]), max([CLOSES, *ends])
    return first // 30 * 30, -(-last // 30) * 30


def ticks(first: int, last: int) -> list[Tick]:
    hours = range(-(-first // HOUR) * HOUR, last, HOUR)
    return [{"left": _part(at - first, last - first), "label": f"{at // HOUR} h"} for at in hours]


def lines(whole: Board) -> list[Line]:
    first, last = scale(whole)
    shown = {one.day for one in whole.heads if one.shown}
    past = {one.day for one in whole.heads if one.past}
    return [_line(row, at, shown, past, (first, last), whole.mine) for at, row in enumerate(whole.rows)]


def _line(row: Row, at: int, shown: set[int], past: set[int], ends: tuple[int, int], mine: bool) -> Line:
    return {
        "worker": str(row.worker),
        "name": row.name,
        "role": row.role,
        "base": row.base + (" (approché)" if row.approximate_base else ""),
        "sums": sums(row.totals),
        "mark": str(at % 8),
        "cells": [_cell(one, row.name, one.day in past, ends, mine) for one in row.days if one.day in shown],
    }


def sums(all_of: Totals) -> str:
    if not all_of.visits:
        return ""
    many = "visites" if all_of.visits > 1 else "visite"
    return f"{all_of.visits} {many} · {all_of.km:.0f} km · {lasting(all_of.driving)} de route"


def _cell(one: WorkerDay, name: str, past: bool, ends: tuple[int, int], mine: bool) -> Cell:
    first, last = ends
    span = last - first
    works = one.begin is not None and one.end is not None
    hours = f"{week.clock(one.begin)} – {week.clock(one.end)}" if works else one.away or "ne travaille pas"
    look = ["rd-cell", *(["rd-off"] if not works else []), *(["rd-past"] if past else [])]
    look += [*(["rd-pinned"] if one.pinned else []), *(["rd-broken"] if one.broken else [])]
    return {
        "key": f"{one.worker}{one.day}",
        "worker": str(one.worker),
        "day": one.day,
        "label": f"{name}, {french.DAYS[one.day]}, {hours}",
        "look": " ".join(look),
        "away": one.away,
        "pinned": one.pinned,
        "has_cards": bool(one.cards),
        "may_pin": mine and bool(one.cards) and not past,
        "sums": _day_sums(one),
        "broken": " ".join(one.broken),
        "own": rounds_own.steps(one),
        "heard": rounds_own.heard(one),
        "open_left": _part((one.begin or first) - first, span),
        "open": _part(one.end - one.begin, span) if works else "0%",
        "lunch_left": _part(one.lunch_begin - first, span) if one.lunch_minutes else "0%",
        "lunch": _part(one.lunch_minutes, span),
        "blocks": [_block(card, first, span, mine, past) for card in one.cards],
    }


def _day_sums(one: WorkerDay) -> str:
    if not one.cards:
        return ""
    of = one.totals
    return f"{of.km:.0f} km · route {lasting(of.driving)} · libre {lasting(of.free)}"


def _block(card: Card, first: int, span: int, mine: bool, past: bool) -> Block:
    movable = mine and not card.fixed and not past
    look = ["rd-block", f"rd-b{card.band}", *(["rd-fixed"] if card.fixed else [])]
    look += [*(["rd-lock"] if card.pinned else []), *([f"rd-{card.state}"] if card.state in CHANGED else [])]
    hour = week.clock(card.begin)
    notes = [card.fixed, "verrouillée" if card.pinned else "", CHANGED.get(card.state, "")]
    notes += [f"à deux avec {card.other}" if card.other else "à deux" if card.together else ""]
    notes += ["adresse approchée" if card.approximate else ""]
    said = [f"{hour} à {week.clock(card.end)}", card.family, card.kind_label, card.city, card.band_label, *notes]
    return {
        "job": str(card.job),
        "family": card.family.removeprefix("Famille "),
        "kind": card.kind,
        "city": card.city,
        "hour": hour,
        "words": " · ".join(filter(None, [card.kind, *notes])),
        "sign": f"P{card.band} ≈" if card.approximate else f"P{card.band}",
        "look": " ".join(look),
        "label": ", ".join(filter(None, said)),
        "movable": movable,
        "pinned": card.pinned,
        "rank": str(card.rank),
        "left": _part(card.begin - first, span),
        "width": _part(card.end - card.begin, span),
        "way_left": _part(card.begin - card.travel - first, span),
        "way": _part(card.travel, span),
    }


def tray(whole: Board) -> list[Unplaced]:
    return [_unplaced(one) for one in whole.tray]


def _unplaced(one: Waiting) -> Unplaced:
    what = f"{one.kind} · {lasting(one.minutes)}" + (" · à deux" if one.together else "")
    return {
        "job": str(one.job),
        "family": one.family.removeprefix("Famille "),
        "what": what,
        "city": one.city + (" (adresse approchée)" if one.approximate else ""),
        "band": f"P{one.band}",
        "band_label": one.band_label,
        "when": ", ".join(filter(None, ["en retard" if one.late else "", one.due, one.wish])),
        "late": one.late,
        "was": one.was,
        "look": f"rd-wait rd-b{one.band}",
        "label": f"{one.family}, {one.kind_label}, {one.city}, {one.band_label}, {one.due}",
    }


def _part(minutes: float, span: int) -> str:
    return f"{max(0.0, minutes) / span * 100:.2f}%"
