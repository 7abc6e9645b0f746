"""A draft beside what is in force, and published: what is written, what stops it, what tablets hear."""

from datetime import time, timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.access.device import Device
from fieldvisit.access.journal import AccessEvent
from fieldvisit.families.household import Household
from fieldvisit.feed import Change
from fieldvisit.schedule.running import RunningVisit
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans import comparing, editing, publishing
from fieldvisit.weekplans.plan import RoundPlan
from fieldvisit.weekplans.verdicts import Out, Put
from tests.weekplans.conftest import day_of


@pytest.fixture
def act(engine, cast, today, now):
    def do(what, *arguments, **more):
        with db.writing(engine) as writer:
            return what(writer, cast.actor("helene"), *arguments, today, now, **more)

    return do


@pytest.fixture
def compare(engine, cast, today, now):
    def do(plan):
        with db.reading(engine) as reader:
            return comparing.compare(reader, cast.actor("helene"), plan, today, now)

    return do


def stored(engine) -> dict:
    with db.reading(engine) as reader:
        return {one.id: one for one in reader.exec(select(Visit))}


def test_moved_added_and_removed_are_told_and_written(
    engine, cast, home, visit, due, begin, act, compare, look, monday
):
    moved, gone, stays = visit(cast.benali.id, 1, time(10)), visit(home(2), 2, time(9)), visit(home(4), 4, time(14))
    fresh, plan = due(cast.petit.id), begin()
    for version, change in enumerate(
        (Put(moved, cast.claire.id, 3, 0), Out(gone), Put(fresh, cast.claire.id, 1, 0)), start=1
    ):
        act(editing.apply, plan, version, change)
    told = compare(plan)
    assert (told.moved, told.added, told.removed, told.same) == (1, 1, 1, 1)
    assert told.sentence == "1 visite déplacée, 1 visite ajoutée, 1 visite retirée."
    (claire,) = told.workers
    moves = {one.kind: (one.sentence, one.price) for one in claire.moves}
    assert moves["moved"][0].startswith("mardi 10 h 00, Claire Morel → jeudi 8 h 40")
    assert moves["removed"][0] == "mercredi 9 h 00, Claire Morel : plus de place"
    with pytest.raises(publishing.Invalid):
        act(publishing.publish, plan, 4)
    before = stored(engine)
    done = act(publishing.publish, plan, 4, reason="Semaine trop chargée")
    assert done.sentence == "Publié. 1 visite déplacée, 1 visite ajoutée, 1 visite retirée."
    after = stored(engine)
    assert (after[moved].planned_on, after[moved].position) == (monday + timedelta(days=3), 1)
    assert (after[gone].status, after[gone].cancel_reason) == (Status.CANCELLED, "Semaine trop chargée")
    assert after[stays] == before[stays]
    (new,) = [one for id, one in after.items() if id not in before]
    assert (new.family_id, new.kind, new.planned_on) == (cast.petit.id, "vad_1m", monday + timedelta(days=1))
    assert (new.worker_id, new.duration_min, new.position) == (cast.claire.id, 60, 1)
    with db.reading(engine) as reader:
        heard = set(reader.exec(select(Change.record_id).where(Change.kind == "visit")))
        assert {moved, gone, new.id} <= heard
        assert {one.screen for one in reader.exec(select(AccessEvent))} == {"planning"}
    seen = look()
    assert (seen.status, seen.plan_id) == ("publie", None)
    assert [(one.family, one.kind, one.late) for one in seen.tray] == [("Famille 2", "Suivi", True)], "it is not lost"
    assert all(card.state == "same" for row in seen.rows for day in row.days for card in day.cards)


def test_an_hour_told_to_a_family_is_kept_within_a_quarter_of_an_hour(
    engine, cast, home, visit, begin, act, compare, look
):
    first, second = visit(home(2), 1, time(9)), visit(home(6), 1, time(9, 50))
    plan = begin()
    told = compare(plan)
    assert (told.moved, told.sentence) == (0, "Rien ne change de ce qui est publié.")
    cards = [card for row in look().rows for day in row.days for card in day.cards]
    assert [card.state for card in cards] == ["same", "same"] and cards[1].begin > 9 * 60 + 50
    before = stored(engine)
    act(publishing.publish, plan, 1)
    assert stored(engine) == before and {first, second} == set(before)


def test_a_broken_rule_stops_all_of_it_and_is_named(engine, cast, home, visit, due, begin, act, look):
    late = visit(home(2), 1, time(17, 15))
    fresh, plan = due(cast.petit.id), begin()
    act(editing.apply, plan, 1, Put(fresh, cast.claire.id, 2, 0))
    before = stored(engine)
    with pytest.raises(publishing.Broken, match="après la fin de service"):
        act(publishing.publish, plan, 2)
    assert stored(engine) == before and look().status == "brouillon"
    act(editing.apply, plan, 2, Put(late, cast.claire.id, 1, 0))
    act(publishing.publish, plan, 3)
    assert len(stored(engine)) == 2


def test_what_was_begun_meanwhile_is_not_disturbed(engine, cast, visit, begin, act, look, now):
    planned = visit(cast.benali.id, 1, time(10))
    plan = begin()
    act(editing.apply, plan, 1, Put(planned, cast.claire.id, 3, 0))
    with db.writing(engine) as writer:
        device = Device(label="Tablette", enrolled_at=now)
        writer.add(device)
        writer.flush()
        writer.add(RunningVisit(visit_id=planned, account_id=cast.claire.id, device_id=device.id, started_at=now))
    seen = look()
    (card,) = day_of(seen, "Claire Morel", 1).cards
    assert (card.fixed, card.begin) == ("en cours", 600)
    before = stored(engine)
    act(publishing.publish, plan, 2)
    assert stored(engine) == before


def test_two_workers_of_one_visit_have_a_visit_each_and_move_together(
    engine, cast, due, begin, act, look, now, compare
):
    with db.writing(engine) as writer:
        writer.get_one(Household, cast.petit.id).safety_notes = "À deux"
        marie = Account(login="marie", name="Marie Petit", role="puericultrice", created_at=now)
        writer.add(marie)
        writer.flush()
        writer.add(AccountSector(account_id=marie.id, sector_id=cast.bourg.id))
    waiting, plan = due(cast.petit.id), begin()
    act(editing.apply, plan, 1, Put(waiting, cast.claire.id, 1, 0))
    act(publishing.publish, plan, 2)
    visits = stored(engine).values()
    assert {one.worker_id for one in visits} == {cast.claire.id, marie.id} and len(visits) == 2
    assert len({(one.planned_on, one.planned_at) for one in visits}) == 1
    assert {one.reason for one in visits} == {"À deux avec Marie Petit.", "À deux avec Claire Morel."}
    again = begin()
    seen = look()
    cards = [card for row in seen.rows for day in row.days for card in day.cards]
    assert len(cards) == 2 and len({card.job for card in cards}) == 1 and compare(again).moved == 0
    act(editing.apply, again, 1, Put(cards[0].job, marie.id, 3, 0))
    act(publishing.publish, again, 2)
    moved = stored(engine).values()
    assert {one.id for one in moved} == {one.id for one in visits}
    assert len({(one.planned_on, one.planned_at) for one in moved}) == 1


def test_a_new_publication_supersedes_the_former(engine, cast, visit, begin, act):
    planned = visit(cast.benali.id, 1, time(10))
    for day in (3, 4):
        plan = begin()
        act(editing.apply, plan, 1, Put(planned, cast.claire.id, day, 0))
        act(publishing.publish, plan, 2)
    with db.reading(engine) as reader:
        assert sorted(reader.exec(select(RoundPlan.status))) == ["publie", "remplace"]


def test_an_absent_family_is_to_be_seen_again(engine, cast, visit, begin, act, look, monday):
    """Once, and not where another visit follows."""
    visit(cast.benali.id, -7, time(9), status=Status.ABSENT)
    visit(cast.petit.id, -7, time(10), status=Status.POSTPONED)
    visit(cast.petit.id, 2, time(10))
    (again,) = look().tray
    assert (again.family_id, again.minutes, again.late) == (cast.benali.id, 45, True)
    plan = begin()
    act(editing.apply, plan, 1, Put(again.job, cast.claire.id, 1, 0))
    act(publishing.publish, plan, 2)
    seen = look()
    assert seen.tray == () and [card.family_id for card in day_of(seen, "Claire Morel", 1).cards] == [cast.benali.id]
