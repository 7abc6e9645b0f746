"""Two orders of one round: the one in force, and the one that a second tablet sent without having seen it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import roles
from fieldvisit.access.account import AccountSector, Actor
from fieldvisit.access.roles import Reach
from fieldvisit.families import decision
from fieldvisit.families.decision import About, Settled
from fieldvisit.families.household import Household
from fieldvisit.licences import licence
from fieldvisit.licences.licence import Licence
from fieldvisit.licences.visit import LicenceVisit
from fieldvisit.schedule import outing_order
from fieldvisit.schedule.overtaken import PLANNING
from fieldvisit.schedule.visit import Visit, visible_to
from fieldvisit.schools import sessions
from fieldvisit.schools.sessions import SchoolSession
from fieldvisit.settling import kept
from fieldvisit.sync import envelope
from fieldvisit.sync.kinds import round_order
from fieldvisit.sync.received import ReceivedLine, Word
from fieldvisit.sync.sealing import Keyring
from fieldvisit.words import Refusal


class NotFound(Refusal):
    sentence = "Cet ordre de tournée n’existe pas, a été départagé, ou ne vous est pas ouvert."


@dataclass(frozen=True)
class Orders:
    """Labels of families and places in both orders; a visit that this reader may not see is left out."""

    line_id: uuid.UUID
    author: str
    day: str
    in_force: list[str]
    beside: list[str]


def count(session: Session, actor: Actor) -> int:
    return session.exec(select(sa.func.count()).select_from(ReceivedLine).where(_open(actor))).one()


def waiting(session: Session, keyring: Keyring, actor: Actor, today: date, most: int = 50) -> list[Orders]:
    """What this actor may choose on, oldest first."""
    rows = session.exec(select(ReceivedLine).where(_open(actor)).order_by(ReceivedLine.received_at).limit(most))
    read = (_read(session, kept.reopen(session, keyring, row), actor, today) for row in rows)
    return [one for one in read if one]


def settle(
    session: Session,
    keyring: Keyring,
    actor: Actor,
    line_id: uuid.UUID,
    take: bool,
    reason: str,
    now: datetime,
    today: date,
) -> None:
    """Put the order kept beside in force (``take``), or leave the one that is.

    :raises NotFound: if it is not open to this actor
    """
    row = session.exec(select(ReceivedLine).where(ReceivedLine.id == line_id, _open(actor))).one_or_none()
    if row is None:
        raise NotFound
    reason = decision.reason_from(reason)
    beside = kept.reopen(session, keyring, row)
    if take:
        round_order.apply(session, beside.arrival(session, now, today))
    decision.note(
        session,
        actor,
        About.ROUND,
        row.id,
        "second" if take else "en_vigueur",
        reason,
        now,
        told_id=row.author_id,
        envelope_id=row.envelope_id,
        digest=row.digest,
        word=Settled.SETTLED,
        sentence=f"{actor.name} a gardé l’{'ordre de cette tablette' if take else 'autre ordre'}. Motif : {reason}",
    )


def _open(actor: Actor):
    """Whose round it is, and whoever plans in her sector."""
    right = roles.right(actor.role, PLANNING).write
    sectors = select(AccountSector.account_id).where(AccountSector.sector_id.in_(actor.sectors))
    whose = ReceivedLine.author_id == actor.account_id
    if right is Reach.ALL:
        whose = sa.or_(whose, ReceivedLine.author_id.in_(sectors))
    return sa.and_(
        ReceivedLine.word == Word.DIVERGED,
        ReceivedLine.kind == "round_order",
        whose,
        decision.undecided(About.ROUND, ReceivedLine.id),
    )


def _read(session: Session, beside: kept.Kept, actor: Actor, today: date) -> Orders | None:
    order = (beside.body or {}).get("order")
    if not isinstance(order, list) or beside.author is None:
        return None
    ids = [one for one in map(envelope.uuid_from, order) if one]
    found = _visits(session, actor, ids, today) | _outings(session, actor, ids, beside.author.id)
    seen = [found[id] for id in ids if id in found]
    in_force = sorted(seen, key=lambda one: (one[0] is None, one[0] or 0))
    labels = [label for _, label in in_force], [label for _, label in seen]
    return Orders(beside.row.id, beside.author.name, str(beside.body.get("date", "")), *labels)


def _visits(session: Session, actor: Actor, ids: list[uuid.UUID], today: date) -> dict:
    """Position and label of each, by its id."""
    query = select(Visit, Household.label).join(Household, Household.id == Visit.family_id)
    found = session.exec(query.where(Visit.id.in_(ids), visible_to(actor, today)))
    return {visit.id: (visit.position, label) for visit, label in found}


def _outings(session: Session, actor: Actor, ids: list[uuid.UUID], whose: uuid.UUID) -> dict:
    """The same of schools and licences."""
    schools = select(SchoolSession).where(SchoolSession.id.in_(ids), SchoolSession.id.in_(sessions.open_to(actor)))
    licences = select(LicenceVisit, Licence).join(Licence, Licence.id == LicenceVisit.licence_id)
    licences = licences.where(LicenceVisit.id.in_(ids), Licence.id.in_(licence.open_to(actor)))
    placed = outing_order.of(session, whose)
    found = {one.id: (placed.get((one.id, one.held_on)), one.school) for one in session.exec(schools)}
    return found | {
        visit.id: (placed.get((visit.id, visit.planned_on)), of.holder) for visit, of in session.exec(licences)
    }
