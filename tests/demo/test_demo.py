"""The demo county is rich, plausible, invented, and never mixed with a real one."""

import re
import time
from collections import Counter
from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit import demo
from fieldvisit.access import roles
from fieldvisit.access.account import Account
from fieldvisit.access.care import cared_for
from fieldvisit.demo import clock, rounds
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.schedule.visit import Visit

#: What ARCEP keeps for fiction (decision 2018-0881) in the mobile and south-east ranges.
FICTION = re.compile(r"(06 39 98|04 65 71) \d\d \d\d")


@pytest.fixture
def county(session, today):
    demo.build(session, today)
    return session


def everyone(county) -> dict:
    return {account.id: account for account in county.exec(select(Account))}


def test_every_role_has_an_account_and_its_password_opens_it(county):
    from argon2 import PasswordHasher

    accounts = list(county.exec(select(Account)))
    assert {account.role for account in accounts} == set(roles.LABELS)
    assert {account.login for account in accounts} == {door.login for door in demo.accounts()}
    assert len(demo.PASSWORD) >= 12
    assert PasswordHasher().verify(accounts[0].password_hash, demo.PASSWORD)


def test_building_twice_is_refused_and_changes_nothing(county, today):
    before = len(list(county.exec(select(Household.id))))
    with pytest.raises(demo.NotEmpty):
        demo.build(county, today)
    assert len(list(county.exec(select(Household.id)))) == before


def test_families_live_in_the_ain_in_their_sector(county):
    households = list(county.exec(select(Household)))
    assert len(households) >= 60
    for one in households:
        assert 45.6 < one.lat < 46.55 and 4.7 < one.lon < 6.2, one.label
        assert one.postcode.startswith("01") and one.insee.startswith("01")
        assert one.case_number.startswith("DEMO-")
        assert one.address and one.city


def test_no_phone_number_can_ring(county):
    phones = [household.phone for household in county.exec(select(Household))]
    phones += [household.phone_2 for household in county.exec(select(Household))]
    phones += [one.phone for one in (*county.exec(select(Person)), *county.exec(select(Account)))]
    assert not [phone for phone in phones if phone and not FICTION.fullmatch(phone)]


def test_every_field_worker_has_a_full_round_on_each_working_day(county, today):
    accounts = everyone(county)
    load = Counter((accounts[visit.worker_id].login, visit.planned_on) for visit in county.exec(select(Visit)))
    field = [account.login for account in accounts.values() if account.role in rounds.FIELD_ROLES]
    for login in field:
        for day in clock.working_days(today, 2):
            assert 3 <= load[login, day] <= 5, (login, day)


@pytest.mark.parametrize("weekday", range(7))
def test_any_day_of_the_week_shows_a_round(session, weekday):
    day = date(2026, 11, 16) + timedelta(days=weekday)
    demo.build(session, day)
    accounts = everyone(session)
    seen = {accounts[one.worker_id].login for one in session.exec(select(Visit).where(Visit.planned_on == day))}
    assert {"claire.morel", "nadia.belkacem", "julie.perrin", "sophie.delorme"} <= seen


def test_visits_keep_to_the_hours_and_never_overlap(county):
    by_day: dict = {}
    for visit in county.exec(select(Visit).where(Visit.planned_at.is_not(None))):
        by_day.setdefault((visit.worker_id, visit.planned_on), []).append(visit)
    for visits in by_day.values():
        visits.sort(key=lambda visit: visit.planned_at)
        for visit, following in zip(visits, [*visits[1:], None], strict=True):
            end = clock.later(visit.planned_at, visit.duration_min)
            assert visit.planned_at.hour >= 9 and end <= rounds.DAY_ENDS
            assert following is None or end <= following.planned_at


def test_whoever_visits_has_a_care_relationship(county, today):
    accounts = everyone(county)
    cared = {one: set(county.exec(cared_for(one, today))) for one in accounts}
    for visit in county.exec(select(Visit).where(Visit.planned_on >= today)):
        assert visit.family_id in cared[visit.worker_id]


def test_the_same_day_gives_the_same_county(engine, today):
    from sqlmodel import Session

    def picture():
        with Session(engine.execution_options(writes=True)) as session:
            demo.build(session, today)
            seen = [
                sorted((str(one.id), one.label, one.lat, one.phone_2) for one in session.exec(select(Household))),
                sorted((str(one.id), one.kind, one.planned_on, one.status) for one in session.exec(select(Visit))),
            ]
            session.rollback()
        return seen

    assert picture() == picture()


def test_building_takes_seconds(session, today):
    start = time.perf_counter()
    demo.build(session, today)
    assert time.perf_counter() - start < 10
