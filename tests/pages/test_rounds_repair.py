"""« Réparer… » on the page: what happened is told, the answer is a draft with its price, refusals are said."""

import pytest
from sqlmodel import select

from fieldvisit import db
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.pages.office.rounds_repair import RoundsRepair
from fieldvisit.schedule.visit import Visit
from fieldvisit.weekplans.plan import RoundPlan
from tests.pages.test_rounds import county, opened, planned, stops  # noqa: F401

pytestmark = pytest.mark.usefixtures("planned")


def plans(engine):
    with db.reading(engine) as reader:
        return reader.exec(select(RoundPlan)).all()


@pytest.fixture
def helene(tab, cookie):
    client = opened(tab, cookie)
    client.call(RoundsRepair.open_repair)
    return client


def told(client, **fields):
    for name, value in fields.items():
        client.call(RoundsRepair.tell, name=name, value=value)


def test_an_illness_moves_her_visit_into_a_draft_and_says_the_price(helene, engine, county, planned):  # noqa: F811
    told(helene, worker=str(county.claire.id), first="1", last="1")
    helene.call(RoundsRepair.repair)
    assert "Réparation proposée : " in helene.text() and "de route de" in helene.text()
    (plan,) = plans(engine)
    assert plan.status == "brouillon" and [one["kind"] for one in plan.events] == ["ill"]
    assert (county.claire.id, 1) not in stops(engine)
    assert "Famille Benali" in helene.text() and "mardi 10 h 00, Claire Morel → " in helene.text()
    with db.reading(engine) as reader:
        assert reader.get_one(Visit, planned.id).planned_on == planned.planned_on  # nothing is published


def test_several_things_at_once_are_listed_and_one_can_be_taken_back(helene, engine, county, planned):  # noqa: F811
    helene.call(RoundsRepair.choose_happening, kind="snow")
    told(helene, commune="01451", day="4")
    helene.call(RoundsRepair.add_happened)
    assert "Neige à Viriat vendredi" in helene.text()
    helene.call(RoundsRepair.choose_happening, kind="ill")
    told(helene, worker=str(county.claire.id), first="0", last="2", since="780")
    helene.call(RoundsRepair.add_happened)
    assert "Claire Morel malade de lundi à mercredi dès 13 h 00" in helene.text()
    listed = next(
        value
        for delta in reversed(helene.received)
        for values in delta.values()
        for name, value in values.items()
        if name.startswith("happened")
    )
    helene.call(RoundsRepair.forget_happened, key=listed[1]["key"])
    helene.call(RoundsRepair.choose_happening, kind="absent")
    told(helene, away=str(planned.id))
    helene.call(RoundsRepair.repair)
    (plan,) = plans(engine)
    assert [one["kind"] for one in plan.events] == ["snow", "absent"] and plan.events[1]["day"] == 1
    assert {day for _, day in stops(engine)}.isdisjoint({1, 4})


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [("ill", "qui est malade"), ("urgent", "la visite urgente"), ("absent", "ne sera pas là"), ("snow", "la commune")],
)
def test_what_is_not_said_is_asked_for_and_nothing_begins(helene, engine, kind, sentence):
    helene.call(RoundsRepair.choose_happening, kind=kind)
    told(helene, worker="somebody", job="…", away=str(planned), commune="75056")
    helene.call(RoundsRepair.repair)
    assert sentence in helene.text() and plans(engine) == []


def test_days_that_contradict_each_other_are_refused(helene, engine, county):  # noqa: F811
    told(helene, worker=str(county.claire.id), first="3", last="1")
    helene.call(RoundsRepair.repair)
    assert "Le dernier jour vient avant le premier" in helene.text() and plans(engine) == []
    told(helene, first="9")
    helene.call(RoundsRepair.repair)
    assert "Choisissez un jour de cette semaine." in helene.text() and plans(engine) == []


def test_a_colleagues_draft_is_not_repaired_over_her(helene, engine, county):  # noqa: F811
    helene.call(Rounds.begin)
    (plan,) = plans(engine)
    with db.writing(engine) as writer:
        writer.get_one(RoundPlan, plan.id).held_by = county.root.id
    helene.call(RoundsRepair.open_repair)
    told(helene, worker=str(county.claire.id), first="1", last="1")
    helene.call(RoundsRepair.repair)
    assert "prépare ce plan depuis" in helene.text() and plans(engine)[0].events == []


@pytest.mark.parametrize("who", ["claire", "sylvie"])
def test_who_does_not_plan_repairs_nothing(tab, cookie, engine, county, who):  # noqa: F811
    client = opened(tab, cookie, who)
    before = client.text()
    client.call(RoundsRepair.open_repair)
    told(client, worker=str(county.claire.id), first="1", last="1")
    client.call(RoundsRepair.repair)
    assert plans(engine) == [] and "Viriat" not in client.text().removeprefix(before)


def test_a_week_that_is_over_is_not_repaired(helene, engine, county, planned):  # noqa: F811
    helene.call(Rounds.turn, weeks=-3)
    helene.call(RoundsRepair.open_repair)
    told(helene, worker=str(county.claire.id), first="1", last="1")
    helene.call(RoundsRepair.repair)
    assert plans(engine) == [] and "ne se prépare plus" in helene.text()
