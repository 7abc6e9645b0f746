"""A task: something that a person has to do, in a sector, perhaps about a family. Closed with a word, never deleted."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Kind(Choice):
    ASSIGN = "affecter", "À affecter"
    CERTIFICATE = "certificat", "Certificat attendu"
    DOCTOR_LINK = "lien_medecin", "Lien avec le médecin de PMI"
    REFERRAL = "orientation", "Orientation"
    VISIT = "visite", "Visite à programmer"
    TISF = "tisf", "Intervention TISF à étudier"
    LETTER = "courrier", "Courrier à envoyer"
    CALL = "rappel", "À rappeler"
    DUPLICATE = "doublon", "Doublon possible"
    ACCESS = "acces", "Accès exceptionnel"
    OTHER = "autre", "Autre"


class Outcome(Choice):
    DONE = "fait", "Fait"
    NOT_DONE = "non_fait", "Non fait"
    LOST = "perdu_de_vue", "Perdu de vue"
    CANCELLED = "annule", "Annulé"


class Task(Record, table=True):
    """``compartment``: who may see ``label`` and ``note``; ``role``: who has to do it, if anyone of that trade may.

    ``source``: what it comes from (« certificate:<id> »), at most one task each. ``visit_kind``: the visit that
    does it, or "".
    """

    __feed__ = ("task", "family_id", "id")
    __table_args__ = (sa.UniqueConstraint("source"),)

    sector_id: uuid.UUID = Field(foreign_key="sector.id", index=True)
    family_id: uuid.UUID | None = Field(default=None, foreign_key="household.id", index=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    kind: str = Field(index=True)
    label: str
    note: str = ""
    compartment: str = "planning_mission"
    role: str = ""
    assigned_to: uuid.UUID | None = Field(default=None, foreign_key="account.id", index=True)
    due_on: date | None = None
    visit_kind: str = ""
    source: str
    created_at: datetime = instant(nullable=False)
    created_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    closed_at: datetime | None = instant()
    closed_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    outcome: str = ""
    closing_note: str = ""
