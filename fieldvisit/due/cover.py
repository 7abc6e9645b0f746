"""The cover of an absence (« remplacement »): a stand-in's care relationship, and the absence that it is for."""

import uuid
from datetime import datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant


class Cover(Record, table=True):
    """Which absence a stand-in's care relationship is for."""

    __tablename__ = "absence_cover"

    absence_id: uuid.UUID = Field(foreign_key="absence.id", index=True)
    relationship_id: uuid.UUID = Field(foreign_key="care_relationship.id", unique=True)
    given_by: uuid.UUID = Field(foreign_key="account.id")
    given_at: datetime = instant(nullable=False)
