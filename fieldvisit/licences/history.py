"""What was done with a licence's file, and who read it: lines are added, none is changed or taken away."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Account, Actor
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class What(Choice):
    READ = "lecture", "Consultation"
    OPENED = "ouverture", "Dossier ouvert"
    CORRECTED = "correction", "Fiche corrigée"
    REQUEST = "demande", "Demande reçue"
    COMPLETE = "complet", "Dossier complet"
    NOTICE = "avis_renouvellement", "Courrier de renouvellement envoyé"
    PLANNED = "visite_prevue", "Visite programmée"
    MOVED = "visite_deplacee", "Visite déplacée"
    CANCELLED = "visite_annulee", "Visite annulée"
    VISITED = "visite_faite", "Visite faite"
    WRITTEN = "visite_ecrite", "Compte rendu reçu"
    URGENT = "urgence", "Urgence signalée de la tablette"
    URGENT_TAKEN = "urgence_prise", "Urgence prise en charge"
    URGENT_CLOSED = "urgence_close", "Urgence close"
    TAKEN = "rattachement", "Envoi mis de côté, rattaché"
    INCIDENT = "incident", "Incident noté"
    CLOSED = "incident_clos", "Incident clos"
    DECIDED = "decision", "Décision"


class LicenceEvent(Record, table=True):
    __tablename__ = "licence_event"

    licence_id: uuid.UUID = Field(foreign_key="licence.id", index=True)
    at: datetime = instant(nullable=False)
    account_id: uuid.UUID = Field(foreign_key="account.id")
    what: str
    words: str = ""


def note(session: Session, actor: Actor, licence_id: uuid.UUID, what: What, now: datetime, words: str = "") -> None:
    """In the same transaction as the act."""
    session.add(LicenceEvent(licence_id=licence_id, at=now, account_id=actor.account_id, what=what, words=words))


def of(session: Session, licence_id: uuid.UUID, most: int = 100) -> list[tuple[LicenceEvent, str]]:
    """What was done, newest first, with who did it; readings are for the data protection officer."""
    query = (
        select(LicenceEvent, Account.name)
        .join(Account, Account.id == LicenceEvent.account_id)
        .where(LicenceEvent.licence_id == licence_id, LicenceEvent.what != What.READ)
        .order_by(sa.desc(LicenceEvent.at), sa.desc(LicenceEvent.id))
        .limit(most)
    )
    return list(session.exec(query))
