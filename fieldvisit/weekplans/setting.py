"""A sector's week as the solver needs it, with the plan that is looked at: read anew for every question.

So a visit done, an absence noted or a child born meanwhile counts at once, in an older draft too. What is over, under
way or of another sector stands where it stands, and is left out, said so, where it fits no shift.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from fieldvisit.rounds import weeks
from fieldvisit.rounds.events import happened
from fieldvisit.rounds.hours import Hours
from fieldvisit.rounds.problem import DAY, Costs, Plan, Problem, Stop
from fieldvisit.weekplans import events, jobs, missed, own_day, pins, staff, standing, taken, visits, ways
from fieldvisit.weekplans.jobs import Job
from fieldvisit.weekplans.own_day import OwnDay
from fieldvisit.weekplans.plan import RoundLock, RoundPlan, RoundStop
from fieldvisit.weekplans.staff import Staff
from fieldvisit.weekplans.taken import Taken
from fieldvisit.weekplans.week import DAYS, Week

#: Leaving a visit out costs more than moving it, whatever its band: P1 to P4.
COSTS = Costs(unserved={1: 36_000, 2: 14_400, 3: 10_800, 4: 7_200})


@dataclass
class Setting:
    """``row``: the plan that is looked at, None for what is in force. ``force``: where each visit stands in force.

    ``held``: what cannot be moved and why; ``beside``: what stands outside the problem. ``said``: sentences for the
    coordinator. ``freed``: whose hour in force binds no longer. ``companions``: visits of the second of two.
    ``own``: days that their worker makes in another order than that of their hours.
    """

    week: Week
    sector_id: uuid.UUID
    staff: Staff
    jobs: dict[uuid.UUID, Job]
    taken: dict[uuid.UUID, Taken]
    problem: Problem
    hours: Hours
    plan: Plan
    row: RoundPlan | None = None
    locks: list[RoundLock] = field(default_factory=list)
    force: dict[uuid.UUID, tuple[Stop, ...]] = field(default_factory=dict)
    held: dict[uuid.UUID, str] = field(default_factory=dict)
    beside: list[Job | Taken] = field(default_factory=list)
    approximate: dict[uuid.UUID, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    freed: set[uuid.UUID] = field(default_factory=set)
    companions: dict[uuid.UUID, uuid.UUID] = field(default_factory=dict)
    own: dict[tuple[uuid.UUID, int], OwnDay] = field(default_factory=dict)

    def waiting(self) -> list[Job]:
        """To be placed and without a place, gravest first."""
        placed = self.plan.placed()
        found = [one for one in self.problem.visits if one.id not in placed and one.id in self.jobs]
        return sorted((self.jobs[one.id] for one in found), key=lambda one: (one.band, one.due or one.last, one.family))


def read(
    session: Session,
    sector_id: uuid.UUID,
    week: Week,
    now: datetime,
    row: RoundPlan | None = None,
    stops: Iterable[RoundStop] = (),
    locks: Iterable[RoundLock] = (),
    freed: Iterable[uuid.UUID] = (),
    companions: dict[uuid.UUID, uuid.UUID] | None = None,
) -> Setting:
    stops, locks, companions = list(stops), list(locks), companions or {}
    team = staff.of_sector(session, sector_id, week)
    listed = jobs.of_week(session, sector_id, week)
    own = own_day.of_week(session, team.workers, week, listed)
    listed, later = own_day.as_made(listed, own, week)
    listed += missed.of_week(session, sector_id, week, listed)
    seconds_of = {one.id: one for one in listed if one.id in companions}
    listed = [one for one in listed if one.id not in companions]
    others = taken.of_week(session, sector_id, list(team.workers), week)
    loose = {one.job_id for one in stops if one.freed} | set(freed) | later
    force = standing.in_force(listed, team, week, {companions[id]: one for id, one in seconds_of.items()}, later)
    after = pins.after(locks)
    before = {one.job_id for one in stops if one.day * DAY + one.start < after}
    given = visits.Given(session, week, team, listed, others, loose, after, before)
    inside, beside = given.inside, given.beside
    problem = Problem(
        tuple(team.workers.values()), tuple(inside), DAYS, published=standing.published(force, inside), costs=COSTS
    )
    for event in row.events if row else ():
        problem = happened(problem, events.read(event, problem, week))
    problem, said = weeks.lawful(problem)
    known = ways.known(session, [one.base for one in problem.workers] + [one.place for one in problem.visits], now)
    problem, refused = pins.held(problem, known, given.locks)
    beside += [given.of[id] for id in refused]
    said += [sentence for sentence in refused.values()]
    hours = Hours.of(problem, known)
    plan = standing.plan(hours, force, row, stops)
    problem, refused = pins.pinned(hours, plan, locks, given.locks)
    said += refused
    if hours.matrix.warning:
        said.append(hours.matrix.warning)
    return Setting(
        week,
        sector_id,
        team,
        given.jobs,
        given.taken,
        problem,
        hours.instead(problem),
        plan,
        row,
        locks,
        force,
        given.held,
        beside,
        given.approximate,
        said,
        loose,
        companions,
        own,
    )
