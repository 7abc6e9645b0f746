"""The report of an order: « Bilan de fin d’intervention », and on the way « Point d’étape » (domain §7.4)."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Kind(Choice):
    STEP = "etape", "Point d’étape"
    END = "bilan", "Bilan de fin d’intervention"


class Status(Choice):
    DRAFT = "brouillon", "Brouillon"
    SIGNED = "signe", "Signé"
    SENT = "transmis", "Transmis"


class ClosingReport(Record, table=True):
    """One version of a report; one that is signed never changes.

    ``corrects_id``: the signed one in whose place it stands.
    ``goals``: {goal_id, text, state, words} each. ``figures``: what ``closing.figures`` said when it was signed.
    ``family_read_on``, ``family_name``: when the family read it and who signed; else ``unread_reason``.
    """

    __tablename__ = "closing_report"
    __table_args__ = (
        sa.Index(
            "uq_closing_report_draft",
            "order_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("status = 'brouillon'"),
            postgresql_where=sa.text("status = 'brouillon'"),
        ),
    )

    order_id: uuid.UUID = Field(foreign_key="intervention_order.id", index=True)
    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    kind: str
    version: int = 1
    corrects_id: uuid.UUID | None = Field(default=None, foreign_key="closing_report.id")
    status: str = Status.DRAFT
    goals: list = Field(default_factory=list, sa_type=sa.JSON)
    evolution: str = ""
    family_words: str = ""
    watch_points: str = ""
    proposal: str = ""
    family_read_on: date | None = None
    family_name: str = ""
    unread_reason: str = ""
    figures: dict | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    drafted_by: uuid.UUID = Field(foreign_key="account.id")
    drafted_at: datetime = instant(nullable=False)
    changed_by: uuid.UUID = Field(foreign_key="account.id")
    changed_at: datetime = instant(nullable=False)
    signed_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    signed_at: datetime | None = instant()
    sent_at: datetime | None = instant()
