"""Life happens: the smallest change, pins kept, said what it costs."""

from datetime import time

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.calendars.absence import Absence
from fieldvisit.rounds import apart
from fieldvisit.weekplans import comparing, drafts, editing, publishing, repairing
from fieldvisit.weekplans.repairing import Absent, Ill, Snow, Urgent
from tests.weekplans.conftest import day_of


@pytest.fixture
def marie(engine, cast, now):
    with db.writing(engine) as writer:
        made = Account(login="marie", name="Marie Petit", role="puericultrice", created_at=now)
        writer.add(made)
        writer.flush()
        writer.add(AccountSector(account_id=made.id, sector_id=cast.bourg.id))
    return made


@pytest.fixture
def repair(engine, cast, sector, monday, today, now):
    def do(*events):
        return repairing.repair(engine, cast.actor("helene"), sector.id, monday, list(events), today, now)

    return do


def where(board):
    return {
        card.job: (card.worker, card.day, card.begin) for row in board.rows for day in row.days for card in day.cards
    }


def test_a_worker_falls_ill_and_only_her_visits_move(
    engine, cast, marie, home, visit, repair, look, today, now, monday
):
    hers, other = visit(home(2), 1, time(10)), visit(home(3), 1, time(14), who="ines")
    untouched = visit(home(4), 3, time(9))
    plan = repair(Ill(cast.claire.id, 1, 1))
    seen = look()
    found = where(seen)
    assert found[hers][:2] != (cast.claire.id, 1) and found[other] == (cast.ines.id, 1, 840)
    assert found[untouched] == (cast.claire.id, 3, 540)
    assert seen.note.startswith("Réparation proposée : ") and "route" in seen.note
    assert day_of(seen, "Claire Morel", 1).begin is None
    with db.reading(engine) as reader:
        assert comparing.compare(reader, cast.actor("helene"), plan, today, now).moved == 1
    with db.writing(engine) as writer:
        publishing.publish(writer, cast.actor("helene"), plan, seen.version, today, now)
    with db.reading(engine) as reader:
        (absence,) = reader.exec(select(Absence))
        assert (absence.account_id, absence.why, absence.first_on.weekday()) == (cast.claire.id, "maladie", 1)
    assert look().status == "publie" and where(look())[hers] == found[hers]


def test_an_urgent_visit_comes_in_and_pins_hold(engine, cast, home, visit, due, begin, repair, look, today, now):
    pinned, urgent, plan = visit(home(2), 1, time(10)), due(home(5)), begin()
    with db.writing(engine) as writer:
        editing.pin(writer, cast.actor("helene"), plan, 1, pinned, today, now, hour=True)
    repair(Urgent(urgent))
    found = where(look())
    assert found[pinned] == (cast.claire.id, 1, 600) and found[urgent][1] == 0


def test_a_family_away_and_a_commune_under_snow_find_another_day(cast, home, visit, repair, look):
    away, snowed = visit(home(2), 1, time(10)), visit(home(3, insee="01053", city="Bourg"), 2, time(10))
    repair(Absent(away, 1), Snow("01053", 2))
    found = where(look())
    assert found[away][1] != 1 and found[snowed][1] != 2


def test_a_repair_that_dies_leaves_the_plan_and_says_so(cast, home, visit, repair, look, monkeypatch):
    monkeypatch.setattr(apart, "LIMIT", 0.01)
    hers = visit(home(2), 1, time(10))
    repair(Ill(cast.claire.id, 1, 1))
    seen = look()
    assert where(seen)[hers] == (cast.claire.id, 1, 600) and "n’a pas abouti" in seen.note
    assert day_of(seen, "Claire Morel", 1).broken


def test_events_of_nobody_and_a_colleagues_draft_are_refused(engine, cast, begin, repair, sector, today, now):
    for event in ([], [Ill(cast.nadia.id, 1, 1)], [Urgent(cast.benali.id)], [Snow("01053", 9)]):
        with pytest.raises(repairing.Invalid):
            repair(*event)
    plan = begin()
    with db.writing(engine) as writer:
        row = writer.get_one(repairing.RoundPlan, plan)
        row.held_by = cast.root.id
    with pytest.raises(drafts.Held):
        repair(Ill(cast.claire.id, 1, 1))
    with db.reading(engine) as reader:
        assert repairing.communes(reader, cast.actor("helene"), sector.id) == [("01451", "Viriat")]
