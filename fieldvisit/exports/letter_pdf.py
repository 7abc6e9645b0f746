"""Offer-of-service letters (« courriers d’offre de service ») as one PDF, a page each, set by typst without network.

The county's own words take the place of ``offer.json`` by ``FIELDVISIT_LETTER``; names and addresses are set as text.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from threading import local

import typst

from fieldvisit import settings
from fieldvisit.births.letters import Addressee
from fieldvisit.exports.round_pdf import FONTS, MONTHS, PARIS
from fieldvisit.words import Refusal

HERE = Path(__file__).parent
TEMPLATE, WORDS = HERE / "letter.typ", HERE / "offer.json"
NAMES = ("sender", "subject", "greeting", "paragraphs", "contact", "phone", "closing", "signature", "footer")
_thread = local()


class NoWords(Refusal):
    sentence = "Le texte du courrier du département n’est pas lisible : l’administrateur doit vérifier son fichier."


def words() -> dict:
    """:raises NoWords: if the county's file is not what it has to be"""
    path = settings.read().letter or WORDS
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        for name in NAMES:
            lines = said[name] if name in ("sender", "paragraphs") else [said[name]]
            if not all(isinstance(one, str) for one in lines):
                raise ValueError(name)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoWords from error
    return {name: said[name] for name in NAMES}


def render(letters: Sequence[Addressee], now: datetime) -> bytes:
    """:raises NoWords: as :func:`words`"""
    day = now.astimezone(PARIS).date()
    said = words()
    told = {
        "words": said,
        "fonts": list(FONTS),
        "date": f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}",
        "letters": [_letter(one, said["phone"]) for one in letters],
    }
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(str(TEMPLATE), root=str(HERE), ignore_system_fonts=True)
    return _thread.compiler.compile(
        format="pdf",
        sys_inputs={"letters": json.dumps(told, ensure_ascii=False)},
        timestamp=now.replace(microsecond=0),
    )


def _letter(one: Addressee, phone: str) -> dict:
    """Whoever follows the family is named; until then, the service with the county's number."""
    who = (one.worker, one.phone) if one.worker else (f"Service de PMI, {one.sector}", phone)
    return {"names": one.names, "lines": list(one.lines), "sector": one.sector, "reach": " – ".join(filter(None, who))}
