"""The second factor of a local account: a code of six digits from her telephone (TOTP, RFC 6238), or one from paper.

The secret lies encrypted under the master key. One that was not yet confirmed by a code asks nothing of anybody, so
that a set-up left half-way shuts nobody out.
"""

import hashlib
import hmac
import os
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlmodel import Field, Session, select

from fieldvisit.access import account_event, roles, session
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.account_event import Happened
from fieldvisit.access.roles import Reach
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice, Refusal

#: Of RFC 6238: what every application on a telephone takes.
STEP_SECONDS, DIGITS = 30, 6
#: A telephone's clock may be half a minute off, either way.
DRIFT = (0, -1, 1)
ISSUER = "Fieldvisit"
#: How long a square may be looked at before its code comes.
PATIENCE = timedelta(minutes=10)
RECOVERY_CODES = 10
#: Sixteen of 31 letters are 79 random bits: nothing can try them out, so a plain digest keeps them.
_LETTERS, _LENGTH, _GROUP = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 16, 4
_NONCE = 12


class NotAllowed(Refusal):
    sentence = "Seul l’administrateur technique retire le second facteur d’un compte."


class WrongCode(Refusal):
    sentence = "Ce code n’est pas le bon : saisissez celui qui s’affiche maintenant dans votre application."


class NotBegun(Refusal):
    sentence = "Recommencez : affichez d’abord le carré à lire avec votre application."


class AlreadyOn(Refusal):
    sentence = "Le second facteur est déjà activé : retirez-le d’abord."


class Required(Refusal):
    sentence = "Votre fonction demande un second facteur : il ne se retire pas, il se remplace."


class Standing(Choice):
    """How far a login came whose password was right."""

    PASSED = "passed", "Entrée"
    ASKED = "code", "Code demandé"
    WRONG = "wrong", "Code refusé"
    TO_SET_UP = "set_up", "À activer"


class SecondFactor(Record, table=True):
    """``sealed``: AES-256-GCM of the secret, bound to the row's id; ``last_step``: no code counts twice (§5.2)."""

    __tablename__ = "second_factor"

    account_id: uuid.UUID = Field(foreign_key="account.id", unique=True)
    sealed: bytes = Field(sa_type=sa.LargeBinary, repr=False)
    made_at: datetime = instant(nullable=False)
    confirmed_at: datetime | None = instant()
    last_step: int = 0


class RecoveryCode(Record, table=True):
    """One of those kept on paper, by its SHA-256; good once."""

    __tablename__ = "recovery_code"

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    code_sha256: str
    used_at: datetime | None = instant()


@dataclass(frozen=True)
class Begun:
    """What the application on the telephone takes: ``address`` as a square to read, ``key`` to type."""

    key: str
    address: str


def is_on(db: Session, account_id: uuid.UUID) -> bool:
    return _confirmed(db, account_id) is not None


def codes_left(db: Session, account_id: uuid.UUID) -> int:
    query = select(sa.func.count()).select_from(RecoveryCode)
    return db.exec(query.where(RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))).one()


def weigh(
    db: Session, master: bytes, account: Account, code: str, now: datetime, required: bool
) -> tuple[Standing, list[str]]:
    """What a right password leads to, and the recovery codes of a factor that this very code confirmed.

    Needs a writing transaction, to be committed whatever the answer: a code that passed never passes again.
    """
    found = _confirmed(db, account.id)
    if found is None and not required:
        return Standing.PASSED, []
    if not code:
        return (Standing.ASKED if found else Standing.TO_SET_UP), []
    if found is None:
        try:
            return Standing.PASSED, confirm(db, master, account.id, code, now)
        except WrongCode:
            return Standing.WRONG, []
        except NotBegun:
            return Standing.TO_SET_UP, []
    if _passes(db, master, found, code, now):
        return Standing.PASSED, []
    if _recovers(db, account.id, code, now):
        account_event.note(db, account.id, account.id, Happened.CODE_USED, now)
        return Standing.PASSED, []
    account_event.note(db, account.id, account.id, Happened.CODE_WRONG, now)
    return Standing.WRONG, []


def accounts_with(db: Session, actor: Actor) -> frozenset[uuid.UUID]:
    """Which accounts have one; for the administrator."""
    _administrator(actor)
    return frozenset(db.exec(select(SecondFactor.account_id).where(SecondFactor.confirmed_at.is_not(None))))


def begin(db: Session, master: bytes, account: Account, now: datetime) -> Begun:
    """A secret to be confirmed by a code. A page that asks twice shows the same; one left half-way is soon forgotten.

    :raises AlreadyOn: where one is on
    """
    db.exec(select(Account.id).where(Account.id == account.id).with_for_update())  # two tabs take turns
    found = db.exec(select(SecondFactor).where(SecondFactor.account_id == account.id)).one_or_none()
    if found and found.confirmed_at is not None:
        raise AlreadyOn
    if found is None or now - found.made_at > PATIENCE:
        found = found or SecondFactor(account_id=account.id, sealed=b"", made_at=now)
        found.sealed, found.made_at, found.last_step = _seal(master, found, pyotp.random_base32()), now, 0
        db.add(found)
        db.flush()
    key = _opened(master, found)
    address = pyotp.TOTP(key).provisioning_uri(name=account.login, issuer_name=ISSUER)
    return Begun(" ".join(key[at : at + 4] for at in range(0, len(key), 4)), address)


def confirm(db: Session, master: bytes, account_id: uuid.UUID, code: str, now: datetime) -> list[str]:
    """Switch it on with a first code; the recovery codes, which are told this once.

    :raises NotBegun: where no secret waits for its first code
    :raises WrongCode: where the telephone shows another one
    """
    found = db.exec(select(SecondFactor).where(SecondFactor.account_id == account_id)).one_or_none()
    if found is None or found.confirmed_at is not None or now - found.made_at > 2 * PATIENCE:
        raise NotBegun
    if not _passes(db, master, found, code, now):
        raise WrongCode
    found.confirmed_at = now
    db.add(found)
    account_event.note(db, account_id, account_id, Happened.FACTOR_ON, now)
    return _new_codes(db, account_id)


def renew_codes(db: Session, account_id: uuid.UUID, now: datetime) -> list[str]:
    """Ten new ones, told this once; the former ones open nothing any more."""
    if not is_on(db, account_id):
        raise NotBegun
    account_event.note(db, account_id, account_id, Happened.CODES, now)
    return _new_codes(db, account_id)


def take_off(db: Session, account_id: uuid.UUID, now: datetime, required: bool) -> None:
    """By its holder, who has just proved her password.

    :raises Required: where her role must have one
    """
    if required:
        raise Required
    _remove(db, account_id, account_id, now)


def reset(db: Session, actor: Actor, account_id: uuid.UUID, now: datetime) -> None:
    """By the administrator, for a telephone that is lost; the account's sessions end.

    :raises NotAllowed: for everybody else
    """
    _administrator(actor)
    lose(db, account_id, now, actor.account_id)


def lose(db: Session, account_id: uuid.UUID, now: datetime, by_id: uuid.UUID | None = None) -> None:
    """Take it off and end the account's sessions; ``by_id``: who does, when not from the server's own terminal."""
    _remove(db, account_id, by_id or account_id, now)
    session.end_all(db, account_id, now)


def _administrator(actor: Actor) -> None:
    if roles.right(actor.role, "administration").write is not Reach.ALL:
        raise NotAllowed


def spelt(code: str) -> str:
    """As it is read: « K7QF-2MXD-… »."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def _confirmed(db: Session, account_id: uuid.UUID) -> SecondFactor | None:
    query = select(SecondFactor).where(SecondFactor.account_id == account_id, SecondFactor.confirmed_at.is_not(None))
    return db.exec(query).one_or_none()


def _passes(db: Session, master: bytes, found: SecondFactor, code: str, now: datetime) -> bool:
    """Whether the code is that of now, give or take half a minute, and was not used: two at once do not both pass."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not typed.isascii() or not typed.isdigit():
        return False
    made = pyotp.HOTP(_opened(master, found), digits=DIGITS)
    here = int(now.timestamp()) // STEP_SECONDS
    right = [here + off for off in DRIFT if hmac.compare_digest(made.at(here + off), typed)]
    if not right:
        return False
    step = max(right)
    taken = db.connection().execute(
        sa.update(SecondFactor.__table__)
        .where(SecondFactor.id == found.id, SecondFactor.last_step < step)
        .values(last_step=step)
    )
    return taken.rowcount == 1


def _recovers(db: Session, account_id: uuid.UUID, code: str, now: datetime) -> bool:
    taken = db.connection().execute(
        sa.update(RecoveryCode.__table__)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_sha256 == _digest(account_id, code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    return taken.rowcount == 1


def _new_codes(db: Session, account_id: uuid.UUID) -> list[str]:
    _drop_codes(db, account_id)
    made = ["".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)) for _ in range(RECOVERY_CODES)]
    db.add_all(RecoveryCode(account_id=account_id, code_sha256=_digest(account_id, one)) for one in made)
    return [spelt(one) for one in made]


def _remove(db: Session, account_id: uuid.UUID, by_id: uuid.UUID, now: datetime) -> None:
    found = db.exec(select(SecondFactor).where(SecondFactor.account_id == account_id)).one_or_none()
    if found is None:
        return
    if found.confirmed_at is not None:
        account_event.note(db, account_id, by_id, Happened.FACTOR_OFF, now)
    db.delete(found)
    _drop_codes(db, account_id)


def _drop_codes(db: Session, account_id: uuid.UUID) -> None:
    db.connection().execute(sa.delete(RecoveryCode.__table__).where(RecoveryCode.account_id == account_id))


def _digest(account_id: uuid.UUID, code: str) -> str:
    plain = "".join(one for one in code.upper() if one.isalnum())[: 2 * _LENGTH]
    return hashlib.sha256(account_id.bytes + plain.encode("utf-8", "surrogatepass")).hexdigest()


def _seal(master: bytes, row: SecondFactor, key: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(master).encrypt(nonce, key.encode("ascii"), row.id.bytes)


def _opened(master: bytes, row: SecondFactor) -> str:
    return AESGCM(master).decrypt(row.sealed[:_NONCE], row.sealed[_NONCE:], row.id.bytes).decode("ascii")
