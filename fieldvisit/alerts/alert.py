"""An « Urgent » met during a visit. One for each visit, rule and child, whichever tablet or record told it first.

Never deleted: taken back by its author, or by a correction, it is withdrawn, and only a named person closes it, with a
reason.
"""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access.account import Account
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice

#: Those who send an ambulance, the police or open the emergency door: the rest can be seen later the same day.
AT_ONCE = frozenset({"tel_15", "tel_17", "urgences_pediatriques", "urgences_maternite"})


class UrgentAlert(Record, table=True):
    """Of a family, or (``place_id``) of a school’s session or a licence: one of the two, never both.

    ``visit_id`` is no foreign key: the alert arrives before a visit that was added on the tablet.

    ``child_key``: the child's id or "", because a unique constraint takes two nulls for different. ``chain_id``:
    id of the envelopes that tell of it. ``done``: ``[{what, at}]`` as the author wrote it. ``why``: the rule, its
    numbers and its source (``raised.why_from``), empty from an older tablet.
    """

    __tablename__ = "urgent_alert"
    __feed__ = ("alert", "family_id", "id")
    __table_args__ = (sa.UniqueConstraint("visit_id", "rule", "child_key"),)

    family_id: uuid.UUID | None = Field(default=None, foreign_key="household.id", index=True)
    place_id: uuid.UUID | None = Field(default=None, index=True)
    visit_id: uuid.UUID
    record_id: uuid.UUID | None = None
    chain_id: uuid.UUID | None = None
    author_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    device_id: uuid.UUID | None = Field(default=None, foreign_key="device.id")
    rule: str
    item: str | None = None
    child_key: str = ""
    compartment: str
    text: str
    orientations: list = Field(default_factory=list, sa_type=sa.JSON)
    at_once: bool = False
    raised_at: datetime = instant(nullable=False)
    received_at: datetime = instant(nullable=False)
    done: list = Field(default_factory=list, sa_type=sa.JSON)
    why: dict = Field(default_factory=dict, sa_type=sa.JSON, sa_column_kwargs={"server_default": "{}"})
    withdrawn_at: datetime | None = instant()
    taken_at: datetime | None = instant()
    taken_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    closed_at: datetime | None = instant(index=True)
    closed_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")
    closed_reason: str = ""

    @property
    def waits(self) -> bool:
        """Somebody must still deal with it: withdrawn, it waits only for whoever had taken charge."""
        return self.closed_at is None and (self.withdrawn_at is None or self.taken_at is not None)

    def is_late(self, now: datetime, patience: timedelta) -> bool:
        """Nobody took charge in time, counted from when the office could know."""
        return self.waits and self.taken_at is None and now - self.received_at >= patience


class Step(Choice):
    RAISED = "signalee", "Signalée"
    MORE = "completee", "Complétée"
    DONE = "fait", "Fait au domicile"
    WITHDRAWN = "retiree", "Retirée par son auteur"
    LIFTED = "levee", "Levée par une correction"
    AGAIN = "de_nouveau", "Signalée de nouveau"
    SEEN = "vue", "Vue"
    TAKEN = "prise", "Prise en charge"
    CLOSED = "close", "Close"


class UrgentStep(Record, table=True):
    """One line of an alert's history. Append-only."""

    __tablename__ = "urgent_step"

    alert_id: uuid.UUID = Field(foreign_key="urgent_alert.id", index=True)
    at: datetime = instant(nullable=False)
    what: str
    account_id: uuid.UUID = Field(foreign_key="account.id")
    words: str = ""


def step(
    session: Session, alert: UrgentAlert, what: Step, account_id: uuid.UUID, at: datetime, words: str = ""
) -> None:
    session.add(UrgentStep(alert_id=alert.id, at=at, what=what, account_id=account_id, words=words))


def was_lifted(session: Session, alert: UrgentAlert) -> bool:
    """Whether a correction took it back the last time: its tablet, that may not know, raises nothing by repeating."""
    query = select(UrgentStep.id).where(
        UrgentStep.alert_id == alert.id, UrgentStep.what == Step.LIFTED, UrgentStep.at == alert.withdrawn_at
    )
    return session.exec(query.limit(1)).first() is not None


def history(session: Session, alert_id: uuid.UUID) -> list[tuple[UrgentStep, str]]:
    """What happened to it, oldest first, each with the name of who did it."""
    query = (
        select(UrgentStep, Account.name)
        .join(Account, Account.id == UrgentStep.account_id)
        .where(UrgentStep.alert_id == alert_id)
        .order_by(UrgentStep.at, UrgentStep.id)
    )
    return list(session.exec(query))
