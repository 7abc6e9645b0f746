"""What a signed record says that priority and tasks live on, read once: a record never changes.

``read`` marks a record that was read, whatever it said, so that it is not read again.
"""

import uuid
from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.db import Record
from fieldvisit.words import Choice


class Found(Choice):
    READ = "lu", "Lu"
    EPDS = "epds", "EPDS"
    LEVEL = "niveau", "Niveau de priorité d’un entretien"
    ISOLATED = "isolement", "Isolement ou absence de transport"
    GROWTH = "croissance", "Croissance du jour"


class Finding(Record, table=True):
    """``subject``: the child's id or ""; ``value``: what was found, "" where it was looked at and nothing stood out.

    ``on``: the day of the visit.
    """

    __table_args__ = (sa.UniqueConstraint("record_id", "code", "subject"),)

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    record_id: uuid.UUID = Field(foreign_key="visit_record.id")
    code: str
    subject: str = ""
    value: str = ""
    on: date = Field(sa_column=sa.Column("on_day", sa.Date, nullable=False))
