"""A code to enrol one tablet for one worker (« code d’enrôlement »): made at the office, good once and for ten minutes.

The row is also the trace of it: who made it, for whom, which tablet it let in. It is never deleted.
"""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.device import Device
from fieldvisit.access.roles import Reach
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice, Refusal

GOOD_FOR = timedelta(minutes=10)
#: Read aloud and typed with a finger: nothing that looks like something else. Eight of them are 39 bits.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 8
LONGEST_NAME = 80
#: Forty milliseconds for each guess of whoever reads the table. One salt for all: a code is found by its digest.
_SLOW = {"salt": b"fieldvisit enrolment code", "n": 2**14, "r": 8, "p": 1, "maxmem": 64 << 20}


class NotAllowed(Refusal):
    sentence = "Seul l’administrateur technique enrôle une tablette."


class Invalid(Refusal):
    sentence = "Choisissez pour qui est la tablette."


class NotFound(Refusal):
    sentence = "Ce code d’enrôlement n’existe plus."


class NotGood(Refusal):
    """``told``: the tablet then shows where the code is typed."""

    sentence = "Ce code n’existe pas : relisez-le sur l’écran du bureau, ou demandez-en un autre."
    told = {"code": "refused"}


class Standing(Choice):
    OPEN = "open", "En attente"
    USED = "used", "Utilisé"
    CANCELLED = "cancelled", "Annulé"
    EXPIRED = "expired", "Expiré"


class Invitation(Record, table=True):
    """``name``: what the office will call the tablet. ``code_digest``: see :func:`digest`; the code is kept nowhere."""

    __tablename__ = "device_invitation"

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    name: str = ""
    code_digest: str = Field(unique=True)
    made_at: datetime = instant(nullable=False)
    made_by: uuid.UUID = Field(foreign_key="account.id")
    expires_at: datetime = instant(nullable=False)
    used_at: datetime | None = instant()
    device_id: uuid.UUID | None = Field(default=None, foreign_key="device.id")
    cancelled_at: datetime | None = instant()
    cancelled_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")

    def standing(self, now: datetime) -> Standing:
        if self.used_at is not None:
            return Standing.USED
        if self.cancelled_at is not None:
            return Standing.CANCELLED
        return Standing.OPEN if now < self.expires_at else Standing.EXPIRED


def workers(session: Session, actor: Actor) -> list[Account]:
    """For whom a tablet can be enrolled: open accounts of those who go into homes, by name."""
    _administrator(actor)
    query = select(Account).where(Account.role.in_(roles.FIELD), Account.disabled_at.is_(None))
    return list(session.exec(query.order_by(Account.name, Account.id)))


def make(session: Session, actor: Actor, account_id: uuid.UUID, name: str, now: datetime) -> tuple[Invitation, str]:
    """The invitation and its code, which is told this once.

    :raises Invalid: for somebody who does not go into homes, or a name that is too long
    """
    _administrator(actor)
    account = session.get(Account, account_id)
    if account is None or account.disabled_at is not None or account.role not in roles.FIELD:
        raise Invalid
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise Invalid(f"Le nom de la tablette est trop long : {LONGEST_NAME} caractères au plus.")
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    made = Invitation(
        account_id=account.id,
        name=name,
        code_digest=digest(code),
        made_at=now,
        made_by=actor.account_id,
        expires_at=now + GOOD_FOR,
    )
    session.add(made)
    session.flush()
    return made, code


def cancel(session: Session, actor: Actor, invitation_id: uuid.UUID, now: datetime) -> Invitation:
    """It lets nobody in any more. One that was used already stays as it is."""
    _administrator(actor)
    found = session.get(Invitation, invitation_id)
    if found is None:
        raise NotFound
    if found.standing(now) is Standing.OPEN:
        found.cancelled_at, found.cancelled_by = now, actor.account_id
        session.add(found)
    return found


def latest(session: Session, actor: Actor, most: int = 20) -> list[tuple[Invitation, str, str, str]]:
    """The newest codes with the worker's name, the maker's, and that of the tablet it let in."""
    _administrator(actor)
    maker = sa.orm.aliased(Account)
    query = (
        select(Invitation, Account.name, maker.name, Device)
        .join(Account, Account.id == Invitation.account_id)
        .join(maker, maker.id == Invitation.made_by)
        .outerjoin(Device, Device.id == Invitation.device_id)
        .order_by(sa.desc(Invitation.made_at), sa.desc(Invitation.id))
        .limit(most)
    )
    return [
        (one, who, by, device.name or device.label if device else "") for one, who, by, device in session.exec(query)
    ]


def use(session: Session, account_id: uuid.UUID, code: str, device: Device, now: datetime) -> None:
    """Let this tablet in; it takes the name that the office gave with the code. Needs a writing transaction.

    :raises NotGood: with what is wrong with the code, and what to do
    """
    found = session.exec(select(Invitation).where(Invitation.code_digest == digest(code))).one_or_none()
    if found is None:
        raise NotGood
    if found.account_id != account_id:
        raise NotGood("Ce code est pour une autre personne : demandez au bureau un code à votre nom.")
    match found.standing(now):
        case Standing.USED:
            raise NotGood("Ce code a déjà servi, il n’est bon qu’une fois : demandez-en un nouveau au bureau.")
        case Standing.CANCELLED:
            raise NotGood("Ce code a été annulé au bureau : demandez-en un nouveau.")
        case Standing.EXPIRED:
            raise NotGood("Ce code a plus de dix minutes, il n’est plus bon : demandez-en un nouveau au bureau.")
    taken = session.connection().execute(
        sa.update(Invitation.__table__)
        .where(Invitation.id == found.id, Invitation.used_at.is_(None), Invitation.cancelled_at.is_(None))
        .values(used_at=now, device_id=device.id)
    )
    if taken.rowcount != 1:  # another tablet was faster
        raise NotGood("Ce code vient de servir, il n’est bon qu’une fois : demandez-en un nouveau au bureau.")
    device.name = found.name or device.name
    session.add(device)


def digest(code: str) -> str:
    """Of a code as it was typed: spaces, dashes and small letters do not count."""
    plain = "".join(one for one in code.upper() if one.isalnum())[: 2 * LENGTH]
    return hashlib.scrypt(plain.encode("utf-8", "surrogatepass"), **_SLOW).hex()


def spelt(code: str) -> str:
    """As it is read: « K7QF 2MXD »."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"


def _administrator(actor: Actor) -> None:
    if roles.right(actor.role, "tablettes").write is not Reach.ALL:
        raise NotAllowed
