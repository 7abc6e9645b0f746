"""The whole county, at two hundred families: deterministic, plausible, true to the rules that its rows follow."""

import shutil
from collections import Counter
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from fieldvisit import db, demo, kind
from fieldvisit.access import password
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.care import CareRelationship, cared_for
from fieldvisit.births.notice import Notice, Status
from fieldvisit.carnet.certificate import Certificate
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.demo import large
from fieldvisit.demo.people import PASSWORD
from fieldvisit.due.item import DueItem, State
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Pregnancy
from fieldvisit.forms import catalogue, checking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.places.address import Address
from fieldvisit.places.commune import Commune
from fieldvisit.schedule import visit as visits
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import OPEN, Visit
from tests.demo.test_demo import FICTION, document

TODAY = date(2026, 11, 23)
FAMILIES = 200


def made(path, empty, families: int, *, lists: bool = False):
    shutil.copy(empty, path)
    engine = db.connect(f"sqlite:///{path}")
    large.build(engine, TODAY, families, lists=lists)
    return engine


@pytest.fixture(scope="module")
def built(empty_sqlite, tmp_path_factory):
    engine = made(tmp_path_factory.mktemp("large") / "county.sqlite", empty_sqlite, FAMILIES, lists=True)
    yield engine
    engine.dispose()


@pytest.fixture
def county(built):
    with Session(built) as session:
        yield session


def rows(engine) -> dict[str, list]:
    """Every row but the secrets, which are salted."""
    with Session(engine) as session:
        return {
            table.name: sorted(
                map(repr, session.execute(sa.select(*(c for c in table.c if c.name != "password_hash"))))
            )
            for table in SQLModel.metadata.sorted_tables
            if table.name not in ("epoch", "db_kind")
        }


def test_the_same_day_gives_the_same_county_on_both_databases(engine, empty_sqlite, tmp_path):
    large.build(engine, TODAY, 12, lists=False)
    other = made(tmp_path / "other.sqlite", empty_sqlite, 12)
    first, second = rows(engine), rows(other)
    other.dispose()
    assert first == second and len(first["household"]) == 12 and len(first["vaccine_dose"]) > 50


def test_one_family_more_leaves_the_others_as_they_are(empty_sqlite, tmp_path, built):
    fewer = made(tmp_path / "fewer.sqlite", empty_sqlite, 20)
    with Session(fewer) as session, Session(built) as all_of_them:
        seen = [
            {(one.case_number, one.label, one.address, one.phone) for one in of.exec(select(Household))}
            for of in (session, all_of_them)
        ]
    fewer.dispose()
    assert len(seen[0]) == 20 and seen[0] < seen[1]


def test_a_county_never_enters_a_real_or_inhabited_database(session, built, today, now):
    with pytest.raises(demo.NotEmpty):
        large.build(built, TODAY, 1)
    kind.begin(session, kind.Kind.REAL, now)
    session.commit()
    with pytest.raises(demo.NotEmpty):
        large.build(session.get_bind(), TODAY, 1)
    assert session.exec(select(Account.id)).first() is None


def test_everybody_of_the_small_demo_works_here_and_the_password_opens(county):
    logins = {one.login: one for one in county.exec(select(Account))}
    assert {door.login for door in demo.accounts()} <= set(logins)
    assert password.matches(logins["claire.morel"].password_hash, PASSWORD)
    assert len(logins) == len({one.name for one in logins.values()}) == 38


def test_every_family_lives_at_an_address_of_a_commune_of_its_sector(county):
    of_commune = {one.insee: one.sector_id for one in county.exec(select(Commune))}
    for home, place in county.exec(select(Household, Address).join(Address, Address.ban_id == Household.ban_id)):
        assert home.sector_id == of_commune[home.insee] == of_commune[place.insee]
        assert home.address == f"{place.number} {place.street}" and (home.lat, home.lon) == (place.lat, place.lon)
        assert FICTION.fullmatch(home.phone) or home.phone.startswith(("01 99 00", "02 61 91"))
    assert len(county.exec(select(Household)).all()) == FAMILIES


def test_children_are_born_as_they_are_in_france(county):
    children = county.exec(select(Person).where(Person.role == "enfant")).all()
    assert 1.15 < len(children) / FAMILIES < 1.5
    assert all(TODAY - timedelta(days=6 * 365 + 1) < one.birth_date <= TODAY for one in children)
    assert 0.03 < sum(one.term_weeks < 37 for one in children) / len(children) < 0.12
    assert 3100 < sum(one.birth_weight_g for one in children) / len(children) < 3450
    assert 0.42 < sum(one.sex == "M" for one in children) / len(children) < 0.6
    mothers = {one.family_id: one for one in county.exec(select(Person).where(Person.role == "mere"))}
    ages = [(one.birth_date - mothers[one.family_id].birth_date).days / 365.25 for one in children]
    assert min(ages) > 16 and max(ages) < 52 and 28 < sum(ages) / len(ages) < 33
    brothers: dict = {}
    for one in sorted(children, key=lambda one: one.birth_date):
        before = brothers.get(one.family_id)
        assert before is None or before == one.birth_date or (one.birth_date - before).days > 300
        brothers[one.family_id] = one.birth_date


def test_nothing_was_done_to_a_child_before_birth_or_after_death(county):
    born = {one.id: one for one in county.exec(select(Person))}
    days = [(one.child_id, one.given_on) for one in county.exec(select(Dose))]
    days += [(one.child_id, one.done_on) for one in county.exec(select(Exam))]
    days += [(one.child_id, one.examined_on) for one in county.exec(select(Certificate))]
    days += [(one.child_id, one.taken_at.date()) for one in county.exec(select(Measurement))]
    assert len(days) > 3000
    for child, day in days:
        one = born[child]
        assert one.birth_date <= day <= (one.deceased_on or TODAY), (one.birth_date, day)
    twice = Counter((one.child_id, one.vaccine, one.rank) for one in county.exec(select(Dose)))
    assert max(twice.values()) == 1


def test_vaccines_and_certificates_are_as_frequent_as_counties_say(county):
    walked = {
        one.id
        for one in county.exec(select(Person).where(Person.role == "enfant"))
        if (TODAY - one.birth_date).days > 900 and not one.deceased_on
    }
    for vaccine, rank in (("hexa", "R"), ("ror", "D1"), ("pneumo", "R")):
        had = set(county.exec(select(Dose.child_id).where(Dose.vaccine == vaccine, Dose.rank == rank)))
        assert 0.75 < len(had & walked) / len(walked) < 0.98, vaccine
    for of_kind, low, high in (("CS8", 0.85, 0.99), ("CS9", 0.6, 0.82), ("CS24", 0.5, 0.78)):
        came = set(county.exec(select(Certificate.child_id).where(Certificate.kind == of_kind)))
        assert low < len(came & walked) / len(walked) < high, of_kind


def test_visits_are_made_by_who_may_when_free_and_who_cares(county):
    accounts = {one.id: one for one in county.exec(select(Account))}
    cared = {one: set(county.exec(cared_for(one, TODAY))) for one in accounts}
    hours = Counter()
    for one in county.exec(select(Visit)):
        assert accounts[one.worker_id].role in catalogue.kinds()[one.kind]["roles"]
        hours[one.worker_id, one.planned_on, one.planned_at] += 1
        if one.status in OPEN:
            assert one.planned_on >= TODAY and one.family_id in cared[one.worker_id]
        else:
            assert one.planned_on < TODAY
    assert set(hours.values()) == {1} and len(hours) > 200


def test_what_was_written_passes_the_check_of_what_tablets_send(county):
    accounts = {one.id: one for one in county.exec(select(Account))}
    records = county.exec(select(VisitRecord)).all()
    done = {one.id for one in county.exec(select(Visit).where(Visit.status.in_(visits.OUTCOMES)))}
    assert {one.visit_id for one in records} == done
    for record in records:
        context = {"on": record.captured_at.date().isoformat(), "role": accounts[record.author_id].role}
        context["family"] = document(county, record.family_id)
        assert checking.check(record.body, None, context) == [], record.body["kind"]


def test_what_is_due_is_worked_out_for_every_family(county):
    items = county.exec(select(DueItem)).all()
    children = county.exec(select(Person.id).where(Person.role == "enfant", Person.deceased_on.is_(None))).all()
    assert 8 < len(items) / len(children) < 25
    assert {one.group for one in items} >= {"visite", "examen", "vaccin", "certificat", "entretien", "suivi"}
    assert len({one.family_id for one in items}) > 0.9 * FAMILIES
    late = [one for one in items if one.state == State.OPEN and one.late_on and one.late_on < TODAY]
    assert 0.02 < len(late) / len(items) < 0.5


def test_carers_are_of_the_sector_of_the_family(county):
    sectors = {(one.account_id, one.sector_id) for one in county.exec(select(AccountSector))}
    query = select(CareRelationship.account_id, Household.sector_id).join(
        Household, Household.id == CareRelationship.family_id
    )
    assert {tuple(one) for one in county.exec(query)} <= sectors


def test_each_birth_of_two_years_has_its_notice_and_each_pregnancy_its_declaration(county):
    notices = county.exec(select(Notice)).all()
    told = {one.person_id for one in notices if one.kind == "naissance"}
    for child in county.exec(select(Person).where(Person.role == "enfant")):
        if 20 < (TODAY - child.birth_date).days < 720:
            assert child.id in told
    expected = {one.id for one in county.exec(select(Pregnancy).where(Pregnancy.ended_on.is_(None)))}
    assert expected & {one.pregnancy_id for one in notices}
    assert all(one.said["child_first_name"] for one in notices if one.kind == "naissance")
    assert {Status.OUTSIDE, Status.CONTACTED, Status.SETTLED} <= {one.status for one in notices}
