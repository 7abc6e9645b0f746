"""An absence of a worker. Why she is away is for herself and whoever plans."""

import uuid
from datetime import date, datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Why(Choice):
    LEAVE = "conge", "Congé"
    SICK = "maladie", "Arrêt"
    TRAINING = "formation", "Formation"
    MEETING = "reunion", "Réunion"
    OTHER = "autre", "Autre absence"


class Half(Choice):
    DAY = "jour", "Journée"
    MORNING = "matin", "Matin"
    AFTERNOON = "apres_midi", "Après-midi"


class Absence(Record, table=True):
    """From ``first_on`` to ``last_on``, both included; ``half`` other than « jour » needs one day only."""

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    first_on: date = Field(index=True)
    last_on: date
    half: str = Half.DAY
    why: str = Why.LEAVE
    note: str = ""
    noted_by: uuid.UUID = Field(foreign_key="account.id")
    noted_at: datetime = instant(nullable=False)
    cancelled_at: datetime | None = instant()
    cancelled_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
