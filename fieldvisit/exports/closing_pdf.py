"""The report of an intervention order as a PDF, to be read with the family and by whoever prescribed: set by typst."""

import json
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from threading import local

import typst
from sqlmodel import Session

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.exports.round_pdf import FONTS, PARIS
from fieldvisit.families.household import Household
from fieldvisit.tisf import closing, closing_reach, hours, lists
from fieldvisit.tisf.closing_report import ClosingReport, Kind, Status
from fieldvisit.tisf.goal import State
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.words import french_date

HERE = Path(__file__).parent
TEMPLATE = HERE / "closing.typ"
SCREEN = "bilan_intervention"
UNSIGNED = "Brouillon, non signé : à relire avec la famille."
_thread = local()


@dataclass(frozen=True)
class Paper:
    report: ClosingReport
    family_id: uuid.UUID
    words: dict
    at: datetime


def read(session: Session, actor: Actor, report_id: uuid.UUID | None, today: date) -> Paper:
    """:raises fieldvisit.tisf.closing_reach.NotFound: if it does not exist or is not open to this actor"""
    report = closing_reach.find(session, actor, report_id, today)
    order = session.get_one(InterventionOrder, report.order_id)
    family = session.get_one(Household, report.family_id)
    signer = session.get(Account, report.signed_by) if report.signed_by else None
    writer = session.get_one(Account, report.drafted_by)
    figures = report.figures or closing.figures(session, order)
    title = Kind(report.kind).label
    parts = [
        ("Évolution observée de la famille", report.evolution),
        ("Ce que la famille retient", report.family_words),
        ("Points de vigilance (partageables)", report.watch_points),
        ("Suite proposée", report.proposal),
    ]
    told = {
        "title": title,
        "to": f"{family.label} – dossier {family.case_number}",
        "number": order.number,
        "version": f"Version {report.version}" if report.version > 1 else "",
        "alarm": UNSIGNED if report.status == Status.DRAFT else "",
        "lines": [{"label": label, "value": value} for label, value in said(order, figures) if value],
        "goals": [
            {"text": one["text"], "state": State(one["state"]).label, "words": _paragraphs(one["words"])}
            for one in report.goals
        ],
        "parts": [{"title": name, "paragraphs": _paragraphs(words) or ["Rien n’est écrit."]} for name, words in parts],
        "signatures": [
            {"label": "Famille", "value": family_said(report)},
            {"label": "Responsable de secteur", "value": _signed(report, signer)},
            {"label": "Rédaction", "value": f"{writer.name}, le {_day(report.drafted_at)}"},
        ],
        "footer": f"Confidentiel – {title.lower()} – {order.number}",
        "fonts": list(FONTS),
    }
    return Paper(report, report.family_id, told, report.signed_at or report.changed_at)


def render(paper: Paper) -> bytes:
    return _compiled(paper, "pdf")


def pages(paper: Paper, ppi: float = 90) -> list[bytes]:
    """Its pages as PNG, for whoever checks how they look."""
    made = _compiled(paper, "png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def note(session: Session, actor: Actor, paper: Paper, now: datetime) -> None:
    journal.note(session, actor, paper.family_id, What.PRINT, SCREEN, now, subject_id=paper.report.id)


def said(order: InterventionOrder, figures: dict) -> list[tuple[str, str]]:
    """Period and hours in words; the motive is not told: the family keeps this paper."""
    made = f"du {_iso(figures['first_on'])} au {_iso(figures['last_on'])}" if figures["first_on"] else "aucune"
    lost = figures["not_done"]
    missed = f", {lost} non réalisée{'s' if lost > 1 else ''}" if lost else ""
    return [
        ("Intervention", lists.FRAMES[order.frame]),
        ("Service", order.service),
        ("Période de l’ordre", f"du {_iso(figures['starts_on'])} au {_iso(figures['ends_on'])}"),
        ("Séances", f"{made} : {figures['sessions']} réalisée{'s' if figures['sessions'] > 1 else ''}{missed}"),
        (
            "Heures réalisées",
            f"{hours.words(figures['billed']) if figures['billed'] else '0 h'} (temps exact : "
            f"{hours.words(figures['exact']) if figures['exact'] else '0 h'})",
        ),
        ("Heures accordées", hours.words(figures["granted"])),
    ]


def family_said(report: ClosingReport) -> str:
    if report.family_read_on and report.family_name:
        return f"Lu avec {report.family_name} le {french_date(report.family_read_on)}."
    return f"Non lu : {report.unread_reason}" if report.unread_reason else "Pas encore lu."


def _signed(report: ClosingReport, signer: Account | None) -> str:
    return f"{signer.name}, signé le {_day(report.signed_at)}" if signer and report.signed_at else "Pas encore signé."


def _day(at: datetime) -> str:
    return french_date(at.astimezone(PARIS).date())


def _iso(day: str) -> str:
    return french_date(date.fromisoformat(day))


def _paragraphs(words: str) -> list[str]:
    return [line for line in words.split("\n") if line.strip()]


def _compiled(paper: Paper, kind: str, **options):
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(str(TEMPLATE), root=str(HERE), ignore_system_fonts=True)
    return _thread.compiler.compile(
        format=kind,
        sys_inputs={"closing": json.dumps(paper.words, ensure_ascii=False)},
        timestamp=paper.at.replace(microsecond=0),
        **options,
    )
