"""A home visit (« VAD ») or another activity: planned at the office, carried out at home, never deleted.

Dates are passed in, so the same call gives the same answer on any day.
"""

import uuid
from datetime import date, datetime, time

from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Status(Choice):
    PLANNED = "programmee", "Programmée"
    CONFIRMED = "confirmee", "Confirmée"
    ON_THE_WAY = "en_route", "En route"
    RUNNING = "en_cours", "En cours"
    DONE = "realisee", "Réalisée"
    ABSENT = "absente", "Famille absente"
    REFUSED = "refusee", "Refusée"
    POSTPONED = "reportee", "Reportée"
    CANCELLED = "annulee", "Annulée par le service"


OPEN = (Status.PLANNED, Status.CONFIRMED, Status.ON_THE_WAY, Status.RUNNING)
OUTCOMES = (Status.DONE, Status.ABSENT, Status.REFUSED, Status.POSTPONED)


class Visit(Record, table=True):
    """``planned_at`` is local time (Europe/Paris); ``started_at``/``ended_at`` are instants."""

    __feed__ = ("visit", "family_id", "id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    kind: str
    planned_on: date = Field(index=True)
    planned_at: time | None = None
    duration_min: int
    worker_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    status: str = Status.PLANNED
    reason: str = ""
    cancel_reason: str = ""
    position: int | None = None
    made_on_tablet: bool = False
    started_at: datetime | None = instant()
    ended_at: datetime | None = instant()
    created_at: datetime = instant(nullable=False)
    created_by: uuid.UUID = Field(foreign_key="account.id")
