"""The intermediate archive: out of every list, search and tablet, read for a reason, and able to come back."""

import uuid
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Actor
from fieldvisit.access.journal import What
from fieldvisit.families import decision
from fieldvisit.families.household import Household
from fieldvisit.retention import proposing
from fieldvisit.retention.listing import DECIDES, SCREEN
from fieldvisit.words import Refusal

MOST = 200


class NotFound(Refusal):
    sentence = "Ce dossier n’est pas dans l’archive, ou ne vous est pas ouvert."


def archive(session: Session, home: Household, now: datetime) -> None:
    """Through the session: the words of the search, and the tablets, follow."""
    home.archived_at = now
    session.add(home)
    session.flush()


def archived(session: Session, actor: Actor) -> list[Household]:
    """Those of this actor's sectors, the newest first; for whoever may read who the families are."""
    if actor.role not in DECIDES or not proposing.knows_families(actor):
        return []
    query = (
        select(Household)
        .where(Household.archived_at.is_not(None), Household.eliminated_at.is_(None))
        .where(Household.sector_id.in_(actor.sectors))
        .order_by(Household.archived_at.desc(), Household.id)
        .limit(MOST)
    )
    return list(session.exec(query))


def bring_back(session: Session, actor: Actor, family_id: uuid.UUID, reason: str, now: datetime) -> Household:
    """« Reprendre »: a file of daily work again, with its history; whoever will follow it is said afterwards.

    :raises Refusal: if it is not hers, or no reason is given
    """
    found = {one.id: one for one in archived(session, actor)}.get(family_id)
    if found is None:
        raise NotFound
    why = f"repris de l’archive : {decision.reason_from(reason)}"
    found.archived_at = None
    session.add(found)
    journal.note(session, actor, found.id, What.WRITE, SCREEN, now, reason=why)
    session.flush()
    return found
