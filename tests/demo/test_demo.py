"""The demo county is rich, plausible, invented, and never mixed with a real one."""

import re
import shutil
from collections import Counter
from datetime import date

import pytest
from sqlmodel import Session, select

from fieldvisit import db, demo, kind
from fieldvisit.access import password, roles
from fieldvisit.access.account import Account
from fieldvisit.access.care import cared_for
from fieldvisit.demo import beside, clock, growing, rounds
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person, Pregnancy
from fieldvisit.forms import checking
from fieldvisit.growth.measurement import Measurement
from fieldvisit.pictures import looking, objects
from fieldvisit.pictures.picture import Picture
from fieldvisit.pictures.shown import Shelf
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import OUTCOMES, Status, Visit
from fieldvisit.tisf import order
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.session import InterventionSession

#: What ARCEP keeps for fiction (decision 2018-0881) in the mobile and south-east ranges.
FICTION = re.compile(r"(06 39 98|04 65 71) \d\d \d\d")


TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def built(empty_sqlite, tmp_path_factory):
    """The demo county of one day, made once: it takes seconds, and most tests only look at it."""
    path = tmp_path_factory.mktemp("demo") / "fieldvisit.sqlite"
    shutil.copy(empty_sqlite, path)
    engine = db.connect(f"sqlite:///{path}")
    with Session(engine.execution_options(writes=True)) as session:
        demo.build(session, TODAY)
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def county(built, today):
    assert today == TODAY
    with Session(built.execution_options(writes=True), expire_on_commit=False) as session:
        yield session


@pytest.fixture
def rounds_only(monkeypatch):
    """What is known beside the rounds comes after them and changes nothing of them; it takes half of the time."""
    monkeypatch.setattr(beside, "keep", lambda *_: None)


def everyone(county) -> dict:
    return {account.id: account for account in county.exec(select(Account))}


def test_every_role_has_an_account_and_its_password_opens_it(county):
    accounts = list(county.exec(select(Account)))
    assert {account.role for account in accounts} == set(roles.LABELS)
    assert {account.login for account in accounts} == {door.login for door in demo.accounts()}
    for account in accounts:
        password.check(demo.PASSWORD, account.login)
    assert password.matches(accounts[-1].password_hash, demo.PASSWORD)


def test_building_twice_is_refused_and_changes_nothing(county, today):
    before = len(list(county.exec(select(Household.id))))
    with pytest.raises(demo.NotEmpty):
        demo.build(county, today)
    assert len(list(county.exec(select(Household.id)))) == before


def test_a_real_database_never_becomes_a_demo(session, today, now):
    kind.begin(session, kind.Kind.REAL, now)
    with pytest.raises(demo.NotEmpty):
        demo.build(session, today)
    assert session.exec(select(Account.id)).first() is None


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


#: A Monday, a Friday and its weekend, a holiday, the week of Christmas.
DAYS = [
    date(2026, 11, 16),
    date(2026, 11, 22),
    *(
        pytest.param(day, marks=pytest.mark.long)
        for day in (date(2026, 11, 20), date(2026, 11, 21), date(2027, 1, 1), date(2026, 12, 23))
    ),
]


#: Building the county takes seconds: on PostgreSQL with the long tests.
SQLITE_FIRST = pytest.mark.parametrize(
    "engine", ["sqlite", pytest.param("postgresql", marks=pytest.mark.long)], indirect=True
)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_field_worker_has_a_round_on_each_working_day_and_today(empty_sqlite, tmp_path, day, rounds_only):
    path = tmp_path / "fieldvisit.sqlite"
    shutil.copy(empty_sqlite, path)
    session = Session(db.connect(f"sqlite:///{path}").execution_options(writes=True), expire_on_commit=False)
    demo.build(session, day)
    accounts = everyone(session)
    load = Counter((accounts[visit.worker_id].login, visit.planned_on) for visit in session.exec(select(Visit)))
    field = [account.login for account in accounts.values() if account.role in rounds.FIELD_ROLES]
    assert len(field) == 6
    for login in field:
        assert load[login, day] >= 2
        for working in clock.working_days(clock.main_monday(day), 2):
            assert 3 <= load[login, working] <= 5, (login, working)


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


def test_whoever_visits_may_make_this_type_of_visit(county):
    accounts = everyone(county)
    for visit in county.exec(select(Visit)):
        assert accounts[visit.worker_id].role in visit_type.TYPES[visit.kind].roles, (visit.kind, visit.planned_on)


def test_every_record_passes_the_check_of_what_tablets_send(county, today):
    accounts = everyone(county)
    records = list(county.exec(select(VisitRecord)))
    assert len(records) > 200
    for record in records:
        family = document(county, record.family_id)
        context = {"on": today.isoformat(), "role": accounts[record.author_id].role, "family": family}
        assert checking.check(record.body, None, context) == [], record.body["kind"]


def test_a_visit_that_took_place_has_its_record_and_only_past_ones_took_place(county, today):
    records = (*county.exec(select(VisitRecord)), *county.exec(select(SessionRecord)))
    told = Counter(record.visit_id for record in records)
    for visit in county.exec(select(Visit)):
        if visit.status in OUTCOMES:
            assert visit.planned_on < today and told[visit.id] >= 1
            assert visit.started_at < visit.ended_at
        else:
            assert told[visit.id] == 0
            assert visit.status == Status.CANCELLED or visit.planned_on >= today
    assert {one.status for one in county.exec(select(Visit))} >= {*OUTCOMES, Status.CANCELLED, Status.PLANNED}


@SQLITE_FIRST
def test_the_coming_week_holds_the_visits_worth_showing(session, rounds_only):
    demo.build(session, date(2026, 11, 22))
    accounts = everyone(session)
    ahead = session.exec(select(Visit).where(Visit.planned_on > date(2026, 11, 22)))
    kinds = {(accounts[one.worker_id].role, one.kind) for one in ahead}
    assert {
        ("puericultrice", "vad_sortie"),
        ("puericultrice", "vad_prema"),
        ("puericultrice", "vad_1m"),
        ("puericultrice", "contact_telephonique"),
        ("puericultrice", "pesee_seule"),
        ("sage_femme_pmi", "vad_prenatale"),
        ("infirmiere_pmi", "vad_suivi"),
    } <= kinds


def test_one_record_was_corrected_by_a_linked_version(county):
    second = county.exec(select(VisitRecord).where(VisitRecord.corrects_id.is_not(None))).one()
    first = county.get(VisitRecord, second.corrects_id)
    assert first.corrected_by_id == second.id
    assert second.body["corrects"] == str(first.id) and second.body["correction_reason"]


def test_children_grow_near_the_medians_and_never_shrink(county):
    persons = {one.id: one for one in county.exec(select(Person))}
    series: dict = {}
    for one in county.exec(select(Measurement).order_by(Measurement.taken_at)):
        series.setdefault((one.child_id, one.kind), []).append(one)
    assert len(series) > 60
    for (child, what), measured in series.items():
        birth = persons[child].birth_date
        for one in measured:
            days = (one.taken_at.date() - birth).days - growing.missing(persons[child])
            if days > 0:
                expected = growing.median(what, persons[child].sex, days) * (1000 if what == "poids" else 1)
                assert 0.8 < one.value / expected < 1.25, (what, days, one.value)
        for before, after in zip(measured, measured[1:], strict=False):
            if what != "poids" or (before.taken_at.date() - birth).days > 4:
                assert after.value >= before.value, (what, before.value, after.value)


def test_the_families_that_a_demo_needs_are_there(county, today):
    persons = list(county.exec(select(Person)))
    children = [one for one in persons if one.role == "enfant"]
    twins = [one for one in children if one.multiple]
    assert len(twins) == 2 and {(one.term_weeks, one.term_days) for one in twins} == {(31, 4)}
    assert sum((today - one.birth_date).days <= 15 for one in children) >= 8
    assert any(one.disability for one in children) and any(one.in_care for one in children)
    assert any(one.role == "mere" and (today - one.birth_date).days < 21 * 365 for one in persons)
    assert {"N’Diaye", "Öztürk", "Nguyễn"} <= {one.last_name for one in persons}
    assert len({one.due_date for one in county.exec(select(Pregnancy))}) >= 10
    refused = {one.family_id for one in county.exec(select(Agreement).where(Agreement.status == "Refusé"))}
    opposed = set(county.exec(select(Agreement.family_id).where(Agreement.kind == "opposition")))
    assert opposed and opposed <= refused
    assert not county.exec(select(Visit).where(Visit.family_id.in_(opposed))).first()


def document(session, family_id) -> dict:
    """The part of a file that the check reads."""
    persons = session.exec(select(Person).where(Person.family_id == family_id))
    agreements = session.exec(select(Agreement).where(Agreement.family_id == family_id))
    pregnancies = session.exec(select(Pregnancy).where(Pregnancy.family_id == family_id))
    return {
        "persons": [one.model_dump(mode="json") for one in persons],
        "agreements": [one.model_dump(mode="json") for one in agreements],
        "pregnancies": [one.model_dump(mode="json") for one in pregnancies],
    }


@SQLITE_FIRST
def test_the_same_day_gives_the_same_county(engine, today):
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


@SQLITE_FIRST
def test_a_few_visits_have_pictures_drawn_for_them_and_one_is_still_to_come(session, today, tmp_path, rounds_only):
    shelf = Shelf(objects.at("", tmp_path), bytes(32))
    demo.build(session, today, shelf)
    found = session.exec(select(Picture)).all()
    assert {(one.kind, one.state) for one in found} >= {("photo", "attendue"), ("signature", "vue")}
    for one in found:
        if one.state != "attendue":
            assert looking.head(shelf.show(one.shown_as, one.shown_key, "large")).width == one.shown_width
    agreed = select(Agreement.family_id).where(Agreement.kind == "accord_photo", Agreement.status == "Accordé")
    assert {one.family_id for one in found} <= set(session.exec(agreed))


def test_family_workers_have_sessions_today_and_orders_stand_in_every_state_worth_showing(county, today):
    accounts = everyone(county)
    query = select(Visit, InterventionSession).join(InterventionSession, InterventionSession.visit_id == Visit.id)
    planned = county.exec(query).all()
    load = Counter(accounts[visit.worker_id].login for visit, _ in planned if visit.planned_on == today)
    assert load["fatima.elidrissi"] >= 3 and min(load["sandrine.jacquet"], load["kevin.barbosa"]) >= 2
    for visit, held in planned:
        assert (held.status == "planifiee") is (visit.planned_on >= today)
    orders = county.exec(select(InterventionOrder)).all()
    assert {one.status for one in orders} >= set(order.Status) - {order.Status.ENDED}
    assert len({one.number for one in orders}) == len(orders)
