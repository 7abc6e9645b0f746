"""A health certificate received (« CS8 », « CS9 », « CS24 »): typed in or imported (domain §5.2)."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Kind(Choice):
    CS8 = "CS8", "Certificat du 8e jour"
    CS9 = "CS9", "Certificat du 9e mois"
    CS24 = "CS24", "Certificat du 24e mois"


class Channel(Choice):
    PAPER = "papier", "Papier"
    CDA = "ci_sis", "Document CI-SIS"
    FILE = "fichier", "Fichier importé"


class Certificate(Record, table=True):
    """One version of a certificate, or its arrival alone while nobody has written its content.

    ``noted_by``: who noted that it came in, which asks for no clinical right; ``entered_by``: who wrote what it says,
    ``examined_on`` with it. ``answers``: by field code of the 2025.01 templates; ``missing``: fields asked for that are
    empty; ``doctor_link``: « Lien avec le médecin de PMI après accord des parents »; ``about``: what it says for PMI.
    ``replaced_by``: the version that corrects it. One noted by mistake is struck out, with who and why, and stays.
    """

    __feed__ = ("family", "family_id", "family_id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    child_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    kind: str
    template: str = "2025.01"
    examined_on: date | None = None
    received_on: date
    channel: str = Channel.PAPER
    doctor: str = ""
    place: str = ""
    answers: dict = Field(default_factory=dict, sa_type=sa.JSON)
    missing: list = Field(default_factory=list, sa_type=sa.JSON)
    doctor_link: bool = False
    about: str = ""
    source_sha256: str = Field(default="", index=True)
    noted_by: uuid.UUID = Field(foreign_key="account.id")
    noted_at: datetime = instant(nullable=False)
    entered_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    entered_at: datetime | None = instant()
    correction_reason: str = ""
    replaced_by: uuid.UUID | None = Field(default=None, foreign_key="certificate.id")
    struck_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    struck_at: datetime | None = instant()
    struck_why: str = ""
