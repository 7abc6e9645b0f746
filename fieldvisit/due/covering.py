"""Absence cover (« remplacement »): a coordinator gives an absent colleague's families to a named stand-in.

The stand-in's care relationship lasts as long as the absence and ends by itself the day after (domain §1.2); the
absent colleague keeps her own. A former cover is ended, never removed.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, select

from fieldvisit.access import care, journal
from fieldvisit.access.account import Account, AccountSector, Actor
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.access.journal import What
from fieldvisit.calendars import absence, free, team
from fieldvisit.calendars.absence import Absence
from fieldvisit.due import listing
from fieldvisit.due.cover import Cover
from fieldvisit.due.listed import LEADS
from fieldvisit.families import household
from fieldvisit.families.household import SECTOR_IS_CARE, Household
from fieldvisit.words import Refusal

SCREEN = "remplacement"
#: How far ahead absences are shown as still to be covered, and how long one is at least, in days.
AHEAD, LONG = timedelta(days=92), 3


class NotAllowed(Refusal):
    sentence = "La coordinatrice du secteur confie les familles d’une collègue absente."


class NotFound(Refusal):
    sentence = "Cette absence n’existe plus, ou elle est passée : rechargez la page."


class Invalid(Refusal):
    sentence = "Choisissez la remplaçante et au moins une famille."


@dataclass(frozen=True)
class Followed:
    """A family of the absent colleague's; ``stand_in``: who covers it, or None."""

    family: Household
    stand_in: Account | None


@dataclass(frozen=True)
class StandIn:
    """``away``: absent herself on some of these days; ``sectors``: where she may take families."""

    account: Account
    away: bool
    sectors: frozenset[uuid.UUID]


def may_cover(session: Session, actor: Actor, account_id: uuid.UUID) -> bool:
    return actor.role in SECTOR_IS_CARE and team.plans_for(session, actor, account_id)


def followed(session: Session, actor: Actor, absence_id: uuid.UUID, today: date) -> list[Followed]:
    """The families that the absent colleague follows in this actor's sectors, by name, with who covers each.

    :raises Refusal: if the absence is over or not hers to cover
    """
    gone = _find(session, actor, absence_id, today)
    covered = _covers(session, gone, today)
    return [Followed(home, covered.get(home.id, (None, None))[1]) for home in _families(session, actor, gone, today)]


def stand_ins(session: Session, actor: Actor, absence_id: uuid.UUID, today: date) -> list[StandIn]:
    """Who may take them, in this actor's sectors: those who are there first, then the same trade, then by name."""
    gone = _find(session, actor, absence_id, today)
    trade = session.get_one(Account, gone.account_id).role
    query = (
        select(Account, AccountSector.sector_id)
        .join(AccountSector, AccountSector.account_id == Account.id)
        .where(
            AccountSector.sector_id.in_(actor.sectors),
            Account.role.in_(LEADS),
            Account.disabled_at.is_(None),
            Account.id != gone.account_id,
        )
    )
    accounts, sectors = {}, {}
    for account, sector_id in session.exec(query):
        accounts[account.id] = account
        sectors.setdefault(account.id, set()).add(sector_id)
    away = {id for id, listed in free.away(session, list(accounts), gone.first_on, gone.last_on).items() if listed}
    found = [StandIn(one, one.id in away, frozenset(sectors[one.id])) for one in accounts.values()]
    return sorted(found, key=lambda one: (one.away, one.account.role != trade, one.account.name))


def give(
    session: Session,
    actor: Actor,
    absence_id: uuid.UUID,
    stand_in_id: uuid.UUID,
    family_ids: Collection[uuid.UUID],
    today: date,
    now: datetime,
) -> int:
    """How many families were given, from the first day of the absence (or today) to its last one.

    A family given to somebody else before is given anew.

    :raises Refusal: with what to change; then nothing is given
    """
    gone = _find(session, actor, absence_id, today)
    taker = next((one for one in stand_ins(session, actor, absence_id, today) if one.account.id == stand_in_id), None)
    wanted = [home for home in _families(session, actor, gone, today) if home.id in set(family_ids)]
    if taker is None or not wanted:
        raise Invalid
    if elsewhere := [home.label for home in wanted if home.sector_id not in taker.sectors]:
        raise Invalid(f"{taker.account.name} n’est pas du secteur de {', '.join(elsewhere[:3])}.")
    covered, given = _covers(session, gone, today), 0
    for home in wanted:
        relation, former = covered.get(home.id, (None, None))
        if former is not None and former.id == stand_in_id:
            continue
        if relation is not None:
            _end(session, actor, relation, today, now)
        made = CareRelationship(
            account_id=stand_in_id,
            family_id=home.id,
            reason=Reason.COVER,
            since=max(gone.first_on, today),
            until=gone.last_on,
        )
        session.add(made)
        session.flush()
        session.add(Cover(absence_id=gone.id, relationship_id=made.id, given_by=actor.account_id, given_at=now))
        journal.note(session, actor, home.id, What.WRITE, SCREEN, now, subject_id=stand_in_id)
        given += 1
    listing.refresh(session, [home.id for home in wanted], today)
    return given


def take_back(
    session: Session, actor: Actor, absence_id: uuid.UUID, family_ids: Collection[uuid.UUID], today: date, now: datetime
) -> int:
    """End the cover of these families today; how many. What the stand-in did at home still comes in for 30 days."""
    gone = _find(session, actor, absence_id, today)
    hers = {home.id for home in _families(session, actor, gone, today)} & set(family_ids)
    ended = [relation for family_id, (relation, _) in _covers(session, gone, today).items() if family_id in hers]
    for relation in ended:
        _end(session, actor, relation, today, now)
    listing.refresh(session, [one.family_id for one in ended], today)
    return len(ended)


def absence_cancelled(session: Session, actor: Actor, gone: Absence, today: date, now: datetime) -> int:
    """She is back: nobody covers for her any more. How many covers ended."""
    ended = [relation for relation, _ in _covers(session, gone, today).values()]
    for relation in ended:
        _end(session, actor, relation, today, now)
    listing.refresh(session, [one.family_id for one in ended], today)
    return len(ended)


def to_cover(session: Session, actor: Actor, today: date) -> list[tuple[Absence, Account, int, int]]:
    """Absences of three days or more that are coming: of whom, how many families, and how many nobody covers yet."""
    if actor.role not in SECTOR_IS_CARE:
        return []
    leads = {one.id: one for one in team.members(session, actor) if one.role in LEADS}
    found = []
    for gone in absence.standing(session, leads, today, today + AHEAD):
        if (gone.last_on - max(gone.first_on, today)).days + 1 < LONG or not may_cover(session, actor, gone.account_id):
            continue
        families = {home.id for home in _families(session, actor, gone, today)}
        if left := len(families - _covers(session, gone, today).keys()):
            found.append((gone, leads[gone.account_id], len(families), left))
    return found


def of_stand_in(session: Session, actor: Actor, today: date) -> list[tuple[str, Absence, int]]:
    """Whom this actor stands in for, now or soon: the name, the absence, how many families."""
    query = (
        select(Account.name, Absence, sa.func.count())
        .join(Absence, Absence.account_id == Account.id)
        .join(Cover, Cover.absence_id == Absence.id)
        .join(CareRelationship, CareRelationship.id == Cover.relationship_id)
        .where(
            CareRelationship.account_id == actor.account_id,
            CareRelationship.until >= today,
            CareRelationship.until >= CareRelationship.since,
        )
        .group_by(Account.name, Absence.id)
        .order_by(Absence.first_on, Account.name)
    )
    return list(session.exec(query))


def _find(session: Session, actor: Actor, absence_id: uuid.UUID, today: date) -> Absence:
    found = session.get(Absence, absence_id)
    if found is None or found.cancelled_at is not None or found.last_on < today:
        raise NotFound
    if not may_cover(session, actor, found.account_id):
        raise NotAllowed
    return found


def _families(session: Session, actor: Actor, gone: Absence, today: date) -> list[Household]:
    """Those she follows while she is away, in this actor's sectors."""
    hers = select(CareRelationship.family_id).where(
        CareRelationship.account_id == gone.account_id,
        CareRelationship.reason == Reason.ASSIGNED,
        CareRelationship.since <= gone.last_on,
        sa.or_(CareRelationship.until.is_(None), CareRelationship.until >= max(gone.first_on, today)),
    )
    opened = household.open_to(actor, "planning_mission", today, write=True)
    query = select(Household).where(Household.id.in_(hers), Household.id.in_(opened))
    return list(session.exec(query.order_by(Household.label, Household.id)))


def _covers(session: Session, gone: Absence, today: date) -> dict[uuid.UUID, tuple[CareRelationship, Account]]:
    """By family, what stands of this absence or will: a disabled stand-in covers nobody."""
    relation, taker = aliased(CareRelationship), aliased(Account)
    query = (
        select(relation, taker)
        .join(Cover, Cover.relationship_id == relation.id)
        .join(taker, taker.id == relation.account_id)
        .where(
            Cover.absence_id == gone.id,
            relation.until >= today,
            relation.until >= relation.since,
            taker.disabled_at.is_(None),
        )
    )
    return {one.family_id: (one, who) for one, who in session.exec(query)}


def _end(session: Session, actor: Actor, relation: CareRelationship, today: date, now: datetime) -> None:
    # What had not begun is ended so long ago that no work of it can still be on its way.
    begun = relation.since <= today
    relation.until = today - timedelta(days=1) - (care.NO_GRACE if begun else care.GRACE)
    session.add(relation)
    journal.note(session, actor, relation.family_id, What.WRITE, SCREEN, now, subject_id=relation.account_id)
