"""Sessions planned from the pattern or by hand, moved or cancelled: this one, the following, the whole series.

What the limits refuse is refused with their sentences; what they only warn of asks for a reason, kept in the history.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.calendars import free, public, school
from fieldvisit.schedule import planning
from fieldvisit.schedule.visit import Visit
from fieldvisit.tisf import counting, hours, limits, ordering, planned, recurrence
from fieldvisit.tisf.limits import Fault, Span
from fieldvisit.tisf.order import InterventionOrder
from fieldvisit.tisf.planned import Invalid, NeedsReason, When
from fieldvisit.tisf.recurrence import Pattern
from fieldvisit.tisf.session import InterventionSession
from fieldvisit.words import Choice, french_date, sound

PLAN, MOVE, CANCEL = "planifier", "déplacer", "annuler des séances"


class Scope(Choice):
    THIS = "cette", "Cette séance"
    FOLLOWING = "suivantes", "Les suivantes"
    SERIES = "serie", "Toute la série"


@dataclass(frozen=True)
class Told:
    """How many sessions were planned, moved or cancelled, what was left out, and what is worth knowing."""

    count: int
    refused: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def plan(
    session: Session, actor: Actor, order_id: uuid.UUID, told: Mapping, reason: str, today: date, now: datetime
) -> Told:
    """The sessions of this pattern from today to the order's end, as far as its hours go; it becomes the order's own.

    A day that the limits refuse is left out and said. Days that have a session already keep it.

    :raises Refusal: with what to change; :raises NeedsReason: if a limit only warns and nothing says why
    """
    order = planned.order_for(session, actor, order_id, today)
    pattern = recurrence.read(told)
    recurrence.check_period(pattern, order.starts_on, order.ends_on)
    if pattern.worker is None:
        raise Invalid("Choisissez l’intervenante habituelle.")
    worker = planned.check_worker(session, order, pattern.worker)
    days = _days(session, order, pattern, today)
    days, beyond = _within_hours(session, order, days, pattern.minutes)
    spans = planned.spans(session, actor, worker.id, today, order.ends_on, today)
    kept, refused, soft = [], [], []
    for day in days:
        new = limits.at(day, pattern.at, pattern.minutes, _label(session, order))
        faults = limits.check(spans, new)
        if any(one.hard for one in faults):
            refused += [one.sentence for one in faults if one.hard]
            continue
        soft += faults
        spans.append(new)
        kept.append(day)
    words = _reason(reason, soft)
    order.recurrence, order.usual_worker_id = recurrence.written(pattern), worker.id
    session.add(order)
    for day in kept:
        planned.make(session, actor, order, When(day, pattern.at, pattern.minutes, worker.id), today, now, day)
    known = free.days(session, [worker.id], kept[0], kept[-1])[worker.id] if kept else []
    warnings = [one.warning(worker.name, pattern.at, pattern.minutes) for one in known if one.on in set(kept)]
    if beyond:
        warnings.insert(0, f"Les heures accordées ne suffisent pas : {beyond} séances de moins, à partir de là.")
    _note(session, actor, order, PLAN, f"{len(kept)} séances. {pattern.words()}", words, now)
    return Told(len(kept), tuple(dict.fromkeys(refused)), tuple(dict.fromkeys(filter(None, warnings))))


def add(
    session: Session, actor: Actor, order_id: uuid.UUID, when: When, reason: str, today: date, now: datetime
) -> Told:
    """One session by hand.

    :raises Refusal: with what to change; :raises NeedsReason: if a limit only warns and nothing says why
    """
    order = planned.order_for(session, actor, order_id, today)
    worker = planned.check_worker(session, order, when.worker_id)
    planned.check_when(session, order, when, today)
    spans = planned.spans(session, actor, worker.id, when.on, when.on, today)
    soft = _checked(spans, [limits.at(when.on, when.at, when.minutes, _label(session, order))])
    left = hours.left(order.minutes_granted, counting.of_order(session, order.id)) - when.minutes
    if left < 0:
        soft.append(Fault("heures", False, f"{hours.words(-left)} de plus que les heures accordées par cet ordre."))
    words = _reason(reason, soft)
    planned.make(session, actor, order, when, today, now, None)
    _note(session, actor, order, PLAN, f"Séance du {french_date(when.on)} à {when.at:%H:%M}.", words, now)
    told = free.warning(session, worker.id, worker.name, when.on, when.at, when.minutes)
    return Told(1, warnings=(told,) if told else ())


def move(
    session: Session, actor: Actor, session_id: uuid.UUID, scope: str, when: When, reason: str, today, now
) -> Told:
    """Another day, hour, length or worker. « Les suivantes » and « toute la série » follow: the hour, the length and
    the worker for all of them, another day for those of the same weekday; the pattern says so from then on.

    :raises Refusal: with what to change; :raises NeedsReason: if a limit only warns and nothing says why
    """
    held, first = planned.find(session, actor, session_id, today)
    order = planned.order_for(session, actor, held.order_id, today)
    by, weekday = when.on - first.planned_on, first.planned_on.weekday()
    chosen = _chosen(session, order, held, first, Scope(scope), today)
    plans = []
    for one, at in chosen:
        shifted = by if at is first or at.planned_on.weekday() == weekday else timedelta(0)
        to = replace(when, on=at.planned_on + shifted)
        planned.check_when(session, order, to, today)
        plans.append((one, at, to))
    last = max(to.on for _, _, to in plans)
    anew = {at.id for _, at, _ in plans}
    worker = planned.check_worker(session, order, when.worker_id)
    spans = planned.spans(session, actor, worker.id, min(to.on for _, _, to in plans), last, today, anew)
    label = _label(session, order)
    soft = _checked(spans, [limits.at(to.on, to.at, to.minutes, label) for _, _, to in plans])
    words = _reason(reason, soft)
    former = first.worker_id
    for one, at, to in plans:
        if scope != Scope.THIS and one.from_series == at.planned_on:
            one.from_series = to.on
        _put(session, order, at, to, today)
        session.add(one)
    if scope != Scope.THIS and order.recurrence:
        pattern = recurrence.shifted(recurrence.read(order.recurrence), weekday, by)
        begin = min(to.on for _, _, to in plans)
        pattern = replace(pattern, first=begin, at=when.at, minutes=when.minutes, worker=worker.id)
        order.recurrence, order.usual_worker_id = recurrence.written(pattern), worker.id
        session.add(order)
    if former != worker.id:
        planning.take_care_back(session, former, order.family_id, today)
    spoken = f"{Scope(scope).label} : {len(plans)} au {french_date(when.on)} à {when.at:%H:%M}."
    _note(session, actor, order, MOVE, spoken, words, now)
    told = free.warning(session, worker.id, worker.name, when.on, when.at, when.minutes)
    return Told(len(plans), warnings=(told,) if told else ())


def cancel(session: Session, actor: Actor, session_id: uuid.UUID, scope: str, why: str, today, now) -> Told:
    """:raises Refusal: if it has begun, or nothing says why"""
    held, first = planned.find(session, actor, session_id, today)
    order = planned.order_for(session, actor, held.order_id, today)
    words = sound(why).strip()
    if not words:
        raise Invalid("Dites pourquoi : la famille et l’intervenante le liront.")
    chosen = _chosen(session, order, held, first, Scope(scope), today)
    for one, at in chosen:
        planned.cancel(session, one, at, words, today)
    if order.recurrence:
        pattern = recurrence.read(order.recurrence)
        if scope == Scope.THIS and held.from_series:
            order.recurrence = recurrence.written(recurrence.without(pattern, [held.from_series]))
        elif scope == Scope.FOLLOWING and first.planned_on > pattern.first:
            order.recurrence = recurrence.written(replace(pattern, last=first.planned_on - timedelta(days=1)))
        elif scope != Scope.THIS:
            order.recurrence = None
        session.add(order)
    spoken = f"{Scope(scope).label} : {len(chosen)} à partir du {french_date(first.planned_on)}. {words}"
    _note(session, actor, order, CANCEL, spoken, "", now)
    return Told(len(chosen))


def _chosen(
    session: Session, order: InterventionOrder, held: InterventionSession, first: Visit, scope: Scope, today: date
) -> list[tuple[InterventionSession, Visit]]:
    """The session itself, and those of the series with it; what was planned by hand is no part of it."""
    if scope is Scope.THIS or held.from_series is None:
        return [(held, first)]
    since = first.planned_on if scope is Scope.FOLLOWING else today
    others = [(one, at) for one, at in planned.of_order(session, order.id, since) if one.from_series is not None]
    return [(held, first), *((one, at) for one, at in others if one.id != held.id)]


def _put(session: Session, order: InterventionOrder, at: Visit, to: When, today: date) -> None:
    if (at.planned_on, at.worker_id) != (to.on, to.worker_id):
        at.position = None  # the order of the day was that of another day
    at.planned_on, at.planned_at, at.duration_min, at.worker_id = to.on, to.at, to.minutes, to.worker_id
    session.add(at)
    planned.give_care(session, order, at, today)


def _days(session: Session, order: InterventionOrder, pattern: Pattern, today: date) -> list[date]:
    """From today on, those that have no session of this order yet."""
    listed = school.between(session, pattern.first, order.ends_on)
    every = recurrence.days(pattern, order.ends_on, public.name, lambda day: school.on(listed, day))
    taken = {day for one, at in planned.of_order(session, order.id, today) for day in (one.from_series, at.planned_on)}
    return [day for day in every if day >= today and day not in taken]


def _within_hours(session: Session, order: InterventionOrder, days: list[date], minutes: int) -> tuple[list[date], int]:
    """As many as the hours left allow, and how many more there would be."""
    left = hours.left(order.minutes_granted, counting.of_order(session, order.id))
    most = max(0, left // minutes)
    if days and not most:
        raise Invalid("Toutes les heures accordées sont faites ou planifiées : demandez une prolongation.")
    return days[:most], len(days[most:])


def _checked(spans: list[Span], new: Iterable[Span]) -> list[Fault]:
    """The soft faults of these, each among the others.

    :raises Invalid: for the hard ones
    """
    new = list(new)
    faults = [
        fault for rank, one in enumerate(new) for fault in limits.check([*spans, *new[:rank], *new[rank + 1 :]], one)
    ]
    hard = [one for one in faults if one.hard]
    if hard:
        raise Invalid(planned.said(hard))
    return faults


def _reason(reason: str, soft: list[Fault]) -> str:
    """Why it is planned all the same, with what was said; "" if there was nothing to say."""
    if not soft:
        return ""
    words = sound(reason or "").strip()
    if not words:
        raise NeedsReason(f"{planned.said(soft)} Dites pourquoi c’est planifié malgré tout, puis enregistrez.")
    return f"Malgré : {planned.said(soft)} Motif : {words}"


def _label(session: Session, order: InterventionOrder) -> str:
    return session.get_one(planned.Household, order.family_id).label


def _note(session: Session, actor: Actor, order, act: str, spoken: str, words: str, now: datetime) -> None:
    told = " ".join(filter(None, (spoken, words)))
    ordering.note(session, actor, order, act, order.status, order.status, now, told)
    session.flush()


def hour(text: str) -> time:
    """:raises Invalid: for what is no hour"""
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise Invalid("Indiquez l’heure de début, par exemple 09:00.") from error
