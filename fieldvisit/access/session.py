"""Server sessions: a random token in an HttpOnly cookie, of which the table keeps only the SHA-256.

Looked up at every request and every event, so that ending one acts at once.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import exceptional, roles
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.exceptional import ExceptionalAccess
from fieldvisit.db import Record, instant

COOKIE = "fieldvisit_session"


@dataclass(frozen=True)
class Length:
    """How long a session lasts without use, and at most."""

    idle: timedelta
    at_most: timedelta


#: A tablet spends the day out of range and its content is behind the vault's own lock.
TABLET = Length(idle=timedelta(hours=12), at_most=timedelta(days=7))
OFFICE = Length(idle=timedelta(hours=2), at_most=timedelta(hours=12))
#: ``last_seen_at`` is written at most this often: one write per event would be too many.
TOUCH_EVERY = timedelta(minutes=1)


class LoginSession(Record, table=True):
    __tablename__ = "login_session"

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    token_sha256: str = Field(unique=True)
    opened_at: datetime = instant(nullable=False)
    last_seen_at: datetime = instant(nullable=False)
    ended_at: datetime | None = instant()
    user_agent: str = ""


@dataclass(frozen=True)
class LoggedIn:
    actor: Actor
    session_id: uuid.UUID
    expires_at: datetime
    last_seen_at: datetime


def length_for(role: str) -> Length:
    return TABLET if role in roles.FIELD else OFFICE


def expires_at(opened_at: datetime, last_seen_at: datetime, role: str) -> datetime:
    length = length_for(role)
    return min(last_seen_at + length.idle, opened_at + length.at_most)


def open_for(session: Session, account: Account, now: datetime, user_agent: str = "") -> str:
    """Open a session and return its token: the only time it exists in clear on this side."""
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            account_id=account.id,
            token_sha256=_digest(token),
            opened_at=now,
            last_seen_at=now,
            user_agent=user_agent[:200],
        )
    )
    return token


def find(session: Session, token: str, now: datetime) -> LoggedIn | None:
    """Who holds this token, or None if it is unknown, ended, expired, or its account disabled. Reads only."""
    rows = session.connection().execute(_FIND, {"token": _digest(token), "now": now}).all()
    if not rows:
        return None
    login_id, opened_at, last_seen_at, account_id, name, role, *_ = rows[0]
    ends = expires_at(opened_at, last_seen_at, role)
    if now >= ends:
        return None
    sectors = frozenset(row.sector_id for row in rows if row.sector_id)
    opened = frozenset(row.family_id for row in rows if row.family_id)
    return LoggedIn(Actor(account_id, name, role, sectors, exceptional=opened), login_id, ends, last_seen_at)


#: Built once, and all in one query: asked at every request and every event.
_FIND = (
    sa.select(LoginSession.id, LoginSession.opened_at, LoginSession.last_seen_at)
    .add_columns(Account.id.label("account_id"), Account.name, Account.role, AccountSector.sector_id)
    .add_columns(ExceptionalAccess.family_id)
    .join(Account, Account.id == LoginSession.account_id)
    .outerjoin(AccountSector, AccountSector.account_id == Account.id)
    .outerjoin(
        ExceptionalAccess,
        sa.and_(ExceptionalAccess.account_id == Account.id, exceptional.in_force(sa.bindparam("now"))),
    )
    .where(
        LoginSession.token_sha256 == sa.bindparam("token"),
        LoginSession.ended_at.is_(None),
        Account.disabled_at.is_(None),
    )
)


def wants_touch(who: LoggedIn, now: datetime) -> bool:
    return now - who.last_seen_at >= TOUCH_EVERY


def touch(session: Session, session_id: uuid.UUID, now: datetime) -> None:
    """Say that the session is in use. Needs a writing transaction."""
    if login := session.get(LoginSession, session_id):
        login.last_seen_at = max(login.last_seen_at, now)
        session.add(login)


def end(session: Session, session_id: uuid.UUID, now: datetime) -> None:
    login = session.get(LoginSession, session_id)
    if login and login.ended_at is None:
        login.ended_at = now
        session.add(login)


def end_all(session: Session, account_id: uuid.UUID, now: datetime) -> None:
    query = select(LoginSession).where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
    for login in session.exec(query):
        login.ended_at = now
        session.add(login)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
