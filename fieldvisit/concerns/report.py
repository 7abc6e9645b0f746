"""A concern report, what happened to it, what is attached to it, and the mails that tell of it.

None of these tables has a feed: nothing of a report, nor that there is one, ever goes onto a tablet.
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.concerns.lists import Status
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class ConcernReport(Record, table=True):
    """``family_words``: who and where, for a family that the service does not know, or that its author may not name.

    ``children``: ``[{person_id, name}]``; ``quotes``: words reported, ``[{who, when, words}]``, apart from the facts.
    ``gaps``: what was missing when a tablet had signed it already: a report is never sent back for a detail.
    ``received_at``: when the service had it, from which the three months run. ``visible_parent``: never.
    """

    __tablename__ = "concern_report"

    reference: str = Field(index=True)
    status: str = Field(default=Status.DRAFT, index=True)
    author_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    author_name: str = ""
    author_function: str = ""
    author_service: str = ""
    device_id: uuid.UUID | None = None
    family_id: uuid.UUID | None = Field(default=None, foreign_key="household.id", index=True)
    family_words: str = ""
    children: list = Field(default_factory=list, sa_type=sa.JSON)
    natures: list = Field(default_factory=list, sa_type=sa.JSON)
    fact_on: date | None = None
    fact_at: str = ""
    facts: str = ""
    quotes: list = Field(default_factory=list, sa_type=sa.JSON)
    context: str = ""
    danger: bool | None = None
    parents_informed: bool | None = None
    parents_reason: str = ""
    recipient: str = ""
    gaps: list = Field(default_factory=list, sa_type=sa.JSON)
    visible_parent: bool = False
    written_at: datetime = instant(nullable=False)
    captured_at: datetime | None = instant()
    received_at: datetime | None = instant(index=True)
    acknowledged_at: datetime | None = instant()
    acknowledged_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    due_on: date | None = None
    evaluators: str = ""
    evaluating_from: datetime | None = instant()
    evaluated_at: datetime | None = instant()
    outcome: str = ""
    outcome_words: str = ""
    closed_at: datetime | None = instant()


class Act(Choice):
    SENT = "transmise", "Transmise"
    READ = "lue", "Lue"
    PRINTED = "imprimee", "Document ouvert"
    ATTACHED = "piece", "Pièce jointe"
    LOOKED = "piece_lue", "Pièce jointe ouverte"
    MAILED = "avisee", "Courriel envoyé"
    ACKNOWLEDGED = "accusee", "Accusé de réception"
    EVALUATING = "en_evaluation", "Évaluation commencée"
    EXTRACT = "extrait", "Extrait de santé joint par un médecin"
    EVALUATED = "evaluee", "Évaluée"
    CLOSED = "classee", "Classée"


class ConcernEvent(Record, table=True):
    """One line of a report's history. Append-only. ``account_id`` is None for what the server did by itself."""

    __tablename__ = "concern_event"

    report_id: uuid.UUID = Field(foreign_key="concern_report.id", index=True)
    at: datetime = instant(nullable=False)
    account_id: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    act: str
    words: str = ""


class ConcernPiece(Record, table=True):
    """A document or photo as it was given, byte for byte."""

    __tablename__ = "concern_piece"

    report_id: uuid.UUID = Field(foreign_key="concern_report.id", index=True)
    added_by: uuid.UUID = Field(foreign_key="account.id")
    added_at: datetime = instant(nullable=False)
    name: str
    media_type: str
    size: int
    sha256: str
    content: bytes = Field(sa_type=sa.LargeBinary, repr=False)


class ConcernExtract(Record, table=True):
    """What a PMI doctor chose to tell an evaluation of a child's health; never the file itself."""

    __tablename__ = "concern_extract"

    report_id: uuid.UUID = Field(foreign_key="concern_report.id", index=True)
    author_id: uuid.UUID = Field(foreign_key="account.id")
    author_name: str
    at: datetime = instant(nullable=False)
    words: str


class ConcernMail(Record, table=True):
    """A mail that tells of a report, kept until it has left. ``to``: the recipient; its address is asked when sending.

    ``next_at``: when to try again, or until when another process has it in hand.
    """

    __tablename__ = "concern_mail"
    __table_args__ = (sa.UniqueConstraint("report_id", "recipient"),)

    report_id: uuid.UUID = Field(foreign_key="concern_report.id", index=True)
    recipient: str
    made_at: datetime = instant(nullable=False)
    attempts: int = 0
    next_at: datetime = instant(nullable=False)
    sent_at: datetime | None = instant()
    problem: str = ""
