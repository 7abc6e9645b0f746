"""Whatever happens in whatever order, the list is the one of the final facts; what people decided stays."""

import uuid
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from fieldvisit import db
from fieldvisit.access.account import Account, Sector
from fieldvisit.access.care import CareRelationship
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.due import engine as due_engine
from fieldvisit.due import listing
from fieldvisit.due.decision import Choose, DueDecision
from fieldvisit.due.engine import Item
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.due.gathering import gather
from fieldvisit.due.item import DueItem
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Pregnancy
from fieldvisit.families.support import Support
from fieldvisit.schedule.visit import Status, Visit

TODAY, NOW = date(2026, 11, 23), datetime(2026, 11, 23, 9, tzinfo=UTC)
WRITTEN = Item._fields


class Home:
    """A family whose rows have ids known beforehand, so that the same thing may happen in any order."""

    def __init__(self, session: Session, worker: Account, sectors: tuple[Sector, Sector]):
        self.worker, self.sectors = worker, sectors
        self.id, self.mother, self.child, self.twin, self.pregnancy = (uuid.uuid4() for _ in range(5))
        self.rows = [uuid.uuid4() for _ in range(12)]
        number = str(self.id)
        session.add(Household(id=self.id, case_number=number, label="Famille", sector_id=sectors[0].id))
        session.flush()
        self.person(session, self.mother, "mere", born=date(1995, 4, 2))
        self.person(session, self.child, "enfant", born=date(2026, 10, 20), term_weeks=39)

    def person(self, session, person_id, role, born, **more):
        session.add(
            Person(id=person_id, family_id=self.id, role=role, first_name="X", last_name="Y", birth_date=born, **more)
        )
        session.flush()


def change(field, value, home, session):
    setattr(session.get_one(Person, home.child), field, value)


def move(home, session):
    session.get_one(Household, home.id).sector_id = home.sectors[1].id


def leave(home, session):
    session.get_one(Household, home.id).status = "hors_departement"


def second_twin(home, session):
    home.person(session, home.twin, "enfant", born=date(2026, 10, 20), multiple=True)


def lose(home, session):
    session.get_one(Person, home.mother).deceased_on = date(2026, 11, 1)


def add(table, row, values, home, session):
    made = {name: value(home) if callable(value) else value for name, value in values.items()}
    session.add(table(id=home.rows[row], family_id=home.id, **made))


def child_id(home):
    return home.child


def worker_id(home):
    return home.worker.id


NOTED = {"child_id": child_id, "noted_by": worker_id, "noted_at": NOW}
VISIT = {"kind": "vad_1m", "duration_min": 60, "worker_id": worker_id, "created_at": NOW, "created_by": worker_id}
WORD = {"status": "Accordé", "collected_at": NOW, "collected_by": worker_id}
DECISION = {"subject_id": child_id, "account_id": worker_id}

EVENTS = [
    partial(change, "term_weeks", 33),
    partial(change, "birth_date", date(2026, 9, 28)),
    partial(change, "discharged_on", date(2026, 11, 1)),
    partial(change, "deceased_on", date(2026, 11, 20)),
    partial(change, "in_care", True),
    partial(change, "disability_status", "reconnue"),
    move,
    leave,
    lose,
    second_twin,
    partial(add, Visit, 0, VISIT | {"planned_on": date(2026, 11, 21), "status": Status.DONE}),
    partial(add, Visit, 1, VISIT | {"planned_on": date(2026, 11, 27)}),
    partial(add, Exam, 2, NOTED | {"code": "ex01", "done_on": date(2026, 10, 23)}),
    partial(add, Dose, 3, NOTED | {"vaccine": "vrs", "rank": "D1", "given_on": date(2026, 10, 24)}),
    partial(
        add,
        Certificate,
        4,
        NOTED | {"kind": "CS8", "examined_on": date(2026, 10, 22), "received_on": date(2026, 11, 2)},
    ),
    partial(
        add, Support, 5, {"code": "handicap", "started_on": date(2026, 11, 2), "noted_by": worker_id, "noted_at": NOW}
    ),
    partial(add, Agreement, 6, WORD | {"kind": "opposition"}),
    partial(add, Agreement, 7, WORD | {"kind": "accord_vad", "status": "Refusé"}),
    partial(
        add,
        FollowUp,
        8,
        {"kind": "vad_suivi", "trade": "puericultrice", "rule": "FREQ=WEEKLY;COUNT=5", "starts_on": date(2026, 11, 10)}
        | {"set_by": worker_id, "set_at": NOW},
    ),
    partial(
        add,
        DueDecision,
        9,
        DECISION | {"code": "vad_1m", "choice": Choose.REFUSED, "made_at": NOW},
    ),
    partial(
        add,
        DueDecision,
        10,
        DECISION
        | {"code": "ex03", "choice": Choose.POSTPONED, "on": date(2026, 12, 24), "made_at": NOW + timedelta(minutes=1)},
    ),
    partial(
        add,
        Pregnancy,
        11,
        {
            "mother_id": lambda home: home.mother,
            "declared_on": date(2026, 4, 2),
            "due_date": date(2026, 11, 2),
            "parity": 1,
        },
    ),
]


@pytest.fixture
def county(engine):
    """Two sectors and a worker; each example makes its own family."""
    with db.writing(engine) as session:
        sectors = tuple(Sector(code=code, name=code) for code in ("A", "B"))
        worker = Account(login="claire", name="Claire", role="puericultrice", created_at=NOW)
        session.add_all([*sectors, worker])
    return engine, worker, sectors


def happen(county, events, refreshed):
    """The family after these events, its list refreshed after those that ``refreshed`` says, and at the end."""
    engine, worker, sectors = county
    with db.writing(engine) as session:
        home = Home(session, worker, sectors)
        session.add(CareRelationship(account_id=worker.id, family_id=home.id, since=TODAY - timedelta(days=20)))
        for event, now in zip(events, refreshed, strict=True):
            event(home, session)
            if now:
                listing.refresh(session, [home.id], TODAY)
        listing.refresh(session, [home.id], TODAY)
    return home


def kept(engine, home):
    """The rows as the engine would say them, whoever's ids they hold: by name."""
    names = {home.mother: "mother", home.child: "child", home.twin: "twin", home.worker.id: "worker", home.id: "family"}
    names |= {row: f"row {number}" for number, row in enumerate(home.rows)}
    with db.reading(engine) as session:
        rows = session.exec(select(DueItem).where(DueItem.family_id == home.id)).all()
        sectors = {row.sector_id for row in rows}
        told = sorted([tuple(names.get(v := getattr(row, f), v) for f in WRITTEN) for row in rows], key=str)
        facts = gather(session, [home.id], TODAY)[home.id]
    said = [tuple(names.get(value, value) for value in item) for item in due_engine.items(facts, TODAY)]
    return told, sorted(said, key=str), sectors


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_the_list_is_that_of_the_final_facts_whatever_came_first(county, data):
    events = data.draw(st.lists(st.sampled_from(EVENTS), unique=True, max_size=9))
    other = data.draw(st.permutations(events))
    when = st.lists(st.booleans(), min_size=len(events), max_size=len(events))
    engine = county[0]
    first, second = (happen(county, each, data.draw(when)) for each in (events, other))
    rows, said, sectors = kept(engine, first)
    assert rows == said
    assert rows == kept(engine, second)[0]
    assert sectors <= {county[2][move in events].id}
    with db.reading(engine) as session:
        decided = session.exec(select(DueDecision).where(DueDecision.family_id == first.id)).all()
        assert len(decided) == sum(event.args[:1] == (DueDecision,) for event in events if isinstance(event, partial))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_engine_does_not_look_at_the_order_of_facts(data):
    family = _full_family()
    before = due_engine.items(family.facts, TODAY)
    for name in ("persons", "pregnancies", "supports", "follow_ups", "visits", "decisions"):
        setattr(family.facts, name, data.draw(st.permutations(getattr(family.facts, name))))
    assert due_engine.items(family.facts, TODAY) == before


def _full_family():
    from tests.due.family import Family

    family = Family()
    twins = [family.person(born=date(2026, 10, day), weeks=35, days=0, multiple=True) for day in (19, 20)]
    elder = family.person(born=date(2023, 1, 31), disabled=True)
    family.person("mere", date(1993, 1, 1))
    family.pregnancy(term=date(2026, 11, 25), parity=1)
    family.pregnancy(term=date(2027, 8, 1), declared=date(2026, 11, 20))
    for anchor in (date(2026, 9, 1), date(2026, 10, 1)):
        family.support("handicap", anchor, elder)
    family.follow_up("FREQ=WEEKLY;COUNT=9", date(2026, 10, 1))
    for day in (10, 12, 12, 17, 24, 30):
        family.visit("vad_suivi", date(2026, 11, day), Status.DONE if day < 23 else Status.PLANNED)
    family.visit("vad_prema", date(2026, 11, 2), children=frozenset([twins[0].id]))
    family.decide(elder.id, "bsem", Choose.REFUSED)
    family.decide(elder.id, "bsem", Choose.RESUMED)
    family.decide(twins[1].id, "vad_1m", Choose.POSTPONED, date(2026, 12, 1))
    return family
