"""A month's statement in the words of the page: sums, and each session as a line."""

from typing import TypedDict

from fieldvisit.pages.office import french
from fieldvisit.statements.reading import Group, OrderGroup, Row, Statement, clock
from fieldvisit.statements.timesheet import Answer
from fieldvisit.tisf import hours


class RowLine(TypedDict):
    """``note``: why it is not an ordinary line of this month, or nothing."""

    key: str
    day: str
    made: str
    who: str
    time: str
    way: str
    note: str


class GroupLine(TypedDict):
    """``signature``: a sentence, ``unsigned`` if it is missing; ``answer``: the county's."""

    key: str
    title: str
    detail: str
    sums: str
    signature: str
    unsigned: bool
    answer: str
    rows: list[RowLine]


def told(sums: dict[str, int]) -> str:
    """« 12 h 30 facturées (12 h 22 exactes), 34,5 km, 21,39 € »."""
    exact = f"{hours.words(sums['minutes_billed'])} facturées ({hours.words(sums['minutes_exact'])} exactes)"
    return ", ".join([exact, *_way(sums["km_tenths"], sums["mileage_cents"])])


def by_order(found: Statement) -> list[GroupLine]:
    return [_order(group) for group in found.by_order]


def by_worker(found: Statement) -> list[GroupLine]:
    return [_group(group, "", [_row(one, one.family) for one in group.rows]) for group in found.by_worker]


def _order(group: OrderGroup) -> GroupLine:
    counted = group.counted
    detail = f"{group.rows[0].family} – {group.funder} – {hours.words(counted.billed)} depuis le début de l’ordre"
    line = _group(group, detail, [_row(one, one.worker) for one in group.rows])
    said = group.said
    line["signature"], line["unsigned"] = group.signature, group.unsigned
    if said is not None and said.answer:
        line["answer"] = " : ".join(filter(None, [Answer(said.answer).label, said.answer_words]))
    return line


def _group(group: Group, detail: str, rows: list[RowLine]) -> GroupLine:
    return {
        "key": str(group.key),
        "title": group.title,
        "detail": detail,
        "sums": told(group.sums),
        "signature": "",
        "unsigned": False,
        "answer": "",
        "rows": rows,
    }


def _row(one: Row, who: str) -> RowLine:
    line = one.line
    done = line.started_at and line.ended_at
    return {
        "key": f"{line.session_id}{line.worker_id}{line.kind}",
        "day": french.short(line.day),
        "made": f"{clock(line.started_at)} – {clock(line.ended_at)}" if done else one.outcome,
        "who": who,
        "time": f"{hours.words(line.minutes_billed)} ({hours.words(line.minutes_exact)})",
        "way": ", ".join(_way(line.km_tenths, line.mileage_cents)),
        "note": one.remark,
    }


def _way(km_tenths: int, cents: int) -> list[str]:
    way = [f"{km_tenths / 10:g} km".replace(".", ",")] if km_tenths else []
    return way + ([f"{cents / 100:.2f} €".replace(".", ",")] if cents else [])
