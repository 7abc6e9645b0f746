"""The county's file of the « Base adresse nationale », read line by line: what is good goes in, what is not comes back.

Format « adresses-XX.csv » of adresse.data.gouv.fr: semicolons, a line of headings, UTF-8 (Latin-1 is read too).
"""

import csv
import gzip
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from fieldvisit.places import street
from fieldvisit.places.writing import Centres, Writer
from fieldvisit.words import Refusal

NEEDED = ("id", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune", "lon", "lat")
REASON = "motif_du_rejet"
_AT_ONCE = 5_000
_INSEE = re.compile(r"\d[\dAB]\d{3}")
_POSTCODE = re.compile(r"\d{5}")
#: « No number » in a « base adresse locale ».
_NO_NUMBER = 99_999
_HIGHEST = 9_999


class NotBan(Refusal):
    sentence = "Ce fichier n’est pas un fichier d’adresses de la BAN."


class Bad(ValueError):
    """A row that cannot go in, with the reason in French."""


@dataclass
class Counts:
    """``read``: rows of the file; ``rejects``: where the ``bad`` ones were written with their reason, if any."""

    read: int = 0
    written: int = 0
    bad: int = 0
    communes: int = 0
    rejects: Path | None = None
    reasons: dict[str, int] = field(default_factory=dict)


def bring_in(session: Session, path: Path, rejects: Path) -> Counts:
    """Write every good row; a second time changes nothing. The bad ones go to ``rejects``, which is made if needed.

    :raises NotBan: if it cannot be read or lacks a column; nothing was written
    """
    counts, centres = Counts(), Centres()
    with ExitStack() as open_files:
        lines = csv.reader(_lines(path), delimiter=";")
        try:
            headings = [one.strip().lower().lstrip("\ufeff") for one in next(lines, [])]
        except (OSError, EOFError) as error:
            raise NotBan("Ce fichier ne se lit pas : vérifiez qu’il est entier, puis recommencez.") from error
        if missing := [name for name in NEEDED if name not in headings]:
            raise NotBan(f"Il manque des colonnes dans ce fichier : {', '.join(missing)}.")
        writer, aside = Writer(session), _Aside(open_files, rejects, headings)
        try:
            for row in _rows(lines, headings, aside, counts):
                counts.written += 1
                centres.add(row.pop("commune"), row)
                writer.add(row, _AT_ONCE)
        except (OSError, EOFError, csv.Error) as error:
            raise NotBan("Ce fichier est coupé ou abîmé : téléchargez-le de nouveau. Rien n’a été changé.") from error
        writer.finish()
        counts.communes = centres.write(session)
    counts.rejects = rejects if counts.bad else None
    return counts


def _lines(path: Path) -> Iterator[str]:
    """Each line as text: UTF-8, or Latin-1 where it is not that."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rb") as content:
        for line in content:
            try:
                yield line.decode("utf-8").replace("\0", "")
            except UnicodeDecodeError:
                yield line.decode("cp1252", "replace").replace("\0", "")


class _Aside:
    """The file of what did not go in, opened at the first bad row."""

    def __init__(self, open_files: ExitStack, path: Path, headings: list[str]):
        self._open_files, self._path, self._headings, self._writer = open_files, path, headings, None

    def add(self, row: list[str], reason: str) -> None:
        if self._writer is None:
            content = self._open_files.enter_context(self._path.open("w", encoding="utf-8", newline=""))
            self._writer = csv.writer(content, delimiter=";")
            self._writer.writerow([*self._headings, REASON])
        self._writer.writerow([*row, *[""] * (len(self._headings) - len(row)), reason])


def _rows(lines, headings: list[str], aside: _Aside, counts: Counts) -> Iterator[dict]:
    at = {name: headings.index(name) for name in NEEDED}
    keys: dict[str, str] = {}  # a street stands in the file once for each of its doors
    for row in lines:
        if not row:
            continue
        counts.read += 1
        try:
            if len(row) != len(headings):
                raise Bad(f"{len(row)} colonnes au lieu de {len(headings)}")
            yield _address({name: row[place].strip() for name, place in at.items()}, keys)
        except Bad as bad:
            counts.bad += 1
            counts.reasons[str(bad)] = counts.reasons.get(str(bad), 0) + 1
            aside.add(row, str(bad))


def _address(said: dict[str, str], keys: dict[str, str]) -> dict:
    """:raises Bad: with what is wrong"""
    if not said["id"]:
        raise Bad("identifiant manquant")
    if not _INSEE.fullmatch(said["code_insee"]):
        raise Bad("code INSEE illisible")
    if not _POSTCODE.fullmatch(said["code_postal"]):
        raise Bad("code postal illisible")
    if not said["nom_voie"] or not said["nom_commune"]:
        raise Bad("nom de voie ou de commune manquant")
    name = said["nom_voie"]
    if name not in keys:
        keys[name] = street.key(name)
    return {
        "ban_id": said["id"],
        "insee": said["code_insee"],
        "postcode": said["code_postal"],
        "city": said["nom_commune"],
        "number": _number(said["numero"]),
        "suffix": street.suffix_of(said["rep"]) if said["rep"] else "",
        "street": name,
        "street_key": keys[name],
        "lat": _degrees(said["lat"], 90, "latitude"),
        "lon": _degrees(said["lon"], 180, "longitude"),
        "commune": said["nom_commune"],
    }


def _number(text: str) -> int | None:
    if not text or text == str(_NO_NUMBER):
        return None
    if not text.isascii() or not text.isdigit() or int(text) > _HIGHEST:
        raise Bad("numéro illisible")
    return int(text)


def _degrees(text: str, most: int, name: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError as error:
        raise Bad(f"{name} illisible") from error
    if not -most <= value <= most:
        raise Bad(f"{name} impossible")
    return value
