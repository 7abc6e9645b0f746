"""Files as counties send them: the same notices in every encoding, separator and shape."""

import csv
import io

import openpyxl
from sqlmodel import select

from fieldvisit import db

HEADINGS = (
    "Nom de l'enfant",
    "Prénom(s)",
    "Sexe",
    "Date de naissance",
    "Terme",
    "Poids (g)",
    "Nom de naissance de la mère",
    "Prénom de la mère",
    "DDN mère",
    "Adresse",
    "CP",
    "Commune",
    "Tél.",
    "N° acte",
)

GOOD = (
    "Lefèvre",
    "Éloïse",
    "F",
    "20/11/2026",
    "38 SA + 2",
    "3 250",
    "Lefèvre",
    "Anaïs",
    "04/05/1996",
    "12 rue des Prés",
    "01440",
    "Viriat",
    "06 11 22 33 44",
    "812",
)


def row(**changed) -> list[str]:
    """The good row with other values: ``row(nom="", ddn="…")``."""
    at = {
        "nom": 0,
        "prenom": 1,
        "sexe": 2,
        "ddn": 3,
        "terme": 4,
        "poids": 5,
        "mere_nom": 6,
        "mere_prenom": 7,
        "mere_ddn": 8,
        "adresse": 9,
        "cp": 10,
        "commune": 11,
        "tel": 12,
        "acte": 13,
    }
    made = list(GOOD)
    for name, value in changed.items():
        made[at[name]] = value
    return made


def as_csv(rows, separator=";", encoding="utf-8", headings=HEADINGS, above=()) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator)
    for line in (*above, headings, *rows):
        writer.writerow(line)
    return written.getvalue().encode(encoding)


def as_xlsx(rows, headings=HEADINGS, above=()) -> bytes:
    book = openpyxl.Workbook()
    for line in (*above, headings, *rows):
        book.active.append(line)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


PREGNANT = ("Nom", "Prénom", "Date de naissance", "Terme prévu", "Commune", "CP")


def stored(engine, table, *where):
    with db.reading(engine) as reader:
        return reader.exec(select(table).where(*where).order_by(table.id)).all()
