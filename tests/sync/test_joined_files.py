"""A tablet that was away while two files became one: what it brings home lands in the kept one, whole."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.care import CareRelationship
from fieldvisit.carnet.entry import Dose
from fieldvisit.db import new_id
from fieldvisit.families import merging
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.growth.measurement import Measurement
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync.received import ReceivedLine
from tests.sync.tablet import visit_record


@pytest.fixture
def double(engine, cast, today):
    """The Benali’s file entered twice, each with Adam, both followed by Claire."""
    with db.writing(engine) as session:
        home = Household(case_number="01-2026-0098", label="Famille Ben Ali", sector_id=cast.bourg.id)
        session.add(home)
        session.flush()
        adam = Person(
            family_id=home.id, role="enfant", first_name="Adam", last_name="Ben Ali", sex="M",
            birth_date=today - timedelta(days=30), term_weeks=40, term_days=1,
        )  # fmt: skip
        session.add_all((adam, CareRelationship(account_id=cast.claire.id, family_id=home.id, since=today)))
    return home, adam


@pytest.fixture
def join(engine, cast, double, today, now):
    def act():
        with db.writing(engine) as session:
            same = {double[1].id: cast.benali_child.id}
            reason = "même famille"
            return merging.merge(session, cast.actor("helene"), cast.benali.id, double[0].id, reason, today, now, same)

    return act


def test_a_visit_made_for_the_closed_file_and_the_child_entered_twice_is_in_the_kept_one(
    claire, plan, engine, cast, double, join, now
):
    home, adam = double
    with db.writing(engine) as session:
        visit = Visit(
            family_id=home.id, kind="vad_suivi", planned_on=now.date(), duration_min=45, worker_id=cast.claire.id,
            created_at=now, created_by=cast.claire.id,
        )  # fmt: skip
        session.add(visit)
    claire.pull_all()
    assert str(home.id) in claire.aboard("family")
    body = visit_record(visit, now, children=[str(adam.id)], child_answers={str(adam.id): {"poids": {"v": 4300}}})
    line = claire.line("visit_record", body, family_id=home.id)
    join()
    [word] = claire.push(line)
    assert (word["word"], word["sentence"], word["reasons"]) == ("received", "", [])
    with db.reading(engine) as session:
        [record] = session.exec(select(VisitRecord))
        assert record.family_id == cast.benali.id and str(adam.id) not in str(record.body)
        [weight] = session.exec(select(Measurement))
        assert (weight.family_id, weight.child_id, weight.value) == (cast.benali.id, cast.benali_child.id, 4300)
        [kept] = session.exec(select(ReceivedLine).where(ReceivedLine.kind == "visit_record"))
        assert kept.raw == line.strip() and kept.family_id == cast.benali.id
    assert claire.push(line)[0]["word"] == "identical"
    claire.pull_all()
    assert str(home.id) not in claire.aboard("family")
    assert claire.aboard("visit")[str(visit.id)]["family_id"] == str(cast.benali.id)


def test_the_tablet_hears_which_file_and_which_child_stand_for_those_it_carried(claire, tablet_of, cast, double, join):
    home, adam = double
    claire.pull_all()
    nadia = tablet_of("nadia")
    join()
    page = claire.pull()
    assert page["forget"] == [str(home.id)]
    assert page["joined"] == {str(home.id): str(cast.benali.id), str(adam.id): str(cast.benali_child.id)}
    nadia.have = [str(home.id)]
    assert nadia.pull()["joined"] == {}, "who carries neither is told of neither"


def test_a_correction_of_the_closed_file_corrects_the_kept_one(claire, engine, cast, double, join):
    body = {"changes": {"access_notes": "Sonner deux fois."}, "before": {"access_notes": cast.benali.access_notes}}
    line = claire.line("household", body, family_id=double[0].id)
    made = join()
    assert claire.push(line)[0]["word"] == "received"
    with db.writing(engine) as session:
        assert session.get_one(Household, cast.benali.id).access_notes == "Sonner deux fois."
        merging.part(session, cast.actor("helene"), made.id, made.merged_at.date(), made.merged_at)
    other = claire.line("household", {"changes": {"city": "Viriat"}, "before": {"city": ""}}, family_id=double[0].id)
    assert claire.push(other)[0]["word"] == "received"
    with db.reading(engine) as session:
        assert session.get_one(Household, double[0].id).city == "Viriat"
        assert session.get_one(Household, cast.benali.id).city == "Bourg-en-Bresse"


def test_who_may_open_neither_gains_nothing_by_naming_the_closed_one(tablet_of, engine, cast, double, join):
    nadia = tablet_of("nadia")
    join()
    body = {"changes": {"phone": "07 1"}, "before": {"phone": cast.benali.phone}}
    assert nadia.push(nadia.line("household", body, family_id=double[0].id))[0]["word"] == "refused"


@pytest.mark.parametrize("known", [False, True])
def test_a_carnet_copied_for_the_child_entered_twice_is_the_kept_childs(claire, engine, cast, double, join, now, known):
    home, adam = double
    with db.writing(engine) as session:
        on = adam.birth_date + timedelta(days=20)
        old = Dose(
            family_id=home.id, child_id=adam.id, vaccine="bcg", rank="D1", given_on=on, noted_by=cast.claire.id,
            noted_at=now,
        )  # fmt: skip
        session.add(old)
    dose = {"id": str(new_id()), "child_id": str(adam.id), "vaccine": "vrs", "rank": "D1", "given_on": str(on)}
    dose |= {"lot": "", "given_by": "", "source": "carnet"}
    body = {"doses": [dose], "exams": [], "strikes": [{"id": str(old.id), "why": "carnet du frère"}]}
    line = claire.line("carnet_entry", body, family_id=home.id)
    if known:
        claire.pull_all()
    join()
    [word] = claire.push(line)
    assert (word["word"], word["sentence"], word["reasons"]) == ("received", "", [])
    with db.reading(engine) as session:
        lines = {one.vaccine: one for one in session.exec(select(Dose))}
    assert {(one.family_id, one.child_id) for one in lines.values()} == {(cast.benali.id, cast.benali_child.id)}
    assert lines["bcg"].struck_why == "carnet du frère" and lines["vrs"].struck_at is None
