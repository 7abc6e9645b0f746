"""The list as it is kept, on both databases: written once, touched only where it differs, read by whoever may."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.carnet.entry import Exam
from fieldvisit.due import decisions, listing, reading
from fieldvisit.due.decision import Choose, DueDecision
from fieldvisit.due.item import DueItem, State
from fieldvisit.due.reading import Standing
from fieldvisit.families.person import Person
from fieldvisit.feed import Change
from fieldvisit.schedule.visit import Status, Visit


def refresh(engine, today, *families):
    with db.writing(engine) as session:
        return listing.refresh(session, [one.id for one in families], today)


def rows(engine, family, code=None):
    with db.reading(engine) as session:
        query = select(DueItem).where(DueItem.family_id == family.id).order_by(DueItem.due_on, DueItem.code)
        return [one for one in session.exec(query) if code is None or one.code == code]


def lines(engine, cast, who, family, today):
    with db.reading(engine) as session:
        return {one.rule.code: one for one in reading.of_family(session, cast.actor(who), family.id, today)}


def decide(engine, cast, who, item, choice, today, now, on=None, reason="La famille l’a dit au téléphone."):
    with db.writing(engine) as session:
        return decisions.decide(session, cast.actor(who), item.id, choice, on, reason, today, now)


def test_a_second_refresh_writes_nothing_and_tells_nobody(engine, cast, today):
    assert refresh(engine, today, cast.benali, cast.petit) > 20
    with db.reading(engine) as session:
        told = len(session.exec(select(Change)).all())
    assert refresh(engine, today, cast.benali, cast.petit) == 0
    with db.reading(engine) as session:
        assert len(session.exec(select(Change)).all()) == told


def test_a_visit_that_is_planned_names_the_line_it_is_for_and_whoever_makes_it(engine, cast, today, now):
    refresh(engine, today, cast.benali)
    with db.writing(engine) as session:
        planned = Visit(
            family_id=cast.benali.id,
            kind="vad_1m",
            planned_on=today + timedelta(days=2),
            duration_min=60,
            worker_id=cast.claire.id,
            created_at=now,
            created_by=cast.helene.id,
        )
        session.add(planned)
        assert listing.refresh(session, [cast.benali.id], today) == 1
    (line,) = rows(engine, cast.benali, "vad_1m")
    assert (line.visit_id, line.worker_id, line.state) == (planned.id, cast.claire.id, State.OPEN)
    assert lines(engine, cast, "claire", cast.benali, today)["vad_1m"].standing == Standing.PLANNED
    with db.writing(engine) as session:
        session.get_one(Visit, planned.id).status = Status.DONE
        listing.refresh(session, [cast.benali.id], today)
    (line,) = rows(engine, cast.benali, "vad_1m")
    assert (line.state, line.done_on) == (State.DONE, today + timedelta(days=2))


def test_an_exam_noted_is_done_and_since_the_carnet_was_seen_a_vaccine_may_be_late(engine, cast, today, now):
    refresh(engine, today, cast.benali)
    before = {(one.code, one.occurrence): one for one in rows(engine, cast.benali)}
    with db.writing(engine) as session:
        child_id = cast.benali_child.id
        session.add(
            Exam(
                family_id=cast.benali.id,
                child_id=child_id,
                code="ex02",
                done_on=today - timedelta(days=18),
                noted_by=cast.claire.id,
                noted_at=now,
            )
        )
        listing.refresh(session, [cast.benali.id], today)
    after = {(one.code, one.occurrence): one for one in rows(engine, cast.benali)}
    assert after["ex02", 0].state == State.DONE
    changed = {code for code, number in after if after[code, number] != before.get((code, number))}
    assert {code for code in changed if not code.startswith("vac_")} == {"ex02"}
    assert before["vac_hexa_d1", 0].late_on is None
    assert after["vac_hexa_d1", 0].late_on == date(2027, 1, 8)  # born on 24 October: two months and fifteen days


def test_a_decision_stays_whatever_facts_change(engine, cast, today, now):
    refresh(engine, today, cast.benali)
    (line,) = rows(engine, cast.benali, "vad_1m")
    decide(engine, cast, "claire", line, Choose.REFUSED, today, now)
    with db.writing(engine) as session:
        child = session.get_one(Person, cast.benali_child.id)
        child.birth_date, child.term_weeks = child.birth_date + timedelta(days=3), 39
        listing.refresh(session, [cast.benali.id], today)
    (line,) = rows(engine, cast.benali, "vad_1m")
    assert (line.state, line.opens_on) == (State.REFUSED, cast.benali_child.birth_date + timedelta(days=24))
    decide(engine, cast, "claire", line, Choose.RESUMED, today, now + timedelta(minutes=1), reason="")
    assert rows(engine, cast.benali, "vad_1m")[0].state == State.OPEN
    with db.reading(engine) as session:
        assert [one.choice for one in session.exec(select(DueDecision).order_by(DueDecision.made_at))] == [
            Choose.REFUSED,
            Choose.RESUMED,
        ]


def test_a_death_takes_everything_of_the_child_away_and_leaves_the_interview_offered(engine, cast, today):
    refresh(engine, today, cast.benali)
    with db.writing(engine) as session:
        session.get_one(Person, cast.benali_child.id).deceased_on = today
        listing.refresh(session, [cast.benali.id], today)
    assert {one.code: one.subject_id for one in rows(engine, cast.benali)} == {
        "epnp1": cast.benali_mother.id,
        "epnp2": cast.benali_mother.id,
    }


@pytest.mark.parametrize(("who", "sees"), [("claire", True), ("nadia", False), ("sylvie", False), ("root", False)])
def test_only_whoever_may_know_sees_the_vaccines_of_a_child(engine, cast, today, who, sees):
    refresh(engine, today, cast.benali)
    found = lines(engine, cast, who, cast.benali, today)
    assert ("vac_hexa_d1" in found) is sees
    assert ("vad_1m" in found) is sees


def test_a_stranger_decides_nothing(engine, cast, today, now):
    refresh(engine, today, cast.benali)
    (line,) = rows(engine, cast.benali, "vad_1m")
    for who in ("nadia", "sylvie"):
        with pytest.raises(reading.NotFound):
            decide(engine, cast, who, line, Choose.REFUSED, today, now)


@pytest.mark.parametrize(
    ("choice", "on", "reason"),
    [
        ("autre", None, "x"),
        (Choose.REFUSED, None, "  "),
        (Choose.DONE, None, ""),
        (Choose.DONE, date(2027, 1, 1), ""),
        (Choose.POSTPONED, date(2026, 11, 23), "x"),
        (Choose.POSTPONED, date(2030, 1, 1), "x"),
    ],
)
def test_a_decision_that_is_not_whole_is_refused_with_what_to_change(engine, cast, today, now, choice, on, reason):
    refresh(engine, today, cast.benali)
    (line,) = rows(engine, cast.benali, "vad_1m")
    with pytest.raises(decisions.Invalid) as refused:
        decide(engine, cast, "claire", line, choice, today, now, on, reason)
    assert refused.value.sentence.endswith(".")
    assert rows(engine, cast.benali, "vad_1m") == [line]
