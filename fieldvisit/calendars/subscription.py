"""The secret address of a worker's calendar feed; a new one ends the former."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

from sqlmodel import Field, Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.db import Record, instant

#: ``read_at`` is written at most this often: a calendar asks day and night.
NOTE_EVERY = timedelta(hours=1)


class Subscription(Record, table=True):
    """``token_hash``: SHA-256 (hex) of the secret in the address, which is shown once."""

    __tablename__ = "calendar_subscription"

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    token_hash: str = Field(unique=True)
    made_at: datetime = instant(nullable=False)
    ended_at: datetime | None = instant()
    read_at: datetime | None = instant()


def make(session: Session, actor: Actor, now: datetime) -> str:
    """A new secret for her own feed, the only time it exists in clear; the former address stops answering."""
    end(session, actor, now)
    secret = secrets.token_urlsafe(32)
    session.add(Subscription(account_id=actor.account_id, token_hash=_digest(secret), made_at=now))
    return secret


def end(session: Session, actor: Actor, now: datetime) -> None:
    """Nobody reads her feed any more, whoever holds the address."""
    query = select(Subscription).where(Subscription.account_id == actor.account_id, Subscription.ended_at.is_(None))
    for one in session.exec(query):
        one.ended_at = now
        session.add(one)


def of(session: Session, actor: Actor) -> Subscription | None:
    """Hers in force."""
    query = select(Subscription).where(Subscription.account_id == actor.account_id, Subscription.ended_at.is_(None))
    return session.exec(query).first()


def find(session: Session, secret: str) -> tuple[Subscription, Account] | None:
    """Whose feed this is; None if the address is unknown or ended, or the account disabled."""
    query = (
        select(Subscription, Account)
        .join(Account, Account.id == Subscription.account_id)
        .where(
            Subscription.token_hash == _digest(secret),
            Subscription.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )
    return session.exec(query).one_or_none()


def wants_note(found: Subscription, now: datetime) -> bool:
    return found.read_at is None or now - found.read_at >= NOTE_EVERY


def note_read(session: Session, subscription_id: uuid.UUID, now: datetime) -> None:
    if found := session.get(Subscription, subscription_id):
        found.read_at = now
        session.add(found)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
