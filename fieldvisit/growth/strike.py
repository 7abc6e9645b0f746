"""A measurement struck as wrong: an event beside it. The measurement and its record stay as they were."""

import uuid
from datetime import datetime

from sqlmodel import Field

from fieldvisit.db import Record, instant
from fieldvisit.words import Choice

#: Signs of a reason in free words.
LONGEST = 200


class Why(Choice):
    """The tablet has the same (``offline/js/growth/strikes.js``)."""

    TYPED = "saisie", "Erreur de saisie"
    UNIT = "unite", "Erreur d’unité (g, kg, cm)"
    CHILD = "enfant", "Mesure d’un autre enfant"
    DATE = "date", "Mauvaise date"
    TOOL = "materiel", "Balance, toise ou technique en cause"
    OTHER = "autre", "Autre"


class MeasureStrike(Record, table=True):
    """One person's word that a measurement is wrong; a measurement is struck while one of these is not taken back.

    ``struck_at``: when it was said, at the office's hour; ``back_at``, ``back_by``, ``back_words``: taken back.
    ``carried_from``: the strike of the same value in the version that a correction replaced.
    """

    __feed__ = ("family", "family_id", "family_id")
    __tablename__ = "measure_strike"

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    measurement_id: uuid.UUID = Field(foreign_key="measurement.id", index=True)
    why: str
    words: str = ""
    struck_by: uuid.UUID = Field(foreign_key="account.id")
    struck_at: datetime = instant(nullable=False)
    back_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    back_at: datetime | None = instant()
    back_words: str = ""
    carried_from: uuid.UUID | None = None
