"""Which column of a county's file says what: proposed from its headings, put right by a person, remembered.

The fields and the headings that registrars, maternities and the CAF use are data (``columns.json``).
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.births.notice import ImportBatch, Kind
from fieldvisit.words import Refusal

#: Of the last files of a kind, so many are asked whether they had the same headings.
REMEMBERED = 100

_DATA = json.loads((Path(__file__).parent / "columns.json").read_text(encoding="utf-8"))
_IGNORED = frozenset(_DATA["ignored"])

#: Without these, no row can be understood: one of each group has to be there.
NEEDED = {
    Kind.BIRTH: (
        ("child_last_name",),
        ("child_first_name",),
        ("birth_date",),
        ("city", "insee"),
    ),
    Kind.PREGNANCY: (
        ("mother_last_name", "mother_birth_name"),
        ("mother_first_name",),
        ("due_date", "conception_on", "last_period_on"),
        ("city", "insee"),
    ),
    Kind.DEATH: (("child_last_name",), ("child_first_name",), ("birth_date",), ("deceased_on",)),
}


class Missing(Refusal):
    sentence = "Il manque une colonne."


class Twice(Refusal):
    sentence = "Deux colonnes du fichier disent la même chose : gardez-en une."


@dataclass(frozen=True)
class Column:
    """One of our fields, as it is offered for a heading."""

    code: str
    label: str


def fold_apart(text: str) -> str:
    """``text`` without accents, case or punctuation, words apart: « N° d’Acte » is « n d acte »."""
    plain = unicodedata.normalize("NFKD", str(text).casefold().replace("œ", "oe").replace("æ", "ae"))
    kept = "".join(one if one.isalnum() else "" if unicodedata.combining(one) else " " for one in plain)
    return " ".join(kept.split())


@cache
def fields(kind: str) -> dict[str, Column]:
    """Our fields for this kind of notice, by code, in the order in which they are offered."""
    return {one["code"]: Column(one["code"], one["label"]) for one in _DATA["fields"] if kind in one["kinds"]}


def propose(kind: str, headings: Sequence[str]) -> dict[str, str]:
    """Our field for each heading, « » for one that says nothing to us; a field is proposed once, for the first."""
    known = _synonyms(kind)
    taken: set[str] = set()
    proposed = {}
    for heading in headings:
        code = known.get(_words(heading), "")
        proposed[heading] = "" if code in taken else code
        taken.add(code)
    return proposed


def recognised(kind: str, headings: Sequence[str]) -> int:
    """How many of these cells are headings that we know: the line that has most is the one of the headings."""
    known = _synonyms(kind)
    return sum(_words(one) in known for one in headings)


def remembered(session: Session, kind: str, headings: Sequence[str]) -> dict[str, str] | None:
    """What a person chose for the last file that went in with exactly these headings."""
    query = (
        select(ImportBatch.columns)
        .where(ImportBatch.kind == kind, ImportBatch.state != "apercu")
        .order_by(sa.desc(ImportBatch.at))
        .limit(REMEMBERED)
    )
    wanted, offered = set(headings), fields(kind)
    for chosen in session.exec(query):
        if set(chosen) == wanted:
            return {heading: chosen[heading] if chosen[heading] in offered else "" for heading in headings}
    return None


def check(kind: str, chosen: Mapping[str, str]) -> None:
    """:raises Missing: naming what no column says
    :raises Twice: naming what two columns say"""
    offered = fields(kind)
    said = [code for code in chosen.values() if code in offered]
    for group in NEEDED[Kind(kind)]:
        if not set(group) & set(said):
            names = " ou ".join(f"« {offered[code].label} »" for code in group)
            raise Missing(f"Il manque la colonne {names} : choisissez celle du fichier qui le dit.")
    for code in set(said):
        if said.count(code) > 1:
            raise Twice(f"Deux colonnes disent « {offered[code].label} » : gardez-en une.")


def apply(chosen: Mapping[str, str], raw: Mapping[str, str]) -> dict[str, str]:
    """The cells of one row by our field."""
    return {code: raw.get(heading, "") for heading, code in chosen.items() if code}


@cache
def _synonyms(kind: str) -> dict[frozenset[str], str]:
    known: dict[frozenset[str], str] = {}
    for one in _DATA["fields"]:
        if kind in one["kinds"]:
            alone = one.get("alone_grossesse", []) if kind == Kind.PREGNANCY else one.get("alone", [])
            for words in (one["label"], *one["headings"], *alone):
                known.setdefault(_words(words), one["code"])
    return known


def _words(heading: str) -> frozenset[str]:
    return frozenset(word for word in fold_apart(heading).split() if word not in _IGNORED) or frozenset({""})
