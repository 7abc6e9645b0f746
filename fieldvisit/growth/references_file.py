"""An official table of growth as the county receives it: a CSV with L, M, S, read whole or refused with its lines.

Columns: ``reference_id, version, indicator, sex, x_unit, x, L, M, S``; besides, in columns or in lines « # name: … »
above the header: ``name``, ``validity``, ``interpolation`` (linear), ``attribution``, ``rights_holder``.
"""

import csv
import hashlib
import io
import re

from fieldvisit.growth.cell import Unread, number
from fieldvisit.growth.reference import DAYS_IN, POST_MENSTRUAL
from fieldvisit.words import Refusal

NEEDED = ("reference_id", "version", "indicator", "sex", "x_unit", "x", "L", "M", "S")
#: What else the file may say, under any of these names.
SAID = {
    "name": ("name", "nom", "reference_name"),
    "validity": ("validity", "validity_range", "validite", "validité"),
    "interpolation": ("interpolation",),
    "attribution": ("attribution", "attribution_text"),
    "holder": ("rights_holder", "holder", "ayant_droit"),
}
INDICATORS = {"wfa": "wfa", "lhfa": "lhfa", "hfa": "lhfa", "lfa": "lhfa", "bfa": "bfa", "hcfa": "hcfa", "wfl": "wfl"}
LABELS = {"wfa": "poids", "lhfa": "taille", "bfa": "IMC", "hcfa": "périmètre crânien", "wfl": "poids pour la taille"}
UNITS = (*DAYS_IN, *POST_MENSTRUAL, "cm")
LINEAR = ("", "linear", "lineaire", "linéaire")
#: The greatest median that makes sense: kg, cm or kg/m²; above, another unit was written.
MEDIAN_MOST = {"wfa": 150, "wfl": 150, "lhfa": 250, "bfa": 60, "hcfa": 70}
RESERVED = ("who", "oms")
#: A code and a version make the key of the reference (« code@version »), on the tablets too.
SOUND = re.compile(r"[A-Za-z0-9._-]*")
PROBLEMS_SHOWN = 8
MOST_BYTES = 20_000_000
LONGEST = 400


class NotATable(Refusal):
    """``problems``: « ligne 12 : … », the first ones."""

    def __init__(self, problems: list[str]):
        self.problems = problems
        more = len(problems) - PROBLEMS_SHOWN
        told = " ".join(each[0].upper() + each[1:] for each in problems[:PROBLEMS_SHOWN])
        super().__init__(
            f"Table refusée, rien n’est enregistré. {told}" + (f" Et {more} autres problèmes." if more > 0 else "")
        )


def read(content: bytes) -> dict:
    """The document of a reference: ``id`` (« code@version »), ``code``, ``version``, ``name``, ``validity``,
    ``attribution``, ``holder``, ``digest`` (SHA-256 of the file) and ``tables``: {indicator: {unit, M: {x, L, M, S},
    F: …}}.

    :raises NotATable: with the lines that are wrong; L, M, S are finite, M and S above zero, x increases, and both
        sexes are there for each indicator
    """
    text = _text(content)
    above, lines = _said_above(text)
    first = lines[0] if lines else ""
    reader = csv.reader(io.StringIO("".join(lines)), delimiter=";" if first.count(";") > first.count(",") else ",")
    try:
        header = [cell.strip() for cell in next(reader, [])]
        rows = [(len(above) + reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        raise NotATable(["ce fichier n’est pas un CSV lisible."]) from error
    place = _places(header)
    if missing := [name for name in NEEDED if name not in place]:
        raise NotATable([f"ligne {len(above) + 1} : il manque la colonne {', '.join(missing)}."])
    if not rows:
        raise NotATable(["ce fichier n’a aucune ligne de valeurs."])
    return _document(_Rows(header, place, rows), _comments(above), hashlib.sha256(content).hexdigest())


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise NotATable(["ce fichier dépasse 20 Mo : ce n’est pas une table de croissance."])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotATable(["ce fichier n’est pas en UTF-8 : enregistrez-le en « CSV UTF-8 »."]) from error


def _said_above(text: str) -> tuple[list[str], list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines(keepends=True)
    count = next((at for at, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    return lines[:count], lines[count:]


def _comments(above: list[str]) -> dict[str, str]:
    pairs = (line[1:].partition(":") for line in above if line.startswith("#"))
    return {key.strip().lower(): value.strip() for key, _, value in pairs}


def _places(header: list[str]) -> dict[str, int]:
    small = {name.lower(): at for at, name in reversed(list(enumerate(header)))}
    places = {name: small[name.lower()] for name in NEEDED if name.lower() in small}
    for name, words in SAID.items():
        places[name] = next((small[word] for word in words if word in small), None)
    return {name: at for name, at in places.items() if at is not None}


class _Rows:
    """The rows as they are read, and what is wrong with them."""

    def __init__(self, header: list[str], place: dict[str, int], rows: list[tuple[int, list[str]]]):
        self.place, self.problems = place, []
        self.tables: dict[tuple[str, str], dict] = {}
        self.units: dict[str, str] = {}
        self.constant: dict[str, str] = {}
        for line, cells in rows:
            try:
                if len(cells) != len(header):
                    raise Unread(f"{len(cells)} valeurs pour {len(header)} colonnes.")
                self._row(cells)
            except Unread as wrong:
                self.problems.append(f"ligne {line} : {wrong}")
        if not self.problems:
            self._sexes()

    def _row(self, cells: list[str]) -> None:
        said = {name: cells[at].strip() for name, at in self.place.items()}
        for name in ("reference_id", "version"):
            if name not in self.constant and not SOUND.fullmatch(said[name]):
                self.constant[name] = said[name]
                raise Unread(
                    f"{name} « {said[name][:40]} » : sans accent ni espace, lettres, chiffres, point, tiret et _ seuls."
                )
        for name in ("reference_id", "version", *SAID):
            if name in said and self.constant.setdefault(name, said[name]) != said[name]:
                raise Unread(f"{name} « {said[name][:40]} » : un fichier décrit une seule référence.")
        indicator, unit = INDICATORS.get(said["indicator"].lower()), said["x_unit"].lower()
        if indicator is None:
            raise Unread(f"indicateur « {said['indicator'][:40]} » inconnu ({', '.join(LABELS)}).")
        sex = said["sex"].upper()
        if sex not in ("M", "F"):
            raise Unread(f"sexe « {said['sex'][:40]} » : M ou F.")
        if unit not in UNITS or (unit == "cm") != (indicator == "wfl"):
            raise Unread(f"unité « {said['x_unit'][:40]} » de x : {', '.join(UNITS)} (cm pour wfl seulement).")
        if self.units.setdefault(indicator, unit) != unit:
            raise Unread(f"unité « {unit} » de x, mais « {self.units[indicator]} » plus haut pour {indicator}.")
        x, power, median, spread = (number(name, said[name]) for name in ("x", "L", "M", "S"))
        if median <= 0 or spread <= 0:
            name, value = ("M", said["M"]) if median <= 0 else ("S", said["S"])
            raise Unread(f"{name} doit être supérieur à zéro ({value}).")
        if median > MEDIAN_MOST[indicator]:
            raise Unread(f"M = {said['M']} pour {LABELS[indicator]} : kg, cm ou kg/m² ?")
        table = self.tables.setdefault((indicator, sex), {"x": [], "L": [], "M": [], "S": []})
        if x < 0 or table["x"] and x <= table["x"][-1]:
            raise Unread(f"x doit augmenter de ligne en ligne ({said['x']}).")
        for name, value in (("x", x), ("L", power), ("M", median), ("S", spread)):
            table[name].append(value)

    def _sexes(self) -> None:
        for indicator in self.units:
            for sex, word in (("M", "garçons"), ("F", "filles")):
                if len(self.tables.get((indicator, sex), {"x": []})["x"]) < 2:
                    self.problems.append(f"{LABELS[indicator]} : il manque les {word} (deux lignes au moins).")


def _document(rows: _Rows, above: dict[str, str], digest: str) -> dict:
    said = {name: rows.constant.get(name, "") for name in ("reference_id", "version", *SAID)}
    for name, words in SAID.items():
        said[name] = (said[name] or next((above[word] for word in words if word in above), ""))[:LONGEST]
    code, version, problems = said["reference_id"], said["version"], rows.problems
    if not code or not version or len(code) > 60 or len(version) > 40:
        problems.append("reference_id et version doivent être remplis, et courts.")
    if code.lower().startswith(RESERVED):
        problems.append(f"reference_id « {code[:40]} » : les références de l’OMS sont déjà dans l’application.")
    if said["interpolation"].lower() not in LINEAR:
        problems.append(f"interpolation « {said['interpolation'][:40]} » : seule « linear » est possible.")
    if problems:
        raise NotATable(problems)
    return {
        "id": f"{code}@{version}",
        "code": code,
        "version": version,
        "name": said["name"] or f"{code} {version}",
        "validity": said["validity"] or _validity(rows),
        "attribution": said["attribution"] or "Attribution non fournie avec la table.",
        "holder": said["holder"],
        "digest": digest,
        "tables": {
            indicator: {"unit": unit, "M": rows.tables[indicator, "M"], "F": rows.tables[indicator, "F"]}
            for indicator, unit in rows.units.items()
        },
    }


_UNIT_WORDS = {"days": "jours", "weeks": "semaines", "months": "mois", "years": "ans", "cm": "cm"}
_UNIT_WORDS |= {"pma_days": "jours d’âge post-menstruel", "pma_weeks": "semaines d’âge post-menstruel"}


def _validity(rows: _Rows) -> str:
    """« poids : de 1 à 216 mois », where the file says nothing."""
    return " ; ".join(
        f"{LABELS[indicator]} : de {rows.tables[indicator, 'F']['x'][0]:g} à {rows.tables[indicator, 'F']['x'][-1]:g} "
        f"{_UNIT_WORDS[unit]}"
        for indicator, unit in rows.units.items()
    )
