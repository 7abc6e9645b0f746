"""A draft beside what is in force: what would move, come in or lose its place, for each worker, at what price.

A visit that begins up to a quarter of an hour after the hour its family was told has not moved.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.rounds.wording import day_name, hour_of, lasting
from fieldvisit.weekplans import drafts, spans, standing
from fieldvisit.weekplans.cards import was
from fieldvisit.weekplans.setting import Setting
from fieldvisit.words import Choice


class Kind(Choice):
    MOVED = "moved", "déplacée"
    ADDED = "added", "ajoutée"
    REMOVED = "removed", "retirée"


@dataclass(frozen=True)
class Place:
    worker: uuid.UUID
    day: int
    start: int | None


@dataclass(frozen=True)
class Change:
    """``before``, ``after``: one place, or two for a visit à deux."""

    job: uuid.UUID
    kind: Kind
    before: tuple[Place, ...]
    after: tuple[Place, ...]


@dataclass(frozen=True)
class Move:
    job: uuid.UUID
    family: str
    kind: str
    sentence: str
    price: str = ""


@dataclass(frozen=True)
class WorkerDifference:
    worker: uuid.UUID
    name: str
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Difference:
    moved: int
    added: int
    removed: int
    same: int
    workers: tuple[WorkerDifference, ...]
    sentence: str


def compare(session: Session, actor: Actor, plan_id: uuid.UUID, today: date, now: datetime) -> Difference:
    """:raises Refusal: if the plan is not hers to look at"""
    here = drafts.of_plan(session, drafts.find(session, actor, plan_id), today, now)
    return said(here, changes(here))


def changes(here: Setting) -> list[Change]:
    """What publishing would write, in the order of the week."""
    starts, where = standing.starts(here.hours, here.plan), here.plan.where()
    found = []
    for id in here.jobs:
        if id in here.held or id not in here.hours.number:
            continue
        before = tuple(Place(one.worker, one.day, one.start) for one in here.force.get(id, ()))
        after = tuple(Place(*key, starts.get(key, {}).get(id)) for key in where.get(id, ()))
        kind = _kind(before, after)
        if kind is not None:
            found.append(Change(id, kind, before, after))
    return sorted(found, key=lambda one: ((one.after or one.before)[0].day, (one.after or one.before)[0].start or 0))


def _kind(before: tuple[Place, ...], after: tuple[Place, ...]) -> Kind | None:
    if not before:
        return Kind.ADDED if after else None
    if not after:
        return Kind.REMOVED
    if {(one.worker, one.day) for one in before} != {(one.worker, one.day) for one in after}:
        return Kind.MOVED
    return None if kept(before[0].start, after[0].start) else Kind.MOVED


def kept(told: int | None, start: int | None) -> bool:
    """Whether the hour that the family was told still holds; a visit that had none gets one."""
    return told is not None and start is not None and 0 <= start - told <= spans.TOLERANCE


def said(here: Setting, listed: list[Change]) -> Difference:
    names = {one.id: one.name for one in here.staff.accounts}
    by_worker: dict[uuid.UUID, list[Move]] = {}
    for one in listed:
        move = _move(here, one, names)
        for worker in dict.fromkeys(place.worker for place in (*one.after, *one.before)):
            by_worker.setdefault(worker, []).append(move)
    workers = tuple(
        WorkerDifference(one.id, one.name, tuple(by_worker[one.id]))
        for one in here.staff.accounts
        if one.id in by_worker
    )
    many = {kind: sum(one.kind is kind for one in listed) for kind in Kind}
    stands = sum(id in here.force for id in here.jobs) - many[Kind.MOVED] - many[Kind.REMOVED]
    words = [_many(many[kind], kind.label) for kind in Kind if many[kind]]
    sentence = f"{', '.join(words)}." if words else "Rien ne change de ce qui est publié."
    return Difference(many[Kind.MOVED], many[Kind.ADDED], many[Kind.REMOVED], stands, workers, sentence)


def _many(count: int, word: str) -> str:
    return f"{count} visite{'s' if count > 1 else ''} {word}{'s' if count > 1 else ''}"


def _move(here: Setting, one: Change, names: dict[uuid.UUID, str]) -> Move:
    before = was(one.before, names).removeprefix("était ")
    after = _where(one.after, names)
    sentence = {
        Kind.MOVED: f"{before} → {after}",
        Kind.ADDED: after,
        Kind.REMOVED: f"{before} : plus de place",
    }[one.kind]
    return Move(one.job, here.jobs[one.job].family, one.kind, sentence, _price(here, one))


def _where(places: tuple[Place, ...], names: dict[uuid.UUID, str]) -> str:
    if not places:
        return ""
    at = "" if places[0].start is None else f" {hour_of(places[0].start)}"
    return f"{day_name(places[0].day)}{at}, {' et '.join(names.get(one.worker, '') for one in places)}"


def _price(here: Setting, one: Change) -> str:
    """What the solver counts for moving what families were told."""
    costs = here.problem.costs
    if one.kind is not Kind.MOVED or one.job not in here.problem.published:
        return ""
    same = {(place.worker, place.day) for place in one.before} == {(place.worker, place.day) for place in one.after}
    return f"compté {lasting(costs.shifted if same else costs.moved)} de route"
