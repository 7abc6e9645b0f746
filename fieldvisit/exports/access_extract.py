"""Who opened a file, for a parent who asks (domain §1.6): names, functions, instants, never what was read there."""

import json
from datetime import date, datetime
from pathlib import Path

import typst

from fieldvisit.access import roles
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.exports.round_pdf import FONTS, PARIS
from fieldvisit.families.household import Household
from fieldvisit.words import french_date

HERE = Path(__file__).parent
WORDS = (
    "Chaque ouverture du dossier et chaque écriture y laisse une ligne. Les professionnels sont tenus au secret. Une "
    "question sur cette liste : la ou le délégué·e à la protection des données du département."
)


def render(home: Household, lines: list[tuple[AccessEvent, str]], since: date, until: date, now: datetime) -> bytes:
    told = {
        "case": f"Dossier {home.case_number}",
        "period": f"du {french_date(since)} au {french_date(until)}",
        "words": WORDS,
        "lines": [
            [
                f"{event.at.astimezone(PARIS):%d/%m/%Y à %H:%M}",
                name,
                roles.LABELS.get(event.role, event.role),
                What(event.what).label,
            ]
            for event, name in lines
        ],
        "footer": f"Fieldvisit – extrait du journal des accès, établi le {french_date(now.astimezone(PARIS).date())}",
        "fonts": list(FONTS),
    }
    compiler = typst.Compiler(str(HERE / "access_extract.typ"), root=str(HERE), ignore_system_fonts=True)
    return compiler.compile(
        format="pdf",
        sys_inputs={"extract": json.dumps(told, ensure_ascii=False)},
        timestamp=now.replace(microsecond=0),
    )
