"""A file opened by hand: its number, its persons, and the refusal of a family that has one."""

from datetime import date

import pytest
from sqlmodel import select

from fieldvisit.access.care import CareRelationship
from fieldvisit.families import opening
from fieldvisit.families.fact import Invalid
from fieldvisit.families.household import Household
from fieldvisit.families.opening import Known, New, NotAllowed
from fieldvisit.families.person import Person

MOTHER = {"role": "mere", "first_name": "Awa", "last_name": "Diallo", "birth_date": date(1998, 5, 4)}
HOME = {"address": "3 rue du Puits", "postcode": "01000", "city": "Bourg-en-Bresse", "phone": "06 00 00 00 00"}


@pytest.fixture
def ask(session, cast, acting, today, now):
    def ask(who="claire", people=(MOTHER,), sector=None, label="Famille Diallo", **more):
        new = New(label, sector or cast.bourg.id, HOME, people)
        return opening.open_by_hand(session, acting(who) if isinstance(who, str) else who, new, today, now, **more)

    return ask


def test_it_has_a_number_of_its_own_an_address_and_its_persons(session, ask):
    first, second = ask(), ask(people=[MOTHER | {"first_name": "Fanta"}])
    assert (first.case_number, second.case_number) == ("01-2026-0004", "01-2026-0005")
    assert (first.city, first.phone) == ("Bourg-en-Bresse", "06 00 00 00 00")
    [mother] = session.exec(select(Person).where(Person.family_id == first.id)).all()
    assert mother.last_name == "Diallo"


def test_numbers_go_on_after_9999(session, cast, ask):
    session.add(Household(case_number="01-2026-10000", label="x", sector_id=cast.bourg.id))
    session.flush()
    assert ask().case_number == "01-2026-10001"


def test_who_opens_it_follows_the_family_if_she_says_so(session, ask, cast):
    followed, other = ask(follows=True), ask(people=[MOTHER | {"first_name": "Fanta"}])
    held = session.exec(select(CareRelationship.account_id).where(CareRelationship.family_id == followed.id)).all()
    assert held == [cast.claire.id]
    assert not session.exec(select(CareRelationship).where(CareRelationship.family_id == other.id)).all()


def test_a_child_that_has_a_file_is_refused_with_the_way_to_it(ask, cast):
    child = {"role": "enfant", "first_name": "ADAM", "last_name": "Bénali", "birth_date": cast.benali_child.birth_date}
    with pytest.raises(Known) as refused:
        ask(people=[child])
    assert refused.value.family_id == cast.benali.id and "Famille Benali" in refused.value.sentence
    assert ask(people=[child], sure=True).case_number


def test_a_mother_is_known_by_either_of_her_names(ask, cast):
    both = MOTHER | {"first_name": "Samira", "last_name": "Benali-Roux", "birth_date": cast.benali_mother.birth_date}
    with pytest.raises(Known):
        ask(people=[both])


def test_a_file_of_another_sector_is_said_to_exist_and_no_more(ask, cast):
    zoe = {"role": "enfant", "first_name": "Zoé", "last_name": "Roche", "birth_date": cast.roche_child.birth_date}
    with pytest.raises(Known) as refused:
        ask(people=[zoe])
    assert refused.value.family_id is None
    assert "Oyonnax" in refused.value.sentence and cast.roche.case_number not in refused.value.sentence


@pytest.mark.parametrize("who", ["sylvie", "psychologue_pmi", "root", "crip"])
def test_who_may_not_write_identities_opens_none(ask, who):
    with pytest.raises(NotAllowed):
        ask(who)


def test_nobody_opens_one_in_a_sector_that_is_not_hers(ask, cast):
    with pytest.raises(NotAllowed):
        ask(sector=cast.oyonnax.id)


def test_a_file_has_a_name_and_somebody_in_it(ask):
    with pytest.raises(Invalid, match="au moins une personne"):
        ask(people=[])
    with pytest.raises(Invalid, match="Nom du dossier"):
        ask(label="  ")
