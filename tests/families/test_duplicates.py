"""Files that may be of one family are proposed; twins and neighbours are not; what a person said is not asked again."""

from datetime import timedelta
from itertools import count

import pytest
from sqlmodel import select

from fieldvisit.families import duplicates, merging
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person


@pytest.fixture
def enter(session, cast, today):
    """``enter("Famille X", ("Léa", "X", 60), …)``: a file with children of so many days."""

    numbers = count(500)

    def make(label, *children, sector=None, **given):
        home = Household(
            **{"case_number": f"01-2026-{next(numbers)}", "label": label, "sector_id": (sector or cast.bourg).id}
            | given
        )
        session.add(home)
        session.flush()
        people = [
            Person(
                family_id=home.id, role="enfant", first_name=first, last_name=last, birth_date=today - timedelta(days)
            )
            for first, last, days in children
        ]
        session.add_all(people)
        session.flush()
        return home, people

    return make


@pytest.fixture
def proposed(session, cast, today):
    """What is proposed to Hélène; the cast’s own families all have one telephone: not looked at here."""
    for name in ("benali", "petit"):
        session.get_one(Household, getattr(cast, name).id).phone = ""
    session.flush()

    def ask(who="helene"):
        found = duplicates.candidates(session, cast.actor(who), today)
        for home in session.exec(select(Household.id)).all():
            of_this = duplicates.of_family(session, cast.actor(who), home, today)
            assert of_this == [one for one in found if home in (one.a, one.b)], "the file and the list agree"
        return found

    return ask


def test_twins_are_not_proposed_and_nothing_else_of_the_cast(proposed):
    assert proposed() == []


def test_a_child_of_the_same_day_whose_names_sound_alike_is_proposed_with_whom_it_may_be(cast, enter, proposed):
    home, [lea] = enter("Famille Petis", ("Léah", "Petits", 60))
    [one] = proposed()
    assert {one.a, one.b} == {cast.petit.id, home.id}
    assert {*one.same, *one.same.values()} == {lea.id, cast.petit_twins[0].id}
    assert "dans les deux" in one.why[0]


@pytest.mark.parametrize(
    "child",
    [("Léa", "Petit", 61), ("Léo", "Petit", 60), ("Léa", "Martin", 60)],
    ids=["another day", "another first name", "another name"],
)
def test_what_differs_in_day_or_sound_is_not(enter, proposed, child):
    enter("Famille Autre", child)
    assert proposed() == []


def test_the_same_phone_however_written_is_proposed_but_not_a_hostel_s(enter, proposed):
    enter("Famille A", phone="06 39 98 00 10")
    enter("Famille B", phone_2="+33 6.39.98.00.10")
    assert [one.why for one in proposed()] == [["Même numéro de téléphone"]]
    for name in "CDEF":
        enter(f"Famille {name}", phone="0639980010")
    assert proposed() == []


def test_the_same_door_and_name_is_proposed_and_neighbours_are_not(enter, proposed):
    door = {"address": "4 rue de l’Église", "postcode": "01000"}
    enter("Famille Roy", ("Ana", "Roy", 100), **door)
    enter("Famille Roi", ("Hugo", "Roi", 900), **door | {"address": "4, rue de l'église"})
    enter("Famille Blanc", ("Zoé", "Blanc", 50), **door)
    assert [one.why for one in proposed()] == [["Même adresse et même nom"]]


def test_the_likeliest_come_first_with_every_reason(cast, enter, proposed):
    enter("Famille A", phone="06 39 98 00 10")
    enter("Famille B", phone="06 39 98 00 10")
    enter("Famille Petit", ("Lea", "Petit", 60), ("Tom", "Petit", 60))
    first, second = proposed()
    assert len(first.why) == 2 and len(first.same) == 2 and second.why == ["Même numéro de téléphone"]


def test_a_child_entered_twice_in_one_file_is_proposed_and_twins_who_sound_alike_are_not(
    session, cast, enter, proposed, today, now
):
    home, (one, other) = enter("Famille Roy", ("Anna", "Roy", 100), ("Ana", "Roy", 100))
    [found] = proposed()
    assert (found.a, found.b) == (home.id, home.id) and {*found.same, *found.same.values()} == {one.id, other.id}
    one.multiple = other.multiple = True
    session.flush()
    assert proposed() == []
    other.first_name = "Anna"
    session.flush()
    [found] = proposed()
    [(gone, kept)] = found.same.items()
    merging.join_persons(session, cast.actor("helene"), kept, gone, "saisie deux fois", today, now)
    assert proposed() == []


def test_what_a_person_said_is_two_is_not_asked_again(session, cast, enter, proposed, today, now):
    home, _ = enter("Famille Petis", ("Léa", "Petit", 60))
    [one] = proposed()
    duplicates.apart(session, cast.actor("helene"), one, "cousines", today, now)
    assert proposed() == []
    with pytest.raises(duplicates.decision.Taken):
        duplicates.apart(session, cast.actor("helene"), one, "cousines", today, now)


def test_files_of_another_sector_are_not_told_of(cast, enter, proposed):
    enter("Famille Petit", ("Léa", "Petit", 60), sector=cast.oyonnax)
    assert proposed() == []
    with pytest.raises(merging.NotAllowed):
        proposed("claire")


def test_joined_files_are_not_proposed_again_until_they_are_parted(session, cast, enter, proposed, today, now):
    home, _ = enter("Famille Petis", ("Léa", "Petit", 60))
    helene = cast.actor("helene")
    same = duplicates.same_persons(session, cast.petit.id, home.id)
    assert len(same) == 1
    made = merging.merge(session, helene, cast.petit.id, home.id, "même famille", today, now, same)
    assert proposed() == []
    merging.part(session, helene, made.id, today, now)
    assert len(proposed()) == 1
