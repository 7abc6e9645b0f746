"""What was done to an account's ways in: written with the act, shown to its holder and the administrator, never erased.

It says who and when, and no secret. Families' files have a journal of their own (``access.journal``).
"""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Account
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Happened(Choice):
    PASSWORD = "mot_de_passe", "Mot de passe changé"
    CLOSED = "connexion_fermee", "Connexion fermée à distance"
    FACTOR_ON = "second_facteur", "Second facteur activé"
    FACTOR_OFF = "second_facteur_retire", "Second facteur retiré"
    CODES = "codes_de_secours", "Nouveaux codes de secours"
    CODE_USED = "code_de_secours", "Connexion avec un code de secours"
    CODE_WRONG = "code_refuse", "Bon mot de passe, code à 6 chiffres refusé"
    DISABLED = "compte_desactive", "Compte désactivé"
    ENABLED = "compte_reactive", "Compte réactivé"


class AccountEvent(Record, table=True):
    """``account_id``: whose account; ``by_id``: who did it."""

    __tablename__ = "account_event"

    at: datetime = instant(nullable=False)
    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    by_id: uuid.UUID = Field(foreign_key="account.id")
    what: str


def note(db: Session, account_id: uuid.UUID, by_id: uuid.UUID, what: Happened, now: datetime) -> None:
    db.add(AccountEvent(at=now, account_id=account_id, by_id=by_id, what=what))


def latest(db: Session, account_id: uuid.UUID, most: int = 20) -> list[tuple[AccountEvent, str]]:
    """What happened to one account, newest first, each with the name of who did it."""
    query = (
        select(AccountEvent, Account.name)
        .join(Account, Account.id == AccountEvent.by_id)
        .where(AccountEvent.account_id == account_id)
        .order_by(sa.desc(AccountEvent.at), sa.desc(AccountEvent.id))
        .limit(most)
    )
    return list(db.exec(query))
