"""A session of an order (« séance »): a visit of the planning, and beside it what is the session's own."""

import uuid
from datetime import date, datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Status(Choice):
    PLANNED = "planifiee", "Planifiée"
    RUNNING = "en_cours", "En cours"
    TO_VALIDATE = "a_valider", "À valider"
    VALIDATED = "validee", "Validée"
    NOT_DONE = "non_realisee", "Non réalisée"


class InterventionSession(Record, table=True):
    """``from_series``: the day of the pattern that it comes from, wherever it was moved; null if made by hand.

    ``record_id``: the record in force; ``started_at``, ``ended_at``, ``minutes_exact`` are as it says.
    ``minutes_billed``: by the county's rounding, frozen when the session is validated.
    """

    __tablename__ = "intervention_session"
    __feed__ = ("visit", "family_id", "visit_id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    visit_id: uuid.UUID = Field(foreign_key="visit.id", unique=True)
    order_id: uuid.UUID = Field(foreign_key="intervention_order.id", index=True)
    status: str = Field(default=Status.PLANNED, index=True)
    from_series: date | None = None
    record_id: uuid.UUID | None = None
    started_at: datetime | None = instant()
    ended_at: datetime | None = instant()
    minutes_exact: int | None = None
    minutes_billed: int | None = None
    validated_at: datetime | None = instant()
    validated_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    returned_words: str = ""
