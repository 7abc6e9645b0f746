"""The household (« foyer »): address, phones, notes for whoever rings at the door. The unit of access."""

import uuid
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import care, roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.db import Record, instant, where_given
from fieldvisit.words import Refusal

#: Compartments that a role with an unrestricted right sees for its whole sector; clinical ones need care as well.
#: Orders, hours and statements of family workers are validated by the head of the service, who follows no family.
SECTOR_WIDE = frozenset(
    {"identite_foyer", "planning_mission", "ordres_intervention", "validation_seances", "releves_bilans"}
)
#: Roles whose care relationship is the sector itself: they organise it.
SECTOR_IS_CARE = frozenset({"coordinatrice"})

#: Roles that read, of these compartments, only the extract that a doctor attaches to an evaluation (domain §1.2).
EXTRACT_ONLY = {"sante_enfant": frozenset({"referent_ase", "crip"})}


class Household(Record, table=True):
    """``archived_at``: since when it is in the intermediate archive (domain §1.6), closed to daily work.
    ``eliminated_at``: since when nothing of the family is left but this empty row, which the journal names.
    """

    __feed__ = ("family", "id", "id")
    __table_args__ = (
        sa.Index("ix_household_merged_into", "merged_into", **where_given("merged_into")),
        sa.Index("ix_household_archived_at", "archived_at", **where_given("archived_at")),
    )

    case_number: str = Field(unique=True)
    label: str
    sector_id: uuid.UUID = Field(foreign_key="sector.id", index=True)
    address: str = ""
    postcode: str = ""
    city: str = ""
    insee: str = ""
    lat: float | None = None
    lon: float | None = None
    ban_id: str = ""
    access_notes: str = ""
    safety_notes: str = ""
    languages: str = "français"
    interpreter: bool = False
    phone: str = ""
    phone_2: str = ""
    contact_ok: str = "oui"
    contact_hours: str = ""
    daily_instructions: str = ""
    status: str = "suivie"
    priority: int = 3
    merged_into: uuid.UUID | None = Field(default=None, foreign_key="household.id")
    archived_at: datetime | None = instant()
    eliminated_at: datetime | None = instant()


class NotFound(Refusal):
    sentence = "Ce dossier n’existe pas ou ne vous est pas ouvert."


def open_to(actor: Actor, compartment: str, today: date, *, write: bool = False, grace: timedelta = care.NO_GRACE):
    """Query of the family ids whose ``compartment`` this actor may read (or write) today.

    Role, sector and care relationship together (domain §1.2), or in their place an exceptional access, to be read;
    used inside other queries, so what may not be opened is not found.
    """
    return select(Household.id).where(opened(actor, compartment, today, write=write, grace=grace))


def opened(actor: Actor, compartment: str, today: date, *, write: bool = False, grace: timedelta = care.NO_GRACE):
    """As :func:`open_to`, a condition on households: for a query that has them at hand and need not list them first."""
    breadth = _breadth(actor, compartment, write)
    if breadth is Reach.NONE:
        return sa.false()
    here = sa.and_(Household.sector_id.in_(actor.sectors), Household.archived_at.is_(None))
    if breadth is not Reach.ALL:
        here = sa.and_(here, Household.id.in_(care.cared_for(actor.account_id, today, grace)))
    if actor.exceptional and not write:  # so, too, is an archived file read
        here = sa.or_(here, sa.and_(Household.id.in_(actor.exceptional), Household.eliminated_at.is_(None)))
    # A file that was joined to another is closed: everything is in the other one.
    return sa.and_(here, Household.merged_into.is_(None))


def active():
    """Condition on the files of daily work: neither joined to another, nor in the intermediate archive."""
    return sa.and_(Household.merged_into.is_(None), Household.archived_at.is_(None))


def why_closed(session: Session, family_id: uuid.UUID | None) -> str:
    """Of an archived or eliminated file, the sentence for whoever still writes to it; "" of any other."""
    home = session.get(Household, family_id) if family_id else None
    if home is None or home.archived_at is None:
        return ""
    how = "éliminé" if home.eliminated_at else "archivé"
    return f"Le dossier de cette famille est {how} : l’envoi est conservé à part, prévenez le médecin responsable."


def together(actor: Actor, by_compartment: dict[str, list[str]], *, write: bool = False) -> dict[str, list[str]]:
    """What is listed under each compartment, with those that open the same families to this actor as one.

    Each stands under one of its compartments; what opens none is left out. So a query asks two or three questions of
    a family, not one for each of ten classes of data.
    """
    first: dict[Reach, str] = {}
    found: dict[str, list[str]] = {}
    for compartment, listed in by_compartment.items():
        breadth = _breadth(actor, compartment, write)
        if breadth is not Reach.NONE:
            found.setdefault(first.setdefault(breadth, compartment), []).extend(listed)
    return found


def _breadth(actor: Actor, compartment: str, write: bool) -> Reach:
    """ALL: every family of her sectors; OWN: those that she cares for; NONE: none."""
    granted = roles.right(actor.role, compartment)
    reach = granted.write if write else granted.read
    if reach is Reach.NONE or actor.role in EXTRACT_ONLY.get(compartment, ()):
        return Reach.NONE
    if actor.role in SECTOR_IS_CARE or (reach is Reach.ALL and compartment in SECTOR_WIDE):
        return Reach.ALL
    return Reach.OWN


def is_open(session: Session, actor: Actor, family_id: uuid.UUID, compartment: str, today: date) -> bool:
    """Whether this family's ``compartment`` may be read by this actor today."""
    opened = open_to(actor, compartment, today).where(Household.id == family_id)
    return session.exec(opened).first() is not None


def standing_for(session: Session, family_id: uuid.UUID) -> uuid.UUID:
    """The file that this one was joined to, or itself."""
    query = select(Household.merged_into).where(Household.id == family_id)
    return session.exec(query).one_or_none() or family_id


def with_merged(session: Session, family_id: uuid.UUID) -> list[uuid.UUID]:
    """This file and those that were joined to it, for what stays where it was written."""
    query = select(Household.id).where((Household.id == family_id) | (Household.merged_into == family_id))
    return list(session.exec(query))


def find(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> Household:
    """:raises NotFound: if it does not exist or is not open to this actor"""
    query = select(Household).where(
        Household.id == family_id, Household.id.in_(open_to(actor, "identite_foyer", today))
    )
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found
