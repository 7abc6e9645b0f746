"""« Affecter »: a family gets its lead professional, who carries its file from then on."""

import uuid
from datetime import date, datetime

from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.due import listed, listing
from fieldvisit.families import household
from fieldvisit.words import Refusal


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas d’affecter cette famille."


class Invalid(Refusal):
    sentence = "Choisissez une professionnelle du secteur de la famille."


def assign(
    session: Session, actor: Actor, family_id: uuid.UUID, account_id: uuid.UUID, today: date, now: datetime
) -> CareRelationship:
    """The new care relationship, or the one that stands already; former ones stay.

    :raises Refusal: if the family is not open to the actor, or the professional is not of its sector
    """
    family = household.find(session, actor, family_id, today)
    if roles.right(actor.role, "planning_mission").write is not Reach.ALL:
        raise NotYours
    of_sector = select(AccountSector.account_id).where(AccountSector.sector_id == family.sector_id)
    chosen = select(Account).where(
        Account.id == account_id,
        Account.role.in_(listed.LEADS),
        Account.disabled_at.is_(None),
        Account.id.in_(of_sector),
    )
    if session.exec(chosen).one_or_none() is None:
        raise Invalid
    standing = select(CareRelationship).where(
        CareRelationship.account_id == account_id,
        CareRelationship.family_id == family_id,
        CareRelationship.reason == Reason.ASSIGNED,
        CareRelationship.since <= today,
        CareRelationship.until.is_(None),
    )
    if (held := session.exec(standing).first()) is not None:
        return held
    made = CareRelationship(account_id=account_id, family_id=family_id, since=today)
    session.add(made)
    journal.note(session, actor, family_id, What.WRITE, "a_faire", now, subject_id=account_id)
    session.flush()
    listing.refresh(session, [family_id], today)
    return made
