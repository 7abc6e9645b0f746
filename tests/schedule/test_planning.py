from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.care import CareRelationship, cared_for
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families.household import NotFound as FamilyNotFound
from fieldvisit.feed import Change
from fieldvisit.schedule import planning, visit
from fieldvisit.schedule.planning import Plan
from fieldvisit.schedule.visit import OPEN, Status, Visit
from fieldvisit.words import Refusal


@pytest.fixture
def plan(engine, cast, today, now):
    """``plan(by="helene", …)`` plans a visit of Claire's at the Benali's tomorrow at ten, but for what is said."""

    def write(by="helene", family="benali", kind="vad_suivi", worker="claire", **when):
        fields = {"planned_on": today + timedelta(days=1), "planned_at": time(10), "duration_min": 45} | when
        who = getattr(cast, worker)
        with db.writing(engine) as writer:
            return planning.plan(
                writer,
                cast.actor(by),
                getattr(cast, family).id,
                kind,
                Plan(worker_id=who.id, **fields),
                " Pesée ",
                today,
                now,
            )

    return write


def stored(engine):
    with db.reading(engine) as reader:
        return reader.exec(select(Visit)).all()


def change(engine, cast, today, now, act, made, *arguments, by="helene"):
    with db.writing(engine) as writer:
        return act(writer, cast.actor(by), made.id, *arguments, today, now)


def set_status(engine, made, status):
    with db.writing(engine) as writer:
        writer.get_one(Visit, made.id).status = status


def test_a_planned_visit_is_stored_heard_by_tablets_and_journaled(engine, cast, plan, now):
    made, warning = plan()
    assert warning == ""
    assert [(one.id, one.reason, one.status, one.created_by) for one in stored(engine)] == [
        (made.id, "Pesée", "programmee", cast.helene.id)
    ]
    with db.reading(engine) as reader:
        assert (made.id, "visit") in reader.exec(select(Change.record_id, Change.kind)).all()
        assert [line.what for line in reader.exec(select(AccessEvent))] == ["ecriture"]


def test_planning_gives_the_worker_the_file_until_after_the_visit(engine, cast, plan, today):
    plan(family="petit", worker="ines", kind="vad_suivi")
    with db.reading(engine) as reader:
        assert cast.petit.id in reader.exec(cared_for(cast.ines.id, today)).all()
        assert cast.petit.id in reader.exec(cared_for(cast.ines.id, today + timedelta(days=31))).all()
        assert cast.petit.id not in reader.exec(cared_for(cast.ines.id, today + timedelta(days=32))).all()


def test_a_worker_who_already_follows_the_family_gets_no_second_relationship(engine, cast, plan):
    plan()
    with db.reading(engine) as reader:
        query = select(CareRelationship).where(CareRelationship.account_id == cast.claire.id)
        assert len(reader.exec(query).all()) == 2


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"kind": "vad_1m", "worker": "ines"}, "Inès"),
        ({"kind": "inconnue"}, "type"),
        ({"worker": "sylvie"}, "Sylvie"),
        ({"worker": "nadia"}, "secteur"),
        ({"worker": "helene"}, "secteur"),
        ({"planned_on": date(1926, 1, 1)}, "date"),
        ({"planned_on": date(2126, 1, 1)}, "date"),
        ({"planned_on": date(2026, 11, 22)}, "date"),
        ({"duration_min": 0}, "durée"),
        ({"duration_min": 10**9}, "durée"),
    ],
)
def test_an_impossible_plan_is_refused_with_what_to_change(engine, plan, wrong, word):
    with pytest.raises(planning.Invalid) as refusal:
        plan(**wrong)
    assert word in refusal.value.sentence
    assert stored(engine) == []


@pytest.mark.parametrize(("role", "kind"), [("secretariat", "vad_eval_ip"), ("coordinatrice", "vad_agrement")])
def test_a_type_that_the_list_does_not_offer_is_refused(engine, cast, today, now, role, kind):
    actor = replace(cast.actor("helene"), role=role)
    when = Plan(today, None, 45, cast.claire.id)
    with pytest.raises(planning.Invalid), db.writing(engine) as writer:
        planning.plan(writer, actor, cast.benali.id, kind, when, "", today, now)
    assert stored(engine) == []


@pytest.mark.parametrize(
    ("by", "family", "refusal"),
    [
        ("nadia", "benali", FamilyNotFound),
        ("helene", "roche", FamilyNotFound),
        ("root", "benali", FamilyNotFound),
        ("sylvie", "petit", FamilyNotFound),
        ("sylvie", "benali", planning.NotAllowed),
    ],
)
def test_who_may_not_plan_for_this_family_writes_nothing(engine, plan, by, family, refusal):
    with pytest.raises(refusal):
        plan(by=by, family=family)
    assert stored(engine) == []


def test_two_visits_at_the_same_hour_are_allowed_and_said(plan):
    plan()
    _, warning = plan(family="petit", planned_at=time(10, 30))
    assert "Claire Morel" in warning and "10:00" in warning


@pytest.mark.parametrize("hour", [time(10, 45), time(9, 15), None])
def test_visits_that_only_touch_are_not_an_overlap(plan, hour):
    plan()
    assert plan(family="petit", planned_at=hour)[1] == ""


def test_a_cancelled_visit_takes_no_hour(engine, cast, plan, today, now):
    made, _ = plan()
    change(engine, cast, today, now, planning.cancel, made, "Congé")
    assert plan(family="petit")[1] == ""


def test_a_move_changes_day_hour_length_and_worker_and_gives_the_new_one_the_file(engine, cast, plan, today, now):
    made, _ = plan(family="petit")
    when = Plan(today + timedelta(days=3), time(14), 30, cast.ines.id)
    assert change(engine, cast, today, now, planning.move, made, when) == ""
    [moved] = stored(engine)
    assert (moved.planned_on, moved.planned_at, moved.duration_min, moved.worker_id) == (
        when.planned_on,
        when.planned_at,
        30,
        cast.ines.id,
    )
    with db.reading(engine) as reader:
        assert cast.petit.id in reader.exec(cared_for(cast.ines.id, today)).all()


def test_a_visit_taken_from_a_worker_takes_the_file_back_from_her_but_not_from_who_follows_the_family(
    engine, cast, plan, today, now
):
    made, _ = plan(family="petit", worker="ines")
    when = Plan(made.planned_on, time(10), 45, cast.claire.id)
    change(engine, cast, today, now, planning.move, made, when)
    change(engine, cast, today, now, planning.cancel, made, "Déménagement")
    with db.reading(engine) as reader:
        assert cast.petit.id not in reader.exec(cared_for(cast.ines.id, today)).all()
        assert cast.petit.id in reader.exec(cared_for(cast.claire.id, today)).all()


def test_the_file_stays_with_a_worker_who_has_another_visit_there(engine, cast, plan, today, now):
    made, _ = plan(family="petit", worker="ines")
    plan(family="petit", worker="ines", planned_on=today + timedelta(days=5))
    change(engine, cast, today, now, planning.cancel, made, "Déménagement")
    with db.reading(engine) as reader:
        assert cast.petit.id in reader.exec(cared_for(cast.ines.id, today)).all()


def test_moving_a_visit_by_a_quarter_of_an_hour_does_not_overlap_with_itself(engine, cast, plan, today, now):
    made, _ = plan()
    when = Plan(made.planned_on, time(10, 15), 45, cast.claire.id)
    assert change(engine, cast, today, now, planning.move, made, when) == ""


def test_a_visit_moved_to_another_day_leaves_its_place_in_the_old_order(engine, cast, plan, today, now):
    made, _ = plan()
    with db.writing(engine) as writer:
        writer.get_one(Visit, made.id).position = 3
    when = Plan(made.planned_on + timedelta(days=1), time(10), 45, cast.claire.id)
    change(engine, cast, today, now, planning.move, made, when)
    assert stored(engine)[0].position is None


def test_cancelling_needs_a_reason_and_keeps_the_visit(engine, cast, plan, today, now):
    made, _ = plan()
    with pytest.raises(planning.Invalid):
        change(engine, cast, today, now, planning.cancel, made, "   ")
    change(engine, cast, today, now, planning.cancel, made, "Puéricultrice malade")
    [kept] = stored(engine)
    assert (kept.status, kept.cancel_reason) == ("annulee", "Puéricultrice malade")


@pytest.mark.parametrize("status", [one for one in Status if one not in OPEN] + [Status.RUNNING])
def test_a_closed_or_running_visit_is_neither_moved_nor_cancelled(engine, cast, plan, today, now, status):
    made, _ = plan()
    set_status(engine, made, status)
    when = Plan(made.planned_on + timedelta(days=1), time(10), 45, cast.claire.id)
    for act, argument in ((planning.move, when), (planning.cancel, "Congé")):
        with pytest.raises(planning.Closed):
            change(engine, cast, today, now, act, made, argument)
    assert stored(engine)[0].status == status


@pytest.mark.parametrize("by", ["nadia", "root", "sylvie"])
def test_a_stranger_neither_moves_nor_cancels(engine, cast, plan, today, now, by):
    made, _ = plan()
    for act, argument in (
        (planning.cancel, "parce que"),
        (planning.move, Plan(made.planned_on, time(8), 45, cast.claire.id)),
    ):
        with pytest.raises(Refusal):
            change(engine, cast, today, now, act, made, argument, by=by)
    assert stored(engine)[0].status == "programmee"


def test_the_coordinator_sees_her_sector_s_fortnight_in_the_order_of_the_day(engine, cast, plan, today):
    late, _ = plan(planned_at=time(15))
    early, _ = plan(family="petit", planned_at=time(9))
    with db.reading(engine) as reader:
        listed = visit.between(reader, cast.actor("helene"), today, today + timedelta(days=13), today)
        assert [(one.id, family) for one, family in listed] == [
            (early.id, "Famille Petit"),
            (late.id, "Famille Benali"),
        ]
        assert visit.between(reader, cast.actor("nadia"), today, today + timedelta(days=13), today) == []


def test_a_tisf_sees_only_her_own_visits(engine, cast, plan, today):
    made, _ = plan()
    with db.reading(engine) as reader:
        assert visit.of_family(reader, cast.actor("sylvie"), cast.benali.id, today) == []
        with pytest.raises(visit.NotFound):
            visit.find(reader, cast.actor("sylvie"), made.id, today)


def test_the_rows_of_the_planning_are_the_field_workers_of_the_sector(engine, cast):
    with db.reading(engine) as reader:
        assert [one.name for one in planning.workers(reader, cast.actor("helene"))] == [
            "Claire Morel",
            "Inès Costa",
            "Sylvie Girod",
        ]


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_a_record_that_arrives_meanwhile_is_not_overwritten(engine, cast, plan, today, now, act, monkeypatch):
    """The record is committed after the office looked for the visit, before it changes it."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    made, _ = plan()
    find = visit.find

    def found_then_signed(*arguments):
        found = find(*arguments)
        set_status(engine, made, Status.DONE)
        return found

    monkeypatch.setattr(visit, "find", found_then_signed)
    when = Plan(made.planned_on + timedelta(days=1), time(10), 45, cast.claire.id)
    with pytest.raises(planning.Closed):
        change(engine, cast, today, now, getattr(planning, act), made, when if act == "move" else "Congé")
    assert (stored(engine)[0].status, stored(engine)[0].planned_on) == (Status.DONE, made.planned_on)
