"""What an interview asks of the coordinator: once, in words that say nothing of it, taken back with it."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.families.person import Pregnancy
from fieldvisit.tasks import tasks
from fieldvisit.tasks.task import Kind, Task
from tests.referrals.conftest import proposal


@pytest.fixture
def asked(engine):
    def listed():
        with db.reading(engine) as session:
            query = select(Task).where(Task.kind.in_([Kind.VISIT, Kind.TISF])).order_by(Task.source)
            return [(one.kind, one.label, one.visit_kind, one.outcome) for one in session.exec(query)]

    return listed


FOUR = [
    proposal("nouvelle_vad", "", item="A3"),
    proposal("sage_femme_pmi", item="B6"),
    proposal("tisf", item="B5"),
    proposal("tisf_premiers_pas", item="I4"),
]


def test_visits_and_tisf_become_tasks_of_the_coordinator_once(sign, read, asked, engine, cast):
    sign(FOUR)
    read()
    read()
    assert asked() == [
        ("visite", "Visite à programmer : sage-femme", "vad_prenatale", ""),
        ("visite", "Visite à programmer : sage-femme", "vad_prenatale", ""),
        ("tisf", "Intervention TISF à étudier", "", ""),
    ]
    with db.reading(engine) as session:
        for task in session.exec(select(Task).where(Task.kind != Kind.REFERRAL)):
            assert (task.role, task.compartment, task.assigned_to) == ("coordinatrice", "planning_mission", None)
            assert not re.search(r"gross|nais|matern|psy|alert|EPP|EPNP|violen|viol|alcool|tabac", task.label, re.I)
            assert task.note == ""


def test_the_coordinator_reads_them_and_nothing_of_the_interview(sign, read, engine, cast, today):
    sign([proposal("sage_femme_pmi", item="B6"), proposal("psychologue_pmi", item="D3")])
    read()
    with db.reading(engine) as session:
        found = session.exec(select(Task)).all()
        shown = [tasks.find(session, cast.actor("helene"), one.id, today) for one in found]
        assert {(one.task.kind, one.whole) for one in shown} == {("visite", True), ("orientation", False)}
        assert {one.label for one in shown if not one.whole} == {"Orientation"}


def test_a_tisf_learns_of_none_of_them(sign, read, engine, cast, today):
    sign(FOUR)
    read()
    with db.reading(engine) as session:
        for task in session.exec(select(Task)):
            with pytest.raises(tasks.NotFound):
                tasks.find(session, cast.actor("sylvie"), task.id, today)


def test_a_visit_after_the_birth_is_asked_for_after_the_expected_day(sign, read, engine, cast, today):
    with db.writing(engine) as writer:
        due = today + timedelta(days=90)
        writer.add(Pregnancy(family_id=cast.benali.id, mother_id=cast.benali_mother.id, due_date=due))
    sign([proposal("puericultrice_pmi", item="H5")])
    read()
    with db.reading(engine) as session:
        task = session.exec(select(Task).where(Task.kind == Kind.VISIT)).one()
        assert (task.visit_kind, task.due_on) == ("vad_sortie", due + timedelta(days=8))


def test_what_the_family_or_the_worker_did_not_want_asks_for_nothing(sign, read, asked):
    sign(
        [
            proposal("tisf", "refusee", item="B5"),
            proposal("tisf_caf", "a_reflechir", item="I4"),
            proposal("sage_femme_pmi", "", item="B6"),
            proposal("nouvelle_vad", "ecartee", item="A3"),
        ]
    )
    read()
    assert asked() == []


def test_a_correction_takes_back_keeps_and_asks_again_without_doubling(sign, read, asked, engine):
    first = sign([proposal("tisf", item="B5"), proposal("sage_femme_pmi", item="B6")])
    read()
    second = sign([proposal("sage_femme_pmi", item="B6")], corrects=first)
    read()
    assert [(kind, outcome) for kind, _, _, outcome in asked()] == [("visite", ""), ("tisf", "annule")]
    sign([proposal("tisf", item="B5"), proposal("sage_femme_pmi", item="B6")], corrects=second)
    read()
    assert [(kind, outcome) for kind, _, _, outcome in asked()] == [("visite", ""), ("tisf", "")]


def test_only_an_interview_asks(sign, read, asked):
    sign([proposal("nouvelle_vad", "", rule="A20")], kind="vad_1m", by="claire")
    read()
    assert asked() == []
