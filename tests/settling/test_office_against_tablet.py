"""The office changed a visit while the tablet did it: what was done wins, and the office is told; two round orders."""

from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.db import new_id
from fieldvisit.families.decision import Decision
from fieldvisit.schedule import overtaken
from fieldvisit.schedule.overtaken import How, NotFound
from fieldvisit.schedule.visit import Visit
from fieldvisit.schools.sessions import SchoolSession
from fieldvisit.settling import orders


def change(engine, visit, **values):
    with db.writing(engine) as session:
        there = session.get_one(Visit, visit.id)
        for name, value in values.items():
            setattr(there, name, value)
        session.add(there)


@pytest.mark.parametrize("how", list(How))
def test_the_office_is_told_with_both_sides(claire, plan, write, engine, cast, today, how):
    visit = plan()
    new = {
        How.CANCELLED: {"status": "annulee", "cancel_reason": "Famille en vacances"},
        How.GIVEN: {"worker_id": cast.ines.id},
        How.MOVED: {"planned_on": today + timedelta(days=2)},
    }[how]
    change(engine, visit, **new)
    word = write(claire, visit)
    assert word["word"] == "received" and "fait foi" in word["sentence"]
    with db.reading(engine) as session:
        [(found, there, label)] = overtaken.to_acknowledge(session, cast.actor("helene"), today)
        assert (found.how, label, there.id) == (how, cast.benali.label, visit.id)
        assert found.done["status"] == "realisee" and found.done["planned_on"] == today.isoformat()
        said = {
            How.CANCELLED: found.office["cancel_reason"] == "Famille en vacances",
            How.GIVEN: found.office["worker_id"] == str(cast.ines.id),
            How.MOVED: found.office["planned_on"] == (today + timedelta(days=2)).isoformat(),
        }
        assert said[how]


def test_a_visit_as_planned_or_a_correction_is_no_news(claire, plan, write, engine, cast, today):
    visit = plan()
    first = write(claire, visit)
    write(claire, visit, corrects=first["id"], correction_reason="Faute")
    moved_back = plan(planned_on=today + timedelta(days=1))
    change(engine, moved_back, planned_on=today)
    write(claire, moved_back, planned_on=(today + timedelta(days=1)).isoformat())
    with db.reading(engine) as session:
        assert overtaken.count(session, cast.actor("helene"), today) == 0


def test_seen_once_it_is_seen_and_by_whom(claire, plan, write, engine, cast, now, today):
    visit = plan()
    change(engine, visit, status="annulee")
    write(claire, visit)
    with db.writing(engine) as session:
        [(found, *_)] = overtaken.to_acknowledge(session, cast.actor("helene"), today)
        for stranger in ("nadia", "sylvie", "root"):
            assert overtaken.to_acknowledge(session, cast.actor(stranger), today) == []
            with pytest.raises(NotFound):
                overtaken.acknowledge(session, cast.actor(stranger), found.id, now, today)
        overtaken.acknowledge(session, cast.actor("helene"), found.id, now, today)
        with pytest.raises(NotFound):
            overtaken.acknowledge(session, cast.actor("helene"), found.id, now, today)
        assert overtaken.count(session, cast.actor("helene"), today) == 0
        [made] = session.exec(select(Decision)).all()
        assert (made.account_id, made.choice) == (cast.helene.id, "vu")


@pytest.mark.parametrize("take", [True, False])
def test_two_orders_of_one_round_are_both_kept_and_one_is_chosen(
    claire, tablet_of, plan, engine, keyring, cast, now, today, take
):
    visits = [plan(), plan("petit")]
    spare, chain = tablet_of("claire"), new_id()
    day = {"date": today.isoformat()}
    there = day | {"order": [str(one.id) for one in visits]}
    back = day | {"order": [str(one.id) for one in reversed(visits)]}
    assert claire.push(claire.line("round_order", there, id=chain))[0]["word"] == "received"
    [word] = spare.push(spare.line("round_order", back, id=chain))
    assert word["word"] == "diverged"
    with db.writing(engine) as session:
        for stranger in ("nadia", "sylvie", "root"):
            assert orders.waiting(session, keyring, cast.actor(stranger), today) == []
        [found] = orders.waiting(session, keyring, cast.actor("helene"), today)
        assert found.in_force == ["Famille Benali", "Famille Petit"] and found.beside == found.in_force[::-1]
        with pytest.raises(orders.NotFound):
            orders.settle(session, keyring, cast.actor("nadia"), found.line_id, take, "non", now, today)
        orders.settle(session, keyring, cast.actor("claire"), found.line_id, take, "plus court", now, today)
        assert orders.count(session, cast.actor("helene")) == 0
    with db.reading(engine) as session:
        positions = [session.get_one(Visit, one.id).position for one in visits]
    assert positions == ([2, 1] if take else [1, 2])
    [said] = spare.ask(awaiting=[{"id": word["id"], "digest": word["digest"]}])["settled"]
    assert said["word"] == "settled" and "plus court" in said["sentence"]


def test_two_orders_of_one_day_are_shown_with_the_school_and_the_licence(
    tablet_of, held, inspection, plan, engine, keyring, cast, now, today
):
    with db.writing(engine) as session:
        session.get(SchoolSession, held.id).held_on = today
    visit, chain = plan(), new_id()
    claire, spare = tablet_of("claire"), tablet_of("claire")

    def order(tablet, *ones):
        body = {"date": today.isoformat(), "order": [str(one.id) for one in ones]}
        return tablet.push(tablet.line("round_order", body, id=chain))[0]["word"]

    assert order(claire, held, visit, inspection) == "received"
    assert order(spare, inspection, visit, held) == "diverged"
    with db.writing(engine) as session:
        [found] = orders.waiting(session, keyring, cast.actor("claire"), today)
        assert found.in_force == ["École des Lilas", "Famille Benali", "Annie Lefèvre"]
        assert found.beside == found.in_force[::-1]
        [found] = orders.waiting(session, keyring, cast.actor("helene"), today)
        assert "École des Lilas" in found.beside
        orders.settle(session, keyring, cast.actor("claire"), found.line_id, True, "plus court", now, today)
    claire.pull(places={})
    aboard = claire.aboard("visit")
    assert [aboard[str(one.id)]["position"] for one in (inspection, visit, held)] == [1, 2, 3]
