"""The elimination slip (« bordereau d’élimination ») that the Archives départementales put their visa on.

It says what service made the files, what they are, their extreme dates, how many, and on what the elimination rests
(Code du patrimoine L212-2, L212-3): never whose files they are.
"""

import json
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import local

import typst
from sqlmodel import Session

from fieldvisit.access.account import Account, Actor
from fieldvisit.exports.round_pdf import FONTS
from fieldvisit.families.age import PARIS
from fieldvisit.retention import listing
from fieldvisit.retention.disposal_list import Act, DisposalLine, DisposalList, Outcome
from fieldvisit.words import Refusal, french, french_date

HERE = Path(__file__).parent
TEMPLATE = HERE / "slip.typ"
SERVICE = "service de protection maternelle et infantile (PMI)"
BASIS = (
    "Code du patrimoine, articles L212-2 et L212-3 : destruction d’archives publiques courantes et intermédiaires, "
    "après visa de l’administration des archives."
)
COLUMNS = ["N°", "Nature des documents", "Dates extrêmes", "Durée de conservation écoulée", "Dossiers", "Documents"]
_thread = local()


class NothingToEliminate(Refusal):
    sentence = "Cette liste n’élimine aucun dossier : elle n’a pas de bordereau."


@dataclass(frozen=True)
class Slip:
    words: dict
    at: datetime


def read(session: Session, actor: Actor, list_id: uuid.UUID | None) -> Slip:
    """:raises Refusal: if the list is not open to this actor, or eliminates nothing"""
    found = listing.find(session, actor, list_id, lock=False)
    lines = [one for one in listing.lines_of(session, found.id) if one.act == Act.ELIMINATE]
    lines = [one for one in lines if one.outcome != Outcome.SKIPPED]
    if not lines:
        raise NothingToEliminate
    maker = session.get_one(Account, found.made_by)
    rows = _rows(lines)
    total = ["", "Total", _between(lines), "", french(len(lines)), french(sum(one.documents for one in lines))]
    told = {
        "title": "Bordereau d’élimination",
        "number": f"Liste {found.number}",
        "facts": [
            {"label": "Service producteur", "value": ", ".join(filter(None, (maker.employer, SERVICE)))},
            {"label": "Établi le", "value": f"{_day(found.made_at)}, par {maker.name}"},
            {"label": "Fondement", "value": BASIS},
            {"label": "Support et procédé", "value": "Numérique ; effacement de la base de données et des fichiers."},
        ],
        "columns": COLUMNS,
        "rows": rows,
        "sums": total,
        "signatures": _signatures(session, found),
        "footer": f"Bordereau d’élimination – liste {found.number} – aucun nom de famille n’y figure",
        "fonts": list(FONTS),
    }
    return Slip(told, found.made_at)


def render(slip: Slip) -> bytes:
    return _compiled(slip, "pdf")


def pages(slip: Slip, ppi: float = 90) -> list[bytes]:
    """Its pages as PNG, for whoever checks how they look."""
    made = _compiled(slip, "png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _rows(lines: list[DisposalLine]) -> list[list[str]]:
    """One for each nature and rule: a line for each file would tell more than the Archives ask."""
    alike = defaultdict(list)
    for one in lines:
        alike[one.nature, one.rule].append(one)
    return [
        [
            str(number),
            f"{nature}, dossiers individuels",
            _between(some),
            rule,
            french(len(some)),
            french(sum(one.documents for one in some)),
        ]
        for number, ((nature, rule), some) in enumerate(sorted(alike.items()), start=1)
    ]


def _between(lines: list[DisposalLine]) -> str:
    first, last = min(one.first_on for one in lines).year, max(one.last_on for one in lines).year
    return f"{first}" if first == last else f"{first} – {last}"


def _signatures(session: Session, found: DisposalList) -> list[dict]:
    def who(label: str, account_id, at: datetime | None) -> dict:
        words = [session.get_one(Account, account_id).name, f"le {_day(at)}"] if account_id and at else []
        return {"label": label, "words": words}

    visa = [found.visa_reference, found.visa_name, f"le {french_date(found.visa_on)}"] if found.visa_on else []
    return [
        who("Proposé par le service producteur", found.approved_by, found.approved_at),
        {"label": "Visa des Archives départementales", "words": visa},
        who("Exécuté", found.executed_by, found.executed_at),
    ]


def _day(at: datetime) -> str:
    return french_date(at.astimezone(PARIS).date())


def _compiled(slip: Slip, kind: str, **options):
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(str(TEMPLATE), root=str(HERE), ignore_system_fonts=True)
    return _thread.compiler.compile(
        format=kind,
        sys_inputs={"slip": json.dumps(slip.words, ensure_ascii=False)},
        timestamp=slip.at.replace(microsecond=0),
        **options,
    )
