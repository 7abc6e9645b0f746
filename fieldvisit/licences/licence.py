"""A licence and its holder (« agrément »). It knows no family: no key leads from here to a household, nor back."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import Actor
from fieldvisit.access.roles import Reach
from fieldvisit.db import Record, instant
from fieldvisit.licences.rules import RULES, Kind
from fieldvisit.words import Choice, Refusal

COMPARTMENT = "agrement_assmat"
LONGEST, LONGEST_WORDS = 120, 4000


class State(Choice):
    ASKED = "demande", "Demande en cours"
    GRANTED = "accorde", "En cours de validité"
    SUSPENDED = "suspendu", "Suspendu"
    EXPIRED = "echu", "Échu"
    REFUSED = "refuse", "Refusé"
    WITHDRAWN = "retire", "Retiré"
    ENDED = "cesse", "Activité cessée"


class Licence(Record, table=True):
    """``ended``: the state in which it ended, empty while it stands. ``suspended_until``: the last day included.

    ``capacity``, ``ages``: as the last decision says. ``expires_on``: the last day of validity.
    """

    number: str = Field(unique=True)
    sector_id: uuid.UUID = Field(foreign_key="sector.id", index=True)
    kind: str
    last_name: str
    first_name: str
    birth_date: date | None = None
    address: str = ""
    postcode: str = ""
    city: str = ""
    phone: str = ""
    email: str = ""
    capacity: int | None = None
    ages: str = ""
    granted_on: date | None = None
    expires_on: date | None = None
    suspended_until: date | None = None
    ended: str = ""
    ended_on: date | None = None
    made_at: datetime = instant(nullable=False)
    made_by: uuid.UUID = Field(foreign_key="account.id")

    @property
    def holder(self) -> str:
        return f"{self.first_name} {self.last_name}"


class NotFound(Refusal):
    sentence = "Cet agrément n’existe pas ou ne vous est pas ouvert."


class NotAllowed(Refusal):
    sentence = "Votre fonction ne permet pas de modifier cet agrément."


class Invalid(Refusal):
    sentence = "Cette fiche est incomplète."


def open_to(actor: Actor, *, write: bool = False):
    """Query of the licence ids that this actor may read (or write): role and sector; a licence knows no care."""
    right = roles.right(actor.role, COMPARTMENT)
    if (right.write if write else right.read) is Reach.NONE:
        return select(Licence.id).where(sa.false())
    return select(Licence.id).where(Licence.sector_id.in_(actor.sectors))


def reads_all(actor: Actor) -> bool:
    """Whether she reads what is told and judged, not only dates and decisions: the secretariat's « * » does not."""
    return roles.right(actor.role, COMPARTMENT).read is Reach.ALL


def judges(actor: Actor) -> bool:
    """Whether she writes what is told and judged: visits made, incidents."""
    return roles.right(actor.role, COMPARTMENT).write is Reach.ALL


def find(session: Session, actor: Actor, licence_id: uuid.UUID, *, write: bool = False) -> Licence:
    """:raises Refusal: if it does not exist, is not open to the actor, or not to be written by her"""
    query = select(Licence).where(Licence.id == licence_id, Licence.id.in_(open_to(actor)))
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    if write and session.exec(open_to(actor, write=True).where(Licence.id == licence_id)).first() is None:
        raise NotAllowed
    return found


def listed(session: Session, actor: Actor) -> list[Licence]:
    """By name."""
    query = select(Licence).where(Licence.id.in_(open_to(actor)))
    return list(session.exec(query.order_by(Licence.last_name, Licence.first_name, Licence.id)))


def state(one: Licence, today: date) -> State:
    if one.ended:
        return State(one.ended)
    if one.granted_on is None:
        return State.ASKED
    if one.expires_on and one.expires_on < today:
        return State.EXPIRED
    if one.suspended_until and one.suspended_until >= today:
        return State.SUSPENDED
    return State.GRANTED


def check_person(kind: str, last_name: str, first_name: str, birth_date: date | None, today: date) -> tuple[str, str]:
    """Both names as they are kept.

    :raises Invalid: with what is missing
    """
    last, first = (" ".join(name.replace("\0", "").split())[:LONGEST] for name in (last_name, first_name))
    if not last or not first:
        raise Invalid("Indiquez le nom et le prénom.")
    if kind not in list(Kind):
        raise Invalid("Choisissez la profession dans la liste.")
    if birth_date and not date(1920, 1, 1) <= birth_date < today:
        raise Invalid("Vérifiez la date de naissance.")
    return last, first


def check_capacity(kind: str, capacity: int | None, reasons: str) -> None:
    """:raises Invalid: beyond what the law allows, or beyond the usual number without a reason"""
    limits = RULES["capacity"][kind]
    if capacity is None or not 1 <= capacity <= limits["most"]:
        raise Invalid(f"Le nombre d’enfants doit être entre 1 et {limits['most']}.")
    if capacity > limits["usual"] and not reasons.strip():
        raise Invalid(f"Au-delà de {limits['usual']} enfants c’est une dérogation : dites pourquoi.")


def words(text: str) -> str:
    return text.replace("\0", "").strip()[:LONGEST_WORDS]
