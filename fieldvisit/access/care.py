"""The care relationship: why this worker may open this family's file.

Made by an assignment, a planned visit or the cover of an absence; it ends on a
day and is kept afterwards (CSP L1110-4: only those who take part in the care).
"""

import uuid
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Field, select

from fieldvisit.db import Record
from fieldvisit.words import Choice


class Reason(Choice):
    ASSIGNED = "affectation", "Suivi de la famille"
    VISIT = "visite", "Visite programmée"
    COVER = "remplacement", "Remplacement"
    URGENT = "urgence", "Urgence prise en charge"
    ORDER = "ordre", "Ordre d’intervention"
    REFERRED = "adressee", "Lien demandé par un médecin, avec l’accord des parents"


class CareRelationship(Record, table=True):
    __tablename__ = "care_relationship"

    account_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    reason: str = Reason.ASSIGNED
    since: date
    until: date | None = None


#: How long what was done at home still comes in, when the office took the file back before the tablet could hear of it.
GRACE = timedelta(days=30)
NO_GRACE = timedelta(0)


def in_force(today: date, grace: timedelta = NO_GRACE):
    """Condition on the relationships that stand on this day, or ended within ``grace`` of it."""
    until = CareRelationship.until
    return sa.and_(CareRelationship.since <= today, sa.or_(until.is_(None), until >= today - grace))


def cared_for(account_id: uuid.UUID, today: date, grace: timedelta = NO_GRACE):
    """Query of the family ids with which this account has a care relationship on this day, or ended one within
    ``grace`` of it.
    """
    return select(CareRelationship.family_id).where(CareRelationship.account_id == account_id, in_force(today, grace))
