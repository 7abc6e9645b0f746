"""A line set aside that is of no family but of a place: a school's session, a licence. Who may know of it and read it.

A place is asked for as its own pages ask: function and sector. What happens to it stands in its own history.
"""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.licences import history as licence_history
from fieldvisit.licences import licence
from fieldvisit.licences.licence import Licence
from fieldvisit.schools import history as school_history
from fieldvisit.schools import sessions
from fieldvisit.schools.sessions import SchoolSession
from fieldvisit.sync.kinds import outing

Place = SchoolSession | Licence
#: What the histories say of it, in words that tell nothing of what the line holds.
WORDS = "Envoi mis de côté"


def open_here(actor: Actor, column):
    """Condition: this column names a place that is open to the actor."""
    return sa.or_(column.in_(sessions.open_to(actor)), column.in_(licence.open_to(actor)))


def known(column):
    """Condition: this column names a place, whoever asks."""
    return sa.or_(sa.exists().where(SchoolSession.id == column), sa.exists().where(Licence.id == column))


def find(session: Session, id: uuid.UUID | None) -> Place | None:
    return outing.find(session, id)


def may_open(actor: Actor, place: Place) -> bool:
    if isinstance(place, SchoolSession):
        able = sessions.may_open(actor.role)
    else:
        able = roles.right(actor.role, licence.COMPARTMENT).read is not Reach.NONE
    return able and place.sector_id in actor.sectors


def reads(actor: Actor, place: Place) -> bool:
    """Whether she reads what was found there; else not even whether there was something to find."""
    if not may_open(actor, place):
        return False
    return sessions.reads_results(actor.role) if isinstance(place, SchoolSession) else licence.reads_all(actor)


def label(place: Place) -> str:
    if isinstance(place, SchoolSession):
        return f"Bilans à l’école : {place.school}"
    return f"Agrément : {place.holder}"


def note_read(session: Session, actor: Actor, place: Place, now: datetime) -> None:
    history = _history(place)
    history.note(session, actor, place.id, history.What.READ, now, WORDS)


def note_taken(session: Session, actor: Actor, place: Place, now: datetime) -> None:
    history = _history(place)
    history.note(session, actor, place.id, history.What.TAKEN, now)


def _history(place: Place):
    return school_history if isinstance(place, SchoolSession) else licence_history
