"""An « information préoccupante » as a document, and the receipt of its transmission: set by typst, without network.

The receipt holds nothing of what was reported: its author may leave it on a desk.
"""

import json
from datetime import datetime
from pathlib import Path
from threading import local

import typst

from fieldvisit.concerns.lists import NATURES, Recipient
from fieldvisit.concerns.reading import Opened, Receipt
from fieldvisit.concerns.report import ConcernReport
from fieldvisit.exports.round_pdf import FONTS, PARIS
from fieldvisit.words import french_date

HERE = Path(__file__).parent
TEMPLATE = HERE / "concern.typ"
DANGER = "Danger grave et immédiat signalé par l’auteur. Le 17 et le 15 s’appellent d’abord."
_thread = local()


def render(opened: Opened) -> bytes:
    """The whole report, for whoever may read it."""
    report = opened.report
    return _set(_told(report, opened), report.received_at)


def render_receipt(one: Receipt) -> bytes:
    court = one.recipient is Recipient.PROSECUTOR
    lines = [
        ("Transmise", f"le {moment(one.received_at)}"),
        ("À", "la CRIP et le procureur de la République" if court else "la CRIP"),
        ("Avis par courriel", f"envoyé le {moment(one.mailed_at)}" if one.mailed_at else "pas encore envoyé"),
        (
            "Accusé de réception",
            f"le {moment(one.acknowledged_at)}"
            if one.acknowledged_at
            else "pas encore : la CRIP le donne en la lisant",
        ),
    ]
    told = {
        "title": "Accusé de transmission",
        "to": "Information préoccupante",
        "reference": one.reference,
        "received": "",
        "alarm": "",
        "lines": _lines(lines),
        "parts": [_part("", ["Ce document ne dit rien de ce qui a été transmis. Gardez la référence pour la CRIP."])],
        "footer": "Fieldvisit – accusé de transmission",
    }
    return _set(told, one.received_at)


def moment(at: datetime) -> str:
    """« 23/11/2026 à 10:30 », in Paris."""
    return f"{at.astimezone(PARIS):%d/%m/%Y à %H:%M}"


def _told(report: ConcernReport, opened: Opened) -> dict:
    court = report.recipient == Recipient.PROSECUTOR
    quotes = [
        f"{' – '.join(filter(None, (one['who'] or 'Qui : non dit', one['when'])))} : « {one['words']} »"
        for one in report.quotes
    ]
    parts = [
        ("Faits observés", [report.facts or "Rien n’est écrit."]),
        ("Propos rapportés", quotes),
        ("Contexte familial connu", [report.context] if report.context else []),
        ("Extrait de santé joint par un médecin", [f"Dr {one.author_name} : {one.words}" for one in opened.extracts]),
        ("Pièces jointes (dans Fieldvisit)", [name for _, name, _ in opened.pieces]),
        ("Ce qui manquait à l’envoi", list(report.gaps)),
    ]
    return {
        "title": "Signalement" if court else "Information préoccupante",
        "to": "Au procureur de la République – copie à la CRIP" if court else "À la CRIP",
        "reference": report.reference,
        "received": f"Reçue le {moment(report.received_at)}",
        "alarm": DANGER if report.danger else "",
        "lines": _lines(said(report)),
        "parts": [_part(title, paragraphs) for title, paragraphs in parts if paragraphs],
        "footer": f"Confidentiel – protection de l’enfance – {report.reference}",
    }


def said(report: ConcernReport) -> list[tuple[str, str]]:
    """The short fields in words, in the order of the county's list."""
    day = french_date(report.fact_on) if report.fact_on else "jour inconnu"
    parents = {True: "Oui", False: f"Non : {report.parents_reason or 'sans motif'}", None: "Non dit"}
    danger = {True: "Oui", False: "Non", None: "Non dit"}
    author = (report.author_name, report.author_function, report.author_service)
    found = [
        ("Date et heure du fait", f"{day} à {report.fact_at}" if report.fact_at else f"{day}, heure inconnue"),
        ("Auteur", ", ".join(filter(None, author))),
        ("Enfant(s) concerné(s)", ", ".join(one["name"] for one in report.children) or "Non dit"),
        ("Famille, adresse", report.family_words),
        ("Nature", ", ".join(NATURES[code] for code in report.natures if code in NATURES) or "Non dit"),
        ("Danger immédiat", danger[report.danger]),
        ("Parents informés", parents[report.parents_informed]),
    ]
    return [(label, value) for label, value in found if value]


def _lines(pairs: list[tuple[str, str]]) -> list[dict]:
    return [{"label": label, "value": value} for label, value in pairs]


def _part(title: str, paragraphs: list[str]) -> dict:
    return {"title": title, "paragraphs": [line for one in paragraphs for line in one.split("\n") if line.strip()]}


def _set(told: dict, at: datetime) -> bytes:
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(str(TEMPLATE), root=str(HERE), ignore_system_fonts=True)
    return _thread.compiler.compile(
        format="pdf",
        sys_inputs={"concern": json.dumps(told | {"fonts": list(FONTS)}, ensure_ascii=False)},
        timestamp=at.replace(microsecond=0),
    )
