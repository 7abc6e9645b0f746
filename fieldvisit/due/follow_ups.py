"""Recurring follow-ups of a family: set by whoever plans for it, stopped by one of them, never deleted."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal, roles
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.journal import What
from fieldvisit.access.roles import Reach
from fieldvisit.due import calendar, listing, rhythm, rules
from fieldvisit.due.follow_up import FollowUp
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person, Role
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.visit_type import VisitType
from fieldvisit.words import Refusal, sound

PLANNING = "planning_mission"
LONGEST_REASON = 500
#: A follow-up may be written down after its first visit.
BEFORE, AHEAD = timedelta(days=7), timedelta(days=366)


class Invalid(Refusal):
    sentence = "Ce suivi ne peut pas être enregistré ainsi."


class NotFound(Refusal):
    sentence = "Ce suivi n’existe pas ou ne vous est pas ouvert."


@dataclass(frozen=True)
class Asked:
    """``rule``: see ``rhythm.rule_of``; ``person_id``: the child it is about, None for the whole family."""

    kind: str
    trade: str
    rule: str
    starts_on: date
    reason: str = ""
    person_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Shown:
    """``words``: « Toutes les 2 semaines, 6 fois »; ``kind``: as this reader may know it."""

    follow_up: FollowUp
    kind: VisitType
    words: str
    set_by: str


def set_up(session: Session, actor: Actor, family_id: uuid.UUID, asked: Asked, today: date, now: datetime) -> FollowUp:
    """Its visits are in the family's list at once.

    :raises fieldvisit.families.household.NotFound: if the family is not open to this actor's planning
    :raises Invalid: with what to change
    """
    family = _writable(session, actor, family_id, today)
    reason = sound(" ".join(asked.reason.split()))
    _check(session, actor, family, asked, reason, today)
    made = FollowUp(
        family_id=family.id,
        person_id=asked.person_id,
        kind=asked.kind,
        trade=asked.trade,
        rule=asked.rule,
        starts_on=asked.starts_on,
        reason=reason,
        set_by=actor.account_id,
        set_at=now,
    )
    session.add(made)
    journal.note(session, actor, family.id, What.WRITE, "suivi", now, subject_id=made.id)
    listing.refresh(session, [family.id], today)
    return made


def stop(session: Session, actor: Actor, follow_up_id: uuid.UUID, today: date, now: datetime) -> FollowUp:
    """No visit of it is asked for any more; those that were made stay.

    :raises NotFound: if there is none, it was stopped, or it is not this actor's to stop
    """
    query = select(FollowUp).where(FollowUp.id == follow_up_id, FollowUp.ended_on.is_(None)).with_for_update()
    found = session.exec(query).one_or_none()
    if found is None or visit_type.shown_to(actor.role, found.kind) is visit_type.DISCREET:
        raise NotFound
    try:
        _writable(session, actor, found.family_id, today)
    except household.NotFound as refusal:
        raise NotFound from refusal
    found.ended_on, found.ended_by = today, actor.account_id
    session.add(found)
    journal.note(session, actor, found.family_id, What.WRITE, "suivi", now, subject_id=found.id)
    listing.refresh(session, [found.family_id], today)
    return found


def of_family(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> list[Shown]:
    """Those that are running first, then the newest; without those of a kind that this reader may not know of.

    Whoever has only a shared right on the planning (TISF, AEP) sees those of her own trade.
    """
    opened = household.open_to(actor, PLANNING, today)
    whole = roles.right(actor.role, PLANNING).read is Reach.ALL
    query = (
        select(FollowUp, Account.name)
        .join(Account, Account.id == FollowUp.set_by)
        .where(
            FollowUp.family_id == family_id,
            FollowUp.family_id.in_(opened),
            sa.true() if whole else FollowUp.trade == actor.role,
        )
        .order_by(FollowUp.ended_on.is_not(None), sa.desc(FollowUp.starts_on), FollowUp.id)
    )
    listed = ((one, visit_type.shown_to(actor.role, one.kind), name) for one, name in session.exec(query))
    return [
        Shown(one, kind, rhythm.words(one.rule), name)
        for one, kind, name in listed
        if kind is not visit_type.DISCREET and _opens(session, actor, family_id, kind, today)
    ]


def _opens(session: Session, actor: Actor, family_id: uuid.UUID, kind: VisitType, today: date) -> bool:
    return kind.compartment is None or household.is_open(session, actor, family_id, kind.compartment, today)


def _writable(session: Session, actor: Actor, family_id: uuid.UUID, today: date) -> Household:
    opened = household.open_to(actor, PLANNING, today, write=True)
    found = session.exec(select(Household).where(Household.id == family_id, Household.id.in_(opened))).one_or_none()
    if found is None or roles.right(actor.role, PLANNING).write is not Reach.ALL:
        raise household.NotFound
    return found


def _check(session: Session, actor: Actor, family: Household, asked: Asked, reason: str, today: date) -> None:
    kind = visit_type.shown_to(actor.role, asked.kind)
    if kind is visit_type.DISCREET or not kind.plain or not _opens(session, actor, family.id, kind, today):
        raise Invalid("Choisissez un type de visite dans la liste.")
    if asked.trade not in kind.roles:
        raise Invalid(
            f"« {kind.label} » est du ressort de : {', '.join(sorted(roles.LABELS[one] for one in kind.roles))}."
        )
    if family.status in rules.NOT_FOLLOWED:
        raise Invalid("Cette famille n’est plus suivie dans le département : rouvrez d’abord son dossier.")
    if not today - BEFORE <= asked.starts_on <= today + AHEAD:
        raise Invalid("La première visite est cette semaine ou plus tard, dans un an au plus.")
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"Ce motif est trop long : {LONGEST_REASON} caractères au plus.")
    calendar.check_rule(asked.rule, asked.starts_on)
    if not {"COUNT", "UNTIL"} & {part.partition("=")[0] for part in asked.rule.upper().split(";")}:
        raise Invalid("Indiquez un nombre de visites ou une date de fin.")
    if asked.person_id is not None:
        query = select(Person).where(
            Person.id == asked.person_id,
            Person.family_id == family.id,
            Person.role == Role.CHILD,
            Person.set_aside_at.is_(None),
            Person.deceased_on.is_(None),
        )
        if session.exec(query).one_or_none() is None:
            raise Invalid("Choisissez un enfant de cette famille.")
