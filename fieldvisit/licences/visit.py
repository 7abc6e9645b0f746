"""A visit to a childminder's home (« visite d’agrément »): outside families, so in a table of its own."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.calendars import free
from fieldvisit.db import Record, instant
from fieldvisit.licences import history, licence, request
from fieldvisit.licences.history import What
from fieldvisit.licences.licence import Invalid, Licence, NotAllowed, NotFound
from fieldvisit.licences.rules import REASONED, REQUESTS, RULES, About, Opinion
from fieldvisit.words import Choice, french_date

#: The code of the county's list of visit types, and its grid.
KIND, GRID = "vad_agrement", "agrement_assmat"
FURTHEST = timedelta(days=366)


class Status(Choice):
    PLANNED = "programmee", "Programmée"
    DONE = "realisee", "Réalisée"
    CANCELLED = "annulee", "Annulée"


class LicenceVisit(Record, table=True):
    """``planned_at`` is local time (Europe/Paris). ``words``: what was seen and why, read by whom the table allows."""

    __tablename__ = "licence_visit"

    licence_id: uuid.UUID = Field(foreign_key="licence.id", index=True)
    request_id: uuid.UUID | None = Field(default=None, foreign_key="licence_request.id")
    about: str
    planned_on: date = Field(index=True)
    planned_at: time | None = None
    duration_min: int
    worker_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    status: str = Status.PLANNED
    made_on: date | None = None
    opinion: str = ""
    words: str = ""
    cancel_reason: str = ""
    created_at: datetime = instant(nullable=False)
    created_by: uuid.UUID = Field(foreign_key="account.id")


@dataclass(frozen=True)
class Busy:
    """That a worker is taken, without saying by what: ``licence_id`` and ``holder`` (last name) only to whom
    the table allows."""

    visit: LicenceVisit
    licence_id: uuid.UUID | None
    holder: str


def workers(session: Session, actor: Actor) -> list[Account]:
    """Who can make one, in the actor's sectors."""
    query = select(Account).where(
        Account.role.in_(RULES["visit_roles"]),
        Account.disabled_at.is_(None),
        Account.id.in_(select(AccountSector.account_id).where(AccountSector.sector_id.in_(actor.sectors))),
    )
    return list(session.exec(query.order_by(Account.name)))


def of(session: Session, licence_ids: Iterable[uuid.UUID]) -> list[LicenceVisit]:
    """Newest first."""
    query = select(LicenceVisit).where(LicenceVisit.licence_id.in_(list(licence_ids)))
    return list(session.exec(query.order_by(sa.desc(LicenceVisit.planned_on), sa.desc(LicenceVisit.id))))


def busy(session: Session, actor: Actor, worker_ids: Iterable[uuid.UUID], first: date, last: date) -> list[Busy]:
    """The visits of these workers on these days: their hours to anybody, whose they are to who may know."""
    query = (
        select(LicenceVisit, Licence)
        .join(Licence, Licence.id == LicenceVisit.licence_id)
        .where(
            LicenceVisit.worker_id.in_(list(worker_ids)),
            LicenceVisit.planned_on >= first,
            LicenceVisit.planned_on <= last,
            LicenceVisit.status != Status.CANCELLED,
        )
        .order_by(LicenceVisit.planned_on, LicenceVisit.planned_at)
    )
    opened = set(session.exec(licence.open_to(actor)))
    return [Busy(one, *((of.id, of.last_name) if of.id in opened else (None, ""))) for one, of in session.exec(query)]


def hours(session: Session, worker_id: uuid.UUID, on: date, but: uuid.UUID | None = None) -> list[tuple[time, int]]:
    """Hour and minutes of this worker's visits of that day: all that another room may ask."""
    query = select(LicenceVisit.planned_at, LicenceVisit.duration_min).where(
        LicenceVisit.worker_id == worker_id,
        LicenceVisit.planned_on == on,
        LicenceVisit.planned_at.is_not(None),
        LicenceVisit.status != Status.CANCELLED,
        LicenceVisit.id != but if but else sa.true(),
    )
    return [tuple(row) for row in session.execute(query)]


def plan(
    session: Session,
    actor: Actor,
    licence_id: uuid.UUID,
    about: str,
    on: date,
    at: time | None,
    minutes: int,
    worker_id: uuid.UUID,
    today: date,
    now: datetime,
) -> tuple[LicenceVisit, str]:
    """The new visit, and a warning, empty if there is nothing to say.

    :raises Refusal: with what to change
    """
    licence.find(session, actor, licence_id, write=True)
    if about not in list(About):
        raise Invalid("Choisissez l’objet de la visite dans la liste.")
    warning = _check(session, actor, on, at, minutes, worker_id, today)
    waiting = request.pending(session, licence_id)
    made = LicenceVisit(
        licence_id=licence_id,
        request_id=waiting.id if waiting and about in REQUESTS else None,
        about=about,
        planned_on=on,
        planned_at=at,
        duration_min=minutes,
        worker_id=worker_id,
        created_at=now,
        created_by=actor.account_id,
    )
    session.add(made)
    history.note(session, actor, licence_id, What.PLANNED, now, f"{About(about).label}, le {french_date(on)}")
    return made, warning


def move(
    session: Session,
    actor: Actor,
    visit_id: uuid.UUID,
    on: date,
    at: time | None,
    minutes: int,
    worker_id: uuid.UUID,
    today: date,
    now: datetime,
) -> str:
    """:raises Refusal: if it is closed, or with what to change"""
    moved = _planned(session, actor, visit_id)
    warning = _check(session, actor, on, at, minutes, worker_id, today)
    told = f"Du {french_date(moved.planned_on)} au {french_date(on)}"
    moved.planned_on, moved.planned_at, moved.duration_min, moved.worker_id = on, at, minutes, worker_id
    session.add(moved)
    history.note(session, actor, moved.licence_id, What.MOVED, now, told)
    return warning


def cancel(session: Session, actor: Actor, visit_id: uuid.UUID, reason: str, now: datetime) -> None:
    """:raises Refusal: if it is closed, or no reason is given"""
    cancelled = _planned(session, actor, visit_id)
    if not reason.strip():
        raise Invalid("Dites pourquoi la visite est annulée.")
    cancelled.status, cancelled.cancel_reason = Status.CANCELLED, licence.words(reason)
    session.add(cancelled)
    history.note(session, actor, cancelled.licence_id, What.CANCELLED, now, f"Le {french_date(cancelled.planned_on)}")


def close(
    session: Session, actor: Actor, visit_id: uuid.UUID, on: date, opinion: str, words: str, today: date, now: datetime
) -> None:
    """The visit was made, with what its worker proposes.

    :raises Refusal: if it is closed, the day is impossible, or a reserved opinion has no reason
    """
    if not licence.judges(actor):
        raise NotAllowed
    made = _planned(session, actor, visit_id)
    if not made.created_at.date() - FURTHEST <= on <= today:
        raise Invalid("La visite a été faite au plus tard aujourd’hui : vérifiez la date.")
    if opinion not in list(Opinion):
        raise Invalid("Choisissez l’avis proposé dans la liste.")
    if opinion in REASONED and not words.strip():
        raise Invalid("Un avis réservé ou défavorable est motivé : dites pourquoi.")
    made.status, made.made_on, made.opinion, made.words = Status.DONE, on, opinion, licence.words(words)
    session.add(made)
    history.note(session, actor, made.licence_id, What.VISITED, now, f"{About(made.about).label}, le {french_date(on)}")


def _planned(session: Session, actor: Actor, visit_id: uuid.UUID) -> LicenceVisit:
    found = session.get(LicenceVisit, visit_id)
    if found is None:
        raise NotFound
    licence.find(session, actor, found.licence_id, write=True)
    if found.status != Status.PLANNED:
        raise Invalid("Cette visite est déjà close : programmez-en une autre.")
    return found


def _check(
    session: Session, actor: Actor, on: date, at: time | None, minutes: int, worker_id: uuid.UUID, today: date
) -> str:
    if not today <= on <= today + FURTHEST:
        raise Invalid("La date doit être entre aujourd’hui et dans un an.")
    if not 5 <= minutes <= 600:
        raise Invalid("La durée doit être entre 5 minutes et 10 heures.")
    worker = {one.id: one for one in workers(session, actor)}.get(worker_id)
    if worker is None:
        able = " ou ".join(roles.LABELS[role].lower() for role in RULES["visit_roles"])
        raise Invalid(f"Choisissez une personne du secteur qui fait ces visites ({able}).")
    return free.warning(session, worker.id, worker.name, on, at, minutes)
