"""The county's addresses under the box as one is typed: taken by choice, never instead of what was typed."""

import pytest

from fieldvisit import db
from fieldvisit.pages.office.desk import Desk
from fieldvisit.pages.office.family import FamilyFile
from fieldvisit.pages.office.household_form import HouseholdForm
from fieldvisit.pages.office.new_family import NewFamily
from fieldvisit.places.address import Address
from tests.pages.test_duplicates import last


@pytest.fixture
def streets(engine):
    """« Rue Neuve » in two communes."""
    with db.writing(engine) as session:
        for ban_id, insee, postcode, city in (("1", "01451", "01440", "Viriat"), ("2", "01053", "01000", "Bourg")):
            session.add(
                Address(
                    ban_id=ban_id, insee=insee, postcode=postcode, city=city, number=7, street="Rue Neuve",
                    street_key="rue neuve", lat=46.2, lon=5.2,
                )
            )  # fmt: skip


@pytest.fixture
def new(tab, cookie, streets):
    client = tab(cookie=cookie("helene"), path="/familles/nouvelle")
    client.load(Desk.arrive, NewFamily.load)
    return client


def test_an_address_is_taken_from_the_county_s_own(tab, cookie, office, streets):
    client = tab(cookie=cookie("helene"), path=f"/familles/{office.benali.id}")
    client.load(Desk.arrive, FamilyFile.load, HouseholdForm.load)
    client.call(HouseholdForm.edit)
    client.call(HouseholdForm.look_for_address, typed="7 rue neu")
    label = next(one["label"] for one in last(client, "suggested") if one["city"] == "Viriat")
    client.call(HouseholdForm.take_address, label=label)
    values = last(client, "values")
    assert (values["address"], values["postcode"], values["city"]) == ("7 Rue Neuve", "01440", "Viriat")
    assert values["access_notes"] == office.benali.access_notes and last(client, "suggested") == []


def test_a_new_family_s_address_is_looked_for_in_the_commune_that_was_said_first(new):
    for city in ("Viriat", "Bourg"):
        new.call(NewFamily.say_place, name="postcode", words={"Viriat": "01440", "Bourg": "01000"}[city])
        new.call(NewFamily.look_for_address, typed="rue neu")
        assert [one["city"] for one in last(new, "suggested")][0] == city
        assert len(last(new, "suggested")) == 2


def test_typing_alone_fills_nothing_and_taking_the_same_address_again_fills_it_again(new):
    new.call(NewFamily.look_for_address, typed="7 rue neuve")
    assert last(new, "values")["address"] == ""
    label = last(new, "suggested")[0]["label"]
    new.call(NewFamily.take_address, label=label)
    first = last(new, "takes")
    new.call(NewFamily.look_for_address, typed="7 rue neuv")
    new.call(NewFamily.take_address, label=label)
    assert last(new, "takes") == first + 1 and last(new, "values")["address"] == "7 Rue Neuve"
    new.call(NewFamily.take_address, label="ailleurs")
    assert last(new, "values")["address"] == "7 Rue Neuve"


@pytest.mark.parametrize(
    ("typed", "line"),
    [("rue neu", "Rue Neuve"), ("7 rue neu", "7 Rue Neuve"), ("12 bis rue neuve", "12 bis Rue Neuve")],
)
def test_no_number_is_proposed_that_was_not_typed(new, typed, line):
    new.call(NewFamily.look_for_address, typed=typed)
    assert {one["line"] for one in last(new, "suggested")} == {line}


def test_whoever_opens_no_file_is_proposed_no_address(tab, cookie, streets):
    client = tab(cookie=cookie("sylvie"), path="/familles/nouvelle")
    client.load(Desk.arrive, NewFamily.load)
    client.call(NewFamily.look_for_address, typed="rue neuve")
    assert "Rue Neuve" not in client.text()
