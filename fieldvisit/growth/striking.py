"""Striking a wrong measurement, and taking that back: it stays readable, struck, and counts nowhere meanwhile.

The office and the tablet strike by the same rules. Two persons who strike the same measurement agree: both words stay.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.db import new_id
from fieldvisit.families import household
from fieldvisit.growth.measurement import Measurement
from fieldvisit.growth.strike import LONGEST, MeasureStrike, Why
from fieldvisit.words import Refusal

HEALTH = "sante_enfant"


class NoReason(Refusal):
    sentence = "Choisissez pourquoi cette mesure est fausse : le motif reste avec elle."


class NoWords(Refusal):
    sentence = "« Autre » : dites en quelques mots pourquoi cette mesure est fausse."


class NotFound(Refusal):
    sentence = "Cette mesure n’existe pas, ou ne vous est pas ouverte."


def standing():
    """Condition on :class:`Measurement`: the version in force, and nobody's strike stands against it."""
    struck = sa.exists().where(MeasureStrike.measurement_id == Measurement.id, MeasureStrike.back_at.is_(None))
    return sa.and_(Measurement.superseded_by_id.is_(None), ~struck)


def struck_among(session: Session, family_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Ids of the measurements of these families that are struck."""
    query = select(MeasureStrike.measurement_id).where(
        MeasureStrike.family_id.in_(family_ids), MeasureStrike.back_at.is_(None)
    )
    return set(session.exec(query))


def told(session: Session, family_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[tuple[MeasureStrike, str, str]]]:
    """By measurement, oldest first: every strike, with who struck and who took it back ("" if nobody did)."""
    author, back = sa.orm.aliased(Account), sa.orm.aliased(Account)
    query = (
        select(MeasureStrike, author.name, back.name)
        .join(author, author.id == MeasureStrike.struck_by)
        .outerjoin(back, back.id == MeasureStrike.back_by)
        .where(MeasureStrike.family_id.in_(family_ids))
        .order_by(MeasureStrike.struck_at, MeasureStrike.id)
    )
    found = defaultdict(list)
    for strike, by, back_by in session.exec(query):
        found[strike.measurement_id].append((strike, by, back_by or ""))
    return found


def check(why: str, words: str) -> None:
    """:raises NoReason: if it is none of :class:`Why`
    :raises NoWords: if « Autre » says no more
    """
    if why not in set(Why):
        raise NoReason
    if why == Why.OTHER and not words.strip():
        raise NoWords


def short(words: str) -> str:
    """Free words as they are kept: one line."""
    return " ".join(words.split())[:LONGEST]


def at_the_office(
    session: Session, actor: Actor, measurement_id: uuid.UUID, why: str, words: str, now: datetime, today: date
) -> Measurement:
    """Strike one.

    :raises NoReason: or :raises NoWords: if nothing says why
    :raises NotFound: if it is not this actor's to strike
    """
    check(why, words)
    found = _open(session, actor, measurement_id, today)
    if not open_strikes(session, found.id):
        write(session, actor.account_id, found, why, words, now)
    journal.note(session, actor, found.family_id, What.WRITE, "croissance", now, subject_id=found.child_id)
    session.flush()
    return found


def back_at_the_office(
    session: Session, actor: Actor, measurement_id: uuid.UUID, words: str, now: datetime, today: date
) -> Measurement:
    """Every strike that stands against it is taken back, and stays readable.

    :raises NotFound: if it is not this actor's to put right
    """
    found = _open(session, actor, measurement_id, today)
    for strike in open_strikes(session, found.id):
        take_back(session, actor.account_id, strike, words, now)
    journal.note(session, actor, found.family_id, What.WRITE, "croissance", now, subject_id=found.child_id)
    session.flush()
    return found


def _open(session: Session, actor: Actor, measurement_id: uuid.UUID, today: date) -> Measurement:
    families = household.open_to(actor, HEALTH, today, write=True)
    query = select(Measurement).where(
        Measurement.id == measurement_id,
        Measurement.family_id.in_(families),
        Measurement.superseded_by_id.is_(None),
    )
    found = session.exec(query.with_for_update()).one_or_none()
    if found is None:
        raise NotFound
    return found


def open_strikes(session: Session, measurement_id: uuid.UUID) -> list[MeasureStrike]:
    query = select(MeasureStrike).where(MeasureStrike.measurement_id == measurement_id, MeasureStrike.back_at.is_(None))
    return list(session.exec(query.order_by(MeasureStrike.struck_at, MeasureStrike.id)))


def write(
    session: Session,
    account_id: uuid.UUID,
    measured: Measurement,
    why: str,
    words: str,
    at: datetime,
    *,
    id: uuid.UUID | None = None,
) -> MeasureStrike:
    """One more word against it, which was checked; rights are asked before."""
    made = MeasureStrike(
        id=id or new_id(),
        family_id=measured.family_id,
        measurement_id=measured.id,
        why=Why(why),
        words=short(words),
        struck_by=account_id,
        struck_at=at,
    )
    session.add(made)
    return made


def take_back(session: Session, account_id: uuid.UUID, strike: MeasureStrike, words: str, at: datetime) -> None:
    """One that was taken back already keeps who did it first."""
    if strike.back_at is None:
        strike.back_by, strike.back_at, strike.back_words = account_id, at, short(words)
        session.add(strike)


def carry(session: Session, old: Iterable[Measurement], new: Iterable[Measurement]) -> None:
    """A corrected version says the same wrong value again: what was struck of the old one is struck of it too.

    A value that the correction changed is another measure, and stands.
    """
    struck = {one.id: strikes for one in old if (strikes := open_strikes(session, one.id))}
    if not struck:
        return
    same = {(one.child_id, one.kind, one.value): one for one in new}
    for one in old:
        stands_for = same.get((one.child_id, one.kind, one.value))
        for strike in struck.get(one.id, ()) if stands_for else ():
            made = write(session, strike.struck_by, stands_for, strike.why, strike.words, strike.struck_at)
            made.carried_from = strike.id
