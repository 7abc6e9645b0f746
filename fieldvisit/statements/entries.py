"""What each session of a service in a sector comes to now: hours as they were frozen, way, mileage, why not done.

Of a session corrected and not validated again, the record that counts is still the one that was validated.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, select

from fieldvisit.access.account import Account
from fieldvisit.families.household import Household
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import hours, lists
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.record import SessionRecord
from fieldvisit.tisf.recording import Outcome
from fieldvisit.tisf.session import InterventionSession, Status
from fieldvisit.weekplans import mileage

SETTLED = (Status.VALIDATED, Status.NOT_DONE)
#: Paid by the kilometre; in the service's car, or by bus, the way counts and its kilometres are not paid.
OWN_CAR = "personnel"
MOST_KM, MOST_MINUTES = 2000, 24 * 60


@dataclass(frozen=True)
class Book:
    """A service of one employer in one sector: what its responsable closes each month."""

    service: str
    sector_id: uuid.UUID


@dataclass(frozen=True)
class Way:
    """``km``: in tenths; ``minutes``: on the road; ``own_car``: paid by the kilometre."""

    km: int = 0
    minutes: int = 0
    own_car: bool = True


@dataclass(frozen=True)
class Standing:
    """A session of the book whose hours are known. ``record_id``: the record that counts; ``day``: its own."""

    held: InterventionSession
    worker_id: uuid.UUID
    role: str
    planned_on: date
    record_id: uuid.UUID | None

    @property
    def pending(self) -> bool:
        """Corrected, and not validated again."""
        return self.held.status not in SETTLED

    @property
    def billed(self) -> int:
        return 0 if self.held.status == Status.NOT_DONE else self.held.minutes_billed or 0


@dataclass(frozen=True)
class Told:
    """What the record that counts says of its session, without a word of what was observed."""

    day: date
    started_at: datetime | None
    ended_at: datetime | None
    outcome: str
    reason: str
    exact: int
    way: Way


def here(book: Book):
    """Condition on the sessions of this book, for a query that joins their order and family."""
    return sa.and_(InterventionOrder.service == book.service, Household.sector_id == book.sector_id)


def standing(session: Session, book: Book) -> list[Standing]:
    """Those validated once, and those that did not take place."""
    query = (
        select(InterventionSession, Visit.worker_id, Account.role, Visit.planned_on)
        .join(Visit, Visit.id == InterventionSession.visit_id)
        .join(Account, Account.id == Visit.worker_id)
        .join(InterventionOrder, InterventionOrder.id == InterventionSession.order_id)
        .join(Household, Household.id == InterventionSession.family_id)
        .where(
            here(book),
            sa.or_(
                InterventionSession.minutes_billed.is_not(None),
                sa.and_(InterventionSession.status.in_(SETTLED), InterventionSession.record_id.is_not(None)),
            ),
        )
        .order_by(InterventionSession.id)
    )
    found = session.exec(query).all()
    former = _validated(session, [held for held, *_ in found if held.status not in SETTLED])
    return [
        Standing(held, worker, role, on, held.record_id if held.status in SETTLED else former.get(held.id))
        for held, worker, role, on in found
    ]


def _validated(session: Session, waiting: Collection[InterventionSession]) -> dict[uuid.UUID, uuid.UUID]:
    """By session, the record that its last validation was about."""
    if not waiting:
        return {}
    at = {held.id: held.validated_at for held in waiting}
    query = select(SessionRecord.session_id, SessionRecord.id, SessionRecord.received_at).where(
        SessionRecord.session_id.in_(at)
    )
    known = defaultdict(list)
    for session_id, record_id, received in session.exec(query):
        if at[session_id] is not None and received <= at[session_id]:
            known[session_id].append((received, record_id))
    return {session_id: max(each)[1] for session_id, each in known.items()}


def told(session: Session, listed: Iterable[Standing]) -> dict[uuid.UUID, Told]:
    """By session, what its record says."""
    listed = list(listed)
    ids = [one.record_id for one in listed if one.record_id]
    query = select(SessionRecord.id, SessionRecord.body).where(SessionRecord.id.in_(ids))
    bodies = dict(session.execute(query).all()) if ids else {}
    return {one.held.id: _told(one, bodies.get(one.record_id) or {}) for one in listed}


def _told(one: Standing, body: dict) -> Told:
    held = one.held
    if one.pending:
        begun, ended, outcome = _instant(body.get("started_at")), _instant(body.get("ended_at")), body.get("outcome")
        exact = hours.minutes(begun, ended) if begun and ended and outcome == Outcome.DONE else 0
    else:
        begun, ended, exact = held.started_at, held.ended_at, held.minutes_exact or 0
        outcome = Outcome.DONE if held.status == Status.VALIDATED else body.get("outcome")
    if outcome not in list(Outcome):
        outcome = Outcome.DONE if begun else Outcome.CANCELLED
    done = outcome == Outcome.DONE
    return Told(
        day=hours.day(begun) if begun and done else one.planned_on,
        started_at=begun if done else None,
        ended_at=ended if done else None,
        outcome=Outcome(outcome).value,
        reason="" if done else _reason(body, Outcome(outcome)),
        exact=exact if done else 0,
        way=Way() if outcome == Outcome.CANCELLED else way(body.get("travel")),
    )


def _reason(body: dict, outcome: Outcome) -> str:
    """In the words of the county's list: what was written beside is no business of whoever pays."""
    said = body.get("not_done")
    return said if said in lists.LISTS["absence"] else outcome.label


def way(value: object) -> Way:
    """As the tablet sent it; what is no sound number counts for nothing."""
    if not isinstance(value, dict):
        return Way()
    km, minutes = _number(value.get("km"), MOST_KM), _number(value.get("minutes"), MOST_MINUTES)
    return Way(round(km * 10), round(minutes), (value.get("vehicle") or OWN_CAR) == OWN_CAR)


def _number(value: object, most: int) -> float:
    try:
        told = float(str(value).replace(",", ".")) if not isinstance(value, bool) else 0.0
    except ValueError:
        return 0.0
    return told if 0 <= told <= most else 0.0


def _instant(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo else None


def rate(one: Standing, day: date, given: Way) -> int:
    """Cents a kilometre, in force on the day of the session."""
    return mileage.on(day, one.role).cents if given.own_car else 0


def paid(km_tenths: int, rate_cents: int) -> int:
    """Cents; half a cent goes up."""
    return (km_tenths * rate_cents + 5) // 10
