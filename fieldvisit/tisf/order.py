"""An intervention order (« ordre d’intervention »): what a funder grants a family, to whom, for how many hours."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice


class Status(Choice):
    DRAFT = "brouillon", "Brouillon"
    SENT = "transmis", "Transmis"
    ACCEPTED = "accepte", "Accepté"
    RUNNING = "en_cours", "En cours"
    SUSPENDED = "suspendu", "Suspendu"
    EXTENDED = "prolonge", "Prolongé"
    ENDED = "termine", "Terminé"
    STOPPED = "interrompu", "Interrompu"
    REFUSED = "refuse", "Refusé"


#: Sessions may be planned and made.
STANDING = (Status.ACCEPTED, Status.RUNNING, Status.EXTENDED)
OVER = (Status.ENDED, Status.STOPPED, Status.REFUSED)


class InterventionOrder(Record, table=True):
    """``service``: the association, as the accounts' ``employer``. ``motive``: its exact text is not for everyone.

    ``recurrence``: the weekly pattern, in the fields of the county's list. ``signature_each``: the family signs each
    session, else the month's statement. ``source``: what asked for it (« task:<id> »), or "".
    """

    __tablename__ = "intervention_order"
    __feed__ = ("order", "family_id", "id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    number: str = Field(unique=True)
    frame: str
    funder: str
    motive: str
    level: str = ""
    starts_on: date
    ends_on: date
    minutes_granted: int
    minutes_per_week: int | None = None
    recurrence: dict | None = Field(default=None, sa_type=sa.JSON(none_as_null=True))
    referent_id: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    referent: str = ""
    service: str
    contribution_scheme: str
    income_ratio: int | None = None
    contribution_cents: int | None = None
    contribution_cap_cents: int | None = None
    contribution_from: date | None = None
    exemption_reason: str = ""
    safety_notes: str = ""
    daily_notes: str = ""
    review_on: date | None = None
    status: str = Field(default=Status.DRAFT, index=True)
    funder_reference: str = ""
    usual_worker_id: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    source: str = ""
    drafted_by: uuid.UUID = Field(foreign_key="account.id")
    drafted_at: datetime = instant(nullable=False)
    validated_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    validated_at: datetime | None = instant()
    signature_each: bool = False


class OrderEvent(Record, table=True):
    """One step of an order: lines are added, none is changed or taken away."""

    __tablename__ = "order_event"

    order_id: uuid.UUID = Field(foreign_key="intervention_order.id", index=True)
    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    at: datetime = instant(nullable=False)
    account_id: uuid.UUID = Field(foreign_key="account.id")
    act: str
    from_status: str = ""
    to_status: str = ""
    words: str = ""
