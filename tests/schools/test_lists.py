"""A class list comes in as it is: understood row by row, what cannot be read comes back with its reason."""

import io
from datetime import date

import openpyxl
import pytest

from fieldvisit.intake import class_list
from fieldvisit.words import Refusal

HELD = date(2026, 11, 24)


def told(lines):
    return [
        (one.given.last_name, one.given.first_name, one.given.sex, one.given.classroom) for one in lines if one.given
    ]


def test_a_list_with_headings_in_any_order_is_understood():
    lines = class_list.read(
        "Classe;Né(e) le;Prénom;Nom;Sexe\nPS;12/03/2023;Léa;Durand;F\nMS;2022-07-01;Tom;Petit;G".encode(), HELD
    )
    assert told(lines) == [("Durand", "Léa", "F", "PS"), ("Petit", "Tom", "M", "MS")]
    assert lines[0].given.birth_date == date(2023, 3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "Durand\tLéa\t12/03/2023\tF\tPS",
        "Durand;Léa;12/03/2023;F;PS",
        "Durand, Léa, 12/03/2023, F, PS",
        "DURAND Léa 12/03/2023 F PS",
        "Nom\tPrénom\tDate de naissance\tSexe\tClasse\nDurand\tLéa\t12/03/2023\tfille\tPS",
    ],
)
def test_what_is_pasted_needs_no_headings(text):
    [line] = class_list.read_pasted(text, HELD)
    assert line.given.key == ("durand", "lea", date(2023, 3, 12))
    assert (line.given.sex, line.given.classroom) == ("F", "PS")


def test_bad_rows_come_back_with_their_reason_and_the_good_ones_stay():
    text = "Durand;Léa;12/03/2023\nPetit;Tom;31/02/2023\n;Zoé;01/05/2023\nRoche;Lou;01/05/2013\nDURAND;Lea;12/03/2023"
    lines = class_list.read_pasted(text, HELD)
    assert [bool(one.given) for one in lines] == [True, False, False, False, False]
    problems = [one.problem for one in lines[1:]]
    assert "date de naissance" in problems[0] and "nom" in problems[1] and "maternelle" in problems[2]
    assert "déjà" in problems[3]
    assert "Petit" in lines[1].text, "the row is shown as it came"


def test_a_workbook_is_read_too():
    book = openpyxl.Workbook()
    for row in (("Nom", "Prénom", "Date de naissance"), ("Durand", "Léa", date(2023, 3, 12))):
        book.active.append(row)
    written = io.BytesIO()
    book.save(written)
    assert told(class_list.read(written.getvalue(), HELD)) == [("Durand", "Léa", "", "")]


def test_a_list_without_birth_dates_is_refused_naming_the_column():
    with pytest.raises(Refusal, match="Date de naissance"):
        class_list.read(b"Nom;Pr\xc3\xa9nom;Classe\nDurand;L\xc3\xa9a;PS", HELD)
