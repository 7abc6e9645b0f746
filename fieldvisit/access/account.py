"""Accounts (« comptes ») and their sectors. An account is disabled, never deleted."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, select

from fieldvisit.db import Record, instant


class Sector(Record, table=True):
    """A county sector (« secteur », « UTAS », « maison départementale »)."""

    code: str = Field(unique=True)
    name: str


class Account(Record, table=True):
    login: str = Field(unique=True)
    name: str
    role: str
    employer: str = ""
    phone: str = ""
    password_hash: str = ""
    created_at: datetime = instant(nullable=False)
    disabled_at: datetime | None = instant()


class AccountSector(SQLModel, table=True):
    __tablename__ = "account_sector"

    account_id: uuid.UUID = Field(foreign_key="account.id", primary_key=True)
    sector_id: uuid.UUID = Field(foreign_key="sector.id", primary_key=True)


@dataclass(frozen=True)
class Actor:
    """Whoever acts, as every rule and query takes them.

    ``exceptional``: the families open to them for a few hours, with a reason, to be read (``access.exceptional``).
    """

    account_id: uuid.UUID
    name: str
    role: str
    sectors: frozenset[uuid.UUID]
    device_id: uuid.UUID | None = None
    exceptional: frozenset[uuid.UUID] = frozenset()

    def to_write(self) -> "Actor":
        """The same one, to whom nothing is open exceptionally."""
        return replace(self, exceptional=frozenset())


def actor(session: Session, account: Account, device_id: uuid.UUID | None = None) -> Actor:
    sectors = session.exec(select(AccountSector.sector_id).where(AccountSector.account_id == account.id))
    return Actor(account.id, account.name, account.role, frozenset(sectors), device_id)
