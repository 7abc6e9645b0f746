"""« Mes connexions »: the open sessions of an account, listed so that a stranger's is noticed, closed from anywhere.

A closed one ends at its next event, page or request (``access.session``). What a tablet has not sent stays on it.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import account_event, browser, roles, session
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.account_event import Happened
from fieldvisit.access.federation import FederatedSession
from fieldvisit.access.roles import Reach
from fieldvisit.access.session import LoginSession
from fieldvisit.words import Refusal


class NotAllowed(Refusal):
    sentence = "Seul l’administrateur technique voit les connexions des autres."


class NotFound(Refusal):
    sentence = "Cette connexion n’existe pas."


@dataclass(frozen=True)
class Connection:
    """``provider``: code of the national login that opened it, or nothing."""

    id: uuid.UUID
    account_id: uuid.UUID
    browser: str
    provider: str
    opened_at: datetime
    last_seen_at: datetime


def mine(db: Session, actor: Actor, now: datetime) -> list[Connection]:
    """Her own open ones, last used first."""
    return _open(db, now, LoginSession.account_id == actor.account_id)


def of_all(db: Session, actor: Actor, now: datetime) -> dict[uuid.UUID, list[Connection]]:
    """By account; for the administrator."""
    _administrator(actor)
    found: dict[uuid.UUID, list[Connection]] = {}
    for one in _open(db, now, sa.true()):
        found.setdefault(one.account_id, []).append(one)
    return found


def close_mine(db: Session, actor: Actor, session_id: uuid.UUID, now: datetime) -> None:
    """:raises NotFound: where it is nobody's, or somebody else's"""
    found = db.get(LoginSession, session_id)
    if found is None or found.account_id != actor.account_id:
        raise NotFound
    _close(db, actor, [found], now)


def close_my_others(db: Session, actor: Actor, kept: uuid.UUID, now: datetime) -> int:
    """Close all of hers but ``kept``; how many were open."""
    return _close(db, actor, [one for one in _running(db, actor.account_id) if one.id != kept], now)


def close(db: Session, actor: Actor, session_id: uuid.UUID, now: datetime) -> None:
    """Close anybody's; for the administrator.

    :raises NotAllowed: for everybody else
    :raises NotFound: where there is none
    """
    _administrator(actor)
    found = db.get(LoginSession, session_id)
    if found is None:
        raise NotFound
    _close(db, actor, [found], now)


def close_all_of(db: Session, actor: Actor, account_id: uuid.UUID, now: datetime) -> int:
    """Close all of one account; for the administrator. How many were open."""
    _administrator(actor)
    return _close(db, actor, _running(db, account_id), now)


def _open(db: Session, now: datetime, whose) -> list[Connection]:
    query = (
        select(LoginSession, Account.role, FederatedSession.provider)
        .join(Account, Account.id == LoginSession.account_id)
        .outerjoin(FederatedSession, FederatedSession.session_id == LoginSession.id)
        .where(whose, LoginSession.ended_at.is_(None), Account.disabled_at.is_(None))
        .order_by(sa.desc(LoginSession.last_seen_at), LoginSession.id)
    )
    return [
        Connection(
            one.id, one.account_id, browser.told(one.user_agent), provider or "", one.opened_at, one.last_seen_at
        )
        for one, role, provider in db.exec(query)
        if now < session.expires_at(one.opened_at, one.last_seen_at, role)
    ]


def _running(db: Session, account_id: uuid.UUID) -> list[LoginSession]:
    query = select(LoginSession).where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
    return list(db.exec(query))


def _close(db: Session, actor: Actor, found: list[LoginSession], now: datetime) -> int:
    running = [one for one in found if one.ended_at is None]
    for one in running:
        session.end(db, one.id, now)
    for account_id in {one.account_id for one in running}:
        account_event.note(db, account_id, actor.account_id, Happened.CLOSED, now)
    return len(running)


def _administrator(actor: Actor) -> None:
    if roles.right(actor.role, "administration").write is not Reach.ALL:
        raise NotAllowed
