"""A family's priority computed (domain §8.3): criteria met → points → band P1–P4; a coordinator may put another.

The points are for computing only: a screen shows the band, and why to whoever may know (``due/reasons.py``).
"""

import uuid
from collections.abc import Collection, Iterator
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, select

from fieldvisit import feed
from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.due import circumstances, criteria, records, weighing
from fieldvisit.due.band import USUAL, Priority, PriorityChoice, in_force
from fieldvisit.due.listing import FEED
from fieldvisit.families import household
from fieldvisit.families.age import PARIS
from fieldvisit.families.decision import reason_from
from fieldvisit.families.household import SECTOR_IS_CARE, Household
from fieldvisit.tasks import tasks
from fieldvisit.tisf import order_warnings
from fieldvisit.words import Refusal

__all__ = ["in_force", "Priority", "PriorityChoice", "bands", "choose", "history", "refresh", "resume"]
#: How many families are looked at together: more would pass SQLite's number of values in one statement.
AT_ONCE = 500
#: The hour of what the night finds.
DAWN = time(6)
_INSERT = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}


class NotYours(Refusal):
    sentence = "La priorité d’une famille est changée par la coordinatrice du secteur."


class Unknown(Refusal):
    sentence = "Choisissez une priorité de P1 à P4."


def refresh(session: Session, family_ids: Collection[uuid.UUID], today: date) -> int:
    """Read what is new in these families' records and compute their priority; how many changed.

    A band that a coordinator chose stays.
    """
    session.flush()
    changed = 0
    for some in _some(list(family_ids)):
        records.read_new(session, some, today)
        tasks.follow_families(session, some)
        order_warnings.refresh(session, some, today, datetime.combine(today, DAWN, PARIS))
        session.flush()
        changed += _write(session, _changed(session, _computed(session, some, today), today))
    return changed


def outdated(session: Session, family_ids: Collection[uuid.UUID], today: date) -> list[uuid.UUID]:
    """Those of these families that :func:`refresh` would change something of. Reads only."""
    found: set[uuid.UUID] = set()
    for some in _some(list(family_ids)):
        found |= records.unread(session, some) | order_warnings.outdated(session, some, today)
        found |= {row["family_id"] for row in _changed(session, _computed(session, some, today), today)}
    return sorted(found)


def _some(ids: list[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _computed(session: Session, family_ids: list[uuid.UUID], today: date) -> dict[uuid.UUID, list[str]]:
    found = circumstances.of(session, family_ids, today)
    return {family: weighing.met(one, today) for family, one in found.items()}


def _changed(session: Session, met: dict[uuid.UUID, list[str]], today: date) -> list[dict]:
    """The rows that differ from those there are: most families are as they were yesterday."""
    table = Priority.__table__
    stored = sa.select(table.c.family_id, table.c.score, table.c.reasons).where(table.c.family_id.in_(met))
    before = {family: (points, reasons) for family, points, reasons in session.connection().execute(stored)}
    rows = []
    for family, reasons in met.items():
        points = criteria.score(reasons)
        if before.get(family, (0, [])) != (points, reasons):
            row = {"family_id": family, "score": points, "band": criteria.band(points)}
            rows.append(row | {"reasons": reasons, "computed_on": today, "chosen_why": ""})
    return rows


def _write(session: Session, rows: list[dict]) -> int:
    if rows:
        insert = _INSERT[session.get_bind().dialect.name](Priority.__table__)
        new = {name: insert.excluded[name] for name in ("score", "band", "reasons", "computed_on")}
        session.connection().execute(insert.on_conflict_do_update(index_elements=["family_id"], set_=new), rows)
        feed.tell(session, FEED, sorted(row["family_id"] for row in rows))
    return len(rows)


def bands(session: Session, family_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """The band in force of each of these families."""
    found = dict.fromkeys(family_ids, USUAL)
    query = sa.select(Priority.family_id, in_force).where(Priority.family_id.in_(found))
    return found | {family: band for family, band in session.connection().execute(query)}


def choose(
    session: Session, actor: Actor, family_id: uuid.UUID, band: int, why: str, today: date, now: datetime
) -> Priority:
    """Put this band in the place of the computed one, until somebody resumes computing.

    :raises Refusal: if the band does not exist, no reason is given, or it is not theirs to choose
    """
    if band not in criteria.LABELS:
        raise Unknown
    return _decide(session, actor, family_id, band, reason_from(why), today, now)


def resume(session: Session, actor: Actor, family_id: uuid.UUID, today: date, now: datetime) -> Priority:
    """« Reprendre le calcul »: the computed band counts again; what was chosen stays in the history.

    :raises Refusal: if it is not theirs to decide
    """
    return _decide(session, actor, family_id, None, "", today, now)


def history(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[PriorityChoice]:
    """Bands chosen and given up, the newest first; why, for whoever may know of the family's follow-up."""
    if actor.role in criteria.BAND_ONLY:
        return []
    opened = household.open_to(actor, "observations_vad", today)
    query = select(PriorityChoice).where(PriorityChoice.family_id == family_id, PriorityChoice.family_id.in_(opened))
    return list(session.exec(query.order_by(sa.desc(PriorityChoice.made_at), sa.desc(PriorityChoice.id))))


def may_choose(actor: Actor) -> bool:
    return actor.role in SECTOR_IS_CARE


def _decide(
    session: Session, actor: Actor, family_id: uuid.UUID, band: int | None, why: str, today: date, now: datetime
) -> Priority:
    if not may_choose(actor):
        raise NotYours
    writable = household.open_to(actor, "planning_mission", today, write=True)
    if session.exec(select(Household.id).where(Household.id == family_id, Household.id.in_(writable))).first() is None:
        raise household.NotFound
    held = session.exec(select(Priority).where(Priority.family_id == family_id).with_for_update()).one_or_none()
    row = held or Priority(family_id=family_id, computed_on=today)
    row.chosen, row.chosen_why = band, why
    row.chosen_by, row.chosen_at = (actor.account_id, now) if band else (None, None)
    session.add(row)
    session.add(PriorityChoice(family_id=family_id, band=band, why=why, account_id=actor.account_id, made_at=now))
    journal.note(session, actor, family_id, What.WRITE, "priorite", now)
    feed.tell(session, FEED, [family_id])
    return row
