"""A measurement of a child: weight in g, lengths in cm, temperature in °C. A doubtful one stays, and rules skip it."""

import uuid
from datetime import datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant


class Measurement(Record, table=True):
    """``kind``: « poids », « taille », « pc », « temp »; ``method``: « couche » or « debout » for a length.

    ``source``: « certificat » when it was copied from one, ``source_id`` that certificate; else it comes from a visit.
    ``superseded_by_id``: the record that corrected the one it came from; the line is kept and rules skip it.
    """

    __feed__ = ("family", "family_id", "family_id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    child_id: uuid.UUID = Field(foreign_key="person.id", index=True)
    taken_at: datetime = instant(nullable=False)
    kind: str
    value: float
    method: str = ""
    confirmed: bool = False
    doubtful: bool = False
    entered_by: uuid.UUID = Field(foreign_key="account.id")
    record_id: uuid.UUID | None = Field(default=None, foreign_key="visit_record.id")
    source: str = ""
    source_id: uuid.UUID | None = None
    superseded_by_id: uuid.UUID | None = None
