"""A session of health checks at one school (« bilan de santé en école maternelle »): where, when and by whom.

A school is no family: its list is read by the sector's PMI team, its results by those who read a child's health.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.roles import Reach
from fieldvisit.calendars import free
from fieldvisit.db import Record, instant
from fieldvisit.schools import history
from fieldvisit.schools.history import What
from fieldvisit.words import Choice, Refusal, french_date, sound

#: Who makes a check (domain §5.4): the roles of the activity « bsem » in the county's list.
ROLES = ("puericultrice", "infirmiere_pmi", "medecin_pmi")
LIST, PLANNING, HEALTH = "identite_foyer", "planning_mission", "sante_enfant"
FURTHEST = timedelta(days=366)
SHORTEST, LONGEST = 15, 600
MINUTES = 180
LONGEST_TEXT = 120


class Status(Choice):
    READY = "preparee", "Préparée"
    CLOSED = "close", "Close"
    CANCELLED = "annulee", "Annulée"


class SchoolSession(Record, table=True):
    """``starts_at`` is local time (Europe/Paris). ``second_id``: who makes the checks with ``worker_id``."""

    __tablename__ = "school_session"

    sector_id: uuid.UUID = Field(foreign_key="sector.id", index=True)
    school: str
    address: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    held_on: date = Field(index=True)
    starts_at: time | None = None
    duration_min: int
    worker_id: uuid.UUID = Field(foreign_key="account.id", index=True)
    second_id: uuid.UUID | None = Field(default=None, foreign_key="account.id", index=True)
    words: str = ""
    status: str = Status.READY
    cancel_reason: str = ""
    made_at: datetime = instant(nullable=False)
    made_by: uuid.UUID = Field(foreign_key="account.id")

    @property
    def team(self) -> list[uuid.UUID]:
        return [one for one in (self.worker_id, self.second_id) if one]


class NotFound(Refusal):
    sentence = "Cette séance n’existe pas ou ne vous est pas ouverte."


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas de préparer une séance de bilans."


class Invalid(Refusal):
    sentence = "Cette séance est incomplète."


def may_open(role: str) -> bool:
    """Whether this role reads a session and its list: the PMI service, whose right knows no « * »."""
    return all(roles.right(role, one).read is Reach.ALL for one in (LIST, PLANNING))


def may_prepare(role: str) -> bool:
    return all(roles.right(role, one).write is Reach.ALL for one in (LIST, PLANNING))


def reads_results(role: str) -> bool:
    """Whether this role reads what was found, child by child; the others see how the session goes."""
    return may_open(role) and roles.right(role, HEALTH).read is Reach.ALL


def open_to(actor: Actor):
    """Query of the session ids open to this actor: function and sector; nobody is followed here, so no care."""
    query = select(SchoolSession.id).where(SchoolSession.sector_id.in_(actor.sectors))
    return query if may_open(actor.role) else query.where(sa.false())


def find(session: Session, actor: Actor, session_id: uuid.UUID, *, write: bool = False) -> SchoolSession:
    """:raises Refusal: if it does not exist, is not open to the actor, or not to be prepared by her"""
    query = select(SchoolSession).where(SchoolSession.id == session_id, SchoolSession.id.in_(open_to(actor)))
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    if write and not may_prepare(actor.role):
        raise NotAllowed
    return found


def listed(session: Session, actor: Actor) -> list[SchoolSession]:
    """The coming ones first, then the others, newest first."""
    query = select(SchoolSession).where(SchoolSession.id.in_(open_to(actor)))
    return list(session.exec(query.order_by(sa.desc(SchoolSession.held_on), SchoolSession.school)))


def carried(session: Session, actor: Actor, first: date, last: date) -> list[SchoolSession]:
    """Those that this worker makes on these days: what her tablet takes along."""
    if actor.role not in ROLES:
        return []
    query = select(SchoolSession).where(
        SchoolSession.id.in_(open_to(actor)),
        sa.or_(SchoolSession.worker_id == actor.account_id, SchoolSession.second_id == actor.account_id),
        SchoolSession.held_on >= first,
        SchoolSession.held_on <= last,
        SchoolSession.status != Status.CANCELLED,
    )
    return list(session.exec(query.order_by(SchoolSession.id)))


def workers(session: Session, actor: Actor) -> list[Account]:
    """Who can make the checks, in the actor's sectors."""
    query = select(Account).where(
        Account.role.in_(ROLES),
        Account.disabled_at.is_(None),
        Account.id.in_(select(AccountSector.account_id).where(AccountSector.sector_id.in_(actor.sectors))),
    )
    return list(session.exec(query.order_by(Account.name)))


def hours(session: Session, worker_id: uuid.UUID, on: date, but: uuid.UUID | None = None) -> list[tuple[time, int]]:
    """Hour and minutes of this worker's sessions of that day: what planning asks."""
    query = select(SchoolSession.starts_at, SchoolSession.duration_min).where(
        sa.or_(SchoolSession.worker_id == worker_id, SchoolSession.second_id == worker_id),
        SchoolSession.held_on == on,
        SchoolSession.starts_at.is_not(None),
        SchoolSession.status != Status.CANCELLED,
        SchoolSession.id != but if but else sa.true(),
    )
    return [tuple(row) for row in session.execute(query)]


def between(session: Session, worker_ids: Iterable[uuid.UUID], first: date, last: date) -> list[SchoolSession]:
    """The sessions of these workers on these days, for a planning: where they are is no secret of the service."""
    ids = list(worker_ids)
    query = select(SchoolSession).where(
        sa.or_(SchoolSession.worker_id.in_(ids), SchoolSession.second_id.in_(ids)),
        SchoolSession.held_on >= first,
        SchoolSession.held_on <= last,
        SchoolSession.status != Status.CANCELLED,
    )
    return list(session.exec(query.order_by(SchoolSession.held_on, SchoolSession.starts_at)))


def prepare(
    session: Session, actor: Actor, sector_id: uuid.UUID, fields: dict, today: date, now: datetime
) -> tuple[SchoolSession, str]:
    """A new session and a warning, empty if there is nothing to say. ``fields``: as :func:`change` takes them.

    :raises Refusal: with what to change
    """
    if not may_prepare(actor.role):
        raise NotAllowed
    if sector_id not in actor.sectors:
        raise Invalid("Choisissez l’un de vos secteurs.")
    values, warning = _checked(session, actor, fields, today)
    made = SchoolSession(sector_id=sector_id, made_at=now, made_by=actor.account_id, **values)
    session.add(made)
    session.flush()
    history.note(session, actor, made.id, What.PREPARED, now, f"{made.school}, le {french_date(made.held_on)}")
    return made, warning


def change(session: Session, actor: Actor, session_id: uuid.UUID, fields: dict, today: date, now: datetime) -> str:
    """``fields``: those of :class:`SchoolSession` from ``school`` to ``words``, but for the sector.

    :raises Refusal: if it is over, or with what to change
    """
    found = _ready(session, actor, session_id)
    values, warning = _checked(session, actor, fields, min(today, found.held_on))
    for name, value in values.items():
        setattr(found, name, value)
    session.add(found)
    history.note(session, actor, found.id, What.CHANGED, now, f"{found.school}, le {french_date(found.held_on)}")
    return warning


def cancel(session: Session, actor: Actor, session_id: uuid.UUID, reason: str, now: datetime) -> None:
    """:raises Refusal: if it is over, or no reason is given"""
    found = _ready(session, actor, session_id)
    if not reason.strip():
        raise Invalid("Dites pourquoi la séance est annulée.")
    found.status, found.cancel_reason = Status.CANCELLED, _text(reason, 1000)
    session.add(found)
    history.note(session, actor, found.id, What.CANCELLED, now)


def close(session: Session, actor: Actor, session_id: uuid.UUID, now: datetime) -> None:
    """Nobody is awaited any more; what still arrives from a tablet is taken all the same."""
    found = _ready(session, actor, session_id)
    found.status = Status.CLOSED
    session.add(found)
    history.note(session, actor, found.id, What.CLOSED, now)


def reopen(session: Session, actor: Actor, session_id: uuid.UUID, now: datetime) -> None:
    found = find(session, actor, session_id, write=True)
    if found.status != Status.CLOSED:
        raise Invalid("Cette séance n’est pas close : rechargez la page.")
    found.status = Status.READY
    session.add(found)
    history.note(session, actor, found.id, What.REOPENED, now)


def _ready(session: Session, actor: Actor, session_id: uuid.UUID) -> SchoolSession:
    found = find(session, actor, session_id, write=True)
    if found.status != Status.READY:
        raise Invalid("Cette séance est déjà close ou annulée.")
    return found


def _checked(session: Session, actor: Actor, fields: dict, earliest: date) -> tuple[dict, str]:
    values = {name: _text(fields.get(name)) for name in ("school", "address", "postcode", "city", "phone")}
    values["words"] = _text(fields.get("words"), 1000)
    if not values["school"] or not values["city"]:
        raise Invalid("Indiquez le nom de l’école et sa commune.")
    on, minutes = fields["held_on"], fields["duration_min"]
    if not earliest <= on <= earliest + FURTHEST:
        raise Invalid("La date doit être entre aujourd’hui et dans un an.")
    if minutes is None or not SHORTEST <= minutes <= LONGEST:
        raise Invalid(f"La durée doit être entre {SHORTEST} minutes et {LONGEST // 60} heures.")
    able = {one.id: one for one in workers(session, actor)}
    first, second = fields["worker_id"], fields["second_id"]
    if first not in able or (second and second not in able):
        raise Invalid("Choisissez des personnes du secteur qui font les bilans (puéricultrice, infirmière ou médecin).")
    if first == second:
        raise Invalid("La même personne est choisie deux fois : laissez la seconde vide.")
    at = fields["starts_at"]
    told = [free.warning(session, one, able[one].name, on, at, minutes) for one in (first, second) if one]
    values |= {"held_on": on, "starts_at": at, "duration_min": minutes, "worker_id": first, "second_id": second}
    return values, " ".join(filter(None, told))


def _text(value: object, longest: int = LONGEST_TEXT) -> str:
    return sound(str(value or "")).strip()[:longest]
