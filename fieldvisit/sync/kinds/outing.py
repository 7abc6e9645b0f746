"""Whether a file that a tablet names is no family's but a place: a school's session, a licence; who writes there."""

import uuid

from sqlmodel import Session

from fieldvisit.licences import licence, rules
from fieldvisit.licences.licence import Licence
from fieldvisit.schools import sessions
from fieldvisit.schools.sessions import SchoolSession
from fieldvisit.sync.kinds.arrival import Arrival, Refused


def find(session: Session, id: uuid.UUID | None) -> SchoolSession | Licence | None:
    """The place of this id, whoever asks."""
    if id is None:
        return None
    return session.get(SchoolSession, id) or session.get(Licence, id)


def check_author(arrival: Arrival, place: SchoolSession | Licence) -> None:
    """:raises Refused: if whoever signed makes no such visits, or not in this sector"""
    role = arrival.actor.role
    if isinstance(place, SchoolSession):
        able = role in sessions.ROLES and sessions.may_open(role)
    else:
        able = role in rules.RULES["visit_roles"] and licence.judges(arrival.actor)
    if not able or place.sector_id not in arrival.actor.sectors:
        raise Refused
