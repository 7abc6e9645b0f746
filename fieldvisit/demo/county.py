"""Builds the demo county in an empty database, in the transaction of whoever opened the session."""

import uuid
from datetime import date, time, timedelta

from argon2 import PasswordHasher
from sqlmodel import Session, select

from fieldvisit.access.account import Account, AccountSector, Sector
from fieldvisit.demo import chance, clock, households, people, rounds
from fieldvisit.demo.homes_bresse import HOMES as BRESSE
from fieldvisit.demo.homes_plaine import HOMES as PLAINE
from fieldvisit.demo.people import PROFESSIONALS
from fieldvisit.demo.places import COMMUNES, SECTORS
from fieldvisit.words import Refusal

COUNTY = "Département de démonstration (Ain)"


class NotEmpty(Refusal):
    sentence = "Cette base contient déjà des comptes : le département de démonstration se crée dans une base vide."


def build(session: Session, today: date) -> None:
    """Fill an empty database with the demo county as it stands on ``today``; the caller commits.

    :raises NotEmpty: if there is an account already: demo and real families never share a database
    """
    if session.exec(select(Account.id).limit(1)).first():
        raise NotEmpty
    new_id = chance.Ids(today)
    sectors = _sectors(session, new_id)
    accounts = _accounts(session, sectors, new_id, today)
    families = [
        households.settle(session, number, home, sectors[COMMUNES[home.commune].sector], accounts, new_id, today)
        for number, home in enumerate((*BRESSE, *PLAINE), start=1)
    ]
    session.add_all(rounds.fortnight(families, list(PROFESSIONALS), accounts, new_id, today))
    session.flush()


def _sectors(session: Session, new_id: chance.Ids) -> dict[str, uuid.UUID]:
    rows = {code: Sector(id=new_id(), code=code, name=name) for code, name in SECTORS.items()}
    session.add_all(rows.values())
    session.flush()
    return {code: row.id for code, row in rows.items()}


def _accounts(
    session: Session, sectors: dict[str, uuid.UUID], new_id: chance.Ids, today: date
) -> dict[str, uuid.UUID]:
    # One hash for all: the password is printed on screen, and twenty more would only slow the first start down.
    secret = PasswordHasher().hash(people.PASSWORD)
    opened = clock.instant(today - timedelta(days=400), time(9, 0))
    rows = {
        one.login: Account(
            id=new_id(),
            login=one.login,
            name=one.name,
            role=one.role,
            employer=one.employer,
            phone=f"04 65 71 90 {10 + rank:02d}",
            password_hash=secret,
            created_at=opened,
        )
        for rank, one in enumerate(PROFESSIONALS)
    }
    session.add_all(rows.values())
    session.flush()
    for one in PROFESSIONALS:
        session.add_all(AccountSector(account_id=rows[one.login].id, sector_id=sectors[code]) for code in one.sectors)
    session.flush()
    return {login: row.id for login, row in rows.items()}
