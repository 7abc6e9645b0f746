"""Each thing to be placed as the solver knows it: its home, trade, clearance, windows, whom it follows."""

import uuid
from collections.abc import Iterable

from sqlmodel import Session

from fieldvisit.rounds.problem import MINUTE, Lock, Visit, Window
from fieldvisit.schedule import visit_type
from fieldvisit.weekplans import homes, jobs, spans, staff
from fieldvisit.weekplans.jobs import Job
from fieldvisit.weekplans.staff import Staff
from fieldvisit.weekplans.taken import Taken
from fieldvisit.weekplans.week import Week

#: A trade and the roles that work in it.
_OF_TRADE: dict[str, set[str]] = {}
for _role in staff.TEAM:
    _OF_TRADE.setdefault(staff.trade(_role), set()).add(_role)


class Given:
    """``inside``: what the solver is given, ``beside``: what stands outside of it; ``locks``: of what cannot move.

    ``after``: before that nothing begins but ``before``, which stands there.
    """

    def __init__(
        self,
        session: Session,
        week: Week,
        team: Staff,
        listed: list[Job],
        others: list[Taken],
        freed: Iterable[uuid.UUID],
        after: int,
        before: Iterable[uuid.UUID],
    ):
        self.week, self.team, self.freed, self.after, self.before = week, team, set(freed), after, set(before)
        self.jobs, self.taken = {one.id: one for one in listed}, {one.id: one for one in others}
        self.of = self.jobs | self.taken
        self.held = {one.id: one.held for one in listed if one.held} | {one.id: one.label for one in others}
        self._roles = {one.id: one.role for one in team.accounts}
        self._trades = {worker.profession for worker in team.workers.values()}
        first = next(iter(team.bases.values()), None)
        places = homes.of(session, listed, first.place if first else (46.6, 2.4))
        self.approximate = {id: said for id, (_, said) in places.items() if said}
        self._leads = jobs.preferred(session, listed, self._roles, week)
        self.locks: list[Lock] = []
        self.inside = [self._visit(one, places[one.id][0]) for one in listed if self._to_place(one)]
        self.inside += [self._block(one) for one in others if week.number(one.on) >= week.first]
        known = {one.id for one in self.inside}
        self.beside = [one for one in self.of.values() if one.id not in known]

    def _to_place(self, one: Job) -> bool:
        """Whether the solver may think of it: of what is in force, what one of the team makes from now on."""
        if one.visit_id is None:
            return True
        here = one.worker in self.team.workers and self.week.number(one.on) >= self.week.first
        return here and not (one.held and one.at is None)

    def _visit(self, one: Job, place) -> Visit:
        kind = visit_type.TYPES.get(one.kind, visit_type.DISCREET)
        trade = self._trade(one, kind)
        needs = {kind.short} if not _OF_TRADE.get(trade, set()) <= kind.roles and trade in kind.roles else set()
        hour = spans.fixed(one, self.week)
        if one.held:
            needs = {self.team.workers[one.worker].name}
            self.locks.append(Lock(one.id, one.worker, self.week.number(one.on), hour))
        return Visit(
            one.id,
            place,
            trade,
            one.minutes * MINUTE,
            spans.of_job(one, self.week, one.id in self.freed, 0 if one.id in self.before else self.after),
            one.band,
            self._preferred(one, trade),
            max(0, self.week.number(one.first)),
            frozenset(needs),
            commune=one.insee or one.city or None,
            together=one.together and not one.held,
            name=one.family,
            approximate=one.id in self.approximate,
            wider=spans.wider(one, self.week),
        )

    def _block(self, one: Taken) -> Visit:
        worker, at = self.team.workers[one.worker], self.week.at(one.on, one.at)
        self.locks.append(Lock(one.id, one.worker, self.week.number(one.on), at))
        return Visit(
            one.id,
            one.place or worker.base,
            worker.profession,
            one.minutes * MINUTE,
            (Window(at, at),),
            1,
            needs=frozenset({worker.name}),
            name=one.label,
        )

    def _trade(self, one: Job, kind) -> str:
        """That of whoever goes, or is asked first; where nobody here has it, the first other that may."""
        asked = self._roles.get(one.worker) if one.visit_id else one.trade
        wanted = staff.trade(asked or one.trade or next(iter(sorted(kind.roles)), ""))
        if wanted in self._trades:
            return wanted
        others = [staff.trade(role) for role in sorted(kind.roles)]
        return next((trade for trade in others if trade in self._trades), wanted)

    def _preferred(self, one: Job, trade: str) -> uuid.UUID | None:
        """Named for it, or follows the family, or has it in force."""
        named = None if one.visit_id else one.worker
        leads = [id for id, role in self._leads.get(one.family_id, ()) if staff.trade(role) == trade]
        return next((id for id in (named, *leads, one.worker) if id in self.team.workers), None)
