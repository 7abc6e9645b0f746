"""« Et si… »: the week with one worker more or less, computed beside the server. Nothing is written.

It takes seconds, in the background: the panel may be closed, and what was found is there when it is opened again.
"""

from typing import TypedDict

import reflex as rx

from fieldvisit import db
from fieldvisit.access import roles
from fieldvisit.access.permission import allow
from fieldvisit.pages import who
from fieldvisit.pages.office import rounds_shown as shown
from fieldvisit.pages.office.desk import Gone
from fieldvisit.pages.office.planning_opened import Choice, id_of
from fieldvisit.pages.office.rounds import Rounds
from fieldvisit.weekplans import asking, staff
from fieldvisit.weekplans.asking import WhatIf
from fieldvisit.words import Refusal

#: Both computations together; the bar on screen goes on for as long (rounds.css).
SECONDS = 8


class Beside(TypedDict):
    name: str
    before: str
    after: str


class RoundsWhatIf(Rounds):
    """``if_more``: a role, ``if_less``: a worker."""

    if_roles: list[Choice] = []
    if_more: str = ""
    if_less: str = ""
    if_computing: bool = False
    if_said: str = ""
    if_rows: list[Beside] = []
    _if_about: str = ""

    @rx.event
    @allow("planning_mission", "W")
    def open_what_if(self):
        self.if_roles = [{"value": role, "label": roles.LABELS[role]} for role in staff.TEAM]
        if self._if_about != str(self._plan):
            self.if_said, self.if_rows, self.if_computing = "", [], False
        self.panel, self.problem, self.said = "what_if", "", ""

    @rx.event
    @allow("planning_mission", "W")
    def one_more(self, role: str):
        self.if_more, self.if_less = (role if role in staff.TEAM else ""), ""

    @rx.event
    @allow("planning_mission", "W")
    def one_less(self, worker: str):
        self.if_less = worker if worker in {one["worker"] for one in self.lines} else ""
        self.if_more = ""

    @rx.event(background=True)
    @allow("planning_mission", "W")
    async def what_if(self):
        async with self:
            if self.if_computing:
                return
            self.problem, caller = "", who.of(self)
            if caller is None:
                self.problem = Gone.sentence
                return
            plan, more, less = self._plan, self.if_more, id_of(self.if_less) if self.if_less else None
            self.if_computing, self.if_said, self.if_rows, self._if_about = True, "", [], str(plan)
            when = who.today(), who.now()
        found, problem = None, "Le calcul n’a pas abouti : recommencez."
        try:
            found = await rx.run_in_thread(
                lambda: asking.what_if(db.engine(), caller.actor, plan, *when, more=more, less=less, seconds=SECONDS)
            )
            problem = ""
        except Refusal as refusal:
            problem = refusal.sentence
        finally:
            async with self:
                if self._if_about == str(plan):
                    self.if_computing = False
                    self.problem = problem or self.problem
                    if found is not None:
                        self.if_said, self.if_rows = found.sentence, _rows(found)


def _rows(found: WhatIf) -> list[Beside]:
    one, two = found.before, found.after
    return [
        {"name": "Visites placées", "before": str(one.visits), "after": str(two.visits)},
        {"name": "Sans place", "before": str(found.waiting_before), "after": str(found.waiting_after)},
        {"name": "Distance", "before": f"{one.km:.0f} km", "after": f"{two.km:.0f} km"},
        {"name": "Route", "before": shown.lasting(one.driving), "after": shown.lasting(two.driving)},
        {"name": "Auprès des familles", "before": shown.lasting(one.contact), "after": shown.lasting(two.contact)},
    ]
