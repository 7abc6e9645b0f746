"""Accounts and sectors, as the technical administrator keeps them. An account is disabled, never deleted."""

import re
import uuid
from datetime import datetime

from sqlmodel import Session, select

from fieldvisit.access import account_event, password, roles, session
from fieldvisit.access.account import Account, AccountSector, Actor, Sector
from fieldvisit.access.account_event import Happened
from fieldvisit.access.roles import Reach
from fieldvisit.words import Refusal

LOGIN = re.compile(r"[a-z0-9]([a-z0-9.\-]{1,38})[a-z0-9]")


class NotAllowed(Refusal):
    sentence = "Seul l’administrateur technique gère les comptes."


class Invalid(Refusal):
    sentence = "Cette fiche de compte est incomplète."


class NotFound(Refusal):
    sentence = "Ce compte n’existe pas."


def create(
    db: Session,
    actor: Actor,
    *,
    login: str,
    name: str,
    role: str,
    secret: str,
    sectors: frozenset[uuid.UUID],
    now: datetime,
    employer: str = "",
    phone: str = "",
) -> Account:
    """:raises Refusal: with what is missing or already taken"""
    _administrator(actor)
    login, name = login.strip().casefold(), " ".join(name.split())
    if not name or len(name) > 120:
        raise Invalid("Indiquez le prénom et le nom de la personne.")
    if not LOGIN.fullmatch(login):
        raise Invalid("L’identifiant s’écrit avec 3 à 40 lettres sans accent, chiffres, points ou tirets.")
    if role not in roles.LABELS:
        raise Invalid("Choisissez une fonction dans la liste.")
    if db.exec(select(Account.id).where(Account.login == login)).first():
        raise Invalid(f"L’identifiant « {login} » est déjà pris : choisissez-en un autre.")
    password.check(secret, login)
    made = Account(
        login=login,
        name=name,
        role=role,
        employer=employer.strip()[:120],
        phone=phone.strip()[:30],
        password_hash=password.make_hash(secret),
        created_at=now,
    )
    db.add(made)
    db.flush()
    set_sectors(db, actor, made.id, sectors)
    return made


def disable(db: Session, actor: Actor, account_id: uuid.UUID, now: datetime) -> Account:
    """Close an account: its sessions end at once, what it wrote stays."""
    account = _find(db, actor, account_id)
    if account.id == actor.account_id:
        raise Invalid("Vous ne pouvez pas désactiver votre propre compte : demandez à un autre administrateur.")
    if account.disabled_at is None:
        account.disabled_at = now
        db.add(account)
        account_event.note(db, account.id, actor.account_id, Happened.DISABLED, now)
    session.end_all(db, account.id, now)
    return account


def enable(db: Session, actor: Actor, account_id: uuid.UUID, now: datetime) -> Account:
    account = _find(db, actor, account_id)
    if account.disabled_at is not None:
        account.disabled_at = None
        db.add(account)
        account_event.note(db, account.id, actor.account_id, Happened.ENABLED, now)
    return account


def reset_password(db: Session, actor: Actor, account_id: uuid.UUID, secret: str, now: datetime) -> Account:
    account = _find(db, actor, account_id)
    password.check(secret, account.login)
    account.password_hash = password.make_hash(secret)
    db.add(account)
    account_event.note(db, account.id, actor.account_id, Happened.PASSWORD, now)
    session.end_all(db, account.id, now)
    return account


def set_sectors(db: Session, actor: Actor, account_id: uuid.UUID, sectors: frozenset[uuid.UUID]) -> None:
    account = _find(db, actor, account_id)
    if sectors - set(db.exec(select(Sector.id))):
        raise Invalid("L’un de ces secteurs n’existe plus : rechargez la page.")
    held = {row.sector_id: row for row in db.exec(select(AccountSector).where(AccountSector.account_id == account.id))}
    for sector_id in held.keys() - sectors:
        db.delete(held[sector_id])
    for sector_id in sectors - held.keys():
        db.add(AccountSector(account_id=account.id, sector_id=sector_id))


def add_sector(db: Session, actor: Actor, code: str, name: str) -> Sector:
    _administrator(actor)
    code, name = code.strip().upper(), " ".join(name.split())
    if not code or not name or len(code) > 20 or len(name) > 120:
        raise Invalid("Un secteur a un code court et un nom.")
    if db.exec(select(Sector.id).where(Sector.code == code)).first():
        raise Invalid(f"Le code « {code} » est déjà celui d’un autre secteur.")
    made = Sector(code=code, name=name)
    db.add(made)
    return made


def _administrator(actor: Actor) -> None:
    if roles.right(actor.role, "administration").write is not Reach.ALL:
        raise NotAllowed


def _find(db: Session, actor: Actor, account_id: uuid.UUID) -> Account:
    _administrator(actor)
    account = db.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def all_accounts(db: Session, actor: Actor) -> list[tuple[Account, frozenset[uuid.UUID]]]:
    """Every account by name, with its sectors; the disabled ones last."""
    _administrator(actor)
    held: dict[uuid.UUID, set[uuid.UUID]] = {}
    for row in db.exec(select(AccountSector)):
        held.setdefault(row.account_id, set()).add(row.sector_id)
    accounts = db.exec(select(Account).order_by(Account.disabled_at.is_not(None), Account.name))
    return [(one, frozenset(held.get(one.id, ()))) for one in accounts]


def all_sectors(db: Session, actor: Actor) -> list[Sector]:
    _administrator(actor)
    return list(db.exec(select(Sector).order_by(Sector.name)))
