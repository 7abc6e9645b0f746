"""Copying a carnet: several doses of a day in one go, exams made by a doctor, wrong lines struck out and kept."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.journal import AccessEvent
from fieldvisit.carnet import noting, reach, status
from fieldvisit.carnet.entry import Dose, Exam
from fieldvisit.carnet.noting import DoseSaid, ExamSaid
from fieldvisit.carnet.problem import Asked, Verdict
from fieldvisit.families.person import Person

BORN = date(2026, 1, 10)


@pytest.fixture
def adam(engine, cast):
    with db.writing(engine) as session:
        child = session.get_one(Person, cast.benali_child.id)
        child.birth_date = BORN
        session.add(child)
    return child


@pytest.fixture
def note(session, cast, adam, now, today):
    def make(*lines, who="claire", **more):
        doses = [one for one in lines if isinstance(one, DoseSaid)]
        exams = [one for one in lines if isinstance(one, ExamSaid)]
        doses = [replace(one, key=f"dose:{at}") for at, one in enumerate(doses)]
        exams = [replace(one, key=f"exam:{at}") for at, one in enumerate(exams)]
        return noting.at_the_office(session, cast.actor(who), adam.id, doses, exams, now, today, **more)

    return make


def dose(vaccine="hexa", rank="D1", on=date(2026, 3, 10), **more):
    return DoseSaid(vaccine, rank, on, **more)


def test_the_doses_of_one_day_and_an_exam_are_noted_in_one_go(note, session, cast, adam):
    exam = ExamSaid("ex03", date(2026, 3, 10), "Dr Roy", "Bourg-en-Bresse")
    noted = note(dose(lot=" A12 "), dose("pneumo"), exam)
    assert [(one.vaccine, one.lot, one.source) for one in noted.doses] == [
        ("hexa", "A12", "carnet"),
        ("pneumo", "", "carnet"),
    ]
    assert [(one.doctor, one.place, one.noted_by) for one in noted.exams] == [
        ("Dr Roy", "Bourg-en-Bresse", cast.claire.id)
    ]
    lines = session.exec(select(AccessEvent).where(AccessEvent.screen == "carnet")).all()
    assert [(one.what, one.subject_id) for one in lines] == [("ecriture", adam.id)]


def test_one_impossible_line_leaves_all_of_them_unwritten_and_says_which(note, session):
    with pytest.raises(Asked) as asked:
        note(dose(), dose("pneumo", on=BORN - timedelta(days=1)), ExamSaid("ex03", date(2026, 3, 10), ""))
    assert [(one.key, one.verdict) for one in asked.value.problems] == [
        ("dose:1", Verdict.REFUSE),
        ("exam:0", Verdict.REFUSE),
    ]
    assert "avant la naissance" in asked.value.sentence and "Et 1 autre à revoir" in asked.value.sentence
    assert session.exec(select(Dose)).all() == []


def test_what_is_unusual_is_written_once_it_is_confirmed(note, session):
    early = dose(on=date(2026, 3, 1))
    with pytest.raises(Asked) as asked:
        note(early)
    assert asked.value.confirmable
    assert len(note(early, confirmed=True).doses) == 1


def test_confirming_does_not_let_the_impossible_through(note):
    with pytest.raises(Asked):
        note(dose(on=BORN - timedelta(days=1)), confirmed=True)


def test_a_line_is_held_against_those_above_it(note):
    with pytest.raises(Asked) as asked:
        note(dose(), dose(on=date(2026, 3, 20)))
    assert [one.key for one in asked.value.problems] == ["dose:1"]


def test_a_line_struck_out_stays_with_who_and_why_and_no_longer_counts(note, session, cast, adam, now, today):
    [written] = note(dose()).doses
    with pytest.raises(noting.NoReason):
        noting.strike(session, cast.actor("claire"), written.id, " ", now, today)
    noting.strike(session, cast.actor("claire"), written.id, "carnet du frère", now, today)
    noting.strike(session, cast.actor("ines"), written.id, "encore", now, today)
    [kept] = noting.doses_of(session, adam.id)
    assert (kept.struck_by, kept.struck_why) == (cast.claire.id, "carnet du frère")
    assert noting.seen(BORN, [kept], []).given == []
    assert len(note(dose()).doses) == 1, "what was struck out may be noted again"


def test_a_certificate_alone_is_not_the_carnet(note, adam, now):
    exam = ExamSaid("ex01", date(2026, 1, 12), "Dr Roy")
    [brought] = note(exam, source="certificat").exams
    assert not noting.seen(BORN, [], [brought]).seen
    [copied] = note(ExamSaid("ex03", date(2026, 3, 12), "Dr Roy")).exams
    assert noting.seen(BORN, [], [brought, copied]).seen


def test_the_earliest_day_of_an_exam_noted_twice_counts(note):
    note(ExamSaid("ex03", date(2026, 3, 12), "Dr Roy"))
    exams = note(ExamSaid("ex03", date(2026, 3, 2), "Dr Roy"), confirmed=True).exams
    assert noting.seen(BORN, [], exams).exams == {"ex03": date(2026, 3, 2)}


@pytest.mark.parametrize("who", ["nadia", "sylvie", "helene", "root"])
def test_who_may_not_write_a_child_s_health_copies_no_carnet_and_strikes_nothing(note, session, cast, now, today, who):
    [written] = note(dose()).doses
    with pytest.raises(reach.NotFound):
        note(dose("pneumo"), who=who)
    with pytest.raises(noting.NotFound):
        noting.strike(session, cast.actor(who), written.id, "pour voir", now, today)
    assert session.get_one(Dose, written.id).struck_at is None


def test_nothing_chosen_says_so(note):
    with pytest.raises(noting.Nothing):
        note()


def test_the_status_follows_what_is_noted(note, adam, today):
    doses = note(dose(), dose(rank="D2", on=date(2026, 5, 12))).doses
    found = {one.code: one for one in status.vaccines(noting.seen(BORN, doses, []), today)}
    assert (found["hexa"].standing, found["hexa"].next_rank) == ("a_jour", "R")
    assert found["pneumo"].standing == "en_retard"


def test_exams_are_rows_of_their_own(note, session):
    note(ExamSaid("ex03", date(2026, 3, 12), "Dr Roy"))
    assert [one.code for one in session.exec(select(Exam))] == ["ex03"]
