"""Pregnancies: declared, corrected, ended; only for whoever may write the mother's file."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit.db import new_id
from fieldvisit.families import expecting, fact_change
from fieldvisit.families.expecting import NotAllowed, NotFound
from fieldvisit.families.fact import Invalid
from fieldvisit.families.person import Pregnancy

DUE = date(2027, 3, 8)


@pytest.fixture
def ines(acting):
    return acting("ines")


@pytest.fixture
def declared(session, cast, ines, today, now):
    return expecting.declare(session, ines, cast.benali_mother.id, {"due_date": DUE}, today, now)


def test_the_due_date_is_at_41_sa(declared, today):
    assert expecting.term(declared, DUE) == 41 * 7
    assert expecting.term(declared, today) == 287 - (DUE - today).days


def test_a_pregnancy_is_ended_with_its_day_and_its_outcome_together(session, ines, declared, today, now):
    with pytest.raises(Invalid, match="ensemble"):
        expecting.correct(session, ines, declared.id, {"ended_on": today}, {}, today, now)
    session.rollback()


def test_an_ended_pregnancy_makes_room_for_the_next(session, cast, ines, declared, today, now):
    with pytest.raises(Invalid, match="déjà en cours"):
        expecting.declare(session, ines, cast.benali_mother.id, {"due_date": DUE}, today, now)
    ended = {"ended_on": today, "outcome": "fausse_couche"}
    assert expecting.correct(session, ines, declared.id, ended, {"ended_on": None, "outcome": ""}, today, now) == []
    expecting.declare(session, ines, cast.benali_mother.id, {"due_date": DUE + timedelta(days=60)}, today, now)
    assert len(session.exec(select(Pregnancy)).all()) == 2


def test_its_history_is_in_the_mothers_compartment(session, cast, declared):
    assert fact_change.history(session, cast.benali.id, ["identite_foyer", "sante_enfant"]) == []
    assert len(fact_change.history(session, cast.benali.id, ["dossier_mere"])) == 1


@pytest.mark.parametrize("who", ["secretariat", "helene", "sylvie"])
def test_nobody_without_the_mothers_file_declares_or_finds_one(session, cast, acting, declared, who, today, now):
    actor = acting(who)
    with pytest.raises((NotAllowed, expecting.members.NotFound)):
        expecting.declare(session, actor, cast.benali_mother.id, {"due_date": DUE}, today, now)
    with pytest.raises((NotAllowed, NotFound)):
        expecting.correct(session, actor, declared.id, {"parity": 1}, {"parity": None}, today, now)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"due_date": date(2026, 10, 1)}, "indiquez la fin"),
        ({"due_date": date(2027, 12, 1)}, "n’aurait pas commencé"),
        ({"due_date": DUE, "declared_on": date(2026, 1, 5)}, "ne va pas avec un terme"),
        ({"due_date": DUE, "parity": 3, "gravidity": 2}, "gestité"),
        ({}, "Indiquez le terme prévu"),
    ],
)
def test_dates_that_cannot_be_together_are_refused(said, words, today):
    with pytest.raises(Invalid) as refused:
        expecting.check(Pregnancy(family_id=new_id(), mother_id=new_id(), **said), today)
    assert words in refused.value.sentence


def test_a_child_of_the_family_is_not_the_one_expecting(session, cast, ines, today, now):
    with pytest.raises(Invalid, match="adultes"):
        expecting.declare(session, ines, cast.benali_child.id, {"due_date": DUE}, today, now)
