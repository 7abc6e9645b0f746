"""Persons of a file: added, corrected with both values kept, set aside; health only for whoever may write it."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from fieldvisit.access.journal import AccessEvent
from fieldvisit.db import new_id
from fieldvisit.families import fact, fact_change, file, members
from fieldvisit.families.decision import NoReason
from fieldvisit.families.fact import Invalid
from fieldvisit.families.fact_change import FactChange
from fieldvisit.families.members import NotAllowed, NotFound
from fieldvisit.families.person import Person
from fieldvisit.feed import Change

BABY = {"role": "enfant", "last_name": "Benali", "first_name": "Lina"}


@pytest.fixture
def claire(acting):
    return acting("claire")


def test_a_person_is_added_and_the_tablets_will_hear_of_it(session, cast, claire, today, now):
    born = today - timedelta(days=2)
    person = members.add(session, claire, cast.benali.id, BABY | {"birth_date": born, "term_weeks": 34}, today, now)
    assert (person.birth_date, person.term_weeks, person.parental_authority) == (born, 34, "Inconnue")
    assert cast.benali.id in session.exec(select(Change.family_id)).all()
    assert [line.screen for line in session.exec(select(AccessEvent))] == ["personne"]
    [(line, who)] = fact_change.history(session, cast.benali.id, ["identite_foyer"])
    assert (line.field, line.name, who) == (fact_change.ADDED, "Lina Benali", "Claire Morel")


def test_a_correction_keeps_what_was_before_and_who_wrote_it(session, cast, claire, today, now):
    assert not members.correct(session, claire, cast.benali_child.id, {"phone": "06"}, {"phone": ""}, today, now)
    assert session.get_one(Person, cast.benali_child.id).phone == "06"
    [line] = session.exec(select(FactChange)).all()
    assert (line.field, line.found, line.after, line.applied) == ("phone", "", "06", True)
    assert line.account_id == claire.account_id


def test_what_somebody_changed_meanwhile_is_not_overwritten_and_what_was_typed_is_kept(
    session, cast, claire, acting, today, now
):
    ines, child = acting("ines"), cast.benali_child.id
    seen = {"first_name": "Adam", "school": ""}
    members.correct(session, ines, child, {"first_name": "Adem"}, seen, today, now)
    [conflict] = members.correct(session, claire, child, {"first_name": "Adan", "school": "Jarrin"}, seen, today, now)
    assert (conflict.field, conflict.found, conflict.who) == ("first_name", "Adem", "Inès Costa")
    now_ = session.get_one(Person, child)
    assert (now_.first_name, now_.school) == ("Adem", "Jarrin")
    kept = {(one.field, one.after, one.applied) for one in session.exec(select(FactChange))}
    assert kept == {("first_name", "Adem", True), ("first_name", "Adan", False), ("school", "Jarrin", True)}


@pytest.mark.parametrize("who", ["secretariat", "helene"])
def test_who_may_not_write_the_health_of_children_writes_their_identity_only(session, cast, acting, who, today, now):
    actor, child = acting(who), cast.benali_child.id
    members.correct(session, actor, child, {"school": "Jarrin"}, {"school": ""}, today, now)
    with pytest.raises(NotAllowed):
        members.correct(session, actor, child, {"birth_weight_g": 3200}, {"birth_weight_g": 3300}, today, now)
    assert "term_weeks" not in members.writable(session, actor, cast.benali.id, today)


@pytest.mark.parametrize("who", ["sylvie", "psychologue_pmi", "medecin_responsable", "root"])
def test_who_reads_a_family_only_changes_nobody_in_it(session, cast, acting, who, today, now):
    actor = acting(who)
    with pytest.raises((NotAllowed, NotFound)):
        members.correct(session, actor, cast.benali_child.id, {"phone": "06"}, {"phone": ""}, today, now)
    with pytest.raises(NotAllowed):
        members.add(session, actor, cast.benali.id, BABY, today, now)


def test_a_person_of_another_sector_is_not_found(session, cast, claire, today, now):
    with pytest.raises(NotFound):
        members.correct(session, claire, cast.roche_child.id, {"phone": "06"}, {"phone": ""}, today, now)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"birth_date": date(2027, 1, 1)}, "pas encore venu"),
        ({"birth_date": date(1990, 1, 1)}, "aurait 36 ans"),
        ({"role": "mere", "birth_date": date(2020, 1, 1)}, "Ce parent aurait 6 ans"),
        ({"birth_weight_g": 33}, "33 g n’est pas possible"),
        ({"term_weeks": 50}, "de 22 à 44 SA"),
        ({"term_days": 3}, "indiquez aussi les semaines"),
        ({"living_place": "Famille d’accueil"}, "cochez aussi « Confié·e »"),
        ({"birth_date": date(2026, 11, 1), "discharged_on": date(2026, 10, 30)}, "avant la naissance"),
        ({"role": "pere", "term_weeks": 40}, "que pour un enfant"),
        ({"last_name": ""}, "Nom : à remplir"),
        ({"school": "x" * 121}, "121 caractères"),
        ({"sex": "Z"}, "une des réponses proposées"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_look_at(said, words, today):
    with pytest.raises(Invalid) as refused:
        members.check(Person(family_id=new_id(), **BABY | said), today)
    assert words in refused.value.sentence


def test_the_same_person_is_not_entered_twice(session, cast, claire, today, now):
    again = {"role": "enfant", "first_name": "adam", "last_name": "BENALI", "birth_date": cast.benali_child.birth_date}
    with pytest.raises(Invalid, match="déjà dans ce dossier"):
        members.add(session, claire, cast.benali.id, again, today, now)


def test_a_person_entered_by_mistake_is_set_aside_with_a_reason_and_can_come_back(session, cast, claire, today, now):
    child = cast.benali_child.id
    with pytest.raises(NoReason):
        members.set_aside(session, claire, child, "  ", today, now)
    members.set_aside(session, claire, child, "Enfant de la voisine", today, now)
    opened = file.read(session, claire, cast.benali.id, today)
    assert [one.first_name for one in opened.persons] == ["Samira"]
    assert [one.first_name for one in opened.set_aside] == ["Adam"]
    members.put_back(session, claire, child, today, now)
    assert len(file.read(session, claire, cast.benali.id, today).persons) == 2
    lines = fact_change.history(session, cast.benali.id, ["identite_foyer"])
    assert {(line.field, line.reason) for line, _ in lines} == {("ecarte", "Enfant de la voisine"), ("remis", "")}


def test_what_is_typed_is_read_as_a_person_writes_it():
    typed = {"birth_date": "02/03/2026", "term_weeks": "39 SA", "birth_length_cm": "49,5", "multiple": "oui", "sex": ""}
    read = fact.read(members.FACTS, typed)
    assert read == {
        "birth_date": date(2026, 3, 2), "sex": None, "term_weeks": 39, "birth_length_cm": 49.5, "multiple": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [("birth_date", "31/02/2026", "JJ/MM/AAAA"), ("birth_weight_g", "trois kilos", "en chiffres")],
)
def test_what_cannot_be_read_is_said_with_how_to_write_it(field, typed, words):
    with pytest.raises(Invalid) as refused:
        fact.read(members.FACTS, {field: typed})
    assert words in refused.value.sentence
