"""Who sees notices: those of one's sectors, and what concerns no sector of the county."""

import uuid

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.births.notice import Notice
from fieldvisit.words import Refusal


class NotFound(Refusal):
    sentence = "Cet avis n’existe pas ou n’est pas de vos secteurs."


def may_act(actor: Actor) -> bool:
    """Whoever writes identities and plans, for whole sectors."""
    return all(roles.right(actor.role, one).write is Reach.ALL for one in ("identite_foyer", "planning_mission"))


def visible(actor: Actor):
    """Condition on the notices that this actor may see."""
    if not may_act(actor):
        return sa.false()
    return sa.or_(Notice.sector_id.in_(actor.sectors), Notice.sector_id.is_(None))


def find(session: Session, actor: Actor, notice_id: uuid.UUID) -> Notice:
    """The notice, held until the end of the transaction.

    :raises NotFound: if it does not exist or is not of this actor's sectors
    """
    query = select(Notice).where(Notice.id == notice_id, visible(actor)).with_for_update()
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found
