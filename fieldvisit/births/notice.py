"""A notice (« avis de naissance », « déclaration de grossesse », « avis de décès ») as it was received, and its way.

The registrar sends a birth within 48 hours of its declaration, and the death of a child under six (CSP R2112-21).
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Kind(Choice):
    BIRTH = "naissance", "Avis de naissance"
    PREGNANCY = "grossesse", "Déclaration de grossesse"
    DEATH = "deces", "Avis de décès"


class Status(Choice):
    TO_MATCH = "a_rapprocher", "À rapprocher"
    TO_ASSIGN = "a_affecter", "À affecter"
    ASSIGNED = "affecte", "Affecté"
    CONTACTED = "contacte", "Famille contactée"
    OUTSIDE = "hors_departement", "Hors département"
    SETTLED = "traite", "Traité"


class Progress(Choice):
    """Where the import of a file stands."""

    PREVIEW = "apercu", "À vérifier"
    RUNNING = "en_cours", "En cours"
    DONE = "termine", "Terminé"
    DROPPED = "abandonne", "Abandonné"


class Result(Choice):
    """What became of a row."""

    WAITING = "a_lire", "À lire"
    TAKEN = "pris", "Pris en compte"
    KNOWN = "deja_recu", "Déjà reçu"
    REJECTED = "rejete", "À corriger"


class Notice(Record, table=True):
    """``raw``: the row as it came, every column; ``said``: what was understood of it, by field of ``births/columns``.

    ``fingerprint``: of what identifies it, so that the same row imported again is the same notice; ``subject_key``: who
    it is about, whatever its dates. ``remarks``: what could not be read, and why it waits for a person. ``undo``: what
    a death notice stopped, by which it is put back if it was an error.
    """

    kind: str
    fingerprint: str = Field(unique=True)
    subject_key: str = Field(default="", index=True)
    received_on: date
    declared_on: date | None = None
    sector_id: uuid.UUID | None = Field(default=None, foreign_key="sector.id", index=True)
    raw: dict = Field(default_factory=dict, sa_type=sa.JSON)
    said: dict = Field(default_factory=dict, sa_type=sa.JSON)
    remarks: list = Field(default_factory=list, sa_type=sa.JSON)
    status: str = Field(default=Status.TO_MATCH, index=True)
    settled_why: str = ""
    undo: dict = Field(default_factory=dict, sa_type=sa.JSON)
    family_id: uuid.UUID | None = Field(default=None, foreign_key="household.id", index=True)
    person_id: uuid.UUID | None = Field(default=None, foreign_key="person.id")
    pregnancy_id: uuid.UUID | None = Field(default=None, foreign_key="pregnancy.id")
    assigned_to: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    assigned_at: datetime | None = instant()
    assigned_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    first_contact_at: datetime | None = instant()
    batch_id: uuid.UUID | None = Field(default=None, foreign_key="import_batch.id", index=True)
    batch_row: int | None = None


class ImportBatch(Record, table=True):
    """One file brought in. ``columns``: our field by heading of the file; ``counts``: rows by result.

    ``worked_at``: when somebody last worked on it; long ago, another process goes on with it.
    """

    __tablename__ = "import_batch"

    kind: str
    filename: str
    sha256: str
    columns: dict = Field(default_factory=dict, sa_type=sa.JSON)
    counts: dict = Field(default_factory=dict, sa_type=sa.JSON)
    account_id: uuid.UUID = Field(foreign_key="account.id")
    at: datetime = instant(nullable=False)
    state: str = Progress.PREVIEW
    total: int = 0
    worked_at: datetime | None = instant()


class ImportRow(Record, table=True):
    """A row of a file. ``raw``: as it came, until its notice keeps it; ``reason``: what it goes back with."""

    __tablename__ = "import_row"
    __table_args__ = (sa.Index("ix_import_row_result", "batch_id", "result", "number"),)

    batch_id: uuid.UUID = Field(foreign_key="import_batch.id")
    number: int
    raw: dict = Field(default_factory=dict, sa_type=sa.JSON)
    result: str
    reason: str = ""
    notice_id: uuid.UUID | None = Field(default=None, foreign_key="notice.id")
