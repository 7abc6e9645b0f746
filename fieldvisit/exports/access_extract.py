"""Who opened a file, for a parent who asks (domain §1.6): names, functions, instants, never what was read there."""

import json
from datetime import date, datetime
from pathlib import Path

import typst
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.journal import AccessEvent, What
from fieldvisit.exports import parent_copy
from fieldvisit.exports.round_pdf import FONTS, PARIS
from fieldvisit.families.household import Household
from fieldvisit.forms import compartments
from fieldvisit.schedule import parent_visibility
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.words import Choice, french_date

HERE = Path(__file__).parent
WORDS = (
    "Chaque ouverture du dossier et chaque écriture y laisse une ligne. Les professionnels sont tenus au secret. Une "
    "question sur cette liste : la ou le délégué·e à la protection des données du département."
)


class Asker(Choice):
    """Which parent asks: each is told of the file and the child, not of the other one's own care (domain §1.2)."""

    MOTHER = "mere", "La mère"
    OTHER = "autre", "Le père, l’autre parent ou un autre titulaire"


#: What was opened of the mother's own: its line would tell that there is something.
OF_MOTHER, ROLES_OF_MOTHER = frozenset({"synthese", "grossesse", "fhir_confidentiel"}), frozenset({"psychologue_pmi"})
#: What tells that the other parent asked, or that something is kept from one: in nobody's extract.
UNTOLD = frozenset({parent_copy.SCREEN, parent_visibility.SCREEN})


def told_to(session: Session, asker: Asker, lines: list[tuple[AccessEvent, str]]) -> list[tuple[AccessEvent, str]]:
    """The lines that this parent may have."""
    kept = [(event, name) for event, name in lines if event.screen not in UNTOLD]
    if asker is Asker.MOTHER:
        return kept
    subjects = {event.subject_id for event, _ in kept if event.subject_id}
    records = session.exec(select(VisitRecord.id, VisitRecord.body).where(VisitRecord.id.in_(subjects)))
    hers = {id for id, body in records if not _of_child(body)}
    return [
        (event, name)
        for event, name in kept
        if event.screen not in OF_MOTHER and event.role not in ROLES_OF_MOTHER and event.subject_id not in hers
    ]


def _of_child(body: dict) -> bool:
    """Whether what was written of a visit says anything of a child: else it is an interview with the mother."""
    return body.get("kind") not in compartments.TABLE["entretien_forms"] and any(
        (body.get("child_answers") or {}).values()
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
