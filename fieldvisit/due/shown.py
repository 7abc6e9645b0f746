"""That a list told why a family has its priority is a reading of its file: journaled once for each reader and day."""

import uuid
from collections.abc import Collection
from datetime import datetime, time

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.due.listed import Line
from fieldvisit.families.age import PARIS

SCREEN = "a_faire"


def unnoted(session: Session, actor: Actor, lines: Collection[Line], now: datetime) -> set[uuid.UUID]:
    """Families whose reasons these lines tell and this reader was not yet noted for today."""
    told = {one.family_id for one in lines if one.reasons}
    if not told:
        return set()
    morning = datetime.combine(now.astimezone(PARIS).date(), time(), PARIS)
    noted = select(AccessEvent.family_id).where(
        AccessEvent.account_id == actor.account_id,
        AccessEvent.at >= morning,
        AccessEvent.screen == SCREEN,
        AccessEvent.family_id.in_(told),
    )
    return told - set(session.exec(noted))


def note(session: Session, actor: Actor, families: Collection[uuid.UUID], now: datetime) -> None:
    """Write these lines of the journal at once."""
    if families:
        lines = [AccessEvent(**journal.line(actor, family, What.READ, SCREEN, now)).model_dump() for family in families]
        session.connection().execute(sa.insert(AccessEvent.__table__), lines)
