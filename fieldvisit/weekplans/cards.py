"""The cards of a worker's day and of the tray, as one reader may see them: a visit's kind and why it is urgent only
to whoever may know, families to all who plan.
"""

import uuid
from collections.abc import Iterable, Mapping
from datetime import date, time

from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.due import reasons
from fieldvisit.due.criteria import LABELS
from fieldvisit.families import household
from fieldvisit.rounds import rules
from fieldvisit.rounds.problem import DAY, MINUTE, Id, Plan
from fieldvisit.rounds.timing import Timed
from fieldvisit.rounds.wording import day_name, hour_of
from fieldvisit.schedule import visit_type
from fieldvisit.schedule.visit import Status
from fieldvisit.weekplans import week
from fieldvisit.weekplans.jobs import Job
from fieldvisit.weekplans.plan import Pinned
from fieldvisit.weekplans.setting import Setting
from fieldvisit.weekplans.shown import Card, OwnStep, Totals, Waiting, WorkerDay
from fieldvisit.weekplans.spans import TOLERANCE
from fieldvisit.weekplans.taken import Taken


class Cards:
    """``broken``: the rules broken, by worker and day."""

    def __init__(self, session: Session, actor: Actor, here: Setting, today: date, plan: Plan | None = None):
        self.actor, self.here, self.plan = actor, here, plan or here.plan
        families = {one.family_id for one in here.jobs.values()}
        self.why = reasons.of(session, actor, families, today)
        self._kinds = self._known_kinds(session, today)
        self.names = {one.id: one.name for one in here.staff.accounts}
        self.where = self.plan.where()
        self.broken: dict[tuple, list[str]] = {}
        for fault in rules.broken(here.hours, self.plan):
            self.broken.setdefault((fault.worker, fault.day), []).append(fault.sentence)

    def _known_kinds(self, session: Session, today: date) -> dict[str, set[uuid.UUID]]:
        """Of the kinds that ask for more, in which families she may know of it."""
        asked = {kind.compartment for one in self.here.jobs.values() if (kind := visit_type.TYPES.get(one.kind))}
        return {
            place: set(session.exec(household.open_to(self.actor, place, today)))
            for place in asked
            if place is not None
        }

    def kind(self, one: Job) -> visit_type.VisitType:
        found = visit_type.shown_to(self.actor.role, one.kind)
        hidden = found.compartment and one.family_id not in self._kinds[found.compartment]
        return visit_type.DISCREET if hidden else found

    def day(self, worker: uuid.UUID, day: int) -> WorkerDay:
        here, key = self.here, (worker, day)
        shift = here.hours.problem.worker(worker).shift(day) if worker in here.hours.worker_number else None
        timed = rules.times(here.hours, self.plan, worker, day)
        cards = self._placed(key, timed) + self._beside(worker, day)
        away = here.staff.away(worker, day)
        return WorkerDay(
            worker,
            day,
            None if shift is None else shift.start % DAY // MINUTE,
            None if shift is None else (shift.end - day * DAY) // MINUTE,
            *_lunch(shift, timed, day),
            away=away,
            pinned=any(o.what == Pinned.DAY and (o.worker_id, o.day) == key for o in here.locks),
            cards=tuple(sorted(cards, key=lambda one: (one.begin, one.rank))),
            totals=self.totals(worker, day, timed),
            broken=tuple(dict.fromkeys(self.broken.get(key, ()))),
            **self._own(key),
        )

    def _own(self, key: tuple) -> dict:
        """The day as she makes it, where that is another order than that of the hours told."""
        found = self.here.own.get(key)
        if found is None:
            return {}
        family = {id: one.family for id, one in self.here.jobs.items()}
        steps = (
            OwnStep(one.job, family[named], _minutes(one.planned), _minutes(one.began), one.state)
            for one in found.steps
            if (named := self.here.companions.get(one.job, one.job)) in family
        )
        return {"own": tuple(steps), "heard": found.heard}

    def totals(self, worker: uuid.UUID, day: int, timed: Timed | None) -> Totals:
        hours, route = self.here.hours, self.plan.routes.get((worker, day), ())
        shift = hours.problem.worker(worker).shift(day) if worker in hours.worker_number else None
        there = 0 if shift is None else shift.end - shift.start - (shift.lunch.seconds if shift.lunch else 0)
        known = [visit for visit in route if visit in hours.number]
        if worker not in hours.worker_number or not known:
            return Totals(free=there // MINUTE)
        driving, km = hours.driving(hours.worker_number[worker], [hours.number[visit] for visit in known])
        contact = sum(hours.problem.visit(visit).seconds for visit in known)
        visits = sum(visit in self.here.jobs for visit in known)
        free = max(0, there - driving - contact) // MINUTE
        return Totals(visits, round(km, 1), driving // MINUTE, contact // MINUTE, free)

    def _placed(self, key: tuple, timed: Timed | None) -> list[Card]:
        worker, day = key
        found, hours, before = [], self.here.hours, None
        for rank, id in enumerate(self.plan.routes.get(key, ()), 1):
            if id not in hours.number:
                continue
            start = timed.starts[rank - 1] - day * DAY if timed is not None else self._last_known(id, day)
            there = hours.many + hours.number[id]
            leg = 0
            if worker in hours.worker_number:
                leg = hours.legs[hours.worker_number[worker] if before is None else before][there]
            before = there
            found.append(self._card(id, worker, day, rank, start // MINUTE, leg // MINUTE))
        return found

    def _last_known(self, id: Id, day: int) -> int:
        """Where nobody works that day any more: the hour in force, else the morning."""
        place = next((one for one in self.here.force.get(id, ()) if one.start is not None), None)
        return (place.start % DAY) if place else 8 * 3600

    def _card(self, id: Id, worker: uuid.UUID, day: int, rank: int, begin: int, travel: int) -> Card:
        one = self.here.jobs.get(id) or self.here.taken[id]
        if isinstance(one, Taken):
            return _block(one, day, rank)
        kind = self.kind(one)
        others = [self.names.get(who, "") for who, _ in self.where.get(id, ()) if who != worker]
        fixed = one.held or ("confirmée" if one.status == Status.CONFIRMED else "")
        lock = any(lock.visit == id and lock.worker == worker for lock in self.here.problem.locks)
        pinned = not one.held and (lock or (worker, day) in self.here.problem.frozen)
        return Card(
            id,
            one.family_id,
            one.family,
            kind.short,
            kind.label,
            one.city,
            worker,
            day,
            rank,
            begin,
            begin + one.minutes,
            travel,
            one.minutes,
            one.band,
            LABELS[one.band],
            tuple(self.why.get(one.family_id, ())),
            pinned,
            fixed,
            one.together,
            ", ".join(others),
            id in self.here.approximate,
            _due(one),
            self._state(id, worker, day, begin),
            *self._place(id, one),
            one.words,
        )

    def _place(self, id: Id, one: Job) -> tuple[float | None, float | None]:
        if id in self.here.hours.number:
            return self.here.hours.problem.visit(id).place
        return one.place or (None, None)

    def _state(self, id: Id, worker: uuid.UUID, day: int, begin: int) -> str:
        places = self.here.force.get(id, ())
        if not places:
            return "new"
        same = [one for one in places if (one.worker, one.day) == (worker, day)]
        if not same:
            return "moved"
        start = same[0].start
        late = 0 if start is None else day * DAY + begin * MINUTE - start
        return "same" if 0 <= late <= TOLERANCE else "moved"

    def _beside(self, worker: uuid.UUID, day: int) -> list[Card]:
        """What stands outside the problem: days gone by, hours out of service, no hour at all."""
        found = []
        for one in self.here.beside:
            if one.worker != worker or one.on is None or self.here.week.number(one.on) != day:
                continue
            if isinstance(one, Taken):
                found.append(_block(one, day, 0))
            else:
                begin = week.seconds(one.at) // MINUTE if one.at else 8 * 60
                found.append(self._card(one.id, worker, day, one.position or 0, begin, 0))
        return found

    def waiting(self, listed: Iterable[Job]) -> tuple[Waiting, ...]:
        return tuple(self._waiting(one) for one in listed)

    def _waiting(self, one: Job) -> Waiting:
        kind = self.kind(one)
        return Waiting(
            one.id,
            one.family_id,
            one.family,
            kind.short,
            kind.label,
            one.city,
            one.minutes,
            one.band,
            LABELS[one.band],
            tuple(self.why.get(one.family_id, ())),
            _due(one),
            one.late,
            one.together,
            one.id in self.here.approximate,
            one.words,
            was(self.here.force.get(one.id, ()), self.names),
            *self._place(one.id, one),
        )


def was(places: Iterable, names: Mapping) -> str:
    """« était mardi 10 h 00, Claire Morel », empty for what stands nowhere."""
    places = list(places)
    if not places:
        return ""
    at = "" if places[0].start is None else f" {hour_of(places[0].start)}"
    who = " et ".join(names.get(one.worker, "") for one in places)
    return f"était {day_name(places[0].day)}{at}, {who}"


def _minutes(at: time | None) -> int | None:
    return None if at is None else week.seconds(at) // MINUTE


def _due(one: Job) -> str:
    return f"avant le {one.due.day:02}/{one.due.month:02}" if one.due else ""


def _block(one: Taken, day: int, rank: int) -> Card:
    begin = week.seconds(one.at) // MINUTE
    short = one.label[0].upper() + one.label[1:]
    return Card(
        one.id, None, short, "", short, "", one.worker, day, rank, begin, begin + one.minutes, 0, one.minutes, 4, "",
        fixed=one.label,
    )  # fmt: skip


def _lunch(shift, timed: Timed | None, day: int) -> tuple[int, int]:
    if shift is None or shift.lunch is None:
        return 0, 0
    begin = shift.lunch.earliest if timed is None or timed.lunch is None else timed.lunch - day * DAY
    return begin // MINUTE, shift.lunch.seconds // MINUTE
