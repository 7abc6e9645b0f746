"""What the office knows of the family that a visit record tells of, in one query."""

import uuid
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.families.household import Household
from fieldvisit.families.person import Agreement, Person
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.sync.kinds.arrival import Arrival, writable

COMPARTMENT = "observations_vad"
_PERSON = (Person.id, Person.role, Person.birth_date, Person.sex, Person.term_weeks, Person.term_days)


@dataclass(frozen=True)
class Known:
    """What the office knows of the family: may this author write, who is there, the last agreement, a record."""

    open: bool
    persons: list
    agreement: object | None
    recorded: uuid.UUID | None


def known_of(session: Session, arrival: Arrival, visit: Visit | None) -> Known:
    """In one query, after the visit was locked."""
    author = arrival.actor
    values = {
        "family": arrival.envelope.family_id,
        "visit": visit.id if visit else None,
        "account": author.account_id,
        "sectors": list(author.sectors),
    }
    # The day that the office knows, not the one that the tablet says: its clock is no judge.
    days = {arrival.today, visit.planned_on} if visit else {arrival.today}
    rows = session.connection().execute(_knowing(author.role, frozenset(days)), values).all()
    if not rows:
        return Known(False, [], None, None)
    agreement = rows[0] if rows[0].status else None
    return Known(rows[0].open, [row for row in rows if row.id], agreement, rows[0].recorded)


@lru_cache(maxsize=512)
def _knowing(role: str, days: frozenset[date]):
    """The query of :func:`known_of`, built once: who asks for which family is left open."""
    author = Actor(sa.bindparam("account"), "", role, sa.bindparam("sectors", expanding=True))
    last = sa.select(Agreement.id).where(Agreement.family_id == sa.bindparam("family"), Agreement.kind == "accord_vad")
    # A withdrawal is a word of its own day: an agreement given before it, and arriving after it, does not undo it.
    spoken = sa.func.coalesce(Agreement.withdrawn_at, Agreement.collected_at)
    last = last.order_by(sa.desc(spoken), sa.desc(Agreement.id)).limit(1).scalar_subquery()
    recorded = sa.select(VisitRecord.id).where(
        VisitRecord.visit_id == sa.bindparam("visit", type_=sa.Uuid()), VisitRecord.corrected_by_id.is_(None)
    )
    return (
        sa.select(*_PERSON, Agreement.kind, Agreement.status, Agreement.expires_on, Agreement.withdrawn_at)
        .add_columns(
            writable(author, COMPARTMENT, days).label("open"), recorded.limit(1).scalar_subquery().label("recorded")
        )
        .select_from(Household)
        .outerjoin(Person, Person.family_id == Household.id)
        .outerjoin(Agreement, Agreement.id == last)
        .where(Household.id == sa.bindparam("family"))
    )
