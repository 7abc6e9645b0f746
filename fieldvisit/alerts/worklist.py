"""The list of « Urgences » of one reader, and the two acts it exists for: taking charge, closing with a reason."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access import journal
from fieldvisit.access.account import Account, Actor
from fieldvisit.access.care import CareRelationship, Reason
from fieldvisit.access.journal import What
from fieldvisit.alerts import places, reach
from fieldvisit.alerts.alert import Step, UrgentAlert, UrgentStep, step
from fieldvisit.alerts.places import Place
from fieldvisit.families import household
from fieldvisit.families.household import Household
from fieldvisit.families.person import Person
from fieldvisit.words import Refusal

#: How long what is closed or withdrawn stays at hand below the list.
PAST = timedelta(days=7)
#: How long whoever took charge may open the family's file.
CARE = timedelta(days=30)
LONGEST_REASON = 2000


class NotFound(Refusal):
    sentence = "Cette urgence n’existe pas ou ne vous est pas ouverte."


class NotYours(Refusal):
    sentence = "Votre fonction ne permet pas de prendre en charge cette urgence."


class Settled(Refusal):
    sentence = "Cette urgence est déjà close."


class NoReason(Refusal):
    sentence = "Écrivez ce qui a été fait : une urgence ne se clôt pas sans motif."


@dataclass(frozen=True)
class Listed:
    """``whole``: False for whoever may only know that it exists; then nothing else of it may be shown.

    ``family``: the place’s name where it is of a ``place``.
    """

    alert: UrgentAlert
    family: str
    child: str
    author: str
    phone: str
    taken_by: str
    whole: bool
    late: bool
    place: Place | None = None


def waiting(session: Session, actor: Actor, today: date, now: datetime, patience: timedelta) -> list[Listed]:
    """What nobody has closed: nobody's yet before what is in hand, at once before today, oldest first."""
    found = _listed(session, actor, today, now, patience, _waits())
    return sorted(found, key=lambda one: (one.alert.taken_at is not None, not one.alert.at_once, one.alert.raised_at))


def past(session: Session, actor: Actor, today: date, now: datetime, patience: timedelta) -> list[Listed]:
    """What was closed or withdrawn of late, the latest first."""
    ended = sa.func.coalesce(UrgentAlert.closed_at, UrgentAlert.withdrawn_at)
    found = _listed(session, actor, today, now, patience, sa.and_(sa.not_(_waits()), ended > now - PAST))
    return sorted(found, key=lambda one: one.alert.closed_at or one.alert.withdrawn_at, reverse=True)


def count(session: Session, actor: Actor, today: date, now: datetime, patience: timedelta) -> tuple[int, int]:
    """How many wait, and how many of these nobody has taken: the badge in the menu."""
    shown = sa.or_(reach.readable(actor, today, now, patience), reach.told(actor, now, patience))
    query = sa.select(sa.func.count(), sa.func.count(UrgentAlert.taken_at)).where(_waits(), shown)
    total, taken = session.execute(query).one()
    return total, total - taken


def find(
    session: Session, actor: Actor, alert_id: uuid.UUID, today: date, now: datetime, patience: timedelta
) -> Listed:
    """:raises NotFound: if it does not exist or this actor may not read it whole"""
    found = _listed(session, actor, today, now, patience, UrgentAlert.id == alert_id)
    if not found or not found[0].whole:
        raise NotFound
    return found[0]


def open_one(
    session: Session, actor: Actor, alert_id: uuid.UUID, today: date, now: datetime, patience: timedelta
) -> Listed:
    """:func:`find`, journaled."""
    found = find(session, actor, alert_id, today, now, patience)
    _note(session, actor, found.alert, Step.SEEN, now)
    return found


def unseen(session: Session, actor: Actor, listed: list[Listed]) -> list[UrgentAlert]:
    """Of those told whole, what this reader is shown for the first time."""
    ids = [one.alert.id for one in listed if one.whole and one.alert.author_id != actor.account_id]
    if not ids:
        return []
    query = select(UrgentStep.alert_id).where(
        UrgentStep.alert_id.in_(ids), UrgentStep.what == Step.SEEN, UrgentStep.account_id == actor.account_id
    )
    seen = set(session.exec(query))
    return [one.alert for one in listed if one.alert.id in ids and one.alert.id not in seen]


def see(session: Session, actor: Actor, listed: list[Listed], now: datetime) -> None:
    """Note, once for each reader, that the list showed what these tell: in the access journal and in their history."""
    for alert in unseen(session, actor, listed):
        step(session, alert, Step.SEEN, actor.account_id, now)
        _note(session, actor, alert, Step.SEEN, now)


def may_act(actor: Actor, alert: UrgentAlert) -> bool:
    """Whether this reader may take charge: a writing right, and another than who raised it unless a doctor herself."""
    another = alert.author_id != actor.account_id or actor.role in reach.ADDRESSED
    return another and reach.may_write(actor.role, alert.compartment)


def take(
    session: Session, actor: Actor, alert_id: uuid.UUID, today: date, now: datetime, patience: timedelta
) -> UrgentAlert:
    """« Je prends en charge »: named, at this time, and the file is open to whoever did for as long as it may take.

    :raises Refusal: if it is closed, somebody else's already, or not theirs to take
    """
    alert = _held(session, actor, alert_id, today, now, patience)
    if alert.taken_by == actor.account_id:
        return alert
    if alert.taken_at is not None:
        name = session.exec(select(Account.name).where(Account.id == alert.taken_by)).one()
        raise Refusal(f"Déjà prise en charge par {name}.")
    alert.taken_at, alert.taken_by = now, actor.account_id
    session.add(alert)
    step(session, alert, Step.TAKEN, actor.account_id, now)
    _note(session, actor, alert, Step.TAKEN, now)
    if alert.family_id and not household.is_open(session, actor, alert.family_id, "observations_vad", today):
        session.add(
            CareRelationship(
                account_id=actor.account_id,
                family_id=alert.family_id,
                reason=Reason.URGENT,
                since=today,
                until=today + CARE,
            )
        )
    return alert


def close(
    session: Session,
    actor: Actor,
    alert_id: uuid.UUID,
    reason: str,
    today: date,
    now: datetime,
    patience: timedelta,
) -> UrgentAlert:
    """:raises Refusal: without a reason, or if it is closed or not theirs to close"""
    words = reason.strip()[:LONGEST_REASON]
    alert = _held(session, actor, alert_id, today, now, patience)
    if not words:
        raise NoReason
    alert.closed_at, alert.closed_by, alert.closed_reason = now, actor.account_id, words
    session.add(alert)
    step(session, alert, Step.CLOSED, actor.account_id, now, words)
    _note(session, actor, alert, Step.CLOSED, now)
    return alert


def _note(session: Session, actor: Actor, alert: UrgentAlert, what: Step, now: datetime) -> None:
    """In the access journal of its family, or in the history of its place."""
    if alert.family_id is None:
        return places.note(session, actor, alert, what, now)
    done = What.READ if what is Step.SEEN else What.WRITE
    journal.note(session, actor, alert.family_id, done, "urgences", now, subject_id=alert.id)


def _held(session: Session, actor: Actor, alert_id: uuid.UUID, today: date, now: datetime, patience) -> UrgentAlert:
    session.exec(select(UrgentAlert.id).where(UrgentAlert.id == alert_id).with_for_update()).all()
    alert = find(session, actor, alert_id, today, now, patience).alert
    session.refresh(alert)
    if not may_act(actor, alert):
        raise NotYours
    if alert.closed_at is not None:
        raise Settled
    return alert


def _waits():
    return sa.and_(
        UrgentAlert.closed_at.is_(None), sa.or_(UrgentAlert.withdrawn_at.is_(None), UrgentAlert.taken_at.is_not(None))
    )


def _listed(session: Session, actor: Actor, today: date, now: datetime, patience: timedelta, which) -> list[Listed]:
    whole = reach.readable(actor, today, now, patience)
    taker = sa.orm.aliased(Account)
    query = (
        sa.select(UrgentAlert, Household.label, Account.name, Account.phone, taker.name, whole.label("whole"))
        .outerjoin(Household, Household.id == UrgentAlert.family_id)
        .join(Account, Account.id == UrgentAlert.author_id)
        .outerjoin(taker, taker.id == UrgentAlert.taken_by)
        .where(which, sa.or_(whole, reach.told(actor, now, patience)))
        .order_by(UrgentAlert.raised_at, UrgentAlert.id)
    )
    rows = session.execute(query).all()
    names = _children(session, [alert for alert, *_ in rows])
    elsewhere = places.named(session, [alert for alert, *_ in rows])
    return [
        Listed(
            alert,
            elsewhere[alert.id].label if alert.id in elsewhere else family or "",
            elsewhere[alert.id].child if alert.id in elsewhere else names.get(alert.child_key, ""),
            author,
            phone,
            taken_by or "",
            bool(readable),
            alert.is_late(now, patience),
            elsewhere[alert.id].place if alert.id in elsewhere else None,
        )
        for alert, family, author, phone, taken_by, readable in rows
    ]


def _children(session: Session, alerts: list[UrgentAlert]) -> dict[str, str]:
    families = {alert.family_id for alert in alerts if alert.child_key and alert.family_id}
    if not families:
        return {}
    found = session.exec(select(Person.id, Person.first_name).where(Person.family_id.in_(families)))
    return {str(id): name for id, name in found}
