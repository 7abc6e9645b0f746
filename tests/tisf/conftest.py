"""An order of the Benali's, given to Sylvie (TISF), validated by Patricia of her association; sessions signed."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.care import CareRelationship
from fieldvisit.db import new_id
from fieldvisit.families.age import PARIS
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf.goal import InterventionGoal
from fieldvisit.tisf.order import InterventionOrder, Status
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession
from tests.sync.conftest import claire, client, door, plan, tablet_of  # noqa: F401
from tests.sync.tablet import stamp
from tests.tisf.marked import county  # noqa: F401

SERVICE = "ADMR 01"


@pytest.fixture
def sylvie(tablet_of):  # noqa: F811
    return tablet_of("sylvie")


@pytest.fixture
def person(engine, cast, now, today):
    """``person("Patricia Lemoine", "responsable_tisf", families…)``: an account of the association, as an actor."""

    def make(name: str, role: str, *families: str, employer: str = SERVICE) -> Actor:
        with db.writing(engine) as session:
            account = Account(login=name, name=name, role=role, employer=employer, created_at=now)
            session.add(account)
            session.flush()
            session.add(AccountSector(account_id=account.id, sector_id=cast.bourg.id))
            for family in families:
                session.add(
                    CareRelationship(account_id=account.id, family_id=getattr(cast, family).id, since=date(2026, 1, 1))
                )
        return Actor(account.id, name, role, frozenset([cast.bourg.id]))

    return make


@pytest.fixture
def patricia(person):
    return person("Patricia Lemoine", "responsable_tisf", "benali", "petit")


@pytest.fixture
def order_of(engine, cast, now, today):
    """``order_of("benali", …)``: an order in force since a month, of sixty hours, with two goals."""

    def make(family="benali", **fields) -> InterventionOrder:
        home = getattr(cast, family)
        with db.writing(engine) as session:
            made = InterventionOrder(
                **{
                    "family_id": home.id,
                    "number": f"OI-2026-{new_id().hex[-5:]}",
                    "frame": "tisf",
                    "funder": "dep_pmi",
                    "motive": "depression_du_post_partum_troubles_du_li",
                    "starts_on": today - timedelta(days=30),
                    "ends_on": today + timedelta(days=60),
                    "minutes_granted": 60 * 60,
                    "service": SERVICE,
                    "contribution_scheme": "gratuit",
                    "status": Status.RUNNING,
                    "usual_worker_id": cast.sylvie.id,
                    "drafted_by": cast.helene.id,
                    "drafted_at": now - timedelta(days=40),
                }
                | fields
            )
            session.add(made)
            session.flush()
            for rank, text in enumerate(("Rituels du coucher", "Sorties"), 1):
                session.add(InterventionGoal(order_id=made.id, family_id=home.id, rank=rank, text=text))
        return made

    return make


@pytest.fixture
def order(order_of):
    return order_of()


@pytest.fixture
def session_of(engine, cast, now, today):
    """``session_of(order, on, at)``: a planned session and its visit."""

    def make(order, on=None, at=time(8, 0), worker="sylvie", minutes=60, **fields):
        with db.writing(engine) as session:
            visit = Visit(
                family_id=order.family_id,
                kind=f"seance_{order.frame}",
                planned_on=on or today,
                planned_at=at,
                duration_min=minutes,
                worker_id=getattr(cast, worker).id,
                created_at=now,
                created_by=cast.helene.id,
                **fields,
            )
            session.add(visit)
            session.flush()
            held = InterventionSession(family_id=order.family_id, visit_id=visit.id, order_id=order.id)
            session.add(held)
        return visit, held

    return make


def paris(*at) -> datetime:
    return datetime(*at, tzinfo=PARIS)


def body_of(visit, order, now, **changes) -> dict:
    """A session made as planned, from 09:00 to 10:00 in Paris on the tests' day, with little to say."""
    return {
        "visit_id": str(visit.id),
        "family_id": str(visit.family_id),
        "order_id": str(order.id),
        "kind": visit.kind,
        "planned": True,
        "planned_on": visit.planned_on.isoformat(),
        "planned_at": "09:00",
        "duration_min": visit.duration_min,
        "outcome": "realisee",
        "started_at": stamp(now - timedelta(minutes=90)),
        "ended_at": stamp(now - timedelta(minutes=30)),
        "tapped": {"started_at": stamp(now - timedelta(minutes=90)), "ended_at": stamp(now - timedelta(minutes=30))},
        "time_reason": "",
        "not_done": "",
        "not_done_words": "",
        "presence": ["Mère", "Enfant(s)"],
        "activities": ["Jeux et éveil"],
        "facts": [{"words": "Les enfants dessinent.", "shared": False}],
        "quotes": [{"who": "Mère", "words": "« Ça va mieux. »", "shared": True}],
        "goals": [],
        "incident": None,
        "travel": {"km": 7, "minutes": 15, "vehicle": "personnel", "from": "Bureau", "to": "Domicile"},
        "refused_signature": "",
        "corrects": None,
        "correction_reason": "",
        "signed_at": stamp(now),
    } | changes


@pytest.fixture
def sign(now):
    """``sign(tablet, visit, order, …)``: one session signed on this tablet; its word, with the record's ``id``."""

    def push(tablet, visit, order, *, id=None, family_id=None, **changes) -> dict:
        id = id or new_id()
        body = body_of(visit, order, now, **changes)
        line = tablet.line("session_record", body, id=id, family_id=family_id or visit.family_id)
        [word] = tablet.push(line)
        return word | {"id": str(id), "line": line}

    return push


@pytest.fixture
def stands(engine):
    """``stands(held)``: the session and its visit, as they now stand, and its records, the oldest first."""

    def read(held):
        with db.reading(engine) as session:
            one = session.get_one(InterventionSession, held.id)
            visit = session.get_one(Visit, one.visit_id)
            query = select(SessionRecord).where(SessionRecord.session_id == held.id)
            return one, visit, session.exec(query.order_by(SessionRecord.received_at, SessionRecord.id)).all()

    return read
