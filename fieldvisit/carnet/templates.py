"""The health certificates’ fields (« CS8 », « CS9 », « CS24 »), section by section, as data: ``templates.json``.

Codes and code lists are those of the CI-SIS templates 2025.01. A field ``if`` another has one of some answers is asked
for only then; ``required`` says what makes a certificate incomplete, never what may be kept.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fieldvisit.words import french

TEMPLATES = json.loads((Path(__file__).parent / "templates.json").read_text(encoding="utf-8"))
VERSION: str = TEMPLATES["version"]
LONGEST_TEXT = 4_000

#: « Lien avec le médecin de PMI après accord des parents », « Informations éventuelles pour le service de PMI ».
LINK, ABOUT = "ORG-196", "texte"
YES, NO = ("oui", "true", "1", "o", "vrai"), ("non", "false", "0", "n", "faux")


@dataclass(frozen=True)
class Wrong:
    """An answer that cannot be kept as it was given: which field, and what to do, in French."""

    code: str
    sentence: str


def sections(kind: str) -> list[dict]:
    return TEMPLATES["certificates"][kind]["sections"]


def fields(kind: str) -> Iterator[dict]:
    for section in sections(kind):
        yield from section["fields"]


def options(field: dict) -> list[dict]:
    """What may be chosen, each with its code and label; nothing for a field that is typed."""
    if field["type"] == "bool":
        return [{"code": "oui", "label": "Oui"}, {"code": "non", "label": "Non"}]
    return TEMPLATES["lists"][field["list"]] if field["type"] == "code" else []


def exam_of(kind: str) -> str:
    """The mandatory exam that this certificate is filled in at (domain §5.1)."""
    return TEMPLATES["certificates"][kind]["exam"]


def read(kind: str, given: dict[str, str]) -> tuple[dict, list[Wrong]]:
    """Texts as typed, by field code, into answers; a field left empty has none. What cannot be read is in the list.

    >>> read("CS9", {"29463-7": "8,4 kg"})[1][0].sentence
    'Poids : saisissez un nombre, en g.'
    """
    answers, wrong = {}, []
    for field in fields(kind):
        text = str(given.get(field["code"]) or "").strip()
        if not text:
            continue
        try:
            answers[field["code"]] = _READERS[field["type"]](field, text)
        except ValueError as error:
            wrong.append(Wrong(field["code"], f"{field['label']} : {error}"))
    return answers, wrong


def _bool(field: dict, text: str) -> bool:
    if text.lower() in YES:
        return True
    if text.lower() in NO:
        return False
    raise ValueError("répondez par oui ou non.")


def _code(field: dict, text: str) -> str:
    for option in options(field):
        if text == option["code"] or text.casefold() == option["label"].casefold():
            return option["code"]
    raise ValueError("choisissez une des réponses proposées.")


def _number(field: dict, text: str) -> float:
    unit = f", en {field['unit']}" if "unit" in field else ""
    digits = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if not digits.replace(".", "", 1).isascii() or not digits.replace(".", "", 1).isdigit() or len(digits) > 12:
        raise ValueError(f"saisissez un nombre{unit}.")
    value = float(digits)
    if not field["min"] <= value <= field["max"]:
        raise ValueError(f"de {french(field['min'])} à {french(field['max'])}{unit}. Vérifiez et saisissez de nouveau.")
    return int(value) if value.is_integer() else value


def _int(field: dict, text: str) -> int:
    value = _number(field, text)
    if not isinstance(value, int):
        raise ValueError("saisissez un nombre entier.")
    return value


def _text(field: dict, text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"{len(text)} caractères, {LONGEST_TEXT} au plus. Raccourcissez.")
    return text


_READERS = {"bool": _bool, "code": _code, "number": _number, "int": _int, "text": _text}


def asked(field: dict, answers: dict) -> bool:
    """Whether this field is asked for beside these answers."""
    if "if" not in field:
        return True
    code, among = field["if"]
    return answers.get(code) in among


def missing(kind: str, answers: dict) -> list[str]:
    """Codes of the required fields that are asked for and empty, in the order of the form."""
    return [
        field["code"]
        for field in fields(kind)
        if field.get("required") and asked(field, answers) and field["code"] not in answers
    ]


def label(kind: str, code: str) -> str:
    return next((field["label"] for field in fields(kind) if field["code"] == code), code)


def said(field: dict, value: object) -> str:
    """An answer as it is read: « 8 400 g », « Oui », « Accueil collectif »."""
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, int | float):
        return f"{french(value)} {field.get('unit', '')}".strip()
    return next((one["label"] for one in options(field) if one["code"] == value), str(value))


def typed(value: object) -> str:
    """An answer as it stands in its box."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
