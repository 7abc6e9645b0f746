"""« Accès exceptionnel »: a file opened for 24 hours to someone who does not follow the family, for a written reason.

It stands in for the sector and the care relationship, never for the role: a class of data that the role does not read
stays closed. It opens for reading only, and only at the office: a tablet keeps its files for days (domain §1.2).
"""

import uuid
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.db import Record, instant
from fieldvisit.words import Choice

#: To the second: it ends at an instant, not with a day.
LASTS = timedelta(hours=24)
#: Characters of the written reason, at least and at most.
SHORTEST, LONGEST = 20, 500
#: What the journal says of every access made under it.
REASON = "exceptionnel"
#: Whoever reads what was written of home visits takes part in care; the county's table says who does.
CLINICAL = "observations_vad"


class Ground(Choice):
    EMERGENCY = "urgence", "Urgence pour un enfant ou un parent"
    UNREACHABLE = "continuite", "La professionnelle qui suit la famille est injoignable"
    ADVICE = "avis", "Avis demandé par une collègue qui suit la famille"
    REQUEST = "demande", "Demande de la famille, de la justice ou d’un autre service"
    OTHER = "autre", "Autre motif"


class ExceptionalAccess(Record, table=True):
    """In force from ``opened_at`` until just before ``ends_at``, or ``ended_at`` if somebody ended it earlier."""

    __tablename__ = "exceptional_access"

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    role: str
    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    ground: str
    words: str
    opened_at: datetime = instant(nullable=False, index=True)
    ends_at: datetime = instant(nullable=False)
    ended_at: datetime | None = instant()
    ended_by: uuid.UUID | None = Field(default=None, foreign_key="account.id")

    def stands(self, now: datetime) -> bool:
        return self.ended_at is None and self.opened_at <= now < self.ends_at


def in_force(now):
    """Condition on those that stand at this instant: a ``datetime``, or the parameter that will hold it."""
    one = ExceptionalAccess
    return sa.and_(one.opened_at <= now, one.ends_at > now, one.ended_at.is_(None))


def may_ask(actor: Actor) -> bool:
    """Only who takes part in care: an association, the CRIP, the secretariat, the DPO, the administrator may not."""
    return roles.right(actor.role, CLINICAL).read is not Reach.NONE
