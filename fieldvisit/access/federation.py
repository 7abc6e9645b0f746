"""Logging in through a national provider (OpenID Connect): what is remembered between the two halves, and who it is.

Nobody is created or guessed: the provider's word counts for the active account that an administrator linked to it.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account
from fieldvisit.db import Record, instant
from fieldvisit.words import Refusal

#: How long somebody may take at the provider.
PATIENCE = timedelta(minutes=10)


class Stale(Refusal):
    sentence = "Cette connexion a été commencée trop tôt ou ailleurs : recommencez depuis la page Connexion."


class Unlinked(Refusal):
    sentence = (
        "Cette identité n’est reliée à aucun compte actif de Fieldvisit : demandez à l’administrateur de la relier "
        "au vôtre, ou connectez-vous avec votre identifiant."
    )


class Taken(Refusal):
    sentence = "Cette identité est déjà reliée à un autre compte."


class LoginRequest(Record, table=True):
    """One way to the provider and back, good once; only its browser has the secret of which this is the SHA-256."""

    __tablename__ = "login_request"

    provider: str
    state_sha256: str = Field(unique=True)
    browser_sha256: str
    nonce: str
    verifier: str
    wanted: str = ""
    begun_at: datetime = instant(nullable=False)


class AccountIdentity(Record, table=True):
    """What a provider calls the holder of an account."""

    __tablename__ = "account_identity"
    __table_args__ = (sa.UniqueConstraint("provider", "subject"),)

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    provider: str
    subject: str
    linked_at: datetime = instant(nullable=False)


class FederatedSession(Record, table=True):
    """Which provider opened a session: it is ended there, too. The provider's own token stays with her browser."""

    __tablename__ = "federated_session"

    session_id: uuid.UUID = Field(foreign_key="login_session.id", unique=True)
    provider: str


@dataclass(frozen=True)
class Begun:
    """``state`` and ``nonce`` travel to the provider, ``browser`` in a cookie, ``verifier`` nowhere yet."""

    state: str
    browser: str
    nonce: str
    verifier: str


def begin(session: Session, provider: str, wanted: str, now: datetime) -> Begun:
    begun = Begun(*(secrets.token_urlsafe(48) for _ in range(4)))
    session.connection().execute(sa.delete(LoginRequest).where(LoginRequest.begun_at < now - PATIENCE))
    session.add(
        LoginRequest(
            provider=provider,
            state_sha256=_digest(begun.state),
            browser_sha256=_digest(begun.browser),
            nonce=begun.nonce,
            verifier=begun.verifier,
            wanted=wanted[:500],
            begun_at=now,
        )
    )
    return begun


def take_up(session: Session, provider: str, state: str, browser: str, now: datetime) -> LoginRequest:
    """The request this answer belongs to; it is used up, whatever comes of it.

    :raises Stale: if there is none, if it is old, or if another browser began it
    """
    query = select(LoginRequest).where(LoginRequest.state_sha256 == _digest(state), LoginRequest.provider == provider)
    found = session.exec(query.with_for_update()).one_or_none()
    if found is None:
        raise Stale
    fits = secrets.compare_digest(found.browser_sha256, _digest(browser)) and now - found.begun_at <= PATIENCE
    if not fits:
        raise Stale
    session.delete(found)
    return found


def enter(session: Session, provider: str, subject: str, now: datetime, user_agent: str = "") -> tuple[Account, str]:
    """Open the session of the account that is linked to this identity: the account and its token.

    :raises Unlinked: if there is none, or if it is disabled
    """
    linked = select(AccountIdentity.account_id).where(
        AccountIdentity.provider == provider, AccountIdentity.subject == _key(subject)
    )
    query = select(Account).where(Account.id.in_(linked), Account.disabled_at.is_(None))
    account = session.exec(query).one_or_none() if subject else None
    if account is None:
        raise Unlinked
    token = sessions.open_for(session, account, now, user_agent)
    session.flush()
    opened = sessions.find(session, token, now)
    session.add(FederatedSession(session_id=opened.session_id, provider=provider))
    return account, token


def leave(session: Session, session_id: uuid.UUID) -> str:
    """The provider, once, of a session that it opened; else empty."""
    found = session.exec(select(FederatedSession).where(FederatedSession.session_id == session_id)).one_or_none()
    if found is None:
        return ""
    session.delete(found)
    return found.provider


def link(session: Session, account: Account, provider: str, subject: str, now: datetime) -> AccountIdentity:
    """Of one provider an account has one identity: a new one takes the place of the former.

    :raises Taken: if another account has it
    """
    query = select(AccountIdentity).where(AccountIdentity.provider == provider)
    held = session.exec(query.where(AccountIdentity.subject == _key(subject))).one_or_none()
    if held is not None and held.account_id != account.id:
        raise Taken
    mine = session.exec(query.where(AccountIdentity.account_id == account.id)).one_or_none()
    mine = mine or AccountIdentity(account_id=account.id, provider=provider, subject="", linked_at=now)
    mine.subject, mine.linked_at = _key(subject), now
    session.add(mine)
    return mine


def _key(subject: str) -> str:
    return subject.strip().casefold()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
