"""A draft computed in a process of its own: what it places, stopping, dying, and who may touch the draft meanwhile."""

import os
import signal
import time
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.rounds import running
from fieldvisit.rounds.problem import Plan
from fieldvisit.weekplans import drafts, editing, runs
from fieldvisit.weekplans.plan import RoundRun
from fieldvisit.weekplans.verdicts import Out

LIMIT = 60.0


@pytest.fixture
def compute(engine, cast, today, now):
    """``compute(plan, version, seconds)``: begins, without waiting."""

    def start(plan, version=1, seconds=2, by="helene"):
        return runs.start(engine, cast.actor(by), plan, version, seconds, today, now)

    return start


@pytest.fixture
def ended(engine, cast, now):
    def wait(plan):
        limit = time.monotonic() + LIMIT
        while True:
            with db.reading(engine) as reader:
                view = runs.progress(reader, cast.actor("helene"), plan, now)
            if not view.running:
                return view
            assert time.monotonic() < limit, "it never ended"
            time.sleep(0.1)

    return wait


def test_a_week_is_computed_and_what_is_pinned_stays(
    engine, cast, home, visit, due, begin, look, compute, ended, today, now
):
    from datetime import time as at

    pinned = visit(home(2), 4, at(14))
    many = [due(home(3 + number)) for number in range(5)]
    plan = begin()
    with db.writing(engine) as writer:
        editing.pin(writer, cast.actor("helene"), plan, 1, pinned, today, now, hour=True)
    compute(plan, 2)
    with db.writing(engine) as writer, pytest.raises(drafts.Computing):
        editing.apply(writer, cast.actor("helene"), plan, 2, Out(many[0]), today, now)
    assert not look().mine
    view = ended(plan)
    seen = look()
    assert (view.outcome, seen.note, seen.mine, seen.version) == ("Calcul terminé.", "Calcul terminé.", True, 3)
    cards = {card.job: card for row in seen.rows for day in row.days for card in day.cards}
    assert set(cards) == {pinned, *many} and seen.tray == ()
    assert (cards[pinned].day, cards[pinned].begin, cards[pinned].pinned) == (4, 14 * 60, True)
    assert all(day.broken == () for row in seen.rows for day in row.days)
    with db.writing(engine) as writer:
        editing.undo(writer, cast.actor("helene"), plan, 3, today, now)
    assert len(look().tray) == 5


def test_stopping_keeps_the_best_plan(engine, cast, home, due, begin, look, compute, ended, now):
    many, plan = [due(home(3 + number)) for number in range(5)], begin()
    compute(plan, seconds=300)
    limit, placed = time.monotonic() + LIMIT, 0
    while placed < len(many):
        assert time.monotonic() < limit, "nothing was ever placed"
        time.sleep(0.1)
        with db.reading(engine) as reader:
            placed = runs.progress(reader, cast.actor("helene"), plan, now).placed
    with db.writing(engine) as writer:
        runs.stop(writer, cast.actor("helene"), plan, now)
    assert "arrêté, le meilleur plan trouvé est gardé" in ended(plan).outcome
    assert look().totals.visits == len(many)


def test_a_search_that_dies_leaves_the_plan_there_was_and_says_so(
    engine, cast, visit, begin, look, compute, ended, monkeypatch
):
    from datetime import time as at

    started = running.start

    def start(*given):
        run = started(*given)
        os.kill(run.pid, signal.SIGKILL)
        return run

    monkeypatch.setattr(running, "start", start)
    visit(cast.benali.id, 1, at(10))
    plan = begin()
    compute(plan)
    assert ended(plan).outcome == "Calcul tombé en panne : le plan d’avant est gardé, rien n’a changé."
    seen = look()
    assert seen.totals.visits == 1 and "tombé en panne" in seen.note and seen.mine


def test_a_search_that_hangs_is_killed_in_time(engine, cast, begin, compute, ended, monkeypatch):
    started = running.start

    def start(*given):
        run = started(*given)
        os.kill(run.pid, signal.SIGSTOP)
        return run

    monkeypatch.setattr(running, "start", start)
    monkeypatch.setattr(running, "GRACE", 0.5)
    plan = begin()
    compute(plan, seconds=1)
    assert "tombé en panne" in ended(plan).outcome


def test_a_server_that_stops_leaves_the_last_good_plan(engine, cast, home, due, begin, look, today, now):
    waiting, plan = due(home(3)), begin()
    best = runs.following.written(Plan({(cast.claire.id, 1): (waiting,)}))
    with db.writing(engine) as writer:
        given = {"version": 1, "seconds": 30, "begun_at": now, "heard_at": now, "best": best}
        writer.add(RoundRun(plan_id=plan, account_id=cast.helene.id, **given))
    later, actor = now + timedelta(minutes=2), cast.actor("helene")
    with db.writing(engine) as writer, pytest.raises(drafts.Computing, match="interrompu"):
        editing.apply(writer, actor, plan, 1, Out(waiting), today, later)
    with db.writing(engine) as writer:
        assert drafts.settle(writer, actor, plan, today, later)
        assert not drafts.settle(writer, actor, plan, today, later)
    seen = look(now=later)
    assert seen.totals.visits == 1 and "Le dernier bon plan trouvé est gardé" in seen.note and seen.mine
    with db.reading(engine) as reader:
        assert reader.exec(select(RoundRun.end)).one() == running.End.CRASHED


def test_a_time_that_is_none_is_refused(cast, begin, compute):
    with pytest.raises(runs.Invalid, match="entre 1 et 600 secondes"):
        compute(begin(), seconds=0)
