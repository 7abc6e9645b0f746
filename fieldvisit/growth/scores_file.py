"""A CSV of measurements in, the same rows with their z-scores out: ``fieldvisit growth zscores``."""

import csv
import io
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fieldvisit.growth.cell import Unread, number
from fieldvisit.growth.scores import SCORES, zscores
from fieldvisit.words import Refusal

NUMBERS = ("age_days", "age_months", "weight_kg", "length_cm", "head_cm")
MEASURED = ("weight_kg", "length_cm", "head_cm")
NAMES = {
    "age_days": "âge en jours",
    "age_months": "âge en mois",
    "weight_kg": "poids",
    "length_cm": "taille",
    "head_cm": "périmètre crânien",
}
COLUMNS = ("sex", *NUMBERS, "measure", "oedema")
ADDED = (*(f"z_{each}" for each in SCORES), *(f"flag_{each}" for each in SCORES))
#: How surveys write each code; « NA » and an empty cell are « not known ».
SEXES = {"m": "M", "1": "M", "f": "F", "2": "F", "": ""}
POSITIONS = {"l": "l", "h": "h", "": ""}
OEDEMA = {"y": True, "1": True, "n": False, "2": False, "": False}
#: No child weighs that many kilos: grams were typed.
KILOS_MOST = 300
MONTH_IN_DAYS = 31


class NoTable(Refusal):
    sentence = "Ce fichier n’est pas un tableau CSV lisible : sa première ligne doit nommer les colonnes."


@dataclass
class Said:
    """``unread``: rows that could not be read; ``notes``: what is odd in others. Both: « ligne 7 : … »."""

    rows: int = 0
    unread: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def convert(source: Path, target: Path, reference: str) -> Said:
    """Write to ``target`` the rows of ``source`` with « z_… » (unrounded) and « flag_… » (1, 0), empty without z-score.

    Columns, in any order: ``sex`` (M or F), ``age_days`` or ``age_months``, ``weight_kg``, ``length_cm``, ``measure``
    (l lying, h standing), ``head_cm``, ``oedema`` (y or n); those that are missing are not measured, others are kept.
    Cells are separated by commas or semicolons; decimals by points or, where that is clear, commas. A row that cannot
    be read is written without z-scores and told; the others are worked out.

    :raises Refusal: if the file cannot be read at all, names none of the columns, or is ``target`` itself; nothing is
        written then
    """
    if target.exists() and source.exists() and target.samefile(source):
        raise Refusal("Le résultat remplacerait le fichier des mesures : donnez un autre nom au second fichier.")
    header, rows, delimiter = _read(source)
    said = Said(len(rows))
    table = _Table(header, rows, said)
    found = zscores(**table.columns(), reference=reference)
    texts = [_texts(found[name], found[f"z_{name.partition('_')[2]}"]) for name in ADDED]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow([*header, *ADDED])
    for (_, cells), added in zip(rows, zip(*texts, strict=True), strict=True):
        writer.writerow([*_fitted(cells, len(header), delimiter), *added])
    _write(target, out.getvalue())
    return said


def _write(target: Path, text: str) -> None:
    """Whole or not at all: a former answer stays until the new one is there."""
    if target.exists() and not target.is_file():
        # A pipe or the terminal (« /dev/stdout ») is written to, not replaced.
        target.write_text(text, encoding="utf-8", newline="")
        return
    target = target.resolve()
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _read(source: Path) -> tuple[list[str], list[tuple[int, list[str]]], str]:
    try:
        text = source.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refusal(f"Le fichier {source} ne se lit pas.") from error
    except UnicodeDecodeError as error:
        raise NoTable("Ce fichier n’est pas en UTF-8 : enregistrez-le en « CSV UTF-8 ».") from error
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        header = next(reader, [])
        rows = [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        raise NoTable from error
    known = [name for name in _names(header) if name in COLUMNS]
    if "sex" not in known or not {*NUMBERS} & {*known}:
        raise NoTable(f"La première ligne doit nommer les colonnes : {', '.join(COLUMNS)}.")
    if len(known) != len(set(known)):
        raise NoTable("Une colonne est nommée deux fois dans la première ligne.")
    return header, rows, delimiter


def _names(header: list[str]) -> list[str]:
    return [name.strip().lower() for name in header]


class _Table:
    def __init__(self, header: list[str], rows: list, said: Said):
        self.place = {name: at for at, name in enumerate(_names(header)) if name in COLUMNS}
        self.width, self.rows, self.said = len(header), rows, said

    def columns(self) -> dict:
        """The arguments of :func:`zscores`; a row that cannot be read has no sex, hence no z-score."""
        count = len(self.rows)
        numbers = {name: np.full(count, np.nan) for name in NUMBERS}
        sexes, positions, swollen = [""] * count, [""] * count, np.zeros(count, dtype=bool)
        for at, (line, cells) in enumerate(self.rows):
            try:
                read = self._row(cells)
            except Unread as problem:
                self.said.unread.append(f"ligne {line} : {problem} Aucun z-score pour cette ligne.")
                continue
            sexes[at], positions[at], swollen[at], values = read
            for name, value in values.items():
                numbers[name][at] = value
            self.said.notes += [f"ligne {line} : {note}" for note in _odd(sexes[at], values)]
        return numbers | {
            "sex": np.array(sexes, dtype="U1"),
            "measure": np.array(positions, dtype="U1"),
            "oedema": swollen,
        }

    def _row(self, cells: list[str]) -> tuple[str, str, bool, dict[str, float]]:
        if len(cells) != self.width:
            raise Unread(f"{len(cells)} valeurs pour {self.width} colonnes (une virgule décimale ?).")
        text = {name: "" if cells[at].strip() == "NA" else cells[at].strip() for name, at in self.place.items()}
        values = {name: number(NAMES[name], text[name]) for name in NUMBERS if text.get(name)}
        for name in ("age_days", "age_months"):
            if values.get(name, 0) < 0:
                raise Unread(f"{NAMES[name]} négatif ({text[name]}).")
        return (
            _code(text, "sex", SEXES, "sexe", "M ou F"),
            _code(text, "measure", POSITIONS, "position", "l (couché) ou h (debout)"),
            _code(text, "oedema", OEDEMA, "œdèmes", "y (oui) ou n (non)"),
            values,
        )


def _code(text: dict, name: str, codes: dict, label: str, allowed: str):
    try:
        return codes[text.get(name, "").lower()]
    except KeyError:
        raise Unread(f"{label} : « {text[name][:40]} » n’est pas {allowed}.") from None


def _odd(sex: str, values: dict[str, float]) -> list[str]:
    """What the reader of the answer should know of a row that was read."""
    found = [] if sex else ["sexe inconnu : aucun z-score."]
    found += [
        f"{NAMES[name]} {values[name]:g} : une mesure est supérieure à zéro ; pas de z-score pour elle."
        for name in MEASURED
        if values.get(name, 1) <= 0
    ]
    if values.get("weight_kg", 0) >= KILOS_MOST:
        found.append(f"poids {values['weight_kg']:g} kg : des grammes ?")
    days, months = values.get("age_days"), values.get("age_months")
    if days is not None and months is not None and abs(days - months * 30.4375) > MONTH_IN_DAYS:
        found.append("les âges en jours et en mois diffèrent ; celui en jours est retenu.")
    return found


def _texts(values: np.ndarray, z: np.ndarray) -> list[str]:
    """Cells of a column; empty where there is no z-score."""
    if values.dtype == bool:
        return ["" if none else "1" if value else "0" for value, none in zip(values, np.isnan(z), strict=True)]
    return ["" if value != value else repr(value) for value in values.tolist()]


def _fitted(cells: list[str], width: int, delimiter: str) -> list[str]:
    """As many cells as columns, so that what is added stands under its name; nothing of a longer row is left out."""
    if len(cells) > width:
        return [*cells[: width - 1], delimiter.join(cells[width - 1 :])]
    return [*cells, *[""] * (width - len(cells))]
