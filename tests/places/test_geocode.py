"""An address is found however it is written, and what is found says how sure it is."""

import pytest

from fieldvisit.places import geocode, street
from fieldvisit.places.geocode import Sure

BOURG = ("01000", "Bourg-en-Bresse")
PLACES = [
    ("3 rue des Tilleuls", *BOURG, Sure.EXACT, "3 Rue des Tilleuls"),
    ("3, RUE DES TILLEULS", "01000", "BOURG EN BRESSE CEDEX 9", Sure.EXACT, "3 Rue des Tilleuls"),
    ("Appt 12, bât. B, 3 r. des tilleuls", *BOURG, Sure.EXACT, "3 Rue des Tilleuls"),
    ("3-5 rue Tilleul", *BOURG, Sure.EXACT, "3 Rue des Tilleuls"),  # one letter off
    ("12 bis av. d'Alsace Lorraine", *BOURG, Sure.EXACT, "12 bis Avenue d’Alsace-Lorraine"),
    ("12B avenue d’Alsace-Lorraine", *BOURG, Sure.EXACT, "12 bis Avenue d’Alsace-Lorraine"),
    ("12 ter, Av Alsace Lorraine", *BOURG, Sure.EXACT, "12 ter Avenue d’Alsace-Lorraine"),
    ("12 quater avenue d’Alsace-Lorraine", *BOURG, Sure.NEAR, "12 Avenue d’Alsace-Lorraine"),
    ("7 rue des Tilleuls", *BOURG, Sure.NEAR, "5 Rue des Tilleuls"),
    ("10 rue des Tilleuls", *BOURG, Sure.NEAR, "9 Rue des Tilleuls"),  # the other side, nearer by far
    ("7 rue des Tilleuls", "01440", "Viriat", Sure.EXACT, "7 Rue des Tilleuls"),
    ("rue des Tilleuls", *BOURG, Sure.STREET, "Rue des Tilleuls"),
    ("4 chemin de la Croix-Blanche", *BOURG, Sure.STREET, "Chemin de la Croix Blanche"),
    ("3 bd de Verdun", *BOURG, Sure.EXACT, "3 Boulevard de la Bataille de Verdun"),
    ("3 rue du 8 mai 1945", *BOURG, Sure.EXACT, "3 Rue du 8 Mai 1945"),
    ("8 rue de l'église", "01000", "St Denis les Bourg", Sure.EXACT, "8 Rue de l’Église"),
    ("8 rue de l’Église", *BOURG, Sure.EXACT, "8 Rue de l’Église"),  # the wrong commune of the right postcode
    ("8 rue Neuve", "", "l'abergement de varey", Sure.EXACT, "8 Rue Neuve"),
    ("8 rue Neuve", "01640", "", Sure.EXACT, "8 Rue Neuve"),
    ("Les Vernes", "01440", "Viriat", Sure.COMMUNE, "01440 Viriat"),
    ("", "01440", "Viriat", Sure.COMMUNE, "01440 Viriat"),
    ("", "01440", "", Sure.COMMUNE, "01440 Viriat"),
]


def test_an_address_is_found_however_it_is_written(streets):
    wrong = {}
    for address, postcode, city, sure, label in PLACES:
        found = geocode.locate(streets, address, postcode, city)
        if found is None or found.sure != sure or not found.label.startswith(label):
            wrong[address, postcode, city] = found
    assert wrong == {}


@pytest.mark.parametrize(
    "address, postcode, city",
    [
        ("3 rue des Tilleuls", "", ""),
        ("3 rue des Tilleuls", "75001", "Paris"),
        ("", "", ""),
        ("\0", "%", "_"),
        ("1", "é", "é"),
    ],
)
def test_what_is_nowhere_in_the_county_is_not_placed_anywhere(streets, address, postcode, city):
    assert geocode.locate(streets, address, postcode, city) is None


@pytest.mark.parametrize(
    "typed, postcode, city, first",
    [
        ("12 rue des til", "", "", None),
        ("3 rue des til", "01000", "Bourg-en-Bresse", "3 Rue des Tilleuls, 01000 Bourg-en-Bresse"),
        ("3 tilleuls", "", "", "3 Rue des Tilleuls, 01000 Bourg-en-Bresse"),
        ("12 av alsace", "01000", "", "12 Avenue d’Alsace-Lorraine, 01000 Bourg-en-Bresse"),
        ("8 eglise", "", "", "8 Rue de l’Église, 01000 Saint-Denis-lès-Bourg"),
        ("7 rue des tilleuls", "01440", "", "7 Rue des Tilleuls, 01440 Viriat"),
    ],
)
def test_addresses_are_suggested_while_they_are_typed(streets, typed, postcode, city, first):
    found = [geocode.label_of(one) for one in geocode.suggest(streets, typed, postcode, city)]
    assert found and (first is None or found[0] == first)
    assert len(found) == len(set(found)) <= 8


def test_every_repetition_of_a_number_is_suggested(streets):
    found = [geocode.line_of(one) for one in geocode.suggest(streets, "12 avenue d'alsace")]
    assert found == [f"12 {suffix}Avenue d’Alsace-Lorraine" for suffix in ("", "bis ", "ter ")]


@pytest.mark.parametrize("typed", ["", "1", "ru", "%%%", "___", "xyzzy street", "\0\0\0", "12 " * 80])
def test_nothing_is_suggested_for_nothing(streets, typed):
    assert geocode.suggest(streets, typed) == []


def test_one_street_has_one_key():
    for one, other in (("Av. Gal de Gaulle", "avenue du Général-de-Gaulle"), ("R. St-Antoine", "rue Saint Antoine"),
                       ("Rte d’Ambérieu", "ROUTE D AMBERIEU"), ("Lieu-dit Les Vernes", "les vernes")):  # fmt: skip
        assert street.key(one) == street.key(other)
