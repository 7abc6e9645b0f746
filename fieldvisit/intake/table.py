"""Certificates in a table (CSV, XLSX): one line each; columns by name, or by the code of the form’s field."""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import date

from fieldvisit.births import reading, values
from fieldvisit.carnet import templates
from fieldvisit.carnet.certificate import Kind
from fieldvisit.intake.read import Read
from fieldvisit.words import fold

#: What tells who and when, by heading as it is folded.
NAMES = {
    "last_name": ("nom", "nom de naissance", "nom enfant", "nom de l enfant"),
    "first_name": ("prenom", "prenoms", "prenom enfant", "prenom de l enfant"),
    "birth_date": ("date de naissance", "ne le", "nee le", "naissance", "ddn"),
    "kind": ("certificat", "type", "type de certificat", "cs"),
    "examined_on": ("date de l examen", "date examen", "examen", "examine le"),
    "doctor": ("medecin", "docteur", "praticien"),
    "place": ("lieu", "lieu de l examen", "cabinet"),
}
_KINDS = {"8": Kind.CS8, "9": Kind.CS9, "24": Kind.CS24, "1": Kind.CS8, "2": Kind.CS9, "3": Kind.CS24}


def read(content: bytes, name: str, today: date) -> Iterator[Read]:
    """:raises Refusal: if the file is no table"""
    sheet = reading.read(content, "naissance")
    columns = {heading: _meaning(heading) for heading in sheet.headings}
    for row in sheet.rows:
        yield _row(row, columns, f"{name}, ligne {row.number}", today)


def _meaning(heading: str) -> str:
    """What a column holds: « last_name », or the code of a field; nothing if nobody knows."""
    plain = _plain(heading)
    for what, headings in NAMES.items():
        if plain in headings:
            return what
    for kind in Kind:
        for field in templates.fields(kind):
            if heading.strip() == field["code"] or plain == _plain(field["label"]):
                return f"c:{field['code']}"
    return ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", fold(re.sub("[’']", " ", text))))


def _row(row: reading.Row, columns: dict[str, str], where: str, today: date) -> Read:
    cells: dict[str, str] = {}
    unread = 0
    for heading, cell in row.cells.items():
        text = cell.strip()
        if text and not columns.get(heading):
            unread += 1
        elif text:
            cells.setdefault(columns[heading], text)
    told = json.dumps(sorted(cells.items()), ensure_ascii=False)
    sha256 = hashlib.sha256(told.encode()).hexdigest()
    kind = _kind(cells.get("kind", ""))
    examined, born = (values.day(cells.get(name, ""), today) for name in ("examined_on", "birth_date"))
    problem = ""
    if not kind:
        problem = "Le type de certificat (CS8, CS9 ou CS24) manque ou n’est pas lisible."
    elif born is None:
        problem = "La date de naissance manque ou n’est pas lisible."
    elif examined is None:
        problem = "La date de l’examen manque ou n’est pas lisible."
    return Read(
        where,
        sha256,
        kind,
        (cells["last_name"],) if "last_name" in cells else (),
        (cells["first_name"],) if "first_name" in cells else (),
        born,
        examined,
        cells.get("doctor", ""),
        cells.get("place", ""),
        {name.removeprefix("c:"): text for name, text in cells.items() if name.startswith("c:")},
        unread=unread,
        problem=problem,
    )


def _kind(text: str) -> str:
    figures = re.search(r"\d+", text)
    return _KINDS.get(figures.group(), "") if figures else ""
