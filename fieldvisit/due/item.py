"""One thing due: which rule, for whom, from when, until when. Computed from facts; dates, never « late » itself."""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit import db
from fieldvisit.db import Record
from fieldvisit.words import Choice


class State(Choice):
    OPEN = "a_faire", "À faire"
    DONE = "fait", "Fait"
    REFUSED = "refuse", "Refusé"
    NOT_APPLICABLE = "sans_objet", "Sans objet"
    CLOSED = "clos", "Clos"


class DueItem(Record, table=True):
    """``subject_id``: child, mother, pregnancy or support; ``occurrence``: number of a repeated one.

    Due from ``opens_on``, best by ``due_on``, late after ``late_on`` (null: never), pointless after ``closes_on``.
    ``visit_id``: the visit planned or made for it. ``trade``: the role asked for first, others in the rule.
    """

    __tablename__ = "due_item"
    __table_args__ = (
        sa.UniqueConstraint("subject_id", "code", "occurrence"),
        sa.Index("ix_due_item_worklist", "sector_id", "state", "group", "due_on"),
        sa.Index("ix_due_item_late", "sector_id", "state", "late_on"),
        # Most rows have neither: an index of nothing, which SQLite would take for the best one.
        sa.Index("ix_due_item_visit_id", "visit_id", **db.where_given("visit_id")),
        sa.Index("ix_due_item_worker_id", "worker_id", **db.where_given("worker_id")),
    )

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    sector_id: uuid.UUID = Field(foreign_key="sector.id")
    subject_id: uuid.UUID
    code: str
    occurrence: int = 0
    group: str
    trade: str = ""
    opens_on: date
    due_on: date
    late_on: date | None = None
    closes_on: date | None = None
    state: str = State.OPEN
    done_on: date | None = None
    visit_id: uuid.UUID | None = None
    worker_id: uuid.UUID | None = None
