"""What was done with a session, and who read it: lines are added, none is changed or taken away."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class What(Choice):
    READ = "lecture", "Consultation"
    PREPARED = "preparation", "Séance préparée"
    CHANGED = "modification", "Séance modifiée"
    CANCELLED = "annulation", "Séance annulée"
    CLOSED = "cloture", "Séance close"
    REOPENED = "reouverture", "Séance rouverte"
    LISTED = "liste", "Liste complétée"
    CORRECTED = "correction", "Élève corrigé"
    REMOVED = "retrait", "Élève retiré de la liste"
    LINKED = "rapprochement", "Rapproché d’un dossier"
    UNLINKED = "separation", "Séparé d’un dossier"
    CHECKED = "bilan", "Bilan reçu"
    URGENT = "urgence", "Urgence signalée"
    URGENT_TAKEN = "urgence_prise", "Urgence prise en charge"
    URGENT_CLOSED = "urgence_close", "Urgence close"
    LETTERS = "courriers", "Courriers imprimés"
    SYNCED = "tablette", "Liste emportée sur une tablette"
    TAKEN = "rattachement", "Envoi mis de côté, rattaché"


#: What the history on screen does not tell: it is for the data protection officer.
QUIET = (What.READ, What.SYNCED)


class SchoolEvent(Record, table=True):
    __tablename__ = "school_event"

    session_id: uuid.UUID = Field(foreign_key="school_session.id", index=True)
    at: datetime = instant(nullable=False)
    account_id: uuid.UUID = Field(foreign_key="account.id")
    what: str
    words: str = ""


def note(session: Session, actor: Actor, session_id: uuid.UUID, what: What, now: datetime, words: str = "") -> None:
    """In the same transaction as the act."""
    session.add(SchoolEvent(session_id=session_id, at=now, account_id=actor.account_id, what=what, words=words))


def of(session: Session, session_id: uuid.UUID, most: int = 100) -> list[tuple[SchoolEvent, str]]:
    """What was done, newest first, with who did it."""
    query = (
        select(SchoolEvent, Account.name)
        .join(Account, Account.id == SchoolEvent.account_id)
        .where(SchoolEvent.session_id == session_id, SchoolEvent.what.not_in(QUIET))
        .order_by(sa.desc(SchoolEvent.at), sa.desc(SchoolEvent.id))
        .limit(most)
    )
    return list(session.exec(query))
