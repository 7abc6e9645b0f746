"""Whose calendar this reader sees, and for whom she plans: role, sector, and for an association its own staff."""

import uuid

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.roles import Reach

#: Whose days the team needs to know: those who go into homes, and those they work with every day.
ON_CALENDAR = roles.FIELD | {"psychologue_pmi", "coordinatrice", "secretariat", "responsable_tisf"}


def members(session: Session, actor: Actor) -> list[Account]:
    """By name; whoever looks is among them. With a limited right (« * ») one sees oneself, and one's own staff."""
    right = roles.right(actor.role, "planning_mission")
    mine = Account.id == actor.account_id
    if right.read is Reach.ALL:
        seen = sa.or_(mine, _of_sectors(actor))
    elif right.read is Reach.OWN and right.write is Reach.OWN:
        seen = sa.or_(mine, sa.and_(_of_sectors(actor), _same_employer(actor)))
    elif right.read is Reach.OWN:
        seen = mine
    else:
        return []
    query = select(Account).where(seen, Account.disabled_at.is_(None)).order_by(Account.name, Account.id)
    return list(session.exec(query))


def planned_by(session: Session, actor: Actor) -> frozenset[uuid.UUID]:
    """The accounts for whom this actor plans: of her sectors, or for an association its own staff."""
    reach = roles.right(actor.role, "planning_mission").write
    if reach is Reach.NONE:
        return frozenset()
    hers = [_of_sectors(actor), *([_same_employer(actor)] if reach is Reach.OWN else [])]
    return frozenset(session.exec(select(Account.id).where(*hers, Account.disabled_at.is_(None))))


def plans_for(session: Session, actor: Actor, account_id: uuid.UUID) -> bool:
    return account_id in planned_by(session, actor)


def _of_sectors(actor: Actor):
    shared = select(AccountSector.account_id).where(AccountSector.sector_id.in_(actor.sectors))
    return sa.and_(Account.role.in_(ON_CALENDAR), Account.id.in_(shared))


def _same_employer(actor: Actor):
    own = select(Account.employer).where(Account.id == actor.account_id, Account.employer != "").scalar_subquery()
    return Account.employer == own
