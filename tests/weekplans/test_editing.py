"""A draft changed by hand: verdicts, pins, one step back, and what a second coordinator is told."""

from datetime import time, timedelta

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans import drafts, editing, reach, verdicts
from fieldvisit.weekplans.plan import RoundPlan
from fieldvisit.weekplans.verdicts import Out, Put
from tests.weekplans.conftest import day_of


@pytest.fixture
def act(engine, cast, today, now):
    """``act(editing.apply, plan, version, change)`` as the coordinator."""

    def do(what, *arguments, by="helene", **more):
        actor = cast.actor(by) if isinstance(by, str) else by
        with db.writing(engine) as writer:
            return what(writer, actor, *arguments, today, now, **more)

    return do


@pytest.fixture
def judge(engine, cast, today, now):
    def do(plan, change):
        with db.reading(engine) as reader:
            return verdicts.judge(reader, cast.actor("helene"), plan, change, today, now)

    return do


@pytest.fixture
def second(engine, cast, now):
    """Another coordinator of the sector."""
    with db.writing(engine) as writer:
        made = Account(login="catherine.vial", name="Catherine Vial", role="coordinatrice", created_at=now)
        writer.add(made)
        writer.flush()
        writer.add(AccountSector(account_id=made.id, sector_id=cast.bourg.id))
    return Actor(made.id, made.name, made.role, frozenset([cast.bourg.id]))


def test_a_draft_begins_as_what_is_in_force(cast, visit, due, begin, look):
    planned = visit(cast.benali.id, 1, time(10))
    due(cast.petit.id)
    plan = begin()
    seen = look()
    assert (seen.plan_id, seen.status, seen.version, seen.mine, seen.holder) == (
        plan,
        "brouillon",
        1,
        True,
        "Hélène Vidal",
    )
    assert [card.job for card in day_of(seen, "Claire Morel", 1).cards] == [planned] and len(seen.tray) == 1
    assert begin() == plan


def test_a_waiting_visit_dropped_into_a_day_gets_its_hour(cast, visit, due, begin, look, act, judge):
    visit(cast.benali.id, 1, time(10))
    waiting = due(cast.petit.id)
    plan, change = begin(), Put(waiting, cast.claire.id, 1, 0)
    told = judge(plan, change)
    assert told.allowed and told.broken == () and told.price.startswith("l’équivalent de ")
    (day,) = told.days
    assert [card.begin for card in day.cards] == [525, 600]
    assert look().totals.visits == 1, "a verdict writes nothing"
    assert act(editing.apply, plan, 1, change) == 2
    assert [card.begin for card in day_of(look(), "Claire Morel", 1).cards] == [525, 600]
    assert act(editing.undo, plan, 2) == 3
    assert look().totals.visits == 1 and len(look().tray) == 1
    with pytest.raises(editing.Impossible, match="rien à annuler"):
        act(editing.undo, plan, 3)


def test_a_drop_that_clashes_is_refused_with_the_rule(cast, home, visit, due, begin, look, act, judge):
    visit(home(2), 1, time(8, 45))
    waiting = due(cast.petit.id)
    plan, change = begin(), Put(waiting, cast.claire.id, 1, 0)
    told = judge(plan, change)
    assert not told.allowed
    assert told.broken == ("Famille 2 : arrivée à 9 h 55, il fallait commencer avant 9 h 00.",)
    with pytest.raises(editing.Impossible, match="il fallait commencer avant"):
        act(editing.apply, plan, 1, change)
    assert look().version == 1
    midwife = judge(plan, Put(waiting, cast.ines.id, 1, 0))
    assert not midwife.allowed and "il faut : puéricultrice" in midwife.broken[0]


def test_a_visit_in_force_moved_by_hand_is_freed_of_its_hour(cast, visit, begin, look, act, judge):
    planned = visit(cast.benali.id, 1, time(10))
    plan = begin()
    told = judge(plan, Put(planned, cast.claire.id, 3, 0))
    assert told.allowed and {day.day: len(day.cards) for day in told.days} == {1: 0, 3: 1}
    act(editing.apply, plan, 1, Put(planned, cast.claire.id, 3, 0))
    (card,) = day_of(look(), "Claire Morel", 3).cards
    assert (card.state, card.begin) == ("moved", 520)
    act(editing.apply, plan, 2, Out(planned))
    assert look().tray[0].was == "était mardi 10 h 00, Claire Morel"


def test_pinned_confirmed_and_done_visits_are_not_moved(engine, cast, home, visit, begin, look, act, judge):
    pinned, confirmed = visit(home(2), 1, time(10)), visit(home(3), 2, time(10), status=Status.CONFIRMED)
    plan = begin()
    assert act(editing.pin, plan, 1, pinned, hour=True) == 2
    assert day_of(look(), "Claire Morel", 1).cards[0].pinned
    assert "verrouillée" in judge(plan, Put(pinned, cast.claire.id, 3, 0)).broken[0]
    assert "confirmée avec la famille" in judge(plan, Put(confirmed, cast.claire.id, 3, 0)).broken[0]
    act(editing.unpin, plan, 2, pinned)
    assert judge(plan, Put(pinned, cast.claire.id, 3, 0)).allowed
    act(editing.pin_day, plan, 3, cast.claire.id, 1)
    assert day_of(look(), "Claire Morel", 1).pinned
    assert (
        "journée du mardi de Claire Morel est verrouillée" in judge(plan, Put(pinned, cast.claire.id, 3, 0)).broken[0]
    )
    assert not judge(plan, Put(pinned, cast.claire.id, 1, 0)).allowed
    act(editing.unpin_day, plan, 4, cast.claire.id, 1)
    act(editing.pin_before, plan, 5, 2, 0)
    assert not judge(plan, Put(pinned, cast.claire.id, 3, 0)).allowed
    assert not judge(plan, Out(pinned)).allowed
    act(editing.unpin_all, plan, 6)
    assert judge(plan, Out(pinned)).allowed
    with pytest.raises(editing.NotPlaced):
        act(editing.apply, plan, 7, Out(pinned))
        act(editing.pin, plan, 8, pinned)


def test_a_pin_that_contradicts_a_rule_is_set_aside_and_said(engine, cast, visit, begin, look, act):
    planned = visit(cast.benali.id, 1, time(10))
    plan = begin()
    act(editing.pin, plan, 1, planned)
    with db.writing(engine) as writer:
        writer.get_one(Visit, planned).worker_id = cast.ines.id
        writer.get_one(Household, cast.benali.id).contact_hours = "sauf mardi"
    seen = look()
    assert not any(card.pinned for row in seen.rows for day in row.days for card in day.cards)
    assert any("n’a pas la profession" in one or "mardi" in one for one in seen.aside)


def test_a_visit_for_two_takes_a_second_worker_along(engine, cast, due, begin, look, act, judge, now):
    with db.writing(engine) as writer:
        writer.get_one(Household, cast.petit.id).safety_notes = "Chien. À deux."
    waiting = due(cast.petit.id)
    plan, change = begin(), Put(waiting, cast.claire.id, 1, 0)
    assert any("il faut deux personnes" in one for one in judge(plan, change).broken)
    with db.writing(engine) as writer:
        marie = Account(login="marie", name="Marie Petit", role="puericultrice", created_at=now)
        writer.add(marie)
        writer.flush()
        writer.add(AccountSector(account_id=marie.id, sector_id=cast.bourg.id))
    assert judge(plan, change).allowed
    act(editing.apply, plan, 1, change)
    cards = [day_of(look(), name, 1).cards for name in ("Claire Morel", "Marie Petit")]
    assert [(card.other, card.begin) for (card,) in cards] == [("Marie Petit", 525), ("Claire Morel", 525)]


def test_the_second_coordinator_is_told_who_and_since_when_and_overwrites_nothing(
    cast, due, second, begin, look, act, now
):
    waiting, plan = due(cast.petit.id), begin()
    assert begin(by=second) == plan
    seen = look(by=second)
    assert not seen.mine and seen.note == "Hélène Vidal prépare ce plan depuis le 23/11/2026 à 10 h 30."
    change = Put(waiting, cast.claire.id, 1, 0)
    with pytest.raises(drafts.Held, match="Hélène Vidal prépare ce plan depuis le 23/11/2026 à 10 h 30"):
        act(editing.apply, plan, 1, change, by=second)
    act(drafts.take_over, plan, by=second)
    with pytest.raises(drafts.Held, match="Catherine Vial"):
        act(editing.apply, plan, 1, change)
    assert act(editing.apply, plan, look(by=second).version, change, by=second) == 2
    with pytest.raises(drafts.Changed):
        act(editing.apply, plan, 1, Out(waiting), by=second)
    act(drafts.give_up, plan, 2, by=second)
    assert look().status == "aucun"
    with pytest.raises(drafts.Over):
        act(editing.apply, plan, 3, change, by=second)


def test_what_changed_meanwhile_counts_in_an_older_draft(engine, cast, visit, due, begin, look, now, monday):
    gone = visit(cast.benali.id, 1, time(10))
    begin()
    with db.writing(engine) as writer:
        writer.get_one(Visit, gone).status = Status.CANCELLED
    fresh = visit(cast.petit.id, 2, time(9), created_at=now + timedelta(hours=1))
    seen = look()
    assert [card.job for row in seen.rows for day in row.days for card in day.cards] == [fresh]


def test_nobody_without_the_right_changes_a_plan(cast, due, begin, act, engine, today, now, sector, monday):
    waiting, plan = due(cast.petit.id), begin()
    head = Actor(cast.root.id, "Cheffe", "medecin_responsable", frozenset([cast.bourg.id]))
    for actor in (cast.actor("claire"), head, cast.actor("sylvie")):
        with pytest.raises((reach.NotAllowed, reach.NotFound)):
            act(editing.apply, plan, 1, Put(waiting, cast.claire.id, 1, 0), by=actor)
        with db.writing(engine) as writer, pytest.raises((reach.NotAllowed, reach.NotFound)):
            drafts.begin(writer, actor, sector.id, monday, today, now)
    with db.reading(engine) as reader:
        assert reader.get_one(RoundPlan, plan).version == 1


def test_a_week_that_is_over_is_not_prepared(engine, cast, sector, today, now):
    with db.writing(engine) as writer, pytest.raises(drafts.week.TooFar, match="passée"):
        drafts.begin(writer, cast.actor("helene"), sector.id, today - timedelta(days=8), today, now)
