"""A home visit (« VAD ») or another activity: planned at the office, carried out at home, never deleted.

Dates are passed in, so the same call gives the same answer on any day.
"""

import uuid
from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.db import Record, instant
from fieldvisit.families import household
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.visit_type import VisitType
from fieldvisit.words import Choice, Refusal


class Status(Choice):
    PLANNED = "programmee", "Programmée"
    CONFIRMED = "confirmee", "Confirmée"
    ON_THE_WAY = "en_route", "En route"
    RUNNING = "en_cours", "En cours"
    DONE = "realisee", "Réalisée"
    ABSENT = "absente", "Famille absente"
    REFUSED = "refusee", "Refusée"
    POSTPONED = "reportee", "Reportée"
    CANCELLED = "annulee", "Annulée par le service"


OPEN = (Status.PLANNED, Status.CONFIRMED, Status.ON_THE_WAY, Status.RUNNING)
OUTCOMES = (Status.DONE, Status.ABSENT, Status.REFUSED, Status.POSTPONED)


class Visit(Record, table=True):
    """``planned_at`` is local time (Europe/Paris); ``started_at``/``ended_at`` are instants.

    ``former_workers``: ids of those it was taken from, whose tablet may still carry it.
    """

    __feed__ = ("visit", "family_id", "id")

    family_id: uuid.UUID = Field(foreign_key="household.id", index=True)
    kind: str
    planned_on: date = Field(index=True)
    planned_at: time | None = None
    duration_min: int
    worker_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    status: str = Status.PLANNED
    reason: str = ""
    cancel_reason: str = ""
    position: int | None = None
    made_on_tablet: bool = False
    former_workers: list = Field(default_factory=list, sa_type=sa.JSON)
    started_at: datetime | None = instant()
    ended_at: datetime | None = instant()
    created_at: datetime = instant(nullable=False)
    created_by: uuid.UUID = Field(foreign_key="account.id")


@event.listens_for(Visit.worker_id, "set", active_history=True)
def remember_former_worker(visit: Visit, new: uuid.UUID, old: object, _) -> None:
    """A worker out of range does not know that her visit was given to someone else, and may do it all the same."""
    if isinstance(old, uuid.UUID) and old != new and str(old) not in visit.former_workers:
        visit.former_workers = [*visit.former_workers, str(old)]


class NotFound(Refusal):
    sentence = "Cette visite n’existe pas ou ne vous est pas ouverte."


def visible_to(actor: Actor, today: date):
    """Condition on the visits this actor may see: of families open to her, only her own if her right is limited."""
    mine = roles.right(actor.role, "planning_mission").read is Reach.OWN
    opened = Visit.family_id.in_(household.open_to(actor, "planning_mission", today))
    return sa.and_(opened, Visit.worker_id == actor.account_id) if mine else opened


def find(session: Session, actor: Actor, visit_id: uuid.UUID, today: date) -> Visit:
    """:raises NotFound: if it does not exist or is not open to this actor"""
    found = session.exec(select(Visit).where(Visit.id == visit_id, visible_to(actor, today))).one_or_none()
    if found is None:
        raise NotFound
    return found


def between(session: Session, actor: Actor, first: date, last: date, today: date) -> list[tuple[Visit, str]]:
    """The visits of these days with their family's label, in the order of the day."""
    query = (
        select(Visit, household.Household.label)
        .join(household.Household, household.Household.id == Visit.family_id)
        .where(Visit.planned_on >= first, Visit.planned_on <= last, visible_to(actor, today))
        .order_by(Visit.planned_on, Visit.planned_at, Visit.id)
    )
    return list(session.exec(query))


def types_shown(session: Session, actor: Actor, listed: list[Visit], today: date) -> dict[uuid.UUID, VisitType]:
    """The type of each of these visits by its id, as this actor may know it: role, sector and care relationship."""
    shown, opened = {}, {}
    for one in listed:
        kind = visit_type.shown_to(actor.role, one.kind)
        if kind.compartment:
            if kind.compartment not in opened:
                opened[kind.compartment] = set(session.exec(household.open_to(actor, kind.compartment, today)))
            kind = kind if one.family_id in opened[kind.compartment] else visit_type.DISCREET
        shown[one.id] = kind
    return shown


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[Visit]:
    """The family's visits, newest first."""
    query = (
        select(Visit)
        .where(Visit.family_id == family_id, visible_to(actor, today))
        .order_by(sa.desc(Visit.planned_on), sa.desc(Visit.planned_at))
    )
    return list(session.exec(query))
