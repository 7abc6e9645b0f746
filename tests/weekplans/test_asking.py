"""Why a visit waits and how it may come in; why one stands where it does; one worker more or less."""

from datetime import time

import pytest

from fieldvisit import db
from fieldvisit.families.household import Household
from fieldvisit.weekplans import asking, editing
from fieldvisit.weekplans.verdicts import Put
from fieldvisit.words import Refusal
from tests.weekplans.conftest import day_of


@pytest.fixture
def ask(engine, cast, today, now):
    def do(what, *arguments):
        with db.writing(engine) as writer:
            return what(writer, cast.actor("helene"), *arguments, today, now)

    return do


def test_nobody_of_the_trade_is_said(cast, due, begin, ask):
    doctor = due(cast.petit.id, code="aed_point", trade="medecin_pmi", group="suivi")
    midwife = due(cast.benali.id, code="epp", trade="sage_femme_pmi", group="entretien")
    plan = begin()
    assert ask(asking.why_waiting, plan, doctor).ways, "a puéricultrice may go too"
    told = ask(asking.why_waiting, plan, midwife)
    assert told.sentence.startswith("Possible ") and told.sentence.endswith("avec Inès Costa.")


def test_a_visit_longer_than_any_shift_and_one_at_impossible_hours_say_so(engine, cast, due, visit, begin, ask):
    with db.writing(engine) as writer:
        writer.get_one(Household, cast.petit.id).contact_hours = "après 18 h"
    late, endless = due(cast.petit.id), visit(cast.benali.id, 1, None, duration_min=600)
    plan = begin()
    told = ask(asking.why_waiting, plan, late)
    assert told.sentence == "Les heures demandées tombent hors des heures de service."
    assert all(not way.possible for way in told.ways) and told.ways[0].sentence.endswith("que demandé.")
    with pytest.raises(asking.Gone):
        ask(asking.take_way, plan, 1, told.ways[0])
    assert "plus" in ask(asking.why_waiting, plan, endless).sentence


def test_a_way_in_puts_off_whom_it_names(cast, home, visit, due, begin, ask, look):
    full = [due(home(2 + number / 10), band=4, late_on=None, closes_on=None) for number in range(45)]
    grave, plan = due(cast.petit.id, band=1), begin()
    version, left = 1, list(full)
    for day in range(5):
        while left:
            try:
                version = ask(editing.apply, plan, version, Put(left[-1], cast.claire.id, day, 99))
            except editing.Impossible:
                break
            left.pop()
    told = ask(asking.why_waiting, plan, grave)
    way = next(one for one in told.ways if one.out)
    assert told.sentence.startswith("Complet") and way.possible and "repousse Famille" in way.sentence
    ask(asking.take_way, plan, version, way)
    seen = look()
    assert grave in {card.job for card in day_of(seen, "Claire Morel", way.change.day).cards}
    assert set(way.out) <= {one.job for one in seen.tray}
    assert all(day.broken == () for row in seen.rows for day in row.days)


def test_why_one_stands_where_it_does(cast, visit, begin, ask):
    planned = visit(cast.benali.id, 1, time(10))
    said = ask(asking.why_here, begin(), planned)
    assert "Claire Morel suit cette famille." in said and any(one.endswith("dans cette journée.") for one in said)
    with pytest.raises(Refusal):
        ask(asking.why_here, begin(), cast.benali.id)


def test_one_worker_less_leaves_more_waiting_and_one_more_less(engine, cast, home, due, begin, today, now):
    for number in range(4):
        due(home(2 + number))
    plan = begin()
    found = asking.what_if(engine, cast.actor("helene"), plan, today, now, less=cast.claire.id, seconds=2)
    assert (found.waiting_before, found.waiting_after) == (0, 4)
    assert found.sentence.startswith("Sans Claire Morel : 4 visites de moins placées")
    more = asking.what_if(engine, cast.actor("helene"), plan, today, now, more="puericultrice", seconds=2)
    assert more.waiting_after == 0 and "une personne de plus" in more.sentence
    with pytest.raises(asking.Invalid):
        asking.what_if(engine, cast.actor("helene"), plan, today, now, less=cast.nadia.id)
