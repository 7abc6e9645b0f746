"""The synthesis left with the woman after an EPP or EPNP, as a PDF of large print, set by typst without network.

What stands in it is ``forms/synthesis.py``'s matter; here it is read under the reader's rights and set as text.
"""

import json
import uuid
from datetime import date, datetime
from pathlib import Path
from threading import local

import typst
from sqlmodel import Session, select

from fieldvisit.access import journal, secrecy
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.exports.round_pdf import DAYS, FONTS, MONTHS, PARIS
from fieldvisit.families import household
from fieldvisit.forms import synthesis
from fieldvisit.forms.synthesis import Known, NotGiven
from fieldvisit.referrals import said
from fieldvisit.schedule import record as records
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import OPEN, Status, Visit
from fieldvisit.words import Refusal

HERE = Path(__file__).parent
TEMPLATE = HERE / "synthesis.typ"
FOOTER = "Ce document est à vous : montrez-le à qui vous voulez, ou à personne."
_thread = local()


class NotFound(Refusal):
    sentence = "Cette synthèse n’existe pas ou ne vous est pas ouverte."


def read(session: Session, actor: Actor, record_id: uuid.UUID, today: date) -> tuple[VisitRecord, dict]:
    """The record and what its synthesis says.

    :raises NotFound: if it does not exist or this actor does not read the interview
    :raises NotGiven: if the woman wants none, or the visit has none
    """
    try:
        found = records.find(session, actor, record_id, today)
    except records.NotFound as refusal:
        raise NotFound from refusal
    mine = found.author_id == actor.account_id
    opened = household.is_open(session, actor, found.family_id, secrecy.whole(secrecy.INTERVIEW), today)
    if not opened or not secrecy.may_read(secrecy.INTERVIEW, actor.role, mine):
        raise NotFound
    if found.corrected_by_id is not None:
        raise NotGiven("Cet écrit a été corrigé depuis : ouvrez la version qui fait foi.")
    if found.outcome != Status.DONE:
        raise NotGiven
    body, author = found.body, session.get_one(Account, found.author_id)
    day = (found.body.get("started_at") or "")[:10] or found.captured_at.astimezone(PARIS).date().isoformat()
    referrals = [
        {"code": one.code, "state": one.state or "", "words": one.words, "confided": not one.on_paper}
        for one in said.read(body)
    ]
    reach = " – ".join(filter(None, (author.name, author.phone)))
    known = Known(author.name, day, tuple(_to_come(session, found.family_id, today)), reach)
    return found, synthesis.of(str(body.get("kind", "")), body.get("answers") or {}, referrals, known)


def note(session: Session, actor: Actor, record: VisitRecord, now: datetime) -> None:
    journal.note(session, actor, record.family_id, What.READ, "synthese", now, subject_id=record.id)


def render(told: dict, now: datetime) -> bytes:
    """The PDF of a synthesis, as :func:`read` gives it."""
    return _compiled(told, now, "pdf")


def pages(told: dict, now: datetime, ppi: float = 110) -> list[bytes]:
    """Its pages as PNG, for whoever checks how they look."""
    made = _compiled(told, now, "png", ppi=ppi)
    return made if isinstance(made, list) else [made]


def _compiled(told: dict, now: datetime, kind: str, **options):
    if not hasattr(_thread, "compiler"):
        _thread.compiler = typst.Compiler(str(TEMPLATE), root=str(HERE), ignore_system_fonts=True)
    given = told | {"fonts": list(FONTS), "footer": FOOTER}
    inputs = {"synthesis": json.dumps(given, ensure_ascii=False)}
    return _thread.compiler.compile(format=kind, sys_inputs=inputs, timestamp=now.replace(microsecond=0), **options)


def _to_come(session: Session, family_id: uuid.UUID, today: date) -> list[str]:
    """« Mardi 1er décembre 2026 à 9 h 30, avec Inès Costa. »: who comes, and nothing of what for."""
    query = (
        select(Visit, Account.name)
        .join(Account, Account.id == Visit.worker_id)
        .where(Visit.family_id == family_id, Visit.planned_on > today, Visit.status.in_(OPEN))
        .order_by(Visit.planned_on, Visit.planned_at)
        .limit(4)
    )
    return [_visit(visit, name) for visit, name in session.exec(query)]


def _visit(visit: Visit, name: str) -> str:
    on, at = visit.planned_on, visit.planned_at
    day = f"{'1er' if on.day == 1 else on.day} {MONTHS[on.month - 1]} {on.year}"
    hour = f" à {at.hour} h{f' {at.minute:02}' if at.minute else ''}" if at else ""
    return f"{DAYS[on.weekday()].capitalize()} {day}{hour}, avec {name}."
