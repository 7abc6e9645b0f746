"""Wrong passwords slow down whoever types them: by login, and by address for whoever tries many logins."""

import hashlib
import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.db import Record, instant
from fieldvisit.words import Refusal

WINDOW = timedelta(minutes=15)
KEEP = timedelta(days=1)
#: Wait after the nth wrong password for one login. It stays short enough that nobody can lock a colleague out for long.
WAITS = {3: timedelta(seconds=5), 4: timedelta(seconds=15), 5: timedelta(minutes=1), 6: timedelta(minutes=2)}
LONGEST_WAIT = timedelta(minutes=5)
#: A whole centre shares one address, so many are needed.
TOO_MANY_FROM_ADDRESS = 60


class LoginAttempt(Record, table=True):
    __tablename__ = "login_attempt"

    at: datetime = instant(nullable=False, index=True)
    login: str = Field(index=True)
    address: str = Field(index=True)
    succeeded: bool


class TooMany(Refusal):
    sentence = "Trop d’essais. Réessayez dans quelques minutes."


def admit(session: Session, login: str, address: str, now: datetime, of: str = "cet identifiant") -> uuid.UUID:
    """Let an attempt through, counted as wrong until :func:`clear` says otherwise. ``of``: what is guessed, in words.

    Counted first so that a hundred guesses sent at once do not all pass before one is counted.

    :raises TooMany: with how long to wait; a refused attempt is not counted
    """
    for counted in (_key(login), address):
        _take_turns(session, counted)
    recent = session.exec(
        select(LoginAttempt)
        .where(LoginAttempt.at > now - WINDOW, LoginAttempt.login == _key(login))
        .order_by(sa.desc(LoginAttempt.at), sa.desc(LoginAttempt.id))
        .limit(50)
    ).all()
    wrong = 0
    for attempt in recent:
        if attempt.succeeded:
            break
        wrong += 1
    if wrong >= min(WAITS):
        left = recent[0].at + WAITS.get(wrong, LONGEST_WAIT) - now
        if left > timedelta(0):
            raise TooMany(f"Trop d’essais pour {of}. Réessayez dans {_spoken(left)}.")
    from_address = session.exec(
        select(sa.func.count())
        .select_from(LoginAttempt)
        .where(
            LoginAttempt.at > now - WINDOW,
            LoginAttempt.address == address,
            LoginAttempt.succeeded.is_(False),
        )
    ).one()
    if from_address >= TOO_MANY_FROM_ADDRESS:
        raise TooMany(f"Trop d’essais depuis cette adresse. Réessayez dans {_spoken(WINDOW)}.")
    session.connection().execute(sa.delete(LoginAttempt).where(LoginAttempt.at < now - KEEP))
    attempt = LoginAttempt(at=now, login=_key(login), address=address, succeeded=False)
    session.add(attempt)
    return attempt.id


def clear(session: Session, attempt_id: uuid.UUID) -> None:
    """The attempt was right: the ones before it no longer count against its login."""
    attempt = session.get(LoginAttempt, attempt_id)
    if attempt:
        attempt.succeeded = True
        session.add(attempt)


def forget(session: Session, attempt_id: uuid.UUID) -> None:
    """The attempt was neither right nor wrong: the second half of a login is still to come."""
    attempt = session.get(LoginAttempt, attempt_id)
    if attempt:
        session.delete(attempt)


def _take_turns(session: Session, counted: str) -> None:
    """Until this transaction ends no other one counts the same: PostgreSQL does not see what is not yet committed."""
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(counted.encode()).digest()[:8], signed=True)
        session.connection().execute(sa.select(sa.func.pg_advisory_xact_lock(key)))


def _key(login: str) -> str:
    return login.strip().casefold()[:80]


def _spoken(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    if seconds < 60:
        return f"{seconds} seconde{'s' if seconds > 1 else ''}"
    minutes = -(-seconds // 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
