"""What a person decided of something due: refused, not applicable, postponed, done elsewhere. Append-only.

A recomputation never touches it: the last decision of a subject, code and occurrence counts.
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Choose(Choice):
    DONE = "fait", "Fait ailleurs"
    REFUSED = "refuse", "Refusé par la famille"
    NOT_APPLICABLE = "sans_objet", "Sans objet"
    POSTPONED = "reporte", "Reporté"
    RESUMED = "repris", "Repris"


class DueDecision(Record, table=True):
    """``on``: the day it was done, or the day it is postponed to."""

    __tablename__ = "due_decision"
    __table_args__ = (sa.Index("ix_due_decision_subject", "subject_id", "code", "occurrence"),)

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    subject_id: uuid.UUID
    code: str
    occurrence: int = 0
    choice: str
    on: date | None = Field(default=None, sa_column=sa.Column("on_day", sa.Date))
    reason: str = ""
    account_id: uuid.UUID = Field(foreign_key="account.id")
    made_at: datetime = instant(nullable=False)
