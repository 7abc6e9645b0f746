"""Supports: each for whoever may know of its kind; begun once, corrected, ended."""

from datetime import date

import pytest

from fieldvisit.families import supporting
from fieldvisit.families.fact import Invalid
from fieldvisit.families.supporting import NotAllowed, NotFound

BEGAN = {"started_on": date(2026, 11, 2)}


@pytest.fixture
def begin(session, cast, acting, today, now):
    def begin(who, code, person=None, **values):
        return supporting.begin(
            session, acting(who), cast.benali.id, code, BEGAN | values, today, now, person_id=person
        )

    return begin


@pytest.fixture
def seen(session, cast, acting, today):
    def seen(who):
        return [one.code for one in supporting.of_family(session, acting(who), cast.benali.id, today)]

    return seen


def test_each_kind_is_for_whoever_may_know_of_it(cast, begin, seen):
    begin("claire", "handicap", cast.benali_child.id)
    begin("claire", "ip_evaluation")
    begin("claire", "premiers_pas")
    begin("claire", "aed")
    assert set(seen("claire")) == {"handicap", "ip_evaluation", "premiers_pas", "aed"}
    assert seen("secretariat") == []
    assert seen("sylvie") == ["premiers_pas"]
    assert "handicap" not in seen("crip")


def test_the_secretariat_begins_no_support_of_care_and_finds_none(session, cast, acting, begin, today):
    with pytest.raises(NotAllowed):
        begin("secretariat", "handicap", cast.benali_child.id)
    made = begin("claire", "handicap", cast.benali_child.id)
    with pytest.raises(NotFound):
        supporting.find(session, acting("secretariat"), made.id, today)


def test_one_of_a_child_names_a_child_of_the_family(cast, begin):
    for person in (None, cast.benali_mother.id, cast.petit_twins[0].id):
        with pytest.raises(Invalid, match="choisissez lequel"):
            begin("claire", "retour_domicile", person)
    assert begin("claire", "retour_domicile", cast.benali_child.id, anchor_on=date(2026, 11, 10)).anchor_on


def test_it_runs_once_and_may_begin_again_when_it_ended(session, acting, begin, today, now):
    claire = acting("claire")
    made = begin("claire", "tisf")
    with pytest.raises(Invalid, match="déjà en cours"):
        begin("claire", "tisf")
    with pytest.raises(Invalid, match="avant le début"):
        supporting.correct(session, claire, made.id, {"ended_on": date(2026, 10, 1)}, {"ended_on": None}, today, now)
    made.ended_on = None
    assert supporting.correct(session, claire, made.id, {"ended_on": today}, {"ended_on": None}, today, now) == []
    assert begin("claire", "tisf", started_on=today)


def test_what_somebody_changed_meanwhile_is_said(session, acting, begin, today, now):
    made = begin("claire", "tisf")
    for who, name in (("claire", "ADMR"), ("ines", "ADAPA")):
        told = supporting.correct(session, acting(who), made.id, {"referent": name}, {"referent": ""}, today, now)
    assert [(one.field, one.found, one.who) for one in told] == [("referent", "ADMR", "Claire Morel")]
