"""A file as it was sent (CSV or XLSX) into headings and rows of text, whatever its encoding, separator or title lines.

Bounded before it is opened: what unpacks into gigabytes, carries macros or is no table is refused with a sentence.
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain, islice

import openpyxl
from openpyxl.utils import get_column_letter

from fieldvisit.births import columns
from fieldvisit.words import Refusal, sound

#: Bytes of a file as sent, and of what an XLSX unpacks into. A county's year is below 5 MB.
LARGEST = 30 * 2**20
LARGEST_UNPACKED = 400 * 2**20
#: Words that all cells share are read at once.
LARGEST_SHARED = 80 * 2**20
MOST_ROWS = 100_000
MOST_COLUMNS = 200
LONGEST_CELL = 2_000
#: A title and a date of extraction may stand above the headings.
LOOKED_AT = 20
#: How a formula begins.
FORMULA = frozenset("=+-@")
SEPARATORS = (";", ",", "\t", "|")


class Unreadable(Refusal):
    sentence = "Ce fichier n’est ni un tableau CSV ni un classeur XLSX : enregistrez-le dans un de ces formats."


class TooLarge(Refusal):
    sentence = "Ce fichier est trop grand : partagez-le en plusieurs."


class Macros(Refusal):
    sentence = "Ce classeur contient des macros : enregistrez-le au format « Classeur Excel (.xlsx) » ou en CSV."


class Locked(Refusal):
    sentence = (
        "Ce classeur est d’un ancien format Excel (.xls) ou protégé par un mot de passe : "
        "enregistrez-le au format .xlsx, sans mot de passe, ou en CSV."
    )


class Sheets(Refusal):
    sentence = "Ce classeur a des lignes dans plusieurs feuilles : enregistrez-en chacune dans un fichier à part."


class Empty(Refusal):
    sentence = "Ce fichier ne contient aucune ligne à lire."


@dataclass(frozen=True)
class Row:
    """``number``: the line of the file, as a spreadsheet shows it."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """``rows`` is read as it is asked for, once."""

    headings: list[str]
    rows: Iterator[Row]


def read(content: bytes, kind: str) -> Sheet:
    """The table of a file. ``kind``: of the notices that it brings, by which its headings are told from titles.

    :raises Refusal: if it cannot be read, or is too large; while the rows are read, too
    """
    if len(content) > LARGEST:
        raise TooLarge(f"Ce fichier dépasse {LARGEST // 2**20} Mo : partagez-le en plusieurs.")
    if content[:4] == b"\xd0\xcf\x11\xe0":
        raise Locked
    lines = _workbook(content) if content[:2] == b"PK" else _text(content)
    first = list(islice(lines, LOOKED_AT))
    at = _heading_line(first, kind)
    headings = _headings(first[at][1])
    return Sheet(headings, _rows(headings, chain(first[at + 1 :], lines)))


def _heading_line(first: list[tuple[int, list[str]]], kind: str) -> int:
    wide = [at for at, (_, cells) in enumerate(first) if sum(map(bool, cells)) >= 2]
    if not wide:
        raise Unreadable if any(any(cells) for _, cells in first) else Empty
    # Of two lines that say as much, the upper one; a line of data is never one of headings.
    return max(wide, key=lambda at: (columns.recognised(kind, [one for one in first[at][1] if one]), -at))


def _headings(cells: Sequence[str]) -> list[str]:
    """Each with a name of its own: « Nom », « Nom (2) », « Colonne D »."""
    named: list[str] = []
    last = max(at for at, cell in enumerate(cells) if cell)
    for at, cell in enumerate(cells[: last + 1]):
        heading = " ".join(cell.split())[:120] or f"Colonne {get_column_letter(at + 1)}"
        same = sum(one == heading or one.startswith(f"{heading} (") for one in named)
        named.append(f"{heading} ({same + 1})" if same else heading)
    return named


def _rows(headings: list[str], lines: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    count = 0
    for number, cells in lines:
        if not any(cells):
            continue
        count += 1
        if count > MOST_ROWS:
            raise TooLarge(f"Ce fichier a plus de {MOST_ROWS} lignes : partagez-le en plusieurs.")
        beyond = {
            f"Colonne {get_column_letter(at + 1)}": cell
            for at, cell in enumerate(cells[len(headings) :], start=len(headings))
            if cell
        }
        filled = [*cells, *[""] * (len(headings) - len(cells))]
        yield Row(number, dict(zip(headings, filled, strict=False)) | beyond)


def _text(content: bytes) -> Iterator[tuple[int, list[str]]]:
    words = _decoded(content)
    if "\0" in words[:4096]:
        raise Unreadable
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=_separator(words))
    try:
        for cells in reader:
            _check_width(cells)
            yield reader.line_num, [_cell(one) for one in cells]
    except csv.Error as error:
        raise Unreadable(
            f"La ligne {reader.line_num} du fichier n’est pas lisible (guillemet non refermé ?) : "
            "corrigez-la ou enregistrez le tableau au format .xlsx."
        ) from error


def _decoded(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            pass
    return content.decode("latin-1")


def _separator(words: str) -> str:
    """The one that cuts most of the first lines into as many cells."""
    first = list(islice(io.StringIO(words, newline=""), LOOKED_AT))

    def fit(separator: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(first, delimiter=separator) if any(row)]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    try:
        return max(SEPARATORS, key=fit)
    except csv.Error as error:
        raise Unreadable from error


def _workbook(content: bytes) -> Iterator[tuple[int, list[str]]]:
    _check_archive(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = _only_table([one for one in book.worksheets if one.sheet_state == "visible"])
        for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1), start=1):
            _check_width(values)
            yield number, [_cell(one) for one in values]
    except Refusal:
        raise
    except Exception as error:  # openpyxl has no error of its own for what is not a workbook
        raise Unreadable from error


def _only_table(sheets: list):
    """The visible sheet that has rows: those of a second one would be left out unseen."""
    for one in sheets:
        one.reset_dimensions()  # what the file says of its own size is not to be relied on
    tables = [one for one in sheets if _has_rows(one)]
    if len(tables) > 1:
        raise Sheets(
            f"Ce classeur a des lignes dans plusieurs feuilles, « {tables[0].title} » et « {tables[1].title} » : "
            "enregistrez chaque feuille dans un fichier à part, puis apportez-les l’un après l’autre."
        )
    return (tables or sheets)[0]


def _has_rows(sheet) -> bool:
    """Headings and a row; a sheet of explanations is no table."""
    rows = sheet.iter_rows(values_only=True, max_row=5 * LOOKED_AT, max_col=MOST_COLUMNS)
    return sum(sum(value not in (None, "") for value in values) >= 2 for values in rows) >= 2


def _check_archive(content: bytes) -> None:
    """Nothing is unpacked before its size is known; zipfile itself stops where the announced size ends."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable from error
    names = {one.filename for one in parts}
    if any(one.lower().endswith("vbaproject.bin") for one in names):
        raise Macros
    if not any(one.startswith("xl/") for one in names):
        raise Unreadable
    shared = sum(one.file_size for one in parts if one.filename.endswith(("sharedStrings.xml", "styles.xml")))
    if sum(one.file_size for one in parts) > LARGEST_UNPACKED or shared > LARGEST_SHARED:
        raise TooLarge("Ce classeur, une fois ouvert, est démesuré : enregistrez seulement le tableau, en CSV.")


def _check_width(cells: Sequence) -> None:
    if len(cells) > MOST_COLUMNS and any(cells[MOST_COLUMNS:]):
        raise TooLarge(f"Ce tableau a plus de {MOST_COLUMNS} colonnes : gardez celles des avis.")


def _cell(value: object) -> str:
    """As a person reads it in the table; what is longer than any field could be is cut."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}" if value.time() == time(0) else f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = sound(str(value)).strip()[:LONGEST_CELL]
    # So that no spreadsheet takes a cell for a formula, we write it with a quote before it; see ``importing``.
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA else text
