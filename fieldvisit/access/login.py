"""Logging in (« connexion »): one answer for every wrong pair, and never faster for an unknown login.

Three steps, because checking a password is slow on purpose and must not hold the database:
:func:`throttle.admit <fieldvisit.access.throttle.admit>`, :func:`recognise`, :func:`enter`.
"""

import uuid
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access import password, session, throttle
from fieldvisit.access.account import Account
from fieldvisit.words import Refusal


class Wrong(Refusal):
    sentence = "Identifiant ou mot de passe incorrect."


def recognise(db: Session, login: str, secret: str) -> Account:
    """:raises Wrong: for an unknown login, a wrong password and a disabled account alike"""
    account = db.exec(select(Account).where(Account.login == login.strip().casefold())).one_or_none()
    usable = account is not None and account.disabled_at is None
    if not password.matches(account.password_hash if usable else "", secret):
        raise Wrong
    return account


def enter(
    db: Session, account_id: uuid.UUID, secret: str, attempt_id: uuid.UUID, now: datetime, user_agent: str = ""
) -> str:
    """Open the session of a recognised account; its token, for the cookie."""
    account = db.get_one(Account, account_id)
    throttle.clear(db, attempt_id)
    if password.is_dated(account.password_hash):
        account.password_hash = password.make_hash(secret)
        db.add(account)
    return session.open_for(db, account, now, user_agent)
