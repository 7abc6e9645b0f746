"""A goal of an order (« objectif », 1 to 5): the only bridge between the trades, in words that the family agrees to."""

import uuid
from datetime import date

from sqlmodel import Field

from fieldvisit.db import Record
from fieldvisit.words import Choice


class State(Choice):
    NOT_BEGUN = "non_commence", "Non commencé"
    RUNNING = "en_cours", "En cours"
    PROGRESS = "progres", "Progrès"
    REACHED = "atteint", "Atteint"
    QUESTIONED = "remis_en_question", "Remis en question"


class InterventionGoal(Record, table=True):
    """``indicator``: how one will see that it is reached. ``state_on``: the day of the session that said ``state``."""

    __tablename__ = "intervention_goal"
    __feed__ = ("order", "family_id", "order_id")

    order_id: uuid.UUID = Field(foreign_key="intervention_order.id", index=True)
    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    rank: int
    text: str
    indicator: str = ""
    state: str = State.NOT_BEGUN
    state_on: date | None = None
