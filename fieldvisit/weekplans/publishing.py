"""« Publier »: the draft becomes the visits themselves, so that tablets hear of it at their next contact.

All of it or nothing: what no hard rule allows, or what was begun or closed meanwhile, stops the whole. A visit under
way is never touched. Nothing is cancelled without a reason; what is cancelled is due again, and planned anew.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from fieldvisit.access.account import Actor
from fieldvisit.calendars import absence, team
from fieldvisit.rounds import rules
from fieldvisit.rounds.problem import DAY
from fieldvisit.schedule import outing_order, planning
from fieldvisit.schedule.planning import Plan
from fieldvisit.schedule.visit import Visit
from fieldvisit.weekplans import comparing, drafts, events, standing, week
from fieldvisit.weekplans import plan as plans
from fieldvisit.weekplans.comparing import Change, Kind
from fieldvisit.weekplans.plan import RoundPlan, Status
from fieldvisit.weekplans.setting import Setting
from fieldvisit.words import Refusal

LONGEST_REASON = 500


class Broken(Refusal):
    """``sentences``: each rule broken, or what keeps a visit from being written."""

    def __init__(self, sentences: list[str]):
        self.sentences = tuple(dict.fromkeys(sentences))
        super().__init__(f"Ce plan ne peut pas être publié : {' '.join(self.sentences)}")


class Invalid(Refusal):
    sentence = "Dites pourquoi des visites sont retirées : leur motif reste dans le dossier."


@dataclass(frozen=True)
class Published:
    sentence: str
    moved: int
    added: int
    removed: int
    warnings: tuple[str, ...] = ()


def publish(
    session: Session,
    actor: Actor,
    plan_id: uuid.UUID,
    version: int,
    today: date,
    now: datetime,
    reason: str = "",
) -> Published:
    """``reason``: why visits in force lose their place, if any does.

    :raises Broken: where a hard rule is broken; nothing is written
    :raises Refusal: if the draft is not hers to change now, or the reason is missing
    """
    row = drafts.held(session, actor, plan_id, version, now)
    here = drafts.of_plan(session, row, today, now)
    broken = rules.broken(here.hours, here.plan)
    if broken:
        raise Broken([one.sentence for one in broken])
    changes = comparing.changes(here)
    told = comparing.said(here, changes)
    if told.removed and not reason.strip():
        raise Invalid
    writer = _Writer(session, actor, here, reason.strip()[:LONGEST_REASON], today, now)
    for one in changes:
        writer.write(one)
    writer.order()
    _note_absences(session, actor, row, here, today, now)
    _in_force(session, row, writer, actor, now)
    sentence = told.sentence if changes else "Rien n’a changé."
    return Published(f"Publié. {sentence}", told.moved, told.added, told.removed, tuple(here.said))


class _Writer:
    """``made``: visits of each job and worker; ``first``: the visit that names each job from now on."""

    def __init__(self, session: Session, actor: Actor, here: Setting, reason: str, today: date, now: datetime):
        self.session, self.actor, self.here, self.reason = session, actor, here, reason
        self.today, self.now = today, now
        self.names = {one.id: one.name for one in here.staff.accounts}
        self.made = {(id, one.worker): one.visit_id for id, places in here.force.items() for one in places}
        self.first: dict[uuid.UUID, uuid.UUID] = {}
        self.touched: set[tuple[uuid.UUID, int]] = set()

    def write(self, one: Change) -> None:
        try:
            self._write(one)
        except Refusal as refused:
            family = self.here.jobs[one.job].family
            raise Broken([f"{family} : {refused.sentence}"]) from refused
        self.touched |= {(place.worker, place.day) for place in (*one.before, *one.after)}

    def _write(self, one: Change) -> None:
        free = {place.worker: self.made.pop((one.job, place.worker)) for place in one.before}
        own = one.job if one.job in free.values() else None
        for place in sorted(one.after, key=lambda place: place.worker not in free):
            # Her own visit stays hers; else the one that names the job, so that it lives on.
            known = free.pop(place.worker, None) or self._left(free, own, one)
            others = [each.worker for each in one.after if each.worker != place.worker]
            self.made[one.job, place.worker] = self._put(one, place, known, others)
        if one.after:
            visits = [self.made[one.job, place.worker] for place in one.after]
            self.first[one.job] = own if own in visits else visits[0]
        why = self.reason if one.kind is Kind.REMOVED else "Une seule professionnelle suffit."
        for visit in free.values():
            planning.cancel(self.session, self.actor, visit, why, self.today, self.now)

    def _left(self, free: dict, own: uuid.UUID | None, one: Change) -> uuid.UUID | None:
        """A visit whose worker no longer makes it."""
        stays = {place.worker for place in one.after}
        loose = [worker for worker in free if worker not in stays]
        chosen = next((worker for worker in loose if free[worker] == own), next(iter(loose), None))
        return free.pop(chosen) if chosen is not None else None

    def _put(self, one: Change, place: comparing.Place, known: uuid.UUID | None, others: list) -> uuid.UUID:
        job = self.here.jobs[one.job]
        on, at = self.here.week.date(place.day), week.hour(place.start % DAY)
        when = Plan(on, at, job.minutes, place.worker)
        if known is not None:
            planning.move(self.session, self.actor, known, when, self.today, self.now)
            return known
        reason = job.reason or ""
        if others:
            reason = f"À deux avec {self.names[others[0]]}. {reason}".strip()
        made, _ = planning.plan(self.session, self.actor, job.family_id, job.kind, when, reason, self.today, self.now)
        return made.id

    def order(self) -> None:
        """The order of each day that changed, as the tablet follows it; other days keep the one they have."""
        for key in self.touched & self.here.plan.routes.keys():
            outings = {}
            for rank, id in enumerate(self.here.plan.routes[key], 1):
                if id in self.here.taken and self.here.taken[id].outing:
                    outings[self.here.taken[id].row] = rank
                else:
                    visit = self.made.get((id, key[0])) or self.here.taken[id].row
                    self.session.get_one(Visit, visit).position = rank
            outing_order.place(self.session, key[0], self.here.week.date(key[1]), outings)


def _in_force(session: Session, row: RoundPlan, writer: _Writer, actor: Actor, now: datetime) -> None:
    """The plan itself: from now on its stops name visits, and the former one is superseded."""
    before = plans.published(session, row.sector_id, row.monday)
    if before is not None:
        before.status = Status.SUPERSEDED
        session.add(before)
        session.flush()
    starts = standing.starts(writer.here.hours, writer.here.plan)
    for one in plans.stops(session, row.id):
        visit = writer.made.get((one.job_id, one.worker_id))
        if one.job_id not in writer.here.jobs or visit is None:
            session.delete(one)  # of another sector, or a school: not this plan's
            continue
        at = starts.get((one.worker_id, one.day), {}).get(one.job_id)
        one.start = one.start if at is None else at - one.day * DAY
        one.visit_id, one.job_id, one.freed = visit, writer.first.get(one.job_id, one.job_id), False
        session.add(one)
    row.events = [_renamed(told, writer.first) for told in row.events if told["kind"] != "ill"]
    row.status, row.published_at, row.former = Status.PUBLISHED, now, None
    drafts.touch(session, row, actor.account_id, now)


def _renamed(told: dict, first: dict[uuid.UUID, uuid.UUID]) -> dict:
    job = told.get("job")
    return told | {"job": str(first.get(uuid.UUID(job), job))} if job else told


def _note_absences(session: Session, actor: Actor, row: RoundPlan, here: Setting, today: date, now: datetime) -> None:
    """Who is ill in this plan is absent in the calendar, for all who look there."""
    for told in row.events:
        event = events.kept(told)
        if isinstance(event, events.Ill) and team.plans_for(session, actor, event.worker):
            for first, last, half in _halves(event):
                gone = here.week.date(first), here.week.date(last)
                if not absence.standing(session, [event.worker], *gone):
                    why = absence.Why.SICK
                    absence.enter(session, actor, event.worker, *gone, half, why, "", today, now)


def _halves(event: events.Ill) -> list[tuple[int, int, str]]:
    """Whole days; from noon on, the first is its afternoon."""
    if event.since is None or event.since < 12 * 60:
        return [(event.first, event.last, absence.Half.DAY)]
    rest = [(event.first + 1, event.last, absence.Half.DAY)] if event.last > event.first else []
    return [(event.first, event.first, absence.Half.AFTERNOON), *rest]
