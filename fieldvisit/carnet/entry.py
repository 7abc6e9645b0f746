"""Vaccines and exams copied from the carnet. A wrong line is struck out, with who and why, and stays."""

import uuid
from datetime import date, datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice

#: Signs of a lot, a doctor, a place, a reason.
LONGEST = 200


class Source(Choice):
    CARNET = "carnet", "Carnet de santé"
    CERTIFICATE = "certificat", "Certificat"
    TOLD = "declaratif", "Déclaratif"


class _Entry(Record):
    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    child_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    source: str = Source.CARNET
    noted_by: uuid.UUID = Field(foreign_key="account.id")
    noted_at: datetime = instant(nullable=False)
    struck_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    struck_at: datetime | None = instant()
    struck_why: str = ""


class Dose(_Entry, table=True):
    """A vaccine given: ``vaccine`` and ``rank`` are codes of the calendar (domain §5.3)."""

    __feed__ = ("family", "family_id", "family_id")
    __tablename__ = "vaccine_dose"

    vaccine: str
    rank: str
    given_on: date
    lot: str = ""
    given_by: str = ""


class Exam(_Entry, table=True):
    """A mandatory exam made by a doctor (domain §5.1): a nurse's visit is never one."""

    __feed__ = ("family", "family_id", "family_id")
    __tablename__ = "mandatory_exam"

    code: str
    done_on: date
    doctor: str = ""
    place: str = ""
