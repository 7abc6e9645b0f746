"""Two writings of one visit, for whoever may choose between them: the one in force left, the one kept beside right."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.device import Device
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.families import decision, household
from fieldvisit.families.decision import About
from fieldvisit.families.household import SECTOR_IS_CARE, Household
from fieldvisit.families.person import Person
from fieldvisit.forms import compartments
from fieldvisit.schedule.record import VisitRecord
from fieldvisit.schedule.visit import Visit
from fieldvisit.settling import fields, kept
from fieldvisit.settling.fields import Field, State
from fieldvisit.settling.kept import Kept
from fieldvisit.sync.kinds.known import COMPARTMENT
from fieldvisit.sync.received import ReceivedLine, Word
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal

KIND = "visit_record"
#: Answers that only their author and a few functions read: they never move under another author's name.
SECRET = frozenset({compartments.VIOLENCE, compartments.INTERVIEW, compartments.MOTHER})
HIDDEN = "Réponse réservée"


class NotFound(Refusal):
    sentence = "Ces deux écrits n’existent pas, ont été départagés, ou ne vous sont pas ouverts."


@dataclass(frozen=True)
class Side:
    """Where one writing comes from."""

    author: Account
    device: Device | None
    captured_at: datetime
    received_at: datetime


@dataclass(frozen=True)
class Pair:
    """``fields``: those that this reader may see, as far as she may; ``told``: all of them, to carry a choice out, and
    for nobody to see; ``apart``: why both cannot become one, or nothing; ``reserved``: how many contradictions this
    reader may not read; ``correction``: the right one corrects what the left one corrected too.
    """

    line_id: uuid.UUID
    visit: Visit
    in_force: VisitRecord
    beside: Kept
    left: Side
    right: Side
    fields: list[Field]
    told: list[Field]
    apart: str
    reserved: int
    correction: bool


def may_choose(actor: Actor) -> bool:
    """Whoever may write of visits, and the coordinator, whose sector is her care."""
    right = roles.right(actor.role, COMPARTMENT)
    return right.write is not Reach.NONE or (right.read is not Reach.NONE and actor.role in SECTOR_IS_CARE)


def waiting(session: Session, actor: Actor, today: date, most: int = 200) -> list[tuple[ReceivedLine, str, str]]:
    """What this actor may choose on, oldest first, with the family's label and who sent the one kept beside."""
    query = (
        select(ReceivedLine, Household.label, Account.name)
        .join(Household, Household.id == ReceivedLine.family_id)
        .join(Account, Account.id == ReceivedLine.author_id)
        .where(_open(actor, today))
        .order_by(ReceivedLine.received_at)
        .limit(most)
    )
    return list(session.exec(query))


def count(session: Session, actor: Actor, today: date) -> int:
    return session.exec(select(sa.func.count()).select_from(ReceivedLine).where(_open(actor, today))).one()


def _open(actor: Actor, today: date):
    if not may_choose(actor):
        return sa.false()
    return sa.and_(
        ReceivedLine.word == Word.DIVERGED,
        ReceivedLine.kind == KIND,
        ReceivedLine.in_force.is_(False),
        ReceivedLine.family_id.in_(household.open_to(actor, COMPARTMENT, today)),
        decision.undecided(About.VISIT, ReceivedLine.id),
    )


def look(
    session: Session,
    keyring: Keyring,
    actor: Actor,
    line_id: uuid.UUID,
    now: datetime,
    today: date,
    time: Callable[[datetime], str] = str,
) -> Pair:
    """Open both; the reading is journaled.

    :raises NotFound: if it is not open to this actor
    """
    pair = pair_of(session, keyring, actor, line_id, today, time)
    journal.note(session, actor, pair.visit.family_id, What.READ, "departager", now, subject_id=pair.visit.id)
    return pair


def pair_of(session, keyring, actor, line_id, today, time=str, *, lock: bool = False) -> Pair:
    row = session.exec(select(ReceivedLine).where(ReceivedLine.id == line_id, _open(actor, today))).one_or_none()
    if row is None:
        raise NotFound
    beside = kept.reopen(session, keyring, row)
    visit_id = beside.body and fields.envelope.uuid_from(beside.body.get("visit_id"))
    if visit_id is None:
        raise kept.Unreadable
    in_force = select(VisitRecord).where(VisitRecord.visit_id == visit_id, VisitRecord.corrected_by_id.is_(None))
    visit = select(Visit).where(Visit.id == visit_id, Visit.family_id == row.family_id)
    if lock:
        visit, in_force = visit.with_for_update(), in_force.with_for_update()
    visit, record = session.exec(visit).one_or_none(), session.exec(in_force.limit(1)).first()
    if visit is None or record is None or beside.author is None:
        raise NotFound
    apart, told = "", []
    a, b = record.body, beside.body
    if (a.get("kind"), a.get("forms")) != (b.get("kind"), b.get("forms")):
        apart = "Les deux écrits ne suivent pas la même version de la grille."
        told = _side_by_side(a, b, _names(session, visit.family_id), time)
    else:
        told = fields.compare(a, b, _names(session, visit.family_id), time)
    author = session.get_one(Account, record.author_id)
    if author.id != beside.author.id and any(_secret_of(one, author.role) for one in told):
        apart = apart or "Des réponses réservées à leur auteur ne passent pas sous le nom d’une autre personne."
    shown = [_shown(one, actor, author.id, beside.author.id) for one in told]
    reserved = sum(1 for one, seen in zip(told, shown, strict=True) if one.state is State.DIFFERS and one != seen)
    left = Side(author, _device(session, record.device_id), record.captured_at, record.received_at)
    right = Side(beside.author, beside.device, beside.envelope.captured_at, row.received_at)
    open_to_her = [one for one in shown if {one.a, one.b} - {"", HIDDEN}]
    return Pair(row.id, visit, record, beside, left, right, open_to_her, told, apart, reserved, bool(b.get("corrects")))


def _side_by_side(a: dict, b: dict, names: dict, time: Callable) -> list[Field]:
    """Two grids: each answer on its own side, nothing compared."""
    flipped = [
        replace(one, a=one.b, b=one.a, state=State.ONLY_B, key=f"b/{one.key}") for one in fields.of_one(b, names, time)
    ]
    return [*fields.of_one(a, names, time), *flipped]


def _secret_of(field: Field, role: str) -> bool:
    """Whether the right one says something here that the left one's author may not read of a colleague."""
    from_right = field.state in (State.ONLY_B, State.DIFFERS)
    return from_right and field.place in SECRET and not compartments.may_read(field.place, role, False)


def _shown(field: Field, actor: Actor, left: uuid.UUID, right: uuid.UUID) -> Field:
    """Each side only if this reader may read it there. Where she reads neither, even the question would tell."""
    sees_a = compartments.may_read(field.place, actor.role, left == actor.account_id)
    sees_b = compartments.may_read(field.place, actor.role, right == actor.account_id)
    return replace(
        field, a=field.a if sees_a or not field.a else HIDDEN, b=field.b if sees_b or not field.b else HIDDEN
    )


def _names(session: Session, family_id: uuid.UUID) -> dict[str, str]:
    query = select(Person.id, Person.first_name).where(Person.family_id == family_id)
    return {str(id): name for id, name in session.exec(query)}


def _device(session: Session, device_id: uuid.UUID | None) -> Device | None:
    return session.get(Device, device_id) if device_id else None
