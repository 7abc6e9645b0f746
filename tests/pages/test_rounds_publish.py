"""« Planifier la semaine », « Comparer », « Publier » on the page: progress, failures, two coordinators, refusals."""

import os
import signal
import time
from datetime import timedelta

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.access import session as sessions
from fieldvisit.access.account import Account, AccountSector
from fieldvisit.calendars.absence import Absence
from fieldvisit.due.item import DueItem
from fieldvisit.pages import who
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_acts import RoundsActs
from fieldvisit.pages.office.rounds_compare import RoundsCompare
from fieldvisit.pages.office.rounds_publish import RoundsPublish
from fieldvisit.pages.office.rounds_runs import RoundsRuns
from fieldvisit.rounds import running
from fieldvisit.rounds.problem import Plan
from fieldvisit.schedule.visit import Status, Visit
from fieldvisit.weekplans import following
from fieldvisit.weekplans.plan import RoundPlan, RoundRun
from tests.pages.test_rounds import county, opened, planned, stops  # noqa: F401

pytestmark = pytest.mark.usefixtures("planned")
LIMIT = 60.0


@pytest.fixture
def helene(tab, cookie):
    return opened(tab, cookie)


@pytest.fixture
def marion(engine, county, tab, now):  # noqa: F811
    """A second coordinator of the same sector."""
    with db.writing(engine) as writer:
        made = Account(login="marion", name="Marion Second", role="coordinatrice", created_at=now)
        writer.add(made)
        writer.flush()
        writer.add(AccountSector(account_id=made.id, sector_id=county.bourg.id))
        token = sessions.open_for(writer, made, now)
    return opened(tab, lambda _: f"{sessions.COOKIE}={token}")


@pytest.fixture
def due(engine, county, planned):  # noqa: F811
    """The Petit family's visit, due that week and without a place."""
    with db.writing(engine) as writer:
        given = {"group": "visite", "trade": "puericultrice", "code": "vad_1m"}
        on = {"opens_on": planned.planned_on - timedelta(days=8), "due_on": planned.planned_on}
        on |= {"late_on": planned.planned_on + timedelta(days=20)}
        made = DueItem(family_id=county.petit.id, sector_id=county.bourg.id, subject_id=db.new_id(), **given, **on)
        writer.add(made)
    return made.id


def row(engine) -> RoundPlan:
    with db.reading(engine) as reader:
        return reader.exec(select(RoundPlan)).one()


def now_on_screen(client, name: str):
    """The last value that came of this var."""
    found = [
        value for delta in client.received for values in delta.values() for key, value in values.items() if name == key
    ]
    return found[-1]


def shown(client, name: str):
    return now_on_screen(client, f"{name}_rx_state_")


def followed(client) -> None:
    """The page ticks until its computation is over."""
    limit = time.monotonic() + LIMIT
    while shown(client, "running"):
        assert time.monotonic() < limit, "it never ended"
        time.sleep(0.2)
        client.call(Rounds.look_again)


def placed(client, visits: int) -> None:
    """The page ticks until the search has that many places."""
    limit = time.monotonic() + LIMIT
    while not shown(client, "progress").startswith(f"{visits} visites placées"):
        assert time.monotonic() < limit and shown(client, "running"), shown(client, "progress")
        time.sleep(0.2)
        client.call(Rounds.look_again)


def test_one_tap_begins_a_draft_and_places_what_is_due(helene, engine, county, due):  # noqa: F811
    helene.call(RoundsRuns.choose_seconds, seconds="60")
    helene.call(RoundsRuns.plan_week)
    assert shown(helene, "running") and "lancé par" in helene.text()
    placed(helene, 2)
    helene.call(RoundsRuns.stop)
    assert shown(helene, "stopping")
    followed(helene)
    assert "visites placées sur 2" in helene.text()
    assert "Calcul arrêté, le meilleur plan trouvé est gardé." in shown(helene, "note")
    assert len(stops(engine)) == 2 and row(engine).status == "brouillon" and not shown(helene, "note_failed")
    with db.reading(engine) as reader:
        assert len(reader.exec(select(Visit)).all()) == 1, "nothing is published"
        assert reader.exec(select(RoundRun.seconds)).one() == 60


@pytest.mark.parametrize("seconds", ["", "0", "31", "100000", None, ["30"], "30 "])
def test_a_length_that_is_not_offered_is_not_taken(helene, seconds):
    helene.call(RoundsRuns.choose_seconds, seconds=seconds)
    assert shown(helene, "seconds") == "30"


def test_a_search_that_dies_says_so_and_the_plan_stays(helene, engine, due, monkeypatch):
    started = running.start

    def start(*given):
        run = started(*given)
        os.kill(run.pid, signal.SIGKILL)
        return run

    monkeypatch.setattr(running, "start", start)
    helene.call(RoundsRuns.plan_week)
    followed(helene)
    assert "Calcul tombé en panne : le plan d’avant est gardé" in shown(helene, "note")
    assert shown(helene, "note_failed") and shown(helene, "mine") and len(stops(engine)) == 1


def test_a_computation_whose_server_stopped_keeps_its_last_good_plan_once_the_week_is_open(
    helene,
    engine,
    county,  # noqa: F811
    due,
    now,
    monkeypatch,
):
    helene.call(Rounds.begin)
    best = following.written(Plan({(county.claire.id, 1): (due,)}))
    with db.writing(engine) as writer:
        given = {"version": 1, "seconds": 30, "begun_at": now, "heard_at": now, "best": best}
        writer.add(RoundRun(plan_id=row(engine).id, account_id=county.helene.id, **given))
    helene.call(Rounds.look_again)
    assert shown(helene, "running")
    monkeypatch.setattr(who, "now", lambda: now + timedelta(minutes=2))
    helene.call(Rounds.look_again)
    assert "le serveur qui le menait s’est arrêté" in shown(helene, "note") and shown(helene, "note_failed")
    assert shown(helene, "mine") and stops(engine) == [(county.claire.id, 1)]
    helene.call(RoundsActs.take_out, job=str(due))
    assert stops(engine) == [], "she goes on by hand"


def test_a_second_coordinator_is_told_who_plans_and_since_when_and_overwrites_nothing(helene, marion, engine, due):
    marion.call(Rounds.look_again)
    helene.call(Rounds.begin)
    marion.call(RoundsRuns.plan_week)
    assert "prépare ce plan depuis le 23/11/2026 à" in shown(marion, "problem")
    assert shown(marion, "status") == "brouillon" and not shown(marion, "mine"), "the board is then hers to read"
    with db.reading(engine) as reader:
        assert reader.exec(select(RoundRun)).all() == []
    marion.call(RoundsCompare.open_compare)
    assert shown(marion, "compared")
    marion.call(RoundsPublish.publish, form={})
    assert "prépare ce plan depuis" in shown(marion, "problem") and row(engine).status == "brouillon"


def test_what_a_colleague_begins_and_computes_shows_by_itself(helene, marion, engine, due):
    helene.call(Rounds.begin)
    marion.call(Rounds.look_again)
    assert shown(marion, "status") == "brouillon" and "prépare ce plan depuis" in shown(marion, "note")
    helene.call(RoundsRuns.plan_week)
    marion.call(Rounds.look_again)
    assert shown(marion, "running") and "lancé par" in shown(marion, "progress_begun")
    placed(marion, 2)
    marion.call(RoundsRuns.stop)
    followed(marion)
    followed(helene)
    assert len(stops(engine)) == 2 and shown(helene, "mine")


def moved(client, county, planned, day=3):  # noqa: F811
    client.call(Rounds.begin)
    client.call(RoundsActs.put, job=str(planned.id), worker=str(county.claire.id), day=day, position=0)


def test_what_changes_is_read_with_its_price_and_then_published(helene, engine, county, planned):  # noqa: F811
    moved(helene, county, planned)
    helene.call(RoundsCompare.open_compare)
    assert shown(helene, "compare_counts") == [{"tone": "moved", "words": "1 déplacée"}]
    (claire,) = shown(helene, "compare_moves")
    (step,) = claire["moves"]
    assert (claire["name"], step["family"]) == ("Claire Morel", "Famille Benali")
    assert "mardi 10 h 00, Claire Morel → jeudi" in step["sentence"] and step["price"].endswith("de route")
    assert shown(helene, "compare_goes_to") == "Claire Morel"
    assert shown(helene, "compare_tells") == "Famille Benali est à prévenir." and not shown(helene, "compare_removes")
    helene.call(RoundsPublish.publish, form={})
    assert "Publié. 1 visite déplacée." in shown(helene, "said") and shown(helene, "panel") == ""
    assert (shown(helene, "status"), row(engine).status) == ("publie", "publie")
    with db.reading(engine) as reader:
        assert reader.get_one(Visit, planned.id).planned_on == planned.planned_on + timedelta(days=2)


def test_taking_a_visit_out_asks_why_and_keeps_what_was_typed(helene, engine, planned):  # noqa: F811
    helene.call(Rounds.begin)
    helene.call(RoundsActs.take_out, job=str(planned.id))
    helene.call(RoundsCompare.open_compare)
    assert shown(helene, "compare_removes")
    helene.call(RoundsPublish.publish, form={"reason": "  "})
    assert "Dites pourquoi des visites sont retirées" in shown(helene, "problem")
    assert shown(helene, "panel") == "compare" and row(engine).status == "brouillon"
    helene.call(RoundsPublish.publish, form={"reason": "Semaine trop chargée"})
    with db.reading(engine) as reader:
        gone = reader.get_one(Visit, planned.id)
    assert (gone.status, gone.cancel_reason) == (Status.CANCELLED, "Semaine trop chargée")


def test_a_broken_rule_is_named_beside_the_button_and_nothing_is_written(helene, engine, county, planned, now):  # noqa: F811
    moved(helene, county, planned)
    with db.writing(engine) as writer:
        gone, she = planned.planned_on + timedelta(days=2), county.claire.id
        writer.add(Absence(account_id=she, first_on=gone, last_on=gone, noted_by=she, noted_at=now))
    helene.call(RoundsCompare.open_compare)
    helene.call(RoundsPublish.publish, form={"reason": "tapé avant"})
    assert any("Claire Morel" in one and "jeudi" in one for one in shown(helene, "refused"))
    assert shown(helene, "panel") == "compare" and shown(helene, "reason") == "tapé avant"
    assert row(engine).status == "brouillon"
    with db.reading(engine) as reader:
        assert reader.get_one(Visit, planned.id).planned_on == planned.planned_on


def test_what_a_colleague_changed_meanwhile_is_read_before_it_is_published(helene, engine, county, planned):  # noqa: F811
    moved(helene, county, planned)
    helene.call(RoundsCompare.open_compare)
    with db.writing(engine) as writer:
        changed = writer.get_one(RoundPlan, row(engine).id)
        changed.version, changed.changed_by = changed.version + 1, county.root.id
    helene.call(RoundsPublish.publish, form={})
    assert "a changé ce plan entre-temps : rien n’a été écrasé" in shown(helene, "problem")
    assert row(engine).status == "brouillon" and shown(helene, "panel") == "compare"
    helene.call(RoundsPublish.publish, form={})
    assert row(engine).status == "publie", "she has read it"


def test_a_draft_that_is_gone_is_said_so(helene, engine, county, planned):  # noqa: F811
    moved(helene, county, planned)
    helene.call(RoundsCompare.open_compare)
    with db.writing(engine) as writer:
        writer.get_one(RoundPlan, row(engine).id).status = "abandonne"
    helene.call(RoundsPublish.publish, form={})
    assert "a été publié ou abandonné" in shown(helene, "problem") and not shown(helene, "compared")


@pytest.mark.parametrize("name", ["claire", "sylvie"])
def test_who_does_not_plan_begins_computes_and_publishes_nothing(tab, cookie, helene, engine, county, planned, name):  # noqa: F811
    client = opened(tab, cookie, name)
    client.call(RoundsRuns.plan_week)
    with db.reading(engine) as reader:
        assert reader.exec(select(RoundPlan)).all() == []
    moved(helene, county, planned)
    client.call(RoundsCompare.open_compare)
    client.call(RoundsPublish.publish, form={})
    client.call(RoundsRuns.stop)
    assert row(engine).status == "brouillon" and "Benali" not in client.words()


def test_a_week_that_is_over_is_not_planned(helene, engine):
    helene.call(Rounds.turn, weeks=-3)
    helene.call(RoundsRuns.plan_week)
    assert "ne se prépare plus" in shown(helene, "problem")
    with db.reading(engine) as reader:
        assert reader.exec(select(RoundPlan)).all() == []


def test_before_anything_is_loaded_every_command_refuses(tab, cookie, engine):
    client = tab(cookie=cookie("helene"), path="/planning")
    client.load(Desk.arrive)
    said = []
    for handler, given in (
        (RoundsRuns.plan_week, {}),
        (RoundsRuns.stop, {}),
        (RoundsCompare.open_compare, {}),
        (RoundsPublish.publish, {"form": {"reason": 3}}),
    ):
        client.call(handler, **given)
        said.append(shown(client, "problem"))
    assert all(said), said
    with db.reading(engine) as reader:
        assert reader.exec(select(RoundPlan)).all() == []
