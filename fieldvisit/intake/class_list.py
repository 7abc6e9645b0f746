"""A class list, as a school sends it (CSV, XLSX) or as it is pasted: good rows are understood, bad ones come back.

With headings the columns may stand in any order; without, a row is name, first name, birth date, then sex and class.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from fieldvisit.births import reading, values
from fieldvisit.schools import pupils
from fieldvisit.schools.pupils import Given
from fieldvisit.schools.sessions import Invalid
from fieldvisit.words import Refusal, fold

#: What tells who, by heading as it is folded.
NAMES = {
    "last_name": ("nom", "nom eleve", "nom de l eleve", "nom de famille", "nom de naissance", "nom enfant"),
    "first_name": ("prenom", "prenoms", "prenom eleve", "prenom de l eleve", "prenom enfant", "prenom 1"),
    "birth_date": ("date de naissance", "date naissance", "ne le", "nee le", "ne e le", "naissance", "ddn"),
    "sex": ("sexe", "genre", "f g", "f m", "civilite"),
    "classroom": ("classe", "niveau", "division", "groupe", "section", "classe niveau"),
}
NEEDED = {"last_name": "Nom", "first_name": "Prénom", "birth_date": "Date de naissance"}
#: Headings that a list without any gets.
_PLAIN = ("Nom", "Prénom", "Date de naissance", "Sexe", "Classe")
_SEXES = {"F": ("f", "fille", "feminin", "2", "mme"), "M": ("m", "g", "garcon", "masculin", "h", "1")}
_DATE = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b")


class NoColumn(Refusal):
    sentence = "La liste n’a pas les colonnes attendues : Nom, Prénom, Date de naissance."


@dataclass(frozen=True)
class Line:
    """One row: ``given`` if it is understood, else ``problem``; ``text`` is the row as it came."""

    number: int
    text: str
    given: Given | None
    problem: str = ""


def read(content: bytes, held_on: date) -> list[Line]:
    """:raises Refusal: if the file is no table, or a column is missing"""
    sheet = reading.read(content, "naissance")
    columns = {heading: _meaning(heading) for heading in sheet.headings}
    found = set(columns.values())
    missing = [f"« {label} »" for code, label in NEEDED.items() if code not in found]
    if missing:
        raise NoColumn(f"Il manque la colonne {' et '.join(missing)} : vérifiez la première ligne de la liste.")
    return list(_lines(sheet.rows, columns, held_on))


def read_pasted(text: str, held_on: date) -> list[Line]:
    """The same for words pasted from a mail or a spreadsheet, or typed one child a line.

    :raises Refusal: as :func:`read`
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise reading.Empty("Collez la liste, un enfant par ligne.")
    if not _is_heading(lines[0]):
        lines = [";".join(_PLAIN), *(";".join(_cells(line)) for line in lines)]
    return read("\n".join(lines).encode(), held_on)


def _is_heading(line: str) -> bool:
    words = [cell for cell in re.split(r"[;\t,|]", line) if cell.strip()]
    return sum(bool(_meaning(word)) for word in words) >= 2


def _cells(line: str) -> list[str]:
    """« DURAND;Léa;12/03/2022;F;PS », tabs or commas, or words with the birth date among them."""
    for separator in ("\t", ";", "|", ","):
        if separator in line:
            return [cell.strip().replace(";", " ") for cell in line.split(separator)]
    at = _DATE.search(line)
    if at is None:
        return [line]
    names, after = line[: at.start()].split(), line[at.end() :].split()
    # « DE SOUSA Inês 12/03/2022 »: what is in capitals is the name; else the first word.
    last = [word for word in names if word == word.upper() and any(letter.isalpha() for letter in word)] or names[:1]
    first = [word for word in names if word not in last]
    sex = next((word for word in after if _sex(word)), "")
    return [" ".join(last), " ".join(first), at.group(), sex, " ".join(word for word in after if word != sex)]


def _lines(rows: Iterator[reading.Row], columns: dict[str, str], held_on: date) -> Iterator[Line]:
    seen: set[tuple] = set()
    for row in rows:
        cells: dict[str, str] = {}
        for heading, cell in row.cells.items():
            if columns.get(heading) and cell.strip():
                cells.setdefault(columns[heading], cell.strip())
        text = " · ".join(cell.strip() for cell in row.cells.values() if cell.strip())
        try:
            given = _given(cells, held_on)
        except Invalid as invalid:
            yield Line(row.number, text, None, invalid.sentence)
            continue
        if given.key in seen:
            yield Line(row.number, text, None, "Cet enfant est déjà plus haut dans la liste.")
            continue
        seen.add(given.key)
        yield Line(row.number, text, given)


def _given(cells: dict[str, str], held_on: date) -> Given:
    said = cells.get("sex", "")
    sex = _sex(said)
    if said and not sex:
        raise Invalid(f"Le sexe « {said[:20]} » n’est pas lisible : F ou M.")
    return pupils.check(
        cells.get("last_name", ""),
        cells.get("first_name", ""),
        values.day(cells.get("birth_date", ""), held_on),
        sex,
        cells.get("classroom", ""),
        held_on,
    )


def _sex(word: str) -> str:
    plain = fold(word)
    return next((code for code, words in _SEXES.items() if plain in words), "")


def _meaning(heading: str) -> str:
    plain = " ".join(re.findall(r"[a-z0-9]+", fold(re.sub(r"[’'()/.°-]", " ", heading))))
    return next((what for what, headings in NAMES.items() if plain in headings), "")
