"""Builds the demo county in an empty database, in the transaction of whoever opened the session."""

import uuid
from datetime import date, time, timedelta

from sqlmodel import Session, select

from fieldvisit import kind
from fieldvisit.access import password
from fieldvisit.access.account import Account, AccountSector, Sector
from fieldvisit.demo import (
    beside,
    calendars,
    chance,
    clock,
    history,
    households,
    licences,
    people,
    pictures,
    rounds,
    schools,
)
from fieldvisit.demo.homes_bresse import HOMES as BRESSE
from fieldvisit.demo.homes_ordinary import HOMES as ORDINARY
from fieldvisit.demo.homes_plaine import HOMES as PLAINE
from fieldvisit.demo.people import PROFESSIONALS
from fieldvisit.demo.places import BASE, COMMUNES, SECTORS
from fieldvisit.demo.telling import Author, Teller
from fieldvisit.pictures.shown import Shelf
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans.plan import RoundBase
from fieldvisit.words import Refusal

COUNTY = "Département de démonstration (Ain)"


class NotEmpty(Refusal):
    sentence = "Le département de démonstration se crée dans une base vide, ouverte comme démonstration."


def build(session: Session, today: date, shelf: Shelf | None = None) -> None:
    """Fill an empty database with the demo county as it stands on ``today``; the caller commits.

    ``shelf``: where the pictures of a few visits are laid; without it there are none.

    :raises NotEmpty: if there is an account already or the database is a real one: they never share a database
    """
    if kind.of(session) is kind.Kind.REAL or session.exec(select(Account.id).limit(1)).first():
        raise NotEmpty
    new_id = chance.Ids(today)
    sectors = _sectors(session, new_id)
    accounts = _accounts(session, sectors, new_id, today)
    families = [
        households.settle(session, number, home, sectors[COMMUNES[home.commune].sector], accounts, new_id, today)
        for number, home in enumerate((*BRESSE, *PLAINE, *ORDINARY), start=1)
    ]
    visits = history.past(families, accounts, new_id, today)
    visits += rounds.around(families, list(PROFESSIONALS), accounts, new_id, today)
    session.add_all(visits)
    session.flush()
    _tell(session, families, visits, accounts, new_id, today)
    calendars.keep(session, accounts, new_id, today)
    licences.keep(session, sectors, accounts, new_id, today)
    schools.keep(session, sectors, accounts, new_id, today)
    session.flush()
    if shelf is not None:
        pictures.keep(session, shelf, families, new_id)
    beside.keep(session, families, sectors, accounts, new_id, today)


def _tell(
    session: Session, families: list, visits: list[Visit], accounts: dict, new_id: chance.Ids, today: date
) -> None:
    """Close the visits of before today; let the ones to come have their few changes."""
    authors = {
        accounts[one.login]: Author(accounts[one.login], one.name, one.role, people.phone(rank))
        for rank, one in enumerate(PROFESSIONALS)
    }
    readers = {"bresse": accounts["isabelle.roux"], "plaine": accounts["catherine.vial"]}
    teller = Teller(session, today, new_id, authors, readers)
    by_id = {family.household.id: family for family in families}
    for visit in sorted(visits, key=lambda one: (one.planned_on, one.planned_at)):
        if visit.planned_on < today:
            teller.tell(by_id[visit.family_id], visit)
        elif visit.planned_on > today:
            _ahead(session, visit)
    _correct_one(session, teller, families)


def _ahead(session: Session, visit: Visit) -> None:
    """Some visits to come were confirmed by the family; a few were cancelled by the service."""
    chosen = visit.id.int % 23
    if chosen in (1, 2, 3, 4):
        visit.status = Status.CONFIRMED
    elif chosen == 5 and visit.kind == "contact_telephonique":
        visit.status, visit.cancel_reason = Status.CANCELLED, "Réunion de service déplacée."
    session.add(visit)


def _correct_one(session: Session, teller: Teller, families: list) -> None:
    """One signed answer was put right by a linked version, for whoever wants to see a « Correction »."""
    family = next(one for one in families if one.home.name == "Garnier-Petit")
    query = (
        select(VisitRecord)
        .where(VisitRecord.family_id == family.household.id, VisitRecord.outcome == Status.DONE)
        .order_by(VisitRecord.captured_at)
    )
    child = str(family.youngest.id)
    record = next(one for one in session.exec(query) if "vaccins" in one.body["child_answers"].get(child, {}))
    teller.correct(
        family, record, child, {"vaccins": {"v": "retard"}}, "Carnet relu après la visite : un vaccin manque."
    )


def _sectors(session: Session, new_id: chance.Ids) -> dict[str, uuid.UUID]:
    rows = {code: Sector(id=new_id(), code=code, name=name) for code, name in SECTORS.items()}
    session.add_all(rows.values())
    session.flush()
    for code, row in rows.items():
        town = COMMUNES[BASE[code]]
        # An id of its own: no other row of the county changes its.
        own = uuid.uuid5(row.id, "base")
        session.add(RoundBase(id=own, sector_id=row.id, label=BASE[code], lat=town.lat, lon=town.lon))
    return {code: row.id for code, row in rows.items()}


def _accounts(session: Session, sectors: dict[str, uuid.UUID], new_id: chance.Ids, today: date) -> dict[str, uuid.UUID]:
    # One hash for all: the password is printed on screen, and twenty more would only slow the first start down.
    secret = password.make_hash(people.PASSWORD)
    opened = clock.instant(today - timedelta(days=400), time(9, 0))
    rows = {
        one.login: Account(
            id=new_id(),
            login=one.login,
            name=one.name,
            role=one.role,
            employer=one.employer,
            phone=people.phone(rank),
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
