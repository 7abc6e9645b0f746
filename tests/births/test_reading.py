import io
import zipfile

import openpyxl
import pytest

from fieldvisit.births import reading
from fieldvisit.births.notice import Kind
from fieldvisit.births.reading import Empty, Locked, Macros, Sheets, TooLarge, Unreadable
from tests.births.files import GOOD, HEADINGS, as_csv, as_xlsx, row


def read(content):
    sheet = reading.read(content, Kind.BIRTH)
    return sheet.headings, list(sheet.rows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_same_table_is_read_whatever_its_encoding_and_separator(encoding, separator):
    headings, rows = read(as_csv([GOOD, row(prenom="Maël", adresse="3, rue « du Puits »; fond")], separator, encoding))
    assert headings == list(HEADINGS)
    assert rows[0].cells == dict(zip(HEADINGS, GOOD, strict=True))
    assert rows[1].cells["Adresse"] == "3, rue « du Puits »; fond"


def test_a_workbook_gives_dates_and_numbers_as_a_person_reads_them():
    from datetime import datetime

    given = row(ddn=datetime(2026, 11, 20), poids=3250, cp=1440, tel=611223344, acte=812.0)
    headings, rows = read(as_xlsx([given, [None] * 14, row(nom="Petit")]))
    assert headings == list(HEADINGS)
    cells = rows[0].cells
    assert (cells["Date de naissance"], cells["Poids (g)"], cells["CP"], cells["N° acte"]) == (
        "20/11/2026",
        "3250",
        "1440",
        "812",
    )
    assert [(one.number, one.cells["Nom de l'enfant"]) for one in rows] == [(2, "Lefèvre"), (4, "Petit")]


@pytest.mark.parametrize("written", [as_csv, as_xlsx])
def test_a_title_above_the_headings_is_passed_over(written):
    headings, rows = read(written([GOOD], above=[["Avis de naissance", "novembre 2026"], [""]]))
    assert headings == list(HEADINGS) and [one.number for one in rows] == [4]


def workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for line in rows:
            sheet.append(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_rows_of_a_second_sheet_are_never_left_out_unseen():
    table = [HEADINGS, GOOD]
    with pytest.raises(Sheets) as refused:
        read(workbook(Octobre=table, Novembre=table))
    assert "« Octobre » et « Novembre »" in refused.value.sentence
    for sheets in (
        {"Avis": table, "Aide": [["Un avis par ligne"], ["Merci"]], "Feuil3": []},
        {"Aide": [["Un avis par ligne"]], "Avis": table},
    ):
        headings, rows = read(workbook(**sheets))
        assert headings == list(HEADINGS) and len(rows) == 1


def test_headings_that_are_empty_or_the_same_get_a_name_and_nothing_beyond_them_is_lost():
    headings, rows = read(as_csv([["Lefèvre", "x", "Éloïse", "reste"]], headings=["Nom", "", "Nom"]))
    assert headings == ["Nom", "Colonne B", "Nom (2)"]
    assert rows[0].cells == {"Nom": "Lefèvre", "Colonne B": "x", "Nom (2)": "Éloïse", "Colonne D": "reste"}


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", Empty),
        (b"\n\n", Empty),
        (b"bonjour", Unreadable),
        (b"\xd0\xcf\x11\xe0 ancien Excel", Locked),
        (b"PK\x03\x04 coupe", Unreadable),
        (bytes(range(256)) * 40, Unreadable),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(content, refusal):
    with pytest.raises(refusal) as refused:
        read(content)
    assert refused.value.sentence.endswith(".")


def archive(**parts):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return written.getvalue()


def test_macros_are_refused_and_so_is_what_unpacks_into_gigabytes(monkeypatch):
    with pytest.raises(Macros):
        read(archive(xl__vbaProject_bin="macro"))
    monkeypatch.setattr(reading, "LARGEST_UNPACKED", 1_000_000)
    bomb = archive(xl__workbook_xml="<x/>", xl__sheet_xml=b"0" * 2_000_000)
    assert len(bomb) < 5_000
    with pytest.raises(TooLarge):
        read(bomb)


def test_a_table_with_too_many_rows_is_refused_while_it_is_read(monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    with pytest.raises(TooLarge):
        read(as_csv([GOOD] * 4))
