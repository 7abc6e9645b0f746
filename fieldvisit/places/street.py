"""An address taken apart and folded: « 12 bis av. d’Alsace » and « 12B, Avenue d'Alsace » are one place."""

import re
from dataclasses import dataclass

from fieldvisit.words import fold

#: What people and the post write short.
SHORT = {
    **{"av": "avenue", "ave": "avenue", "aven": "avenue", "bd": "boulevard", "bld": "boulevard", "bvd": "boulevard"},
    **{"boul": "boulevard", "r": "rue", "rte": "route", "ch": "chemin", "che": "chemin", "chem": "chemin"},
    **{"pl": "place", "imp": "impasse", "all": "allee", "sq": "square", "lot": "lotissement", "res": "residence"},
    **{"fg": "faubourg", "fbg": "faubourg", "qu": "quai", "crs": "cours", "pass": "passage", "pas": "passage"},
    **{"ham": "hameau", "mte": "montee", "mtee": "montee", "trav": "traverse", "rpt": "rond point", "za": "zone"},
    **{"gal": "general", "gen": "general", "mal": "marechal", "mar": "marechal", "dr": "docteur", "pdt": "president"},
    **{"pres": "president", "cdt": "commandant", "cne": "capitaine", "col": "colonel", "lt": "lieutenant"},
    **{"prof": "professeur", "st": "saint", "ste": "sainte", "nd": "notre dame", "gd": "grand", "gde": "grande"},
}
WAYS = {"rue", "avenue", "boulevard", "route", "chemin", "place", "impasse", "allee", "square", "lotissement", "quai"}
WAYS |= {"faubourg", "cours", "cour", "passage", "hameau", "montee", "traverse", "rond", "sentier", "voie", "clos"}
WAYS |= {"esplanade", "promenade", "venelle", "ruelle", "mail"}
#: Words that some write and others leave out.
SMALL = frozenset(
    {"de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "et", "en", "sur", "sous", "lieu", "dit"}
)
SUFFIXES = {"b": "bis", "t": "ter", "q": "quater", "c": "c"}
_ELIDED = re.compile(r"\b([dl])['’]", re.IGNORECASE)
_NUMBER = re.compile(
    r"(?:^|[\s,;])(\d{1,4})(?:\s*[-/]\s*\d{1,4})?\s*(bis|ter|quater|quinquies|[a-h](?![a-z'’.]))?[\s,]+(?=[^\W\d])",
    re.IGNORECASE,
)
_CEDEX = re.compile(r"\s+cedex(\s+\d+)?$")


@dataclass(frozen=True)
class Parts:
    """``key``: the street as it is compared; ``number``: null when there is none."""

    number: int | None
    suffix: str
    street: str
    key: str


def words(text: str) -> list[str]:
    """The words of a street or a commune in full, without small ones: « St-Denis-lès-Bourg » → saint, denis, bourg."""
    said = fold(_ELIDED.sub(r"\1 ", text)).split()
    whole = " ".join(SHORT.get(word, word) for word in said).split()
    return [word for word in whole if word not in SMALL] or whole


def key(text: str) -> str:
    return " ".join(words(text))


def commune_key(name: str) -> str:
    """The name of a commune as it is compared; « lès » and « les » count no more than « de »."""
    return _CEDEX.sub("", key(name))


def suffix_of(text: str) -> str:
    """« B » is « bis » on one letterbox and on the next: both are kept as one.

    >>> suffix_of("B"), suffix_of("Ter"), suffix_of("")
    ('bis', 'ter', '')
    """
    said = fold(text)
    return SUFFIXES.get(said, said)


def take_apart(address: str) -> Parts:
    """Number, repetition and street of what somebody typed; what stands before the number (flat, building) is left."""
    line = " ".join(address.split())
    every = list(_NUMBER.finditer(line))
    if not every:
        return Parts(None, "", line, key(line))
    # « Appt 12, bât. B, 3 rue… »: the number of the street is the one before « rue ».
    found = next((one for one in every if {*words(line[one.end() :])[:1]} & WAYS), every[0])
    street = line[found.end() :].split(",")[0].strip()
    return Parts(int(found[1]), suffix_of(found[2] or ""), street, key(street))
