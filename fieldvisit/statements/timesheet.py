"""The monthly statement of hours (« relevé mensuel ») of a service in a sector: its lines, frozen once it is closed.

Minutes are whole, kilometres are tenths, money is euro cents.
"""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Status(Choice):
    DRAFT = "brouillon", "Brouillon"
    ESTABLISHED = "etabli", "Validé"
    CLOSED = "transmis", "Clos"


class Kind(Choice):
    USUAL = "seance", "Séance"
    LATE = "tardive", "Validée après la clôture de son mois"
    CORRECTION = "correction", "Correction"


class Answer(Choice):
    ACCEPTED = "accepte", "Accepté"
    CONTESTED = "conteste", "Contesté"


class Timesheet(Record, table=True):
    """``month``: its first day. ``seal``: what the lines were when it was validated: if they change, it is to be
    validated again. Without a row a month is a draft.
    """

    __tablename__ = "timesheet"
    __table_args__ = (sa.UniqueConstraint("service", "sector_id", "month"),)

    service: str
    sector_id: uuid.UUID = Field(foreign_key="sector.id", index=True)
    month: date
    status: str = Status.DRAFT
    seal: str = ""
    validated_at: datetime | None = instant()
    validated_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    closed_at: datetime | None = instant()
    closed_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")


class TimesheetLine(Record, table=True):
    """What one session adds to a closed month; of a correction, what it adds or takes: the difference alone.

    ``record_id``: the record that it tells. ``former_billed``, ``former_month``: of a correction, what was billed of
    this session for this worker until then, and in which statement last. ``reason``: of the county's list, never text.
    """

    __tablename__ = "timesheet_line"

    timesheet_id: uuid.UUID = Field(foreign_key="timesheet.id", index=True)
    session_id: uuid.UUID = Field(foreign_key="intervention_session.id", index=True)
    order_id: uuid.UUID = Field(foreign_key="intervention_order.id", index=True)
    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    worker_id: uuid.UUID = Field(foreign_key="account.id")
    record_id: uuid.UUID | None = None
    kind: str
    day: date
    started_at: datetime | None = instant()
    ended_at: datetime | None = instant()
    outcome: str
    reason: str = ""
    minutes_exact: int
    minutes_billed: int
    km_tenths: int
    travel_minutes: int
    rate_cents: int
    mileage_cents: int
    former_billed: int | None = None
    former_month: date | None = None


class TimesheetOrder(Record, table=True):
    """What is said of one order in a month: the family's signature on paper, and the county's answer.

    A signature attests presence and hours: ``signed_minutes`` are those that it was given for.
    """

    __tablename__ = "timesheet_order"
    __table_args__ = (sa.UniqueConstraint("timesheet_id", "order_id"),)

    timesheet_id: uuid.UUID = Field(foreign_key="timesheet.id", index=True)
    order_id: uuid.UUID = Field(foreign_key="intervention_order.id", index=True)
    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    signed_on: date | None = None
    signed_by: str = ""
    signed_minutes: int | None = None
    unsigned_reason: str = ""
    recorded_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    recorded_at: datetime | None = instant()
    answer: str = ""
    answer_words: str = ""
    answered_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    answered_at: datetime | None = instant()
