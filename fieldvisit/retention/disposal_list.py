"""A disposal list (« liste d’élimination »): what a person decided of each file that is due, who approved it, who
carried it out. It names files by their id alone: what is left of it afterwards names nobody.
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Act(Choice):
    ELIMINATE = "eliminer", "Éliminer"
    ARCHIVE = "archiver", "Archiver"
    KEEP = "conserver", "Conserver"


class Outcome(Choice):
    WAITS = "", "À exécuter"
    DONE = "faite", "Fait"
    SKIPPED = "ecartee", "Écarté"


class DisposalList(Record, table=True):
    """``visa_…``: of the Archives départementales (Code du patrimoine L212-2, L212-3): its reference, its day, and who
    gave it. ``dropped_at``: given up before it was carried out.
    """

    __tablename__ = "disposal_list"

    number: str = Field(unique=True)
    made_at: datetime = instant(nullable=False)
    made_by: uuid.UUID = Field(foreign_key="account.id")
    visa_reference: str = ""
    visa_name: str = ""
    visa_on: date | None = None
    approved_at: datetime | None = instant()
    approved_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    executed_at: datetime | None = instant()
    executed_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    dropped_at: datetime | None = instant()
    dropped_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")

    @property
    def open(self) -> bool:
        return self.executed_at is None and self.dropped_at is None


class DisposalLine(Record, table=True):
    """One file. ``reason``: why it is kept; emptied when the file goes one day. ``rule``: what makes it due, in words.

    ``nature``: what is in it, in words; ``first_on``, ``last_on``: its extreme dates; ``documents``: how many.
    ``said``: why it was set aside when the list was carried out.
    """

    __tablename__ = "disposal_line"
    __table_args__ = (sa.UniqueConstraint("list_id", "family_id"),)

    list_id: uuid.UUID = Field(foreign_key="disposal_list.id", index=True)
    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    act: str
    reason: str = ""
    rule: str
    nature: str
    first_on: date
    last_on: date
    documents: int
    outcome: str = Outcome.WAITS
    said: str = ""
    done_at: datetime | None = instant()


class ObjectToErase(SQLModel, table=True):
    """The bytes of a picture whose file is gone from the tables: written with that, erased right after it."""

    __tablename__ = "object_to_erase"

    name: str = Field(primary_key=True)
