"""``visible_parent`` (domain §1.2): what was written of a visit may be kept from every paper a parent can obtain.

CSP L1111-7 leaves out of a person's access what was gathered from, or about, somebody else. Said of the visit, so that
a correction of what was written stays kept back too. Each word is a row; the last one counts, none is removed.
"""

import uuid
from collections.abc import Collection
from datetime import date, datetime

from sqlmodel import Field, Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.db import Record, instant
from fieldvisit.families import household
from fieldvisit.schedule import record
from fieldvisit.words import Refusal, sound

SCREEN, VISIT = "communication_parent", "observations_vad"
SHORTEST, LONGEST = 5, 300


class ParentVisibility(Record, table=True):
    __tablename__ = "parent_visibility"

    visit_id: uuid.UUID = Field(foreign_key="visit.id", index=True)
    visible_parent: bool
    why: str
    said_by: uuid.UUID = Field(foreign_key="account.id")
    said_at: datetime = instant(nullable=False)


class NotAllowed(Refusal):
    sentence = "Qui suit la famille décide de ce qui n’est pas communiqué à un parent."


class NoReason(Refusal):
    sentence = "Écrivez pourquoi, en quelques mots : cela reste avec l’écrit, et n’est jamais communiqué."


def hidden(session: Session, visit_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these visits, those of which nothing may reach a parent."""
    last: dict[uuid.UUID, ParentVisibility] = {}
    query = select(ParentVisibility).where(ParentVisibility.visit_id.in_(visit_ids))
    for one in session.exec(query.order_by(ParentVisibility.said_at, ParentVisibility.id)):
        last[one.visit_id] = one
    return {visit_id for visit_id, one in last.items() if not one.visible_parent}


def last_word(session: Session, visit_id: uuid.UUID) -> tuple[ParentVisibility, str] | None:
    """What was last said of this visit, and by whom."""
    query = (
        select(ParentVisibility, Account.name)
        .join(Account, Account.id == ParentVisibility.said_by)
        .where(ParentVisibility.visit_id == visit_id)
        .order_by(ParentVisibility.said_at.desc(), ParentVisibility.id.desc())
    )
    return session.exec(query).first()


def may_say(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> bool:
    """Whoever may write a visit of this family: not in a file that is open exceptionally."""
    opened = household.open_to(actor, VISIT, today, write=True).where(household.Household.id == family_id)
    return session.exec(opened).first() is not None


def say(
    session: Session, actor: Actor, record_id: uuid.UUID, visible: bool, why: str, today: date, now: datetime
) -> ParentVisibility:
    """:raises Refusal: if it is not hers to say, or says no reason; « visible » again needs none"""
    found = record.find(session, actor, record_id, today)
    if not may_say(session, actor, found.family_id, today):
        raise NotAllowed
    why = " ".join(sound(why).split())[:LONGEST]
    if not visible and len(why) < SHORTEST:
        raise NoReason
    said = ParentVisibility(
        visit_id=found.visit_id, visible_parent=visible, why=why, said_by=actor.account_id, said_at=now
    )
    session.add(said)
    journal.note(session, actor, found.family_id, What.WRITE, SCREEN, now, subject_id=found.id)
    return said
