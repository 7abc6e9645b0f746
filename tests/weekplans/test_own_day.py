"""A nurse makes her day in her own order: the board shows it beside the hours told, and a repair plans around it."""

from datetime import datetime, time, timedelta

import pytest

from fieldvisit import db
from fieldvisit.calendars.free import PARIS
from fieldvisit.schedule import own_order
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans import repairing
from fieldvisit.weekplans.repairing import Ill
from tests.weekplans.conftest import day_of

TODAY = -7


@pytest.fixture
def noon(today):
    """Half past eleven of this Monday; the planned week of these tests is this one."""
    return datetime.combine(today - timedelta(days=today.weekday()), time(11, 30), PARIS)


@pytest.fixture
def this_week(look, noon):
    return lambda **more: look(monday=noon.date(), today=noon.date(), now=noon, **more)


@pytest.fixture
def tell(engine, cast, noon):
    """``tell(first, second)``: Claire's tablet says so, and the visits have their places."""

    def make(*order, heard=None):
        with db.writing(engine) as writer:
            for position, id in enumerate(order, 1):
                writer.get_one(Visit, id).position = position
            own_order.tell(writer, cast.claire.id, noon.date(), order, heard or noon)

    return make


def begun(engine, id, at: datetime, status=Status.DONE, minutes=30):
    with db.writing(engine) as writer:
        row = writer.get_one(Visit, id)
        row.status, row.started_at, row.ended_at = status, at, at + timedelta(minutes=minutes)


def steps(board):
    return [(one.job, one.planned, one.began, one.state) for one in day_of(board, "Claire Morel", 0).own]


def test_her_own_order_stands_beside_the_hours_told(cast, visit, tell, this_week, noon):
    early, late = visit(cast.benali.id, TODAY, time(14)), visit(cast.petit.id, TODAY, time(16))
    assert day_of(this_week(), "Claire Morel", 0).own == ()
    tell(late, early)
    seen = day_of(this_week(), "Claire Morel", 0)
    assert steps(this_week()) == [(late, 960, None, ""), (early, 840, None, "")]
    assert seen.heard == noon and [card.begin for card in seen.cards] == [840, 960]
    tell(early, late)
    assert day_of(this_week(), "Claire Morel", 0).own == ()


def test_an_order_that_the_office_published_since_is_not_told_as_hers(engine, cast, visit, tell, this_week):
    early, late = visit(cast.benali.id, TODAY, time(14)), visit(cast.petit.id, TODAY, time(16))
    tell(late, early)
    with db.writing(engine) as writer:
        writer.get_one(Visit, early).position, writer.get_one(Visit, late).position = 1, 2
    assert day_of(this_week(), "Claire Morel", 0).own == ()


def test_told_again_by_two_tablets_the_last_counts_and_there_is_one(engine, cast, noon):
    ids = [cast.benali.id, cast.petit.id]
    with db.writing(engine) as writer:
        own_order.tell(writer, cast.claire.id, noon.date(), ids, noon)
        own_order.tell(writer, cast.claire.id, noon.date(), ids[::-1], noon + timedelta(minutes=1))
    with db.reading(engine) as reader:
        (one,) = own_order.between(reader, [cast.claire.id, cast.nadia.id], noon.date(), noon.date()).values()
    assert one.stops == [str(ids[1]), str(ids[0])] and one.heard_at == noon + timedelta(minutes=1)


def test_what_she_made_first_stands_when_it_was_made_and_the_rest_is_still_to_come(
    engine, cast, visit, this_week, noon
):
    morning, afternoon = visit(cast.benali.id, TODAY, time(9)), visit(cast.petit.id, TODAY, time(14))
    begun(engine, afternoon, noon.replace(hour=9, minute=10))
    seen = this_week()
    assert steps(seen) == [(afternoon, 840, 550, "faite"), (morning, 540, None, "")]
    day = day_of(seen, "Claire Morel", 0)
    cards = {card.job: card for card in day.cards}
    assert (cards[afternoon].begin, cards[afternoon].fixed) == (550, "faite")
    assert cards[morning].begin >= 690 and cards[morning].fixed == "" and day.broken == ()
    with db.reading(engine) as reader:
        assert reader.get_one(Visit, afternoon).planned_at == time(14), "what was published is not lost"


def test_an_absence_at_the_door_keeps_its_place_and_waits_again(engine, cast, visit, tell, this_week, noon):
    gone, _ = visit(cast.benali.id, TODAY, time(14)), visit(cast.petit.id, TODAY, time(9))
    begun(engine, gone, noon.replace(hour=8, minute=40), Status.ABSENT, minutes=5)
    seen = this_week()
    assert steps(seen)[0] == (gone, 840, 520, "absente")
    assert [one.family for one in seen.tray] == [cast.benali.label]


def test_repairing_leaves_what_was_made_and_moves_what_she_put_off(engine, cast, visit, sector, this_week, noon):
    morning, afternoon = visit(cast.benali.id, TODAY, time(9)), visit(cast.petit.id, TODAY, time(14))
    begun(engine, afternoon, noon.replace(hour=9, minute=10))
    repairing.repair(engine, cast.actor("helene"), sector.id, noon.date(), [Ill(cast.claire.id, 0, 0, 12 * 60)],
                     noon.date(), noon)  # fmt: skip
    found = {card.job: (card.day, card.begin) for row in this_week().rows for one in row.days for card in one.cards}
    assert found[afternoon] == (0, 550)
    assert found.get(morning, (1, 0))[0] >= 1, "at nine it was past; she is ill from noon on, so another day"
