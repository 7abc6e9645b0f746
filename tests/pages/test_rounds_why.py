"""Why a visit waits or stands where it does, and « Et si… »: one tap takes a way in, reasons go to whom they may."""

from datetime import timedelta

import pytest

from fieldvisit import db
from fieldvisit.access.account import Account
from fieldvisit.due.band import Priority
from fieldvisit.due.criteria import CRITERIA
from fieldvisit.due.item import DueItem
from fieldvisit.pages.office import rounds_what_if
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_asks import RoundsAsks
from fieldvisit.pages.office.rounds_repair import RoundsRepair
from fieldvisit.pages.office.rounds_what_if import RoundsWhatIf
from fieldvisit.pages.office.rounds_why import RoundsWhy
from tests.pages.test_rounds import county, opened, planned, stops  # noqa: F401


@pytest.fixture
def waiting(engine, county, planned, today) -> DueItem:  # noqa: F811
    """Due of the Petit family all next week, without a place, of a priority that has a reason."""
    with db.writing(engine) as writer:
        made = DueItem(
            family_id=county.petit.id,
            sector_id=county.bourg.id,
            subject_id=county.petit.id,
            code="vad_1m",
            group="visite",
            trade="puericultrice",
            opens_on=today,
            due_on=planned.planned_on,
            late_on=today + timedelta(days=30),
        )
        writer.add(made)
        writer.merge(Priority(family_id=county.petit.id, band=1, score=95, reasons=["demande"], computed_on=today))
    return made


@pytest.fixture
def helene(tab, cookie, waiting):
    client = opened(tab, cookie)
    client.call(Rounds.begin)
    return client


def asked(client, job):
    before = len(client.received)
    client.call(RoundsAsks.open, job=str(job))
    client.call(RoundsWhy.ask)
    return str(client.received[before:])


def test_a_waiting_visit_says_why_and_one_tap_takes_the_least_bad_way(helene, engine, county, waiting):  # noqa: F811
    said = asked(helene, waiting.id)
    assert "Possible " in said and "avec Claire Morel" in said and "route" in said
    before = stops(engine)
    helene.call(RoundsWhy.take_way, key="0")
    assert "Visite placée." in helene.text() and len(stops(engine)) == len(before) + 1


def test_a_placed_visit_says_why_this_worker_and_this_day(helene, planned):  # noqa: F811
    said = asked(helene, planned.id)
    assert "Claire Morel suit cette famille." in said and "dans cette journée." in said


@pytest.mark.parametrize("key", ["7", "", "x"])
def test_a_way_that_was_not_offered_is_refused_in_the_panel(helene, engine, waiting, key):
    asked(helene, waiting.id)
    before = stops(engine)
    helene.call(RoundsWhy.take_way, key=key)
    assert "Cette possibilité n’existe plus" in helene.text() and stops(engine) == before


def test_a_way_of_another_visit_is_not_taken(helene, engine, planned, waiting):  # noqa: F811
    asked(helene, waiting.id)
    helene.call(RoundsAsks.open, job=str(planned.id))
    before = stops(engine)
    helene.call(RoundsWhy.take_way, key="0")
    assert "Cette possibilité n’existe plus" in helene.text() and stops(engine) == before


def test_what_was_published_without_a_draft_asks_nothing(tab, cookie, waiting, planned):  # noqa: F811
    client = opened(tab, cookie)
    asked(client, planned.id)
    assert "n’existe pas" not in client.text() and "dans cette journée" not in client.text()


def test_reasons_of_a_priority_are_told_to_who_may_read_them_alone(tab, cookie, engine, county, helene, waiting):  # noqa: F811
    reason = CRITERIA["demande"].label
    assert reason in asked(helene, waiting.id)
    with db.writing(engine) as writer:
        writer.get_one(Account, county.helene.id).role = "secretariat"
    clerk = opened(tab, cookie)
    asked(clerk, waiting.id)
    clerk.call(RoundsRepair.open_repair)
    clerk.call(RoundsWhatIf.open_what_if)
    assert "Famille Petit" in clerk.text() and "P1" in clerk.text() and reason not in clerk.text()


def test_one_worker_less_is_shown_before_and_after_and_nothing_is_written(
    helene,
    engine,
    county,  # noqa: F811
    monkeypatch,
):
    monkeypatch.setattr(rounds_what_if, "SECONDS", 1)
    helene.call(RoundsWhatIf.open_what_if)
    helene.call(RoundsWhatIf.one_less, worker=str(county.claire.id))
    before = stops(engine)
    helene.call(RoundsWhatIf.what_if)
    assert "Sans Claire Morel : " in helene.text() and "Visites placées" in helene.text()
    assert stops(engine) == before


def test_nobody_chosen_and_nobody_known_is_asked_for(helene):
    helene.call(RoundsWhatIf.open_what_if)
    helene.call(RoundsWhatIf.one_less, worker="quelqu’un")
    helene.call(RoundsWhatIf.one_more, role="jardinier")
    helene.call(RoundsWhatIf.what_if)
    assert "Choisissez une profession de plus" in helene.text()


@pytest.mark.parametrize("who", ["claire", "sylvie"])
def test_who_does_not_plan_is_told_nothing(tab, cookie, county, waiting, who):  # noqa: F811
    client = opened(tab, cookie, who)
    for call in (RoundsWhy.ask, RoundsWhatIf.open_what_if, RoundsWhatIf.what_if):
        client.call(call)
    client.call(RoundsWhy.take_way, key="0")
    assert "Famille Petit" not in client.text() and "Claire Morel suit" not in client.text()
