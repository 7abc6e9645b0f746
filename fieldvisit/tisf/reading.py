"""The sessions of a family read at the office: hours to whoever reads them, writings to whoever reads these.

The referent of the ASE reads of the writings only what their author marked « Partageable avec le référent ».
"""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import lists, progress, session_reach, validating
from fieldvisit.tisf.goal import InterventionGoal, State
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.recording import Outcome
from fieldvisit.tisf.session import InterventionSession

SCREEN = "seance"


@dataclass(frozen=True)
class Paragraph:
    """``who``: whose words they are, of a quote; ``shared``: « Partageable avec le référent »."""

    words: str
    who: str = ""
    shared: bool = False


@dataclass(frozen=True)
class Written:
    """What a record says, as far as its reader may know. ``incident``: what was met, and the words on it."""

    why_not: str = ""
    presence: list[str] = field(default_factory=list)
    activities: list[str] = field(default_factory=list)
    facts: list[Paragraph] = field(default_factory=list)
    quotes: list[Paragraph] = field(default_factory=list)
    goals: list[tuple[str, str, str]] = field(default_factory=list)
    incident: tuple[str, str] | None = None
    travel: str = ""
    signature: str = ""
    changed: str = ""


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date, most: int = 60) -> list[tuple]:
    """(session, visit, worker's name, record in force or None), the newest first; nothing of what was written."""
    query = (
        select(InterventionSession, Visit, Account.name, SessionRecord)
        .join(Visit, Visit.id == InterventionSession.visit_id)
        .join(Account, Account.id == Visit.worker_id)
        .outerjoin(SessionRecord, SessionRecord.id == InterventionSession.record_id)
        .where(InterventionSession.family_id == family_id, session_reach.opened(actor, today))
        .order_by(sa.desc(Visit.planned_on), sa.desc(Visit.planned_at), InterventionSession.id)
        .limit(most)
    )
    return list(session.exec(query).all())


def reads_writings(actor: Actor) -> bool:
    return roles.right(actor.role, session_reach.WRITINGS).read is not Reach.NONE


def look(
    session: Session, actor: Actor, session_id: uuid.UUID, today: date, now: datetime
) -> tuple[InterventionSession, SessionRecord, Written]:
    """What was written of it, journaled, « Vue par l’équipe » from then on.

    :raises fieldvisit.tisf.session_reach.NotFound: if it is not open to this actor, or nothing was written
    """
    held = session_reach.find(session, actor, session_id, today, session_reach.WRITINGS)
    record = session.get(SessionRecord, held.record_id) if held.record_id else None
    if record is None:
        raise session_reach.NotFound
    journal.note(session, actor, held.family_id, What.READ, SCREEN, now, subject_id=record.id)
    validating.see(session, actor, record, now)
    goals = select(InterventionGoal).where(InterventionGoal.order_id == held.order_id)
    return held, record, written(record.body, actor.role, {str(one.id): one.text for one in session.exec(goals)})


def written(body: dict, role: str, goals: dict[str, str]) -> Written:
    """``goals``: their texts by id. What cannot be read in a body of another version is left out."""
    facts, quotes = (_paragraphs(body.get(name)) for name in ("facts", "quotes"))
    if role in session_reach.SHARED_ONLY:
        return Written(facts=[one for one in facts if one.shared], quotes=[one for one in quotes if one.shared])
    done = body.get("outcome") == Outcome.DONE
    return Written(
        why_not="" if done else _joined(body, "not_done", "not_done_words"),
        presence=_texts(body.get("presence")),
        activities=_texts(body.get("activities")),
        facts=facts,
        quotes=quotes,
        goals=[
            (goals[one["goal_id"]], State(one["state"]).label, _text(one.get("note")))
            for one in progress.mentioned(body)
            if one["goal_id"] in goals
        ],
        incident=_incident(body.get("incident")),
        travel=_travel(body.get("travel")),
        signature=_signature(body),
        changed=_joined(body, "time_reason", "correction_reason"),
    )


def _joined(body: dict, *names: str) -> str:
    return " – ".join(told for name in names if (told := _text(body.get(name))))


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _paragraphs(value: object) -> list[Paragraph]:
    told = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    found = [Paragraph(_text(one.get("words")), _text(one.get("who")), one.get("shared") is True) for one in told]
    return [one for one in found if one.words]


def _incident(value: object) -> tuple[str, str] | None:
    if not isinstance(value, dict) or _text(value.get("code")) in ("", "aucun"):
        return None
    return lists.INCIDENTS.get(value["code"], lists.INCIDENTS["autre"]), _text(value.get("words"))


def _travel(value: object) -> str:
    if not isinstance(value, dict):
        return ""
    km, minutes = value.get("km"), value.get("minutes")
    told = [f"{km} km".replace(".", ",")] if isinstance(km, (int, float)) else []
    told += [f"{minutes} min"] if isinstance(minutes, (int, float)) else []
    way = " → ".join(part for part in (_text(value.get("from")), _text(value.get("to"))) if part)
    return ", ".join([*told, *([way] if way else [])])


def _signature(body: dict) -> str:
    named = body.get("attachments")
    if any(isinstance(one, dict) and one.get("kind") == "signature" for one in named or ()):
        return "La famille a signé."
    why = _text(body.get("refused_signature"))
    return f"Pas de signature : {why}" if why else ""
